"""Sheets set by typst: what goes in as data is printed as it stands, the same each time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
import typst
from django.core.exceptions import ImproperlyConfigured
from pypdf import PdfReader

from core import typesetting
from core.typesetting import typeset

DAY = date(2024, 9, 20)
LIST = """\
#let data = json(bytes(sys.inputs.data))
#set text(font: "Noto Sans SC")
#for name in data.names [#name \\ ]
"""
# What would be markup, code or a comment, were it source.
AWKWARD = [
    "#panic(1) 金光村",
    "$x^2$ @label <label>",
    "*粗* _斜_ `码` = 题 - 列",
    '引"号" \\ 反斜 \\u{41}',
    "// 注 /* 释 */ [块] {码} ~ --",
    "#read(“/etc/passwd”)",
]


@pytest.fixture
def template(tmp_path: Path) -> str:
    file = tmp_path / "list.typ"
    file.write_text(LIST, "utf-8")
    return str(file)


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


@pytest.mark.parametrize("name", AWKWARD)
def test_what_looks_like_markup_is_printed_literally(template: str, name: str) -> None:
    assert name in text_of(typeset(template, {"names": [name]}, day=DAY))


def test_the_same_data_gives_the_same_file(template: str) -> None:
    first, second = (typeset(template, {"names": ["金光村"]}, day=DAY) for _ in range(2))
    assert first == second
    assert b"D:20240920" in first


def test_only_our_own_fonts_are_in_it(template: str) -> None:
    pdf = typeset(template, {"names": ["金光村 021-66158630"]}, day=DAY)
    fonts = PdfReader(BytesIO(pdf)).pages[0]["/Resources"]["/Font"]
    names = {font.get_object()["/BaseFont"].split("+")[-1] for font in fonts.values()}
    assert {name.partition("-")[0] for name in names} == {"NotoSansSC"}


def test_several_may_print_at_once(template: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        files = list(
            pool.map(lambda n: typeset(template, {"names": [f"第{n}"]}, day=DAY), range(8))
        )
    assert [text_of(pdf).split() for pdf in files] == [["第", str(n)] for n in range(8)]


def test_a_template_reads_nothing_outside_its_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("密")
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner/thief.typ").write_text('#read("../secret.txt")')
    with pytest.raises(typst.TypstError):
        typeset(str(tmp_path / "inner/thief.typ"), {}, day=DAY)


def test_missing_fonts_are_told_with_what_to_do(tmp_path: Path, settings) -> None:
    settings.BASE_DIR = tmp_path
    typesetting._fonts.cache_clear()
    with pytest.raises(ImproperlyConfigured, match="make setup"):
        typesetting._fonts()
    typesetting._fonts.cache_clear()
