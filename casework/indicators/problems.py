"""T10-2: matters that could not be done, and cases of conferences, that were solved."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Case, DateField, F, OuterRef, Q, QuerySet, When
from django.db.models.functions import Coalesce, Left

from casework.enums import CaseOutcome, ConferenceState, StuckOutcome
from casework.indicators.columns import UNIT
from casework.indicators.reckoning import how_many, of_unit
from casework.models import ConferenceCase, ServiceRecord, StuckCase, receipt_of
from core.actor import Actor
from core.measures import ItemColumn, Measure, Question, register, true_when
from orgs.models import Unit

KEY = "T10-2"


def _opened(question: Question) -> tuple[date, date]:
    """The days on which something was opened that is old enough by the day, in this cycle.

    A problem belongs to the cycle in which it comes of age, solved or not by then.
    """
    age = timedelta(days=question.params[KEY]["min_age_days"])
    return question.cycle_start - age, question.as_of - age


def old_matters(question: Question) -> QuerySet[StuckCase]:
    """The stuck cases old enough, without those taken back."""
    return StuckCase.objects.standing().filter(received_on__range=_opened(question)).order_by()


def old_cases(question: Question) -> QuerySet[ConferenceCase]:
    """The cases old enough since the conference that dealt with them."""
    return ConferenceCase.objects.filter(
        conference__state=ConferenceState.HELD, conference__held_on__range=_opened(question)
    ).order_by()


def share_solved(question: Question) -> QuerySet[Any]:
    """T10-2 per street: problems solved by the day, of those old enough.

    A household's matter that was heard and then dealt with by a conference is on record twice,
    and counts twice. Every street has a row, both numbers 0 where there is nothing (rule 11).
    """
    matters = old_matters(question).filter(of_unit()).annotate(street_code=Left("unit_id", 9))
    cases = old_cases(question).filter(conference__street=OuterRef("pk"))
    solved_matters = matters.filter(outcome=StuckOutcome.SOLVED, closed_on__lte=question.as_of)
    solved_cases = cases.filter(outcome=CaseOutcome.SOLVED, solved_on__lte=question.as_of)
    return (
        Unit.objects.streets()
        .valid_on(question.as_of)
        .annotate(
            street_code=F("code"),
            numerator=how_many(solved_matters, "street_code")
            + how_many(solved_cases, "conference__street"),
            denominator=how_many(matters, "street_code") + how_many(cases, "conference__street"),
        )
    )


def old_problems(question: Question) -> QuerySet[Any]:
    """T10-2: both kinds, read as the service records that they became.

    A stuck case has one of its own; that of a conference stands for each of its cases, told
    apart by `problem`.
    """
    solved = Case(
        When(stuck_case__outcome=StuckOutcome.SOLVED, then=F("stuck_case__closed_on")),
        When(conference__cases__outcome=CaseOutcome.SOLVED, then=F("conference__cases__solved_on")),
        output_field=DateField(),
    )
    return (
        ServiceRecord.objects.filter(
            Q(stuck_case__isnull=False) | Q(conference__isnull=False),
            given_on__range=_opened(question),
        )
        .select_related("unit")
        .annotate(
            street_code=Left("unit_id", 9),
            case_id=F("conference__cases__id"),
            problem=Coalesce(F("stuck_case_id"), F("conference__cases__id")),
            solved_on=solved,
        )
        .filter(problem__isnull=False)
        .annotate(counted=true_when(Q(solved_on__isnull=False, solved_on__lte=question.as_of)))
    )


def problems_gap(question: Question, street_code: str) -> str:
    """How many of each kind are not solved."""
    open_ones = old_problems(question).filter(street_code=street_code, counted=False)
    cases = open_ones.filter(case_id__isnull=False).count()
    matters = open_ones.filter(case_id__isnull=True).count()
    words = [f"{matters} 件办不成事"] if matters else []
    words += [f"{cases} 件会商个案"] if cases else []
    age = question.params[KEY]["min_age_days"]
    return f"{'、'.join(words)}满 {age} 天还没有解决。" if words else ""


def _matter(record: Any, actor: Actor) -> str:
    return receipt_of(record.stuck_case_id) if record.stuck_case_id else ""


def _case(record: Any, actor: Actor) -> str:
    return receipt_of(record.case_id) if record.case_id else ""


register(
    Measure(
        key=KEY,
        items=old_problems,
        totals=share_solved,
        row="problem",
        columns=(
            ItemColumn("提出日期", lambda record, actor: record.given_on),
            ItemColumn(
                "办不成事", _matter, page="casework:stuck", key=lambda one: one.stuck_case_id
            ),
            ItemColumn(
                "会商个案", _case, page="casework:conference", key=lambda one: one.conference_id
            ),
            UNIT,
            ItemColumn("解决日期", lambda record, actor: record.solved_on or "还没有"),
        ),
        records="casework:stuck-cases",
        records_label="看办不成事",
        order=("counted", "given_on", "problem"),
        gap=problems_gap,
    )
)
