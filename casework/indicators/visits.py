"""T7-4: visits with a number of the city's platform (社区云)."""

from typing import Any

from django.db.models import DateField, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Greatest

from casework.indicators.columns import ADVISOR, HOUSEHOLD
from casework.indicators.reckoning import how_many
from casework.models import Visit
from casework.periods import quarter_of
from core.measures import ItemColumn, Measure, Question, register, true_when
from orgs.models import Unit
from stations.periods import opened, start

HAS_NUMBER = ~Q(community_cloud_ref="")


def due_visits(question: Question) -> QuerySet[Any]:
    """The standing visits of the cycle whose limit has passed, from any street's start or later.

    A visit's limit is the last day of its quarter: until then a number may still be brought in.
    """
    quarter = quarter_of(question.as_of)
    is_over = quarter.last <= question.as_of
    first = max(question.cycle_start, question.settings["periods_start_on"])
    visits = Visit.objects.standing().filter(visited_on__gte=first)
    if is_over:
        return visits.filter(visited_on__lte=quarter.last)
    return visits.filter(visited_on__lt=quarter.first)


def _begins(question: Question, opened_on: Any) -> Any:
    cycle_start = Value(question.cycle_start, output_field=DateField())
    return Greatest(start(question, opened_on), cycle_start, output_field=DateField())


def visits_with_number(question: Question) -> QuerySet[Any]:
    """T7-4: these visits from the start of their street on, and whether they have a number.

    A tick in the ledger without a number is no number.
    """
    return (
        due_visits(question)
        .select_related("household", "advisor")
        .annotate(street_code=F("community__parent_id"), counted=true_when(HAS_NUMBER))
        .filter(visited_on__gte=_begins(question, opened(question, "community__parent")))
    )


def share_with_number(question: Question) -> QuerySet[Any]:
    """T7-4 per street: visits with a number, of those due."""
    due = due_visits(question).filter(
        community__parent=OuterRef("pk"), visited_on__gte=OuterRef("begins")
    )
    return (
        Unit.objects.streets()
        .valid_on(question.as_of)
        .annotate(street_code=F("code"), begins=_begins(question, opened(question, "pk")))
        .annotate(
            numerator=how_many(due.filter(HAS_NUMBER), "community__parent"),
            denominator=how_many(due, "community__parent"),
        )
    )


def number_gap(question: Question, street_code: str) -> str:
    """How many have none."""
    lacking = visits_with_number(question).filter(street_code=street_code, counted=False).count()
    return f"{lacking} 次走访没有社区云编号。" if lacking else ""


register(
    Measure(
        key="T7-4",
        items=visits_with_number,
        totals=share_with_number,
        columns=(
            ItemColumn("走访日期", lambda visit, actor: visit.visited_on, page="casework:visit"),
            HOUSEHOLD,
            ADVISOR,
            ItemColumn("社区云编号", lambda visit, actor: visit.community_cloud_ref or "没有"),
        ),
        records="casework:visits",
        records_label="看走访记录",
        ledger="走访台账",
        order=("counted", "-visited_on", "pk"),
        gap=number_gap,
    )
)
