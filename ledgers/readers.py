"""What a column may hold: each function makes a reader for ledgers.spec.Column."""

import contextlib
from collections.abc import Callable, Iterable
from datetime import date

from ledgers import cells, identifiers
from ledgers.cells import Choices, clean, read_text
from ledgers.dates import Span, read_date
from ledgers.durations import read_duration
from ledgers.problems import NOTHING, Candidate, Problem, Reading, Rejected, warning
from ledgers.roster import Found, RosterEntry
from ledgers.spec import Cell, Reader, Row, SheetContext
from ledgers.workbook import CellValue
from orgs.names import Match, UnitNames, UnitRecord


def text(longest: int = 500, *, shortest: int = 1) -> Reader:
    """Free text."""
    return lambda value, cell: read_text(value, shortest=shortest, longest=longest)


def person_name() -> Reader:
    """A person's name."""
    return lambda value, cell: cells.read_person_name(value)


def choice(choices: Choices) -> Reader:
    """One of some values."""
    return lambda value, cell: choices.read(value)


def several(choices: Choices) -> Reader:
    """Any of some values, as a list."""
    return lambda value, cell: choices.read_many(value)


def yes_no() -> Reader:
    """A mark."""
    return lambda value, cell: cells.read_yes_no(value)


def count(*, least: int = 0, most: int = 100_000) -> Reader:
    """A whole number."""
    return lambda value, cell: cells.read_count(value, least=least, most=most)


def number() -> Reader:
    """A number that is not negative."""

    def read(value: CellValue, cell: Cell) -> Reading:
        reading = cells.read_number(value, header=cell.header)
        if reading.value < 0:
            raise Rejected("number_invalid", "不能是负数。")
        return reading

    return read


def phone(*, hotlines: bool = False) -> Reader:
    """A telephone number."""
    return lambda value, cell: identifiers.read_phone(value, hotlines=hotlines)


def id_number() -> Reader:
    """A resident ID number."""
    return lambda value, cell: identifiers.read_id_number(value, today=cell.sheet.today)


def day(*, may_be_month: bool = False, may_be_future: bool = True, end_key: str = "") -> Reader:
    """A day; with `may_be_month` its precision is kept as `<column>_precision`.

    `end_key` lets it be several days, and is where the last of them goes.
    """

    def read(value: CellValue, cell: Cell) -> Reading:
        sheet = cell.sheet
        span = read_date(
            value,
            ledger_year=sheet.year,
            epoch_1904=sheet.epoch_1904,
            may_span=bool(end_key),
        )
        if span.precision == "month" and not may_be_month:
            raise Rejected("date_invalid", f"只写到{span.first:%Y年%m月}，请写明是哪一天。")
        if not may_be_future and (span.last or span.first) > sheet.today:
            raise Rejected(
                "date_future",
                f"{span.last or span.first}还没有到，请核对年份。",
                suggestion=_in_year(span.first, sheet),
            )
        also: dict[str, object] = {end_key: span.last} if end_key else {}
        if may_be_month:
            also[f"{cell.column}_precision"] = span.precision
        return Reading(span.first, span.notes + _precision_notes(span), also)

    return read


def _in_year(day: date, sheet: SheetContext) -> str:
    """The same day of the ledger's year, where that has been."""
    with contextlib.suppress(ValueError):
        meant = day.replace(year=sheet.year)
        return meant.isoformat() if meant <= sheet.today else ""
    return ""


def _precision_notes(span: Span) -> tuple[Problem, ...]:
    if span.precision == "day":
        return ()
    return (warning("date_precision", f"只写到月份，按{span.first:%Y年%m月}记。"),)


def duration(*, days_between: tuple[str, str]) -> Reader:
    """Minutes of a training that lasts from one value's day to the other's."""

    def read(value: CellValue, cell: Cell) -> Reading:
        first, last = (cell.row.get(key) for key in days_between)
        days = (last - first).days + 1 if first and last else 1
        return read_duration(value, header=cell.header, days=days)

    return read


def street(*, or_district: bool = False) -> Reader:
    """A street's code; with `or_district` the district's own counts too."""

    def read(value: CellValue, cell: Cell) -> Reading:
        units = cell.sheet.units
        match = units.match_street(clean(value), allow_district=or_district)
        if match.outcome != "found":
            raise _unit_rejected(units, match, clean(value), "street_unknown", "街镇")
        if match.corrected:
            right = match.corrected
            note = warning("unit_name_corrected", f"应写作“{right}”。", suggestion=right)
            return Reading(match.code, (note,))
        return Reading(match.code)

    return read


def street_of_sheet(cell: Cell) -> Reading | None:
    """What a blank street means: the street that the sheet's name or title points at."""
    if not cell.sheet.street:
        return None
    name = cell.sheet.units.name_of(cell.sheet.street)
    note = warning("street_assumed", f"没有填街镇，按工作表的名称或标题记为{name}。")
    return Reading(cell.sheet.street, (note,))


