"""The form of one part of a plan, drawn from the schema and from what is saved.

What is typed is read in two steps. `typed_content` takes the texts out of what a browser sent;
a `PartForm` on top of them gives each its one spelling, or says what is wrong with it. Nothing
is ever dropped: what can't be read stays as typed, with the words beside it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django import forms
from django.forms.boundfield import BoundField, BoundWidget
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import SafeString

from core.formparts import control, kind_of, words_of
from core.numbers import number_in
from plans.forms.fields import Communities, field_of, tidy
from plans.parts import answers_of, lacks, rows_of, shown_value
from plans.schema import Ask, AskKind, Content, Part, Table

# Enough to hold whatever is pasted; the part itself says how many it takes.
MOST_ROWS = 1000
WIDE = 4
Row = Mapping[str, str]


class AnswersForm(forms.Form):
    """Some questions and their answers: those of a part, or one row of a table."""

    def __init__(
        self,
        asks: Sequence[Ask],
        answers: Row,
        frame: "Frame",
        prefix: str | None = None,
    ) -> None:
        data: MultiValueDict[str, str] = MultiValueDict()
        for ask in asks:
            text = answers.get(ask.name, "")
            values = text.split(",") if ask.kind == AskKind.CHOICES and text else [text]
            data.setlist(f"{prefix}-{ask.name}" if prefix else ask.name, values if text else [])
        super().__init__(data, prefix=prefix, use_required_attribute=False)
        self.asks = asks
        self.answers = answers
        for ask in asks:
            text = answers.get(ask.name, "")
            self.fields[ask.name] = field_of(
                ask, text, frame.communities, frame.year, in_row=prefix is not None
            )
        self.full_clean()
        # A draft may leave anything open; from here on it only says what is asked for.
        for ask in asks:
            self.fields[ask.name].required = ask.is_asked

    def texts(self) -> dict[str, str]:
        """Each answer in its one spelling, or as typed where it can't be read."""
        return {ask.name: self.answers.get(ask.name, "") for ask in self.asks} | {
            name: text for name, text in self.readable_texts().items() if text
        }

    def readable_texts(self) -> dict[str, str]:
        """Each answer in its one spelling; nothing where it can't be read."""
        found = {}
        for ask in self.asks:
            value = self.cleaned_data.get(ask.name, "")
            found[ask.name] = ",".join(value) if isinstance(value, list) else str(value)
        return found


@dataclass(frozen=True)
class Cell:
    """One cell of a row: its column, its control, what is wrong in it."""

    column: Ask
    label: str
    id: str
    control: SafeString
    errors: Sequence[str]
    options: Sequence[BoundWidget]

    @property
    def is_group(self) -> bool:
        """Whether several can be ticked."""
        return bool(self.options)

    @property
    def target(self) -> str:
        """Where a link to it goes: a group has no control of its own, but its first has."""
        return f"{self.id}_0" if self.is_group else self.id


