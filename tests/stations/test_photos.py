"""What photos and files earn: T1-2, T1-4, S1-2…S1-4, S1-6, S2-1, S3-1…S3-3, R5-3."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from core.measures import measures, read_all
from orgs.models import Unit
from stations.models import ServicePoint, Station
from tests import factories as make
from tests.assessment.counting import DAY, Counting, communities
from tests.stations.showing import DECIDED, SHOWN, photo

pytestmark = pytest.mark.django_db

A_DAY = timedelta(days=1)
Earned = tuple[tuple[int, int | None] | None, str]


@pytest.fixture
def a() -> Unit:
    street: Unit = make.StreetFactory(core_name="石泉路")
    return street


@pytest.fixture
def b() -> Unit:
    street: Unit = make.StreetFactory(core_name="长寿路")
    return street


def main(street: Unit, **facts: Any) -> Station:
    """The street's station, complete but for its photos."""
    there = {"venue_kind": "affairs_centre", "is_physical": True, "is_independent": True}
    made: Station = make.StationFactory(street=street, area_m2=20, **(there | facts))
    make.LeafletFactory(station=made)
    return made


def studio(street: Unit, **facts: Any) -> Station:
    made: Station = make.StationFactory(
        street=street, kind="studio", official_name="“暖石”工作室", **facts
    )
    return made


def point(street: Unit, **facts: Any) -> ServicePoint:
    """The point of the first of the street's two communities."""
    made: ServicePoint = make.ServicePointFactory(community=communities(street, 2)[0], **facts)
    return made


@dataclass(frozen=True)
class Case:
    """What one photo of a tag earns in each of its states; beside it stands what it is of."""

    code: str
    tag: str
    none: Earned
    waiting: Earned
    refused: Earned
    accepted: Earned
    of: Callable[..., Any] = main

    @property
    def can_rise(self) -> bool:
        """Whether the district's word adds anything to what waits (rule 9)."""
        return self.waiting != self.accepted


NOTHING = (None, "0.0000")
CASES = [
    # A bonus; the clause asks for the document, not for its acceptance.
    Case(
        "T1-4",
        "mechanism_document",
        none=((0, None), "0.0000"),
        waiting=((1, None), "1.0000"),
        refused=((0, None), "0.0000"),
        accepted=((1, None), "1.0000"),
        of=studio,
    ),
    # One of two signs: 1 ÷ 2 × 1.
    Case(
        "S1-2",
        "outdoor_plaque",
        none=NOTHING,
        waiting=((0, 2), "0.0000"),
        refused=((0, 2), "0.0000"),
        accepted=((1, 2), "0.5000"),
    ),
    Case(
        "S1-3",
        "logo",
        none=((0, 1), "0.0000"),
        waiting=((0, 1), "0.0000"),
        refused=((0, 1), "0.0000"),
        accepted=((1, 1), "1.0000"),
    ),
    # One of two communities: 1 ÷ 2 × 1.
    Case(
        "S1-6",
        "desk_sign",
        none=((0, 2), "0.0000"),
        waiting=((0, 2), "0.0000"),
        refused=((0, 2), "0.0000"),
        accepted=((1, 2), "0.5000"),
        of=point,
    ),
    # The area is recorded: half; the reviewer's 足够 is the other.
    Case(
        "S2-1",
        "workspace",
        none=((1, 2), "0.5000"),
        waiting=((1, 2), "0.5000"),
        refused=((1, 2), "0.5000"),
        accepted=((2, 2), "1.0000"),
    ),
    # One of four walls: 1 ÷ 4 × 1.
    Case(
        "S3-1",
        "wall_workflow",
        none=NOTHING,
        waiting=((0, 4), "0.0000"),
        refused=((0, 4), "0.0000"),
        accepted=((1, 4), "0.2500"),
    ),
    Case(
        "S3-2",
        "leaflets",
        none=((0, 1), "0.0000"),
        waiting=((0, 1), "0.0000"),
        refused=((0, 1), "0.0000"),
        accepted=((1, 1), "1.0000"),
    ),
    # Phone and hours are recorded: half; a photo of the notice, accepted or not yet, is all.
    Case(
        "S3-3",
        "contact_notice",
        none=((1, 2), "0.5000"),
        waiting=((2, 2), "1.0000"),
        refused=((1, 2), "0.5000"),
        accepted=((2, 2), "1.0000"),
    ),
    # Tracked: no points.
    Case(
        "R5-3",
        "showcase",
        none=NOTHING,
        waiting=((0, None), "0.0000"),
        refused=((0, None), "0.0000"),
        accepted=((1, None), "0.0000"),
    ),
]
EACH = pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
NAMES = {
    "awaiting_review": "waiting",
    "refused": "refused",
    "accepted": "accepted",
}


