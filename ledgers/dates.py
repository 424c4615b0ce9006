"""Reads days, months and spans of days in every way offices write them.

A day is never made up: what is not written is either taken from the ledger's own year, with a
warning, or refused.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ledgers.cells import clean, display
from ledgers.problems import Problem, Rejected, warning
from ledgers.workbook import CellValue

EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
# Day numbers that can be meant as days: 1954-10-03 to 2119-01-10.
SERIALS = range(20_000, 80_000)
EPOCH_1900 = date(1899, 12, 30)
EPOCH_1904 = date(1904, 1, 1)

TIDY = str.maketrans({"．": ".", "。": ".", "／": "/", "－": "-", "–": "-", "—": "-", "﹣": "-"})
# What may stand behind a day and says nothing of it: a time, a weekday, a part of the day.
_CLOCK = re.compile(
    r"(?:[T\s]\d{1,2}[:：]\d{2}(?:[:：]\d{2}(?:\.\d+)?)?"
    r"|\s*[（(]?(?:星期|周)[一二三四五六日天][）)]?|\s*(?:上午|下午|晚上|全天))+$"
)
_PART_OF_MONTH = re.compile(r"(?<=月)(?:上旬|中旬|下旬|初|中|底|末|份)$")

_YEAR = r"(?P<year>\d{4})"
_SHORT_YEAR = r"(?P<year>\d{2})"
_MONTH_DAY = r"(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]?"
# Separators may be mixed only behind a year of four digits: 12.5-7 is 5 to 7 December.
_DAYS = (
    re.compile(rf"{_YEAR}[./\-年](?P<month>\d{{1,2}})[./\-月](?P<day>\d{{1,2}})[日号.]?"),
    re.compile(rf"{_SHORT_YEAR}([./\-])(?P<month>\d{{1,2}})\2(?P<day>\d{{1,2}})\.?"),
    re.compile(rf"{_SHORT_YEAR}年{_MONTH_DAY}"),
    re.compile(rf"(?P<year>){_MONTH_DAY}"),
    re.compile(r"(?P<year>)(?P<month>\d{1,2})[./\-](?P<day>\d{1,2})\.?"),
)
_MONTH = re.compile(rf"{_YEAR}[./\-年](?P<month>\d{{1,2}})[月.]?")
_MONTH_ALONE = re.compile(r"(?P<month>\d{1,2})月")
_DAY_ALONE = re.compile(r"(?P<day>\d{1,2})[日号]")
_EIGHT = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})")
_SIX = re.compile(r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})")
_SPAN = re.compile(r"[-~～至到]+")


@dataclass(frozen=True, slots=True)
class Span:
    """A day, a month (`precision`), or a span up to `last`, with notes on how it was read."""

    first: date
    last: date | None = None
    precision: str = "day"
    notes: tuple[Problem, ...] = ()


def read_date(
    value: CellValue,
    *,
    ledger_year: int | None = None,
    epoch_1904: bool = False,
    may_span: bool = False,
) -> Span:
    """Read a day, a month or, with `may_span`, several days; raises Rejected (date_invalid).

    `ledger_year` stands in where no year is written, with the warning `year_assumed`.
    """
    if isinstance(value, datetime):
        return Span(value.date())
    if isinstance(value, date):
        return Span(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_number(value, ledger_year, epoch_1904)
    if not isinstance(value, str):
        raise _not_a_date(value)
    text = re.sub(r"\s+", "", _CLOCK.sub("", clean(value).translate(TIDY)))
    vague = _PART_OF_MONTH.search(text)
    if vague:
        text = text[: vague.start()]
    span = _from_text(text, ledger_year, epoch_1904)
    if span is None and may_span:
        span = _from_two(text, ledger_year, epoch_1904)
    if span is None:
        raise _not_a_date(value)
    return span


def _from_number(value: int | float, year: int | None, epoch_1904: bool) -> Span:
    """A bare number: a day's serial, 20240305, 202403, 2024.3, or 3.5 for 3月5日."""
    if value == int(value) or int(value) in SERIALS:
        span = _from_digits(str(int(value)), epoch_1904)
    else:
        text = display(value)
        span = _from_text(text, year, epoch_1904)
        # 2024.1 may have been typed 2024.10, and 3.2 as 3.20: a number keeps no last zero.
        if span and re.fullmatch(r"\d+\.[123]", text):
            other = "10月" if span.precision == "month" else f"{text[-1]}0日"
            if span.precision == "day" or text.endswith(".1"):
                note = warning("date_ambiguous", f"是数字{text}，也可能想写{other}，请核对。")
                span = Span(span.first, None, span.precision, (*span.notes, note))
    if span is None:
        raise _not_a_date(value)
    return span


