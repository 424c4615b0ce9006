"""Stations and points, counted by hand: T1-2, T1-3, T1-5, S1-1, S1-5, S2-1, S3-3.

What their photos add is counted in tests/stations/test_photos.py.
"""

from datetime import date

import pytest

from orgs.models import Unit
from tests import factories as make
from tests.assessment.counting import DAY, Counting, communities

pytestmark = pytest.mark.django_db


@pytest.fixture
def a() -> Unit:
    street: Unit = make.StreetFactory(core_name="石泉路")
    return street


@pytest.fixture
def b() -> Unit:
    street: Unit = make.StreetFactory(core_name="长寿路")
    return street


@pytest.mark.parametrize(
    ("with_point", "of", "points"),
    [
        # T1-5: (share − 60 %) ÷ 40 % × 4
        (0, 20, "0.0000"),
        (11, 20, "0.0000"),  # 55 %, just under
        (12, 20, "0.0000"),  # 60 % itself is nothing yet
        (13, 20, "0.5000"),  # 65 %: 5 ÷ 40 × 4
        (16, 20, "2.0000"),  # 80 %: 20 ÷ 40 × 4
        (19, 20, "3.5000"),  # 95 %: 35 ÷ 40 × 4
        (20, 20, "4.0000"),
    ],
)
def test_points_of_a_street(a: Unit, b: Unit, with_point: int, of: int, points: str) -> None:
    for community in communities(a, of)[:with_point]:
        make.ServicePointFactory(community=community)
    # The neighbour has 1 of 2: 50 %, nothing.
    make.ServicePointFactory(community=communities(b, 2)[0])
    on = Counting.on()
    assert on.counts("T1-5", a) == (with_point, of)
    assert on.points("T1-5", a) == points
    assert (on.counts("T1-5", b), on.points("T1-5", b)) == ((1, 2), "0.0000")
    assert on.rows("T1-5", a) == [True] * with_point + [False] * (of - with_point)


def test_a_point_that_was_closed_and_opened_again_is_one_community(a: Unit) -> None:
    first, second, third = communities(a, 3)
    make.ServicePointFactory(
        community=first, status="closed", opened_on=date(2024, 1, 8), closed_on=date(2024, 5, 31)
    )
    make.ServicePointFactory(community=first, official_name="旧点重开")
    make.ServicePointFactory(
        community=second, status="closed", opened_on=date(2024, 1, 8), closed_on=date(2024, 9, 19)
    )
    make.ServicePointFactory(community=third, opened_on=DAY)
    assert Counting.on().counts("T1-5", a) == (2, 3)
    assert Counting.on(date(2024, 9, 19)).counts("T1-5", a) == (2, 3)
    assert Counting.on(date(2024, 5, 1)).counts("T1-5", a) == (2, 3)


def test_only_communities_of_the_day_are_wanted(a: Unit) -> None:
    communities(a, 2)
    communities(a, 1, valid_to=date(2024, 6, 30))
    communities(a, 1, valid_from=date(2024, 7, 1))
    assert Counting.on(date(2024, 6, 30)).counts("T1-5", a) == (0, 3)
    assert Counting.on(date(2024, 7, 1)).counts("T1-5", a) == (0, 3)
    assert Counting.on(date(2024, 7, 1)).rows("T1-5", a) == [False] * 3


@pytest.mark.parametrize(
    ("right", "points"),
    [(0, "0.0000"), (1, "0.1000"), (9, "0.9000"), (10, "1.0000")],  # right ÷ 10 × 1
)
def test_names_of_points(a: Unit, b: Unit, right: int, points: str) -> None:
    for number, community in enumerate(communities(a, 10)):
        official = f"石泉路街道{community.short_name}社区救助顾问服务点"
        make.ServicePointFactory(
            community=community, official_name=official if number < right else "社区救助顾问服务点"
        )
    communities(b, 4)
    on = Counting.on()
    assert (on.counts("S1-5", a), on.points("S1-5", a)) == ((right, 10), points)
    assert (on.counts("S1-5", b), on.points("S1-5", b)) == ((0, 4), "0.0000")


@pytest.mark.parametrize(
    ("station", "step", "points"),
    [
        ({"status": "planned", "opened_on": None, "address": ""}, 0, "0.0000"),
        ({"status": "planned", "opened_on": None}, 1, "1.2000"),  # 30 % × 4
        ({"opened_on": date(2024, 9, 21)}, 1, "1.2000"),  # opens the day after
        ({"opened_on": DAY}, 2, "2.4000"),  # 60 % × 4; without photos
        (
            {"opened_on": DAY, "venue_kind": "affairs_centre", "is_independent": True},
            2,
            "2.4000",
        ),
        ({"status": "closed", "closed_on": date(2024, 9, 19)}, 0, "0.0000"),
    ],
)
def test_the_main_station(a: Unit, b: Unit, station: dict, step: int, points: str) -> None:
    make.StationFactory(street=a, **station)
    make.StationFactory(street=a, kind="extra", official_name="增设站")  # proves nothing here
    on = Counting.on()
    assert (on.counts("T1-2", a), on.points("T1-2", a)) == ((step, 3), points)
    assert (on.counts("T1-2", b), on.points("T1-2", b)) == (None, "0.0000")