def earned(code: str, street: Unit, day: date = DAY) -> Earned:
    on = Counting.on(day)
    return on.counts(code, street), on.points(code, street)


def is_waiting(code: str, street: Unit, day: date = DAY) -> bool:
    found = Counting.on(day).reading(code, street)
    return found is not None and found.is_waiting


@EACH
@pytest.mark.parametrize("state", NAMES)
def test_a_photo_earns_by_its_state(a: Unit, b: Unit, case: Case, state: str) -> None:
    site = case.of(a)
    case.of(b)
    assert earned(case.code, a) == case.none
    photo(site, case.tag, state=state)
    assert earned(case.code, a) == getattr(case, NAMES[state])
    assert is_waiting(case.code, a) == (state == "awaiting_review" and case.can_rise)
    # The neighbour has the same and no photo.
    assert (earned(case.code, b), is_waiting(case.code, b)) == (case.none, False)


@EACH
def test_it_counts_from_the_day_it_was_accepted(a: Unit, case: Case) -> None:
    photo(case.of(a), case.tag)
    told = [
        (earned(case.code, a, day), is_waiting(case.code, a, day))
        for day in (SHOWN - A_DAY, SHOWN, DECIDED - A_DAY, DECIDED)
    ]
    assert told == [
        (case.none, False),
        (case.waiting, case.can_rise),
        (case.waiting, case.can_rise),
        (case.accepted, False),
    ]


@EACH
def test_a_refusal_counts_from_its_day_too(a: Unit, case: Case) -> None:
    photo(case.of(a), case.tag, state="refused")
    assert earned(case.code, a, DECIDED - A_DAY) == case.waiting
    assert earned(case.code, a, DECIDED) == case.refused


@EACH
def test_what_was_taken_back_does_not_count(a: Unit, case: Case) -> None:
    photo(case.of(a), case.tag, state="awaiting_review", withdrawn_at=timezone.now())
    assert (earned(case.code, a), is_waiting(case.code, a)) == (case.none, False)


@EACH
def test_another_tag_proves_another_thing(a: Unit, case: Case) -> None:
    other = "leaflets" if case.tag == "logo" else "logo"
    photo(case.of(a), other)
    assert earned(case.code, a) == case.none


@EACH
def test_after_an_accepted_photo_another_may_be_refused(a: Unit, case: Case) -> None:
    site = case.of(a)
    photo(site, case.tag)
    photo(site, case.tag, state="refused")
    photo(site, case.tag, state="awaiting_review")
    assert earned(case.code, a) == case.accepted
    assert not is_waiting(case.code, a)  # there is nothing more to earn by it


@EACH
def test_photos_of_what_is_closed_or_not_open_yet_do_not_count(a: Unit, case: Case) -> None:
    site = case.of(a, status="closed", closed_on=DAY - A_DAY)
    photo(site, case.tag)
    closed = ((0, 2), "0.0000") if case.code == "S1-6" else NOTHING
    assert (earned(case.code, a), is_waiting(case.code, a)) == (closed, False)
    # On its last day it did.
    assert earned(case.code, a, DAY - A_DAY) == case.accepted
    type(site).objects.update(status="planned", opened_on=DAY + A_DAY, closed_on=None)
    assert earned(case.code, a) == closed


