"""Two people at one part: what each changed, put together; what both changed, side by side.

Pure. Rows are told apart by the key of their table, so that a row which moved is the same row.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from plans.forms.part import heads_rows
from plans.schema import Ask, Content, Part, Table

# Where an answer stands: ("asks", "", "", name) or ("tables", table, key of the row, column).
Place = tuple[str, str, str, str]
Answers = dict[Place, str]


@dataclass(frozen=True)
class Clash:
    """An answer that differs: what was typed, what is saved now.

    `is_mine_kept` tells which of the two is in the form. `row` is the key of the row it stands
    in, empty outside tables.
    """

    place: Place
    ask: Ask
    table: str
    row: str
    mine: str
    theirs: str
    is_mine_kept: bool

    @property
    def name(self) -> str:
        """The name of the choice between the two."""
        return name_of_pick(self.place)


def merge(part: Part, base: Content, mine: Content, theirs: Content) -> tuple[Content, list[Clash]]:
    """What is typed on top of what is saved now, and where the two differ.

    `base` is what both began with. What only one of them changed is taken from him; where both
    did, mine stands and the clash says so.
    """
    began, typed, saved = (_answers(part, one) for one in (base, mine, theirs))
    keys = _keys(part)
    merged: Answers = {}
    clashes = []
    for place in {**saved, **typed}:
        was, my_own, other = (one.get(place, "") for one in (began, typed, saved))
        is_theirs = my_own == was
        merged[place] = other if is_theirs else my_own
        if my_own != other and (place[1], place[3]) not in keys:
            clashes.append(_clash(part, place, my_own, other, not is_theirs))
    return _content(part, _headed(merged, keys, typed, saved)), clashes


def with_picks(part: Part, mine: Content, theirs: Content, picks: Mapping[str, str]) -> Content:
    """What is typed, with the answers of the other where `picks` says so."""
    typed, saved = _answers(part, mine), _answers(part, theirs)
    for place in {**typed, **saved}:
        if picks.get(name_of_pick(place)) == "theirs":
            typed[place] = saved.get(place, "")
    return _content(part, _headed(typed, _keys(part), typed, saved))


def name_of_pick(place: Place) -> str:
    """What the choice between two answers is called in the form."""
    return "pick:" + ":".join(place)


def _keys(part: Part) -> set[tuple[str, str]]:
    return {(table.name, name) for table in part.tables for name in (table.key, *table.key_with)}


def _headed(
    answers: Answers, keys: Collection[tuple[str, str]], typed: Answers, saved: Answers
) -> Answers:
    """The answers; a row that one of the two dropped, and of which something is left, with its key."""
    left = {
        place[:3] for place, text in answers.items() if text and (place[1], place[3]) not in keys
    }
    found = dict(answers)
    for place in {**saved, **typed}:
        is_dropped = place not in typed or place not in saved
        if is_dropped and (place[1], place[3]) in keys and place[:3] in left:
            found[place] = typed.get(place) or saved.get(place, "")
    return found


def _answers(part: Part, content: Content) -> Answers:
    found: Answers = {}
    for ask in part.asks:
        found["asks", "", "", ask.name] = content.get("asks", {}).get(ask.name, "")
    for table in part.tables:
        for key, row in _keyed(table, content).items():
            for column in table.columns:
                found["tables", table.name, key, column.name] = row.get(column.name, "")
    return found


def _keyed(table: Table, content: Content) -> dict[str, Mapping[str, str]]:
    """The rows by their key; those without one, or with another's, by their place."""
    keyed: dict[str, Mapping[str, str]] = {}
    for number, row in enumerate(content.get("tables", {}).get(table.name, ())):
        key = "，".join(row.get(name, "") for name in (table.key, *table.key_with))
        keyed[key if key.strip("，") and key not in keyed else f"#{number}"] = row
    return keyed


def _content(part: Part, answers: Answers) -> Content:
    tables: dict[str, Any] = {}
    for table in part.tables:
        rows: dict[str, dict[str, str]] = {}
        for (_, name, key, column), text in answers.items():
            if name == table.name:
                rows.setdefault(key, {})[column] = text
        head = table.key if heads_rows(table) else ""
        tables[table.name] = [
            row for row in rows.values() if any(row[name] for name in row if name != head)
        ]
    return {
        "asks": {ask.name: answers["asks", "", "", ask.name] for ask in part.asks},
        "tables": tables,
    }


def _clash(part: Part, place: Place, mine: str, theirs: str, is_mine_kept: bool) -> Clash:
    _, table_name, key, name = place
    if not table_name:
        ask = next(one for one in part.asks if one.name == name)
        return Clash(place, ask, "", "", mine, theirs, is_mine_kept)
    table = next(one for one in part.tables if one.name == table_name)
    column = next(one for one in table.columns if one.name == name)
    row = f"第{int(key[1:]) + 1}行" if key.startswith("#") else key
    return Clash(place, column, table.label, row, mine, theirs, is_mine_kept)
