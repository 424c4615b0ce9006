"""Steps of support plans that are late or due soon, for the advisor who answers for the plan."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from casework.enums import PlanState
from casework.models import PlanStep
from casework.permissions import CaseworkPermission
from core.clock import page_day
from core.due import SOON_DAYS
from core.gathering import Wanted
from core.todos import Asker, Todo

# More than so many are told as one.
MOST = 5


def steps_due(asker: Asker) -> Iterator[Wanted]:
    """Her own plans' steps with a week left or none (T5-4). One query."""
    actor, day = asker.actor, page_day(asker)
    if not actor.can(CaseworkPermission.SERVE) or not actor.street_code:
        return
    found = PlanStep.objects.visible_to(actor).filter(
        done_on__isnull=True,
        dropped_on__isnull=True,
        due_on__lte=day + timedelta(days=SOON_DAYS),
        plan__opened_on__lte=day,
        plan__state=PlanState.OPEN,
        plan__advisor__user=actor.user_id,
    )
    rows = found.select_related("plan__household").defer("what_sealed").order_by("due_on", "pk")
    yield Wanted(rows, lambda steps: _told(steps, day))


def _told(rows: Sequence[PlanStep], day: date) -> Iterator[Todo]:
    if len(rows) > MOST:
        late = sum(one.due_on < day for one in rows)
        yield Todo(
            title=f"{len(rows)}个帮扶步骤快到期" + (f"，其中{late}个已过期" if late else ""),
            note="做完的记上日子，不做了的也写明，方案才能结案（T5-4）",
            view="casework:support-plans",
            action="去看",
            due_on=rows[0].due_on,
        )
        return
    for one in rows:
        yield Todo(
            title=f"{one.plan.household.reference}的帮扶方案有一步{'过期了' if one.due_on < day else '快到期'}",
            note="做完的记上日子，不做了的也写明（T5-4）",
            view="casework:support-plan",
            args=(str(one.plan_id),),
            action="去看",
            due_on=one.due_on,
        )
