"""T8-4 and T8-5 change as of the right day, and follow a person from street to street."""

from datetime import date
from typing import Any

import pytest

from orgs.models import Unit
from tests import factories as make
from tests.assessment.counting import Counting, staff, transfer
from training.hours.selectors import attended_by, hours_of
from training.models import TrainingSession

pytestmark = pytest.mark.django_db


@pytest.fixture
def a() -> Unit:
    street: Unit = make.StreetFactory()
    return street


@pytest.fixture
def b() -> Unit:
    street: Unit = make.StreetFactory()
    return street


@pytest.fixture
def moved(a: Unit, b: Unit) -> tuple[Any, Any]:
    """The two files of one person: in A until 30 June, in B from 1 July; a colleague in each.

    She attended 300 minutes in A and 240 in B: 540 together. A's colleague has 540, B's none.
    """
    old = make.AdvisorFactory(street=a, ended_on=date(2024, 6, 30), status="left")
    new = make.AdvisorFactory(street=b, started_on=date(2024, 7, 1))
    transfer(old, new)
    (colleague,) = staff(a, 1)
    staff(b, 1)
    spring, summer = held(a, date(2024, 3, 4), 540), held(b, date(2024, 8, 5), 240)
    make.AttendanceFactory(session=spring, advisor=old, minutes=300)
    make.AttendanceFactory(session=spring, advisor=colleague, minutes=540)
    make.AttendanceFactory(session=summer, advisor=new, minutes=240)
    return old, new


def held(host: Unit, day: date, minutes: int, **fields: Any) -> TrainingSession:
    session: TrainingSession = make.TrainingSessionFactory(
        host=host, held_on=day, minutes=minutes, kind="supervision", **fields
    )
    return session


def both(on: Counting, street: Unit) -> tuple[Any, Any]:
    """(T8-4, T8-5) of a street."""
    return on.counts("T8-4", street), on.counts("T8-5", street)


@pytest.mark.parametrize(
    ("day", "of_a", "of_b"),
    [
        # The last day in A: two in post, her 300 minutes are not enough; B has one, untrained.
        (date(2024, 6, 30), ((1, 2), (2, 2)), ((0, 1), (0, 1))),
        # The first day in B: her 300 minutes came along, so one of two there is trained.
        (date(2024, 7, 1), ((1, 1), (1, 1)), ((0, 2), (1, 2))),
        (date(2024, 8, 4), ((1, 1), (1, 1)), ((0, 2), (1, 2))),
        # 300 + 240 = 540 minutes: 12 class hours, earned in two streets.
        (date(2024, 8, 5), ((1, 1), (1, 1)), ((1, 2), (1, 2))),
    ],
)
def test_a_transfer_takes_the_class_hours_along(
    a: Unit, b: Unit, moved: Any, day: date, of_a: Any, of_b: Any
) -> None:
    on = Counting.on(day)
    assert both(on, a) == of_a
    assert both(on, b) == of_b


def test_a_station_has_what_was_attended_under_its_own_files(a: Unit, b: Unit, moved: Any) -> None:
    on = Counting.on(date(2024, 8, 5), class_hours_per="station")
    # A: 300 + 540 = 840 minutes; B: 240 alone. Who was trained is still asked by person.
    assert both(on, a) == ((1, 1), (1, 1))
    assert both(on, b) == ((0, 2), (1, 2))


def test_who_was_transferred_did_not_begin_in_july(a: Unit, b: Unit, moved: Any) -> None:
    # Six months' share would be 270 minutes, and her 300 enough; she began in 2023 and owes 540.
    on = Counting.on(date(2024, 8, 4), prorate_class_hours=True)
    assert on.counts("T8-4", b) == (0, 2)
    assert Counting.on(date(2024, 8, 5), prorate_class_hours=True).counts("T8-4", b) == (1, 2)


