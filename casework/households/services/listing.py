"""On the list of a community, and off it again."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from audit.models import Entry
from casework.enums import EndReason
from casework.households.lines import locked, refuse_future, span_words, write_down
from casework.models import Care, Household, Listing
from core.actor import Actor
from orgs.models import Unit

# How a list may be left by hand; merging ends no listing, it moves it.
LEAVING = tuple(reason for reason in EndReason if reason != EndReason.MERGED)


@transaction.atomic
def list_household(*, household: Household, starts_on: date, by: Actor) -> Listing:
    """Put a household on the list of the community it lives in, from a day on.

    The same once more changes nothing. Raises ValidationError (`starts_on`) for a day to come, a
    day on which the community was not there, and one on which the household is listed already.
    """
    held = locked(household, by)
    same = Listing.objects.filter(
        household=held, community=held.community_id, starts_on=starts_on, ends_on__isnull=True
    ).first()
    if same is not None:
        return same
    listing = begin_listing(held, held.community_id, starts_on)
    write_down(by, Entry.Action.CHANGED, held, listed_on=starts_on.isoformat())
    return listing


@transaction.atomic
def take_off_list(*, household: Household, last_day: date, reason: str, by: Actor) -> Listing:
    """End the listing with a last day and a reason; who answers for the household ends with it.

    Raises ValidationError where the household is on no list, or the day does not fit.
    """
    held = locked(household, by)
    refuse_future("last_day", last_day)
    if reason not in LEAVING:
        raise ValidationError({"reason": "请选择移出的原因。"})
    listing = running_listing(held)
    if listing is None:
        raise ValidationError("这户已经不在册，没有再改。")
    if last_day < listing.starts_on:
        words = f"{listing.starts_on} 才列入，在册最后一天不能早于那天。"
        raise ValidationError({"last_day": words})
    listing.ends_on, listing.end_reason = last_day, reason
    listing.save(update_fields=["ends_on", "end_reason"])
    end_cares(held, last_day)
    write_down(
        by, Entry.Action.CHANGED, held, unlisted_on=last_day.isoformat(),
        reason=str(EndReason(reason).label),
    )  # fmt: skip
    return listing


def running_listing(household: Household) -> Listing | None:
    """The listing without an end, or the latest."""
    open_ones = Listing.objects.filter(household=household, ends_on__isnull=True)
    return open_ones.select_related("community").order_by("-starts_on").first()


def begin_listing(household: Household, community: str, starts_on: date) -> Listing:
    """A listing from a day on; refused, at `starts_on`, where it cannot begin then."""
    refuse_future("starts_on", starts_on)
    refuse_where_it_is_not(community, starts_on)
    later = Listing.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on), household=household
    )
    other = later.order_by("starts_on").first()
    if other is not None:
        span = span_words(other.starts_on, other.ends_on)
        raise ValidationError({"starts_on": f"这户{span}已经在册，列入日期要在那以后。"})
    return Listing.objects.create(household=household, community_id=community, starts_on=starts_on)


def refuse_where_it_is_not(community: str, day: date, field: str = "starts_on") -> None:
    """Nobody lives on a day in a community that was not there."""
    unit = Unit.objects.get(pk=community)
    if unit.valid_from and day < unit.valid_from:
        words = f"{unit.name} {unit.valid_from} 才设立，日期不能早于那天。"
        raise ValidationError({field: words})
    if unit.valid_to and day > unit.valid_to:
        words = f"{unit.name}到 {unit.valid_to} 为止，请先把这户迁到现在的居村。"
        raise ValidationError({field: words})


def end_cares(household: Household, last_day: date) -> None:
    """Who answers, and who stands in, ends with a day; what was to begin later goes."""
    cares = Care.objects.filter(household=household)
    cares.filter(starts_on__gt=last_day).delete()
    cares.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=last_day)).update(ends_on=last_day)


def day_before(day: date) -> date:
    """The last day of what ends where something new begins."""
    return day - timedelta(days=1)
