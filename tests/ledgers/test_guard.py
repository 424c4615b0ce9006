"""Files that are no plain workbook are refused with one sentence, before they are parsed."""

import io
import zipfile

import pytest

from ledgers.guard import MB, UnreadableWorkbook, refuse_unsafe
from tests.ledgers.books import advisors, book, claiming, repacked

GOOD = advisors({})
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
DOCTYPE = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'


def with_content_type(kind: str) -> bytes:
    def change(name: str, content: bytes) -> bytes:
        plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
        return content.replace(plain, kind.encode()) if name == "[Content_Types].xml" else content

    return repacked(GOOD, change)


def with_doctype(member: str, encoding: str = "utf-8") -> bytes:
    def change(name: str, content: bytes) -> bytes:
        return DOCTYPE.decode().encode(encoding) + content if name == member else content

    return repacked(GOOD, change)


def zipped(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return file.getvalue()


def encrypted() -> bytes:
    """A workbook whose members say they are encrypted."""
    data = bytearray(GOOD)
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def repeated() -> bytes:
    """A package with one member twice: readers differ in which of the two they take."""
    file = io.BytesIO(GOOD)
    with zipfile.ZipFile(file, "a") as package, pytest.warns(UserWarning, match="Duplicate name"):
        package.writestr("xl/worksheets/sheet1.xml", b"<worksheet/>")
    return file.getvalue()


BAD = {
    "nothing": (b"", "empty_file"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 99, "not_a_workbook"),
    "a photo": (b"\xff\xd8\xff\xe0" + b"\x00" * 99, "not_a_workbook"),
    "a pdf": (b"%PDF-1.7", "not_a_workbook"),
    "a csv": ("街镇,姓名\n曹杨,张三\n".encode("gbk"), "not_a_workbook"),
    "a web page": (b"<html><table><tr><td>1</td></tr></table></html>", "not_a_workbook"),
    "an .xls": (OLE, "old_format"),
    "a password": (OLE + "EncryptedPackage".encode("utf-16-le"), "password_protected"),
    "an encrypted zip": (encrypted(), "password_protected"),
    "any zip": (zipped(readme=b"hello"), "not_a_workbook"),
    "a document": (
        zipped(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}),
        "not_a_workbook",
    ),
    "macros": (repacked(GOOD, added={"xl/vbaProject.bin": b"\x00"}), "has_macros"),
    "old macros": (repacked(GOOD, added={"xl/macrosheets/sheet1.xml": b"<x/>"}), "has_macros"),
    "an .xlsm without macros": (
        with_content_type("application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
        "has_macros",
    ),
    "entities in a sheet": (with_doctype("xl/worksheets/sheet1.xml"), "xml_entities"),
    "entities in the strings": (
        repacked(GOOD, added={"xl/sharedStrings2.xml": DOCTYPE + b"<sst/>"}),
        "xml_entities",
    ),
    "entities in utf-16": (with_doctype("xl/workbook.xml", "utf-16-be"), "xml_entities"),
    "half a file": (GOOD[: len(GOOD) // 2], "damaged"),
    "a member twice": (repeated(), "damaged"),
    "another packing": (repacked(GOOD, method=zipfile.ZIP_BZIP2), "damaged"),
    "a claim too small": (claiming(GOOD, "xl/styles.xml", 10), "zip_bomb"),
    "a claim too large": (claiming(GOOD, "xl/styles.xml", 90_000), "damaged"),
    "a huge member": (claiming(GOOD, "xl/styles.xml", 101 * MB), "zip_bomb"),
}


@pytest.mark.parametrize(("data", "code"), BAD.values(), ids=BAD.keys())
def test_a_bad_file_is_refused_with_a_sentence(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableWorkbook) as refused:
        refuse_unsafe(data)

    assert refused.value.code == code
    assert refused.value.message.endswith("。")


@pytest.mark.parametrize(
    ("data", "likeness"),
    [
        (b"\x89PNG\r\n", "一张图片"),
        (b"%PDF-1.7", "PDF"),
        (b"<HTML><body>", "网页"),
        ("街镇,姓名".encode("gbk"), "CSV"),
        (b"\x00\x01\x02", "扩展名"),
    ],
)
def test_what_a_file_is_instead_is_told(data: bytes, likeness: str) -> None:
    with pytest.raises(UnreadableWorkbook, match=likeness):
        refuse_unsafe(data)


def test_a_real_bomb_is_refused() -> None:
    bomb = repacked(GOOD, added={f"xl/media/{at}.xml": b" " * (70 * MB) for at in range(3)})

    assert len(bomb) < MB
    with pytest.raises(UnreadableWorkbook) as refused:
        refuse_unsafe(bomb)
    assert refused.value.code == "zip_bomb"


def test_a_member_that_lies_about_its_size_is_inflated_no_further_than_it_claims() -> None:
    bomb = claiming(repacked(GOOD, added={"xl/a.xml": b" " * (90 * MB)}), "xl/a.xml", 100)

    with pytest.raises(UnreadableWorkbook) as refused:
        refuse_unsafe(bomb)
    assert refused.value.code == "zip_bomb"


def test_too_large_a_file_is_refused_unopened() -> None:
    with pytest.raises(UnreadableWorkbook) as refused:
        refuse_unsafe(GOOD + b"\x00" * (50 * MB))
    assert refused.value.code == "file_too_large"


def with_extra_fields() -> bytes:
    """As some writers make them: more about each member stands before its content."""
    source, target = zipfile.ZipFile(io.BytesIO(GOOD)), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for member in source.infolist():
            told = zipfile.ZipInfo(member.filename)
            told.extra = b"\xfe\xca\x04\x00abcd"
            told.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(told, source.read(member))
    return target.getvalue()


@pytest.mark.parametrize(
    "data", [GOOD, with_extra_fields(), repacked(GOOD, method=zipfile.ZIP_STORED), book(("x", []))]
)
def test_a_plain_workbook_passes(data: bytes) -> None:
    assert "xl/workbook.xml" in refuse_unsafe(data).namelist()


def test_the_word_doctype_in_a_cell_is_no_doctype() -> None:
    assert refuse_unsafe(book(("x", [["<!DOCTYPE html>"]])))
