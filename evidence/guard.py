"""Looks at a file that was handed in, and refuses what proves nothing or does harm.

What a file is, its first bytes tell; its name says nothing. What passes is read once in full
(`evidence.imaging`, `evidence.documents`), so a file that is cut off or dressed up is refused too.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError

from evidence.enums import EvidenceKind

MB = 1024 * 1024
MAX_BYTES = 20 * MB
MAX_PIXELS = 40_000_000

HOW_TO_CHANGE_HEIC = (
    "这是苹果手机的 HEIC 格式，审核的电脑打不开。请在手机“设置 → 相机 → 格式”里选“兼容性最佳”后重拍，"
    "或把这张照片导出为 JPEG 再传。"
)
# Other containers of the same family hold films.
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif")
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OTHERS = (
    (b"GIF8", "这是 GIF 动图"),
    (b"BM", "这是 BMP 图片"),
    (b"II*\x00", "这是 TIFF 图片"),
    (b"MM\x00*", "这是 TIFF 图片"),
    (b"\x00\x00\x01\x00", "这是图标文件"),
    (b"Rar!", "这是压缩包"),
    (b"7z\xbc\xaf", "这是压缩包"),
    (b"MZ", "这是程序"),
    (b"\x7fELF", "这是程序"),
)


class UnfitFile(ValidationError):
    """A file that can't be taken: one sentence that says why and what to do."""


@dataclass(frozen=True)
class Format:
    """What a file is: photo or document, and how it is kept and served."""

    name: str
    kind: EvidenceKind
    suffix: str
    content_type: str


# A photo is kept as a JPEG, whatever it came as.
JPEG = Format("JPEG", EvidenceKind.PHOTO, ".jpg", "image/jpeg")
PNG = Format("PNG", EvidenceKind.PHOTO, ".jpg", "image/jpeg")
WEBP = Format("WEBP", EvidenceKind.PHOTO, ".jpg", "image/jpeg")
PDF = Format("PDF", EvidenceKind.DOCUMENT, ".pdf", "application/pdf")
DOCX = Format(
    "DOCX",
    EvidenceKind.DOCUMENT,
    ".docx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
)

TAKEN = "请换成照片（JPEG、PNG、WebP）；文件类的材料可以传 PDF 或 Word（.docx）。"


def refuse_oversized(size: int) -> None:
    """Before a byte is read: what is empty or too large."""
    if not size:
        raise UnfitFile("这个文件是空的（0字节），请重新选择。", "empty")
    if size > MAX_BYTES:
        raise UnfitFile(
            f"文件有 {size / MB:.1f} MB，超过 {MAX_BYTES // MB} MB。请压缩后再传。", "too_large"
        )


def format_of(data: bytes) -> Format:
    """What a file is by its first bytes; raises UnfitFile for everything that isn't taken."""
    refuse_oversized(len(data))
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return WEBP
    if data.startswith(b"%PDF-"):
        return PDF
    if data.startswith(b"PK\x03\x04"):
        return DOCX
    raise UnfitFile(_why_not(data), "wrong_kind")


def _why_not(data: bytes) -> str:
    """Sentence for a file that is none of the kinds taken."""
    if data[4:8] == b"ftyp":
        return HOW_TO_CHANGE_HEIC if data[8:12] in HEIC_BRANDS else f"这是视频。{TAKEN}"
    if data.startswith(OLE_MAGIC):
        return "这是旧版 Office 文件。请另存为 Word 文档（.docx）或 PDF 后再传。"
    for magic, words in OTHERS:
        if data.startswith(magic):
            return f"{words}。{TAKEN}"
    if data.lstrip(b"\xef\xbb\xbf\x00 \t\r\n")[:1] == b"<" or b"<svg" in data[:4096].lower():
        return f"这是网页或矢量图（HTML、SVG），不是照片，改了扩展名也不行。{TAKEN}"
    return f"认不出这是什么文件，可能不是照片。{TAKEN}"
