"""Files as phones, offices and troublemakers make them."""

import io
import struct
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from PIL import Image

GPS_PART = 0x8825
SCRIPT = b"<script>alert(1)</script>"


def photo(
    fmt: str = "JPEG",
    size: tuple[int, int] = (64, 48),
    colour: str = "teal",
    taken: str = "",
    **kwargs: object,
) -> bytes:
    """A photo; `taken` (2024:09:05) is the day its own data tells."""
    exif = Image.Exif()
    if taken:
        exif.get_ifd(0x8769)[0x9003] = f"{taken} 10:30:00"
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, fmt, exif=exif, **kwargs)
    return out.getvalue()


def photo_from_a_phone() -> bytes:
    """Taken on its side, with the place, the owner and a script in its own data."""
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter clockwise
    exif[0x013B] = "CANARY OWNER"
    exif.get_ifd(0x8769)[0x9003] = "2024:09:05 10:30:00"
    exif.get_ifd(GPS_PART).update({1: "N", 2: (31.0, 15.0, 3.0), 3: "E", 4: (121.0, 24.0, 7.0)})
    out = io.BytesIO()
    picture = Image.new("RGB", (64, 48), "white")
    picture.paste("red", (0, 0, 32, 48))  # the left half, which is the upper one once turned
    picture.save(out, "JPEG", quality=95, exif=exif, comment=SCRIPT, icc_profile=b"CANARY PROFILE")
    return out.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A PNG that is small as a file, whatever its size as a picture."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    row = b"\x00" * (1 + (width + 7) // 8)
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF as small as they come."""
    inside = b"\n".join([b"%PDF-1.7", b"1 0 obj\n<< /Type /Catalog >>\nendobj", *objects])
    return inside + b"\ntrailer\n<< /Root 1 0 R " + trailer + b">>\nstartxref\n9\n%%EOF\n"


def docx(text: str = "工作机制", extra: dict[str, bytes] | None = None) -> bytes:
    """A Word document, with further members in its package."""
    out = io.BytesIO()
    document = Document()
    document.add_paragraph(text)
    document.save(out)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        for name, content in (extra or {}).items():
            package.writestr(name, content)
    return out.getvalue()


def upload(content: bytes, name: str = "IMG_1.jpg") -> SimpleUploadedFile:
    """The same as it reaches the portal."""
    return SimpleUploadedFile(name, content)