def community(*, street_key: str = "street") -> Reader:
    """A community's code, looked for inside the row's street; nothing where that is wrong."""

    def read(value: CellValue, cell: Cell) -> Reading:
        street_code = cell.row.get(street_key)
        if not street_code:
            return NOTHING
        units = cell.sheet.units
        match = units.match_community(clean(value), street_code)
        if match.outcome != "found":
            where = f"{units.name_of(street_code)}的居村"
            raise _unit_rejected(
                units, match, clean(value), "community_unknown", where, within=street_code
            )
        return Reading(match.code)

    return read


def _unit_rejected(
    units: UnitNames, match: Match, written: str, unknown: str, where: str, *, within: str = ""
) -> Rejected:
    near = [unit for unit in match.candidates if unit.code.startswith(within)]
    candidates = tuple(Candidate(_as_written(units, unit), _in_short(units, unit)) for unit in near)
    names = "、".join(unit.name for unit in near)
    if match.outcome == "ambiguous":
        return Rejected(
            "unit_ambiguous", f"“{written}”可能是：{names}，请选一个。", candidates=candidates
        )
    if names:
        hint = f"是不是：{names}？"
    elif match.candidates:
        hint = "别的街镇有这个名称，请核对街镇。"
    else:
        hint = "请核对名称。"
    return Rejected(unknown, f"{where}里没有“{written}”，{hint}", candidates=candidates)


def _as_written(units: UnitNames, unit: UnitRecord) -> str:
    """What to write in the cell: its name, or its code where the name alone does not lead to it."""
    street = unit.street_code
    if unit.code == street:
        match = units.match_street(unit.name)
    else:
        match = units.match_community(unit.name, street)
    return unit.name if match.code == unit.code else unit.code


def _in_short(units: UnitNames, unit: UnitRecord) -> str:
    """石泉路 · 太浜巷居委; a street by its own name."""
    street = units.get(unit.street_code)
    if street is None or street == unit:
        return unit.name
    return f"{street.short_name or street.name} · {unit.short_name or unit.name}"


def advisors(
    *, unit_key: str, day_key: str, refs_key: str, may_come_early: Callable[[Row], bool]
) -> Reader:
    """How many advisors a list of names holds; their keys go to `refs_key`.

    Every name must be on the roster of the row's unit (where that is wrong, it is all there is
    to tell); namesakes are told apart by who was in
    post on the row's day. Rejects with advisor_unknown or advisor_ambiguous; warns with
    advisor_not_in_post, which those before their first day are not told in rows that
    `may_come_early`.
    """

    def read(value: CellValue, cell: Cell) -> Reading:
        unit = cell.row.get(unit_key)
        if not unit:
            return NOTHING
        names = cells.split_names(clean(value))
        if not names:
            raise Rejected("required", "没有写出姓名。")
        day = cell.row.get(day_key)
        found = {name: cell.sheet.roster.find(name, unit, day) for name in names}
        unknown = [name for name, each in found.items() if each.outcome == "unknown"]
        if unknown:
            where = cell.sheet.units.name_of(unit)
            if not cell.sheet.roster.covers(unit):
                raise Rejected("advisor_unknown", f"{where}还没有顾问名册，请先导入名册。")
            message = f"{where}的顾问名册里没有：{'、'.join(unknown)}。请核对，或先把人报进名册。"
            candidates = _instead(names, unknown[0], found[unknown[0]])
            raise Rejected("advisor_unknown", message, candidates=candidates)
        unclear = [name for name, each in found.items() if each.outcome == "ambiguous"]
        if unclear:
            message = f"有同名的顾问：{'、'.join(unclear)}。请在姓名后加括号写明是哪一位。"
            candidates = _instead(names, unclear[0], found[unclear[0]])
            raise Rejected("advisor_ambiguous", message, candidates=candidates)
        entries = {each.entry.ref: each.entry for each in found.values() if each.entry}
        notes = []
        if len(entries) < len(names):
            notes.append(warning("name_repeated", "有姓名写了不止一次，只记一次。"))
        absent = _not_in_post(entries.values(), day, early_too=not may_come_early(cell.row))
        if absent:
            notes.append(warning("advisor_not_in_post", f"{day}不在岗：{'、'.join(absent)}。"))
        return Reading(len(entries), tuple(notes), {refs_key: list(entries)})

    return read


def _not_in_post(entries: Iterable[RosterEntry], day: date | None, *, early_too: bool) -> list[str]:
    if day is None:
        return []
    return [
        entry.name
        for entry in entries
        if not entry.serves_on(day) and (early_too or entry.started_on <= day)
    ]


def _instead(names: list[str], name: str, found: Found) -> tuple[Candidate, ...]:
    """The whole list with each one who may be meant in a name's place; one name at a time."""
    return tuple(
        Candidate(
            "、".join(entry.spelling if each == name else each for each in names), entry.label
        )
        for entry in found.candidates
    )
