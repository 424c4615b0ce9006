"""Materials as files, looked through and kept as evidence is."""

from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from evidence.documents import check_document
from evidence.enums import EvidenceKind
from evidence.guard import UnfitFile, format_of, refuse_oversized
from evidence.imaging import read_photo
from evidence.storage import store

# What a slide show is called, which can hold anything and is not looked through.
SLIDES = (".ppt", ".pptx", ".pps", ".ppsx", ".dps")
SAVE_AS_PDF = "幻灯片（PPT）不能直接上传。请在 PowerPoint 或 WPS 里另存为 PDF 再传。"
LONGEST_NAME = 120


def kept_file(upload: UploadedFile) -> dict[str, Any]:
    """Keep a PDF, a Word file or a photo; the facts of its row.

    Raises `evidence.guard.UnfitFile` with a sentence for the page.
    """
    name = plain_name(upload.name or "")
    if name.lower().endswith(SLIDES):
        raise UnfitFile(SAVE_AS_PDF, "slides")
    refuse_oversized(upload.size or 0)
    upload.seek(0)
    data = upload.read()
    fmt = format_of(data)
    if fmt.kind == EvidenceKind.DOCUMENT:
        check_document(data, fmt)
    else:
        data = read_photo(data, fmt).content
    store(data, fmt.suffix)
    return {
        "file_name": name,
        "content_type": fmt.content_type,
        "suffix": fmt.suffix,
        "digest": sha256(data).hexdigest(),
        "size": len(data),
    }


def plain_name(name: str) -> str:
    """A file's name without folders or control characters, not too long, its ending kept."""
    plain = "".join(one for one in name.replace("\\", "/").rsplit("/", 1)[-1] if one.isprintable())
    path = Path(plain or "未命名")
    return f"{path.stem[: LONGEST_NAME - len(path.suffix)]}{path.suffix}"[:LONGEST_NAME]
