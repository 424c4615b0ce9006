"""What the rooms can count, declared in each room's `indicators.py` and read by the score.

A measure is a queryset of items: the very rows that are counted, each with the street it
belongs to and whether it counts. The sums come out of that queryset in SQL, so that a number
on the board and the rows behind it cannot differ. All measures of a score run are one query.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

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
    """For which day, in which cycle and under which settings of the standard to count."""

    as_of: date
    cycle_start: date
    cycle_end: date
    settings: Mapping[str, Any]


@dataclass(frozen=True)
class Reading:
    """What a measure found for one street; a count alone has no denominator."""

    numerator: Decimal
    denominator: Decimal | None


@dataclass(frozen=True)
class ItemColumn:
    """A column of the page that shows the rows counted.

    `page` names the page of the row itself, which takes the row's key.
    """

    label: str
    value: Callable[[Any, Actor], Any]
    is_number: bool = False
    page: str = ""


@dataclass(frozen=True)
class Measure:
    """One countable thing.

    `items` gives rows annotated with `street_code` and `counted`. `totals`, where a plain
    count of them is not enough, gives rows of `street_code`, `numerator`, `denominator`.
    `gap` tells what is missing in people and hours. `records` names the page where the
    records stand, `records_show` what of them it shows, `records_label` its button; `ledger`
    is the ledger that brings them in, for those who may import it. `order` is that of the rows.
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

    def items_of(self, question: Question, street_code: str) -> QuerySet[Any]:
        """The rows of one street in the measure's order."""
        return self.items(question).filter(street_code=street_code).order_by(*self.order)

    def summed(self, question: Question) -> QuerySet[Any]:
        """Rows of (key, street_code, numerator, denominator), ready for one UNION ALL."""
        sums = self.totals(question) if self.totals else counted_of_all(self.items(question))
        number: DecimalField[Any, Any] = DecimalField(max_digits=20, decimal_places=4)
        # A bare NULL would be text to a UNION of two counts.
        denominator = Cast(Value(None) if self.is_count else "denominator", number)
        return sums.order_by().values_list(
            Value(self.key), "street_code", Cast("numerator", number), denominator
        )


@dataclass(frozen=True)
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
        .annotate(n=Count("pk", distinct=True))
        .values_list(Value(key), "n")
        for key in sorted(set(keys) & set(measures))
    ]
    if not parts:
        return {}
    return dict(parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0])


def read_all(question: Question, keys: Iterable[str]) -> dict[tuple[str, str], Reading]:
    """Every (measure, street) reading in one query; what found nothing is left out."""
    known = [key for key in keys if key in measures]
    if not known:
        return {}
    return {
        (key, street): Reading(numerator, denominator)
        for key, street, numerator, denominator in summed(question, known)
    }


def summed(question: Question, keys: Iterable[str]) -> QuerySet[Any]:
    """Rows of (measure, street, numerator, denominator) of several measures, in one query."""
    first, *others = (measures[key].summed(question) for key in sorted(keys))
    return first.union(*others, all=True) if others else first


def met_dates(question: Question, keys: Iterable[str]) -> dict[tuple[str, str], date]:
    """Every (milestone, street) → the day it was met, in one query."""
    parts = [
        milestone_facts[key]
        .dates(question)
        .order_by()
        .values_list(Value(key), "street_code", "met_on")
        for key in sorted(keys)
        if key in milestone_facts
    ]
    if not parts:
        return {}
    rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return {(key, street): met_on for key, street, met_on in rows if met_on}
