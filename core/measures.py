"""What the rooms can count, declared in each room's `indicators.py` and read by the score.

A measure is a queryset of items: the very rows that are counted, each with the street it
belongs to and whether it counts. The sums come out of that queryset in SQL, so that a number
on the board and the rows behind it cannot differ. All measures of a score run are one query.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import Any, Self

from django.db import connection
from django.db.models import (
    BooleanField,
    Count,
    DecimalField,
    ExpressionWrapper,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast

from core.actor import Actor


@dataclass(frozen=True)
class Question:
    """For which day, in which cycle and under which settings of the standard to count.

    `params` are the numbers that single measures work with, by the measure's key.
    """

    as_of: date
    cycle_start: date
    cycle_end: date
    settings: Mapping[str, Any]
    params: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """What a measure found for one street; a count alone has no denominator.

    `is_waiting` says that something of it waits for a reviewer; where nothing else was found,
    both numbers are 0.
    """

    numerator: Decimal
    denominator: Decimal | None
    is_waiting: bool = False


@dataclass(frozen=True)
class ItemColumn:
    """A column of the page that shows the rows counted.

    `page` names the page that the value leads to; `key` gives what it takes, the row's own key
    unless told otherwise, and nothing where there is no such page.
    """

    label: str
    value: Callable[[Any, Actor], Any]
    is_number: bool = False
    page: str = ""
    key: Callable[[Any], Any] = attrgetter("pk")


@dataclass(frozen=True, eq=False)
class Measure:
    """One countable thing.

    `items` gives rows annotated with `street_code` and `counted`. `totals`, where a plain
    count of them is not enough, gives rows of `street_code`, `numerator`, `denominator`.
    `gap` tells what is missing in people and hours. `records` names the page where the
    records stand, `records_show` what of them it shows, `records_label` its button; `ledger`
    is the ledger that brings them in, for those who may import it. `order` is that of the rows.
    `waiting` gives rows of `street_code`, one for each thing that waits for a reviewer (rule 9).
    `row` is what tells the rows apart, where one key stands for several of them.
    """

    key: str
    items: Callable[[Question], QuerySet[Any]]
    columns: Sequence[ItemColumn]
    records: str
    records_label: str
    records_show: str = ""
    ledger: str = ""
    order: Sequence[Any] = ("-counted", "pk")
    totals: Callable[[Question], QuerySet[Any]] | None = None
    is_count: bool = False
    gap: Callable[[Question, str], str] | None = None
    waiting: Callable[[Question], QuerySet[Any]] | None = None
    row: str = "pk"

    def items_of(self, question: Question, street_code: str) -> QuerySet[Any]:
        """The rows of one street in the measure's order."""
        return self.items(question).filter(street_code=street_code).order_by(*self.order)

    def summed(self, question: Question) -> QuerySet[Any]:
        """Rows of (key, street_code, numerator, denominator), ready for one UNION ALL."""
        sums = self.totals(question) if self.totals else counted_of_all(self.items(question))
        denominator = Value(None) if self.is_count else "denominator"
        return sums.order_by().values_list(*_row(self.key, "numerator", denominator))


@dataclass(frozen=True, eq=False)
class MilestoneFact:
    """When each street reached something: `dates` gives rows of (street_code, met_on).

    `records`, `records_label`, `records_show` and `ledger` as in a measure; empty where no
    page keeps them.
    """

    key: str
    dates: Callable[[Question], QuerySet[Any]]
    records: str = ""
    records_label: str = ""
    records_show: str = ""
    ledger: str = ""


measures: dict[str, Measure] = {}
milestone_facts: dict[str, MilestoneFact] = {}


def register(*declared: Measure | MilestoneFact) -> None:
    """Declare measures and milestone facts; a key twice is a mistake."""
    for one in declared:
        registry: dict[str, Any] = measures if isinstance(one, Measure) else milestone_facts
        if one.key in registry:
            raise ValueError(f"{one.key} is declared twice")
        registry[one.key] = one


def _row(key: str, numerator: Any, denominator: Any) -> tuple[Any, ...]:
    """One row of the UNION that reads everything."""
    number: DecimalField[Any, Any] = DecimalField(max_digits=20, decimal_places=4)
    # A bare NULL would be text to a UNION of two counts.
    return Value(key), "street_code", Cast(numerator, number), Cast(denominator, number)


def true_when(condition: Any) -> ExpressionWrapper:
    """A condition as a column, for `counted`."""
    return ExpressionWrapper(condition, output_field=BooleanField())


def counted_of_all(items: QuerySet[Any]) -> QuerySet[Any]:
    """Per street: how many items count, of how many."""
    return (
        items.order_by()
        .values("street_code")
        .annotate(numerator=Count("pk", filter=Q(counted=True)), denominator=Count("pk"))
    )