@EACH
def test_the_rows_behind_the_figure_open(a: Unit, case: Case) -> None:
    """Each column tells something, and the photo's own leads to it."""
    (proof,) = photo(case.of(a), case.tag, state="refused")
    measure = measures[case.code]
    row = measure.items_of(Counting.on().question, a.code).first()
    told = {column.label: column.value(row, None) for column in measure.columns}
    assert "看不清牌子" in "".join(str(value) for value in told.values())
    keys = {str(one.key(row)) for one in measure.columns if one.page == "evidence:item"}
    assert keys == {str(proof.evidence_id)}


@pytest.mark.parametrize(
    ("states", "step", "points", "waits"),
    [
        ([], 2, "2.4000", False),  # 60 % × 4
        (["accepted"], 2, "2.4000", False),
        (["awaiting_review"], 2, "2.4000", False),  # the street owes a second one
        (["accepted", "awaiting_review"], 2, "2.4000", True),
        (["awaiting_review", "awaiting_review"], 2, "2.4000", True),
        (["accepted", "refused"], 2, "2.4000", False),
        (["accepted", "accepted"], 3, "4.0000", False),
        (["accepted", "accepted", "awaiting_review"], 3, "4.0000", False),
        (["accepted", "refused", "accepted"], 3, "4.0000", False),
    ],
)
def test_two_photos_of_the_premises(
    a: Unit, b: Unit, states: list[str], step: int, points: str, waits: bool
) -> None:
    station = main(a)
    for state in states:
        photo(station, "premises", state=state)
    photo(main(b), "premises")
    assert earned("T1-2", a) == ((step, 3), points)
    assert is_waiting("T1-2", a) == waits
    assert earned("T1-2", b) == ((2, 3), "2.4000")


@pytest.mark.parametrize(
    ("facts", "step"),
    [
        ({"is_independent": False}, 2),
        ({"is_physical": None}, 2),
        ({"venue_kind": "charity_shop"}, 2),
        ({"status": "planned", "opened_on": None}, 1),
        ({"status": "closed", "closed_on": DAY - A_DAY}, 0),
    ],
)
def test_photos_do_not_stand_for_the_place_itself(a: Unit, facts: dict, step: int) -> None:
    station = main(a, **facts)
    for _ in range(2):
        (proof,) = photo(station, "premises")
    assert Counting.on().counts("T1-2", a) == (step, 3)
    proof.state, proof.decided_on, proof.decided_at = "awaiting_review", None, None
    proof.save()
    assert not is_waiting("T1-2", a)  # the district's word alone would not do


def test_the_place_is_full_from_the_day_of_the_second_acceptance(a: Unit) -> None:
    station = main(a)
    photo(station, "premises")
    (second,) = photo(station, "premises")
    second.decided_on = DECIDED + A_DAY
    second.save()
    assert earned("T1-2", a, DECIDED) == ((2, 3), "2.4000")
    assert earned("T1-2", a, DECIDED + A_DAY) == ((3, 3), "4.0000")


def test_one_photo_proves_several_things_each_for_itself(a: Unit) -> None:
    station = main(a)
    _, logo = photo(station, "outdoor_plaque", "logo")
    assert (earned("S1-2", a)[0], earned("S1-3", a)[0]) == ((1, 2), (1, 1))
    logo.state, logo.reason = "refused", "不是全市统一标识"
    logo.save()
    assert (earned("S1-2", a)[0], earned("S1-3", a)[0]) == ((1, 2), (0, 1))


def test_two_photos_of_one_sign_are_one_sign(a: Unit) -> None:
    station = main(a)
    photo(station, "outdoor_plaque")
    photo(station, "outdoor_plaque")
    assert earned("S1-2", a) == ((1, 2), "0.5000")
    photo(station, "indoor_plaque")
    assert earned("S1-2", a) == ((2, 2), "1.0000")


def test_four_walls_are_full(a: Unit) -> None:
    station = main(a)
    photo(station, "wall_workflow", "wall_mechanisms", "wall_philosophy")
    assert earned("S3-1", a) == ((3, 4), "0.7500")
    photo(station, "wall_features")
    assert earned("S3-1", a) == ((4, 4), "1.0000")


