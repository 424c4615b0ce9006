"""Where class hours will stand on 31 December at today's pace, by hand.

20 September is the 264th of the 366 days of 2024.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from orgs.models import Unit
from tests import factories as make
from tests.assessment.counting import Counting, staff, train, transfer
from training.hours.pace import FALLS_SHORT
from training.hours.reckoning import Pace
from training.hours.selectors import pace_of, short_of, will_miss

pytestmark = pytest.mark.django_db

DAY = date(2024, 9, 20)


@pytest.fixture
def a() -> Unit:
    street: Unit = make.StreetFactory()
    return street


def paced(advisor: Any, day: date = DAY, **settings: Any) -> Pace:
    found = pace_of(advisor, Counting.on(day, **settings).question)
    assert found is not None
    return found


def planned(host: Unit, day: date, minutes: int = 45, **fields: Any) -> Any:
    return make.TrainingSessionFactory(
        host=host, held_on=day, minutes=minutes, **{"state": "planned", **fields}
    )


@pytest.mark.parametrize(
    ("minutes", "year_end", "word"),
    [
        (0, "0.0", "未参训"),
        (150, "4.6", "赶不上"),  # 150 × 366 ÷ 264 = 207.95 → 207 ÷ 45 = 4.6
        (389, "11.9", "赶不上"),  # 389 × 366 ÷ 264 = 539.3 → 539: a minute short
        (390, "12.0", "赶得上"),  # 390 × 366 ÷ 264 = 540.7
        (540, "16.6", "已达标"),  # 540 × 366 ÷ 264 = 748.6
    ],
)
def test_the_pace_goes_on_to_the_end_of_the_year(
    a: Unit, minutes: int, year_end: str, word: str
) -> None:
    (advisor,) = train(a, [minutes])
    told = paced(advisor)
    assert (told.year_end, told.word) == (Decimal(year_end), word)
    assert will_miss(a.code, Counting.on().question) == int(word in {"未参训", "赶不上"})


def test_who_began_later_is_measured_from_her_first_day(a: Unit) -> None:
    # 1 July to 20 September: 31 + 31 + 20 = 82 days, of 184 to the end of the year.
    one, other = train(a, [240, 241], held_on=date(2024, 8, 5))
    for advisor in (one, other):
        advisor.started_on = date(2024, 7, 1)
        advisor.save()
    assert paced(one).projected == 538  # 240 × 184 ÷ 82 = 538.5
    assert paced(other).projected == 540  # 241 × 184 ÷ 82 = 540.8
    assert paced(other).is_enough


def test_who_came_from_another_street_keeps_her_pace(a: Unit) -> None:
    old = make.AdvisorFactory(ended_on=date(2024, 6, 30), status="left")
    (new,) = staff(a, 1, started_on=date(2024, 7, 1))
    transfer(old, new)
    session = make.TrainingSessionFactory(host=old.street, held_on=date(2024, 3, 4))
    make.AttendanceFactory(session=session, advisor=old, minutes=389)
    assert paced(new).projected == 539  # of 264 days, as she began in 2023


def test_the_first_days_are_taken_for_a_month(a: Unit) -> None:
    (advisor,) = staff(a, 1, started_on=DAY)
    make.AttendanceFactory(
        session=make.TrainingSessionFactory(host=a, held_on=DAY), advisor=advisor, minutes=90
    )
    # 20 September to 31 December: 11 + 31 + 30 + 31 = 103 days; 90 × 103 ÷ 30 = 309.
    assert paced(advisor).projected == 309


def test_seats_in_sessions_to_come_are_added(a: Unit) -> None:
    (advisor,) = train(a, [389])
    make.EnrolmentFactory(session=planned(a, date(2024, 9, 26), 45), advisor=advisor)
    make.EnrolmentFactory(session=planned(a.parent, DAY, 90), advisor=advisor)
    told = paced(advisor)
    # 539 + 45 + 90 = 674 minutes: 14.9 class hours, 3.0 of them enrolled for.
    assert (told.ahead, told.projected, told.year_end) == (135, 674, Decimal("14.9"))
    assert told.ahead_hours == Decimal("3.0")
    assert told.word == "赶得上"
    # The district's 90 minutes only where they count.
    assert paced(advisor, district_training_counted=False).ahead == 45


@pytest.mark.parametrize(
    "fields",
    [
        {"held_on": date(2024, 9, 19)},  # over, and its list not closed
        {"held_on": date(2025, 1, 8)},
        {"held_on": date(2024, 9, 26), "state": "cancelled", "cancel_reason": "停电"},
    ],
)
def test_what_will_bring_nothing_is_not_added(a: Unit, fields: dict[str, Any]) -> None:
    (advisor,) = train(a, [389])
    session = make.TrainingSessionFactory(host=a, minutes=45, **{"state": "planned", **fields})
    make.EnrolmentFactory(session=session, advisor=advisor)
    assert paced(advisor).projected == 539


def test_the_waiting_list_is_no_seat(a: Unit) -> None:
    first, second = train(a, [389, 389])
    session = planned(a, date(2024, 9, 26), capacity=1)
    make.EnrolmentFactory(session=session, advisor=first)
    make.EnrolmentFactory(session=session, advisor=second)
    assert (paced(first).ahead, paced(second).ahead) == (45, 0)


def test_a_past_day_knew_what_was_to_come(a: Unit) -> None:
    (advisor,) = train(a, [90], held_on=date(2024, 5, 6))
    session = advisor.attendances.get().session
    make.EnrolmentFactory(session=session, advisor=advisor)
    assert paced(advisor, date(2024, 5, 5)).ahead == 150
    assert paced(advisor, date(2024, 5, 6)).ahead == 0
    assert paced(advisor, date(2024, 5, 6)).hours.minutes == 90


def test_a_station_goes_on_together(a: Unit) -> None:
    people = train(a, [200, 189])
    told = paced(people[0], class_hours_per="station")
    # 389 minutes of the station × 366 ÷ 264
    assert (told.hours.minutes, told.projected) == (389, 539)


def test_who_owes_most_comes_first(a: Unit) -> None:
    train(a, [390, 0, 540, 150])
    rows = list(short_of(a.code, Counting.on().question))
    assert [(row.minutes, row.owed) for row in rows] == [(0, 540), (150, 390), (390, 150)]
    behind = short_of(a.code, Counting.on().question).filter(FALLS_SHORT)
    assert [row.minutes for row in behind] == [0, 150]
