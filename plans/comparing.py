"""What changed in a part between two versions: answers before and after, rows by their key. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from plans.parts import answers_of, rows_of
from plans.schema import Ask, Content, Part, Table

Row = Mapping[str, str]
Key = tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """One answer or cell as it was and as it is; values as kept, empty for none."""

    ask: Ask
    before: str
    after: str


@dataclass(frozen=True)
class RowChange:
    """One row that came, went or reads otherwise.

    `kind` is added, removed or changed; `row` is the row as it is, or as it was before it went;
    `changes` are its changed cells, empty unless `kind` is changed.
    """

    kind: str
    row: Row
    changes: Sequence[Change] = ()


@dataclass(frozen=True)
class TableChange:
    """What changed in one table, in the order of the rows."""

    table: Table
    rows: Sequence[RowChange]

    def count(self, kind: str) -> int:
        """How many rows were added, removed or changed."""
        return sum(row.kind == kind for row in self.rows)


@dataclass(frozen=True)
class Differences:
    """All that changed in one part; false where nothing did."""

    asks: Sequence[Change]
    tables: Sequence[TableChange]

    def __bool__(self) -> bool:
        return bool(self.asks or self.tables)


def differences(part: Part, before: Content, after: Content) -> Differences:
    """What changed from one version of a part to another."""
    asks = _changes(part.asks, answers_of(before), answers_of(after))
    tables = [
        TableChange(table, rows)
        for table in part.tables
        if (rows := _row_changes(table, rows_of(before, table), rows_of(after, table)))
    ]
    return Differences(asks, tables)


def _changes(
    asks: Sequence[Ask], before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[Change]:
    return [
        Change(ask, was, now)
        for ask in asks
        if (was := before.get(ask.name) or "") != (now := after.get(ask.name) or "")
    ]


def _row_changes(table: Table, before: Sequence[Row], after: Sequence[Row]) -> list[RowChange]:
    was, now = _by_key(table, before), _by_key(table, after)
    found = []
    for key, row in now.items():
        if key not in was:
            found.append(RowChange("added", row))
        elif changes := _changes(table.columns, was[key], row):
            found.append(RowChange("changed", row, changes))
    found += [RowChange("removed", row) for key, row in was.items() if key not in now]
    return found


def _by_key(table: Table, rows: Sequence[Row]) -> dict[Key, Row]:
    """Rows by the columns that tell them apart; of several alike the first is the first again."""
    met: Counter[Key] = Counter()
    keyed = {}
    for row in rows:
        key = tuple(str(row.get(name) or "") for name in (table.key, *table.key_with))
        met[key] += 1
        keyed[(*key, str(met[key]))] = row
    return keyed
