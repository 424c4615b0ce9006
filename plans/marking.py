"""A part of a version as the reviewer reads it: what changed since the last one is marked.

Pure. Names and phones are masked as everywhere in the district; that one changed is told all
the same.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from core.actor import Actor
from core.masking import mask_phone
from plans.comparing import Change, RowChange, differences
from plans.parts import answers_of, rows_of, shown_value
from plans.schema import Ask, AskKind, Content, Part, Table
from plans.shown import NUMERIC

SAME, ADDED, REMOVED, CHANGED = "same", "added", "removed", "changed"
# A long text is compared clause by clause.
_CLAUSES = re.compile(r"[^，。；！？\n]*[，。；！？\n]?")

Piece = tuple[str, str]  # same, added or removed, and its words
Tell = Callable[[Ask, str], str]


@dataclass(frozen=True)
class Answer:
    """A question or a cell, its words in pieces; `is_masked` where both sides read alike."""

    ask: Ask
    pieces: Sequence[Piece]
    is_masked: bool = False

    @property
    def is_numeric(self) -> bool:
        """Whether it stands right in a table."""
        return self.ask.kind in NUMERIC


@dataclass(frozen=True)
class Row:
    """A row of a table: same, added, removed or changed; `key` is the value it is known by."""

    kind: str
    key: str
    cells: Sequence[Answer]


@dataclass(frozen=True)
class Grid:
    """A table with its rows, those that are gone last."""

    table: Table
    rows: Sequence[Row]


@dataclass(frozen=True)
class Marked:
    """A whole part; `changes` counts answers and rows that differ from the version before."""

    part: Part
    answers: Sequence[Answer]
    grids: Sequence[Grid]
    changes: int


def teller(actor: Actor, street_code: str, names: Mapping[str, str]) -> Tell:
    """How a single value is told to an actor; `names` are those of communities by code."""

    def tell(ask: Ask, value: str) -> str:
        if not ask.is_personal or actor.may_see_names(street_code):
            is_money = ask.kind == AskKind.MONEY and value.isdecimal()
            return f"{int(value):,}" if is_money else shown_value(ask, value, names)
        if ask.kind == AskKind.PHONE:
            return mask_phone(value)
        return actor.shown_name(value, street_code)

    return tell


def marked(part: Part, before: Content | None, after: Content, tell: Tell) -> Marked:
    """A part as it is, beside what it was; nothing is marked in a first version."""
    changed = differences(part, before, after) if before is not None else None
    asks = {change.ask.name: change for change in changed.asks} if changed else {}
    rows = {one.table.name: one.rows for one in changed.tables} if changed else {}
    answers = answers_of(after)
    return Marked(
        part=part,
        answers=[
            _answer(ask, asks.get(ask.name), str(answers.get(ask.name) or ""), _with_units(tell))
            for ask in part.asks
        ],
        grids=[
            _grid(table, rows_of(after, table), rows.get(table.name, ()), tell)
            for table in part.tables
        ],
        changes=len(asks) + sum(len(one) for one in rows.values()),
    )


def _grid(
    table: Table,
    after: Sequence[Mapping[str, str]],
    changes: Sequence[RowChange],
    tell: Tell,
) -> Grid:
    by_row = {id(change.row): change for change in changes}
    rows = [_row(table, row, by_row.get(id(row)), tell) for row in after]
    gone = [one for one in changes if one.kind == REMOVED]
    return Grid(table, rows + [_row(table, one.row, one, tell) for one in gone])


def _row(table: Table, row: Mapping[str, str], change: RowChange | None, tell: Tell) -> Row:
    kind = change.kind if change else SAME
    cells = {one.ask.name: one for one in change.changes} if change else {}
    told = []
    for ask in table.columns:
        value = str(row.get(ask.name) or "")
        if kind in (ADDED, REMOVED) and value:
            told.append(Answer(ask, [(kind, tell(ask, value))]))
        else:
            # The unit stands in the head of the column.
            told.append(_answer(ask, cells.get(ask.name), value, tell))
    return Row(kind, str(row.get(table.key) or ""), told)


def _answer(ask: Ask, change: Change | None, value: str, tell: Tell) -> Answer:
    after = tell(ask, value)
    if change is None:
        return Answer(ask, [(SAME, after)] if after else [])
    before = tell(ask, change.before)
    if before == after:
        return Answer(ask, [(SAME, after)], is_masked=True)
    if ask.kind == AskKind.LONG:
        return Answer(ask, _by_clause(before, after))
    pieces = [(REMOVED, before), (ADDED, after)]
    return Answer(ask, [(kind, words) for kind, words in pieces if words])


def _by_clause(before: str, after: str) -> list[Piece]:
    was, now = _CLAUSES.findall(before)[:-1], _CLAUSES.findall(after)[:-1]
    pieces = []
    for deed, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if deed == "equal":
            pieces.append((SAME, "".join(now[c:d])))
            continue
        pieces += [(REMOVED, "".join(was[a:b])), (ADDED, "".join(now[c:d]))]
    return [(kind, words) for kind, words in pieces if words]


def _with_units(tell: Tell) -> Tell:
    def told(ask: Ask, value: str) -> str:
        text = tell(ask, value)
        return f"{text} {ask.unit}" if text and ask.unit else text

    return told