def counted_rows(question: Question, keys: Iterable[str], street_code: str) -> dict[str, int]:
    """How many rows of a street stand behind each measure; in one query, those without left out."""
    parts = [
        measures[key]
        .items(question)
        .filter(street_code=street_code)
        .order_by()
        .values("street_code")
        .annotate(n=Count(measures[key].row, distinct=True))
        .values_list(Value(key), "n")
        for key in sorted(set(keys) & set(measures))
    ]
    return dict(_united(parts)) if parts else {}


# Marks the rows of what waits, in the query that reads both.
_WAITING = "waiting "


def read_all(question: Question, keys: Iterable[str]) -> dict[tuple[str, str], Reading]:
    """Every (measure, street) reading in one query; what found nothing is left out."""
    return _readings(_rows(reading_query, question, _known(keys)))


def read_days(
    questions: Sequence[Question], keys: Iterable[str]
) -> dict[date, dict[tuple[str, str], Reading]]:
    """The same for several days at once, each day's readings by its day; in one query."""
    known = _known(keys)
    if not known or not questions:
        return {}
    days: dict[date, list[Any]] = {question.as_of: [] for question in questions}
    parts = [_compiled(reading_query, _Key.of(question), known) for question in questions]
    # The text is what Django compiled; all values are parameters.
    sql = " UNION ALL ".join(f"SELECT %s, one.* FROM ({text}) AS one" for text, _ in parts)  # noqa: S608
    params = [
        value
        for question, (_, own) in zip(questions, parts, strict=True)
        for value in (question.as_of, *own)
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        for day, *row in cursor.fetchall():
            days[day].append(row)
    return {day: _readings(rows) for day, rows in days.items()}


def _known(keys: Iterable[str]) -> tuple[Measure, ...]:
    return tuple(measures[key] for key in sorted(keys) if key in measures)


def _readings(rows: Iterable[Any]) -> dict[tuple[str, str], Reading]:
    found: dict[tuple[str, str], Reading] = {}
    waiting = set()
    for key, street, numerator, denominator in rows:
        if key.startswith(_WAITING):
            waiting.add((key.removeprefix(_WAITING), street))
        else:
            found[key, street] = Reading(numerator, denominator)
    for one in waiting:
        found[one] = replace(found.get(one, Reading(Decimal(0), Decimal(0))), is_waiting=True)
    return found


def reading_query(question: Question, asked: Sequence[Measure]) -> QuerySet[Any]:
    """The query behind `read_all`: rows of (measure, street, numerator, denominator)."""
    waiting = (
        one.waiting(question)
        .order_by()
        .values_list(*_row(_WAITING + one.key, Value(1), Value(None)))
        for one in asked
        if one.waiting
    )
    return _united([*(one.summed(question) for one in asked), *waiting])


def met_dates(question: Question, keys: Iterable[str]) -> dict[tuple[str, str], date]:
    """Every (milestone, street) → the day it was met, in one query."""
    known = tuple(milestone_facts[key] for key in sorted(keys) if key in milestone_facts)
    rows = _rows(_dates_query, question, known)
    return {(key, street): met_on for key, street, met_on in rows if met_on}


def _dates_query(question: Question, asked: Sequence[MilestoneFact]) -> QuerySet[Any]:
    return _united(
        [
            fact.dates(question).order_by().values_list(Value(fact.key), "street_code", "met_on")
            for fact in asked
        ]
    )


def _united(parts: Sequence[QuerySet[Any]]) -> QuerySet[Any]:
    """All rows of at least one query, in one."""
    first, *others = parts
    return first.union(*others, all=True) if others else first


def _rows(build: Any, question: Question, asked: tuple[Any, ...]) -> list[Any]:
    """The rows of a query over what is asked; nothing asked, no query."""
    if not asked:
        return []
    sql, params = _compiled(build, _Key.of(question), asked)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows: list[Any] = cursor.fetchall()
    return rows


@dataclass(frozen=True)
class _Key:
    """A question that can be a key: compared by what it says."""

    question: Question = field(compare=False)
    said: tuple[Any, ...]

    @classmethod
    def of(cls, question: Question) -> Self:
        settings = sorted((name, str(value)) for name, value in question.settings.items())
        params = sorted((key, str(sorted(own.items()))) for key, own in question.params.items())
        days = (question.as_of, question.cycle_start, question.cycle_end)
        return cls(question, (*days, *settings, *params))


@lru_cache(maxsize=256)
def _compiled(build: Any, key: _Key, asked: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
    """SQL and parameters: to build so many querysets takes longer than to run them, and they
    depend on the question alone.
    """
    sql, params = build(key.question, asked).query.sql_with_params()
    return sql, params
