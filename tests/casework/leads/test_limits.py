"""Limits of leads in workdays, against a slow reading of the State Council's notices (T7-6).

The slow reading has its own table of holidays, walks day by day, and knows nothing of
`core.workdays`.
"""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from casework.enums import LeadState
from casework.leads.limits import (
    found_by_when_due_before,
    found_by_when_due_by,
    last_day,
    limit_in,
    limit_of,
)
from casework.models import Lead
from core.measures import Question
from tests.cast import DAY

# 国办发明电〔2022〕16号, 〔2023〕7号, 〔2024〕12号, 〔2025〕7号: first and last day of each rest …
RESTS = """
2022-12-31 2023-01-02 | 2023-01-21 2023-01-27 | 2023-04-05 2023-04-05 | 2023-04-29 2023-05-03
2023-06-22 2023-06-24 | 2023-09-29 2023-10-06 | 2023-12-30 2024-01-01
2024-02-10 2024-02-17 | 2024-04-04 2024-04-06 | 2024-05-01 2024-05-05 | 2024-06-08 2024-06-10
2024-09-15 2024-09-17 | 2024-10-01 2024-10-07
2025-01-01 2025-01-01 | 2025-01-28 2025-02-04 | 2025-04-04 2025-04-06 | 2025-05-01 2025-05-05
2025-05-31 2025-06-02 | 2025-10-01 2025-10-08
2026-01-01 2026-01-03 | 2026-02-15 2026-02-23 | 2026-04-04 2026-04-06 | 2026-05-01 2026-05-05
2026-06-19 2026-06-21 | 2026-09-25 2026-09-27 | 2026-10-01 2026-10-07
"""
# … and the Saturdays and Sundays worked for them. Of 2027 nothing is announced: weekdays.
WORKED = """
2023-01-28 2023-01-29 2023-04-23 2023-05-06 2023-06-25 2023-10-07 2023-10-08
2024-02-04 2024-02-18 2024-04-07 2024-04-28 2024-05-11 2024-09-14 2024-09-29 2024-10-12
2025-01-26 2025-02-08 2025-04-27 2025-09-28 2025-10-11
2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10
"""
SPANS = [
    tuple(map(date.fromisoformat, pair.split()))
    for line in RESTS.strip().splitlines()
    for pair in line.split("|")
]
SHIFTED = {date.fromisoformat(word) for word in WORKED.split()}
FOUND = st.dates(date(2023, 1, 1), date(2026, 12, 31))
# To the middle of the longest year there is a limit in.
SEEN = st.integers(-5, 60)
# The first day of a year is slow to look up, the others are not.
on_any_machine = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def offices_work(day: date) -> bool:
    if day in SHIFTED:
        return True
    if any(first <= day <= last for first, last in SPANS):
        return False
    return day.strftime("%a") not in ("Sat", "Sun")


def slow_last_day(found_on: date, workdays: int) -> date:
    day, counted = found_on, 0
    while counted < workdays:
        day = day + timedelta(days=1)
        if offices_work(day):
            counted += 1
    return day


def slow_words(found_on: date, workdays: int, seen: date) -> str:
    due = slow_last_day(found_on, workdays)
    earlier, later = min(due, seen), max(due, seen)
    days = [earlier + timedelta(days=n) for n in range(1, (later - earlier).days + 1)]
    between = [day for day in days if offices_work(day)]
    if seen > due:
        return f"迟{len(between)}个工作日" if between else "刚过期"
    return f"还有{len(between)}个工作日" if between else "今天到期"


@on_any_machine
@given(FOUND, st.integers(1, 15))
@example(date(2024, 9, 27), 10)  # over the National Day, with two days worked for it
@example(date(2024, 12, 27), 10)  # over the year's end
@example(date(2026, 12, 25), 10)  # into a year of which nothing is announced
@example(date(2026, 2, 13), 10)  # nine days of the Spring Festival
@example(date(2024, 9, 14), 10)  # found on a Saturday that was worked
@example(date(2024, 9, 15), 10)  # found on a holiday
def test_the_limit_is_that_of_a_slow_reading(found_on: date, workdays: int) -> None:
    assert last_day(found_on, workdays) == slow_last_day(found_on, workdays)


@on_any_machine
@given(FOUND, SEEN)
@example(date(2024, 9, 2), 0)
def test_the_words_are_those_of_a_slow_reading(found_on: date, after: int) -> None:
    lead, seen = Lead(found_on=found_on, state=LeadState.OPEN), found_on + timedelta(days=after)
    limit = limit_of(lead, 10, seen)
    assert limit.day == slow_last_day(found_on, 10)
    assert limit.words == slow_words(found_on, 10, seen)
    assert (limit.state == "overdue") is (seen > limit.day)


@on_any_machine
@given(FOUND, st.integers(0, 40))
def test_decided_in_time_or_not_is_that_of_a_slow_reading(found_on: date, after: int) -> None:
    decided_on = found_on + timedelta(days=after)
    lead = Lead(found_on=found_on, state=LeadState.DECIDED, decided_on=decided_on)
    limit = limit_of(lead, 10, decided_on)
    assert (limit.words == "按期") is (decided_on <= slow_last_day(found_on, 10))


@on_any_machine
@given(st.dates(date(2023, 3, 1), date(2026, 12, 31)), st.integers(1, 15))
def test_one_day_of_finding_cuts_those_over_their_limit_from_the_others(
    day: date, workdays: int
) -> None:
    over = found_by_when_due_before(day, workdays)
    assert slow_last_day(over, workdays) < day
    assert slow_last_day(over + timedelta(days=1), workdays) >= day
    by = found_by_when_due_by(day, workdays)
    assert slow_last_day(by, workdays) <= day < slow_last_day(by + timedelta(days=1), workdays)


@pytest.mark.parametrize(
    ("found_on", "due"),
    [
        (date(2024, 9, 2), date(2024, 9, 14)),  # the tenth is a Saturday that was worked
        (date(2024, 9, 20), date(2024, 10, 10)),  # over the National Day, a Sunday worked
        (date(2024, 4, 29), date(2024, 5, 15)),
        (date(2024, 12, 20), date(2025, 1, 6)),
        (date(2026, 2, 9), date(2026, 2, 28)),  # both Saturdays worked
    ],
)
def test_limits_by_hand(found_on: date, due: date) -> None:
    assert slow_last_day(found_on, 10) == due
    assert last_day(found_on, 10) == due


@pytest.mark.parametrize(
    ("seen", "state", "words"),
    [
        (date(2024, 9, 2), "not_due", "还有10个工作日"),
        (date(2024, 9, 10), "not_due", "还有4个工作日"),
        (date(2024, 9, 11), "due_soon", "还有3个工作日"),
        (date(2024, 9, 14), "due_soon", "今天到期"),
        (date(2024, 9, 17), "overdue", "刚过期"),  # rest days since
        (date(2024, 9, 20), "overdue", "迟3个工作日"),
    ],
)
def test_what_the_list_says(seen: date, state: str, words: str) -> None:
    lead = Lead(found_on=date(2024, 9, 2), state=LeadState.OPEN)
    limit = limit_of(lead, 10, seen)
    assert (limit.state, limit.words) == (state, words)


def test_the_standard_says_how_many_workdays() -> None:
    span = (DAY, date(2024, 1, 1), date(2024, 12, 31))
    assert limit_in(Question(*span, {}, {"T7-6": {"limit_workdays": 7}})) == 7
    assert limit_in(Question(*span, {})) == 10
    assert limit_in(None) == 10
