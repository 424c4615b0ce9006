"""What the pages of leads read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, F, Q, QuerySet, When
from django.db.models.functions import Substr

from casework.enums import LeadState
from casework.leads.limits import NEAR_WORKDAYS, found_by_when_due_before, found_by_when_due_by
from casework.models import Household, Lead, Visit
from core.actor import Actor
from core.workdays import workday_after
from orgs.models import Unit

# Lists hold no sealed texts, and so read none.
SEALED = ("phone_sealed", "address_sealed", "story_sealed", "informant_phone_sealed")


def lead_names(keys: Iterable[str]) -> dict[str, str]:
    """Leads as the trail tells them: by number, never by name."""
    return {str(one.pk): str(one) for one in Lead.objects.filter(pk__in=list(keys)).order_by("pk")}


def leads_of(actor: Actor) -> QuerySet[Lead]:
    """The leads of the actor's unit."""
    found: QuerySet[Lead] = Lead.objects.visible_to(actor).select_related(
        "community__parent", "household__community", "reported_by", "visit"
    )
    return found


def is_open_on(day: date) -> Q:
    """Not decided by a day."""
    return Q(state=LeadState.OPEN) | Q(state=LeadState.DECIDED, decided_on__gt=day)


def listed(actor: Actor, day: date) -> QuerySet[Lead]:
    """Leads found by a day: the open ones first, the nearest limit first; then the latest decided.

    The limit grows with the day of finding, so the order needs no calendar.
    """
    is_open = is_open_on(day)
    found: QuerySet[Lead] = Lead.objects.visible_to(actor).filter(found_on__lte=day)
    return (
        found.select_related("community__parent")
        .defer(*SEALED)
        .order_by(
            Case(When(is_open, then=0), default=1),
            Case(When(is_open, then=F("found_on"))).asc(nulls_last=True),
            F("decided_on").desc(nulls_last=True),
            "-found_on",
            "pk",
        )
    )


@dataclass(frozen=True)
class Standing:
    """How many leads of a list are open, and how many of them over their limit or near it."""

    open: int
    overdue: int
    near: int


def over_and_near(day: date, workdays: int) -> tuple[Q, Q]:
    """Found so long ago that the limit is over on a day; that it is within three workdays."""
    over = found_by_when_due_before(day, workdays)
    near = found_by_when_due_by(workday_after(day, NEAR_WORKDAYS), workdays)
    return Q(found_on__lte=over), Q(found_on__gt=over, found_on__lte=near)


def standing_of(rows: QuerySet[Lead], day: date, workdays: int) -> Standing:
    """Counted in one query; near are those whose limit is within three workdays."""
    over, near = over_and_near(day, workdays)
    is_open = is_open_on(day)
    counts = rows.order_by().aggregate(
        open=Count("pk", filter=is_open),
        overdue=Count("pk", filter=is_open & over),
        near=Count("pk", filter=is_open & near),
    )
    return Standing(**counts)


def streets_standing(rows: QuerySet[Lead], day: date, workdays: int) -> dict[str, Standing]:
    """The same street by street, for the district; one query."""
    over = found_by_when_due_before(day, workdays)
    is_open = is_open_on(day)
    found = (
        rows.order_by()
        .annotate(street=Substr("community_id", 1, 9))
        .values("street")
        .annotate(
            open=Count("pk", filter=is_open),
            overdue=Count("pk", filter=is_open & Q(found_on__lte=over)),
        )
        .order_by("street")
    )
    return {one["street"]: Standing(one["open"], one["overdue"], 0) for one in found}


def communities_in(actor: Actor, day: date) -> list[Unit]:
    """The communities that a lead of the actor's may be in."""
    units = Unit.objects.communities().valid_on(day).visible_to(actor)
    return list(units.order_by("code"))


def visit_of(actor: Actor, key: str) -> Visit | None:
    """The visit that a lead comes from, within the actor's unit."""
    found: Visit | None = Visit.objects.visible_to(actor).standing().filter(pk=key).first()
    return found


def twins_of(community: str, name: str) -> list[Lead]:
    """Leads of the same name and community that are still open."""
    if not name:
        return []
    return list(Lead.objects.open().filter(community=community, name=name).order_by("found_on"))


def candidates_for(lead: Lead, actor: Actor) -> Sequence[Household]:
    """Files of the street that may be the lead's own: a head or member of that name."""
    if not lead.name:
        return []
    households = Household.objects.visible_to(actor).standing().named(lead.name)
    there = households.filter(community__code__startswith=lead.community_id[:9])
    return list(there.select_related("community").order_by("community_id", "number", "pk")[:10])


def households_numbered(lead: Lead, number: str, actor: Actor) -> list[Household]:
    """Files of that number in the street; those of the lead's own community first."""
    households = Household.objects.visible_to(actor).standing().filter(number=number)
    there = households.filter(community__code__startswith=lead.community_id[:9])
    own = list(there.filter(community=lead.community_id))
    return own or list(there.order_by("community_id", "pk")[:2])
