"""What the measures by period share: which periods count for a street, and their mean.

A period (a month, a quarter, a half-year) counts from the start of rule 12 on, and is then taken
whole: what was done in its first days is not lost to a station that opened in the midst of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add, and_, or_
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    DateField,
    DecimalField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat

from casework.periods import Period, closed
from core.measures import Question, true_when
from orgs.models import Unit
from stations.periods import first_period, opened

_NUMBER: Any = DecimalField(max_digits=20, decimal_places=12)


def ended(question: Question, months: int) -> list[Period]:
    """The periods of so many months that ended by the day, from the fixed start on."""
    return closed(question.settings["periods_start_on"], question.as_of, months)


def in_periods(periods: Sequence[Period], field: str) -> Q:
    """Rows of a day within these periods, which follow one another; none of no periods."""
    if not periods:
        return Q(pk__in=[])
    return Q(**{f"{field}__gte": periods[0].first, f"{field}__lte": periods[-1].last})


def streets_from(question: Question, months: int) -> QuerySet[Any]:
    """The streets of the day, each with `begins`, the first day of its first period that counts."""
    return (
        Unit.objects.streets()
        .valid_on(question.as_of)
        .annotate(street_code=F("code"), opened_on=opened(question, "pk"))
        .annotate(begins=first_period(question, F("opened_on"), months))
    )


def begins_of(question: Question, street: str, months: int) -> Any:
    """The same of a row's street, to which `street` leads."""
    return first_period(question, opened(question, street), months)


def spoken(period: Period) -> str:
    """第3季度, 7月, 上半年: within its year."""
    return period.label.partition("年")[2]


def mean_of_kinds(
    question: Question, months: int, of_kind: Callable[[Period, str], Any], kinds: Sequence[str]
) -> QuerySet[Any]:
    """Per street: how many of these kinds there are in a period on average, of all of them.

    `of_kind` gives the rows of a kind in a period, of an outer street. Both numbers are 0 before
    the first period has ended.

    Each kind is looked for by itself: to find one of many takes less than to go through them all.
    """
    periods = ended(question, months)
    found = [
        _if_counting(one, sum_of([one_if(Exists(of_kind(one, kind))) for kind in kinds]))
        for one in periods
    ]
    return (
        streets_from(question, months)
        .annotate(periods=sum_of([_if_counting(one, Value(1)) for one in periods]))
        .annotate(
            numerator=Case(
                When(periods__gt=0, then=Cast(sum_of(found), _NUMBER) / Cast("periods", _NUMBER)),
                default=Value(0, output_field=_NUMBER),
            ),
            denominator=Case(
                When(periods__gt=0, then=Value(len(kinds))), default=0, output_field=IntegerField()
            ),
        )
    )


def mean_of_shares(
    question: Question, months: int, due: Callable[[Period], Any], met: Callable[[Period], Any]
) -> QuerySet[Any]:
    """Per street: the mean of the periods' shares, told in what was due in all of them.

    `due` and `met` give the two counts of a street (an outer `pk`) in a period. The denominator
    is the sum of what was due; the numerator is that sum times the mean of the shares, so that
    every period weighs the same. A period with nothing due has no share. `missed_0`, `missed_1`
    … are what was due and not met in each.
    """
    periods = ended(question, months)
    dues = [_if_counting(one, due(one)) for one in periods]
    mets = [_if_counting(one, met(one)) for one in periods]
    return streets_from(question, months).annotate(
        **{f"missed_{n}": dues[n] - mets[n] for n in range(len(periods))},
        denominator=sum_of(dues),
        numerator=Coalesce(
            Func(
                _array(mets),
                _array(dues),
                template=(
                    "(SELECT sum(due) * avg(met::numeric / nullif(due, 0)) "
                    "FROM unnest(%(expressions)s) AS period(met, due))"
                ),
                output_field=_NUMBER,
            ),
            Value(0, output_field=_NUMBER),
        ),
    )


