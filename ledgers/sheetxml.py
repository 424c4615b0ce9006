"""Streams through a sheet's XML for what the values alone do not tell.

Where cells with content lie (before calamine lays out a grid over them), hidden rows and
columns, formulas without a stored result, and how dates and numbers are shown. Standard library
only: it runs in the process that reads uploads.
"""

import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from ledgers.guard import UnreadableWorkbook, damaged

MAX_ROWS = 60_000
MAX_COLUMNS = 200
# calamine's grid takes 24 bytes for every cell of the area, empty or not.
MAX_AREA = 2_000_000
CHUNK = 256 * 1024
TRUE = ("1", "true")
# What a formula shows that was never calculated.
NO_RESULT = "公式"

_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
# Formats that Excel keeps for Chinese dates and does not spell out in the file.
_BUILT_IN = {2: "0.00", 4: "#,##0.00", 57: "yyyy年m月", 17: "mmm-yy"}

Attributes = dict[str, str]


@dataclass
class SheetScan:
    """What one pass over a sheet found; rows and columns count from 1."""

    last_row: int = 0
    last_column: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    broken: dict[tuple[int, int], str] = field(default_factory=dict)
    shown: dict[tuple[int, int], str] = field(default_factory=dict)


@dataclass(frozen=True)
class Part:
    """A worksheet of the package."""

    name: str
    path: str
    is_hidden: bool


def parts_of(package: zipfile.ZipFile) -> tuple[list[Part], bool]:
    """The worksheets in the workbook's order, and whether days count from 1904."""
    targets: dict[str, str] = {}
    found: list[tuple[str, str, str]] = []
    epoch: list[bool] = []

    def relation(tag: str, attributes: Attributes) -> None:
        if tag == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            targets[attributes["Id"]] = attributes["Target"]

    def entry(tag: str, attributes: Attributes) -> None:
        if tag == "sheet":
            relation_id = next((v for k, v in attributes.items() if k.endswith("id")), "")
            found.append((attributes["name"], relation_id, attributes.get("state", "visible")))
        elif tag == "workbookPr":
            epoch.append(attributes.get("date1904") in TRUE)

    walk(package, "xl/_rels/workbook.xml.rels", relation)
    walk(package, "xl/workbook.xml", entry)
    parts = [
        Part(name, _path_of(targets[relation_id]), state != "visible")
        for name, relation_id, state in found
        if relation_id in targets
    ]
    return parts, any(epoch)


def _path_of(target: str) -> str:
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def shown_formats(package: zipfile.ZipFile) -> dict[str, str]:
    """Number formats that change what a value says, by the style index that cells give.

    `month`: a day shown as 2024年3月. `decimals:2`: 2024.1 shown as 2024.10. `digits:11`: padded
    with zeros in front.
    """
    codes: dict[str, str] = {str(number): code for number, code in _BUILT_IN.items()}
    styles: list[str] = []
    inside: list[bool] = [False]

    def style(tag: str, attributes: Attributes) -> None:
        if tag == "numFmt":
            codes[attributes["numFmtId"]] = attributes["formatCode"]
        elif tag in ("cellXfs", "cellStyleXfs"):
            inside[0] = tag == "cellXfs"
        elif tag == "xf" and inside[0]:
            styles.append(attributes.get("numFmtId", "0"))

    if "xl/styles.xml" in package.namelist():
        walk(package, "xl/styles.xml", style)
    kinds = {number: _kind_of(code) for number, code in codes.items()}
    return {str(at): kinds[number] for at, number in enumerate(styles) if kinds.get(number)}


def _kind_of(code: str) -> str:
    section = _QUOTED.sub("", code.split(";")[0]).lower()
    if "y" in section and "m" in section:
        return "" if "d" in section else "month"
    if re.fullmatch(r"[#,]*0\.(0+)", section):
        return f"decimals:{len(section.split('.')[1])}"
    if re.fullmatch(r"0{2,}", section):
        return f"digits:{len(section)}"
    return ""


def scan_sheet(package: zipfile.ZipFile, part: Part, formats: Mapping[str, str]) -> SheetScan:
    """Walk a sheet once; raises UnreadableWorkbook where its content spreads too far."""
    scanner = _Scanner(part.name, formats)
    walk(package, part.path, scanner.start, scanner.parser)
    scanner.close_cell()
    return scanner.scan


