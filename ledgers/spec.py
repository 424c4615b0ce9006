"""How a room describes its ledger: columns, what each may hold, and how rows hang together.

A description is one `ledger.py` in a room, with `register(Ledger(...))`; see advisors/ledger.py.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Protocol

from core.actor import Actor
from ledgers.cells import is_blank
from ledgers.problems import Candidate, Problem, Reading, error, warning
from ledgers.roster import Roster
from ledgers.workbook import CellValue
from orgs.names import UnitNames


class Directory(Protocol):
    """What a check looks names up in."""

    @property
    def units(self) -> UnitNames:
        """The district's units."""

    def roster_for(self, ledger: "Ledger") -> Roster:
        """The advisors a ledger's rows may name."""


Values = Mapping[str, Any]


# Among what `recorded` returns and what `enter` is given: the key of a row's record on hand.
RECORD = "record"


class Books(Protocol):
    """Where a room keeps what its ledger says; each in a fixed number of queries."""

    def recorded(self, rows: Sequence[Values]) -> list[Values | None]:
        """For each row what the books hold under its key, in the row's own terms.

        None where nothing is held. Only keys named here are compared. A record may be found by
        less than the ledger's key; then the part that differs is among the keys named.
        """

    def enter(self, rows: Sequence[Values], by: Actor) -> None:
        """Write rows that are new or changed; a value of None leaves what is there.

        RECORD says which record a row changes; without one it is new.
        """

    def told(self, key: str, values: Sequence[Any]) -> tuple[str, list[str]]:
        """What a key is called, and its values as people read them (labels, names of units)."""


@dataclass(frozen=True)
class SheetContext:
    """What holds for every row of a sheet.

    `year` is the ledger's, `street` the code that the sheet's name or title points at (or
    empty), `headers` the written header of each column key.
    """

    today: date
    year: int
    epoch_1904: bool
    street: str
    units: UnitNames
    roster: Roster
    headers: Mapping[str, str]


@dataclass(slots=True)
class Row:
    """A row while it is being checked: what was read so far, and what was found."""

    sheet: SheetContext
    raw: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def get(self, column: str) -> Any:
        """A value read; None where the cell was blank or wrong."""
        return self.values.get(column)

    def add(self, column: str, problem: Problem) -> None:
        """Note a finding in a column."""
        self.problems.append(problem.at(column, self.raw.get(column, "")))

    def error(
        self, column: str, code: str, message: str, candidates: Iterable[Candidate] = ()
    ) -> None:
        """Note an error in a column."""
        self.add(column, error(code, message, candidates=tuple(candidates)))

    def warn(self, column: str, code: str, message: str, *, suggestion: str = "") -> None:
        """Note a warning in a column."""
        self.add(column, warning(code, message, suggestion=suggestion))

    def require(self, column: str, why: str) -> None:
        """Ask for a value that only some rows need."""
        if self.is_blank(column):
            self.error(column, "required", why)

    def is_blank(self, column: str) -> bool:
        """Whether nothing is written in a column; what is wrong is not nothing."""
        return self.get(column) is None and is_blank(self.raw.get(column))


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a value stands, for readers that need to know."""

    row: Row
    column: str
    header: str

    @property
    def sheet(self) -> SheetContext:
        """What holds for the whole sheet."""
        return self.row.sheet


# Reads a filled cell; raises Rejected.
Reader = Callable[[CellValue, Cell], Reading]
# What a blank cell means, where it means something.
BlankReader = Callable[[Cell], Reading | None]
# Looks at a row as a whole, after its cells.
RowCheck = Callable[[Row], None]
# Looks good rows up in the books, and tells of each what is unclear there.
Doubter = Callable[[Sequence[Values]], Sequence[Sequence[Problem]]]


@dataclass(frozen=True)
class Column:
    """One column: its key among the values, its header and the other headers it goes by.

    Columns are read in the order declared, so a community can look at its street. `fill_down`
    copies a merged cell to every row it spans; names, ID numbers and amounts never do.
    `mask` hides most of a personal value wherever it is shown.
    """

    key: str
    label: str
    reader: Reader
    aliases: tuple[str, ...] = ()
    required: bool = False
    when_blank: BlankReader | None = None
    fill_down: bool = False
    mask: Callable[[str], str] | None = None

    @cached_property
    def headers(self) -> frozenset[str]:
        """Every header it goes by, in the form of `header_key`."""
        return frozenset(header_key(text) for text in (self.label, *self.aliases))


@dataclass(frozen=True)
class Naming:
    """How a page names the records of a model that a ledger writes, by lookups from it.

    `unit` leads to the code of the unit it belongs to, `person` to a name that not everybody
    may read, `words` to what else tells it. `page` is its view, `page_key` that view's argument
    (empty: the record's own key).
    """

    model: str
    unit: str
    person: str = ""
    words: tuple[str, ...] = ()
    page: str = ""
    page_key: str = ""


@dataclass(frozen=True)
class Ledger:
    """One kind of ledger.

    `key` names the values by which a record is found again; several rows may tell one record if
    they differ in `repeats_by` (an advisor's communities). `unit_keys` are the values that hold
    whose row it is, the narrowest first. `roster` is for ledgers whose rows name advisors,
    `doubts` for those of which only the books can tell whom a row means: it runs with every
    comparison. `records` name what the ledger writes, `page` is the view that lists it (empty:
    the list of the room that has the kind's name).
    """

    kind: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    repeats_by: tuple[str, ...] = ()
    unit_keys: tuple[str, ...] = ("community", "street")
    checks: tuple[RowCheck, ...] = ()
    roster: Callable[[], Roster] | None = None
    books: Books | None = None
    doubts: Doubter | None = None
    records: tuple[Naming, ...] = ()
    page: str = ""

    @cached_property
    def by_key(self) -> dict[str, Column]:
        """The columns by key."""
        return {column.key: column for column in self.columns}

    @cached_property
    def by_header(self) -> dict[str, Column]:
        """The columns by every header they go by."""
        return {header: column for column in self.columns for header in column.headers}

    @cached_property
    def required_keys(self) -> frozenset[str]:
        """The columns that no row may leave blank."""
        return frozenset(column.key for column in self.columns if column.required)


def header_key(text: str) -> str:
    """A header without blanks, stars and colons, brackets of one kind."""
    folded = unicodedata.normalize("NFKC", text).upper()
    return re.sub(r"[\s*:：]+", "", folded).replace("(必填)", "").replace("(选填)", "")
