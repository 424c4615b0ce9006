"""What may come in, and what is left of it once it is in."""

import io
import tracemalloc
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from evidence.documents import check_document
from evidence.guard import DOCX, JPEG, MB, PDF, PNG, WEBP, UnfitFile, format_of, refuse_oversized
from evidence.imaging import Photo, read_photo
from evidence.storage import NotStored, path_of, store
from tests.evidence import files


def read(content: bytes) -> Photo:
    return read_photo(content, format_of(content))


def why_not(act: Callable[[], object]) -> str:
    with pytest.raises(UnfitFile) as refused:
        act()
    return "".join(refused.value.messages)


def test_a_file_is_what_its_first_bytes_say() -> None:
    assert format_of(files.photo()) is JPEG
    assert format_of(files.photo("PNG")) is PNG
    assert format_of(files.photo("WEBP")) is WEBP
    assert format_of(files.pdf()) is PDF
    assert format_of(files.docx()) is DOCX


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "SVG"),
        (b'<?xml version="1.0"?><svg/>', "SVG"),
        (b"\xef\xbb\xbf \n<!DOCTYPE html><html></html>", "HTML"),
        (b"\x00\x00\x00\x18ftypheic" + b"\x00" * 40, "兼容性最佳"),
        (b"\x00\x00\x00\x18ftypmif1" + b"\x00" * 40, "兼容性最佳"),
        (b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 40, "视频"),
        (b"GIF89a" + b"\x00" * 40, "GIF"),
        (b"MZ" + b"\x00" * 40, "程序"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 40, "旧版 Office"),
        (b"hello", "认不出"),
        (b"", "空的"),
    ],
)
def test_everything_else_is_refused_with_what_it_is(content: bytes, words: str) -> None:
    assert words in why_not(lambda: format_of(content))


def test_a_file_over_20_mb_is_refused_before_it_is_read() -> None:
    refuse_oversized(20 * MB)
    assert "20.0 MB，超过 20 MB" in why_not(lambda: refuse_oversized(20 * MB + 1))


def test_12000_by_12000_pixels_are_refused_without_being_unpacked() -> None:
    content = files.png_of(12_000, 12_000)
    assert len(content) < 40_000
    tracemalloc.start()
    words = why_not(lambda: read(content))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "4000 万像素" in words
    assert most < 5 * MB


@pytest.mark.parametrize("size", [(8000, 6000), (10_000, 9_000), (20_000, 20_000)])
def test_too_many_pixels_are_told_whatever_the_reader_makes_of_them(size: tuple[int, int]) -> None:
    assert "4000 万像素" in why_not(lambda: read(files.png_of(*size)))


def test_40_million_pixels_are_just_enough() -> None:
    found = read(files.png_of(8000, 5000))
    assert (found.width, found.height) == (2560, 1600)


