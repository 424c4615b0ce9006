"""Files that prove something on paper: PDF and Word, looked through before they are kept.

They are handed on as they came, so nothing in them may run, and no Word file may unpack to more
than it should.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.parsers import expat

from evidence.guard import DOCX, MB, PDF, Format, UnfitFile

MAX_UNZIPPED = 100 * MB
MAX_MEMBERS = 2_000
CHUNK = MB // 4
TAIL = 2048

# Names in a PDF that make it do something when it is opened.
ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)\b")
# Newer PDFs pack such names into streams of objects.
PACKED = re.compile(rb"/ObjStm\b.{0,400}?stream\r?\n", re.S)
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
DOCTYPES = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))
OVERLAP = 2 * len("<!DOCTYPE")
BODY = "word/document.xml"
# What reading a package that is broken somewhere may raise.
BROKEN = (
    *(zipfile.BadZipFile, NotImplementedError, RuntimeError, expat.ExpatError, zlib.error),
    *(EOFError, ValueError, OSError),
)
SAVE_AS = "请用 Word 或 WPS 打开，另存为“Word 文档（.docx）”或 PDF 后再传。"


def check_document(data: bytes, fmt: Format) -> None:
    """Refuse a document that is broken, locked or active."""
    {PDF: _check_pdf, DOCX: _check_docx}[fmt](data)


# PDF -----------------------------------------------------------------------------------------


def _check_pdf(data: bytes) -> None:
    if b"%%EOF" not in data[-TAIL:] or b"startxref" not in data[-TAIL:]:
        raise UnfitFile("PDF 文件不完整，可能没有传完。请重新选择，或重新导出一份。", "broken")
    written = _outside_streams(data)
    if b"/Encrypt" in written:
        raise UnfitFile("PDF 设了密码或权限，审核时打不开。请取消密码、另存后再传。", "locked")
    if any(ACTIVE.search(_spelled_out(part)) for part in (written, *_packed_objects(data))):
        raise UnfitFile(
            "PDF 里带有脚本、附件或交互内容，为安全起见不收。请“打印为 PDF”另存一份再传。", "active"
        )


def _outside_streams(data: bytes) -> bytes:
    """The file without its pictures and texts, in whose noise any short name turns up."""
    parts, at = [], 0
    while (start := data.find(b"stream", at)) != -1:
        end = data.find(b"endstream", start)
        if end == -1:
            break
        parts.append(data[at:start])
        at = end + len(b"endstream")
    return b"".join([*parts, data[at:]])


def _spelled_out(part: bytes) -> bytes:
    """Names may be written in hexadecimal: /J#53 is /JS."""
    return ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), part)


def _packed_objects(data: bytes) -> Iterator[bytes]:
    """What stands in the streams of objects, unpacked within a limit."""
    left = MAX_UNZIPPED
    for found in PACKED.finditer(data):
        end = data.find(b"endstream", found.end())
        try:
            part = zlib.decompressobj().decompress(data[found.end() : end], left)
        except zlib.error:
            continue  # packed in another way, or no such stream after all
        left -= len(part)
        if left <= 0:
            raise UnfitFile("PDF 解压后大得不正常，没有收。请“打印为 PDF”另存一份再传。", "bomb")
        yield part


# Word ----------------------------------------------------------------------------------------


def _check_docx(data: bytes) -> None:
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
        members = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as broken:
        raise _damaged() from broken
    names = {member.filename for member in members}
    if any(member.flag_bits & 0x1 for member in members):
        raise UnfitFile("这个文件设了密码，审核时打不开。请取消密码、另存后再传。", "locked")
    if "[Content_Types].xml" not in names or BODY not in names:
        raise UnfitFile(f"这是压缩包或别的 Office 文件，不是 Word 文档。{SAVE_AS}", "wrong_kind")
    if len(names) < len(members):
        raise _damaged()
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNZIPPED:
        raise _too_large()
    if any("vbaproject" in name.lower() for name in names):
        raise _has_macros()
    left = MAX_UNZIPPED
    for member in members:
        left -= _check_member(package, member, left)


def _check_member(package: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> int:
    """Unpack one member and look at it; its true size."""
    is_xml = member.filename.lower().endswith((".xml", ".rels"))
    parser = expat.ParserCreate() if member.filename == BODY else None
    size, tail = 0, b""
    try:
        with package.open(member) as stream:
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                if size > left:
                    raise _too_large()
                _refuse_active(member.filename, tail + chunk, is_xml)
                if parser:
                    parser.Parse(chunk)
                tail = chunk[-4 * OVERLAP :]
        if parser:
            parser.Parse(b"", True)
    except BROKEN as broken:
        raise _damaged() from broken
    return size


def _refuse_active(name: str, text: bytes, is_xml: bool) -> None:
    if is_xml and any(mark in text for mark in DOCTYPES):
        raise UnfitFile(f"文件里有不该有的 XML 声明，为安全起见不收。{SAVE_AS}", "active")
    if name == "[Content_Types].xml" and b"macroEnabled" in text:
        raise _has_macros()
    if name == "word/_rels/settings.xml.rels" and b"External" in text:
        raise UnfitFile(f"文件引用了外部的模板，为安全起见不收。{SAVE_AS}", "active")


def _damaged() -> UnfitFile:
    return UnfitFile(f"文件已损坏，读不出来。{SAVE_AS}", "broken")


def _too_large() -> UnfitFile:
    return UnfitFile(f"文件解压后大得不正常，没有收。{SAVE_AS}", "bomb")


def _has_macros() -> UnfitFile:
    return UnfitFile(f"文件带有宏，为安全起见不收。{SAVE_AS}", "active")
