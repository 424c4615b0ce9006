"""Workdays of mainland China, with statutory holidays and shifted days.

chinesecalendar knows the years the State Council has announced; beyond them Monday to Friday
are taken, and `is_exact` says so.
"""

from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar


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


def workdays_between(start: date, end: date) -> int:
    """Workdays after `start` up to and including `end`; 0 when end is not later.

    So a paper due on Tuesday and handed in on Wednesday is one workday late.
    """
    days = (end - start).days
    return sum(is_workday(start + timedelta(days=n)) for n in range(1, days + 1))


def last_workday_on_or_before(day: date) -> date:
    """The day by which offices will really hand in (rule 6): 2024-06-30 → 2024-06-28."""
    while not is_workday(day):
        day -= timedelta(days=1)
    return day
