"""Finds the kind of a ledger, its header rows and which column is what.

What is found is a `Mapping` that a person can look at and correct; a check then takes hers.
"""

import re
from collections.abc import Iterable
from collections.abc import Mapping as Map
from dataclasses import asdict, dataclass, field
from itertools import takewhile
from typing import Any, Self

from ledgers.cells import clean
from ledgers.guard import UnreadableWorkbook
from ledgers.spec import Column, Ledger, header_key
from ledgers.workbook import Merge, Sheet, Workbook

SEARCHED_ROWS = 15
MAX_HEADER_DEPTH = 3
LEAST_KNOWN = 3
LONGEST_HEADER = 40
# To recognise a kind without being told, this share of its required columns must be there.
LEAST_REQUIRED = 0.6

# The sheet of the portal's own empty ledgers that explains their columns; it holds no rows.
GUIDE = "填表说明"
# Columns that only number the rows.
NUMBERING = frozenset(header_key(text) for text in ("序号", "序", "编号", "No", "No.", "号"))

_YEAR = re.compile(r"(20\d{2})\s*年")
_FILED_BY = re.compile(r"填报单位\s*[:：]\s*([^（(\s]+)")
_FILED_ON = re.compile(r"填报(?:日期|时间)\s*[:：]")
_IN_BRACKETS = re.compile(r"\(.*?\)")


@dataclass(frozen=True)
class SheetMapping:
    """How one sheet is read; rows and columns count from 1, as in Excel.

    `columns` gives the ledger's column key for each column that is read; `headers` is what the
    sheet itself writes there, read or not. `year` is the ledger's own year where the title
    tells it. `titles` are the texts that may point at a street: sheet name, 填报单位, title.
    """

    sheet: str
    header_rows: tuple[int, ...]
    columns: Map[int, str]
    headers: Map[int, str] = field(default_factory=dict)
    hidden_columns: tuple[int, ...] = ()
    year: int | None = None
    titles: tuple[str, ...] = ()

    @property
    def first_row(self) -> int:
        """The first row of data."""
        return max(self.header_rows) + 1

    def missing_from(self, ledger: Ledger) -> list[str]:
        """Labels of required columns that the sheet does not have."""
        held = set(self.columns.values())
        return [c.label for c in ledger.columns if c.required and c.key not in held]


@dataclass(frozen=True)
class Mapping:
    """How a workbook is read: its kind, and each sheet that holds that ledger."""

    kind: str
    sheets: tuple[SheetMapping, ...]
    other_sheets: tuple[str, ...] = ()

    def to_plain(self) -> dict[str, Any]:
        """As JSON keeps it (column numbers become text)."""
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: Map[str, Any]) -> Self:
        """The mapping of `to_plain`, also from a form that left parts of it out."""
        return cls(
            kind=plain["kind"],
            other_sheets=tuple(plain.get("other_sheets", ())),
            sheets=tuple(
                SheetMapping(
                    sheet=sheet["sheet"],
                    header_rows=tuple(int(row) for row in sheet["header_rows"]),
                    columns={int(at): key for at, key in sheet["columns"].items() if key},
                    headers={int(at): text for at, text in sheet.get("headers", {}).items()},
                    hidden_columns=tuple(sheet.get("hidden_columns", ())),
                    year=sheet.get("year"),
                    titles=tuple(sheet.get("titles", ())),
                )
                for sheet in plain["sheets"]
            ),
        )


def find_mapping(book: Workbook, ledgers: Iterable[Ledger], kind: str | None = None) -> Mapping:
    """Recognise the ledger in a workbook; raises UnreadableWorkbook (no_known_header).

    With a `kind`, three known headers are enough; without, most required columns must be there
    and the kind with the most known headers wins.
    """
    candidates = [ledger for ledger in ledgers if kind in (None, ledger.kind)]
    best: Mapping | None = None
    best_score = 0
    for ledger in candidates:
        found = {
            sheet.name: _find_header(sheet, ledger) for sheet in book.sheets if sheet.name != GUIDE
        }
        fitting = [
            mapping
            for mapping in found.values()
            if mapping and (kind or _is_recognised(mapping, ledger))
        ]
        score = sum(len(mapping.columns) for mapping in fitting)
        if score > best_score:
            names = {mapping.sheet for mapping in fitting}
            others = tuple(sheet.name for sheet in book.sheets if sheet.name not in names)
            best, best_score = Mapping(ledger.kind, tuple(fitting), others), score
    if best is None:
        raise _no_known_header(candidates)
    return best


def _is_recognised(mapping: SheetMapping, ledger: Ledger) -> bool:
    held = ledger.required_keys & set(mapping.columns.values())
    return len(held) >= LEAST_REQUIRED * len(ledger.required_keys)


def _no_known_header(ledgers: list[Ledger]) -> UnreadableWorkbook:
    if len(ledgers) == 1:
        labels = "、".join(column.label for column in ledgers[0].columns if column.required)
        wanted = f"{ledgers[0].title}应有：{labels}"
    else:
        wanted = f"能读的有：{'、'.join(ledger.title for ledger in ledgers)}"
    return UnreadableWorkbook(
        "no_known_header",
        f"前{SEARCHED_ROWS}行里没有找到认识的表头，什么也没有读（{wanted}）。"
        "请核对表头，或选对台账种类。",
    )


