"""T8-3: the kinds of training held."""

from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from core.measures import ItemColumn, Measure, Question, register, true_when
from orgs.models import Unit
from training.enums import NAMED_KINDS
from training.models import Attendance, TrainingSession


def year_sessions(question: Question) -> QuerySet[Any]:
    """Sessions of the cycle up to the day."""
    return TrainingSession.objects.held().held_between(question.cycle_start, question.as_of)


def sessions_of_streets(question: Question) -> QuerySet[Any]:
    """T8-3: for each street the kinds held, the district's where one of its own attended."""
    own: Any = Q(host=OuterRef("pk"))
    if question.settings["district_training_counted"]:
        attended = Attendance.objects.filter(
            session=OuterRef("pk"), advisor__street=OuterRef(OuterRef("pk"))
        )
        own |= Q(host=OuterRef("parent")) & Exists(attended)
    kinds = (
        year_sessions(question)
        .filter(own, kind__in=NAMED_KINDS)
        .order_by()
        .annotate(one=Value(1))
        .values("one")
        .annotate(kinds=Count("kind", distinct=True))
        .values("kinds")
    )
    return (
        Unit.objects.streets()
        .valid_on(question.as_of)
        .annotate(
            street_code=F("code"),
            numerator=Coalesce(Subquery(kinds, output_field=IntegerField()), 0),
            denominator=Case(
                When(numerator__gt=0, then=Value(len(NAMED_KINDS))),
                default=0,
                output_field=IntegerField(),
            ),
        )
    )


def counted_sessions(question: Question) -> QuerySet[Any]:
    """The sessions behind T8-3: a street's own, and the district's for each street that came."""
    host = When(host__level=Unit.Level.STREET, then=F("host_id"))
    if question.settings["district_training_counted"]:
        street = Case(host, default=F("attendances__advisor__street_id"))
    else:
        street = Case(host)
    return (
        year_sessions(question)
        .annotate(street_code=street, counted=true_when(Q(kind__in=NAMED_KINDS)))
        .distinct()
    )


def kinds_gap(question: Question, street_code: str) -> str:
    """Which of the three kinds the street has not had this year."""
    counted = counted_sessions(question).filter(street_code=street_code, counted=True)
    held = set(counted.order_by().values_list("kind", flat=True))
    missing = [str(kind.label) for kind in NAMED_KINDS if kind not in held]
    return f"今年还没有办过{'、'.join(missing)}" if missing else ""


SESSION_COLUMNS = (
    ItemColumn("日期", lambda session, actor: session.held_on),
    ItemColumn("主题", lambda session, actor: session.topic),
    ItemColumn("类型", lambda session, actor: session.get_kind_display()),
)


register(
    Measure(
        key="T8-3",
        items=counted_sessions,
        totals=sessions_of_streets,
        columns=SESSION_COLUMNS,
        records="training:list",
        records_label="看办过的培训",
        ledger="培训台账",
        gap=kinds_gap,
    ),
)
