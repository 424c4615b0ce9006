"""The process that parses an uploaded workbook, under limits of its own.

Reads the file from standard input and writes one JSON object to standard output: the workbook
(ledgers.workbook.to_plain) or {"error": {"code", "message"}}. It must stay light: calamine and
the standard library, no Django.
"""

import contextlib
import io
import json
import math
import resource
import sys
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from ledgers.guard import UnreadableWorkbook, damaged, refuse_unsafe
from ledgers.sheetxml import MAX_ROWS, Part, SheetScan, parts_of, scan_sheet, shown_formats
from ledgers.workbook import (
    DEADLINE_SECONDS,
    MEMORY_LIMIT,
    Broken,
    CellValue,
    Merge,
    Sheet,
    Workbook,
    to_plain,
)

# Below this many blank rows in a row there is no ledger any more.
MAX_BLANK_ROWS = 200
EXACT_BELOW = 1e15


def main() -> None:
    """Parse standard input."""
    limit_this_process()
    try:
        answer = to_plain(parse(sys.stdin.buffer.read()))
    except UnreadableWorkbook as refused:
        answer = {"error": {"code": refused.code, "message": refused.message}}
    json.dump(answer, sys.stdout, ensure_ascii=False)


def limit_this_process() -> None:
    """Cap memory and processor time; macOS knows the limits but keeps to few of them."""
    for kind, limit in (
        (resource.RLIMIT_AS, MEMORY_LIMIT),
        (resource.RLIMIT_CPU, DEADLINE_SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (limit, limit))


def parse(data: bytes) -> Workbook:
    """Read a workbook's visible sheets in this process; raises UnreadableWorkbook."""
    package = refuse_unsafe(data)
    parts, epoch_1904 = parts_of(package)
    scans = _scan_visible(package, parts)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = tuple(_read_sheet(book, part.name, scan) for part, scan in scans)
    except CalamineError as broken:
        raise damaged() from broken
    return Workbook(
        sheets=sheets,
        hidden_sheets=tuple(part.name for part in parts if part.is_hidden),
        epoch_1904=epoch_1904,
    )


def _scan_visible(package: zipfile.ZipFile, parts: list[Part]) -> list[tuple[Part, SheetScan]]:
    formats = shown_formats(package)
    scans = [(part, scan_sheet(package, part, formats)) for part in parts if not part.is_hidden]
    rows = sum(scan.last_row for _, scan in scans)
    if rows > MAX_ROWS:
        raise UnreadableWorkbook(
            "too_many_rows",
            f"各工作表合计{rows}行，超过上限{MAX_ROWS}行。请分成几份后再上传。",
        )
    return scans


def _read_sheet(book: CalamineWorkbook, name: str, scan: SheetScan) -> Sheet:
    source = book.get_sheet_by_name(name)
    # calamine leaves out blank columns on the left, but not blank rows above.
    blank_left: list[CellValue] = [None] * (source.start or (0, 0))[1]
    rows: dict[int, list[CellValue]] = {}
    unread_from = None
    last_filled = 0
    for number, values in enumerate(source.iter_rows(), start=1):
        cells = blank_left + [_cell(value) for value in values]
        while cells and cells[-1] is None:
            cells.pop()
        if not cells:
            continue
        if last_filled and number - last_filled > MAX_BLANK_ROWS:
            unread_from = number
            break
        last_filled = number
        rows[number] = cells
    _show_formats(rows, scan)
    _put_broken(rows, scan, unread_from)
    return Sheet(
        name=name,
        rows=dict(sorted(rows.items())),
        merges=_merges(source, scan),
        hidden_rows=frozenset(scan.hidden_rows & rows.keys()),
        hidden_columns=frozenset(scan.hidden_columns),
        unread_from=unread_from,
    )


def _merges(source: CalamineSheet, scan: SheetScan) -> tuple[Merge, ...]:
    """Merged areas from top to bottom, as far as the sheet has content."""
    merges = [
        Merge(top + 1, left + 1, min(bottom + 1, scan.last_row), min(right + 1, scan.last_column))
        for (top, left), (bottom, right) in source.merged_cell_ranges or ()
        if top < scan.last_row and left < scan.last_column
    ]
    # Areas do not overlap, so together they are no larger than the sheet.
    area = sum((m.bottom - m.top + 1) * (m.right - m.left + 1) for m in merges)
    if area > scan.last_row * scan.last_column:
        raise damaged()
    return tuple(sorted(merges, key=lambda merge: (merge.top, merge.left)))


def _show_formats(rows: dict[int, list[CellValue]], scan: SheetScan) -> None:
    """Write values the way their number format shows them, where that says something else."""
    for (number, column), shown in scan.shown.items():
        cells = rows.get(number, [])
        if column <= len(cells):
            cells[column - 1] = _as_shown(cells[column - 1], shown)


def _put_broken(rows: dict[int, list[CellValue]], scan: SheetScan, unread_from: int | None) -> None:
    """Mark cells that calamine takes for blank: formulas without a result, and errors."""
    for (number, column), text in scan.broken.items():
        if unread_from is None or number < unread_from:
            cells = rows.setdefault(number, [])
            cells.extend([None] * (column - len(cells)))
            cells[column - 1] = Broken(text)


def _cell(value: Any) -> CellValue:
    """A value of calamine's; blank text is no value."""
    if isinstance(value, str):
        return value if value and not value.isspace() else None
    if not isinstance(value, float):
        return value
    if not math.isfinite(value):
        return Broken("#NUM!")
    return _whole(value) if value.is_integer() else value


def _whole(value: float) -> int:
    """Excel has no integers: 3.0 is 3, and past 15 digits the rest is 0, as Excel shows it."""
    return int(value) if abs(value) < EXACT_BELOW else int(Decimal(f"{value:.15g}"))


def _as_shown(value: CellValue, shown: str) -> CellValue:
    kind, _, width = shown.partition(":")
    if kind == "month" and isinstance(value, date):
        return f"{value.year}年{value.month}月"
    if kind == "decimals" and isinstance(value, float):
        return f"{value:.{width}f}"
    if kind == "digits" and isinstance(value, int):
        return str(value).zfill(int(width))
    return value