class RowForm(AnswersForm):
    """One row of a table; `title` says which, `known` is what is known of it beforehand.

    A template looks a form's fields up first: no attribute drawn there may be named like a column.
    """

    def __init__(
        self,
        number: Any,
        title: str,
        known: str,
        head: Ask | None,
        table: Table,
        row: Row,
        frame: "Frame",
    ) -> None:
        super().__init__(table.columns, row, frame, prefix=f"{table.name}-{number}")
        self.number = number
        self.title = title
        self.known = known
        self.head = head

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it."""
        return not any(self.answers.values())

    @property
    def key_input(self) -> SafeString:
        """What the row is headed by, to be sent along."""
        return self[self.head.name].as_hidden() if self.head else SafeString()

    @cached_property
    def cells(self) -> list[Cell]:
        """The cells that are typed into."""
        found = []
        for ask in self.asks:
            if ask is self.head:
                continue
            bound, label = self[ask.name], f"{self.title} {ask.label}"
            is_group = kind_of(bound) == "choices"
            if not is_group:
                bound.field.widget.attrs["aria-label"] = label
            drawn, options = control(bound), list(bound) if is_group else []
            found.append(Cell(ask, label, bound.auto_id, drawn, words_of(bound), options))
        return found


class TableForm:
    """The rows of a table, and a blank one to go on with.

    Where every row is known beforehand (each community, each of the services), the rows are
    headed by those names and none can be added.
    """

    def __init__(
        self, table: Table, rows: Sequence[Row], frame: "Frame", *, blanks: int = 1
    ) -> None:
        self.table = table
        self.frame = frame
        self.head = heads_rows(table)
        prefill = frame.prefill(table)
        shown = _in_order(table, rows, prefill) if self.head else _completed(table, rows, prefill)
        if not self.head:
            shown += [{}] * max(blanks, table.least - len(shown))
        self.rows = [self._row(number, row) for number, row in enumerate(shown)]

    @property
    def count_name(self) -> str:
        """The field that says how many rows were drawn."""
        return f"{self.table.name}-rows"

    @property
    def columns(self) -> list[Ask]:
        """Those that are typed into."""
        return [column for column in self.table.columns if column is not self.head]

    @property
    def listed(self) -> int:
        """How many of its rows were written in."""
        return sum(_is_typed(self.table, row) for row in self.rows)

    @property
    def hints(self) -> list[Ask]:
        """The columns of which there is something to say."""
        return [column for column in self.table.columns if column.hint]

    @property
    def pattern(self) -> RowForm:
        """A blank row for the browser to copy; `__n__` stands for its number."""
        return self._row("__n__", {})

    def _row(self, number: Any, row: Row) -> RowForm:
        key, known = row.get(self.table.key, ""), ""
        title = f"第{number + 1}行" if isinstance(number, int) else "新的一行"
        if self.head:
            title = shown_value(self.head, key, self.frame.communities)
            known = self.frame.notes.get(key, "")
        return RowForm(number, title, known, self.head, self.table, row, self.frame)


@dataclass(frozen=True)
class Frame:
    """What a part is drawn in: the year, the communities of the street (code → name), what is
    known of each beforehand (`notes`: the official name of its point), and those that stand on
    every list (`valid`).
    """

    year: int
    communities: Communities
    valid: Sequence[str] = ()
    notes: Mapping[str, str] = field(default_factory=dict)

    def prefill(self, table: Table) -> list[Row]:
        """The rows that a table shows before anything is typed."""
        head = heads_rows(table)
        is_by_community = head is not None and head.kind == AskKind.COMMUNITY
        keys = self.valid if is_by_community else table.wanted
        return [{table.key: key} for key in keys]


class PartForm:
    """A part on top of some content."""

    def __init__(self, part: Part, content: Content, frame: Frame, *, more: str = "") -> None:
        self.part = part
        self.asks = AnswersForm(part.asks, answers_of(content), frame)
        self.tables = [
            TableForm(table, rows_of(content, table), frame, blanks=2 if table.name == more else 1)
            for table in part.tables
        ]

    @cached_property
    def content(self) -> Content:
        """What was typed, each answer in its one spelling where it can be read."""
        return self._content(AnswersForm.texts)

    @cached_property
    def readable(self) -> Content:
        """What of it can be saved: answers that can't be read are left out."""
        return self._content(AnswersForm.readable_texts)

    def _content(self, texts: Callable[[AnswersForm], dict[str, str]]) -> Content:
        return {
            "asks": texts(self.asks),
            "tables": {
                one.table.name: [texts(row) for row in one.rows if _is_typed(one.table, row)]
                for one in self.tables
            },
        }

    @property
    def is_wide(self) -> bool:
        """Whether one of its tables needs the whole width of the page."""
        return any(len(table.columns) > WIDE for table in self.tables)

    @cached_property
    def problems(self) -> list[dict[str, str]]:
        """What can't be read, each with the id of its field: for the summary."""
        found = [
            {"words": _named(str(bound.label), words), "target": _target(bound)}
            for bound in self.asks
            for words in words_of(bound)
        ]
        for table in self.tables:
            found += [
                {
                    "words": f"{table.table.label}，{row.title}，{_named(cell.column.label, words)}",
                    "target": cell.target,
                }
                for row in table.rows
                for cell in row.cells
                for words in cell.errors
            ]
        return found

    @cached_property
    def lacking(self) -> list[dict[str, str]]:
        """What must still be filled: the words of `plans.parts.lacks`, and the id to go to."""
        return [self._placed(words) for words in lacks(self.part, self.readable)]

    def _placed(self, words: str) -> dict[str, str]:
        for ask in self.part.asks:
            if ask.label == words:
                return {"words": words, "target": _target(self.asks[ask.name])}
        for table in self.tables:
            if words.startswith(table.table.label):
                return _placed_in(table, words)
        return {"words": words, "target": ""}


