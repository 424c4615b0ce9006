"""T6-4 against arithmetic by hand: the mean of the closed months, day by day.

Workdays of 2024: April 22 (with Sunday the 7th and the 28th), May 21 (with Saturday the 11th),
June 19, July 23. Three days of April, 1 to 3, lie before the 4th.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from advisors.models import Advisor, DutyShift
from assessment.scoring import Scored, score_clause
from core.workdays import workdays_in
from orgs.models import Unit
from stations.models import Station
from tests import factories as make
from tests.advisors.test_duty_rules import day
from tests.assessment.counting import BOOK, Counting

pytestmark = pytest.mark.django_db
MAY, JUNE = ("05-01", "05-31"), ("06-01", "06-30")
APRIL = ("04-01", "04-30")


@pytest.fixture
def station() -> Station:
    """A street's own station, open since before April."""
    return make.StationFactory(opened_on=date(2024, 3, 1))


@pytest.fixture
def street(station: Station) -> Unit:
    return station.street


@pytest.fixture
def advisor(street: Unit) -> Advisor:
    return make.AdvisorFactory(street=street)


def on_duty(
    station: Station, advisor: Advisor, span: tuple[str, str], leaving_out: int = 0
) -> list[date]:
    """Every workday of a span but the last few."""
    days = workdays_in(day(span[0]), day(span[1]))
    days = days[: len(days) - leaving_out]
    DutyShift.objects.bulk_create(
        DutyShift(station=station, day=one, session="all_day", advisor=advisor, mode="rotation")
        for one in days
    )
    return days


def reading(street: Unit, on: str, **settings: Any) -> tuple[Decimal, Decimal] | None:
    found = Counting.on(day(on), **settings).reading("T6-4", street)
    return (found.numerator, found.denominator) if found else None


def scored(street: Unit, on: str, opened_on: date = date(2024, 3, 1)) -> Scored:
    return score_clause(
        BOOK.clause("T6-4"),
        Counting.on(day(on)).reading("T6-4", street),
        book=BOOK,
        as_of=day(on),
        opened_on=opened_on,
    )


def test_a_month_counts_from_its_last_day_on(station, street, advisor) -> None:
    on_duty(station, advisor, APRIL, leaving_out=4)
    before = scored(street, "04-29")
    assert (before.numerator, before.denominator, before.state) == (0, 0, "not_due")
    april = scored(street, "04-30")
    # 18 ÷ 22 = 81.8 %; (0.818182 − 0.7) ÷ 0.3 = 39.39 %; × 2 points = 0.7879.
    assert (april.numerator, april.denominator) == (18, 22)
    assert str(april.points) == "0.7879"
    assert "18 个工作日" in april.explanation
    assert "22 个工作日 = 81.8%" in april.explanation


@pytest.mark.parametrize(
    ("leaving_out", "points"),
    [(0, "2.0000"), (7, "0.0000"), (6, "0.1818"), (22, "0.0000")],
)
def test_partial_credit_is_linear_from_seventy_percent(
    station, street, advisor, leaving_out: int, points: str
) -> None:
    # 15 ÷ 22 = 68.2 % earns nothing; 16 ÷ 22 = 72.7 %: (0.727273 − 0.7) ÷ 0.3 × 2 = 0.1818.
    on_duty(station, advisor, APRIL, leaving_out)
    assert str(scored(street, "05-20").points) == points


def test_every_closed_month_weighs_the_same(station, street, advisor) -> None:
    on_duty(station, advisor, APRIL, leaving_out=4)
    on_duty(station, advisor, MAY)
    on_duty(station, advisor, JUNE, leaving_out=19)
    on_duty(station, advisor, ("07-01", "07-19"))
    # Until 30 July July is not over. (18/22 + 21/21 + 0/19) ÷ 3 = 0.606061 of 62 workdays.
    numerator, denominator = reading(street, "07-30")
    assert denominator == 22 + 21 + 19
    assert numerator == Decimal("37.5758")
    # July: 15 of 23. (0.818182 + 1 + 0 + 0.652174) ÷ 4 = 0.617589 of 85.
    numerator, denominator = reading(street, "07-31")
    assert (denominator, numerator) == (85, Decimal("52.4951"))


def test_full_months_are_full_to_the_last_digit(station, street, advisor) -> None:
    for span in (APRIL, MAY, JUNE):
        on_duty(station, advisor, span)
    assert reading(street, "06-30") == (62, 62)
    assert str(scored(street, "06-30").points) == "2.0000"


def test_a_station_opened_in_mid_month_counts_from_that_day(advisor, street, station) -> None:
    Station.objects.update(opened_on=day("04-04"))
    on_duty(station, advisor, ("04-15", "04-30"))
    # From the 7th: 19 workdays, of which 15 to 19, 22 to 26, 28, 29 and 30 have somebody.
    assert reading(street, "04-30") == (13, 19)


