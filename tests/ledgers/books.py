"""Makes workbooks, good and bad, in memory."""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

ADVISOR_HEADER = ("序号", "街镇", "居村", "姓名", "身份证号", "联系电话", "人员性质", "上岗日期")
ADVISOR_ROW = (1, "曹杨", "源园", "张三", None, "13800000000", "社区工作者", "2023-03-01")


def book(
    *sheets: tuple[str, Iterable[Iterable[Any]]], arrange: Callable[[Worksheet], None] | None = None
) -> bytes:
    """A workbook of named sheets, each a list of rows; `arrange` merges, hides and the like."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets:
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        if arrange:
            arrange(sheet)
    return saved(workbook)


def saved(workbook: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def advisors(*changes: Mapping[str, Any], header: tuple[str, ...] = ADVISOR_HEADER) -> bytes:
    """A roster with one row for each mapping, which says what differs from a good row."""
    good = dict(zip(ADVISOR_HEADER, ADVISOR_ROW, strict=True))
    rows = [[{**good, **change}.get(label) for label in header] for change in changes]
    return book(("顾问名册", [["顾问名册（2024年）"], header, *rows]))


def repacked(
    data: bytes,
    change: Callable[[str, bytes], bytes] = lambda name, content: content,
    *,
    added: Mapping[str, bytes] | None = None,
    method: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """The same package with members changed or added."""
    source = zipfile.ZipFile(io.BytesIO(data))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as package:
        for member in source.infolist():
            package.writestr(member.filename, change(member.filename, source.read(member)))
        for name, content in (added or {}).items():
            package.writestr(name, content)
    return target.getvalue()


def with_sheet_xml(cells: str, *, head: str = "", tail: str = "") -> bytes:
    """A workbook whose one sheet holds just these rows, as XML."""
    xml = (
        f'{head}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{cells}</sheetData>{tail}</worksheet>"
    )

    def change(name: str, content: bytes) -> bytes:
        return xml.encode() if name == "xl/worksheets/sheet1.xml" else content

    return repacked(book(("表", [["x"]])), change)


def claiming(data: bytes, member: str, size: int) -> bytes:
    """A package whose directory claims another size for a member."""
    changed = bytearray(data)
    for signature, name_at, size_at in ((b"PK\x01\x02", 46, 24), (b"PK\x03\x04", 30, 22)):
        for found in re.finditer(re.escape(signature), data):
            at = found.start()
            if data[at + name_at : at + name_at + len(member)] == member.encode():
                changed[at + size_at : at + size_at + 4] = size.to_bytes(4, "little")
    return bytes(changed)
