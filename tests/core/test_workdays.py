"""Workdays of mainland China; beyond the years announced, weekdays, and it says so."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.workdays import (
    is_exact,
    is_workday,
    last_workday_on_or_before,
    workdays_between,
)

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
