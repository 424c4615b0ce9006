"""What the pages of unresolved matters read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, When
from django.db.models.functions import Substr

from casework.enums import ExtensionState, StuckState
from casework.models import StuckCase
from casework.stuck.limits import over_and_near
from core.actor import Actor
from core.masking import mask_name

# Lists hold no sealed texts, and so read none.
SEALED = (
    "visitor_phone_sealed", "matter_sealed", "answer_sealed", "extension_reason_sealed",
    "result_sealed",
)  # fmt: skip


def stuck_names(keys: Iterable[str]) -> dict[str, str]:
    """Matters as the trail tells them: by number, never by name."""
    found = StuckCase.objects.filter(pk__in=list(keys)).defer(*SEALED)
    return {str(one.pk): str(one) for one in found.order_by("pk")}


def cases_of(actor: Actor) -> QuerySet[Any]:
    """The matters within the actor's unit, each with what its page tells."""
    rows: QuerySet[Any] = StuckCase.objects.visible_to(actor)
    return rows.select_related("unit__parent", "advisor", "household__community", "written_by")


def is_open_on(day: date) -> Q:
    """Received, and not closed by a day."""
    return Q(state=StuckState.OPEN) | Q(state=StuckState.CLOSED, closed_on__gt=day)


def is_closed_on(day: date) -> Q:
    """Closed by a day."""
    return Q(state=StuckState.CLOSED, closed_on__lte=day)


def may_be_called() -> Q:
    """Somebody is known who can be told of the end: a phone, or a household on file."""
    return Q(visitor_phone_sealed__isnull=False) | Q(household__isnull=False)


def uncalled_on(day: date) -> Q:
    """Closed by a day, and by then nobody told the visitor."""
    told = Q(called_back_on__isnull=False, called_back_on__lte=day)
    return is_closed_on(day) & may_be_called() & ~told


def waits_for_approval() -> Q:
    """An extension was asked for, and nobody decided."""
    return Q(state=StuckState.OPEN, extension=ExtensionState.ASKED)


def listed(actor: Actor, day: date) -> QuerySet[Any]:
    """Matters received by a day: the open ones first, who waits longest first; then the latest."""
    is_open = is_open_on(day)
    return (
        cases_of(actor)
        .filter(received_on__lte=day)
        .defer(*SEALED)
        .order_by(
            Case(When(is_open, then=0), default=1),
            Case(When(is_open, then=F("received_on"))).asc(nulls_last=True),
            "-received_on",
            "-recorded_at",
            "pk",
        )
    )


@dataclass(frozen=True)
class Standing:
    """How many matters of a list are open, over their limit, near it, and wait for approval."""

    open: int = 0
    overdue: int = 0
    near: int = 0
    asked: int = 0


def standing_of(rows: QuerySet[Any], day: date, workdays: int) -> Standing:
    """Counted in one query."""
    return Standing(**rows.order_by().aggregate(**_counts(day, workdays)))


def streets_standing(rows: QuerySet[Any], day: date, workdays: int) -> dict[str, Standing]:
    """The same street by street, for the district; one query."""
    found = (
        rows.order_by()
        .annotate(street=Substr("unit__code", 1, 9))
        .values("street")
        .annotate(**_counts(day, workdays))
        .order_by("street")
    )
    return {one.pop("street"): Standing(**one) for one in found}


def _counts(day: date, workdays: int) -> dict[str, Count]:
    over, near = over_and_near(day, workdays)
    is_open = is_open_on(day)
    return {
        "open": Count("pk", filter=is_open),
        "overdue": Count("pk", filter=is_open & over),
        "near": Count("pk", filter=is_open & near),
        "asked": Count("pk", filter=waits_for_approval()),
    }


def who_came(case: StuckCase) -> str:
    """Who came, as lists name people: masked; a household by its number."""
    if case.household is not None:
        return f"{case.household.reference} {case.household.masked_name}"
    return mask_name(case.visitor_name) or "没有留名"
