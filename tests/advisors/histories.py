"""Random histories of a team, put into the database, and read slowly by plain Python."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import ceil
from typing import Any

from django.db import transaction
from hypothesis import strategies as st

from advisors.models import Advisor, Assignment, Leave, Post, phone_key
from orgs.models import HukouPopulation, Unit
from stations.models import ServiceList, Station
from stations.servicelists import SIX_SERVICES, THREE_DUTIES

STREETS = ("310107901", "310107902")
# So that days often fall together, and next to each other.
DAYS = [
    date(2023, 12, 31),
    date(2024, 2, 29),
    date(2024, 3, 1),
    date(2024, 6, 29),
    date(2024, 6, 30),
    date(2024, 9, 20),
]
ALL_NINE = [*SIX_SERVICES, *THREE_DUTIES]
VARIANTS: list[dict[str, Any]] = [
    {},
    {"advisor_may_serve_two_communities": False, "villagers_committees_scored": True},
    {
        "third_party_counted": True,
        "count_community_advisors_in_ratio": True,
        "min_street_advisors": 0,
        "hukou_population_on": date(2024, 6, 29),
    },
]
KINDS = ("residents_committee", "residents_committee", "villagers_committee")
ONE_DAY = timedelta(days=1)

# First and last day; None where it goes on.
Days = tuple[date, date | None]


@dataclass
class Someone:
    """An advisor's history."""

    street: int
    level: str
    kind: str
    education: str
    stay: Days
    is_away_undated: bool
    leaves: list[Days]
    # Community by its number, from when to when.
    assignments: dict[int, Days]
    post: Days | None
    is_lead: bool


@dataclass
class History:
    """Two streets with three communities each, and what happened."""

    people: list[Someone]
    communities: list[list[Days]]
    populations: list[dict[date, int]]
    stations: list[Days | None]
    # Published, ended on (no longer in force on that day), whole.
    lists: list[tuple[date, date | None, bool] | None]
    settings: dict[str, Any] = field(default_factory=dict)

    def days(self) -> list[date]:
        """The days on which something changes, and those beside them."""
        spans: list[Days] = [span for street in self.communities for span in street]
        spans += [span for span in self.stations if span]
        spans += [(one[0], one[1]) for one in self.lists if one]
        spans += [(day, None) for street in self.populations for day in street]
        for one in self.people:
            spans += [one.stay, *one.leaves, *one.assignments.values()]
            spans += [one.post] if one.post else []
        ends = {day for span in spans for day in span if day and day != date.min}
        return sorted({day + step for day in ends for step in (-ONE_DAY, ONE_DAY, timedelta())})


def spans() -> st.SearchStrategy[Days]:
    """From a day to the same or a later one, or on and on."""

    def until(first: date) -> st.SearchStrategy[Days]:
        later = [day for day in DAYS if day >= first]
        return st.tuples(st.just(first), st.sampled_from([None, None, *later]))

    return st.sampled_from(DAYS).flatmap(until)


@st.composite
def leaves(draw: st.DrawFn) -> list[Days]:
    """Up to two that have no day in common, shorter and longer than thirty days."""
    found: list[Days] = []
    for first in sorted(draw(st.sets(st.sampled_from(DAYS), max_size=2))):
        length = draw(st.sampled_from([29, 30, None]))
        last = first + timedelta(days=length - 1) if length else None
        if not found or (found[-1][1] is not None and found[-1][1] < first):
            found.append((first, last))
    return found


@st.composite
def someones(draw: st.DrawFn) -> Someone:
    """An advisor of one of the streets."""
    return Someone(
        street=draw(st.integers(0, 1)),
        level=draw(st.sampled_from(["street", "community"])),
        kind=draw(st.sampled_from(["social_worker", "social_worker", "third_party"])),
        education=draw(st.sampled_from(["bachelor", ""])),
        stay=draw(spans()),
        is_away_undated=draw(st.integers(0, 5)) == 0,
        leaves=draw(leaves()),
        assignments=draw(st.dictionaries(st.integers(0, 2), spans(), max_size=3)),
        post=draw(st.none() | spans()),
        is_lead=draw(st.booleans()),
    )


