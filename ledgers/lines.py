"""The lines of a preview: each row, or each of its cells that is wrong, changes or was put right."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ledgers.cells import clean, split_names
from ledgers.corrections import ANOTHER, Correction, Place
from ledgers.forms import place_text
from ledgers.models import Batch, Row
from ledgers.registry import ledger_of
from ledgers.spec import Column, Ledger

# Characters; more than that nobody types again.
LONG_TEXT = 20


@dataclass(frozen=True)
class Offer:
    """One thing to take with a click: the button's value, and its words."""

    value: str
    label: str


@dataclass(frozen=True)
class Line:
    """One line of the table; `place` names the controls with which the cell is put right.

    `was` is what the field begins with, `typed` what stands in it after a check that failed;
    `hint` is a personal number that was typed and did not do, masked. `anchor` is the line's
    own address on the page.

    A row found by less than its key `is_likely` the one on record: the line says whose else it
    may be.
    """

    row: Row
    who: str
    header: str = ""
    raw: str = ""
    message: str = ""
    place: str = ""
    anchor: str = ""
    was: str = ""
    hint: str = ""
    typed: str = ""
    is_error: bool = False
    offers: Sequence[Offer] = field(default=())
    old: str = ""
    new: str = ""
    is_added: bool = False
    is_likely: bool = False

    @property
    def is_long(self) -> bool:
        """Whether its field wants more than one line."""
        return len(self.typed) > LONG_TEXT or "\n" in self.typed

    @property
    def problem(self) -> str:
        """The first sentence of the message: what is wrong."""
        return self.message.partition("。")[0]

    @property
    def advice(self) -> str:
        """The rest of it: why, or what to do."""
        return self.message.partition("。")[2]


def anchor_of(position: int, column: str) -> str:
    """The name of a cell's line on the page."""
    return f"line-{position}-{column}"


def lines(batch: Batch, show: str, rows: Iterable[Row], typed: Mapping[str, str]) -> list[Line]:
    """The lines of one view; `typed` are texts that were sent but could not be kept."""
    maker = _Lines(batch, typed)
    make = {
        "rejected": maker.errors,
        "choose": maker.errors,
        "warning": maker.problems,
        "changed": maker.differences,
        "corrected": maker.corrected,
    }.get(show, maker.whole)
    return [line for row in rows for line in make(row, row.content)]


class _Lines:
    """Makes the lines of rows, each from its content."""

    def __init__(self, batch: Batch, typed: Mapping[str, str]) -> None:
        ledger = ledger_of(batch.kind)
        self.columns = ledger.by_key
        self.naming = [column.key for column in naming_columns(ledger)]
        self.typed = typed
        self.corrections: dict[Place, Correction] = {one.place: one for one in batch.corrections}

    def errors(self, row: Row, content: dict[str, Any]) -> list[Line]:
        """What keeps a row out."""
        return [line for line in self.problems(row, content) if line.is_error]

    def problems(self, row: Row, content: dict[str, Any]) -> list[Line]:
        """What is wrong in a row, or to be looked at."""
        # Offers are numbered through all the problems of a column, as they are taken.
        offered: dict[str, int] = {}
        found = []
        for problem in content["problems"]:
            is_again = problem["column"] in offered
            first = offered.get(problem["column"], 0)
            offered[problem["column"]] = first + len(problem["offers"])
            line = self._problem(row, content, problem, first)
            found.append(replace(line, anchor="") if is_again else line)
        return found

    def _problem(
        self, row: Row, content: dict[str, Any], problem: dict[str, Any], first: int
    ) -> Line:
        """A cell; a whole row (a repeated one, another unit's) cannot be put right."""
        key = problem["column"]
        place = (row.sheet, row.number, key)
        name = place_text(place)
        corrected = self.corrections.get(place)
        raw = corrected.before if corrected else problem["raw"]
        was = self._beginning(place, raw)
        return Line(
            row=row,
            who=self._who(content),
            header=problem["header"] or "整行",
            raw=raw,
            message=problem["message"],
            place=name if key else "",
            anchor=anchor_of(row.position, key),
            was=was,
            hint=corrected.shown if corrected and not was else "",
            typed=self.typed.get(f"fix|{name}", was),
            is_error=problem["is_error"],
            offers=[
                Offer(f"{name}|{at}", label)
                for at, (_, label) in enumerate(problem["offers"], start=first)
            ],
        )

    def _who(self, content: dict[str, Any]) -> str:
        cells = content["cells"]
        return " · ".join(cells[key] for key in self.naming if key in cells)

    def _beginning(self, place: Place, raw: str) -> str:
        """What to go on typing from: a correction that did not do, or a text too long to retype.

        Personal numbers stay hidden.
        """
        column = self.columns.get(place[2])
        if column is None or column.mask:
            return ""
        if was := self.corrections.get(place):
            return was.text
        is_list = len(split_names(clean(raw))) > 1
        return raw if is_list or len(raw) > LONG_TEXT else ""

    def differences(self, row: Row, content: dict[str, Any]) -> list[Line]:
        """What a row changes in the books."""
        return [
            Line(
                row=row,
                who=self._who(content),
                header=one["label"],
                old=one["old"],
                new=one["new"],
                is_added=one["is_added"],
                place=place_text((row.sheet, row.number, ANOTHER)),
                is_likely=content["is_likely"] and at == 0,
            )
            for at, one in enumerate(content["differences"])
        ]

    def corrected(self, row: Row, content: dict[str, Any]) -> list[Line]:
        """What a person put right in a row."""
        return [
            Line(
                row=row,
                who=self._who(content),
                header=self.columns[key].label if key in self.columns else "是哪一条记录",
                old=one.before,
                new=one.shown,
                place=place_text(one.place),
            )
            for (sheet, number, key), one in self.corrections.items()
            if (sheet, number) == (row.sheet, row.number)
        ]

    def whole(self, row: Row, content: dict[str, Any]) -> list[Line]:
        """A row in one line: what it changes, and what there is to say about it."""
        told = [
            f"{one['header']}：{one['message']}" if one["header"] else one["message"]
            for one in content["problems"]
        ]
        changed = "、".join(one["label"] for one in content["differences"])
        return [Line(row=row, who=self._who(content), header=changed, message="\n".join(told))]


def cells(rows: Iterable[Row], columns: Sequence[Column]) -> list[tuple[Row, list[str]]]:
    """Rows as the workbook has them, cell by cell; personal numbers are masked."""
    return [(row, [row.content["cells"].get(column.key, "") for column in columns]) for row in rows]


def columns_read(batch: Batch) -> list[Column]:
    """The ledger's columns that the workbook has."""
    mapping = batch.mapping
    read = {key for sheet in mapping.sheets for key in sheet.columns.values()} if mapping else set()
    return [column for column in ledger_of(batch.kind).columns if column.key in read]


def naming_columns(ledger: Ledger) -> list[Column]:
    """The columns that tell a person which row is meant: those of the key, without numbers.

    Where the key is made of other things, it is the first required column.
    """
    plain = [
        column
        for column in ledger.columns
        if column.mask is None and column.key not in ledger.unit_keys
    ]
    named = [column for column in plain if column.key in ledger.key]
    return named[:2] or [column for column in plain if column.required][:1]
