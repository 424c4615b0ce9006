"""Lays ledgers out on sheets as offices do, and says what a right reading of them finds."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from random import Random
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from ledgers.samples.mess import Cell, Mess

NUMBERING = "序号"
OLD_SHEET = "旧数据"
# After so many rows the header comes again, for the printer's next page.
ROWS_A_PAGE = 20
NOTE = "备注：1.请各街镇于每季度末前报送；2.联系电话务必准确。"
WIDTH = 13.0
WIDTHS = {NUMBERING: 6.0, "站点名称": 44.0, "身份证号": 22.0, "参训人员": 60.0, "培训主题": 34.0}


@dataclass(slots=True)
class Line:
    """A row of data: its cells by column label, and what a right reading makes of it.

    `values` has the keys of the rosters' expected files; None where an error keeps it out.
    """

    cells: dict[str, Cell]
    values: dict[str, Any] | None = None
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet's ledger: `headers` are what it writes above its columns, by label.

    `group` puts one word above two columns; `merged` names a column whose equal cells are
    merged downward.
    """

    sheet: str
    title: str
    year: int
    filed_by: str
    headers: Mapping[str, str]
    lines: Sequence[Line]
    group: tuple[str, str, str] | None = None
    merged: str | None = None


@dataclass(frozen=True, slots=True)
class Expected:
    """The right reading of a workbook, in the shape that check_ledger prints."""

    kind: str
    rows: int
    errors: list[tuple[str, int, str]] = field(default_factory=list)
    warnings: list[tuple[str, int, str]] = field(default_factory=list)
    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    hidden_sheets: list[str] = field(default_factory=list)

    def note(self, sheet: str, number: int, line: Line) -> None:
        """Add what a line is to be read as."""
        self.errors.extend((sheet, number, code) for code in line.errors)
        self.warnings.extend((sheet, number, code) for code in line.warnings)
        if line.values is not None:
            self.values[f"{sheet}!{number}"] = line.values


@dataclass(frozen=True, slots=True)
class Sample:
    """A workbook and its right reading."""

    content: bytes
    expected: Expected


@dataclass(slots=True)
class _Page:
    """A sheet being filled; rows count from 1."""

    rows: list[Sequence[Cell]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)

    def add(self, cells: Sequence[Cell]) -> int:
        self.rows.append(cells)
        return len(self.rows)

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        self.merges.append((top, left, bottom, right))


def headers_of(columns: Mapping[str, Sequence[str]], mess: Mess, chance: Random) -> dict[str, str]:
    """What a sheet writes above its columns: their labels, or one of the other words for each."""
    if mess.is_tidy:
        return {label: label for label in columns}
    return {label: chance.choice(others or (label,)) for label, others in columns.items()}


def write(kind: str, tables: Sequence[Table], mess: Mess, *, has_old: bool = False) -> Sample:
    """Write tables into a workbook, bare or laid out; `has_old` adds a hidden sheet."""
    book = Workbook(write_only=True)
    expected = Expected(kind, sum(len(table.lines) for table in tables))
    for table in tables:
        page = _Page()
        numbers = _put_down(page, table) if mess.is_tidy else _lay_out(page, table)
        for number, line in zip(numbers, table.lines, strict=True):
            expected.note(table.sheet, number, line)
        _write_page(book, table.sheet, page, table)
    if has_old:
        page = _Page()
        _put_down(page, replace(tables[0], lines=tables[0].lines[:2]))
        _write_page(book, OLD_SHEET, page, tables[0], state="hidden")
        expected.hidden_sheets.append(OLD_SHEET)
    stream = io.BytesIO()
    book.save(stream)
    return Sample(stream.getvalue(), expected)


def _put_down(page: _Page, table: Table) -> list[int]:
    """The header in the first row, the data right below."""
    page.add([NUMBERING, *table.headers.values()])
    return [page.add(_cells(table, line, at)) for at, line in enumerate(table.lines, start=1)]


def _lay_out(page: _Page, table: Table) -> list[int]:
    """Title, filing row and header above, copies of the header between, total and note below."""
    width = len(table.headers) + 1
    page.merge(page.add([table.title]), 1, 1, width)
    filed_on = f"填报日期：{table.year}年12月20日"
    page.add(["填报单位：（盖章）", None, f"填报人：{table.filed_by}", None, filed_on])
    _add_header(page, table)
    numbers = []
    for at, line in enumerate(table.lines, start=1):
        if at % ROWS_A_PAGE == 1 and at > 1:
            page.add([NUMBERING, *table.headers.values()])
        numbers.append(page.add(_cells(table, line, at)))
    if table.merged:
        _merge_down(page, table, table.merged, numbers)
    for at in range(len(table.lines) + 1, len(table.lines) + 3):
        page.add([at])
    page.add(["合计", None, str(len(table.lines))])
    page.add([])
    page.add([NOTE])
    return numbers


def _add_header(page: _Page, table: Table) -> None:
    words = [NUMBERING, *table.headers.values()]
    if table.group is None:
        page.add(words)
        return
    above, first, second = table.group
    left = list(table.headers).index(first) + 2
    upper: list[Cell] = list(words)
    upper[left - 1 : left + 1] = [above, None]
    lower: list[Cell] = [None] * len(words)
    lower[left - 1 : left + 1] = [table.headers[first], table.headers[second]]
    top = page.add(upper)
    page.add(lower)
    page.merge(top, left, top, left + 1)
    for column in range(1, len(words) + 1):
        if column not in (left, left + 1):
            page.merge(top, column, top + 1, column)


def _merge_down(page: _Page, table: Table, label: str, numbers: Sequence[int]) -> None:
    """Merge equal cells that stand right below one another."""
    column = list(table.headers).index(label) + 2
    for run in _runs(numbers, [line.cells[label] for line in table.lines]):
        if len(run) > 1:
            page.merge(run[0], column, run[-1], column)
        for number in run[1:]:
            cells = list(page.rows[number - 1])
            cells[column - 1] = None
            page.rows[number - 1] = cells


def _runs(numbers: Sequence[int], written: Sequence[Cell]) -> Iterator[list[int]]:
    """Row numbers that follow one another and hold the same."""
    placed = enumerate(zip(numbers, written, strict=True))
    for _, run in groupby(placed, key=lambda item: (item[1][0] - item[0], item[1][1])):
        yield [number for _, (number, _) in run]


def _cells(table: Table, line: Line, at: int) -> list[Cell]:
    return [at, *(line.cells.get(label) for label in table.headers)]


def _write_page(
    book: Workbook, name: str, page: _Page, table: Table, state: str = "visible"
) -> None:
    sheet = book.create_sheet(name)
    sheet.sheet_state = state
    for at, label in enumerate((NUMBERING, *table.headers), start=1):
        sheet.column_dimensions[get_column_letter(at)].width = WIDTHS.get(label, WIDTH)
    for cells in page.rows:
        sheet.append(cells)
    for top, left, bottom, right in page.merges:
        area = f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"
        sheet.merged_cells.add(area)