@st.composite
def histories(draw: st.DrawFn) -> History:
    """A whole history; of two leads at once the second is none."""
    pair = 2
    people = draw(st.lists(someones(), min_size=2, max_size=4))
    for number, one in enumerate(people):
        others = [
            other.post for other in people[:number] if other.street == one.street and other.is_lead
        ]
        if one.post is None or any(other and _overlap(other, one.post) for other in others):
            one.is_lead = False
    whole = st.tuples(st.just(date.min), st.just(None)) | spans()
    listed = st.tuples(spans(), st.booleans()).map(lambda one: (*one[0], one[1]))
    figures = st.dictionaries(
        st.sampled_from(DAYS), st.sampled_from([9_999, 20_000, 20_001, 30_001]), max_size=2
    )
    return History(
        people=people,
        communities=draw(
            st.lists(st.lists(whole, min_size=3, max_size=3), min_size=pair, max_size=pair)
        ),
        populations=draw(st.lists(figures, min_size=pair, max_size=pair)),
        stations=draw(st.lists(st.none() | spans(), min_size=pair, max_size=pair)),
        lists=draw(st.lists(st.none() | listed, min_size=pair, max_size=pair)),
        settings=draw(st.sampled_from(VARIANTS)),
    )


def _overlap(one: Days, other: Days) -> bool:
    return covers(one, other[0]) or covers(other, one[0])


# Into the database ------------------------------------------------------------------------------


@contextmanager
def recorded(history: History) -> Iterator[None]:
    """The history in the database; then gone again."""
    with transaction.atomic():
        _units(history)
        stations = _stations(history)
        for number, one in enumerate(history.people):
            _someone(number, one, stations)
        yield
        transaction.set_rollback(True)


def community_code(street: int, number: int) -> str:
    return f"{STREETS[street]}{number:03}"


def _units(history: History) -> None:
    Unit.objects.bulk_create(Unit(code=code, level="street", kind="town") for code in STREETS)
    Unit.objects.bulk_create(
        Unit(
            code=community_code(street, number),
            short_name=f"居{number}",
            level="community",
            kind=KINDS[number],
            parent_id=STREETS[street],
            valid_from=None if first == date.min else first,
            valid_to=last,
        )
        for street, spans_of in enumerate(history.communities)
        for number, (first, last) in enumerate(spans_of)
    )
    HukouPopulation.objects.bulk_create(
        HukouPopulation(unit_id=STREETS[street], as_of=day, persons=persons)
        for street, figures in enumerate(history.populations)
        for day, persons in figures.items()
    )


def _stations(history: History) -> dict[int, Station]:
    made = {}
    for street, span in enumerate(history.stations):
        if span is None:
            continue
        first, last = span
        status = "closed" if last else "open"
        made[street] = Station.objects.create(
            street_id=STREETS[street], opened_on=first, closed_on=last, status=status
        )
        if listed := history.lists[street]:
            published, ended, is_whole = listed
            services = ALL_NINE if is_whole else ALL_NINE[1:]
            ServiceList.objects.create(
                station=made[street], services=services, published_on=published, ended_on=ended
            )
    return made


def _someone(number: int, one: Someone, stations: dict[int, Station]) -> None:
    first, last = one.stay
    advisor = Advisor(
        street_id=STREETS[one.street],
        name=f"人{number}",
        sex="female",
        level=one.level,
        staff_kind=one.kind,
        education=one.education,
        started_on=first,
        ended_on=last,
        status="on_leave" if one.is_away_undated else "active",
        phone_key=phone_key("13800000000"),
    )
    advisor.save(force_insert=True)
    for day, until in one.leaves:
        Leave.objects.create(advisor=advisor, kind="sick", starts_on=day, ends_on=until)
    for community, (day, until) in one.assignments.items():
        Assignment.objects.create(
            advisor=advisor,
            community_id=community_code(one.street, community),
            starts_on=day,
            ends_on=until,
        )
    if one.post and one.street in stations:
        day, until = one.post
        Post.objects.create(
            advisor=advisor,
            station=stations[one.street],
            title="岗",
            duties="会商",
            is_lead=one.is_lead,
            starts_on=day,
            ends_on=until,
        )


