"""Plain data (a YAML file, a JSON column) → frozen dataclasses, with errors told by place."""

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints


class InvalidStandard(ValueError):
    """A standard that cannot be used; `problems` says why, one Chinese sentence each."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def build(kind: Any, data: Any, where: str = "") -> Any:
    """Make a value of type `kind` from plain data; `where` is its place, for errors.

    Knows dataclasses, tuples, unions, enums, dates and numbers; a class that itself defines
    `parse` uses that (its subclasses don't). Keys that are unknown or missing are errors.
    Numbers become exact decimals. Raises InvalidStandard.
    """
    if "parse" in getattr(kind, "__dict__", {}):
        return kind.parse(data, where)
    if is_dataclass(kind):
        return _build_dataclass(kind, data, where)
    if get_origin(kind) is tuple:
        return _build_tuple(get_args(kind)[0], data, where)
    if get_origin(kind) in (Union, types.UnionType):
        return _build_union(get_args(kind), data, where)
    return _build_plain(kind, data, where)


def plain(value: Any) -> Any:
    """The reverse of `build`, for a JSON column: decimals and dates as text."""
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, Decimal | date):
        return str(value)
    return value


def _build_dataclass(kind: Any, data: Any, where: str) -> Any:
    if not isinstance(data, Mapping):
        raise InvalidStandard(f"{where or '文件'}：应为一组“名称: 值”。")
    types_of = get_type_hints(kind)
    known = {field.name: field for field in fields(kind)}
    required = {
        name
        for name, field in known.items()
        if field.default is MISSING and field.default_factory is MISSING
    }
    problems = [f"{_at(where, key)}：不认识这一项。" for key in data if key not in known]
    problems += [f"{_at(where, key)}：缺这一项。" for key in known if key in required - set(data)]
    if problems:
        raise InvalidStandard(*problems)
    values = {key: build(types_of[key], value, _at(where, key)) for key, value in data.items()}
    try:
        return kind(**values)
    except ValueError as error:
        raise InvalidStandard(f"{where}：{error}") from error


def _build_tuple(kind: Any, data: Any, where: str) -> tuple[Any, ...]:
    if not isinstance(data, list | tuple):
        raise InvalidStandard(f"{where}：应为列表。")
    return tuple(
        build(kind, item, f"{where}[{_name_of(item, number)}]")
        for number, item in enumerate(data, start=1)
    )


def _build_union(kinds: tuple[Any, ...], data: Any, where: str) -> Any:
    if data is None and types.NoneType in kinds:
        return None
    *others, last = [kind for kind in kinds if kind is not types.NoneType]
    for kind in others:
        try:
            return build(kind, data, where)
        except InvalidStandard:
            continue
    return build(last, data, where)  # its error tells why


def _build_plain(kind: Any, data: Any, where: str) -> Any:
    try:
        if kind is Decimal and isinstance(data, int | float | str) and not isinstance(data, bool):
            return Decimal(str(data))
        if kind is date and isinstance(data, str):
            return date.fromisoformat(data)
        if isinstance(kind, type) and issubclass(kind, Enum):
            return kind(data)
    except (InvalidOperation, ValueError):
        raise InvalidStandard(f"{where}：“{data}”不是可用的值。") from None
    is_flag_as_number = kind is int and isinstance(data, bool)
    if kind is Any or (isinstance(data, get_origin(kind) or kind) and not is_flag_as_number):
        return data
    raise InvalidStandard(f"{where}：“{data}”不是可用的值。")


def _at(where: str, key: object) -> str:
    return f"{where}.{key}" if where else str(key)


def _name_of(item: Any, number: int) -> str:
    code = item.get("code") if isinstance(item, Mapping) else None
    return str(code or number)
