"""Checks a workbook row by row against its ledger; writes nothing.

    result = check_workbook(file, directory=DatabaseDirectory(), today=today())

The result holds every row with what it says and what is wrong with it. A person's corrections,
and her own mapping of the columns, go in with the next check.
"""

import re
from collections.abc import Iterable
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ledgers.cells import clean, display, is_blank, is_ditto, refuse_broken
from ledgers.headers import NUMBERING, Mapping, SheetMapping, find_mapping, refuse_unfit
from ledgers.problems import NOTHING, Problem, Rejected, error
from ledgers.registry import all_ledgers, ledger_of
from ledgers.spec import Cell, Column, Directory, Ledger, Row, SheetContext, header_key
from ledgers.workbook import CellValue, Sheet, Source, Workbook, read_workbook
from orgs.names import STREET_WIDTH

# (sheet, Excel row, column key): the text to read in the cell's place.
Corrections = Map[tuple[str, int, str], str]

# 合计, 合计：370人; longer is a text that begins like one.
MAX_TOTAL_WORD = 12
_TOTAL = re.compile(r"(?:本页|本表)?(?:合计|小计|总计)|以下空白")
_NOTE = re.compile(
    r"(?:备注|注|说明|填表说明|填表人|填报人|审核人|审核|制表人|制表|负责人|联系人)\d*[:：]"
)


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A row of data: what it says (`raw` as written, `values` as read) and what is wrong."""

    sheet: str
    number: int
    raw: Map[str, str]
    values: Map[str, Any]
    problems: tuple[Problem, ...] = ()

    @property
    def is_good(self) -> bool:
        """Whether it may go into the books."""
        return not self.errors

    @property
    def errors(self) -> list[Problem]:
        """What keeps it out."""
        return [problem for problem in self.problems if problem.is_error]

    @property
    def warnings(self) -> list[Problem]:
        """What to look at."""
        return [problem for problem in self.problems if not problem.is_error]


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row that is no data; why: total, note, header, number_only, hidden, unknown_columns."""

    sheet: str
    number: int
    reason: str


@dataclass(frozen=True)
class CheckResult:
    """All that a check found."""

    ledger: Ledger
    mapping: Mapping
    rows: tuple[CheckedRow, ...]
    skipped: tuple[SkippedRow, ...] = ()
    hidden_sheets: tuple[str, ...] = ()
    # Sheet name → the row at which reading stopped, after 200 blank ones.
    unread: Map[str, int] = field(default_factory=dict)

    @property
    def good_rows(self) -> list[CheckedRow]:
        """Rows without an error."""
        return [row for row in self.rows if row.is_good]

    @property
    def rejected_rows(self) -> list[CheckedRow]:
        """Rows with an error."""
        return [row for row in self.rows if not row.is_good]


def check_workbook(
    source: Source | Workbook,
    *,
    directory: Directory,
    today: date,
    kind: str | None = None,
    mapping: Mapping | None = None,
    corrections: Corrections | None = None,
    scope: str = "",
) -> CheckResult:
    """Read a workbook and check every row; raises UnreadableWorkbook.

    `mapping` is a person's own and goes before `kind`; `scope` is a unit's code, and rows of
    units outside it are rejected without a look at the rest of them (out_of_scope).
    """
    book = source if isinstance(source, Workbook) else read_workbook(source)
    mapping = mapping or find_mapping(book, all_ledgers(), kind)
    ledger = ledger_of(mapping.kind)
    refuse_unfit(mapping, ledger, book)
    check = _Check(ledger, directory, today, corrections or {}, scope)
    sheets = {sheet.name: sheet for sheet in book.sheets}
    for sheet_mapping in mapping.sheets:
        check.read(sheets[sheet_mapping.sheet], sheet_mapping, epoch_1904=book.epoch_1904)
    return CheckResult(
        ledger=ledger,
        mapping=mapping,
        rows=tuple(check.rows),
        skipped=tuple(check.skipped),
        hidden_sheets=book.hidden_sheets,
        unread={s.name: s.unread_from for s in book.sheets if s.unread_from is not None},
    )


