"""When a household is to be visited next.

A quarter with n visits asked for is cut into n even parts, and a visit is due by the last day of
each; a day that an advisor has set for the next visit comes first if it is earlier. It is the
last visit that sets it, also one that met nobody; only visits that met somebody count as made.
"""

from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateField,
    F,
    Func,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Least

from casework.models import HouseholdTier, Visit
from casework.periods import Period, quarter_of
from standards.asked import ask
from standards.book import StandardBook

# A household due within so many days is near.
NEAR = timedelta(days=7)
# Where no standard is out yet.
ONCE = 1


def usual_per_quarter(day: date) -> int:
    """How many visits a quarter the standard of a day asks for, of a household without a tier."""
    return usual_in(ask(day).book)


def usual_in(book: StandardBook | None) -> int:
    """The same of a standard that was read already (`standards.asked.asked`)."""
    return int(book.params.get("T7-3", {}).get("visits_per_quarter", ONCE)) if book else ONCE


def asked_visits(day: date, usual: int, household: str = "pk") -> Any:
    """In SQL: how many visits the quarter of a day asks for; `household` leads to the key."""
    tiers = HouseholdTier.objects.running_on(day).filter(household=OuterRef(household))
    return Coalesce(
        Subquery(tiers.order_by().values("visits_per_quarter")[:1]), Value(usual),
        output_field=IntegerField(),
    )  # fmt: skip


def with_visits(households: QuerySet[Any], day: date, usual: int) -> QuerySet[Any]:
    """Households with `asked`, `done` (in the quarter so far), `last_visit_on`, `planned_on`.

    `usual` is that of `usual_per_quarter`. `due_day` makes the due day of these.
    """
    quarter = quarter_of(day)
    visits = Visit.objects.standing().filter(household=OuterRef("pk"), visited_on__lte=day)
    own = visits.counting()
    made = own.filter(visited_on__gte=quarter.first).order_by().values("household")
    done = made.annotate(n=Count("pk")).values("n")
    # The index has them in this order: one step into it, not all there are.
    last = own.order_by("-visited_on").values("visited_on")[:1]
    latest = visits.order_by("-visited_on", "-recorded_at").values("next_visit_on")[:1]
    return households.annotate(
        asked=asked_visits(day, usual),
        done=Coalesce(Subquery(done, output_field=IntegerField()), 0),
        last_visit_on=Subquery(last),
        planned_on=Subquery(latest),
    )


def with_due(households: QuerySet[Any], day: date, usual: int) -> QuerySet[Any]:
    """The same with `due_on`, to filter and order by in SQL.

    Costly over many rows, for SQL reads what it is made of again at each mention; where all
    rows are read anyway, `with_visits` and `due_day` are quicker.
    """
    quarter = quarter_of(day)
    return (
        with_visits(households, day, usual)
        .annotate(
            by_rule=Case(
                When(done__lt=F("asked"), then=_last_of_part(quarter, F("done") + 1)),
                default=_last_of_part(quarter.after, Value(1)),
                output_field=DateField(),
            )
        )
        # LEAST passes over what is null.
        .annotate(due_on=Least("planned_on", "by_rule", output_field=DateField()))
    )


def due_day(day: date, asked: int, done: int, planned_on: date | None) -> date:
    """The due day as `with_due` has it, of a household read `with_visits` on a day."""
    quarter = quarter_of(day)
    if done < asked:
        by_rule = _part_over(quarter, done + 1, asked)
    else:
        by_rule = _part_over(quarter.after, 1, asked)
    return min(planned_on, by_rule) if planned_on else by_rule


def _part_over(period: Period, part: int, parts: int) -> date:
    """The last day of the n-th of so many even parts of a period."""
    return period.first + timedelta(days=-(-part * period.days // parts) - 1)


def _last_of_part(period: Period, part: Any) -> Any:
    """The same in SQL, of `asked` parts."""
    days = (part * Value(period.days) + F("asked") - 1) / F("asked") - 1
    return Func(
        Value(period.first, output_field=DateField()),
        Cast(days, IntegerField()),
        template="(%(expressions)s)",
        arg_joiner=" + ",
        output_field=DateField(),
    )