class _Scanner:
    """Follows the cells of one sheet; called once for each element, so it stays short."""

    def __init__(self, sheet: str, formats: Mapping[str, str]) -> None:
        self.sheet = sheet
        self.formats = formats
        self.scan = SheetScan()
        self.parser = expat.ParserCreate()
        self.row = self.column = 0
        self.type = self.style = ""
        self.is_formula = False
        self.result = ""
        self.columns: dict[str, int] = {}

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "c":
            if self.is_formula or self.type == "e":
                self.close_cell()
            self.type = attributes.get("t", "n")
            self.style = attributes.get("s", "")
            self._move_to(attributes.get("r", ""))
        elif tag == "v":
            self._mark_content()
            if self.is_formula or self.type == "e":
                self.parser.CharacterDataHandler = self._keep_result
            elif self.type == "n" and self.style in self.formats:
                self.scan.shown[self.row, self.column] = self.formats[self.style]
        elif tag == "f":
            self._mark_content()
            self.is_formula = True
        elif tag == "is":
            self._mark_content()
        elif tag == "row":
            self.close_cell()
            self.row, self.column = int(attributes.get("r", self.row + 1)), 0
            if attributes.get("hidden") in TRUE:
                self.scan.hidden_rows.add(self.row)
        elif tag == "col" and attributes.get("hidden") in TRUE:
            last = min(int(attributes["max"]), MAX_COLUMNS)
            self.scan.hidden_columns.update(range(int(attributes["min"]), last + 1))

    def close_cell(self) -> None:
        """Settle the cell before: a formula must have left a result, and no error."""
        if self.type == "e":
            self.scan.broken[self.row, self.column] = self.result.strip() or NO_RESULT
        elif self.is_formula and self.type != "str" and not self.result.strip():
            self.scan.broken[self.row, self.column] = NO_RESULT
        elif self.is_formula and self.style in self.formats:
            self.scan.shown[self.row, self.column] = self.formats[self.style]
        self.type, self.is_formula, self.result = "", False, ""
        self.parser.CharacterDataHandler = None

    def _keep_result(self, text: str) -> None:
        self.result += text

    def _move_to(self, reference: str) -> None:
        """Go to A1; a cell without a reference follows the one before."""
        letters = reference.rstrip("0123456789")
        if not letters:
            self.column += 1
            return
        if letters not in self.columns:
            self.columns[letters] = _column_number(letters)
        self.row, self.column = int(reference[len(letters) :]), self.columns[letters]

    def _mark_content(self) -> None:
        scan = self.scan
        if self.row <= scan.last_row and self.column <= scan.last_column:
            return
        scan.last_row = max(scan.last_row, self.row)
        scan.last_column = max(scan.last_column, self.column)
        if scan.last_row > MAX_ROWS:
            raise UnreadableWorkbook(
                "too_many_rows",
                f"工作表“{self.sheet}”第{self.row}行还有内容，超过上限{MAX_ROWS}行。"
                "请删去台账以外的内容，或分成几份后再上传。",
            )
        if scan.last_column > MAX_COLUMNS:
            raise UnreadableWorkbook(
                "too_many_columns",
                f"工作表“{self.sheet}”第{self.column}列还有内容，超过上限{MAX_COLUMNS}列。"
                "请删去台账右边的内容后再上传。",
            )
        if scan.last_row * scan.last_column > MAX_AREA:
            raise UnreadableWorkbook(
                "too_many_cells",
                f"工作表“{self.sheet}”的内容铺到第{scan.last_row}行、第{scan.last_column}列，"
                "范围太大。请删去台账以外的内容后再上传。",
            )


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def walk(
    package: zipfile.ZipFile,
    path: str,
    start: Callable[[str, Attributes], None],
    parser: expat.XMLParserType | None = None,
) -> None:
    """Call `start` for each element of a member, by its name without prefix."""
    parser = parser or expat.ParserCreate()
    parser.buffer_text = True
    # Entities are refused by the guard already; this is the second lock on the same door.
    parser.StartDoctypeDeclHandler = _refuse_doctype

    def begin(tag: str, attributes: Attributes) -> None:
        # Most writers use no prefix; then nothing is put between the parser and `start`.
        parser.StartElementHandler = _without_prefix(start) if ":" in tag else start
        parser.StartElementHandler(tag, attributes)

    parser.StartElementHandler = begin
    try:
        with package.open(path) as member:
            while chunk := member.read(CHUNK):
                parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, KeyError, ValueError, zipfile.BadZipFile) as broken:
        raise damaged() from broken


def _without_prefix(
    start: Callable[[str, Attributes], None],
) -> Callable[[str, Attributes], None]:
    return lambda tag, attributes: start(tag.rpartition(":")[2], attributes)


def _refuse_doctype(*_: object) -> None:
    raise damaged()
