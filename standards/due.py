"""From which day on a clause counts as due. Pure; how late something is tells core.due."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from standards.book import Clause, StandardBook
from standards.enums import Period

_MONTHS = {Period.MONTHLY: 1, Period.QUARTERLY: 3, Period.HALF_YEARLY: 6}


def due_from(clause: Clause, book: StandardBook, opened_on: date | None = None) -> date | None:
    """The day on which a clause enters “due by now”, itself included (rule 6); None for never.

    `opened_on` is the opening of the street's station, for clauses that fall due each month,
    quarter or half-year.
    """
    match clause.due:
        case date() | None:
            return clause.due
        case Period.ANNUAL:
            return book.cycle_end
        case Period.CONTINUOUS:
            return book.issued_on
        case period:
            return first_closed_period(period, periods_start(book.values, opened_on), book.values)


def periods_start(values: Mapping[str, Any], opened_on: date | None) -> date:
    """From when periods are counted (rule 12): the fixed day or the opening, the later one."""
    fixed: date = values["periods_start_on"]
    return max(fixed, opened_on) if opened_on else fixed


def first_closed_period(period: Period, start: date, values: Mapping[str, Any]) -> date:
    """The last day of the first month, quarter or half-year that counts from `start`.

    Whether one that had already begun counts is the setting `first_partial_period_counts`.
    """
    months = _MONTHS[period]
    begins = date(start.year, (start.month - 1) // months * months + 1, 1)
    if begins < start and not values["first_partial_period_counts"]:
        begins = _months_after(begins, months)
    return _months_after(begins, months) - timedelta(days=1)


def _months_after(day: date, months: int) -> date:
    return date(day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1, 1)
