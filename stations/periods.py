"""From when a street's months, quarters and half-years count (rule 12), in SQL.

The start is the day fixed by the standard or the opening of the street's own station, whichever
is later. `standards.due` reckons the same in Python, for one street.
"""

from typing import Any

from django.db.models import DateField, Func, Min, OuterRef, Subquery, Value
from django.db.models.functions import Greatest

from core.measures import Question
from stations.enums import StationKind
from stations.models import Station


def opened(question: Question, street: str) -> Subquery:
    """The day on which a street's own station first opened; `street` leads to the street."""
    mains = Station.objects.filter(
        kind=StationKind.MAIN, opened_on__lte=question.as_of, street=OuterRef(street)
    )
    first = mains.order_by().values("street").annotate(first=Min("opened_on"))
    return Subquery(first.values("first"))


def start(question: Question, opened_on: Any) -> Any:
    """The later of the two days; the fixed one while no station has opened."""
    fixed = Value(question.settings["periods_start_on"], output_field=DateField())
    # GREATEST passes over what is null.
    return Greatest(opened_on, fixed, output_field=DateField())


def counted_from(question: Question, opened_on: Any, months: int) -> Any:
    """The day from which things count: of a period that had begun, only if the standard says so."""
    begins = start(question, opened_on)
    if question.settings["first_partial_period_counts"]:
        return begins
    return _first_of_period(begins, months, following=True)


def first_period(question: Question, opened_on: Any, months: int) -> Any:
    """The first day of the first period of 1, 3 or 6 months that counts."""
    is_begun_enough = question.settings["first_partial_period_counts"]
    return _first_of_period(start(question, opened_on), months, following=not is_begun_enough)


def _first_of_period(day: Any, months: int, *, following: bool) -> Any:
    """The first day of the period that a day lies in, or the first one on it or later."""
    # Nothing but whole numbers is written into it.
    number = f"(extract(month from one.day)::int - 1) / {months} + {int(following)}"
    first = f"date_trunc('year', one.day) + make_interval(months => ({number}) * {months})"
    given = f"SELECT %(expressions)s - {int(following)} AS day"
    return Func(
        day,
        template=f"(SELECT ({first})::date FROM ({given}) AS one)",  # noqa: S608
        output_field=DateField(),
    )
