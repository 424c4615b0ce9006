"""T4-1: the four asks (四问), of consultations and of visits."""

from typing import Any

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Concat, Left, NullIf

from casework.enums import QuestionType, ServiceType
from casework.indicators.columns import ADVISOR, CONSULTATION, GIVEN_ON, UNIT, VISIT
from casework.indicators.reckoning import one_if, sum_of
from casework.models import Consultation, ServiceRecord, Visit
from core.measures import ItemColumn, Measure, Question, register
from orgs.models import Unit


def asks(question: Question) -> QuerySet[Any]:
    """Consultations, and visits that name one of the four asks, of the cycle to date.

    Both are read as the service records they became: every one of them has one of its own.
    """
    cycle = (question.cycle_start, question.as_of)
    asked = Consultation.objects.filter(asked_on__range=cycle)
    visited = Visit.objects.standing().between(*cycle).exclude(question_type="")
    records = ServiceRecord.objects.order_by()
    of_visits = records.filter(visit__in=visited.order_by(), service_type=ServiceType.VISITING)
    of_consultations = records.filter(consultation__in=asked.order_by())
    both = of_visits.values("pk").union(of_consultations.values("pk"), all=True)
    return (
        ServiceRecord.objects.filter(pk__in=both)
        .select_related("unit", "advisor")
        .annotate(
            street_code=Left("unit_id", 9),
            ask=Coalesce(
                F("consultation__question_type"), NullIf(F("visit__question_type"), Value(""))
            ),
            counted=Value(True),
        )
    )


def kinds_of_asks(question: Question) -> QuerySet[Any]:
    """T4-1 per street: how many of the four asks there were; both numbers 0 where none was."""
    cycle = (question.cycle_start, question.as_of)
    visits = Visit.objects.standing().between(*cycle).filter(community__parent=OuterRef("pk"))
    # Codes begin with the street's, and are compared by code point.
    asked = Consultation.objects.filter(
        asked_on__range=cycle,
        unit__gte=OuterRef("pk"),
        unit__lt=Concat(OuterRef("pk"), Value(":")),
    )
    there = [
        Q(Exists(asked.filter(question_type=kind))) | Q(Exists(visits.filter(question_type=kind)))
        for kind in QuestionType.values
    ]
    return (
        Unit.objects.streets()
        .valid_on(question.as_of)
        .annotate(street_code=F("code"))
        .annotate(
            numerator=sum_of([one_if(one) for one in there]),
            denominator=Case(
                When(numerator__gt=0, then=Value(len(there))),
                default=0,
                output_field=IntegerField(),
            ),
        )
    )


def asks_gap(question: Question, street_code: str) -> str:
    """Which of the four there was none of this year."""
    there = set(
        asks(question).filter(street_code=street_code).order_by().values_list("ask", flat=True)
    )
    lacking = "".join(f"“{kind.label}”" for kind in QuestionType if kind.value not in there)
    return f"今年还没有{lacking}的记录。" if there and lacking else ""


register(
    Measure(
        key="T4-1",
        items=asks,
        totals=kinds_of_asks,
        columns=(
            ItemColumn("四问类型", lambda record, actor: QuestionType(record.ask).label),
            GIVEN_ON,
            UNIT,
            ADVISOR,
            CONSULTATION,
            VISIT,
        ),
        records="casework:consultations",
        records_label="看咨询记录",
        order=("ask", "-given_on", "pk"),
        gap=asks_gap,
    )
)
