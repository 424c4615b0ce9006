"""Queries that are put together once and asked many times, for other households.

Putting a long query together takes Python longer than it takes the database to answer it for one
page. The statement is compiled with what stands for others (`KEY`, `KEYS`, `DAY`) and kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

# What stands for a household's key, and for those of a page, until the statement is asked.
KEY = UUID("00000000-0000-4000-8000-000000000001")
KEYS = RawSQL("SELECT unnest(%s::uuid[])", [[KEY]])
# What stands for a day.
DAY = date(1, 1, 1)


@dataclass(frozen=True)
class Prepared:
    """A compiled query of tuples, and its parameters with KEY among them."""

    sql: str
    params: tuple[Any, ...]

    @classmethod
    def of(cls, rows: QuerySet[Any, Any]) -> Self:
        """A `values_list` that mentions KEY, or is narrowed to `pk__in=KEYS`."""
        sql, params = rows.query.sql_with_params()
        return cls(sql, tuple(params))

    def ask(self, keys: Sequence[UUID], day: date = DAY) -> list[tuple[Any, ...]]:
        """The rows for these keys, on a day where DAY stands; for a single one where KEY does."""
        if not keys:
            return []
        given = [_given(one, keys, day) for one in self.params]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, given)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _given(parameter: Any, keys: Sequence[UUID], day: date) -> Any:
    if parameter == KEY:
        return keys[0]
    if parameter == DAY:
        return day
    return list(keys) if parameter == [KEY] else parameter
