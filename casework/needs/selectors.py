"""What the pages of needs read."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, F, Q, QuerySet, When
from django.db.models.functions import Substr

from advisors.models import Advisor
from casework.enums import ApplicationResult
from casework.models import Application, Household, Need, Referral, Visit
from casework.needs.limits import NEAR
from casework.needs.stages import UNMET, Stage, with_stage
from casework.serving import advisors_for
from core.actor import Actor

# Lists hold no sealed texts, and so read none.
SEALED = ("settlement_note_sealed",)


def needs_of(actor: Actor, day: date) -> QuerySet[Any]:
    """The needs of the actor's unit with all that a need's own page shows, and their stage."""
    rows = Need.objects.visible_to(actor).select_related(
        "household__community", "community__parent", "visit", "application", "settled_advisor"
    )
    return with_stage(rows, day)


def listed(actor: Actor, day: date) -> QuerySet[Any]:
    """Needs registered by a day: those not met first, the nearest limit first; then the latest.

    The limit grows with the day of registering, so the order needs no calendar.
    """
    rows = Need.objects.visible_to(actor).filter(registered_on__lte=day)
    is_unmet = Q(stage__in=UNMET)
    return (
        with_stage(rows, day)
        .select_related("household", "community__parent")
        .defer(*SEALED)
        .order_by(
            Case(When(is_unmet, then=0), default=1),
            Case(When(is_unmet, then=F("registered_on"))).asc(nulls_last=True),
            "-registered_on",
            "pk",
        )
    )


def open_needs(actor: Actor, day: date) -> QuerySet[Any]:
    """Those that nothing has met or settled by a day, and no referral holds; the oldest first."""
    return listed(actor, day).filter(stage=Stage.OPEN).order_by("registered_on", "pk")


def is_over(day: date, within: timedelta) -> Q:
    """Not met, and the limit is over on a day."""
    return Q(stage__in=UNMET, registered_on__lt=day - within)


def is_near(day: date, within: timedelta) -> Q:
    """Not met, and the limit ends within a week."""
    first = day - within
    return Q(stage__in=UNMET, registered_on__gte=first, registered_on__lte=first + NEAR)


@dataclass(frozen=True)
class Standing:
    """How many needs of a street nothing meets yet, are offered, and are over their limit."""

    open: int
    offered: int
    overdue: int


def streets_standing(rows: QuerySet[Any], day: date, within: timedelta) -> dict[str, Standing]:
    """Needs counted street by street, for the district; one query."""
    found = (
        rows.order_by()
        .annotate(street=Substr("community_id", 1, 9))
        .values("street")
        .annotate(
            open=Count("pk", filter=Q(stage=Stage.OPEN)),
            offered=Count("pk", filter=Q(stage=Stage.OFFERED)),
            overdue=Count("pk", filter=is_over(day, within)),
        )
        .order_by("street")
    )
    return {one["street"]: Standing(one["open"], one["offered"], one["overdue"]) for one in found}


# One need -------------------------------------------------------------------------------------


def referrals_of(need: Need) -> list[Referral]:
    """What a need was offered to, the latest first."""
    rows = Referral.objects.filter(need=need).select_related("resource", "advisor")
    sealed = ("request_sealed", "reason_note_sealed", "result_sealed")
    return list(rows.defer(*sealed).order_by("-offered_on", "-recorded_at", "pk"))


def applications_for(need: Need) -> list[Application]:
    """The household's applications that may settle a need.

    Handed in since it was registered, or not decided yet by then; none that was taken back.
    """
    rows = Application.objects.filter(household=need.household_id).filter(
        Q(submitted_on__gte=need.registered_on)
        | Q(result=ApplicationResult.PENDING)
        | Q(result_on__gte=need.registered_on)
    )
    kept = rows.exclude(result=ApplicationResult.WITHDRAWN).defer("note_sealed")
    return list(kept.order_by("-submitted_on", "pk"))


def hands(actor: Actor, need: Need, day: date) -> list[Advisor]:
    """Who may have served the household, as far as the actor may name them."""
    return list(advisors_for(actor, need.community_id, day))


def household_by(actor: Actor, pk: UUID) -> Household | None:
    """A household within the actor's unit, no duplicate."""
    rows = Household.objects.visible_to(actor).standing().select_related("community")
    found: Household | None = rows.filter(pk=pk).first()
    return found


def visit_of(household: Household, key: UUID) -> Visit | None:
    """The visit on which a need of a household came up."""
    return Visit.objects.standing().filter(pk=key, household=household).first()


def twin_of(household: Household, category: str) -> Need | None:
    """A need of the same household and category that is not settled, and not done with."""
    rows = with_stage(Need.objects.filter(household=household, category=category), date.max)
    return rows.filter(stage__in=[Stage.OPEN, Stage.OFFERED]).order_by("registered_on").first()
