"""Rows of many kinds in one query, for a page that asks many rooms a little each.

Each kind goes over the wire as one JSON object a row, and is made into instances again.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db.models import BinaryField, F, Model, QuerySet, Value
from django.db.models.functions import JSONObject

from core.todos import Asker, Source, Todo


@dataclass(frozen=True)
class Wanted:
    """Rows that somebody's work is told from, in their order, with what they select along.

    Ordered by fields of their own, ascending and never null; what is annotated does not come
    along, nor what is sealed (it is left deferred).
    """

    rows: QuerySet[Any]
    tell: Callable[[list[Any]], Iterable[Todo]]


def gathered(*asked: Callable[[Asker], Iterator[Wanted]]) -> Source:
    """One source of all of them, with one query for all; none where nobody wants a row."""

    def source(asker: Asker) -> Iterator[Todo]:
        wanted = [one for ask in asked for one in ask(asker)]
        for one, rows in zip(wanted, gather([one.rows for one in wanted]), strict=True):
            yield from one.tell(rows)

    return source


def gather(wanted: list[QuerySet[Any]]) -> list[list[Any]]:
    """The rows of each, all in one query."""
    if not wanted:
        return []
    first, *others = (_as_objects(number, rows) for number, rows in enumerate(wanted))
    found: list[list[Any]] = [[] for _ in wanted]
    for number, told in first.union(*others, all=True) if others else first:
        found[number].append(_instance(wanted[number].model, told))
    for rows, query in zip(found, wanted, strict=True):
        rows.sort(key=attrgetter(*map(str, query.query.order_by)))
    return found


def _as_objects(number: int, rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    related = rows.query.select_related
    along = related if isinstance(related, dict) else {}
    whole = _object(rows.model, along, set(rows.query.deferred_loading[0]))
    return rows.order_by().annotate(which=Value(number), told=whole).values_list("which", "told")


def _object(model: type[Model], along: dict[str, Any], deferred: set[str], at: str = "") -> Any:
    parts: dict[str, Any] = {
        field.attname: F(at + field.attname)
        for field in model._meta.concrete_fields
        if not isinstance(field, BinaryField) and at + field.name not in deferred
    }
    for name, further in along.items():
        other: Any = model._meta.get_field(name).related_model
        parts[name] = _object(other, further, deferred, f"{at}{name}__")
    return JSONObject(**parts)


def _instance(model: type[Model], told: dict[str, Any]) -> Any:
    fields = [field for field in model._meta.concrete_fields if field.attname in told]
    values = [field.to_python(told[field.attname]) for field in fields]
    row = model.from_db("default", [field.attname for field in fields], values)
    for field in fields:
        if field.name != field.attname and field.name in told:
            other: Any = field.related_model
            has_one = told[field.attname] is not None
            field.set_cached_value(row, _instance(other, told[field.name]) if has_one else None)  # type: ignore[attr-defined]
    return row