def plus_days(field: str, days: int) -> Any:
    """A day so many days later, in SQL."""
    # Days are added as a whole number; nothing else is written into it.
    return Func(F(field), template=f"(%(expressions)s + {int(days)})", output_field=DateField())


def of_community() -> Q:
    """Rows of a `community` in an outer street."""
    return Q(community__parent=OuterRef("pk"))


def of_unit() -> Q:
    """Rows of a `unit` in an outer street: of its station, and of its communities.

    Codes begin with the street's, and are compared by code point.
    """
    return Q(unit__gte=OuterRef("pk"), unit__lt=Concat(OuterRef("pk"), Value(":")))


def shares(question: Question, rows: QuerySet[Any], within: Q) -> QuerySet[Any]:
    """Per street: how many of some rows count, of all of them; `within` are those of a street.

    Every street has a row: where there is nothing to count both numbers are 0, and a clause
    about events does not apply (rule 11).
    """
    own = rows.filter(within)
    return (
        Unit.objects.streets()
        .valid_on(question.as_of)
        .annotate(
            street_code=F("code"),
            numerator=how_many(own.filter(counted=True), "street_code"),
            denominator=how_many(own, "street_code"),
        )
    )


def how_many(rows: QuerySet[Any], by: str) -> Any:
    """How many rows there are of an outer row to which `by` leads; 0 of none."""
    counts = rows.order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counts, output_field=IntegerField()), 0)


def sum_of(parts: Sequence[Any]) -> Any:
    """Their sum; 0 of none."""
    return reduce(add, parts, Value(0, output_field=IntegerField()))


def _if_counting(period: Period, count: Any) -> Any:
    return Case(When(begins__lte=period.first, then=count), default=0, output_field=IntegerField())


def one_if(condition: Any) -> Any:
    """1 or 0."""
    return Case(When(condition, then=1), default=0, output_field=IntegerField())


def _array(numbers: Sequence[Any]) -> Any:
    return Func(
        *numbers, template="ARRAY[%(expressions)s]::int[]", output_field=ArrayField(IntegerField())
    )


@dataclass(frozen=True)
class Asked:
    """What a period asks of a row, as conditions; `words` tells how it stands, or says nothing."""

    period: Period
    is_due: Any
    is_met: Any
    words: Any = None


def asked_of(rows: QuerySet[Any], asked: Sequence[Asked]) -> QuerySet[Any]:
    """Rows of which some period asks something; those count that did all of it.

    `due_0`, `met_0` … are what the periods asked, `told` how it stands, `lacks` what is missing,
    both by period.
    """
    if not asked:
        return rows.none().annotate(counted=Value(True))
    numbers = range(len(asked))
    rows = rows.annotate(
        **{f"due_{n}": _condition(one.is_due) for n, one in enumerate(asked)},
        **{f"met_{n}": _condition(one.is_met) for n, one in enumerate(asked)},
    )
    is_due = [Q(**{f"due_{n}": True}) for n in numbers]
    is_met = [Q(**{f"met_{n}": True}) for n in numbers]
    return rows.filter(reduce(or_, is_due)).annotate(
        counted=true_when(
            reduce(and_, (~due | met for due, met in zip(is_due, is_met, strict=True)))
        ),
        told=_joined(
            [
                Case(When(due, then=one.words), default=None, output_field=CharField())
                for due, one in zip(is_due, asked, strict=True)
                if one.words is not None
            ]
        ),
        lacks=_joined(
            [
                Case(
                    When(due & ~met, then=Value(spoken(one.period))),
                    default=None,
                    output_field=CharField(),
                )
                for due, met, one in zip(is_due, is_met, asked, strict=True)
            ]
        ),
    )


def _condition(condition: Any) -> Any:
    return Case(When(condition, then=True), default=False, output_field=BooleanField())


def _joined(texts: Sequence[Any]) -> Any:
    """Those that say something, with 、 between them."""
    return Func(
        Value("、"), *(texts or [Value("")]), function="CONCAT_WS", output_field=CharField()
    )
