"""A household moves to another community of its street."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from advisors.models import Advisor
from audit.models import Entry
from casework.enums import EndReason
from casework.households.following import follow_household
from casework.households.lines import lock_street, locked, refuse_future, write_down
from casework.households.policies import may_move
from casework.households.services.caring import begin_care
from casework.households.services.filing import refuse_taken_number
from casework.households.services.listing import (
    begin_listing,
    day_before,
    end_cares,
    refuse_where_it_is_not,
)
from casework.models import Household, Listing
from core.actor import Actor
from orgs.models import Unit


@transaction.atomic
def move_household(
    *,
    household: Household,
    community: Unit,
    starts_on: date,
    care: Advisor | None = None,
    by: Actor,
) -> bool:
    """Let a household live in another community of its street from a day on; whether it moved.

    Its listing ends on the day before and goes on there; who answered for it ends as well, and
    `care` begins. What was done before stays with the community where it was done, what is open
    goes along (`following`). To another street it goes by leaving the list here (see
    `may_move`).
    """
    lock_street(household.community_id)
    held = locked(household, by)
    may_move(by, held, community.pk).enforce()
    if community.pk == held.community_id:
        return False
    refuse_future("starts_on", starts_on)
    refuse_where_it_is_not(community.pk, starts_on)
    _move_listing(held, community.pk, starts_on)
    old, held.community = held.community_id, community
    refuse_taken_number(held, "community")
    held.save(update_fields=["community"])
    follow_household(held, old, community.pk)
    end_cares(held, day_before(starts_on))
    if care is not None:
        begin_care(held, care, starts_on=starts_on)
    write_down(
        by, Entry.Action.CHANGED, held, moved_to=community.name, starts_on=starts_on.isoformat()
    )
    return True


def _move_listing(household: Household, community: str, starts_on: date) -> None:
    running = Listing.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on), household=household
    )
    listing = running.order_by("-starts_on").first()
    if listing is None:
        return
    if listing.starts_on >= starts_on:
        words = f"{listing.starts_on} 才列入现在的居村，迁移日期要晚于那天。"
        raise ValidationError({"starts_on": words})
    last, reason = listing.ends_on, listing.end_reason
    listing.ends_on, listing.end_reason = day_before(starts_on), EndReason.MOVED
    listing.save(update_fields=["ends_on", "end_reason"])
    there = begin_listing(household, community, starts_on)
    if last is not None:
        there.ends_on, there.end_reason = last, reason
        there.save(update_fields=["ends_on", "end_reason"])
