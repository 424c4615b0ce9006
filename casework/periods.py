"""Months, quarters and half-years."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

MONTH, QUARTER, HALF_YEAR = 1, 3, 6
_MONTH = re.compile(r"(\d{4})-(\d\d)")
_QUARTER = re.compile(r"(\d{4})-Q([1-4])")


@dataclass(frozen=True, order=True)
class Period:
    """A run of 1, 3 or 6 months of a year: a month, a quarter, a half-year."""

    first: date
    months: int

    @classmethod
    def of(cls, day: date, months: int) -> Self:
        """The one that a day lies in."""
        return cls(date(day.year, (day.month - 1) // months * months + 1, 1), months)

    @property
    def last(self) -> date:
        """Its last day."""
        month = self.first.month + self.months - 1
        return date(self.first.year, month, calendar.monthrange(self.first.year, month)[1])

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def after(self) -> "Period":
        """The next one."""
        return Period.of(self.last + timedelta(days=1), self.months)

    @property
    def label(self) -> str:
        """2024年第3季度, 2024年7月, 2024年下半年."""
        number = (self.first.month - 1) // self.months + 1
        if self.months == MONTH:
            return f"{self.first.year}年{number}月"
        if self.months == QUARTER:
            return f"{self.first.year}年第{number}季度"
        return f"{self.first.year}年{'上' if number == 1 else '下'}半年"


def quarter_of(day: date) -> Period:
    """The quarter that a day lies in."""
    return Period.of(day, QUARTER)


def period_of(text: str) -> Period | None:
    """2024-Q3 is a quarter, 2024-07 a month; anything else is none."""
    if found := _QUARTER.fullmatch(text):
        return _begun(int(found[1]), int(found[2]) * 3 - 2, QUARTER)
    if found := _MONTH.fullmatch(text):
        return _begun(int(found[1]), int(found[2]), MONTH)
    return None


def written(period: Period) -> str:
    """The same the other way round, as an address has it."""
    if period.months == QUARTER:
        return f"{period.first.year}-Q{(period.first.month + 2) // 3}"
    return f"{period.first:%Y-%m}"


def _begun(year: int, month: int, months: int) -> Period | None:
    try:
        return Period.of(date(year, month, 1), months)
    except ValueError:
        return None


def closed(start: date, as_of: date, months: int) -> list[Period]:
    """Those that ended by a day, from the one that `start` lies in."""
    period, found = Period.of(start, months), []
    while period.last <= as_of:
        found.append(period)
        period = period.after
    return found
