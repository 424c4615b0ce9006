"""Plans to hand in, and plans that wait for the district's answer (P2-1)."""

from collections.abc import Iterator

from core.clock import portal_day
from core.todos import Asker, Todo, register
from core.workdays import workday_after, workdays_between
from plans.clocks import REVIEW_WORKDAYS
from plans.enums import PlanState
from plans.permissions import PlansPermission
from plans.policies import WRITABLE
from plans.selectors import plans_of, versions_waiting
from plans.standings import due_day
from standards.asked import asked

# What a street reaches by handing its plan in: the plan, its layout list, its milestones.
HANDED_IN_WITH_IT = ("P2-1", "T1-1", "P2-4")


def plans_to_hand_in(asker: Asker) -> Iterator[Todo]:
    """A street's drafts and returned plans, for those who write them."""
    if not asker.actor.can(PlansPermission.WRITE):
        return
    for plan in plans_of(asker.actor).filter(state__in=WRITABLE).order_by("year", "pk"):
        is_returned = plan.state == PlanState.RETURNED
        yield Todo(
            title=f"{plan.year}年建设方案{'退回待改' if is_returned else '待报送'}",
            note="只改退回的部分，改好再报送" if is_returned else "起草中，填齐后报送",
            view="plans:plan",
            args=(str(plan.pk),),
            action="去修改" if is_returned else "接着写",
            due_on=plan.due_on or due_day(asked(asker).book, plan.year),
            covers=HANDED_IN_WITH_IT,
        )


def plans_to_review(asker: Asker) -> Iterator[Todo]:
    """What streets have handed in; due when the reviewer's own clock runs out."""
    if not asker.actor.can(PlansPermission.REVIEW):
        return
    for version in versions_waiting(asker.actor):
        plan, here = version.plan, workdays_between(version.submitted_on, portal_day())
        begun = "审核中" if plan.state == PlanState.UNDER_REVIEW else "还没有开始审核"
        yield Todo(
            title=f"审核{plan.street.name}{plan.year}年建设方案",
            note=f"第{version.number}稿，{begun}，已在区里 {here} 个工作日",
            view="plans:review",
            args=(str(plan.pk),),
            action="去审核",
            due_on=workday_after(version.submitted_on, REVIEW_WORKDAYS),
        )


register(plans_to_hand_in, plans_to_review)
