"""A part of a plan as people read it: on a page, and in the Word document. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plans.parts import answers_of, rows_of, shown_value
from plans.schema import Ask, AskKind, Content, Part

NUMERIC = (AskKind.WHOLE, AskKind.DECIMAL, AskKind.MONEY)


@dataclass(frozen=True)
class Line:
    """A question and its answer in words; empty where there is none."""

    label: str
    text: str


@dataclass(frozen=True)
class GridCell:
    """One cell of a table in words."""

    column: Ask
    text: str

    @property
    def is_numeric(self) -> bool:
        """Whether it stands right."""
        return self.column.kind in NUMERIC


@dataclass(frozen=True)
class Grid:
    """A table in words."""

    label: str
    columns: Sequence[Ask]
    rows: Sequence[Sequence[GridCell]]

    @property
    def numeric(self) -> list[str]:
        """The names of the columns that stand right."""
        return [column.name for column in self.columns if column.kind in NUMERIC]


@dataclass(frozen=True)
class Shown:
    """A whole part in words."""

    part: Part
    lines: Sequence[Line]
    grids: Sequence[Grid]

    @property
    def is_blank(self) -> bool:
        """Whether nothing was written."""
        return not any(line.text for line in self.lines) and not any(
            grid.rows for grid in self.grids
        )


def shown(
    part: Part, content: Content, names: Mapping[str, str], *, with_people: bool = True
) -> Shown:
    """A part whose content is already as the reader may see it (`selectors.content_for`).

    `names` are the names of the communities by their codes; without people, the questions about
    them are left out.
    """

    def asked(asks: Sequence[Ask]) -> list[Ask]:
        return [ask for ask in asks if with_people or not ask.is_personal]

    answers = answers_of(content)
    lines = [Line(ask.label, in_words(ask, answers.get(ask.name, ""), names, is_whole=True))
             for ask in asked(part.asks)]  # fmt: skip
    grids = [
        Grid(
            table.label,
            (columns := asked(table.columns)),
            [
                [GridCell(one, in_words(one, row.get(one.name, ""), names)) for one in columns]
                for row in rows_of(content, table)
            ],
        )
        for table in part.tables
    ]
    return Shown(part, lines, grids)


def in_words(ask: Ask, text: str, names: Mapping[str, str], *, is_whole: bool = False) -> str:
    """An answer in words; `is_whole` with its unit, which a table has in its head."""
    words = shown_value(ask, text, names)
    return f"{words} {ask.unit}" if words and ask.unit and is_whole else words
