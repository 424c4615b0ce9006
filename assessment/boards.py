"""The score board as rows and cells; no queries, no markup."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from assessment.runs import StreetScore
from assessment.scoring import Scored, State, Totals
from assessment.selectors import Scene
from assessment.timeline import Standing
from core.measures import measures
from orgs.models import Unit
from standards.book import Part, StandardBook

ZERO = Decimal(0)


@dataclass(frozen=True)
class Cell:
    """A part of a street: points of the full marks that apply.

    `points` is None while nothing has been recorded for the part, which then counts 0.
    """

    part: Part
    points: Decimal | None
    full: Decimal


@dataclass(frozen=True)
class Row:
    """A street on the board."""

    street: Unit
    totals: Totals
    standing: Standing
    cells: tuple[Cell, ...]
    is_incomplete: bool


def columns_of(book: StandardBook) -> list[Part]:
    """The parts that give points, in the notice's order."""
    return [part for part in book.parts if part.full_mark]


def cell_of(score: StreetScore, part: Part) -> Cell:
    """Sum a part; bonus is left out, and what does not apply lowers the full mark."""
    lines = [line for line in score.of_part(part) if line.counts]
    has_records = any(line.state != State.NO_DATA for line in lines)
    return Cell(
        part,
        sum((line.points for line in lines), ZERO) if has_records else None,
        sum((line.full_mark for line in lines), ZERO),
    )


def rows_of(scene: Scene) -> list[Row]:
    """Every street in official order."""
    parts = columns_of(scene.book)
    return [
        Row(
            street=score.street,
            totals=score.totals,
            standing=scene.standings[score.street.code],
            cells=tuple(cell_of(score, part) for part in parts),
            is_incomplete=any(_lacks_records(scene.book, line) for line in score.lines),
        )
        for score in scene.scores.values()
    ]


def _lacks_records(book: StandardBook, line: Scored) -> bool:
    """Whether the portal could count something here, and nothing is recorded yet."""
    return line.counts and line.state == State.NO_DATA and book.clause(line.id).measure in measures


def is_late(row: Row) -> bool:
    """Behind with a milestone."""
    return bool(row.standing.behind)


def is_incomplete(row: Row) -> bool:
    """Without records that the portal could count."""
    return row.is_incomplete


# Value in the address → words and which rows it leaves; the first is taken without one.
FILTERS: dict[str, tuple[str, Callable[[Row], bool]]] = {
    "": ("全部街镇", lambda row: True),
    "late": ("有逾期", is_late),
    "incomplete": ("有条款还没记录", is_incomplete),
}


SortKey = Callable[[Row], Decimal | int]


def sort_keys(book: StandardBook) -> dict[str, SortKey]:
    """What `?sort=` can order by; without it the official order stands."""
    keys: dict[str, SortKey] = {
        "late": lambda row: row.standing.late if row.standing.behind else -1,
        "total": lambda row: row.totals.total,
        "bonus": lambda row: row.totals.bonus,
        "due": lambda row: row.totals.due_points,
    }
    for index, part in enumerate(columns_of(book)):
        keys[part.code] = _points_of(index)
    return keys


def _points_of(index: int) -> SortKey:
    return lambda row: row.cells[index].points or ZERO


def sorted_rows(rows: list[Row], book: StandardBook, sort: str) -> tuple[list[Row], str]:
    """Rows in the order asked for, and that order; equal ones keep the official order."""
    key = sort_keys(book).get(sort.removeprefix("-"))
    if key is None:
        return rows, ""
    return sorted(rows, key=key, reverse=sort.startswith("-")), sort