def test_a_moved_station_proves_its_new_place_anew(a: Unit) -> None:
    photo(main(a, status="moved", closed_on=date(2024, 7, 31)), "outdoor_plaque", "logo")
    there = main(a, opened_on=date(2024, 8, 1))
    assert (earned("S1-2", a)[0], earned("S1-3", a)[0]) == (None, (0, 1))
    photo(there, "logo")
    assert earned("S1-3", a) == ((1, 1), "1.0000")


def test_only_a_current_leaflet_counts(a: Unit) -> None:
    station = main(a)
    photo(station, "leaflets")
    station.leaflets.update(withdrawn_on=DAY)
    assert earned("S3-2", a) == ((0, 1), "0.0000")
    assert earned("S3-2", a, DAY - A_DAY) == ((1, 1), "1.0000")
    make.LeafletFactory(station=station, issued_on=DAY + A_DAY)
    assert earned("S3-2", a) == ((0, 1), "0.0000")
    assert earned("S3-2", a, DAY + A_DAY) == ((1, 1), "1.0000")


def test_a_workspace_that_is_not_recorded_is_not_confirmed(a: Unit) -> None:
    station = make.StationFactory(street=a)
    photo(station, "workspace")
    assert earned("S2-1", a) == ((0, 2), "0.0000")
    Station.objects.update(area_m2=20)
    assert earned("S2-1", a) == ((2, 2), "1.0000")
    assert Counting.on(workspace_needs_seats=True).counts("S2-1", a) == (0, 2)


def test_what_a_photo_alone_cannot_finish_does_not_wait_for_the_district(a: Unit) -> None:
    station = make.StationFactory(street=a)  # no area, no leaflet
    photo(station, "workspace", "leaflets", state="awaiting_review")
    assert (is_waiting("S2-1", a), is_waiting("S3-2", a)) == (False, False)
    Station.objects.update(area_m2=20)
    make.LeafletFactory(station=station)
    assert (is_waiting("S2-1", a), is_waiting("S3-2", a)) == (True, True)


def test_contact_wants_phone_and_hours_before_the_photo(a: Unit) -> None:
    photo(main(a, phone=""), "contact_notice")
    assert earned("S3-3", a) == ((0, 2), "0.0000")


def test_any_open_station_may_show_the_work(a: Unit, b: Unit) -> None:
    main(a)
    photo(studio(a), "showcase")
    photo(make.StationFactory(street=a, kind="extra", official_name="增设站"), "showcase")
    photo(studio(b, status="closed", closed_on=DAY - A_DAY), "showcase")
    assert (earned("R5-3", a)[0], earned("R5-3", b)[0]) == ((2, None), None)


def test_the_sign_of_a_points_predecessor_is_gone(a: Unit) -> None:
    first = point(a, status="closed", closed_on=date(2024, 8, 31))
    photo(first, "desk_sign")
    make.ServicePointFactory(community=first.community, opened_on=date(2024, 9, 1))
    assert earned("S1-6", a, date(2024, 8, 31)) == ((1, 2), "0.5000")
    assert earned("S1-6", a) == ((0, 2), "0.0000")


@pytest.mark.parametrize(
    ("facts", "states", "counts"),
    [
        ({"brand_name": ""}, [], None),
        ({}, [], (0, 1)),
        ({}, ["awaiting_review"], (0, 1)),
        ({}, ["accepted"], (0, 1)),
        ({}, ["refused"], (1, 1)),
        ({}, ["refused", "awaiting_review"], (1, 1)),
        ({}, ["refused", "accepted"], (0, 1)),
        ({"official_name": "“暖石”社区救助顾问服务站"}, [], (1, 1)),
        ({"official_name": "暖石", "brand_name": "暖石工作室"}, [], (1, 1)),
        ({"official_name": "石泉路街道服务站"}, [], (0, 1)),  # S1-1's matter, not the brand's
        ({"kind": "studio", "official_name": "“暖石”工作室"}, [], (0, 1)),
        ({"kind": "studio", "official_name": "“暖石”工作室"}, ["refused"], (1, 1)),
        ({"status": "closed", "closed_on": DAY - A_DAY}, ["refused"], None),
    ],
)
def test_a_brand_beside_the_name_not_instead_of_it(
    a: Unit, b: Unit, facts: dict, states: list[str], counts: tuple[int, int] | None
) -> None:
    station = make.StationFactory(street=a, **({"brand_name": "暖石"} | facts))
    make.StationFactory(street=b, brand_name="永兴")
    for state in states:
        photo(station, "brand_sign", state=state)
    assert Counting.on().counts("S1-4", a) == counts
    assert is_waiting("S1-4", a) == ("awaiting_review" in states)
    assert Counting.on().counts("S1-4", b) == (0, 1)


