"""Writes a column of remarks into an uploaded workbook and leaves every other byte as it was.

A library that reads a workbook and writes it anew loses what it doesn't know (pictures, stored
results of formulas, form controls) and takes ten times the file in memory. So the XML is cut
open at the places in question and sewn up again. The workbook has passed ledgers.guard.
"""

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import column_index_from_string, get_column_letter

from ledgers.sheetxml import Attributes, Part, parts_of, scan_sheet

STYLES = "xl/styles.xml"
WIDTH = 48  # characters
# Light red, and still a tint in a black-and-white print.
FILL = (
    '<{0}fill><{0}patternFill patternType="solid"><{0}fgColor rgb="FFFBE3DD"/>'
    '<{0}bgColor indexed="64"/></{0}patternFill></{0}fill>'
)
# Text, wrapped; quotePrefix keeps it text wherever it is pasted.
REMARK = (
    '<{0}xf numFmtId="49" fontId="0" fillId="{1}" borderId="0" xfId="0" quotePrefix="1"'
    ' applyNumberFormat="1" applyFill="1" applyAlignment="1">'
    '<{0}alignment vertical="top" wrapText="1"/></{0}xf>'
)

_TAG = re.compile(rb"<[^>\"']*(?:(?:\"[^\"]*\"|'[^']*')[^>\"']*)*>")
_RANGE = re.compile(r"([A-Z]+\d+):([A-Z]+)(\d+)")
_ENCODING = re.compile(r"(<\?xml[^>]*encoding=)[\"'][^\"']*[\"']")


@dataclass(frozen=True)
class Remarks:
    """What to write beside the rows of a sheet, and above them in the last of its header rows.

    `rows` are coloured, `notes` are not. `cells` are texts to write in place of what stands in
    a cell, by row and column (1 is A); a formula's cell is left alone.
    """

    head: str
    header_rows: tuple[int, ...]
    rows: Mapping[int, str]
    notes: Mapping[int, str] = field(default_factory=dict)
    cells: Mapping[int, Mapping[int, str]] = field(default_factory=dict)


def with_remarks(content: bytes, remarks: Mapping[str, Remarks]) -> bytes:
    """The workbook with remarks in a new last column of its sheets, and those rows coloured."""
    package = zipfile.ZipFile(io.BytesIO(content))
    parts, _ = parts_of(package)
    styles = _Styles(_xml(package, STYLES)) if STYLES in package.namelist() else None
    if styles is not None and not styles.is_usable:
        styles = None
    changed = {
        part.path: _Sheet(package, part, remarks[part.name], styles).sewn()
        for part in parts
        if part.name in remarks
    }
    if styles is not None:
        changed[STYLES] = styles.sewn()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as out:
        for member in package.infolist():
            new = changed.get(member.filename)
            out.writestr(member, package.read(member) if new is None else new)
    return buffer.getvalue()


def _xml(package: zipfile.ZipFile, path: str) -> bytes:
    """A part in UTF-8; the standard lets it be UTF-16 as well."""
    data = package.read(path)
    if data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return data
    return _ENCODING.sub(r'\1"UTF-8"', data.decode("utf-16"), count=1).encode()


