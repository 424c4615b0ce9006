"""Workdays of mainland China, with statutory holidays and shifted days.

chinesecalendar knows the years the State Council has announced; beyond them Monday to Friday
are taken, and `is_exact` says so.
"""

from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import Any

import chinese_calendar
from django.contrib.postgres.fields import ArrayField
from django.db.models import DateField, Func, IntegerField, Value


@lru_cache(maxsize=4096)
def is_workday(day: date) -> bool:
    """Whether offices work on this day (2024-04-28, a Sunday, yes; 2024-06-30 no)."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def is_exact(day: date) -> bool:
    """Whether the calendar of that year is known, not guessed from weekdays."""
    try:
        chinese_calendar.is_workday(day)
    except NotImplementedError:
        return False
    return True


def special_words(day: date) -> str:
    """Why a day is not what its weekday says: 国庆节休息, 劳动节调休上班; empty for all others.

    A Saturday within a holiday belongs to it.
    """
    try:
        _, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return ""
    if not name:
        return ""
    return f"{_HOLIDAYS[name]}{'调休上班' if is_workday(day) else '休息'}"


# The names of the notice; the library says 清明 and 端午 alone.
_HOLIDAYS = {
    one.value: {"清明": "清明节", "端午": "端午节", "中秋": "中秋节"}.get(one.chinese, one.chinese)
    for one in chinese_calendar.Holiday
}


def workdays_in(first: date, last: date) -> list[date]:
    """The workdays from a day to a day, both included."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if is_workday(day)]


def workdays_between(start: date, end: date) -> int:
    """Workdays after `start` up to and including `end`; 0 when end is not later.

    So a paper due on Tuesday and handed in on Wednesday is one workday late.
    """
    if end <= start:
        return 0
    whole_years = sum(_workdays_up_to(date(year, 12, 31)) for year in range(start.year, end.year))
    return whole_years + _workdays_up_to(end) - _workdays_up_to(start)


def _workdays_up_to(day: date) -> int:
    """Workdays of the day's year up to and including it."""
    return _running_counts(day.year)[day.timetuple().tm_yday - 1]


@lru_cache(maxsize=64)
def _running_counts(year: int) -> list[int]:
    first = date(year, 1, 1)
    days = (date(year, 12, 31) - first).days + 1
    return list(accumulate(int(is_workday(first + timedelta(days=n))) for n in range(days)))


def workday_after(start: date, count: int) -> date:
    """The last day of so many workdays after `start`: its `workdays_between` is `count`.

    Ten workdays from 2024-04-29 end on 2024-05-15.
    """
    day = start
    while count > 0:
        day += timedelta(days=1)
        count -= is_workday(day)
    return day


def last_workday_on_or_before(day: date) -> date:
    """The day by which offices will really hand in (rule 6): 2024-06-30 → 2024-06-28."""
    while not is_workday(day):
        day -= timedelta(days=1)
    return day


def workday_number(day: Any, start: date, end: date) -> Func:
    """In SQL: how many workdays lie between `start` and `end` up to and including a day.

    The difference of two such numbers is `workdays_between` of the two days. `day` is a field's
    name or an expression.
    """
    return Func(
        day,
        Value(workdays_in(start, end), output_field=ArrayField(DateField())),
        function="width_bucket",
        output_field=IntegerField(),
    )
