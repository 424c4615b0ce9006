"""Sets checked rows beside the books: what is new, what changes and how, what stays."""

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from core.sealing import blind_index
from ledgers.checking import CheckedRow, CheckResult
from ledgers.corrections import ANOTHER, Place
from ledgers.enums import Outcome
from ledgers.headers import Mapping
from ledgers.problems import Problem
from ledgers.spec import RECORD, Books, Ledger, Values
from ledgers.telling import masked


@dataclass(frozen=True)
class Difference:
    """A value that the books would get: what it is called, what they hold, what the row says.

    Of a list that only grows, `is_added` is set and `new` tells what comes to it.
    """

    label: str
    old: str
    new: str
    is_added: bool = False


@dataclass(frozen=True)
class Compared:
    """A checked row and what becomes of it.

    `values` are those for the books, with the RECORD they change. `is_likely` where the record was found by less than its
    whole key (the same name under another phone), which a person should look at.
    """

    row: CheckedRow
    outcome: Outcome
    values: Values
    differences: tuple[Difference, ...] = ()
    is_likely: bool = False

    @property
    def is_written(self) -> bool:
        """Whether the books would change."""
        return self.outcome in (Outcome.NEW, Outcome.CHANGED)


def compare(result: CheckResult, corrected: Collection[Place] = ()) -> list[Compared]:
    """Set every row beside the books, in a fixed number of queries.

    `corrected` are the places a person put right: among them the rows she said are another's.
    """
    books = result.ledger.books
    if books is None:
        return [_unmatched(row) for row in result.rows]
    rows = _doubted(result, corrected)
    good = [_values(row, corrected) for row in rows if row.is_good]
    held = iter(zip(good, books.recorded(good), strict=True))
    matched = [next(held) if row.is_good else None for row in rows]
    changes = [_changes(*pair) if pair else {} for pair in matched]
    teller = _Teller(result, changes, books)
    return [
        _compared(row, pair, change, teller)
        for row, pair, change in zip(rows, matched, changes, strict=True)
    ]


def _values(row: CheckedRow, corrected: Collection[Place]) -> Values:
    return {**row.values, ANOTHER: (row.sheet, row.number, ANOTHER) in corrected}


def _doubted(result: CheckResult, corrected: Collection[Place]) -> list[CheckedRow]:
    """The rows with what only the books can tell is unclear about them."""
    doubter = result.ledger.doubts
    if doubter is None:
        return list(result.rows)
    found = iter(doubter([_values(row, corrected) for row in result.good_rows]))
    return [_with(row, next(found)) if row.is_good else row for row in result.rows]


def _with(row: CheckedRow, doubts: Sequence[Problem]) -> CheckedRow:
    placed = [one.at(one.column, row.raw.get(one.column, "")) for one in doubts]
    return replace(row, problems=(*row.problems, *placed)) if placed else row


def preview_key(compared: Sequence[Compared]) -> str:
    """A keyed hash of what the books would get, to know it again when it is to be written."""
    seen = [
        [one.row.sheet, one.row.number, one.outcome.value]
        + [[each.label, each.old, each.new] for each in one.differences]
        for one in compared
    ]
    return blind_index(json.dumps(seen, ensure_ascii=False), purpose="ledgers.Batch.preview")


class HeaderWords:
    """What the sheets themselves call the columns of their ledger."""

    def __init__(self, mapping: Mapping, ledger: Ledger) -> None:
        self.labels = {column.key: column.label for column in ledger.columns}
        self.written = {
            (sheet.sheet, key): sheet.headers.get(at, "").rpartition("/")[2]
            for sheet in mapping.sheets
            for at, key in sheet.columns.items()
        }

    def of(self, sheet: str, key: str) -> str:
        """The sheet's word for a column, else the ledger's; empty for what is no column."""
        return self.written.get((sheet, key)) or self.labels.get(key, "")


# key → (old, new), as the books hold them.
_Changes = dict[str, tuple[Any, Any]]


def _changes(values: Values, held: Values | None) -> _Changes:
    """Old and new where a filled cell says something else than the books."""
    return {
        key: (old, values[key])
        for key, old in (held or {}).items()
        if values.get(key) is not None and values[key] != old
    }


def _unmatched(row: CheckedRow) -> Compared:
    return Compared(row, Outcome.NEW if row.is_good else Outcome.REJECTED, row.values)


def _compared(
    row: CheckedRow,
    pair: tuple[Values, Values | None] | None,
    changes: _Changes,
    teller: "_Teller",
) -> Compared:
    if pair is None:
        return Compared(row, Outcome.REJECTED, {})
    values, held = pair
    if held is None:
        return Compared(row, Outcome.NEW, values)
    return Compared(
        row,
        Outcome.CHANGED if changes else Outcome.SAME,
        {**values, RECORD: held[RECORD]},
        tuple(teller.difference(row.sheet, key, *pair) for key, pair in changes.items()),
        is_likely=not changes.keys().isdisjoint(teller.ledger.key),
    )


class _Teller:
    """Puts all values that change into words; the books are asked once for each key."""

    def __init__(self, result: CheckResult, changes: Sequence[_Changes], books: Books) -> None:
        self.ledger = result.ledger
        self.headers = HeaderWords(result.mapping, result.ledger)
        self.labels: dict[str, str] = {}
        self.words: dict[tuple[str, Any], str] = {}
        wanted: dict[str, dict[Any, Any]] = defaultdict(dict)
        for one in changes:
            for key, pair in one.items():
                values = [_added(*pair)] if _added(*pair) else pair
                wanted[key].update((_hashable(value), value) for value in values)
        for key, by_hash in wanted.items():
            self.labels[key], texts = books.told(key, list(by_hash.values()))
            for value, text in zip(by_hash, texts, strict=True):
                self.words[key, value] = text

    def difference(self, sheet: str, key: str, old: Any, new: Any) -> Difference:
        label = self.headers.of(sheet, key) or self.labels[key]
        if added := _added(old, new):
            return Difference(label, "", self._told(key, added), is_added=True)
        return Difference(label, self._told(key, old), self._told(key, new))

    def _told(self, key: str, value: Any) -> str:
        return masked(self.words[key, _hashable(value)], self.ledger.by_key.get(key))


def _added(old: Any, new: Any) -> list[Any]:
    """What a list on record gets, where it loses nothing."""
    if not isinstance(old, list):
        return []
    whole = new if isinstance(new, list) else [*old, new]
    return [value for value in whole if value not in old] if set(old) <= set(whole) else []


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
