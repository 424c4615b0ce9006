"""What a phone is told: the households of whoever carries it, and those who may have visited."""

from datetime import date
from typing import Any

from audit import trail
from audit.models import Entry
from casework.models import Household
from casework.serving import advisors_for
from casework.visits import selectors
from casework.visits.due import usual_per_quarter, with_due
from core.actor import Actor


def mine(actor: Actor, day: date) -> dict[str, Any]:
    """Her households by the day they are due; the advisors to choose from where she is none.

    Names in full: she stands at their doors. That she took them along is written down.
    """
    asked = with_due(selectors.my_households(actor, day), day, usual_per_quarter(day))
    households = list(asked.order_by("due_on", "head_name", "pk"))
    own = any(one.user_id == actor.user_id for one in selectors.own_files(actor))
    there = [] if own else advisors_for(actor, actor.unit_code, day)
    trail.record(
        actor=actor, action=Entry.Action.SEEN, subject="phone:households", count=len(households)
    )
    return {
        "day": day.isoformat(),
        "households": [_told(one, day) for one in households],
        "advisors": [{"id": str(one.pk), "name": one.name} for one in there],
    }


def _told(household: Household, day: date) -> dict[str, Any]:
    due_on: date = household.due_on  # type: ignore[attr-defined]
    last: date | None = household.last_visit_on  # type: ignore[attr-defined]
    return {
        "id": str(household.pk),
        "name": household.head_name,
        "reference": household.reference,
        "place": household.community.short_name,
        "due_on": due_on.isoformat(),
        "last_on": last.isoformat() if last else "",
    }
