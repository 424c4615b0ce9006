"""What the columns of an export of 社区云 mean, and the export as a visit ledger."""

import io
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from casework.ledger.exports import UNTOLD
from casework.ledger.visits import LEDGER
from core.spreadsheet import Sheet as OutSheet
from core.spreadsheet import workbook
from ledgers.cells import clean, display
from ledgers.guard import UnreadableWorkbook
from ledgers.headers import LONGEST_HEADER, SEARCHED_ROWS
from ledgers.spec import header_key
from ledgers.workbook import Broken, CellValue, Sheet, Workbook

# What each header of the export means: the label of a column of 走访台账, or nothing.
Columns = Mapping[str, str]

LEAST_HEADERS = 3
MOST_COLUMNS = 60
# Without these no row can be matched; the others may be missing.
NEEDED = ("居村", "走访日期", "对象姓名", "走访人", "社区云编号")
STREET = "街镇"
# What a ledger must have and an export may lack: no text, no category that anybody told.
SUPPLIED = {"走访情况": UNTOLD, "对象类别": "其他"}
# 原表行号: the row of the export that a row of the ledger was made of.
NUMBER = "原表行号"
_WRITTEN_AT = re.compile(rb">\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ<")
_FOOT = re.compile(r"(?:合计|小计|总计|以下空白|(?:备注|注|说明|制表人?|导出人|导出时间)[:：])")


@dataclass(frozen=True)
class ExportSheet:
    """A sheet of an export: where its header is, and what it writes there by column."""

    sheet: Sheet
    header_row: int
    headers: Mapping[int, str]

    @property
    def rows(self) -> Iterator[tuple[int, list[CellValue]]]:
        """Its rows of data; hidden ones, sums and remarks are no data."""
        for number, cells in self.sheet.rows.items():
            filled = [value for value in cells if value is not None]
            if number <= self.header_row or number in self.sheet.hidden_rows or not filled:
                continue
            if isinstance(filled[0], str) and _FOOT.match(clean(filled[0])):
                continue
            yield number, cells

    def samples(self, at: int, most: int = 2) -> list[str]:
        """The first values of a column."""
        found = (cells[at - 1] for _, cells in self.rows if at <= len(cells))
        told = (display(value) for value in found if value is not None)
        return [text for text, _ in zip(told, range(most), strict=False)]


def sheets_of(book: Workbook, known: Columns) -> list[ExportSheet]:
    """The sheets with a header; raises UnreadableWorkbook where none has one."""
    found = [one for sheet in book.sheets if (one := _header_of(sheet, known))]
    if not found:
        raise UnreadableWorkbook(
            "no_known_header",
            f"前{SEARCHED_ROWS}行里没有找到表头，什么也没有读。"
            "请确认这是从社区云导出的走访记录，表头在最上面。",
        )
    return found


def headers_of(sheets: Iterable[ExportSheet]) -> list[str]:
    """The headers of all sheets, each once, in their order."""
    return list(dict.fromkeys(text for one in sheets for text in one.headers.values()))


def meaning_of(header: str) -> str:
    """The column of 走访台账 that goes by a header, where one does."""
    column = LEDGER.by_header.get(header_key(header))
    return column.label if column else ""


def first_columns(headers: Iterable[str], known: Columns) -> dict[str, str]:
    """What is known of headers: matched by hand before, else by themselves; no meaning twice."""
    found: dict[str, str] = {}
    for header in headers:
        meaning = known.get(header, meaning_of(header))
        found[header] = "" if meaning and meaning in found.values() else meaning
    return found


def is_settled(headers: Iterable[str], known: Columns, *, needs_street: bool) -> bool:
    """Whether nothing is left to ask: every header was matched, or goes by a known name."""
    headers = list(headers)
    told = all(header in known or meaning_of(header) for header in headers)
    return told and not missing_from(
        first_columns(headers, known).values(), needs_street=needs_street
    )


def missing_from(meanings: Collection[str], *, needs_street: bool) -> list[str]:
    """What cannot be done without and no header means."""
    needed = (STREET, *NEEDED) if needs_street else NEEDED
    return [label for label in needed if label not in meanings]


def as_ledger(sheets: Sequence[ExportSheet], columns: Columns, *, street: str, title: str) -> bytes:
    """The export as a workbook of 走访台账; `street` is that of rows which name none."""
    return _steady(workbook(*(_sheet(one, columns, street, title) for one in sheets)))


def _steady(content: bytes) -> bytes:
    """The same workbook without the time it was written: the same export is the same file."""
    source, target = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name in source.namelist():
            member = source.read(name)
            if name == "docProps/core.xml":
                member = _WRITTEN_AT.sub(b">2024-01-01T00:00:00Z<", member)
            package.writestr(zipfile.ZipInfo(name), member, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _sheet(one: ExportSheet, columns: Columns, street: str, title: str) -> OutSheet:
    at = {meaning: at for at, text in one.headers.items() if (meaning := columns.get(text))}
    labels = [column.label for column in LEDGER.columns if column.label in at]
    labels += [label for label in SUPPLIED if label not in at]
    if STREET not in at and street:
        labels.insert(0, STREET)
    supplied = {**SUPPLIED, STREET: street}
    return OutSheet(
        title=one.sheet.name,
        note=title,
        headers=[NUMBER, *labels],
        widths=[10] + [16] * len(labels),
        rows=(
            [
                number,
                *(_value(cells, at[label]) if label in at else supplied[label] for label in labels),
            ]
            for number, cells in _lent(
                one, {at[label] for label in (STREET, "居村") if label in at}
            )
        ),
    )


def _lent(one: ExportSheet, columns: set[int]) -> Iterator[tuple[int, list[CellValue]]]:
    """Rows with what merged cells of some columns lend them."""
    lent: dict[tuple[int, int], CellValue] = {
        (number, merge.left): one.sheet.cell(merge.top, merge.left)
        for merge in one.sheet.merges
        if merge.left in columns and merge.top > one.header_row
        for number in range(merge.top + 1, merge.bottom + 1)
    }
    for number, cells in one.rows:
        row = [*cells, *[None] * (max(columns, default=0) - len(cells))]
        for at in columns:
            row[at - 1] = lent.get((number, at), row[at - 1])
        yield number, row


def _value(cells: Sequence[CellValue], at: int) -> Any:
    """A cell as the ledger's reader shall find it; a formula without a result stays none."""
    value = cells[at - 1] if at <= len(cells) else None
    return f"公式无结果{value.text}" if isinstance(value, Broken) else value


def _header_of(sheet: Sheet, known: Columns) -> ExportSheet | None:
    """Of the first rows the one with the most known headers, else with the most texts."""
    best: tuple[int, int] = (0, LEAST_HEADERS - 1)
    found: ExportSheet | None = None
    for row in takewhile(lambda row: row <= SEARCHED_ROWS, sheet.rows):
        texts = {
            at: re.sub(r"\s+", "", clean(value))
            for at, value in enumerate(sheet.rows[row][:MOST_COLUMNS], 1)
            if isinstance(value, str) and at not in sheet.hidden_columns
        }
        texts = {at: text for at, text in texts.items() if 0 < len(text) <= LONGEST_HEADER}
        score = (
            sum(text in known or bool(meaning_of(text)) for text in texts.values()),
            len(texts),
        )
        if len(texts) >= LEAST_HEADERS and score > best:
            best, found = score, ExportSheet(sheet, row, texts)
    return found