class _Sewing:
    """A part's bytes, followed from element to element, and what goes in their place."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.prefix: str | None = None
        self._edits: list[tuple[int, int, bytes]] = []
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._finish

    def follow(self) -> None:
        """Walk through the part."""
        self._parser.Parse(self.data, True)

    def start(self, name: str, at: int, attributes: Attributes) -> None:
        """An element begins; its name without prefix."""
        raise NotImplementedError

    def end(self, name: str, at: int) -> None:
        """An element ends: at its end tag, or behind it where it has none (`<row/>`)."""
        raise NotImplementedError

    def put(self, at: int, new: str | bytes) -> None:
        """Insert something."""
        self.replace(at, at, new)

    def replace(self, start: int, end: int, new: str | bytes) -> None:
        """Put something in the place of some bytes."""
        self._edits.append((start, end, new if isinstance(new, bytes) else new.encode()))

    def tag(self, at: int) -> bytes:
        """The tag that begins at a byte."""
        found = _TAG.match(self.data, at)
        return found[0] if found else b""

    def sewn(self) -> bytes:
        """The part as changed."""
        pieces: list[bytes] = []
        done = 0
        for start, end, new in sorted(self._edits, key=lambda edit: edit[:2]):
            pieces += (self.data[done:start], new)
            done = end
        return b"".join([*pieces, self.data[done:]])

    def _begin(self, tag: str, attributes: Attributes) -> None:
        prefix, colon, name = tag.rpartition(":")
        if self.prefix is None:
            self.prefix = prefix + colon
        self.start(name, self._parser.CurrentByteIndex, attributes)

    def _finish(self, tag: str) -> None:
        self.end(tag.rpartition(":")[2], self._parser.CurrentByteIndex)


def _is_empty(tag: bytes) -> bool:
    return tag.endswith(b"/>")


def _with(tag: bytes, name: str, value: int | str) -> bytes:
    """A tag with an attribute set."""
    new = f' {name}="{value}"'.encode()
    tag, count = _attribute(name).subn(new, tag, count=1)
    return tag if count else re.sub(rb"^<[^\s/>]+", lambda found: found[0] + new, tag, count=1)


def _without(tag: bytes, name: str) -> bytes:
    return _attribute(name).sub(b"", tag, count=1)


def _attribute(name: str) -> re.Pattern[bytes]:
    return re.compile(rb"\s%b=(?:\"[^\"]*\"|'[^']*')" % name.encode())


class _Styles(_Sewing):
    """The workbook's styles, to which coloured copies of those in use are added."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.fills = 0
        self.formats: list[bytes] = []
        self.lists: dict[str, tuple[int, int]] = {}
        self.added: list[bytes] = []
        self.copies: dict[int, int] = {}
        self.remark = 0
        self._path: list[tuple[str, int]] = []
        self.follow()
        if self.is_usable:
            self.remark = self._add(REMARK.format(self.prefix, self.fills).encode())

    @property
    def is_usable(self) -> bool:
        """Whether it has the two lists that colours need."""
        return {"fills", "cellXfs"} <= self.lists.keys() and bool(self.formats)

    def coloured(self, style: int) -> int:
        """The number of a style that is this one on a coloured ground."""
        if style not in self.copies:
            whole = self.formats[style if style < len(self.formats) else 0]
            tag = whole[: whole.index(b">") + 1] if b">" in whole else whole
            new = _with(_with(tag, "fillId", self.fills), "applyFill", 1)
            self.copies[style] = self._add(new + whole[len(tag) :])
        return self.copies[style]

    def sewn(self) -> bytes:
        """With the new fill and formats at the ends of their lists."""
        for name, new, count in (
            ("fills", FILL.format(self.prefix).encode(), self.fills + 1),
            ("cellXfs", b"".join(self.added), len(self.formats) + len(self.added)),
        ):
            opened, closed = self.lists[name]
            tag = self.tag(opened)
            self.replace(opened, opened + len(tag), _with(tag, "count", count))
            self.put(closed, new)
        return super().sewn()

    def _add(self, style: bytes) -> int:
        self.added.append(style)
        return len(self.formats) + len(self.added) - 1

    def start(self, name: str, at: int, attributes: Attributes) -> None:
        """Count what the lists hold."""
        if name == "fill" and self._path[-1][0] == "fills":
            self.fills += 1
        self._path.append((name, at))

    def end(self, name: str, at: int) -> None:
        """Keep the formats as they are written, and where the lists end."""
        _, began = self._path.pop()
        if name in ("fills", "cellXfs") and not _is_empty(self.tag(began)):
            self.lists[name] = (began, at)
        elif name == "xf" and self._path[-1][0] == "cellXfs":
            tag = self.tag(began)
            self.formats.append(tag if _is_empty(tag) else self.data[began:at] + self.tag(at))