# Read slowly ------------------------------------------------------------------------------------


def covers(span: Days, day: date) -> bool:
    first, last = span
    return first <= day and (last is None or day <= last)


def is_in_post(one: Someone, day: date) -> bool:
    if one.is_away_undated or not covers(one.stay, day):
        return False
    for first, last in one.leaves:
        is_long = last is None or (last - first).days + 1 >= 30
        if is_long and covers((first, last), day):
            return False
    return True


def is_own(one: Someone, settings: dict[str, Any]) -> bool:
    return settings["third_party_counted"] or one.kind != "third_party"


def ratio(history: History, street: int, day: date, settings: dict[str, Any]) -> tuple[int, int]:
    """T6-1."""
    have = 0
    for one in history.people:
        is_level = one.level == "street" or settings["count_community_advisors_in_ratio"]
        if one.street == street and is_in_post(one, day) and is_level and is_own(one, settings):
            have += 1
    fixed = settings["hukou_population_on"] or day
    known = [on for on in history.populations[street] if on <= day and on <= fixed]
    persons = history.populations[street][max(known)] if known else 0
    return have, max(settings["min_street_advisors"], ceil(persons / 10_000))


def scored(history: History, street: int, day: date, settings: dict[str, Any]) -> list[int]:
    """The communities that T6-2 counts on a day."""
    are_villages_scored = settings["villagers_committees_scored"]
    return [
        number
        for number, span in enumerate(history.communities[street])
        if covers(span, day) and (KINDS[number] != "villagers_committee" or are_villages_scored)
    ]


def served(history: History, street: int, day: date, settings: dict[str, Any]) -> set[int]:
    """The communities of a street that somebody looks after."""
    found = set()
    for one in history.people:
        if one.street != street or not is_in_post(one, day):
            continue
        hers = [number for number, span in one.assignments.items() if covers(span, day)]
        if not settings["advisor_may_serve_two_communities"]:
            # They were entered in the order of the dictionary.
            hers = sorted(hers, key=lambda number: one.assignments[number][0])[:1]
        found.update(hers)
    return found


def coverage(history: History, street: int, day: date, settings: dict[str, Any]) -> tuple[int, int]:
    """T6-2."""
    wanted = scored(history, street, day, settings)
    has = served(history, street, day, settings)
    return sum(number in has for number in wanted), len(wanted)


def files(history: History, street: int, day: date, settings: dict[str, Any]) -> tuple[int, int]:
    """T6-6, where no filing dates were entered."""
    there = [one for one in history.people if one.street == street and is_in_post(one, day)]
    return sum(bool(one.education) for one in there), len(there)


def posts(history: History, street: int, day: date, settings: dict[str, Any]) -> tuple[int, int]:
    """P2-3."""
    station, listed = history.stations[street], history.lists[street]
    is_there = station is not None and (station[1] is None or station[1] >= day)
    have = need = 0
    has_lead = False
    for one in history.people:
        if one.street != street or not is_in_post(one, day):
            continue
        holds = bool(is_there and one.post and covers(one.post, day))
        has_lead = has_lead or (holds and one.is_lead)
        if one.level == "street" and is_own(one, settings):
            need += 1
            have += holds
    is_listed = bool(
        is_there
        and listed
        and listed[2]
        and listed[0] <= day
        and (listed[1] is None or day < listed[1])
    )
    return have + has_lead + is_listed, need + 2


SLOWLY = {"T6-1": ratio, "T6-2": coverage, "T6-6": files, "P2-3": posts}
