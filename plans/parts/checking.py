"""What a part still lacks before it may be submitted. Pure: no database.

A draft may hold anything, what was typed by mistake included; here it is told what is not there
yet, and what is not as its question asks: a day a day, a choice one of the choices.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from plans.parts.content import answers_of, rows_of, shown_value
from plans.schema import Ask, AskKind, Content, Part, Table

# More rows than any street has communities, and than anybody types.
MOST_ROWS = 300
LONGEST_NUMBER = 15

_NUMBERS = (AskKind.WHOLE, AskKind.DECIMAL, AskKind.MONEY)
_COMMUNITY = re.compile(r"^\d{12}$")
_PHONE = re.compile(r"^[0-9+()（）\- 转]{5,30}$")


def lacks(part: Part, content: Content) -> list[str]:
    """What must still be filled or put right before the plan is submitted, in words."""
    answers = answers_of(content)
    lacking = [ask.label for ask in part.asks if ask.is_asked and not answers.get(ask.name)]
    for table in part.tables:
        lacking += _lacks_of_table(table, rows_of(content, table))
    return lacking + faults_in(part, content)


def is_complete(part: Part, content: Content) -> bool:
    """Whether nothing is lacking."""
    return not lacks(part, content)


def faults_in(part: Part, content: Content) -> list[str]:
    """What is not as its question asks, in words; unanswered questions are no fault."""
    return list(_faults(part, content))


def _faults(part: Part, content: Content) -> Iterator[str]:
    yield from _faults_of(part.asks, answers_of(content), "")
    for table in part.tables:
        rows = rows_of(content, table)
        if len(rows) > MOST_ROWS:
            yield f"{table.label}最多{MOST_ROWS}行。"
        seen = set()
        for number, row in enumerate(rows, start=1):
            yield from _faults_of(table.columns, row, f"{table.label}第{number}行：")
            key = tuple(row.get(name) for name in (table.key, *table.key_with))
            if _is_once(table) and all(key) and key in seen:
                yield f"{table.label}第{number}行：和前面的一行重复。"
            seen.add(key)


def _is_once(table: Table) -> bool:
    """Whether each key stands for one thing only: a community, a service, a milestone."""
    key = next(column for column in table.columns if column.name == table.key)
    return key.kind == AskKind.COMMUNITY or (bool(table.wanted) and not table.key_with)


def _faults_of(asks: Any, values: Mapping[str, Any], where: str) -> Iterator[str]:
    for ask in asks:
        value = values.get(ask.name) or ""
        words = _fault(ask, value) if value else ""
        if words:
            yield f"{where}{ask.label}{words}"


def _fault(ask: Ask, value: str) -> str:
    if len(value) > ask.longest:
        return f"最多{ask.longest}字。"
    if ask.kind in _NUMBERS:
        return _fault_of_number(ask.kind, value)
    if ask.kind == AskKind.DAY:
        return "" if _is_day(value) else "不是日期，请写成 2024-06-30。"
    if ask.kind == AskKind.YES_NO:
        return "" if value in ("yes", "no") else "只能是“是”或“否”。"
    if ask.kind in (AskKind.CHOICE, AskKind.CHOICES):
        known = {one for one, _ in ask.choices}
        chosen = value.split(",") if ask.kind == AskKind.CHOICES else [value]
        return "" if set(chosen) <= known else "不在选项之中。"
    if ask.kind == AskKind.COMMUNITY:
        return "" if _COMMUNITY.match(value) else "不是居村代码。"
    if ask.kind == AskKind.PHONE:
        return "" if _PHONE.match(value) else "不像电话号码。"
    return ""


def _fault_of_number(kind: AskKind, value: str) -> str:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return "不是数字。"
    if not number.is_finite() or number < 0 or len(value) > LONGEST_NUMBER:
        return "要是不小于0的数。"
    places = -int(number.as_tuple().exponent)
    if kind == AskKind.WHOLE and places > 0:
        return "要是整数。"
    if places > 2:
        return "最多两位小数。"
    return ""


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).year >= 2000
    except ValueError:
        return False


def _lacks_of_table(table: Table, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    lacking = []
    key = next(column for column in table.columns if column.name == table.key)
    written = {
        number: row for number, row in enumerate(rows, start=1) if not _is_as_begun(table, key, row)
    }
    if len(written) < table.least:
        lacking.append(f"{table.label}：至少写{table.least}{table.row}")
    there = {row.get(table.key) for row in written.values()}
    absent = [shown_value(key, value, {}) for value in table.wanted if value not in there]
    if absent:
        lacking.append(f"{table.label}：还缺{'、'.join(absent)}")
    for number, row in written.items():
        empty = [one.label for one in table.columns if one.is_asked and not row.get(one.name)]
        if empty:
            lacking.append(f"{table.label}第{number}行：{'、'.join(empty)}")
    return lacking


def _is_as_begun(table: Table, key: Ask, row: Mapping[str, Any]) -> bool:
    """Whether a row has no more than what an empty part begins with."""
    is_given = key.kind == AskKind.COMMUNITY or row.get(key.name) in table.wanted
    return is_given and not any(text for name, text in row.items() if name != key.name)
