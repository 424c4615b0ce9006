"""What the pages of referrals read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Case, Count, F, Q, QuerySet, When
from django.db.models.functions import Substr

from casework.enums import ReferralState
from casework.models import Need, Referral
from casework.models.referrals import FALLEN
from core.actor import Actor
from core.workdays import workdays_between
from resources.models import Resource
from resources.places import with_left
from resources.selectors import SEALED as RESOURCE_SEALED
from resources.selectors import offered_to

# Lists hold no sealed texts, and so read none.
SEALED = (
    *("request_sealed", "reason_note_sealed", "result_sealed", "need__settlement_note_sealed"),
    *("household__phone_sealed", "household__address_sealed"),
    *(f"resource__{name}" for name in RESOURCE_SEALED),
)
# A provider that says nothing for so many workdays is asked again; one that took it on, and
# tells of no end for so many days, likewise.
SILENT_WORKDAYS, SILENT_DAYS = 5, 30
_STATES = {
    ReferralState.OFFERED: "offered",
    ReferralState.ACCEPTED: "accepted",
    ReferralState.REJECTED: "declined",
    ReferralState.DONE: "done",
    ReferralState.FAILED: "failed",
    ReferralState.REVOKED: "withdrawn",
}
# How many other resources are offered where one is full.
MOST_OTHERS = 5


def referral_names(keys: Iterable[str]) -> dict[str, str]:
    """Referrals as the trail tells them: by number."""
    found = Referral.objects.filter(pk__in=list(keys)).order_by("pk")
    return {str(one.pk): str(one) for one in found}


def referrals_of(actor: Actor) -> QuerySet[Referral]:
    """The referrals of the actor's unit, with what their page tells."""
    found: QuerySet[Referral] = Referral.objects.visible_to(actor).select_related(
        "need",
        "household__community__parent",
        "community__parent",
        "resource__provider",
        "advisor",
        "written_by",
    )
    return found


def needs_of(actor: Actor) -> QuerySet[Need]:
    """The needs of the actor's unit, with their household."""
    found: QuerySet[Need] = Need.objects.visible_to(actor)
    return found.select_related("household__community__parent", "community")


def resource_for(actor: Actor, key: UUID, day: date) -> Resource | None:
    """A resource the actor sees, with what is left of it on a day, active or not."""
    rows = Resource.objects.visible_to(actor).filter(pk=key)
    found = with_left(rows, day).select_related("provider", "unit").prefetch_related("areas")
    one: Resource | None = found.defer(*RESOURCE_SEALED).first()
    return one


def others_for(need: Need, resource: Resource, actor: Actor, day: date) -> list[Resource]:
    """A few other resources of the need's category with a place left on a day."""
    here = Q(areas__isnull=True) | Q(areas=need.community_id)
    there = offered_to(actor, day).filter(here, category=need.category).exclude(pk=resource.pk)
    free = there.filter(Q(left__isnull=True) | Q(left__gt=0))
    return list(free.order_by("name", "pk")[:MOST_OTHERS])


def is_open_on(day: date) -> Q:
    """Offered or accepted, and not over, by a day."""
    return Q(closed_on__isnull=True) | Q(closed_on__gt=day)


def is_waiting_on(day: date) -> Q:
    """Not answered by a day."""
    return is_open_on(day) & (Q(answered_on__isnull=True) | Q(answered_on__gt=day))


def is_silent_on(day: date) -> Q:
    """Not answered within five workdays, or accepted and not over within thirty days."""
    asked_by = asked_by_when_silent(day)
    waits = is_waiting_on(day)
    works = is_open_on(day) & Q(answered_on__lte=day - timedelta(days=SILENT_DAYS))
    return waits & Q(offered_on__lt=asked_by) | works


def asked_by_when_silent(day: date) -> date:
    """The first day of offering from which five workdays are not over yet."""
    found = day
    while workdays_between(found - timedelta(days=1), day) <= SILENT_WORKDAYS:
        found -= timedelta(days=1)
    return found


def listed(actor: Actor, day: date) -> QuerySet[Referral]:
    """Referrals offered by a day: those that wait first, the oldest first; then the latest."""
    is_open = is_open_on(day)
    rows: QuerySet[Referral] = Referral.objects.visible_to(actor).filter(offered_on__lte=day)
    return (
        rows.select_related("need", "household", "community__parent", "resource__provider")
        .defer(*SEALED)
        .order_by(
            Case(When(is_open, then=0), default=1),
            Case(When(is_open, then=F("offered_on"))).asc(nulls_last=True),
            F("closed_on").desc(nulls_last=True),
            "-offered_on",
            "pk",
        )
    )


def state_on(referral: Referral, day: date) -> ReferralState:
    """What it was on a day."""
    if referral.closed_on is not None and referral.closed_on <= day:
        return ReferralState(referral.state)
    if referral.answered_on is not None and referral.answered_on <= day:
        return ReferralState.ACCEPTED
    return ReferralState.OFFERED


def badge_of(state: ReferralState) -> str:
    """Its key of core.badges."""
    return _STATES[state]


@dataclass(frozen=True)
class Standing:
    """How many referrals of a street run, were done, and fell through."""

    open: int = 0
    done: int = 0
    fallen: int = 0


def streets_standing(rows: QuerySet[Referral], day: date) -> dict[str, Standing]:
    """Street by street, for the district; one query."""
    is_over = Q(closed_on__lte=day)
    found = (
        rows.order_by()
        .annotate(street=Substr("community_id", 1, 9))
        .values("street")
        .annotate(
            open=Count("pk", filter=is_open_on(day)),
            done=Count("pk", filter=is_over & Q(state=ReferralState.DONE)),
            fallen=Count("pk", filter=is_over & Q(state__in=FALLEN)),
        )
        .order_by("street")
    )
    return {one["street"]: Standing(one["open"], one["done"], one["fallen"]) for one in found}


def referral_of_link(key: UUID) -> Referral | None:
    """What a one-time link is for; the link itself, whose secret was shown, is the scope."""
    rows = Referral.objects.filter(pk=key)
    found: Referral | None = rows.select_related(
        "need", "household", "community__parent", "resource__provider", "advisor"
    ).first()
    return found