class _Sheet(_Sewing):
    """One sheet, cut open at the rows that get a remark."""

    def __init__(
        self, package: zipfile.ZipFile, part: Part, remarks: Remarks, styles: _Styles | None
    ) -> None:
        super().__init__(_xml(package, part.path))
        self.remarks = remarks
        self.styles = styles
        self.column = scan_sheet(package, part, {}).last_column + 1
        self.letters = get_column_letter(self.column)
        self.columns: list[tuple[int, int, bytes]] = []
        self.columns_at = -1
        self.heads: list[tuple[int, str]] = []
        self.row = self.cell = self.row_at = 0
        self.spot = self.filler = -1
        self.style = 0
        self.texts: dict[int, str] = {}
        self.rewritten: tuple[int, str] | None = None
        self.follow()
        for head in self.heads[-1:]:
            self.put(*head)

    def start(self, name: str, at: int, attributes: Attributes) -> None:
        """Find the rows, and what says how wide the sheet is."""
        if name == "c":
            letters = attributes.get("r", "").rstrip("0123456789")
            self.cell = column_index_from_string(letters) if letters else self.cell + 1
            if self._is_concerned:
                self._start_cell(at, int(attributes.get("s", 0)))
        elif name == "row":
            self.row, self.row_at = int(attributes.get("r", self.row + 1)), at
            self.cell, self.spot, self.filler = 0, -1, -1
            self.texts = dict(self.remarks.cells.get(self.row, {}))
        elif name == "cols":
            self.columns_at = at + len(self.tag(at))
        elif name == "col":
            self.columns.append((int(attributes["min"]), int(attributes["max"]), self.tag(at)))
        elif name == "dimension":
            self._widen(at, attributes.get("ref", ""))
        elif name == "sheetData" and not self.columns:
            self.put(at, f"<{self.prefix}cols>{self._column()}</{self.prefix}cols>")

    def end(self, name: str, at: int) -> None:
        """Write a row's remark; make room for the new column among the others."""
        if name == "row" and self._is_concerned and not _is_empty(self.tag(self.row_at)):
            self._end_row(at)
        elif name == "c" and self.filler >= 0:
            self.replace(self.filler, self._end_of(self.filler, at), b"")
            self.filler = -1
        elif name == "c" and self.rewritten is not None:
            self._rewrite(at)
        elif name == "cols" and self.columns:
            self.replace(self.columns_at, at, b"".join(self._columns()))

    @property
    def _is_concerned(self) -> bool:
        remarks = self.remarks
        return self.row in {*remarks.rows, *remarks.notes, *remarks.header_rows}

    def _start_cell(self, at: int, style: int) -> None:
        self._fill_gaps(at, before=self.cell)
        if self.cell < self.column:
            self.style = style
            is_coloured = self.styles and self.row in self.remarks.rows
            shown = self.styles.coloured(style) if self.styles and is_coloured else style
            if self.cell in self.texts:
                self.rewritten = at, self._written(self.texts.pop(self.cell), shown, self.cell)
            elif is_coloured:
                tag = self.tag(at)
                self.replace(at, at + len(tag), _with(tag, "s", shown))
            return
        if self.spot < 0:
            self.spot = at
        if self.cell == self.column:
            self.filler = at  # an empty cell with a border, say, where the remark goes

    def _end_row(self, at: int) -> None:
        tag = self.tag(self.row_at)
        self.replace(self.row_at, self.row_at + len(tag), _without(tag, "spans"))
        spot = self.spot if self.spot >= 0 else at
        self._fill_gaps(spot, before=self.column)
        told = self.remarks.rows.get(self.row) or self.remarks.notes.get(self.row)
        if told:
            style = self.styles.remark if self.styles else 0
            self.put(spot, self._written(told, style, self.column))
        else:
            self.heads.append((spot, self._written(self.remarks.head, self.style, self.column)))

    def _fill_gaps(self, at: int, *, before: int) -> None:
        """Write texts whose cells the row does not have, ahead of a cell that comes after them."""
        for column in sorted(column for column in self.texts if column < before):
            self.put(at, self._written(self.texts.pop(column), 0, column))

    def _rewrite(self, at: int) -> None:
        """Put a text in a cell's place; Excel keeps a list of formulas that must stay true."""
        start, new = self.rewritten or (at, "")
        self.rewritten = None
        end = self._end_of(start, at)
        if not re.search(rb"<(?:\w+:)?f[\s/>]", self.data[start:end]):
            self.replace(start, end, new)

    def _end_of(self, start: int, at: int) -> int:
        """Where an element ends that began at `start` and whose end was met `at`."""
        tag = self.tag(start)
        return start + len(tag) if _is_empty(tag) else at + len(self.tag(at))

    def _written(self, text: str, style: int, column: int) -> str:
        clean, p = escape(ILLEGAL_CHARACTERS_RE.sub("", text)), self.prefix
        return (
            f'<{p}c r="{get_column_letter(column)}{self.row}" s="{style}" t="inlineStr"><{p}is>'
            f'<{p}t xml:space="preserve">{clean}</{p}t></{p}is></{p}c>'
        )

    def _column(self) -> str:
        at = self.column
        return f'<{self.prefix}col min="{at}" max="{at}" width="{WIDTH}" customWidth="1"/>'

    def _columns(self) -> list[bytes]:
        """The widths of the columns; a range that holds the new one is split round it."""
        kept: list[tuple[int, bytes]] = [(self.column, self._column().encode())]
        for first, last, tag in self.columns:
            whole = tag if _is_empty(tag) else tag[:-1] + b"/>"
            if not first <= self.column <= last:
                kept.append((first, whole))
                continue
            if first < self.column:
                kept.append((first, _with(whole, "max", self.column - 1)))
            if last > self.column:
                kept.append((self.column + 1, _with(whole, "min", self.column + 1)))
        return [tag for _, tag in sorted(kept)]

    def _widen(self, at: int, reference: str) -> None:
        found = _RANGE.fullmatch(reference)
        if found and column_index_from_string(found[2]) < self.column:
            tag = self.tag(at)
            new = _with(tag, "ref", f"{found[1]}:{self.letters}{found[3]}")
            self.replace(at, at + len(tag), new)
