"""Photos: read in full, turned upright, and written anew without anything but the picture.

A photo's own data may tell where somebody lives, and its comment may hold a script. Neither is
ever stored: what is kept is a new JPEG of the pixels alone.
"""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from PIL import Image, ImageOps

from evidence.guard import MAX_PIXELS, Format, UnfitFile

LONGEST_SIDE = 2560
THUMBNAIL_SIDE = 480
QUALITY = 86
THUMBNAIL_QUALITY = 78
WHITE = (255, 255, 255)

# Where EXIF keeps the moment a photo was taken, and the moment its file was written.
EXIF_PART, TAKEN_AT, WRITTEN_AT = 0x8769, 0x9003, 0x0132


@dataclass(frozen=True)
class Photo:
    """A photo as it is kept; `taken_on` is the day its own data told, if it did."""

    content: bytes
    thumbnail: bytes
    width: int
    height: int
    taken_on: date | None


def read_photo(data: bytes, fmt: Format) -> Photo:
    """Make a photo out of an upload, or raise UnfitFile.

    The size is taken from the head of the file, before any pixel is unpacked: 17 KB may stand
    for 12,000 × 12,000 of them.
    """
    with _refusing(), Image.open(io.BytesIO(data), formats=[fmt.name]) as opened:
        _refuse_too_many_pixels(opened)
        taken_on = _taken_on(opened)
        opened.load()
        picture = _plain(ImageOps.exif_transpose(opened))
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
        small = picture.copy()
        small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
        return Photo(
            content=_written(picture, QUALITY),
            thumbnail=_written(small, THUMBNAIL_QUALITY),
            width=picture.width,
            height=picture.height,
            taken_on=taken_on,
        )


@contextmanager
def _refusing() -> Iterator[None]:
    """Tell whatever Pillow runs into as one of two sentences."""
    try:
        with warnings.catch_warnings():
            # Camera makers write odd data, which is dropped; too many pixels are no oddity.
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            yield
    except UnfitFile:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise UnfitFile(
            f"照片的像素太多，超过 {MAX_PIXELS // 10_000} 万像素。请用手机的普通模式重拍，或缩小后再传。",
            "too_many_pixels",
        ) from bomb
    except Exception as broken:
        # Pillow's readers fail in every way there is on files made to break them.
        raise UnfitFile(
            "照片读不出来，文件不完整或已损坏。请重新选择，或重拍一张。", "broken"
        ) from broken


def _refuse_too_many_pixels(image: Image.Image) -> None:
    if image.width * image.height > MAX_PIXELS:
        raise UnfitFile(
            f"照片有 {image.width}×{image.height} 像素，超过 {MAX_PIXELS // 10_000} 万像素。"
            "请用手机的普通模式重拍，或缩小后再传。",
            "too_many_pixels",
        )


def _plain(image: Image.Image) -> Image.Image:
    """The pixels alone, in RGB, see-through parts white; no place, no comment, no profile."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        ground = Image.new("RGBA", layer.size, WHITE)
        image = Image.alpha_composite(ground, layer)
    picture = image.convert("RGB") if image.mode != "RGB" else image.copy()
    picture.info.clear()
    return picture


def _written(picture: Image.Image, quality: int) -> bytes:
    picture.info.clear()
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()


def _taken_on(image: Image.Image) -> date | None:
    """The day a photo says it was taken; what can't be read counts as not said."""
    try:
        exif = image.getexif()
        told = exif.get_ifd(EXIF_PART).get(TAKEN_AT) or exif.get(WRITTEN_AT) or ""
        return datetime.strptime(str(told)[:10], "%Y:%m:%d").date()  # noqa: DTZ007
    except Exception:
        return None