class _Check:
    """One pass over the sheets of a ledger."""

    def __init__(
        self,
        ledger: Ledger,
        directory: Directory,
        today: date,
        corrections: Corrections,
        scope: str,
    ) -> None:
        self.ledger = ledger
        self.units = directory.units
        self.roster = directory.roster_for(ledger)
        self.today = today
        self.corrections = corrections
        self.scope = scope
        self.rows: list[CheckedRow] = []
        self.skipped: list[SkippedRow] = []
        self.seen: dict[tuple[Any, ...], tuple[str, int]] = {}

    def read(self, sheet: Sheet, mapping: SheetMapping, *, epoch_1904: bool) -> None:
        """Check the rows of one sheet."""
        context = SheetContext(
            today=self.today,
            year=mapping.year or self.today.year,
            epoch_1904=epoch_1904,
            street=self._street_named_in(mapping.titles),
            units=self.units,
            roster=self.roster,
            headers={key: mapping.headers.get(at, "") for at, key in mapping.columns.items()},
        )
        data = _Data(sheet, mapping, self.ledger)
        above: dict[str, CellValue] = {}
        for number, cells in sheet.rows.items():
            if number < mapping.first_row:
                continue
            if reason := data.reason_to_skip(number, cells):
                self.skipped.append(SkippedRow(sheet.name, number, reason))
                continue
            written = data.written(number, cells)
            for key in self.ledger.by_key:
                if (corrected := self.corrections.get((sheet.name, number, key))) is not None:
                    written[key] = corrected
            row = Row(context)
            self._read_row(row, written, above)
            above = written
            self._finish(row, sheet.name, number)

    def _street_named_in(self, titles: Iterable[str]) -> str:
        for text in titles:
            match = self.units.match_street(text)
            code = match.code or self.units.street_named_in(text)
            if code:
                return code
        return ""

    def _read_row(
        self, row: Row, written: dict[str, CellValue], above: Map[str, CellValue]
    ) -> None:
        """Read a row's cells in the ledger's order; a 同上 is replaced by what stands above."""
        for column in self.ledger.columns:
            value = written.get(column.key)
            if is_ditto(value):
                value = written[column.key] = above.get(column.key)
                row.warn(column.key, "copied_from_above", "写的是“同上”，照上一行记。")
            row.raw[column.key] = display(value)
            self._read_cell(row, column, value)
        for check in self.ledger.checks:
            check(row)

    def _read_cell(self, row: Row, column: Column, value: CellValue) -> None:
        cell = Cell(row, column.key, row.sheet.headers.get(column.key, column.label))
        try:
            refuse_broken(value)
            if not is_blank(value):
                reading = column.reader(value, cell)
            else:
                blank = column.when_blank(cell) if column.when_blank else None
                if blank is None and column.required:
                    raise Rejected("required", f"“{column.label}”没有填。")
                reading = blank or NOTHING
        except Rejected as rejected:
            row.add(column.key, rejected.problem)
            return
        row.values[column.key] = reading.value
        row.values.update(reading.also)
        for note in reading.warnings:
            row.add(column.key, note)

    def _finish(self, row: Row, sheet: str, number: int) -> None:
        unit = next((row.get(key) for key in self.ledger.unit_keys if row.get(key)), "")
        if self.scope and unit and not unit.startswith(self.scope):
            street, narrow = unit[:STREET_WIDTH], unit[STREET_WIDTH:]
            name = self.units.name_of(street) + (self.units.name_of(unit) if narrow else "")
            refused = error("out_of_scope", f"这一行属于{name}，不在您的管辖范围内，不能入账。")
            # Nothing else is told: candidates would name another unit's people.
            self.rows.append(CheckedRow(sheet, number, row.raw, {}, (refused,)))
            return
        if not any(problem.is_error for problem in row.problems):
            self._note_duplicate(row, sheet, number)
        self.rows.append(CheckedRow(sheet, number, row.raw, row.values, tuple(row.problems)))

    def _note_duplicate(self, row: Row, sheet: str, number: int) -> None:
        keys = (*self.ledger.key, *self.ledger.repeats_by)
        identity = tuple(_hashable(row.get(key)) for key in keys)
        first_sheet, first_number = self.seen.setdefault(identity, (sheet, number))
        if (first_sheet, first_number) != (sheet, number):
            where = f"工作表“{first_sheet}”" if first_sheet != sheet else ""
            row.problems.append(
                error("duplicate_row", f"与{where}第{first_number}行重复，只能留一行。")
            )


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


class _Data:
    """The rows of a sheet below its header: which are data, and what they write."""

    def __init__(self, sheet: Sheet, mapping: SheetMapping, ledger: Ledger) -> None:
        self.sheet = sheet
        self.positions = {key: at for at, key in mapping.columns.items()}
        # 编号 may be a ledger's own column; alone in a row it only numbers an empty one.
        self.numbering = {
            at for at, text in mapping.headers.items() if header_key(text) in NUMBERING
        }
        self.header_words = {
            value
            for number in mapping.header_rows
            for value in sheet.rows.get(number, ())
            if isinstance(value, str)
        }
        self.lent = _merged_down(sheet, mapping, ledger)

    def reason_to_skip(self, number: int, cells: list[CellValue]) -> str:
        """Why a row is no data, or empty."""
        filled = {at: value for at, value in enumerate(cells, 1) if value is not None}
        first = next(iter(filled.values()))
        if isinstance(first, str):
            word = re.sub(r"\s+", "", clean(first))
            if _TOTAL.match(word) and len(word) <= MAX_TOTAL_WORD:
                return "total"
            if _NOTE.match(word):
                return "note"
        if number in self.sheet.hidden_rows:
            return "hidden"
        if filled.keys() <= self.numbering:
            return "number_only"
        known = sum(1 for value in filled.values() if value in self.header_words)
        if known > 1 and known * 2 > len(filled):
            return "header"
        if filled.keys().isdisjoint(self.positions.values()):
            return "unknown_columns"
        return ""

    def written(self, number: int, cells: list[CellValue]) -> dict[str, CellValue]:
        """A row's cells by column key, with what merged cells above lend it."""
        values = {
            key: cells[at - 1] if at <= len(cells) else None for key, at in self.positions.items()
        }
        values.update(self.lent.get(number, {}))
        return values


def _merged_down(
    sheet: Sheet, mapping: SheetMapping, ledger: Ledger
) -> dict[int, dict[str, CellValue]]:
    """Values that merged cells lend to the rows below their first, by row and column key."""
    lent: dict[int, dict[str, CellValue]] = {}
    for merge in sheet.merges:
        key = mapping.columns.get(merge.left)
        if key is None or merge.top < mapping.first_row or not ledger.by_key[key].fill_down:
            continue
        value = sheet.cell(merge.top, merge.left)
        for number in range(merge.top + 1, merge.bottom + 1):
            lent.setdefault(number, {})[key] = value
    return lent
