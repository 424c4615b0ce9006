"""What the page of the staffing shows as of a day: the gaps, the tiles, the trend."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from advisors.staffing.team import Person, Place, Population, Ratio, Team
from core.measures import Question, Reading, read_days
from orgs.models import Unit

RATIO, COVERAGE = "T6-1", "T6-2"
NOTHING = Reading(Decimal(0), Decimal(0))

# Days → (measure, street) → reading.
Days = Mapping[date, Mapping[tuple[str, str], Reading]]


@dataclass(frozen=True)
class Tile:
    """A community and who looks after it.

    `state` is covered, shared (all its advisors serve another community too) or without;
    `advisor` the key of the first of them, for the way to her file.
    """

    place: Place
    state: str
    advisor: object = None

    @property
    def mark(self) -> str:
        """The state as a character, for those who see no colours; none where all is well."""
        return {"without": "缺", "shared": "兼"}.get(self.state, "")

    @property
    def look(self) -> str:
        """The classes that draw it; none for a residents' committee where all is well."""
        kind = "is-village" if self.place.is_village else ""
        state = "" if self.state == "covered" else f"is-{self.state}"
        return f"{kind} {state}".strip()


@dataclass(frozen=True)
class StreetRow:
    """A street's line of the gap table, and its tiles.

    `staff` and `cover` are the readings of T6-1 and T6-2 themselves.
    """

    street: Unit
    staff: Ratio
    cover: Ratio
    population: Population | None
    tiles: Sequence[Tile]
    helpers: int

    @property
    def uncovered(self) -> list[Place]:
        """Scored communities without an advisor."""
        return [one.place for one in self.tiles if one.place.is_scored and one.state == "without"]

    @property
    def villages(self) -> Ratio:
        """Villagers' committees that have one, of all; where they are not scored."""
        apart = [one for one in self.tiles if not one.place.is_scored]
        return Ratio(sum(one.state != "without" for one in apart), len(apart))

    @property
    def shared(self) -> int:
        """Communities whose advisors serve another one too."""
        return sum(one.state == "shared" for one in self.tiles)


@dataclass(frozen=True)
class Moment:
    """The staffing of all streets together at a month's end; `full` have all T6-1 asks for."""

    day: date
    staff: Ratio
    cover: Ratio
    full: int
    streets: int

    @property
    def full_note(self) -> str:
        """Of how many."""
        return f"共 {self.streets} 个街镇"

    @property
    def full_tone(self) -> str:
        """Good where all are."""
        return "warn" if self.full < self.streets else "good"

    @property
    def cover_note(self) -> str:
        """Of how many."""
        return f"共 {self.cover.need} 个居委"


def days_until(question: Question) -> list[Question]:
    """The months' ends of the cycle up to the day, and the day itself."""
    days = {question.as_of}
    first = question.cycle_start.replace(day=1)
    while first <= question.as_of:
        following = (first + timedelta(days=31)).replace(day=1)
        end = following - timedelta(days=1)
        if end <= question.as_of:
            days.add(end)
        first = following
    return [replace(question, as_of=day) for day in sorted(days)]


def read_year(question: Question) -> Days:
    """T6-1 and T6-2 of every street at each month's end; in one query."""
    return read_days(days_until(question), (RATIO, COVERAGE))


def rows_of(streets: Sequence[Unit], team: Team, days: Days, day: date) -> list[StreetRow]:
    """The gap table as of the day."""
    tiles = tiles_of(team, day)
    helpers = [one.street for one in team.people if one.is_helper and one.is_in_post(day)]
    return [
        StreetRow(
            street=street,
            staff=_ratio(days[day], RATIO, street),
            cover=_ratio(days[day], COVERAGE, street),
            population=team.population(street.pk, day),
            tiles=tiles.get(street.pk, ()),
            helpers=helpers.count(street.pk),
        )
        for street in streets
    ]


def tiles_of(team: Team, day: date) -> dict[str, list[Tile]]:
    """Street → a tile for each community of the day, in the order of their codes."""
    serving, covered = team.serving(day), team.covered(day)
    loads: dict[object, int] = {}
    for people in serving.values():
        for person in people:
            loads[person.pk] = loads.get(person.pk, 0) + 1
    found: dict[str, list[Tile]] = {}
    for place in team.places:
        if place.span.covers(day):
            people = serving.get(place.code, [])
            state = _state(place, people, covered, loads)
            first = people[0].pk if people else None
            found.setdefault(place.street, []).append(Tile(place, state, first))
    return found


def _state(
    place: Place, people: Sequence[Person], covered: set[str], loads: Mapping[object, int]
) -> str:
    if place.code not in covered:
        return "without"
    return "shared" if all(loads[one.pk] > 1 for one in people) else "covered"


def trend_of(streets: Sequence[Unit], days: Days) -> list[Moment]:
    """The streets together at each month's end, the latest last."""
    return [
        Moment(
            day=day,
            staff=_sum([_ratio(found, RATIO, street) for street in streets]),
            cover=_sum([_ratio(found, COVERAGE, street) for street in streets]),
            full=sum(not _ratio(found, RATIO, street).lacking for street in streets),
            streets=len(streets),
        )
        for day, found in sorted(days.items())
    ]


def _ratio(found: Mapping[tuple[str, str], Reading], key: str, street: Unit) -> Ratio:
    reading = found.get((key, street.pk), NOTHING)
    return Ratio(int(reading.numerator), int(reading.denominator or 0))


def _sum(ratios: Sequence[Ratio]) -> Ratio:
    return Ratio(sum(one.have for one in ratios), sum(one.need for one in ratios))
