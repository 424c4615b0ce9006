"""What the buttons of a part's form do beside saving: to the next part, rows more or fewer. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from core.numbers import number_in
from plans.parts import answers_of, rows_of
from plans.schema import Content, Part


@dataclass(frozen=True)
class Act:
    """One button: `save`, `next`, `fill`, `add:points`, `drop:points:3`."""

    name: str = "save"
    table: str = ""
    number: int = 0

    @classmethod
    def read(cls, text: str) -> Self:
        """From the button's value; anything unknown saves."""
        name, _, rest = text.partition(":")
        table, _, number = rest.partition(":")
        if name not in ("next", "fill", "add", "drop"):
            return cls()
        return cls(name, table, number_in(number, otherwise=-1))

    @property
    def dropped(self) -> tuple[str, int]:
        """The row that is to go: its table and number; no table where none is."""
        return (self.table if self.name == "drop" else "", self.number)


def filled(part: Part, content: Content, registered: Mapping[str, Mapping[str, str]]) -> Content:
    """The layout list with what is registered of a community's point in its empty cells."""
    table = part.tables[0]
    rows = {row.get(table.key, ""): dict(row) for row in rows_of(content, table)}
    for code, facts in registered.items():
        row: dict[str, Any] = rows.setdefault(code, {table.key: code})
        for name, text in facts.items():
            row[name] = row.get(name) or text
    return {"asks": answers_of(content), "tables": {table.name: list(rows.values())}}
