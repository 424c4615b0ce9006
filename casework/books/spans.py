"""Facts of households that hold from a day to a day, changed for many at once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from casework.enums import CarerRole
from casework.models import Care, HouseholdCategory, HouseholdTier, Listing
from ledgers.spec import Values

# Who answers, and who stands in.
ROLES = (CarerRole.LEAD, CarerRole.DEPUTY)


@dataclass
class SpanChanges:
    """What ends, goes and begins in one model; written in at most three queries."""

    model: Any
    ending: list[Any] = field(default_factory=list)
    going: list[Any] = field(default_factory=list)
    coming: list[Any] = field(default_factory=list)

    def end_before(self, spans: Iterable[Any], day: date) -> None:
        """Let spans end on the eve of a day; what was to begin then or later goes."""
        for one in spans:
            if one.starts_on >= day:
                self.going.append(one.pk)
            else:
                one.ends_on = day - timedelta(days=1)
                self.ending.append(one)

    def begin(self, span: Any) -> None:
        """Let one begin."""
        if span.ends_on is None or span.ends_on >= span.starts_on:
            self.coming.append(span)

    def write(self) -> None:
        """Write all of it: what ends makes room for what begins."""
        self.model.objects.filter(pk__in=self.going).delete()
        self.model.objects.bulk_update(self.ending, ["ends_on"], batch_size=1000)
        self.model.objects.bulk_create(self.coming, batch_size=1000)


def is_beyond(day: date) -> Callable[[Any], bool]:
    """Whether a span is not over before a day."""
    return lambda one: one.ends_on is None or one.ends_on >= day


@dataclass
class Spans:
    """What a household has from a day to a day, each in the order of days."""

    listings: list[Listing] = field(default_factory=list)
    categories: list[HouseholdCategory] = field(default_factory=list)
    tiers: list[HouseholdTier] = field(default_factory=list)
    cares: list[Care] = field(default_factory=list)

    def listing_for(self, row: Values) -> Listing | None:
        """The spell on the row's list that a row tells of: by its first day, else the last one.

        None where a row begins a new one.
        """
        there = [one for one in self.listings if one.community_id == row["community"]]
        begun = row.get("starts_on")
        for one in there:
            if one.starts_on == begun:
                return one
        last = there[-1] if there else None
        if last and begun and last.ends_on and begun > last.ends_on:
            return None
        return last

    def carers(self, day: date) -> list[str]:
        """Who answers on a day or later, and who stands in."""
        beyond = [one for one in self.cares if is_beyond(day)(one)]
        refs = []
        for role in ROLES:
            refs += [str(one.advisor_id) for one in beyond if one.role == role][-1:]
        return refs
