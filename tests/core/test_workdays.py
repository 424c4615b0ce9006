"""Workdays of mainland China; beyond the years announced, weekdays, and it says so."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.workdays import (
    is_exact,
    is_workday,
    last_workday_on_or_before,
    special_words,
    workday_after,
    workday_number,
    workdays_between,
    workdays_in,
)
from orgs.models import Unit
from tests import factories as make

DAYS = st.dates(date(2023, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2024, 4, 28), True),  # a Sunday, worked for the May holiday
        (date(2024, 5, 11), True),  # a Saturday, likewise
        (date(2024, 3, 31), False),  # a Sunday
        (date(2024, 6, 30), False),  # a Sunday
        (date(2024, 6, 10), False),  # a Monday: Dragon Boat Festival
        (date(2024, 10, 7), False),  # a Monday: National Day
        (date(2024, 9, 20), True),
    ],
)
def test_statutory_holidays_and_shifted_days(day: date, works: bool) -> None:
    assert is_workday(day) is works
    assert is_exact(day)


# 国办发明电〔2023〕7号, day by day: 休 rests, 班 is worked for a holiday, · an ordinary workday.
# 元旦 1-1; 春节 2-10…17 (班 2-4, 2-18); 清明 4-4…6 (班 4-7); 劳动节 5-1…5 (班 4-28, 5-11);
# 端午 6-10; 中秋 9-15…17 (班 9-14); 国庆 10-1…7 (班 9-29, 10-12).
YEAR_2024 = """
 1 休····休休·····休休·····休休·····休休···
 2 ··休班·····休休休休休休休休班·····休休····
 3 ·休休·····休休·····休休·····休休·····休休
 4 ···休休休班·····休休·····休休·····休班··
 5 休休休休休·····班休·····休休·····休休·····
 6 休休·····休休休····休休·····休休·····休休
 7 ·····休休·····休休·····休休·····休休···
 8 ··休休·····休休·····休休·····休休·····休
 9 休·····休休·····班休休休···休休·····休班·
10 休休休休休休休····班休·····休休·····休休····
11 ·休休·····休休·····休休·····休休·····休
12 休·····休休·····休休·····休休·····休休··
"""


def test_all_366_days_of_2024_are_as_the_notice_says() -> None:
    written = {}
    for line in YEAR_2024.split("\n")[1:-1]:
        month, marks = line.split()
        for number, mark in enumerate(marks, start=1):
            written[date(2024, int(month), number)] = mark != "休"
    assert len(written) == 366
    assert [day for day, works in written.items() if is_workday(day) is not works] == []
    assert sum(written.values()) == 251  # 366 days, 105 Saturdays, Sundays and holidays off
    # The same list as months are counted by.
    found = workdays_in(date(2024, 1, 1), date(2024, 12, 31))
    assert found == [day for day, works in written.items() if works]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2024, 4, 28), "劳动节调休上班"),
        (date(2024, 9, 29), "国庆节调休上班"),
        (date(2024, 10, 5), "国庆节休息"),  # a Saturday within it
        (date(2024, 4, 4), "清明节休息"),
        (date(2024, 6, 30), ""),  # any Sunday
        (date(2024, 9, 20), ""),
        (date(2030, 10, 1), ""),  # nothing is announced yet
    ],
)
def test_why_a_day_is_not_what_its_weekday_says(day: date, words: str) -> None:
    assert special_words(day) == words


def test_beyond_the_announced_years_it_counts_weekdays_and_says_so() -> None:
    friday = date(2027, 10, 1)
    assert is_workday(friday)  # no National Day is known yet
    assert not is_workday(date(2027, 10, 2))
    assert not is_exact(friday)


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2024, 6, 30), date(2024, 6, 28)),
        (date(2024, 3, 31), date(2024, 3, 29)),
        (date(2024, 4, 28), date(2024, 4, 28)),
        (date(2024, 10, 7), date(2024, 9, 30)),
    ],
)
def test_the_day_by_which_offices_really_hand_in(day: date, last: date) -> None:
    assert last_workday_on_or_before(day) == last


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        (date(2024, 7, 2), date(2024, 7, 3), 1),  # due on Tuesday, handed in on Wednesday
        (date(2024, 6, 30), date(2024, 7, 1), 1),  # due on a Sunday, handed in on Monday
        (date(2024, 6, 28), date(2024, 6, 30), 0),  # over a week-end
        (date(2024, 9, 30), date(2024, 10, 8), 1),  # over the National Day
        (date(2024, 7, 3), date(2024, 7, 3), 0),
        (date(2024, 7, 3), date(2024, 7, 1), 0),
    ],
)
def test_days_late_are_counted_after_the_due_day(start: date, end: date, count: int) -> None:
    assert workdays_between(start, end) == count


@given(DAYS, st.integers(0, 40), st.integers(0, 40))
def test_counts_add_up(day: date, first: int, second: int) -> None:
    middle = day + timedelta(days=first)
    end = middle + timedelta(days=second)
    whole = workdays_between(day, end)
    assert whole == workdays_between(day, middle) + workdays_between(middle, end)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2024, 4, 28), 1, date(2024, 4, 29)),  # from a Sunday that was worked
        (date(2024, 4, 30), 1, date(2024, 5, 6)),  # over the holiday of May
        (date(2024, 4, 30), 6, date(2024, 5, 11)),  # to the Saturday that was worked
        (date(2024, 4, 30), 7, date(2024, 5, 13)),
        (date(2024, 4, 29), 10, date(2024, 5, 15)),
        (date(2024, 5, 1), 0, date(2024, 5, 1)),
    ],
)
def test_the_day_so_many_workdays_later(start: date, count: int, end: date) -> None:
    assert workday_after(start, count) == end


@given(DAYS, st.integers(1, 40))
def test_a_day_so_many_workdays_later_is_that_many_away(day: date, count: int) -> None:
    assert workdays_between(day, workday_after(day, count)) == count


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "number"),
    [
        # From 28 April to 13 May: Sunday the 28th, 29, 30, 6–10 and Saturday the 11th, 13 May.
        (date(2024, 4, 27), 0),
        (date(2024, 4, 28), 1),
        (date(2024, 4, 30), 3),
        (date(2024, 5, 1), 3),
        (date(2024, 5, 5), 3),
        (date(2024, 5, 6), 4),
        (date(2024, 5, 11), 9),
        (date(2024, 5, 12), 9),
        (date(2024, 5, 13), 10),
        (date(2024, 6, 13), 10),  # past the end it stays
    ],
)
def test_the_database_numbers_workdays_as_the_calendar_does(day: date, number: int) -> None:
    unit = make.StreetFactory(valid_from=day)
    asked = workday_number("valid_from", date(2024, 4, 28), date(2024, 5, 13))
    found = Unit.objects.filter(pk=unit.pk).annotate(number=asked).values_list("number", flat=True)
    assert list(found) == [number]


@pytest.mark.django_db
def test_the_database_has_no_number_without_a_day() -> None:
    unit = make.StreetFactory(valid_from=None)
    asked = workday_number("valid_from", date(2024, 4, 28), date(2024, 5, 13))
    assert Unit.objects.annotate(number=asked).get(pk=unit.pk).number is None
