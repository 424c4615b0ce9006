"""What happened to a street's milestone, in words: read from the history of the database."""

from typing import Any

from core.parts import Change, Difference
from core.permissions import ROLE_LABELS, Role
from stations.history import words_of
from stations.models import StreetMilestone

# The rest is set by the portal itself.
TOLD = ("planned_on", "done_on", "note")


def history_of(milestone: StreetMilestone) -> list[Change]:
    """Each change of its days or its reason, the latest first; in one query."""
    told = []
    before: Any = None
    events = milestone.events.select_related("pgh_context")  # type: ignore[attr-defined]
    for event in events.order_by("pgh_id"):
        found = _differences(event, before)
        facts = event.pgh_context.metadata if event.pgh_context else {}
        if found:
            deed = "修改" if before is not None else "登记"
            told.append(Change(event.pgh_created_at, _who(facts), "", deed, found))
        before = event
    return told[::-1]


def _differences(event: Any, before: Any) -> list[Difference]:
    found = []
    for name in TOLD:
        field: Any = StreetMilestone._meta.get_field(name)
        old = words_of(field, getattr(before, name)) if before is not None else ""
        new = words_of(field, getattr(event, name))
        if old != new:
            found.append(Difference(str(field.verbose_name), old, new))
    return found


def _who(facts: dict[str, str]) -> str:
    role = facts.get("role", "")
    return ROLE_LABELS[Role(role)] if role in set(Role) else "系统"
