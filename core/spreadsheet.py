"""Workbooks as the portal writes them: row by row, and every text cell stays text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A cell that begins so would be run as a formula once the sheet goes through CSV.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_LINE = Side(style="thin", color="999999")
_GRID = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)


@dataclass(frozen=True)
class Sheet:
    """One sheet in the offices' layout: title, filing line, header, rows.

    `rows` are sequences as long as `headers`; `widths` are in characters. Rows are written as
    they come and never kept, so that a long ledger costs no memory.
    """

    title: str
    note: str
    headers: Sequence[str]
    widths: Sequence[int]
    rows: Iterable[Sequence[Any]]


def workbook(*sheets: Sheet) -> bytes:
    """An .xlsx file of these sheets."""
    book = Workbook(write_only=True)
    for one in sheets:
        sheet = book.create_sheet(one.title[:31])
        for number, width in enumerate(one.widths, start=1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.freeze_panes = "A4"
        sheet.append([_heading(sheet, one.title, size=16)])
        sheet.append([_cell(sheet, one.note)])
        sheet.append([_heading(sheet, header, grid=True) for header in one.headers])
        for row in one.rows:
            sheet.append([_cell(sheet, value, grid=True) for value in row])
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def download(content: bytes, file_name: str, content_type: str = CONTENT_TYPE) -> HttpResponse:
    """A workbook, or another file, to be saved under a Chinese name."""
    response = HttpResponse(content, content_type=content_type)
    disposition = content_disposition_header(as_attachment=True, filename=file_name)
    response.headers["Content-Disposition"] = disposition
    return response


def _heading(sheet: Worksheet, text: str, size: int = 11, grid: bool = False) -> Cell:
    cell = _cell(sheet, text, grid=grid)
    cell.font = Font(bold=True, size=size)
    return cell


def _cell(sheet: Worksheet, value: Any, grid: bool = False) -> Cell:
    """Numbers and days as such; all else as text that no program takes for a formula."""
    if isinstance(value, date | int | float | Decimal):
        cell: Cell = WriteOnlyCell(sheet, value=value)  # type: ignore[arg-type]
        if isinstance(value, date):
            cell.number_format = "yyyy-mm-dd"
        elif isinstance(value, Decimal) and (places := -int(value.as_tuple().exponent)) > 0:
            cell.number_format = f"0.{'0' * places}"
    else:
        text = ILLEGAL_CHARACTERS_RE.sub("", str(value or ""))
        cell = WriteOnlyCell(sheet, value=text)
        cell.data_type = "s"
        cell.number_format = "@"
        if text.startswith(FORMULA_STARTS):
            cell.quotePrefix = True
        cell.alignment = Alignment(vertical="top", wrap_text=True)
    if grid:
        cell.border = _GRID
    return cell
