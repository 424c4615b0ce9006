"""T5-2: handovers between advisors and counter, acknowledged in time."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Left

from casework.indicators.columns import ADVISOR, UNIT, receipt
from casework.indicators.limits import WithinWorkdays
from casework.indicators.reckoning import of_unit, shares
from casework.models import Handover
from core.measures import ItemColumn, Measure, Question, register, true_when

KEY = "T5-2"
# The clause's own number, for the days before a standard is out.
LIMIT_WORKDAYS = 2


def _limit(question: Question) -> WithinWorkdays:
    return WithinWorkdays.of(question, KEY, "sent_on", "acknowledged_on", LIMIT_WORKDAYS)


def due_handovers(question: Question) -> QuerySet[Any]:
    """T5-2: the handovers that are due, and whether they were acknowledged in time.

    Those of a community count for its street; what was taken back counts nowhere.
    """
    limit = _limit(question)
    return (
        Handover.objects.standing()
        .filter(limit.is_due)
        .select_related("unit", "advisor")
        .defer("matter_sealed", "answer_sealed")
        .annotate(street_code=Left("unit_id", 9), used=limit.used)
        .annotate(counted=true_when(limit.is_done & Q(used__lt=limit.limit)))
    )


def acknowledged_in_time(question: Question) -> QuerySet[Any]:
    """T5-2 per street: handovers acknowledged in time, of those due."""
    return shares(question, due_handovers(question), of_unit())


def handovers_gap(question: Question, street_code: str) -> str:
    """How many wait beyond their limit, and how many were acknowledged too late."""
    limit = _limit(question)
    numbers = (
        due_handovers(question)
        .filter(street_code=street_code, counted=False)
        .aggregate(done=Count("pk", filter=limit.is_done), all=Count("pk"))
    )
    words = []
    if waiting := numbers["all"] - numbers["done"]:
        words.append(f"{waiting} 件衔接已到 {limit.limit} 个工作日，对方还没有确认")
    if numbers["done"]:
        words.append(f"{numbers['done']} 件确认时已过期")
    return f"{'；'.join(words)}。" if words else ""


register(
    Measure(
        key=KEY,
        items=due_handovers,
        totals=acknowledged_in_time,
        columns=(
            receipt("衔接", "casework:handover"),
            ItemColumn("方向", lambda one, actor: one.get_way_display()),
            ItemColumn("事项", lambda one, actor: one.get_kind_display()),
            UNIT,
            ADVISOR,
            ItemColumn("送出日期", lambda one, actor: one.sent_on),
            ItemColumn("确认日期", lambda one, actor: one.acknowledged_on or "还没有"),
        ),
        records="casework:handovers",
        records_label="看前后台衔接",
        order=("counted", "sent_on", "pk"),
        gap=handovers_gap,
    )
)
