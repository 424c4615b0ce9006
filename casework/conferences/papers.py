"""Uploaded minutes: looked through as evidence is, then sealed into the conference."""

from django.core.exceptions import ValidationError

from evidence.documents import check_document
from evidence.enums import EvidenceKind
from evidence.guard import DOCX, PDF, UnfitFile, format_of

NO_PHOTO = "纪要请传 Word（.docx）或 PDF；纸质的请扫描成 PDF 再传。"
# Only what this table names is ever sent, whatever a row says.
SUFFIXES = {one.content_type: one.suffix for one in (PDF, DOCX)}


def read_minutes(data: bytes) -> tuple[str, bytes]:
    """Content type and bytes of a Word or PDF file; ValidationError({"file": …}) for all else."""
    try:
        fmt = format_of(data)
        if fmt.kind == EvidenceKind.PHOTO:
            raise UnfitFile(NO_PHOTO, "wrong_kind")
        check_document(data, fmt)
    except UnfitFile as unfit:
        raise ValidationError({"file": unfit.message}) from unfit
    return fmt.content_type, data
