"""T6-4: who was on duty at the station, month by month."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import add
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    Case,
    Count,
    DateField,
    DecimalField,
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
from django.db.models.functions import Cast, Coalesce, NullIf

from advisors.duty.months import Month, day_words
from advisors.enums import Away
from advisors.models import DutyShift
from core.measures import ItemColumn, Measure, Question, register, true_when
from core.workdays import workdays_in
from orgs.models import Unit
from stations.periods import counted_from, opened

# In the sentence on what is missing, so many days of a month are named.
DAYS_NAMED = 5
MONTH = 1
_SHARE: Any = DecimalField(max_digits=20, decimal_places=12)


@dataclass(frozen=True)
class Closed:
    """A month that has ended, with its workdays."""

    month: Month
    workdays: list[date]


def closed_months(question: Question) -> list[Closed]:
    """The months from the fixed start on that ended by the day."""
    month, found = Month.of(question.settings["periods_start_on"]), []
    while month.last <= question.as_of:
        found.append(Closed(month, workdays_in(month.first, month.last)))
        month = month.after
    return found


def _due(closed: Closed) -> Any:
    """How many workdays of a month count: those from the start on."""
    # A start lies after so many of these as there are workdays before it.
    after = [day + timedelta(days=1) for day in closed.workdays]
    before = Func(
        F("start"),
        Value(after, output_field=ArrayField(DateField())),
        function="width_bucket",
        output_field=IntegerField(),
    )
    return Value(len(closed.workdays)) - before


def _covered(closed: Closed) -> Any:
    """On how many of them somebody was on duty and there."""
    shifts = DutyShift.objects.at_main_stations().kept()
    days = shifts.filter(
        station__street=OuterRef("pk"), day__in=closed.workdays, day__gte=OuterRef("start")
    )
    counts = days.order_by().values("station__street").annotate(n=Count("day", distinct=True))
    return Coalesce(Subquery(counts.values("n"), output_field=IntegerField()), 0)


def duty_share(question: Question) -> QuerySet[Any]:
    """T6-4 per street: the mean of the months' shares, told in workdays.

    The denominator are all workdays of the months that count; the numerator is their number
    times the mean of the months' shares, so that every month weighs the same. Both are 0 before
    the first month has ended. A street without a station of its own has no row.
    """
    months, zero = closed_months(question), Value(0, output_field=_SHARE)
    streets = (
        Unit.objects.streets()
        .valid_on(question.as_of)
        .annotate(opened_on=opened(question, "pk"))
        .filter(opened_on__isnull=False)
        .annotate(start=counted_from(question, F("opened_on"), MONTH))
    )
    due = [_due(one) for one in months]
    shares = [
        Coalesce(Cast(_covered(one), _SHARE) / NullIf(Cast(days, _SHARE), zero), zero)
        for one, days in zip(months, due, strict=True)
    ]
    counted = [Case(When(Q(**{f"due_{n}__gt": 0}), then=1), default=0) for n in range(len(months))]
    return (
        streets.annotate(**{f"due_{n}": days for n, days in enumerate(due)})
        .annotate(
            street_code=F("pk"),
            denominator=_sum([F(f"due_{n}") for n in range(len(months))]),
            shares=_sum(shares, _SHARE),
            months=_sum(counted),
        )
        .annotate(
            numerator=Coalesce(
                F("shares") * Cast("denominator", _SHARE) / NullIf(Cast("months", _SHARE), zero),
                zero,
            )
        )
    )


def _sum(parts: list[Any], output: Any = None) -> Any:
    """Their sum; 0 of none."""
    return reduce(add, parts, Value(0, output_field=output or IntegerField()))


def duty_shifts(question: Question) -> QuerySet[Any]:
    """T6-4: the shifts at the station on workdays of the months that count.

    One of somebody who was away that day, or not in post, does not count.
    """
    days = [day for one in closed_months(question) for day in one.workdays]
    start = counted_from(question, opened(question, "station__street"), MONTH)
    return (
        DutyShift.objects.at_main_stations()
        .with_away()
        .filter(day__in=days, day__gte=start)
        .select_related("advisor", "station")
        .annotate(street_code=F("station__street_id"), counted=true_when(Q(away="")))
    )


def duty_gap(question: Question, street_code: str) -> str:
    """Which months had workdays without anybody, and the first of these days."""
    counted = duty_shifts(question).filter(counted=True, station__street=OuterRef("pk"))
    row = (
        duty_share(question)
        .filter(pk=street_code)
        .annotate(covered=ArraySubquery(counted.order_by().values("day")))
        .values_list("start", "covered")
        .first()
    )
    if row is None:
        return ""
    # Before the first month has ended there is nothing to ask for, and no array.
    start, covered = row[0], set(row[1] or ())
    told = []
    for closed in closed_months(question):
        missing = [day for day in closed.workdays if day >= start and day not in covered]
        if missing:
            named = "、".join(f"{day:%m-%d}" for day in missing[:DAYS_NAMED])
            more = " 等" if len(missing) > DAYS_NAMED else ""
            month = closed.month.first.month
            told.append(f"{month}月有 {len(missing)} 个工作日没人值守（{named}{more}）")
    return f"{'；'.join(told)}。" if told else ""


def _away_words(shift: Any, actor: Any) -> str:
    return str(Away(shift.away).label) if shift.away else ""


register(
    Measure(
        key="T6-4",
        items=duty_shifts,
        totals=duty_share,
        columns=(
            ItemColumn("日期", lambda shift, actor: day_words(shift.day)),
            ItemColumn("班次", lambda shift, actor: shift.get_session_display()),
            ItemColumn(
                "值守人",
                lambda shift, actor: actor.shown_name(shift.advisor.name, shift.station.street_id),
                page="advisors:detail",
                key=lambda shift: shift.advisor_id,
            ),
            ItemColumn("值守方式", lambda shift, actor: shift.get_mode_display()),
            ItemColumn("不计的原因", _away_words),
        ),
        records="advisors:duty",
        records_label="看值守排班",
        order=("-counted", "day", "pk"),
        gap=duty_gap,
    ),
)
