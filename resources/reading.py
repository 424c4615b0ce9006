"""Reads what the resource ledger writes in its own way: amounts per period, terms, yuan."""

import re
from datetime import date
from typing import Any

from ledgers.cells import clean, read_money
from ledgers.dates import TIDY, read_date
from ledgers.identifiers import read_credit_code
from ledgers.problems import Reading, Rejected
from ledgers.spec import Cell
from ledgers.workbook import CellValue
from resources.enums import Per

MOST = 1_000_000
_LONG = re.compile(r"长期(?:有效|合作)?|永久|无固定期限|不限")
_WITHOUT_LIMIT = re.compile(r"不限(?:量|额|数量)?|无限制|按需")
_PERIODS = {
    "月": Per.MONTH,
    "季": Per.QUARTER,
    "季度": Per.QUARTER,
    "年": Per.YEAR,
    "年度": Per.YEAR,
}
_CAPACITY = re.compile(
    r"(?:每个?(?P<each>月|季度|季|年)|(?P<whole>全年|年度|一年))?"
    r"(?:约|共|可|服务|提供)*"
    r"(?P<number>\d[\d,，]{0,11})(?P<times>万)?"
    r"(?P<unit>[^\d/每月季年周天日]{0,10}?)"
    r"(?:[/每](?P<per>月|季度|季|年度|年))?"
)
_YEAR = re.compile(r"(\d{4})年度?")
_FROM = re.compile(r"(?:自|从)?(.+?)(?:起长期|起至今|至今|以来|起|[-~～至到]+长期)")
_UNTIL = re.compile(r"(?:有效期|合作)?[至到](.+?)(?:止|为止)?|(.+?)(?:止|为止|前)")


def read_capacity(value: CellValue, cell: Cell) -> Reading:
    """每月20人次, 20人次/月, 30份: the number, with `per` and `capacity_unit` beside it.

    Without a period it is for the whole term. 不限 says that there is no number
    (`is_unlimited`). What is there each week is in no period that the pool knows.
    """
    text = re.sub(r"\s+", "", clean(value))
    if _WITHOUT_LIMIT.fullmatch(text):
        return Reading(None, also={"is_unlimited": True})
    found = _CAPACITY.fullmatch(text)
    if found is None:
        raise Rejected(
            "number_invalid",
            f"认不出数量“{clean(value)}”，请写成“每月20人次”“每季30份”“每年10户”的样子。",
        )
    number = int(re.sub("[,，]", "", found["number"])) * (10_000 if found["times"] else 1)
    if not 0 < number <= MOST:
        raise Rejected("number_invalid", f"数量应在1到{MOST}之间。")
    period = found["each"] or found["per"] or ("年" if found["whole"] else "")
    per = _PERIODS[period] if period else Per.TERM
    return Reading(number, also={"per": per.value, "capacity_unit": found["unit"] or None})


def read_yuan(value: CellValue, cell: Cell) -> Reading:
    """Yuan as text to the cent, 12000.00: so it is compared and handed on without rounding."""
    reading = read_money(value, header=cell.header)
    return Reading(f"{reading.value:.2f}", reading.warnings)


def read_code(value: CellValue, cell: Cell) -> Reading:
    """A credit code, whose last sign checks all the others.

    Whether the organisation's code inside checks too is not told: the ledgers that go round
    hold mostly such that do not, and nobody could put them right.
    """
    return Reading(read_credit_code(value).value)


def read_term(value: CellValue, cell: Cell) -> Reading:
    """合作期限: 2024.1-2024.12, 2024年, 2024-03-01起, 至2024-12-31, 长期.

    Goes to `starts_on` and `ends_on`; `is_open_ended` says that there is no end. A month begins
    with its first day and ends with its last.
    """
    text = re.sub(r"\s+", "", clean(value)).translate(TIDY)
    if _LONG.fullmatch(text):
        return _term(is_open_ended=True)
    if found := _YEAR.fullmatch(text):
        year = int(found[1])
        return _term(date(year, 1, 1), date(year, 12, 31))
    # Before any other: an end is told by its last word, and a span has both.
    if found := _FROM.fullmatch(text):
        return _term(_first_day(found[1], cell), is_open_ended=True)
    if found := _UNTIL.fullmatch(text):
        span = _span(found[1] or found[2], cell)
        if span.last is None or span.precision == "month":
            return _term(ends_on=_last_day_of(span))
    span = _span(text, cell)
    if span.last is None:
        raise Rejected(
            "date_invalid",
            f"“{clean(value)}”只有一个日期，请写明起止，例如 2024-01-01至2024-12-31。",
        )
    return _term(span.first, span.last)


def read_start(value: CellValue, cell: Cell) -> Reading:
    """有效期起; a month begins with its first day."""
    return Reading(_first_day(clean(value), cell))


def read_end(value: CellValue, cell: Cell) -> Reading:
    """有效期止; a month ends with its last day, and 长期 has no end (`is_open_ended`)."""
    text = clean(value)
    if _LONG.fullmatch(text):
        return Reading(None, also={"is_open_ended": True})
    return Reading(_last_day_of(_span(text, cell)))


def _term(
    starts_on: date | None = None, ends_on: date | None = None, *, is_open_ended: bool = False
) -> Reading:
    also: dict[str, Any] = {"starts_on": starts_on, "ends_on": ends_on}
    if is_open_ended:
        also["is_open_ended"] = True
    return Reading(None, also=also)


def _span(text: str, cell: Cell) -> Any:
    sheet = cell.sheet
    return read_date(text, ledger_year=sheet.year, epoch_1904=sheet.epoch_1904, may_span=True)


def _first_day(text: str, cell: Cell) -> date:
    first: date = _span(text, cell).first
    return first


def _last_day_of(span: Any) -> date:
    if span.last is not None:
        return span.last
    if span.precision == "month":
        following = date(span.first.year + span.first.month // 12, span.first.month % 12 + 1, 1)
        return date.fromordinal(following.toordinal() - 1)
    last: date = span.first
    return last
