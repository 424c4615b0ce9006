"""What is in a part, and what of it others may read. Pure: no database."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.actor import Actor
from core.masking import mask_phone
from plans.schema import Ask, AskKind, Content, Part, Table

Row = Mapping[str, str]


def empty_content(part: Part) -> Content:
    """A part nobody has written in yet: every question unanswered, the wanted rows begun."""
    tables = {
        table.name: [_row(table, {table.key: value}) for value in table.wanted]
        for table in part.tables
    }
    return {"asks": {ask.name: "" for ask in part.asks}, "tables": tables}


def tidy(part: Part, content: Content) -> Content:
    """The same content in the schema's own shape.

    What the schema doesn't know is dropped, text is trimmed, rows left empty go.
    """
    answers = answers_of(content)
    asks = {ask.name: _text(answers.get(ask.name)) for ask in part.asks}
    tables = {}
    for table in part.tables:
        rows = [_row(table, row) for row in rows_of(content, table)]
        tables[table.name] = [row for row in rows if any(row.values())]
    return {"asks": asks, "tables": tables}


def answers_of(content: Content) -> Mapping[str, Any]:
    """Question → answer; nothing where nothing was written."""
    found: Mapping[str, Any] = content.get("asks", {})
    return found


def rows_of(content: Content, table: Table) -> Sequence[Mapping[str, Any]]:
    """The rows of one table."""
    found: Sequence[Mapping[str, Any]] = content.get("tables", {}).get(table.name, [])
    return found


def public_content(part: Part, content: Content) -> Content:
    """The content without the people in it: what other streets may read of a published plan."""
    return _with_people(part, content, lambda ask, value: "")


def shown_content(part: Part, content: Content, actor: Actor, street_code: str) -> Content:
    """The content as an actor may read it: whole in the own street, names masked in the
    district, without people for everybody else.
    """
    if actor.may_see_names(street_code):
        return content
    if not actor.covers(street_code):
        return public_content(part, content)

    def masked(ask: Ask, value: str) -> str:
        if ask.kind == AskKind.PHONE:
            return mask_phone(value)
        return actor.shown_name(value, street_code)

    return _with_people(part, content, masked)


def shown_value(ask: Ask, value: str, names: Mapping[str, str]) -> str:
    """An answer as people read it: labels for choices, 是 and 否, a community by its name.

    `names` are the names of the communities by their codes.
    """
    if ask.kind == AskKind.YES_NO:
        return {"yes": "是", "no": "否"}.get(value, value)
    if ask.kind == AskKind.COMMUNITY:
        return names.get(value, value)
    if ask.choices:
        labels = dict(ask.choices)
        return "、".join(labels.get(one, one) for one in value.split(",")) if value else ""
    return value


def _with_people(part: Part, content: Content, change: Any) -> Content:
    answers = answers_of(content)
    asks = {ask.name: _changed(ask, answers, change) for ask in part.asks}
    tables = {
        table.name: [
            {column.name: _changed(column, row, change) for column in table.columns}
            for row in rows_of(content, table)
        ]
        for table in part.tables
    }
    return {"asks": asks, "tables": tables}


def _changed(ask: Ask, values: Mapping[str, Any], change: Any) -> str:
    value = _text(values.get(ask.name))
    return change(ask, value) if ask.is_personal and value else value


def _row(table: Table, values: Mapping[str, Any]) -> dict[str, str]:
    return {column.name: _text(values.get(column.name)) for column in table.columns}


def _text(value: Any) -> str:
    return str(value).strip() if value is not None else ""
