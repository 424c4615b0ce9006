"""Equipment and zones, counted by hand: S2-2 and S2-3."""

from datetime import date

import pytest

from core.measures import measures
from orgs.models import Unit
from stations.models import Station
from tests import factories as make
from tests.assessment.counting import DAY, Counting

pytestmark = pytest.mark.django_db

NAMED = ["reception_zone", "casework_zone", "conference_zone"]


@pytest.fixture
def a() -> Unit:
    street: Unit = make.StreetFactory(core_name="石泉路")
    return street


@pytest.fixture
def b() -> Unit:
    street: Unit = make.StreetFactory(core_name="长寿路")
    return street


def equip(street: Unit, counts: dict[str, int], **station: object) -> Station:
    made: Station = make.StationFactory(street=street, **station)
    for kind, count in counts.items():
        make.StationEquipmentFactory(station=made, kind=kind, count=count)
    return made


@pytest.mark.parametrize(
    ("counts", "present", "points"),
    [
        ({"desk": 0, "chair": 0}, 0, "0.0000"),  # 0 ÷ 4 × 1
        ({"desk": 4}, 1, "0.2500"),  # 1 ÷ 4 × 1
        ({"desk": 4, "chair": 12, "computer": 0}, 2, "0.5000"),  # none is not one
        ({"desk": 4, "chair": 12, "computer": 2}, 3, "0.7500"),
        ({"desk": 4, "chair": 12, "computer": 2, "internet": 1}, 4, "1.0000"),
    ],
)
def test_equipment(a: Unit, b: Unit, counts: dict[str, int], present: int, points: str) -> None:
    equip(a, counts)
    equip(b, {"internet": 1})
    on = Counting.on()
    assert (on.counts("S2-2", a), on.points("S2-2", a)) == ((present, 4), points)
    assert (on.counts("S2-2", b), on.points("S2-2", b)) == ((1, 4), "0.2500")
    assert on.rows("S2-2", a) == [True] * present + [False] * (len(counts) - present)


def test_without_a_record_there_is_nothing_to_count(a: Unit) -> None:
    make.StationFactory(street=a)
    on = Counting.on()
    assert (on.counts("S2-2", a), on.points("S2-2", a)) == (None, "0.0000")
    assert (on.counts("S2-3", a), on.points("S2-3", a)) == (None, "0.0000")


def test_equipment_of_two_open_main_stations_is_one_list(a: Unit) -> None:
    equip(a, {"desk": 4, "chair": 2})
    equip(a, {"desk": 1, "computer": 1}, official_name="第二站")
    assert Counting.on().counts("S2-2", a) == (3, 4)


@pytest.mark.parametrize(
    ("zones", "level", "points"),
    [
        (["other"], 0, "0.0000"),
        (NAMED[:1], 1, "0.0000"),
        (NAMED[1:], 2, "0.5000"),
        ([*NAMED[:2], "other"], 2, "0.5000"),
        (NAMED, 3, "1.0000"),
    ],
)
def test_zones(a: Unit, b: Unit, zones: list[str], level: int, points: str) -> None:
    station = make.StationFactory(street=a)
    for kind in zones:
        make.StationZoneFactory(station=station, kind=kind)
    make.StationZoneFactory(station=make.StationFactory(street=b))
    on = Counting.on()
    assert (on.counts("S2-3", a), on.points("S2-3", a)) == ((level, 3), points)
    assert on.counts("S2-3", b) == (1, 3)


@pytest.mark.parametrize(
    "station",
    [
        {"status": "planned", "opened_on": None},
        {"opened_on": date(2024, 9, 21)},
        {"status": "closed", "closed_on": date(2024, 9, 19)},
        {"kind": "extra", "official_name": "增设站"},
    ],
)
def test_only_the_open_main_station_counts(a: Unit, station: dict) -> None:
    made = equip(a, {"desk": 4}, **station)
    make.StationZoneFactory(station=made)
    on = Counting.on()
    assert (on.counts("S2-2", a), on.counts("S2-3", a)) == (None, None)


def test_on_its_last_day_it_counts(a: Unit) -> None:
    equip(a, {"desk": 4}, status="moved", closed_on=DAY)
    assert Counting.on().counts("S2-2", a) == (1, 4)


def test_what_is_missing_is_named(a: Unit, b: Unit) -> None:
    station = equip(a, {"desk": 4, "computer": 0})
    make.StationZoneFactory(station=station, kind="casework_zone")
    question = Counting.on().question
    told = {code: measures[code].gap(question, a.code) for code in ("S2-2", "S2-3")}
    assert told == {
        "S2-2": "街镇站还缺：椅、电脑、互联网。",
        "S2-3": "街镇站还没有设：咨询接待区、会商研讨区。",
    }
    assert measures["S2-2"].gap(question, b.code) == "街镇站还缺：桌、椅、电脑、互联网。"