def typed_content(part: Part, data: QueryDict, dropped: tuple[str, int] = ("", 0)) -> Content:
    """The texts that a browser sent, as they are; rows in which nothing was typed are left out.

    `dropped` is a row that is to go: its table and number.
    """
    tables = {}
    for table in part.tables:
        count = number_in(data.get(f"{table.name}-rows", ""))
        rows = [
            _texts(table.columns, data, f"{table.name}-{number}-")
            for number in range(min(count, MOST_ROWS))
            if (table.name, number) != dropped
        ]
        tables[table.name] = [row for row in rows if any(row.values())]
    return {"asks": _texts(part.asks, data, ""), "tables": tables}


def heads_rows(table: Table) -> Ask | None:
    """The column by whose values all rows of a table are known beforehand, if there is one."""
    key = next(column for column in table.columns if column.name == table.key)
    is_whole = bool(table.wanted) and set(table.wanted) == {value for value, _ in key.choices}
    if key.kind == AskKind.COMMUNITY or (is_whole and not table.key_with):
        return key
    return None


def _is_typed(table: Table, row: RowForm) -> bool:
    """Whether more than what stood there beforehand is in a row."""
    beforehand = table.key if row.head or row.answers.get(table.key) in table.wanted else ""
    return any(text for name, text in row.answers.items() if name != beforehand)


def _texts(asks: Sequence[Ask], data: QueryDict, prefix: str) -> dict[str, str]:
    return {
        ask.name: ",".join(
            text for value in data.getlist(f"{prefix}{ask.name}") if (text := tidy(value, ask))
        )
        for ask in asks
    }


def _in_order(table: Table, rows: Sequence[Row], prefill: Sequence[Row]) -> list[Row]:
    """The rows in the order of the prefill, and then what else was saved."""
    saved: dict[str, Row] = {}
    others = [row for row in rows if saved.setdefault(row.get(table.key, ""), row) is not row]
    shown = [saved.pop(row[table.key], row) for row in prefill]
    return [*shown, *saved.values(), *others]


def _completed(table: Table, rows: Sequence[Row], prefill: Sequence[Row]) -> list[Row]:
    """The rows as saved, and those of the prefill that are not among them."""
    there = {row.get(table.key, "") for row in rows}
    return [*rows, *(row for row in prefill if row[table.key] not in there)]


def _placed_in(table: TableForm, words: str) -> dict[str, str]:
    """The first empty cell of the row that is told of, else the table; rows by their own names."""
    label = table.table.label
    whole = {"words": words, "target": f"table-{table.table.name}"}
    found = re.match(r"第(\d+)行", words.removeprefix(label))
    typed = [row for row in table.rows if _is_typed(table.table, row)]
    if not found or int(found[1]) > len(typed):
        return whole
    row = typed[int(found[1]) - 1]
    told = words.replace(f"{label}{found[0]}", f"{label}，{row.title}")
    for cell in row.cells:
        if cell.column.is_asked and not row.answers.get(cell.column.name):
            return {"words": told, "target": cell.target}
    return {**whole, "words": told}


def _target(bound: BoundField) -> str:
    """A group of choices has no control of its own: go to the first of them."""
    return f"{bound.auto_id}_0" if kind_of(bound) == "choices" else str(bound.id_for_label)


def _named(label: str, words: str) -> str:
    return words if label in words else f"{label}：{words}"
