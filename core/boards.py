"""Figures that stand beside a clause and give no points (G-2), declared by the room that counts.

A board is read by the page of its clause, for one street or for all streets of the page.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.measures import Question


@dataclass(frozen=True)
class BoardFigure:
    """One figure in words: its label, its value (– where nothing was found), what it is of."""

    label: str
    value: str
    unit: str = ""
    note: str = ""


@dataclass(frozen=True)
class Board:
    """The figures of a clause.

    `figures` gives them for some streets, by their codes. `page` names the page that shows their
    trend, for the district alone where `is_of_district`; `page_label` is its button.
    """

    clause: str
    figures: Callable[[Question, Sequence[str]], Sequence[BoardFigure]]
    page: str
    page_label: str
    is_of_district: bool = False


boards: dict[str, Board] = {}


def register(board: Board) -> None:
    """Declare the board of a clause; two of them are a mistake."""
    if board.clause in boards:
        raise ValueError(f"{board.clause} has a board already")
    boards[board.clause] = board
