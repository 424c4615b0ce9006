"""Where photos and files lie: under MEDIA_ROOT/evidence, by the hash of their content.

A file is written before its row. Where the transaction fails afterwards the file stays without
a row: it tells nobody anything, and the same content handed in again is that very file.
Nothing points at a file that is not there.
"""

import os
import tempfile
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from evidence.guard import UnfitFile

THUMBNAIL_SUFFIX = ".thumb.jpg"


class NotStored(UnfitFile):
    """The server could not write a file; nothing of it was kept."""


def store(content: bytes, suffix: str, thumbnail: bytes | None = None) -> str:
    """Keep a file, and its thumbnail beside it; returns its digest."""
    digest = sha256(content).hexdigest()
    if thumbnail is not None:
        _write(path_of(digest, THUMBNAIL_SUFFIX), thumbnail)
    _write(path_of(digest, suffix), content)
    return digest


def path_of(digest: str, suffix: str) -> Path:
    """The file of a digest."""
    return Path(settings.MEDIA_ROOT) / "evidence" / digest[:2] / f"{digest}{suffix}"


def _write(target: Path, content: bytes) -> None:
    """The whole file or none: written beside its place, then moved there."""
    if target.exists():
        return
    draft: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as out:
            draft = Path(out.name)
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(target)
    except OSError as failed:
        if draft is not None:
            draft.unlink(missing_ok=True)
        raise NotStored(
            "服务器暂时存不下这个文件，没有保存。请过一会儿再传；一直这样，请告诉数据管理员。",
            "not_stored",
        ) from failed