def test_the_districts_training_of_both_files_counts_by_the_setting(a: Unit, b: Unit) -> None:
    old = make.AdvisorFactory(street=a, ended_on=date(2024, 6, 30), status="left")
    new = make.AdvisorFactory(street=b, started_on=date(2024, 7, 1))
    transfer(old, new)
    for day, file, minutes in (
        (date(2024, 3, 4), old, 270),
        (date(2024, 8, 5), new, 269),
        (date(2024, 9, 2), new, 1),
    ):
        make.AttendanceFactory(session=held(a.parent, day, 270), advisor=file, minutes=minutes)
    # 270 + 269 = 539 minutes are 11.9 class hours, a minute more makes 12.
    assert Counting.on(date(2024, 9, 1)).counts("T8-4", b) == (0, 1)
    assert Counting.on(date(2024, 9, 2)).counts("T8-4", b) == (1, 1)
    without = Counting.on(date(2024, 9, 2), district_training_counted=False)
    assert both(without, b) == ((0, 1), (0, 1))


def test_an_ended_file_tells_nothing_of_what_she_did_elsewhere_since(moved: Any) -> None:
    old, new = moved
    question = Counting.on(date(2024, 8, 5)).question
    assert [one.minutes for one in attended_by(old, question)] == [300]
    assert hours_of(old, question).minutes == 300
    assert [one.minutes for one in attended_by(new, question)] == [240, 300]
    assert hours_of(new, question).minutes == 540


def test_a_start_in_mid_year_counts_from_the_first_day(a: Unit) -> None:
    staff(a, 1)
    staff(a, 1, started_on=date(2024, 7, 1))
    assert both(Counting.on(date(2024, 6, 30)), a) == ((0, 1), (0, 1))
    assert both(Counting.on(date(2024, 7, 1)), a) == ((0, 2), (0, 2))


def test_the_end_of_service_counts_to_the_last_day(a: Unit) -> None:
    staff(a, 1)
    (gone,) = staff(a, 1, ended_on=date(2024, 8, 31), status="left")
    make.AttendanceFactory(session=held(a, date(2024, 3, 4), 540), advisor=gone)
    assert both(Counting.on(date(2024, 8, 31)), a) == ((1, 2), (1, 2))
    assert both(Counting.on(date(2024, 9, 1)), a) == ((0, 1), (0, 1))


def test_a_long_leave_takes_somebody_out_and_back(a: Unit) -> None:
    (away,) = staff(a, 1)
    make.AttendanceFactory(session=held(a, date(2024, 3, 4), 540), advisor=away)
    make.LeaveFactory(advisor=away, starts_on=date(2024, 7, 1), ends_on=date(2024, 7, 31))
    assert both(Counting.on(date(2024, 6, 30)), a) == ((1, 1), (1, 1))
    assert both(Counting.on(date(2024, 7, 1)), a) == (None, None)
    assert both(Counting.on(date(2024, 8, 1)), a) == ((1, 1), (1, 1))


@pytest.mark.parametrize("state", ["planned", "cancelled"])
def test_only_what_was_held_counts(a: Unit, state: str) -> None:
    (advisor,) = staff(a, 1)
    session = held(
        a, date(2024, 9, 10), 540, state=state, cancel_reason="停电" * (state == "cancelled")
    )
    # She signed in at the door; nobody has closed the list.
    make.AttendanceFactory(session=session, advisor=advisor)
    assert both(Counting.on(date(2024, 9, 10)), a) == ((0, 1), (0, 1))
    session.state, session.cancel_reason = "held", ""
    session.save()
    assert both(Counting.on(date(2024, 9, 9)), a) == ((0, 1), (0, 1))
    assert both(Counting.on(date(2024, 9, 10)), a) == ((1, 1), (1, 1))


def test_induction_before_the_first_day_is_hers(a: Unit) -> None:
    (advisor,) = staff(a, 1, started_on=date(2024, 7, 1))
    session = make.TrainingSessionFactory(
        host=a, held_on=date(2024, 6, 20), kind="induction", minutes=540
    )
    make.AttendanceFactory(session=session, advisor=advisor)
    assert both(Counting.on(date(2024, 7, 1)), a) == ((1, 1), (1, 1))
    strict = Counting.on(date(2024, 7, 1), induction_counts_as_class_hours=False)
    assert both(strict, a) == ((0, 1), (1, 1))
