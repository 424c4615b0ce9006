"""Photos of a visit: read in full and written anew without place or comment, then sealed."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError

from casework.models import CaseFile, Visit
from evidence.enums import EvidenceKind
from evidence.guard import UnfitFile, format_of
from evidence.imaging import read_photo

MOST_PHOTOS = 3
KINDS = "image/jpeg,image/png,image/webp"
TOO_MANY = f"一次走访最多{MOST_PHOTOS}张照片，请去掉几张。"
NO_DOCUMENT = "这里只收照片（JPEG、PNG、WebP），不收文件。"
CONTENT_TYPE = "image/jpeg"


def read_photos(photos: Sequence[bytes]) -> list[bytes]:
    """The pictures alone, as JPEGs; raises ValidationError({"photos": …}) for what is no photo."""
    if len(photos) > MOST_PHOTOS:
        raise ValidationError({"photos": TOO_MANY})
    return [_read(number, data, len(photos)) for number, data in enumerate(photos, 1)]


def files_of(visit: Visit, pictures: Sequence[bytes]) -> list[CaseFile]:
    """Pictures as files of a visit, sealed and not saved yet."""
    files = []
    for picture in pictures:
        file = CaseFile(
            household_id=visit.household_id,
            visit=visit,
            content_type=CONTENT_TYPE,
            size=len(picture),
        )
        file.content = picture
        files.append(file)
    return files


def _read(number: int, data: bytes, total: int) -> bytes:
    try:
        fmt = format_of(data)
        if fmt.kind != EvidenceKind.PHOTO:
            raise UnfitFile(NO_DOCUMENT, "wrong_kind")
        return read_photo(data, fmt).content
    except UnfitFile as unfit:
        which = f"第{number}张：" if total > 1 else ""
        raise ValidationError({"photos": f"{which}{unfit.message}"}) from unfit
