"""Where class hours will stand at the end of the year if things go on as they do.

Minutes so far ÷ days gone by × days of the year, and what somebody is enrolled in on top. Days
are counted from the first of the cycle, for who began later from her first day. All of it is cut,
never rounded up.
"""

from typing import Any

from django.db.models import DateField, F, Func, IntegerField, Q, QuerySet, Sum, Value
from django.db.models.functions import Greatest

from core.measures import Question
from training.enums import SessionState
from training.indicators.hours import first_day, gives_class_hours, summed_by, total_of
from training.models import Enrolment

# One training in somebody's first week tells nothing of the weeks to come.
LEAST_DAYS = 30


def with_pace(rows: QuerySet[Any], question: Question) -> QuerySet[Any]:
    """Rows of `with_enough_hours`, in minutes: `owed`, `ahead` and `projected` to the year's end."""
    by, own = summed_by(question)
    since: Any = Value(question.cycle_start, DateField())
    if own == "person":
        since = Greatest(since, first_day("person"))
    whole = _days(since, question.cycle_end)
    gone = Greatest(_days(since, question.as_of), Value(LEAST_DAYS))
    seats = enrolments_ahead(question).filter(gives_class_hours(question), waiting=0)
    ahead = total_of(seats, by, own, Sum("session__minutes"))
    return rows.annotate(
        owed=Greatest(F("required") - F("minutes"), 0),
        ahead=ahead,
        projected=F("minutes") * whole / gone + F("ahead"),
    )


# Whom the pace leaves short at the end of the year; whoever has enough already never is.
FALLS_SHORT = Q(projected__lt=F("required"))


def enrolments_ahead(question: Question) -> QuerySet[Any]:
    """Enrolments in sessions from the day to the end of the cycle, each with its `waiting`."""
    to_come = Q(session__held_on__gt=question.as_of) & ~Q(session__state=SessionState.CANCELLED)
    today = Q(session__held_on=question.as_of, session__state=SessionState.PLANNED)
    ahead = Enrolment.objects.filter(to_come | today, session__held_on__lte=question.cycle_end)
    return ahead.with_place()


def _days(first: Any, last: Any) -> Any:
    """How many days from one to another, both included."""
    between = Func(
        Value(last, DateField()),
        first,
        template="(%(expressions)s)",
        arg_joiner=" - ",
        output_field=IntegerField(),
    )
    return between + 1
