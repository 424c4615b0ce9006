"""The self-check, the opening in time and the milestones, counted by hand: T2-2, P2-2, P2-4."""

from datetime import date

import pytest

from core.measures import met_dates
from orgs.models import Unit
from standards.services import publish_at_set_up, write_draft
from tests import factories as make
from tests.assessment.counting import BOOK, DAY, Counting

pytestmark = pytest.mark.django_db

# The thirteen clauses of the annex.
ANNEX = (
    *("S1-1", "S1-2", "S1-3", "S1-4", "S1-5", "S1-6", "S1-7"),
    *("S2-1", "S2-2", "S2-3", "S3-1", "S3-2", "S3-3"),
)
KINDS = ("siting", "fitting_out", "signing", "opening", "staffing", "points", "training_plan")


@pytest.fixture(autouse=True)
def standard(db: None) -> None:
    publish_at_set_up(standard=write_draft(book=BOOK))


@pytest.fixture
def a() -> Unit:
    street: Unit = make.StreetFactory(core_name="石泉路")
    return street


@pytest.fixture
def b() -> Unit:
    street: Unit = make.StreetFactory(core_name="长寿路")
    return street


def check(street: Unit, *codes: str, reviewed: bool = False, **fields: object) -> None:
    if reviewed:
        fields = {"review": "met", "reviewed_on": date(2024, 9, 10), **fields}
    for code in codes:
        make.SelfCheckFactory(street=street, clause=code, **fields)


def share(code: str, street: Unit, day: date = DAY, **settings: object) -> str:
    found = Counting.on(day, **settings).reading(code, street)
    if found is None:
        return "none"
    return f"{found.numerator:f}".rstrip("0").rstrip(".") + f"/{int(found.denominator or 0)}"


# T2-2 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("checked", "reviewed", "counted", "points"),
    [
        (1, 0, "0.5/13", "0.0385"),  # 0.5 ÷ 13 = 0.03846
        (13, 0, "6.5/13", "0.5000"),
        (13, 1, "7/13", "0.5385"),  # (12 × 0.5 + 1) ÷ 13 = 0.53846
        (7, 7, "7/13", "0.5385"),
        (13, 13, "13/13", "1.0000"),
    ],
)
def test_a_clause_is_half_by_the_check_and_whole_by_the_review(
    a: Unit, b: Unit, checked: int, reviewed: int, counted: str, points: str
) -> None:
    check(a, *ANNEX[:reviewed], reviewed=True)
    check(a, *ANNEX[reviewed:checked])
    check(b, "S1-1", "S1-2")
    assert (share("T2-2", a), Counting.on().points("T2-2", a)) == (counted, points)
    assert share("T2-2", b) == "1/13"
    assert Counting.on().rows("T2-2", a) == [True] * reviewed + [False] * (checked - reviewed)


def test_without_any_check_there_is_no_record(a: Unit) -> None:
    assert (share("T2-2", a), Counting.on().points("T2-2", a)) == ("none", "0.0000")


def test_what_both_call_not_applicable_leaves_both_numbers(a: Unit) -> None:
    rest = [code for code in ANNEX if code != "S2-3"]
    check(a, *rest, reviewed=True)
    assert share("T2-2", a) == "12/13"
    check(a, "S2-3", result="not_applicable", note="场地小")
    assert share("T2-2", a) == "12.5/13"  # while only the street says so it is a check as any
    agreed = {"review": "not_applicable", "reviewed_on": date(2024, 9, 10)}
    a.self_checks.filter(clause="S2-3").update(**agreed)
    assert (share("T2-2", a), Counting.on().points("T2-2", a)) == ("12/12", "1.0000")
    a.self_checks.filter(clause="S2-3").update(review="not_met")
    assert share("T2-2", a) == "13/13"


def test_checks_count_from_their_day_and_reviews_from_theirs(a: Unit) -> None:
    check(a, "S1-1", reviewed=True)  # checked on 2 September, reviewed on the 10th
    assert share("T2-2", a, date(2024, 9, 1)) == "none"
    assert share("T2-2", a, date(2024, 9, 2)) == "0.5/13"
    assert share("T2-2", a, date(2024, 9, 9)) == "0.5/13"
    assert share("T2-2", a, date(2024, 9, 10)) == "1/13"


def test_another_year_and_what_is_no_clause_of_the_annex_count_nothing(a: Unit) -> None:
    check(a, "S1-1", year=2023, checked_on=date(2023, 9, 2))
    check(a, "T1-2")
    assert share("T2-2", a) == "none"


def test_unreviewed_checks_wait(a: Unit, b: Unit) -> None:
    check(a, "S1-1")
    check(b, "S1-1", reviewed=True)
    waits = [Counting.on().reading("T2-2", street) for street in (a, b)]
    assert [one.is_waiting for one in waits if one] == [True, False]


def test_clauses_not_checked_are_named(a: Unit) -> None:
    check(a, *ANNEX[:11])
    assert Counting.on().gap("T2-2", a) == "还有 2 条没有自查：S3-2 宣传手册、S3-3 联系方式公示。"
    check(a, *ANNEX[11:])
    assert Counting.on().gap("T2-2", a) == ""


def test_the_self_check_is_done_on_the_day_of_its_last_clause(a: Unit, b: Unit) -> None:
    check(a, *ANNEX[:12])
    check(a, ANNEX[12], checked_on=date(2024, 9, 18))
    check(b, *ANNEX[:12])
    met = met_dates(Counting.on().question, ["stations.self_checked"])
    assert met == {("stations.self_checked", a.pk): date(2024, 9, 18)}


