"""The team of some streets as spells of days: who is in post, where, and until when.

Read once from the records (advisors.staffing.loading), then asked for any day without a query.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from math import ceil
from typing import Any


class Cause(StrEnum):
    """Why a street will have fewer advisors than today, or want more."""

    ENDED = "ended"
    TRANSFER = "transfer"
    CONTRACT = "contract"
    PARTNER = "partner"
    LEAVE = "leave"
    ASSIGNMENT = "assignment"
    POPULATION = "population"
    COMMUNITY = "community"


@dataclass(frozen=True)
class Span:
    """From a day to a day, both included; without a last day it goes on."""

    first: date
    last: date | None = None

    def covers(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Away(Span):
    """A long leave, told by its kind."""

    words: str = ""


@dataclass(frozen=True)
class Person:
    """An advisor's time in post in a street, as far as it is known.

    `end` and `end_words` say why `stay` ends; `is_counted` whether T6-1 counts her, `is_helper`
    whether she is of a third party or a volunteer.
    """

    pk: Any
    name: str
    street: str
    stay: Span
    is_counted: bool = True
    is_helper: bool = False
    end: Cause = Cause.ENDED
    end_words: str = ""
    leaves: tuple[Away, ...] = ()

    def is_in_post(self, day: date) -> bool:
        """Begun, not ended, not on a long leave."""
        return self.stay.covers(day) and not any(leave.covers(day) for leave in self.leaves)


@dataclass(frozen=True)
class Duty:
    """A person looks after a community."""

    pk: int
    person: Any
    community: str
    span: Span


@dataclass(frozen=True)
class Place:
    """A community, and whether T6-2 wants an advisor for it.

    `label` is its name as a tile has room for it: without 居委, which nearly all have.
    """

    code: str
    name: str
    street: str
    span: Span
    label: str = ""
    is_village: bool = False
    is_scored: bool = True


@dataclass(frozen=True)
class Population:
    """A street's hukou population from a day on."""

    street: str
    as_of: date
    persons: int
    source: str = ""
    is_sample: bool = False


@dataclass(frozen=True)
class Rules:
    """The settings of the standard that staffing is reckoned by."""

    hukou_per_advisor: int = 10_000
    min_street_advisors: int = 2
    hukou_population_on: date | None = None
    advisor_may_serve_two_communities: bool = True


@dataclass(frozen=True)
class Ratio:
    """So many of so many."""

    have: int
    need: int

    @property
    def lacking(self) -> int:
        """How many are missing; never less than none."""
        return max(self.need - self.have, 0)

    @property
    def lacking_words(self) -> str:
        """The same in words."""
        return f"缺 {self.lacking} 名"

    @property
    def tone(self) -> str:
        """Good where nothing is missing."""
        return "warn" if self.lacking else "good"

    def __str__(self) -> str:
        return f"{self.have}/{self.need}"


@dataclass(frozen=True)
class Team:
    """All that is known of the streets asked for."""

    rules: Rules
    people: Sequence[Person] = ()
    duties: Sequence[Duty] = ()
    places: Sequence[Place] = ()
    populations: Sequence[Population] = ()
    by_pk: dict[Any, Person] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_pk", {one.pk: one for one in self.people})

    def of(self, street: str) -> "Team":
        """What concerns one street alone."""
        codes = {one.code for one in self.places if one.street == street}
        serving = {one.person for one in self.duties if one.community in codes}
        people = [one for one in self.people if one.street == street or one.pk in serving]
        there = {one.pk for one in people}
        return Team(
            rules=self.rules,
            people=people,
            duties=[one for one in self.duties if one.person in there],
            places=[one for one in self.places if one.street == street],
            populations=[one for one in self.populations if one.street == street],
        )

    def staffing(self, street: str, day: date) -> Ratio:
        """T6-1: advisors in post, of those required."""
        in_post = sum(
            one.street == street and one.is_counted and one.is_in_post(day) for one in self.people
        )
        return Ratio(in_post, self.required(street, day))

    def required(self, street: str, day: date) -> int:
        """max(2, ⌈hukou population ÷ 10,000⌉) by the figure in force."""
        known = self.population(street, day)
        by_population = ceil(known.persons / self.rules.hukou_per_advisor) if known else 0
        return max(self.rules.min_street_advisors, by_population)

    def population(self, street: str, day: date) -> Population | None:
        """The latest figure known by the day, or by the day that the standard fixes."""
        fixed = self.rules.hukou_population_on
        until = min(fixed, day) if fixed else day
        known = [one for one in self.populations if one.street == street and one.as_of <= until]
        return max(known, key=lambda one: one.as_of, default=None)

    def serving(self, day: date) -> dict[str, list[Person]]:
        """Community → who looks after it on the day and is in post."""
        there: dict[str, list[Person]] = {}
        for duty in self._running(day):
            there.setdefault(duty.community, []).append(self.by_pk[duty.person])
        return there

    def covered(self, day: date) -> set[str]:
        """T6-2: communities with an advisor; of each advisor the first alone where the standard
        wants one for each.
        """
        running = self._running(day)
        if not self.rules.advisor_may_serve_two_communities:
            running = list({one.person: one for one in reversed(running)}.values())
        return {one.community for one in running}

    def uncovered(self, street: str, day: date) -> list[Place]:
        """Scored communities of a street that have nobody on the day, in the order of codes."""
        covered = self.covered(day)
        return [one for one in self.scored(street, day) if one.code not in covered]

    def scored(self, street: str, day: date) -> list[Place]:
        """The communities of a street that T6-2 counts on the day."""
        return [
            one
            for one in self.places
            if one.street == street and one.is_scored and one.span.covers(day)
        ]

    def _running(self, day: date) -> list[Duty]:
        """Duties of the day by those in post, the earliest first."""
        return sorted(
            (
                one
                for one in self.duties
                if one.span.covers(day)
                and one.person in self.by_pk
                and self.by_pk[one.person].is_in_post(day)
            ),
            key=lambda one: (one.span.first, one.pk),
        )
