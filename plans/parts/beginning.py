"""How a new plan begins: from an earlier one, without what was another's or of another year."""

from collections.abc import Mapping, Sequence
from typing import Any

from orgs.models import Unit
from plans.enums import PartKind
from plans.parts.content import answers_of, empty_content, rows_of, tidy
from plans.schema import Ask, AskKind, Content, Part, Table

# A street's own places and people, whichever part they stand in.
_OWN_KINDS = (AskKind.COMMUNITY, AskKind.PHONE)
_OWN_NAMES = ("address", "venue_note", "overview")


def carried_over(part: Part, content: Content, *, is_own: bool, is_same_year: bool) -> Content:
    """A part of an earlier plan as a new one begins with it.

    Days of another year go. From another street's plan its people, places and communities go
    too: what is left is how it wants to work.
    """

    def keeps(ask: Ask) -> bool:
        if ask.kind == AskKind.DAY and not is_same_year:
            return False
        is_theirs = ask.is_personal or ask.kind in _OWN_KINDS or ask.name in _OWN_NAMES
        return is_own or not is_theirs

    answers = answers_of(content)
    kept = {
        "asks": {ask.name: answers.get(ask.name, "") for ask in part.asks if keeps(ask)},
        "tables": {
            table.name: _rows(table, rows_of(content, table), keeps) for table in part.tables
        },
    }
    return tidy(part, kept)


def _rows(table: Table, rows: Sequence[Mapping[str, Any]], keeps: Any) -> list[dict[str, str]]:
    key = next(column for column in table.columns if column.name == table.key)
    if not keeps(key):
        return []
    columns = [column.name for column in table.columns if keeps(column)]
    carried = [{name: row.get(name, "") for name in columns} for row in rows]
    there = {row[table.key] for row in carried}
    return carried + [{table.key: value} for value in table.wanted if value not in there]


def layout_for(part: Part, content: Content, communities: Sequence[Unit]) -> Content:
    """The layout list with one row for each community there is, in their order.

    What an earlier list says of them is kept; communities that are gone leave it.
    """
    table = part.tables[0]
    there = {row["community"]: row for row in rows_of(content, table)}
    rows = [{"community": one.pk, **there.get(one.pk, {})} for one in communities]
    return tidy(part, {"asks": answers_of(content), "tables": {table.name: rows}})


def beginnings(
    earlier: Mapping[str, Content] | None,
    communities: Sequence[Unit],
    parts: Mapping[str, Part],
    *,
    is_own: bool,
    is_same_year: bool,
) -> dict[str, Content]:
    """Kind → content that a new plan begins with."""
    contents: dict[str, Content] = {}
    for kind, part in parts.items():
        content = empty_content(part)
        if earlier is not None:
            content = carried_over(
                part, earlier.get(kind, {}), is_own=is_own, is_same_year=is_same_year
            )
        contents[kind] = (
            layout_for(part, content, communities) if kind == PartKind.LAYOUT else content
        )
    return contents