# P2-2 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("opened", "late", "points"),
    [
        (date(2019, 3, 1), "0/1", "2.0000"),  # long before the cycle
        (date(2024, 6, 28), "0/1", "2.0000"),
        (date(2024, 6, 30), "0/1", "2.0000"),  # a Sunday, and the limit all the same
        (date(2024, 7, 1), "1/1", "1.2000"),  # 60 % of 2
        (date(2024, 7, 6), "5/1", "1.2000"),  # a Saturday: Monday to Friday are behind it
        (date(2024, 7, 31), "23/1", "1.2000"),  # July 2024 has 23 workdays
        (date(2024, 8, 1), "24/1", "0.6000"),  # 30 % of 2
    ],
)
def test_workdays_late(a: Unit, b: Unit, opened: date, late: str, points: str) -> None:
    make.StationFactory(street=a, opened_on=opened)
    make.StationFactory(street=b, opened_on=date(2024, 7, 2))
    assert (share("P2-2", a), Counting.on().points("P2-2", a)) == (late, points)
    assert share("P2-2", b) == "2/1"
    assert Counting.on().rows("P2-2", a) == [late == "0/1"]


def test_a_station_that_is_not_open_has_no_figure(a: Unit) -> None:
    make.StationFactory(street=a, status="planned", opened_on=None)
    make.StationFactory(street=a, kind="extra", official_name="增设站")
    assert (share("P2-2", a), Counting.on().points("P2-2", a)) == ("none", "0.0000")
    make.StationFactory(street=a, official_name="晚开", opened_on=date(2024, 9, 2))
    assert share("P2-2", a, date(2024, 9, 1)) == "none"
    # July has 23 workdays, August 22, and Monday 2 September is one more.
    assert share("P2-2", a, date(2024, 9, 2)) == "46/1"


def test_after_a_move_the_first_opening_stays(a: Unit) -> None:
    make.StationFactory(
        street=a, opened_on=date(2024, 6, 3), status="moved", closed_on=date(2024, 8, 30)
    )
    make.StationFactory(street=a, opened_on=date(2024, 9, 2))
    assert share("P2-2", a) == "0/1"


ACCEPTED = {"state": "accepted", "answered_on": date(2024, 7, 5)}


@pytest.mark.parametrize(
    ("opened", "late", "points"),
    [
        (date(2024, 6, 30), "0/1", "2.0000"),  # not needed, and no harm
        (date(2024, 7, 1), "1/1", "1.2000"),
        (date(2024, 8, 1), "23/1", "1.2000"),  # 24 days late, counted as the band's 23
        (date(2024, 9, 2), "23/1", "1.2000"),  # 46 days late
    ],
)
def test_an_accepted_reason_keeps_the_band_of_a_month(
    a: Unit, opened: date, late: str, points: str
) -> None:
    make.StationFactory(street=a, opened_on=opened)
    make.DelayRequestFactory(street=a, **ACCEPTED)
    assert (share("P2-2", a), Counting.on().points("P2-2", a)) == (late, points)


def test_the_setting_names_the_band_that_is_kept(a: Unit) -> None:
    make.StationFactory(street=a, opened_on=date(2024, 8, 1))
    make.DelayRequestFactory(street=a, **ACCEPTED)
    # No band gives 50 %: nothing is kept.
    assert share("P2-2", a, excused_late_station_attainment=0.5) == "24/1"


@pytest.mark.parametrize(
    "request_",
    [
        {},
        {"state": "refused", "answered_on": date(2024, 7, 5)},
        {"state": "accepted", "answered_on": date(2024, 9, 21)},  # the day after
        {**ACCEPTED, "year": 2023},
    ],
)
def test_only_an_accepted_reason_of_the_year_counts(a: Unit, b: Unit, request_: dict) -> None:
    make.StationFactory(street=a, opened_on=date(2024, 8, 1))
    make.DelayRequestFactory(street=a, **request_)
    make.DelayRequestFactory(street=b, **ACCEPTED)
    assert share("P2-2", a) == "24/1"


def test_a_reason_waits_for_the_district(a: Unit) -> None:
    make.DelayRequestFactory(street=a)
    found = Counting.on().reading("P2-2", a)
    assert found
    assert found.is_waiting
    assert not Counting.on(date(2024, 6, 19)).reading("P2-2", a)


# P2-4 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("planned", "counted"), [(1, "1/7"), (4, "4/7"), (7, "7/7")])
def test_milestones_with_a_day_of_the_seven(a: Unit, b: Unit, planned: int, counted: str) -> None:
    for kind in KINDS[:planned]:
        make.StreetMilestoneFactory(street=a, kind=kind)
    for kind in KINDS[planned:]:
        make.StreetMilestoneFactory(street=a, kind=kind, planned_on=None, set_on=None)
    make.StreetMilestoneFactory(street=b, kind="siting")
    assert (share("P2-4", a), share("P2-4", b)) == (counted, "1/7")
    assert share("P2-4", a, date(2024, 4, 9)) == "none"  # set on 10 April
    lacking = "" if planned == 7 else "还没有排定日期："
    assert Counting.on().gap("P2-4", a).startswith(lacking)


def test_milestones_are_set_once_all_seven_are(a: Unit, b: Unit) -> None:
    for kind in KINDS[:6]:
        make.StreetMilestoneFactory(street=a, kind=kind)
        make.StreetMilestoneFactory(street=b, kind=kind)
    make.StreetMilestoneFactory(street=a, kind=KINDS[6], set_on=date(2024, 4, 29))
    met = met_dates(Counting.on().question, ["stations.milestones_set"])
    assert met == {("stations.milestones_set", a.pk): date(2024, 4, 29)}
