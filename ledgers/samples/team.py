"""What the sample ledgers tell of: invented people on real units, in clean form.

Texts are the words a tidy ledger uses (街镇, 社区工作者, 日常督训); the rooms' own identifiers
stand above this one and are not known here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import NamedTuple

STREET_LEVEL, COMMUNITY_LEVEL = "街镇", "居村"
IN_POST, ON_LEAVE, LEFT = "在岗", "请假", "离岗"
HELPERS = ("第三方", "志愿者")


class SampleUnit(NamedTuple):
    """A unit as orgs keeps it; `kind` is one of orgs.models.Unit.Kind."""

    code: str
    name: str
    short_name: str
    kind: str
    parent: str


@dataclass(frozen=True, slots=True)
class SampleAdvisor:
    """An advisor as the roster has it; one row for each community served."""

    street: SampleUnit
    communities: tuple[SampleUnit, ...]
    level: str
    name: str
    sex: str
    id_number: str
    phone: str
    staff_kind: str
    employment: str
    education: str
    started_on: date
    filed_on: date | None = None
    star: int | None = None
    status: str = IN_POST
    ended_on: date | None = None

    @property
    def is_helper(self) -> bool:
        """Third-party staff and volunteers, who are not counted (open reading 12)."""
        return self.staff_kind in HELPERS

    @property
    def called(self) -> str:
        """The name with the end of the phone number, which tells namesakes apart."""
        return f"{self.name}（{self.phone[-4:]}）"

    def in_post_on(self, day: date) -> bool:
        """Begun, not ended and not on leave."""
        is_there = self.started_on <= day and (self.ended_on is None or day <= self.ended_on)
        return is_there and self.status != ON_LEAVE


@dataclass(frozen=True, slots=True)
class SampleSite:
    """A station (站, 增设站, 工作室) or, with its community, a service point (点).

    Without a day of opening it is still planned.
    """

    street: SampleUnit
    community: SampleUnit | None
    kind: str
    name: str
    has_official_name: bool
    address: str
    phone: str
    opening_hours: str
    lead_name: str
    opened_on: date | None
    room: "SampleRoom | None" = None


@dataclass(frozen=True, slots=True)
class SampleRoom:
    """What a station has and a point need not: a house, space, and a room of its own."""

    venue: str
    area_m2: float
    seats: int | None
    is_independent: bool


@dataclass(frozen=True, slots=True)
class SampleSession:
    """A training held by a street or by the district."""

    host: SampleUnit
    held_on: date
    topic: str
    kind: str
    trainer_name: str
    place: str
    minutes: int
    attendees: tuple[SampleAdvisor, ...] = ()
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class Team:
    """A district's sample year.

    `aliases` are the other names of streets, by code. `cast` names the people worth a test or a
    second look: at_540, at_539 (minutes by the year's end), namesake_1, namesake_2, two_posts,
    left, on_leave, own_trainer, dotted_name.
    """

    year: int
    district: SampleUnit
    streets: Sequence[SampleUnit]
    communities: Mapping[str, Sequence[SampleUnit]]
    aliases: Mapping[str, Sequence[str]]
    advisors: Sequence[SampleAdvisor]
    sites: Sequence[SampleSite]
    sessions: Sequence[SampleSession]
    cast: Mapping[str, SampleAdvisor]

    def street_of(self, unit: SampleUnit) -> SampleUnit:
        """The street a community lies in."""
        return next(street for street in self.streets if street.code == unit.parent)


def dice(seed: int, *purpose: object) -> Random:
    """Chance that falls alike for the same seed and purpose, whatever else was drawn before."""
    return Random(f"{seed}:{purpose}")  # noqa: S311 - invented people hold no secret