def test_without_the_begun_month_it_counts_from_the_next(advisor, street, station) -> None:
    Station.objects.update(opened_on=day("04-04"))
    on_duty(station, advisor, APRIL)
    on_duty(station, advisor, MAY, leaving_out=1)
    assert reading(street, "04-30", first_partial_period_counts=False) == (0, 0)
    assert reading(street, "05-31", first_partial_period_counts=False) == (20, 21)
    counting = Counting.on(day("05-31"), first_partial_period_counts=False)
    assert len(counting.rows("T6-4", street)) == 20
    assert counting.gap("T6-4", street) == "5月有 1 个工作日没人值守（05-31）。"


def test_a_month_that_begins_with_the_station_is_whole(advisor, street, station) -> None:
    Station.objects.update(opened_on=day("05-01"))
    on_duty(station, advisor, MAY)
    assert reading(street, "05-31", first_partial_period_counts=False) == (21, 21)


def test_a_station_opened_after_the_last_workday_has_no_share_in_that_month(
    advisor, street, station
) -> None:
    Station.objects.update(opened_on=day("06-29"))  # a Saturday; so is the 30th a Sunday
    on_duty(station, advisor, ("07-01", "07-31"))
    assert reading(street, "06-30") == (0, 0)
    assert reading(street, "07-31") == (23, 23)


def test_only_somebody_in_post_and_there_counts(station, street, advisor) -> None:
    on_duty(station, advisor, APRIL)
    make.LeaveFactory(advisor=advisor, starts_on=day("04-10"), ends_on=day("04-10"))
    assert reading(street, "04-30") == (21, 22)
    Advisor.objects.filter(pk=advisor.pk).update(started_on=day("04-08"), ended_on=day("04-26"))
    # Without 1, 2, 3 and 7 April, nor 28, 29 and 30.
    assert reading(street, "04-30") == (14, 22)
    counting = Counting.on(day("04-30"))
    assert counting.rows("T6-4", street).count(True) == 14
    assert len(counting.rows("T6-4", street)) == 22
    Advisor.objects.filter(pk=advisor.pk).update(status="on_leave")
    assert reading(street, "04-30") == (0, 22)


def test_two_on_one_day_are_one_day(station, street, advisor) -> None:
    days = on_duty(station, advisor, APRIL, leaving_out=2)
    other = make.AdvisorFactory(street=street)
    make.DutyShiftFactory(station=station, day=days[0], advisor=other, session="morning")
    assert reading(street, "04-30") == (20, 22)
    # One of them is away, the other is there.
    make.LeaveFactory(advisor=advisor, starts_on=days[0], ends_on=days[1])
    assert reading(street, "04-30") == (19, 22)


def test_days_off_and_other_stations_do_not_count(station, street, advisor) -> None:
    make.DutyShiftFactory(station=station, day=day("04-06"), advisor=advisor)  # 清明
    make.DutyShiftFactory(station=station, day=day("04-28"), advisor=advisor)  # a worked Sunday
    extra = make.StationFactory(street=street, kind="extra", official_name="分站")
    make.DutyShiftFactory(station=extra, day=day("04-29"), advisor=advisor)
    assert reading(street, "04-30") == (1, 22)


def test_a_station_that_moved_goes_on(station, street, advisor) -> None:
    on_duty(station, advisor, ("04-01", "04-15"))
    station.status, station.closed_on = "moved", day("04-12")
    station.save()
    there = make.StationFactory(street=street, opened_on=day("04-16"))
    on_duty(there, advisor, ("04-16", "04-30"))
    # The 15th stands on the roster of a place that was closed by then. 22 − 1.
    assert reading(street, "04-30") == (21, 22)


def test_without_a_station_of_its_own_a_street_has_no_figure(street, station) -> None:
    Station.objects.update(kind="extra")
    assert reading(street, "04-30") is None
    Station.objects.update(kind="main", opened_on=day("05-06"))
    assert reading(street, "05-05") is None
    assert reading(street, "05-06") == (0, 0)


def test_nobody_at_all_is_nothing_of_all_workdays(street, station) -> None:
    assert reading(street, "05-31") == (0, 43)
    assert str(scored(street, "05-31").points) == "0.0000"


def test_the_gap_names_months_and_the_first_days(station, street, advisor) -> None:
    on_duty(station, advisor, ("04-01", "04-26"))
    on_duty(station, advisor, ("05-01", "05-17"))
    assert Counting.on(day("06-20")).gap("T6-4", street) == (
        "4月有 3 个工作日没人值守（04-28、04-29、04-30）；"
        "5月有 10 个工作日没人值守（05-20、05-21、05-22、05-23、05-24 等）。"
    )
    assert Counting.on(day("04-29")).gap("T6-4", street) == ""
    on_duty(station, advisor, ("04-28", "04-30"))
    assert Counting.on(day("04-30")).gap("T6-4", street) == ""


def test_another_start_is_kept_to(station, street, advisor) -> None:
    on_duty(station, advisor, APRIL)
    # From Monday the 15th: 15–19, 22–26, 28, 29, 30.
    assert reading(street, "04-30", periods_start_on=day("04-15")) == (13, 13)


def test_all_streets_are_one_query(station, advisor, django_assert_num_queries) -> None:
    on_duty(station, advisor, APRIL)
    make.StationFactory()
    with django_assert_num_queries(1):
        Counting.on(day("09-30")).reading("T6-4", station.street)
