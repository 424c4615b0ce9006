"""Looks at an uploaded file before anything parses it, and refuses what is no plain .xlsx.

Standard library only: it runs in the small process that reads uploads (ledgers/parsing.py).
Sizes in a zip's directory are claims, so each member is inflated once and counted.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator

MB = 1024 * 1024
MAX_FILE = 50 * MB
MAX_UNZIPPED = 200 * MB
MAX_MEMBER = 100 * MB
MAX_MEMBERS = 2_000
CHUNK = MB // 4

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_MAGIC = b"PK\x03\x04"
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"RIFF")
# A document type is where XML entities are declared; Office writes none. Twice, for UTF-16.
DOCTYPES = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))
OVERLAP = 2 * len("<!DOCTYPE")

SAVE_AS = "请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”后再上传。"


class UnreadableWorkbook(Exception):
    """Nothing could be read from a file: a code, and one sentence on what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def refuse_unsafe(data: bytes) -> zipfile.ZipFile:
    """Open a file as an .xlsx package, or raise UnreadableWorkbook.

    On return the package is a plain workbook: not encrypted, without macros, without document
    types, of members that are no larger than they claim and within the limits above.
    """
    _refuse_other_formats(data)
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as broken:
        raise damaged() from broken
    _refuse_other_packages(package)
    _refuse_bombs(package, data)
    return package


def damaged() -> UnreadableWorkbook:
    """The answer to a file that is broken somewhere inside."""
    return UnreadableWorkbook("damaged", f"这个文件已损坏，读不出来。{SAVE_AS}")


def _refuse_other_formats(data: bytes) -> None:
    if not data:
        raise UnreadableWorkbook("empty_file", "这个文件是空的（0字节）。请检查后重新选择文件。")
    if len(data) > MAX_FILE:
        raise UnreadableWorkbook(
            "file_too_large", f"文件超过{MAX_FILE // MB} MB。请删去图片或分成几份后再上传。"
        )
    if data.startswith(OLE_MAGIC):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise _password_protected()
        raise UnreadableWorkbook("old_format", f"这是旧版 Excel 文件（.xls），读不了。{SAVE_AS}")
    if not data.startswith(ZIP_MAGIC):
        raise UnreadableWorkbook(
            "not_a_workbook", f"这不是 Excel 工作簿，{_likeness(data)}。请选择 .xlsx 文件。"
        )


def _likeness(data: bytes) -> str:
    """What a file that is no workbook looks like instead."""
    if data.startswith(PICTURES):
        return "而是一张图片"
    if data.startswith(b"%PDF"):
        return "而是 PDF 文件"
    head = data[:CHUNK]
    if b"<html" in head[:2048].lower() or b"<table" in head[:2048].lower():
        return "而是网页，可用 Excel 打开后另存为 .xlsx"
    if b"\x00" not in head:
        return "而像是文本或 CSV，可用 Excel 打开后另存为 .xlsx"
    return "只是用了它的扩展名"


def _password_protected() -> UnreadableWorkbook:
    return UnreadableWorkbook(
        "password_protected", "这个工作簿设了打开密码，读不了。请取消密码、保存后再上传。"
    )


def _refuse_other_packages(package: zipfile.ZipFile) -> None:
    members = package.infolist()
    names = [member.filename for member in members]
    if len(set(names)) < len(names):
        raise damaged()
    if any(member.flag_bits & 0x1 for member in members):
        raise _password_protected()
    if "[Content_Types].xml" not in names:
        raise UnreadableWorkbook("not_a_workbook", f"这是一个压缩包，不是 Excel 工作簿。{SAVE_AS}")
    if any(name.lower().endswith(".bin") and "vba" in name.lower() for name in names) or any(
        name.lower().startswith("xl/macrosheets/") for name in names
    ):
        raise _has_macros()
    if "xl/workbook.xml" not in names:
        raise UnreadableWorkbook(
            "not_a_workbook", f"这是别的 Office 文件，不是 .xlsx 工作簿。{SAVE_AS}"
        )


def _has_macros() -> UnreadableWorkbook:
    return UnreadableWorkbook("has_macros", f"这个工作簿带有宏（.xlsm），为安全起见不读。{SAVE_AS}")


def _refuse_bombs(package: zipfile.ZipFile, data: bytes) -> None:
    members = package.infolist()
    claimed = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or claimed > MAX_UNZIPPED:
        raise _too_large()
    for member in members:
        if member.file_size > MAX_MEMBER:
            raise _too_large()
        _inflate_and_check(member, data)


def _too_large() -> UnreadableWorkbook:
    return UnreadableWorkbook(
        "zip_bomb",
        "这个文件解压后大得不正常，没有读。请只保留台账本身，另存为新的 .xlsx 后再上传。",
    )


def _inflate_and_check(member: zipfile.ZipInfo, data: bytes) -> None:
    """Inflate a member to its true end, counting; zipfile would stop at the claimed size."""
    start = member.header_offset
    name_length = int.from_bytes(data[start + 26 : start + 28], "little")
    extra_length = int.from_bytes(data[start + 28 : start + 30], "little")
    start += 30 + name_length + extra_length
    packed = memoryview(data)[start : start + member.compress_size]
    is_xml = member.filename.lower().endswith((".xml", ".rels", ".vml"))
    size, tail = 0, b""
    for chunk in _chunks(packed, member.compress_type):
        size += len(chunk)
        if size > member.file_size:
            raise _too_large()
        if is_xml and any(mark in tail + chunk for mark in DOCTYPES):
            raise UnreadableWorkbook(
                "xml_entities", f"这个文件里有不该有的 XML 声明，为安全起见不读。{SAVE_AS}"
            )
        if member.filename == "[Content_Types].xml" and b"macroEnabled" in tail + chunk:
            raise _has_macros()
        tail = chunk[-OVERLAP:]
    if size != member.file_size:
        raise damaged()


def _chunks(packed: memoryview, method: int) -> Iterator[bytes]:
    """A member's content, never more than a chunk in memory."""
    if method == zipfile.ZIP_STORED:
        for at in range(0, len(packed), CHUNK):
            yield bytes(packed[at : at + CHUNK])
        return
    if method != zipfile.ZIP_DEFLATED:
        raise damaged()
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    waiting: bytes | memoryview = packed
    try:
        while not inflater.eof:
            chunk = inflater.decompress(waiting, CHUNK)
            waiting = inflater.unconsumed_tail
            if not chunk and not waiting:
                return
            yield chunk
    except zlib.error as broken:
        raise damaged() from broken