@pytest.mark.parametrize("fmt", ["JPEG", "PNG", "WEBP"])
def test_a_photo_that_was_cut_off_is_refused(fmt: str) -> None:
    noisy = Image.effect_noise((640, 480), 80).convert("RGB")
    out = io.BytesIO()
    noisy.save(out, fmt)
    whole = out.getvalue()
    read(whole)
    assert "不完整或已损坏" in why_not(lambda: read(whole[: len(whole) * 2 // 3]))


def test_a_head_without_a_picture_is_refused() -> None:
    assert "不完整或已损坏" in why_not(lambda: read(b"\xff\xd8\xff\xe0" + files.SCRIPT * 20))


def test_nothing_but_the_picture_is_kept() -> None:
    content = files.photo_from_a_phone()
    assert b"CANARY" in content
    assert files.SCRIPT in content
    found = read(content)
    for kept in (found.content, found.thumbnail):
        assert b"CANARY" not in kept
        assert b"script" not in kept
        assert b"Exif" not in kept
        with Image.open(io.BytesIO(kept)) as picture:
            assert not picture.getexif()
            assert set(picture.info) <= {
                *("jfif", "jfif_version", "jfif_unit", "jfif_density"),
                *("progressive", "progression"),
            }


def test_a_photo_taken_on_its_side_is_turned_upright() -> None:
    found = read(files.photo_from_a_phone())
    assert (found.width, found.height) == (48, 64)
    with Image.open(io.BytesIO(found.content)) as picture:
        upper, lower = picture.getpixel((24, 8)), picture.getpixel((24, 56))
    assert upper[0] > 200
    assert upper[1] < 60
    assert min(lower) > 200


def test_the_day_it_was_taken_is_read_before_it_is_dropped() -> None:
    assert read(files.photo_from_a_phone()).taken_on == date(2024, 9, 5)
    assert read(files.photo()).taken_on is None
    assert read(files.photo(taken="0000:00:00")).taken_on is None


def test_what_hangs_on_behind_a_photo_is_left_behind() -> None:
    """A photo that is a web page too, or an archive, for another reader."""
    for tail in (b"<html>" + files.SCRIPT, files.docx("CANARY")):
        found = read(files.photo() + tail)
        assert b"script" not in found.content
        assert b"PK\x03\x04" not in found.content


def test_a_large_photo_is_made_smaller_and_keeps_its_shape() -> None:
    found = read(files.photo(size=(4000, 2000)))
    assert (found.width, found.height) == (2560, 1280)
    with Image.open(io.BytesIO(found.thumbnail)) as small:
        assert small.size == (480, 240)


def test_what_is_see_through_becomes_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(read(out.getvalue()).content)) as picture:
        assert min(picture.getpixel((10, 10))) > 250


def test_plain_documents_pass() -> None:
    check_document(files.pdf(), PDF)
    check_document(files.docx(), DOCX)


def test_a_pdf_may_hold_any_noise_in_its_pictures() -> None:
    noise = b"5 0 obj\n<< /Length 20 >>\nstream\n\x00/JS \x01/Launch \nendstream\nendobj"
    check_document(files.pdf(noise), PDF)


PACKED = zlib.compress(b"7 0 << /S /JavaScript /JS (app.alert(1)) >>")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (files.pdf()[:-7], "不完整"),
        (files.pdf(trailer=b"/Encrypt 8 0 R "), "密码"),
        (files.pdf(b"4 0 obj\n<< /S /JavaScript /JS (app.alert(1)) >>\nendobj"), "脚本"),
        (files.pdf(b"4 0 obj\n<< /S /J#61vaScript /J#53 (x) >>\nendobj"), "脚本"),
        (files.pdf(b"4 0 obj\n<< /S /Launch /F (cmd.exe) >>\nendobj"), "脚本"),
        (
            files.pdf(
                b"4 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode >>\nstream\n"
                + PACKED
                + b"\nendstream\nendobj"
            ),
            "脚本",
        ),
    ],
)
def test_a_pdf_that_is_broken_locked_or_active_is_refused(content: bytes, words: str) -> None:
    assert words in why_not(lambda: check_document(content, PDF))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (files.docx()[:-40], "损坏"),
        (files.docx(extra={"word/vbaProject.bin": b"x"}), "宏"),
        (files.docx(extra={"word/bomb.xml": b" " * (101 * MB)}), "大得不正常"),
        (files.docx(extra={"word/x.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'}), "XML"),
        (
            files.docx(extra={"word/_rels/settings.xml.rels": b'<R TargetMode="External"/>'}),
            "外部的模板",
        ),
    ],
)
def test_a_word_file_that_is_broken_or_active_is_refused(content: bytes, words: str) -> None:
    assert words in why_not(lambda: check_document(content, DOCX))


def test_an_archive_is_no_word_file() -> None:
    content = files.docx().replace(b"word/document.xml", b"word/documents.xm")
    assert "不是 Word 文档" in why_not(lambda: check_document(content, DOCX))


def test_the_same_content_is_one_file() -> None:
    first, second = store(b"content", ".jpg", b"small"), store(b"content", ".jpg", b"small")
    assert first == second
    kept = path_of(first, ".jpg")
    assert kept.read_bytes() == b"content"
    assert sorted(one.name for one in kept.parent.iterdir()) == [
        f"{first}.jpg",
        f"{first}.thumb.jpg",
    ]


def test_a_disk_that_is_full_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch, media: Path
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(NotStored, match="没有保存"):
        store(b"content", ".jpg")
    assert [one for one in media.rglob("*") if one.is_file()] == []
