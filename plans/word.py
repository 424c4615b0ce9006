"""A plan as a Word document, in the dress of the district's own papers (core.official)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from docx.document import Document as WordDocument

from core import official
from core.official import hand_over
from plans.shown import Grid, Shown

__all__ = ["Paper", "document", "hand_over"]


@dataclass(frozen=True)
class Paper:
    """What the document says beside the parts: its title, the lines below it."""

    title: str
    filed_by: str
    notes: Sequence[str]
    parts: Sequence[Shown]
    printed_on: date


def document(paper: Paper) -> bytes:
    """The .docx file."""
    word = official.paper(paper.title, paper.filed_by, paper.notes)
    for number, one in enumerate(paper.parts, start=1):
        word.add_heading(f"{official.numeral(number)}、{one.part.title}", level=1)
        _part(word, one)
    return official.signed(word, paper.filed_by, paper.printed_on)


def _part(word: WordDocument, one: Shown) -> None:
    if one.is_blank:
        word.add_paragraph("（未填写）")
        return
    for line in one.lines:
        official.add_line(word, line.label, line.text or "未填")
    for grid in one.grids:
        if grid.rows:
            word.add_heading(grid.label, level=2)
            _grid(word, grid)


def _grid(word: WordDocument, grid: Grid) -> None:
    labels = [f"{one.label}（{one.unit}）" if one.unit else one.label for one in grid.columns]
    rows = [[(one.text, one.is_numeric) for one in row] for row in grid.rows]
    official.add_table(word, labels, rows)