def test_the_best_of_two_stations_counts(a: Unit) -> None:
    make.StationFactory(street=a, official_name="旧站", status="closed", closed_on=date(2024, 6, 1))
    make.StationFactory(street=a, opened_on=date(2024, 6, 2))
    assert Counting.on().counts("T1-2", a) == (2, 3)
    assert Counting.on(date(2024, 6, 1)).counts("T1-2", a) == (2, 3)


def test_extra_stations(a: Unit, b: Unit) -> None:
    assert Counting.on().counts("T1-3", a) is None
    make.StationFactory(street=a, kind="extra", official_name="一站")
    make.StationFactory(street=a, kind="extra", official_name="二站")
    make.StationFactory(street=b, kind="extra", status="planned", opened_on=None)
    on = Counting.on()
    assert (on.counts("T1-3", a), on.points("T1-3", a)) == ((2, None), "1.0000")
    assert (on.counts("T1-3", b), on.points("T1-3", b)) == (None, "0.0000")


def test_the_name_of_the_station(a: Unit, b: Unit) -> None:
    make.UnitAliasFactory(unit=b, name="长寿社区")
    make.StationFactory(street=a, official_name="普陀区石泉路街道社区救助顾问服务站")
    make.StationFactory(street=b, official_name="普陀区长寿社区社区救助顾问服务站")
    on = Counting.on()
    assert (on.counts("S1-1", a), on.points("S1-1", a)) == ((1, 1), "1.0000")
    assert (on.counts("S1-1", b), on.points("S1-1", b)) == ((0, 1), "0.0000")
    lenient = Counting.on(alias_counts_as_official_name=True)
    assert lenient.counts("S1-1", b) == (1, 1)


def test_the_name_of_a_closed_station_is_not_asked(a: Unit) -> None:
    make.StationFactory(street=a, status="closed", closed_on=date(2024, 9, 19))
    assert Counting.on().counts("S1-1", a) is None


def test_space_and_contact_give_half(a: Unit, b: Unit) -> None:
    # S2-1 and S3-3: 50 % × 1; the other half wants a reviewer or a photo.
    make.StationFactory(street=a, area_m2=20, phone="66158630")
    make.StationFactory(street=b, seats=6, phone="", opening_hours="9:00-17:00")
    on = Counting.on()
    assert (on.counts("S2-1", a), on.points("S2-1", a)) == ((1, 2), "0.5000")
    assert (on.counts("S3-3", a), on.points("S3-3", a)) == ((1, 2), "0.5000")
    assert (on.counts("S2-1", b), on.points("S2-1", b)) == ((0, 2), "0.0000")
    assert (on.counts("S3-3", b), on.points("S3-3", b)) == ((0, 2), "0.0000")


@pytest.mark.parametrize(
    ("recorded", "step", "step_with_seats", "gap", "gap_with_seats"),
    [
        ({}, 0, 0, "未登记面积、", "未登记面积、未登记座位、"),
        ({"seats": 6}, 0, 0, "未登记面积、", "未登记面积、"),
        ({"area_m2": 20}, 1, 0, "", "未登记座位、"),
        ({"area_m2": 20, "seats": 6}, 1, 1, "", ""),
    ],
)
def test_area_and_seats(
    a: Unit,
    recorded: dict[str, int],
    step: int,
    step_with_seats: int,
    gap: str,
    gap_with_seats: str,
) -> None:
    make.StationFactory(street=a, **recorded)
    on, strict = Counting.on(), Counting.on(workspace_needs_seats=True)
    photo = "还没有上传工作空间照片"
    assert (on.counts("S2-1", a), on.gap("S2-1", a)) == ((step, 2), gap + photo)
    assert strict.counts("S2-1", a) == (step_with_seats, 2)
    assert strict.gap("S2-1", a) == gap_with_seats + photo


@pytest.mark.parametrize(
    ("station", "gap"),
    [
        (
            {},
            "未登记设置场所、未登记是否独立设置、未登记是否实体化、还没有上传站点实景照片（要2张）",
        ),
        (
            {"venue_kind": "charity_shop", "is_independent": False, "is_physical": True},
            "场所不在受理服务中心（慈善超市）、不是独立设置、还没有上传站点实景照片（要2张）",
        ),
        (
            {"venue_kind": "affairs_centre", "is_independent": True, "is_physical": True},
            "还没有上传站点实景照片（要2张）",
        ),
        (
            {
                "status": "planned",
                "opened_on": None,
                "address": "",
                "venue_kind": "affairs_centre",
                "is_independent": True,
                "is_physical": False,
            },
            "还没有启用、未登记地址、不是实体化、还没有上传站点实景照片（要2张）",
        ),
        ({"status": "closed", "closed_on": date(2024, 9, 19)}, "街镇站已于 2024-09-19 关闭"),
    ],
)
def test_what_the_main_station_lacks(a: Unit, b: Unit, station: dict, gap: str) -> None:
    make.StationFactory(street=a, **station)
    make.StationFactory(street=a, kind="extra", official_name="增设站")
    on = Counting.on()
    assert on.gap("T1-2", a) == gap
    assert on.gap("T1-2", b) == ""  # no station at all: the clause tells the first step


def test_the_gap_is_that_of_the_station_which_counts(a: Unit) -> None:
    make.StationFactory(street=a, official_name="旧站", status="closed", closed_on=date(2024, 6, 1))
    make.StationFactory(street=a, venue_kind="affairs_centre", is_independent=True)
    assert Counting.on().gap("T1-2", a) == "未登记是否实体化、还没有上传站点实景照片（要2张）"
