"""What the pages of handovers read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, F, Q, QuerySet, When
from django.db.models.functions import Left

from casework.enums import HandoverState, HandoverWay
from casework.handovers.limits import is_over
from casework.models import Handover
from core.actor import Actor
from core.masking import mask_name

# Lists hold no sealed texts, and so read none.
SEALED = ("matter_sealed", "answer_sealed")


def handover_names(keys: Iterable[str]) -> dict[str, str]:
    """Handovers as the trail tells them: by number, never by name."""
    found = Handover.objects.filter(pk__in=list(keys)).defer(*SEALED)
    return {str(one.pk): str(one) for one in found.order_by("pk")}


def handovers_of(actor: Actor) -> QuerySet[Any]:
    """The handovers within the actor's unit, each with what its page tells."""
    rows: QuerySet[Any] = Handover.objects.visible_to(actor)
    return rows.select_related("unit__parent", "advisor", "household__community", "written_by")


def handover_of_link(subject: UUID) -> Handover | None:
    """The handover that a link is for; who holds the link may see that one."""
    found: Handover | None = (
        Handover.objects.select_related("unit__parent", "advisor", "household")
        .filter(pk=subject)
        .first()
    )
    return found


def is_waiting_on(day: date) -> Q:
    """Sent, and not acknowledged by a day."""
    return Q(state=HandoverState.SENT) | Q(
        state=HandoverState.ACKNOWLEDGED, acknowledged_on__gt=day
    )


def is_acknowledged_on(day: date) -> Q:
    """Acknowledged by a day."""
    return Q(state=HandoverState.ACKNOWLEDGED, acknowledged_on__lte=day)


def is_ours() -> Q:
    """From the counter: an advisor has to say that she has it."""
    return Q(way=HandoverWay.FROM_COUNTER)


def listed(actor: Actor, day: date) -> QuerySet[Any]:
    """Handovers sent by a day: those that wait first, the longest first; then the latest."""
    waits = is_waiting_on(day)
    return (
        handovers_of(actor)
        .filter(sent_on__lte=day)
        .defer(*SEALED)
        .order_by(
            Case(When(waits, then=0), default=1),
            Case(When(waits, then=F("sent_on"))).asc(nulls_last=True),
            "-sent_on",
            "-recorded_at",
            "pk",
        )
    )


@dataclass(frozen=True)
class Standing:
    """How many handovers of a list wait, are over their limit, and wait for an advisor."""

    waiting: int = 0
    overdue: int = 0
    ours: int = 0


def standing_of(rows: QuerySet[Any], day: date, workdays: int) -> Standing:
    """Counted in one query."""
    return Standing(**rows.order_by().aggregate(**_counts(day, workdays)))


def streets_standing(rows: QuerySet[Any], day: date, workdays: int) -> dict[str, Standing]:
    """The same street by street, for the district; one query."""
    found = (
        rows.order_by()
        .annotate(street=Left("unit_id", 9))
        .values("street")
        .annotate(**_counts(day, workdays))
        .order_by("street")
    )
    return {one.pop("street"): Standing(**one) for one in found}


def _counts(day: date, workdays: int) -> dict[str, Count]:
    waits = is_waiting_on(day)
    return {
        "waiting": Count("pk", filter=waits),
        "overdue": Count("pk", filter=waits & is_over(day, workdays)),
        "ours": Count("pk", filter=waits & is_ours()),
    }


def whose(handover: Handover) -> str:
    """Whose matter it is, as lists name people: masked; a household by its number."""
    if handover.household is not None:
        return f"{handover.household.reference} {handover.household.masked_name}"
    return mask_name(handover.person_name)
