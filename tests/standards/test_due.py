"""When clauses enter “due by now”."""

from datetime import date

import pytest

from standards.book import Clause, StandardBook
from standards.due import due_from, first_closed_period, periods_start
from standards.enums import Period
from tests.standards.books import book, clause

APRIL = date(2024, 4, 1)


@pytest.fixture
def standard() -> StandardBook:
    return book()


def due(period: object) -> Clause:
    return clause(due=period)


@pytest.mark.parametrize(
    ("when", "opened_on", "expected"),
    [
        ("2024-06-30", None, date(2024, 6, 30)),
        ("annual", None, date(2024, 12, 31)),
        ("annual", date(2024, 8, 1), date(2024, 12, 31)),
        ("continuous", None, date(2024, 3, 18)),
        (None, None, None),
        ("monthly", None, date(2024, 4, 30)),
        ("quarterly", None, date(2024, 6, 30)),
        ("half_yearly", None, date(2024, 6, 30)),
        # An opening before 1 April doesn't bring it forward, a later one puts it off.
        ("monthly", date(2024, 1, 15), date(2024, 4, 30)),
        ("monthly", date(2024, 5, 31), date(2024, 5, 31)),
        ("quarterly", date(2024, 6, 30), date(2024, 6, 30)),
        ("quarterly", date(2024, 7, 1), date(2024, 9, 30)),
        ("half_yearly", date(2024, 7, 1), date(2024, 12, 31)),
        ("monthly", date(2024, 12, 2), date(2024, 12, 31)),
    ],
)
def test_due_from(
    standard: StandardBook, when: object, opened_on: date | None, expected: date | None
) -> None:
    assert due_from(due(when), standard, opened_on) == expected


def test_a_period_begun_already_can_be_left_out() -> None:
    values = {"periods_start_on": APRIL, "first_partial_period_counts": False}
    start = periods_start(values, date(2024, 5, 15))
    assert start == date(2024, 5, 15)
    assert first_closed_period(Period.MONTHLY, start, values) == date(2024, 6, 30)
    assert first_closed_period(Period.QUARTERLY, APRIL, values) == date(2024, 6, 30)
    assert first_closed_period(Period.HALF_YEARLY, APRIL, values) == date(2024, 12, 31)