def refuse_unfit(mapping: Mapping, ledger: Ledger, book: Workbook) -> None:
    """Raise UnreadableWorkbook where a person's mapping names sheets or columns that are not."""
    names = {sheet.name for sheet in book.sheets}
    for sheet in mapping.sheets:
        is_known = set(sheet.columns.values()) <= ledger.by_key.keys()
        if sheet.sheet not in names or not sheet.header_rows or not is_known:
            raise UnreadableWorkbook(
                "bad_mapping", "列的对应与这份工作簿不符。请刷新页面，重新核对表头。"
            )


def map_sheet(sheet: Sheet, ledger: Ledger, header_rows: tuple[int, ...]) -> SheetMapping:
    """Map a sheet whose header rows are known: by the search, or from a person's hand."""
    headers = _header_texts(sheet, header_rows)
    above = takewhile(lambda row: row < min(header_rows), sheet.rows)
    title_texts = [clean(value) for row in above for value in sheet.rows[row] if value is not None]
    return SheetMapping(
        sheet=sheet.name,
        header_rows=header_rows,
        columns=_columns_of(headers, ledger, sheet.hidden_columns),
        headers={at: "/".join(texts) for at, texts in headers.items()},
        hidden_columns=tuple(sorted(sheet.hidden_columns & headers.keys())),
        year=_year_of(title_texts, sheet.name),
        titles=(sheet.name, *_filed_by(title_texts), *title_texts[:1]),
    )


def _find_header(sheet: Sheet, ledger: Ledger) -> SheetMapping | None:
    best: tuple[int, ...] = ()
    most = LEAST_KNOWN - 1
    for row in takewhile(lambda row: row <= SEARCHED_ROWS, sheet.rows):
        for depth in _depths(sheet, row, ledger):
            header_rows = tuple(range(row, row + depth))
            headers = _header_texts(sheet, header_rows)
            known = len(_columns_of(headers, ledger, sheet.hidden_columns))
            # Of equals the shorter: a title is no header.
            if known > most or (known == most and len(header_rows) < len(best)):
                best, most = header_rows, known
    return map_sheet(sheet, ledger, best) if best else None


def _depths(sheet: Sheet, row: int, ledger: Ledger) -> list[int]:
    """How many rows a header that begins here may have: merges tell, else its known words."""
    merges = _merges_down_to(row, sheet)
    depths = [merge.bottom - row + 1 for merge in merges if merge.top == row]
    depth = max((depth for depth in depths if depth <= MAX_HEADER_DEPTH), default=1)
    below = sheet.rows.get(row + 1)
    if depth > 1 or below is None:
        return [depth]
    spanned = {
        column
        for merge in merges
        if merge.top == row
        for column in range(merge.left, merge.right + 1)
    }
    texts = {at: header_key(clean(value)) for at, value in enumerate(below, 1) if value is not None}
    # A lone title across the sheet also has everything under it.
    if spanned and texts.keys() <= spanned and len(sheet.rows[row]) > len(spanned):
        return [2]
    return [1, 2] if all(text in ledger.by_header for text in texts.values()) else [1]


def _merges_down_to(row: int, sheet: Sheet) -> list[Merge]:
    return list(takewhile(lambda merge: merge.top <= row, sheet.merges))


def _header_texts(sheet: Sheet, header_rows: tuple[int, ...]) -> dict[int, list[str]]:
    """For each column its header's words from top to bottom, merged cells filled to the right."""
    headers: dict[int, list[str]] = {}
    for row in header_rows:
        texts = {at: clean(v) for at, v in enumerate(sheet.rows.get(row, ()), 1) if v is not None}
        for merge in _merges_down_to(row, sheet):
            if row <= merge.bottom and merge.top in header_rows:
                word = clean(sheet.cell(merge.top, merge.left))
                texts.update({at: word for at in range(merge.left, merge.right + 1) if word})
        for at, word in texts.items():
            words = headers.setdefault(at, [])
            if word and word not in words:
                words.append(re.sub(r"\s+", "", word))
    return {at: headers[at] for at in sorted(headers) if headers[at]}


def _columns_of(
    headers: Map[int, list[str]], ledger: Ledger, hidden: frozenset[int]
) -> dict[int, str]:
    """Column keys by column number: the best match for each key, the leftmost of equals.

    Hidden columns are left for a person to choose.
    """
    best: dict[str, tuple[int, int]] = {}
    for at, words in headers.items():
        match = _match(words, ledger) if len(words[-1]) <= LONGEST_HEADER else None
        if match is None or at in hidden:
            continue
        column, quality = match
        if column.key not in best or quality < best[column.key][0]:
            best[column.key] = (quality, at)
    return {at: key for key, (_, at) in sorted(best.items(), key=lambda item: item[1][1])}


def _match(words: list[str], ledger: Ledger) -> tuple[Column, int] | None:
    """A column for a header, and how far the words had to be bent for it (0 is its label)."""
    lowest = header_key(words[-1])
    joined = [header_key(dash.join(words)) for dash in ("", "/")] if len(words) > 1 else []
    for text in (*joined, lowest):
        if column := ledger.by_header.get(text):
            return column, 0 if text == header_key(column.label) else 1
    column = ledger.by_header.get(_IN_BRACKETS.sub("", lowest))
    return (column, 2) if column else None


def _year_of(titles: list[str], sheet_name: str) -> int | None:
    """The ledger's year: from its title, the sheet's name, or the day it was filed."""
    filed = [text for text in titles if _FILED_ON.search(text)]
    plain = [text for text in titles if text not in filed]
    for text in (*plain, sheet_name, *filed):
        if found := _YEAR.search(text):
            return int(found[1])
    return None


def _filed_by(titles: list[str]) -> list[str]:
    return [found[1] for text in titles if (found := _FILED_BY.search(text))]
