"""What every writer here does first and last: hold the plan, leave the line."""

from typing import Any

from audit import trail
from audit.models import Entry
from core.actor import Actor
from plans.models import ConstructionPlan


def held(plan: ConstructionPlan) -> ConstructionPlan:
    """The plan as it is now, locked: two who write at once follow each other."""
    found: ConstructionPlan = (
        ConstructionPlan.objects.select_for_update(of=("self",))
        .select_related("street")
        .get(pk=plan.pk)
    )
    return found


def tell(by: Actor, action: Entry.Action, plan: ConstructionPlan, **detail: Any) -> None:
    """The line in the trail."""
    trail.record(
        actor=by,
        action=action,
        subject=f"constructionplan:{plan.pk}",
        unit=plan.street_id,
        **detail,
    )
