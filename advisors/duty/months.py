"""A month of duty at a station as a calendar shows it: weeks of days, each with its sessions."""

import calendar
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Self

from advisors.duty.limits import BACK_DAYS, is_open
from advisors.enums import Away, DutySession
from advisors.models import Advisor
from core.workdays import is_workday, special_words
from stations.models import Station

WEEKDAYS = "一二三四五六日"


def day_words(day: date) -> str:
    """09-23 周一."""
    return f"{day:%m-%d} 周{WEEKDAYS[day.weekday()]}"


@dataclass(frozen=True)
class Month:
    """A month of a year; in addresses 2024-09."""

    first: date

    @classmethod
    def of(cls, day: date) -> Self:
        """The month that a day lies in."""
        return cls(day.replace(day=1))

    @classmethod
    def asked(cls, text: str, otherwise: date) -> Self:
        """The month of an address; what can't be read counts as not asked."""
        found = re.fullmatch(r"(20\d\d)-(\d\d)", text)
        if found and 1 <= int(found[2]) <= 12:
            return cls(date(int(found[1]), int(found[2]), 1))
        return cls.of(otherwise)

    @property
    def last(self) -> date:
        """Its last day."""
        days = calendar.monthrange(self.first.year, self.first.month)[1]
        return self.first.replace(day=days)

    @property
    def before(self) -> "Month":
        """The month before."""
        return Month.of(self.first - timedelta(days=1))

    @property
    def after(self) -> "Month":
        """The next month."""
        return Month.of(self.last + timedelta(days=1))

    @property
    def words(self) -> str:
        """2024年9月."""
        return f"{self.first.year}年{self.first.month}月"

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"


@dataclass(frozen=True)
class OnDuty:
    """Somebody on duty in a session of a day, or nobody where a rule found nobody.

    `away` says in a word why she is not there; `pk` is the shift's, none of what is only
    planned; `note` is a small line.
    """

    day: date
    session: str
    advisor: Advisor | None
    away: str = ""
    note: str = ""
    pk: int | None = None

    @classmethod
    def of(cls, shift: Any, note: str = "") -> Self:
        """A shift read `with_away`."""
        away = str(Away(shift.away).label) if shift.away else ""
        return cls(shift.day, shift.session, shift.advisor, away, note or shift.note, shift.pk)

    @property
    def label(self) -> str:
        """上午, 下午 or 全天."""
        return str(DutySession(self.session).label)

    @property
    def is_there(self) -> bool:
        """Whether somebody is really there."""
        return self.advisor is not None and not self.away


@dataclass(frozen=True)
class Day:
    """A day of a calendar: who is on duty in which session.

    `is_gap`: a workday of an open station without anybody who is there.
    """

    day: date
    today: date
    is_in_span: bool
    is_open: bool
    entries: list[OnDuty] = field(default_factory=list)

    @cached_property
    def is_workday(self) -> bool:
        """Whether offices work."""
        return is_workday(self.day)

    @property
    def why(self) -> str:
        """国庆节休息, 劳动节调休上班, 休息, 站未开放; empty for an ordinary workday."""
        if special := special_words(self.day):
            return special
        if not self.is_workday:
            return "休息"
        return "" if self.is_open else "站未开放"

    @property
    def weekday(self) -> str:
        """周一."""
        return f"周{WEEKDAYS[self.day.weekday()]}"

    @property
    def words(self) -> str:
        """9月23日 周一."""
        return f"{self.day.month}月{self.day.day}日 {self.weekday}"

    @property
    def is_today(self) -> bool:
        """Whether it is the day of the portal."""
        return self.day == self.today

    @property
    def is_past(self) -> bool:
        """Whether it is over: who was there is filed afterwards (补登)."""
        return self.day < self.today

    @property
    def is_in_reach(self) -> bool:
        """Whether somebody may still be put on duty on it."""
        return self.is_open and self.day >= self.today - timedelta(days=BACK_DAYS)

    @property
    def is_idle(self) -> bool:
        """Nobody is wanted, and nobody is there."""
        return not self.entries and not (self.is_workday and self.is_open)

    @property
    def is_duty_day(self) -> bool:
        """A workday of the span on which the station is open."""
        return self.is_in_span and self.is_open and self.is_workday

    @property
    def is_covered(self) -> bool:
        """Whether somebody is there who really can be."""
        return any(entry.is_there for entry in self.entries)

    @property
    def is_gap(self) -> bool:
        """A workday without anybody."""
        return self.is_duty_day and not self.is_covered


@dataclass(frozen=True)
class Calendar:
    """Whole weeks, from Monday on, that hold a span of days."""

    weeks: list[list[Day]]

    @property
    def days(self) -> list[Day]:
        """The days of the span."""
        return [day for week in self.weeks for day in week if day.is_in_span]

    @property
    def duty_days(self) -> int:
        """Workdays of the span with the station open."""
        return sum(day.is_duty_day for day in self.days)

    @property
    def gaps(self) -> list[Day]:
        """Workdays without anybody."""
        return [day for day in self.days if day.is_gap]

    @property
    def covered(self) -> int:
        """Workdays with somebody."""
        return self.duty_days - len(self.gaps)

    @property
    def collisions(self) -> int:
        """How many shifts of people who are not there that day."""
        return sum(bool(one.away) for day in self.days for one in day.entries)


def calendar_of(
    station: Station, first: date, last: date, entries: Iterable[OnDuty], today: date
) -> Calendar:
    """The weeks of a span with what stands on each day, in the order of the sessions."""
    by_day: dict[date, list[OnDuty]] = defaultdict(list)
    for entry in entries:
        by_day[entry.day].append(entry)
    start = first - timedelta(days=first.weekday())
    days = [
        Day(
            day=day,
            today=today,
            is_in_span=first <= day <= last,
            is_open=is_open(station, day),
            entries=by_day[day],
        )
        for n in range((last - start).days + 7 - last.weekday())
        if (day := start + timedelta(days=n))
    ]
    return Calendar([days[n : n + 7] for n in range(0, len(days), 7)])