@pytest.mark.parametrize(
    ("code", "photos", "gap"),
    [
        ("T1-2", [], "还没有上传站点实景照片（要2张）"),
        ("T1-2", [("premises", "accepted")], "站点实景照片要2张，已通过1张"),
        (
            "T1-2",
            [("premises", "accepted"), ("premises", "awaiting_review")],
            "站点实景照片要2张，已通过1张，待审1张",
        ),
        (
            "T1-2",
            [("premises", "accepted"), ("premises", "refused")],
            "站点实景照片要2张，已通过1张，未通过1张（看不清牌子）",
        ),
        ("T1-2", [("premises", "accepted")] * 2, ""),
        ("S1-2", [], "还没有上传室外挂牌照片、还没有上传室内挂牌照片"),
        (
            "S1-2",
            [("outdoor_plaque", "awaiting_review"), ("indoor_plaque", "refused")],
            "室外挂牌照片待审、室内挂牌照片未通过（看不清牌子）",
        ),
        ("S1-3", [], "还没有上传统一标识照片"),
        ("S1-3", [("logo", "accepted")], ""),
        ("S2-1", [], "还没有上传工作空间照片"),
        ("S2-1", [("workspace", "awaiting_review")], "工作空间照片待审，由审核人确认是否足够"),
        ("S3-2", [], "还没有上传宣传手册照片"),
        ("S3-3", [], "还没有上传联系方式公示照片"),
        ("S3-3", [("contact_notice", "awaiting_review")], ""),
    ],
)
def test_what_is_missing_is_said(
    a: Unit, b: Unit, code: str, photos: list[tuple[str, str]], gap: str
) -> None:
    station = main(a)
    for tag, state in photos:
        photo(station, tag, state=state)
    assert Counting.on().gap(code, a) == gap


def test_before_a_station_is_open_its_photos_are_not_asked_for(a: Unit) -> None:
    main(a, status="planned", opened_on=None)
    for code in ("S1-2", "S1-3", "S3-1", "S3-2"):
        assert Counting.on().gap(code, a) == "街镇站还没有启用，启用之后照片才计入"


def test_the_communities_without_a_sign_are_named(a: Unit) -> None:
    photo(point(a), "desk_sign")
    second = a.children.order_by("code")[1]
    assert Counting.on().gap("S1-6", a) == (
        f"1 个居村还没有通过审核的桌面立牌照片：{second.short_name}"
    )


def test_a_studio_without_its_document(a: Unit) -> None:
    one = studio(a)
    assert Counting.on().gap("T1-4", a) == "“暖石”工作室：还没有上传工作机制文件"
    photo(one, "mechanism_document", state="refused")
    assert Counting.on().gap("T1-4", a) == "“暖石”工作室：工作机制文件未通过（看不清牌子）"
    photo(one, "mechanism_document", state="awaiting_review")
    assert Counting.on().gap("T1-4", a) == ""


def test_a_brands_fault_is_told(a: Unit) -> None:
    station = make.StationFactory(street=a, official_name="暖石站", brand_name="暖石")
    photo(station, "brand_sign", state="refused")
    assert Counting.on().gap("S1-4", a) == (
        "暖石站：登记的名称以品牌代替了规定名称、牌面照片未通过（看不清牌子）"
    )


def test_all_of_them_are_one_query(
    a: Unit, b: Unit, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for street in (a, b):
        photo(main(street), "logo", "premises")
        photo(point(street), "desk_sign")
    with django_assert_num_queries(1):
        read_all(Counting.on().question, ["T1-2", "S1-4", *(case.code for case in CASES)])
