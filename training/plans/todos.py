"""Training plans to submit, to approve, and papers to accept (T8-1)."""

from collections.abc import Iterator
from functools import reduce
from operator import or_

from django.db.models import Q

from core.todos import Asker, Todo, register
from standards.asked import asked
from training.enums import PlanState
from training.models import TrainingPlan
from training.permissions import TrainingPermission
from training.plans.dues import due_day
from training.plans.policies import WRITABLE
from training.plans.selectors import plans_of

_HANDED_IN = Q(state=PlanState.SUBMITTED)


def plans_waiting(asker: Asker) -> Iterator[Todo]:
    """Drafts and returned plans for those who write them, the others for who answers; one query."""
    actor = asker.actor
    waiting = (
        (Q(state__in=WRITABLE), actor.can(TrainingPermission.KEEP) and actor.street_code),
        (_HANDED_IN & Q(paper_on=None), actor.can(TrainingPermission.APPROVE)),
        (_HANDED_IN & ~Q(paper_on=None), actor.can(TrainingPermission.REVIEW)),
    )
    asked_for = [which for which, is_theirs in waiting if is_theirs]
    if not asked_for:
        return
    found = plans_of(actor).filter(reduce(or_, asked_for))
    for plan in found.order_by("submitted_on", "year", "pk"):
        yield (
            _to_answer(asker, plan)
            if plan.state == PlanState.SUBMITTED
            else _to_submit(asker, plan)
        )


def _to_submit(asker: Asker, plan: TrainingPlan) -> Todo:
    is_returned = plan.state == PlanState.RETURNED
    return _todo(
        asker,
        plan,
        f"{plan.year}年培训方案{'退回待改' if is_returned else '待提交'}",
        plan.comment if is_returned else "写好目标、措施和计划培训，再提交",
        "去修改" if is_returned else "接着写",
    )


def _to_answer(asker: Asker, plan: TrainingPlan) -> Todo:
    note = f"{plan.submitted_on} 提交" + ("，补录的纸质方案" if plan.paper_on else "")
    return _todo(asker, plan, f"{plan.street.name}{plan.year}年培训方案待批准", note, "去答复")


def _todo(asker: Asker, plan: TrainingPlan, title: str, note: str, action: str) -> Todo:
    return Todo(
        title=title,
        note=note,
        view="training:plan",
        args=(str(plan.pk),),
        action=action,
        due_on=plan.due_on or due_day(asked(asker).book, plan.year),
        covers=("T8-1",),
    )


register(plans_waiting)