def _from_digits(text: str, epoch_1904: bool) -> Span | None:
    if found := _EIGHT.fullmatch(text):
        return Span(_day(int(found["year"]), int(found["month"]), int(found["day"])))
    if found := _SIX.fullmatch(text):
        return _month(int(found["year"]), int(found["month"]))
    if len(text) == 5 and int(text) in SERIALS:
        return Span((EPOCH_1904 if epoch_1904 else EPOCH_1900) + timedelta(days=int(text)))
    if len(text) == 4 and EARLIEST_YEAR <= int(text) <= LATEST_YEAR:
        raise Rejected("date_invalid", f"只写了年份{text}，请补上月和日。")
    return None


def _from_text(text: str, year: int | None, epoch_1904: bool) -> Span | None:
    """One day or one month, or None where the text is neither."""
    if text.isdecimal():
        return _from_digits(text, epoch_1904)
    if found := _MONTH.fullmatch(text):
        return _month(int(found["year"]), int(found["month"]))
    for pattern in _DAYS:
        if found := pattern.fullmatch(text):
            return _full_day(found["year"], int(found["month"]), int(found["day"]), year)
    if found := _MONTH_ALONE.fullmatch(text):
        assumed, notes = _assumed(year)
        month = _month(assumed, int(found["month"]))
        return Span(month.first, None, "month", notes)
    return None


def _from_two(text: str, year: int | None, epoch_1904: bool) -> Span | None:
    """Two ends with a dash, ~, 至 or 到 between; what the second leaves out is the first's."""
    for dash in _SPAN.finditer(text):
        left, right = text[: dash.start()], text[dash.end() :]
        try:
            first = _from_text(left, year, epoch_1904)
            if first is None:
                continue
            last = _end_of(right, first, epoch_1904)
        except Rejected:
            # 2024-3-5 has dashes of its own: another dash may part it better.
            if dash.end() < len(text) and _SPAN.search(text, dash.end()):
                continue
            raise
        if last is None:
            continue
        if last < first.first:
            raise Rejected("date_order", f"结束的一天（{last}）早于开始的一天（{first.first}）。")
        return Span(first.first, last, first.precision, first.notes)
    return None


def _end_of(text: str, first: Span, epoch_1904: bool) -> date | None:
    if found := _DAY_ALONE.fullmatch(text):
        return _day(first.first.year, first.first.month, int(found["day"]))
    if first.precision == "day" and text.isdecimal() and len(text) <= 2:
        return _day(first.first.year, first.first.month, int(text))
    end = _from_text(text, first.first.year, epoch_1904)
    if end is None or end.precision != first.precision:
        return None
    if end.precision == "month":
        days = calendar.monthrange(end.first.year, end.first.month)[1]
        return end.first.replace(day=days)
    return end.first


def _full_day(year: str, month: int, day: int, ledger_year: int | None) -> Span:
    if not year:
        assumed, notes = _assumed(ledger_year)
        return Span(_day(assumed, month, day), notes=notes)
    if len(year) == 4:
        return Span(_day(int(year), month, day))
    century = 1900 if int(year) >= 50 else 2000
    full = century + int(year)
    note = warning("year_assumed", f"年份只写了两位，按{full}年记。")
    return Span(_day(full, month, day), notes=(note,))


def _assumed(ledger_year: int | None) -> tuple[int, tuple[Problem, ...]]:
    if ledger_year is None:
        raise Rejected("date_invalid", "没有写年份，请补上。")
    note = warning("year_assumed", f"没有写年份，按台账年度{ledger_year}年记。")
    return ledger_year, (note,)


def _month(year: int, month: int) -> Span:
    return Span(_day(year, month, 1), precision="month")


def _day(year: int, month: int, day: int) -> date:
    """The day, or a Rejected that says which part of it does not exist."""
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise Rejected("date_invalid", f"年份{year}不对，请核对。")
    if not 1 <= month <= 12:
        raise Rejected("date_invalid", f"没有{month}月，请核对。")
    days = calendar.monthrange(year, month)[1]
    if not 1 <= day <= days:
        raise Rejected(
            "date_invalid",
            f"{year}年{month}月只有{days}天，没有{day}日。",
            suggestion=f"{year}-{month:02}-{days}" if day > days else "",
        )
    return date(year, month, day)


def _not_a_date(value: CellValue) -> Rejected:
    return Rejected("date_invalid", f"认不出日期“{display(value)}”，请写成2024-03-05的样子。")
