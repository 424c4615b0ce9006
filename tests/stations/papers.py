"""What stands where on the sheets of a PDF, read back from the file."""

import re
import unicodedata
from dataclasses import dataclass
from io import BytesIO
from itertools import combinations

from django.test import Client
from pypdf import PageObject, PdfReader

MM = 72 / 25.4


@dataclass(frozen=True)
class Piece:
    """A piece of text in one size; lengths in millimetres from the upper left corner.

    `top` and `bottom` are those of its type size. On the upper face of a tent card text
    `is_turned` upside down.
    """

    text: str
    left: float
    right: float
    top: float
    bottom: float
    points: float
    is_turned: bool


def sheets_of(client: Client, url: str) -> list[PageObject]:
    """The pages of a file that an address answers with."""
    response = client.get(url)
    assert response.status_code == 200, f"{url}: {response.status_code}"
    assert response["Content-Type"] == "application/pdf"
    return pages_of(response.content)


def pages_of(pdf: bytes) -> list[PageObject]:
    return list(PdfReader(BytesIO(pdf)).pages)


def words_on(page: PageObject) -> str:
    """All text of a page without blanks and ends of lines."""
    return re.sub(r"\s", "", page.extract_text())


def size_of(page: PageObject) -> tuple[int, int]:
    """Width and height in whole millimetres."""
    return round(float(page.mediabox.width) / MM), round(float(page.mediabox.height) / MM)


def pieces_on(page: PageObject) -> list[Piece]:
    """Every piece of text on a page, and where it stands."""
    found: list[Piece] = []
    height = float(page.mediabox.height)

    def note(text: str, place: list[float], _: object, __: object, points: float) -> None:
        if not text.strip():
            return
        x, y, is_turned = place[4], height - place[5], place[0] < 0
        length = points * sum(_advance(char) for char in text.strip())
        left, right = (x - length, x) if is_turned else (x, x + length)
        # Of an em about 0.88 stands over the baseline.
        over, under = (0.12, 0.88) if is_turned else (0.88, 0.12)
        top, bottom = y - over * points, y + under * points
        mm = [value / MM for value in (left, right, top, bottom)]
        found.append(Piece(text.strip(), *mm, points, is_turned))

    page.extract_text(visitor_text=note)
    return found


def overlapping(pieces: list[Piece]) -> list[tuple[str, str]]:
    """Pieces that are set over one another: typst piles up what a fixed height can't hold."""
    return [
        (one.text, other.text)
        for one, other in combinations(pieces, 2)
        # A mark like ： may be set in half its width.
        if min(one.right, other.right) - max(one.left, other.left) > 0.6 * one.points / MM
        and min(one.bottom, other.bottom) - max(one.top, other.top) > 0.5
    ]


def _advance(char: str) -> float:
    """A character's width in ems, on the safe side."""
    if char == " ":
        return 0.25
    return 1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.62
