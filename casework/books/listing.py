"""What becomes of the lists, categories, tiers and carers of the households of a roster."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from advisors.models import Advisor
from casework.books.spans import ROLES, SpanChanges, Spans, is_beyond
from casework.enums import CarerRole, EndReason, Tier
from casework.models import Care, HouseholdCategory, HouseholdTier, Listing
from ledgers.spec import Values

_DAY = timedelta(days=1)


class Changes:
    """All that a roster changes, taken in row by row and then written at once."""

    def __init__(self, day: date, advisors: Mapping[str, Advisor]) -> None:
        self.day = day
        self.advisors = advisors
        self.listings = SpanChanges(Listing)
        self.categories = SpanChanges(HouseholdCategory)
        self.tiers = SpanChanges(HouseholdTier)
        self.cares = SpanChanges(Care)
        self.moved: list[Listing] = []

    def take(self, row: Values, pk: UUID, held: Values, spans: Spans) -> None:
        """Take in what a row says of a household otherwise than `held`."""
        listing = spans.listing_for(row)
        start, end = span_of(row, listing, self.day)
        self._list(row, pk, listing, start, end)
        if not is_over(row, self.day):
            # What is new on the list is so from its first day there.
            self._tell(row, pk, held, spans, start if listing is None else self.day, None)
        elif listing is not None and end is not None:
            self.cares.end_before(filter(is_beyond(end + _DAY), spans.cares), end + _DAY)
        elif not held:
            self._tell(row, pk, held, spans, start, end)

    def write(self) -> None:
        """Write it, in a fixed number of queries."""
        Listing.objects.bulk_update(
            self.moved, ["starts_on", "ends_on", "end_reason"], batch_size=1000
        )
        for one in (self.listings, self.categories, self.tiers, self.cares):
            one.write()

    def _list(
        self, row: Values, pk: UUID, listing: Listing | None, start: date, end: date | None
    ) -> None:
        if listing is None:
            reason = EndReason.OTHER if end else ""
            self.listings.begin(
                Listing(
                    household_id=pk,
                    community_id=row["community"],
                    starts_on=start,
                    ends_on=end,
                    end_reason=reason,
                )
            )
        elif (listing.starts_on, listing.ends_on) != (start, end):
            listing.starts_on, listing.ends_on = start, end
            listing.end_reason = listing.end_reason or EndReason.OTHER if end else ""
            self.moved.append(listing)

    def _tell(
        self, row: Values, pk: UUID, held: Values, spans: Spans, day: date, last: date | None
    ) -> None:
        self._categorise(row, pk, spans, day, last)
        number, tier = row.get("visits_per_quarter"), row.get("tier")
        if _differs(number, held.get("visits_per_quarter")) or _differs(tier, held.get("tier")):
            number = number or held.get("visits_per_quarter")
            is_often = number is not None and number > 1
            wanted = HouseholdTier(
                household_id=pk,
                tier=tier or (Tier.KEY if is_often else Tier.REGULAR),
                visits_per_quarter=number,
                ends_on=last,
            )
            self._renew(self.tiers, spans.tiers, wanted, day)
        for role, ref in zip(ROLES, row["advisors"], strict=False):
            self._care(pk, role, self.advisors[ref], spans, day, last)

    def _categorise(
        self, row: Values, pk: UUID, spans: Spans, day: date, last: date | None
    ) -> None:
        current = [one for one in spans.categories if is_beyond(self.day)(one)]
        gone = [one for one in current if one.category not in row["categories"]]
        self.categories.end_before(gone, day)
        there = {one.category for one in current}
        for category in row["categories"]:
            if category not in there:
                earlier = [one for one in spans.categories if one.category == category]
                wanted = HouseholdCategory(household_id=pk, category=category, ends_on=last)
                wanted.starts_on = _behind(earlier, day)
                self.categories.begin(wanted)

    def _care(
        self, pk: UUID, role: str, advisor: Advisor, spans: Spans, day: date, last: date | None
    ) -> None:
        own = [one for one in spans.cares if one.role == role]
        now = [one for one in own if is_beyond(self.day)(one)]
        if not serves(advisor, day) or (now and now[-1].advisor_id == advisor.pk):
            return
        ends = [one for one in (last, advisor.ended_on) if one]
        wanted = Care(household_id=pk, advisor=advisor, role=role, ends_on=min(ends, default=None))
        self._renew(self.cares, own, wanted, max(day, advisor.started_on))
        if role == CarerRole.LEAD:
            # Who answers stands in no more.
            deputy = [one for one in spans.cares if one.role == CarerRole.DEPUTY]
            hers = [one for one in deputy if one.advisor_id == advisor.pk]
            self.cares.end_before(filter(is_beyond(day), hers), day)

    def _renew(self, changes: SpanChanges, own: Iterable[Any], wanted: Any, day: date) -> None:
        """End what runs, and begin another behind all that is over."""
        beyond = is_beyond(self.day)
        changes.end_before([one for one in own if beyond(one)], day)
        wanted.starts_on = _behind([one for one in own if not beyond(one)], day)
        changes.begin(wanted)


def span_of(row: Values, listing: Listing | None, day: date) -> tuple[date, date | None]:
    """From when to when a row puts its household on the list."""
    start = row.get("starts_on") or (listing.starts_on if listing else day)
    return start, row.get("ends_on") or (listing.ends_on if listing else None)


def is_over(row: Values, day: date) -> bool:
    """Whether a row's household has left the list by a day."""
    return bool(row.get("ends_on") and row["ends_on"] < day)


def serves(advisor: Advisor, day: date) -> bool:
    """Whether an advisor has not left before a day."""
    return advisor.ended_on is None or advisor.ended_on >= day


def _behind(earlier: Iterable[Any], day: date) -> date:
    """A day, or the first one after all that ended later."""
    return max([day, *(one.ends_on + _DAY for one in earlier if one.ends_on)])


def _differs(said: Any, held: Any) -> bool:
    return said is not None and said != held
