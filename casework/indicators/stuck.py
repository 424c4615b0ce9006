"""T5-3: matters that could not be done (办不成事), closed in time."""

from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Left

from casework.enums import ExtensionState
from casework.indicators.columns import ADVISOR, UNIT, receipt
from casework.indicators.limits import WithinWorkdays
from casework.indicators.reckoning import of_unit, shares
from casework.models import StuckCase
from core.measures import ItemColumn, Measure, Question, register, true_when

KEY = "T5-3"
# The clause's own number, for the days before a standard is out.
LIMIT_WORKDAYS = 5
# Lists and figures hold no sealed texts.
SEALED = tuple(
    f"{name}_sealed" for name in ("visitor_phone", "matter", "answer", "extension_reason", "result")
)


def _limit(question: Question) -> WithinWorkdays:
    return WithinWorkdays.of(question, KEY, "received_on", "closed_on", LIMIT_WORKDAYS)


def due_matters(question: Question) -> QuerySet[Any]:
    """T5-3: the matters that are due, and whether they were closed in time.

    The limit is so many workdays, or the last day of an extension that was approved by the day,
    whichever is later; a matter belongs to the cycle in which that lies. Those heard in a
    community count for its street; what was taken back counts nowhere.
    """
    limit, as_of = _limit(question), question.as_of
    # None of these is null, so that what is not extended can be told from it by `~`.
    is_extended = Q(
        extension=ExtensionState.APPROVED,
        extension_decided_on__isnull=False,
        extension_decided_on__lte=as_of,
        extended_until__isnull=False,
    )
    is_over = limit.is_over & ~(is_extended & Q(extended_until__gt=as_of))
    begins_in_cycle = limit.begins_in_cycle | (
        is_extended & Q(extended_until__gte=question.cycle_start)
    )
    ends_in_cycle = limit.ends_in_cycle & ~(is_extended & Q(extended_until__gt=question.cycle_end))
    in_time = Q(used__lt=limit.limit) | is_extended & Q(closed_on__lte=F("extended_until"))
    return (
        StuckCase.objects.standing()
        .filter((is_over | limit.is_done) & begins_in_cycle & ends_in_cycle)
        .select_related("unit", "advisor")
        .defer(*SEALED)
        .annotate(street_code=Left("unit_id", 9), used=limit.used)
        .annotate(counted=true_when(limit.is_done & in_time))
    )


def closed_in_time(question: Question) -> QuerySet[Any]:
    """T5-3 per street: matters closed in time, of those due.

    A street that nobody came to has none, and needs no report that says so (rule 11).
    """
    return shares(question, due_matters(question), of_unit())


def matters_gap(question: Question, street_code: str) -> str:
    """How many are open beyond their limit, and how many were closed too late."""
    limit = _limit(question)
    numbers = (
        due_matters(question)
        .filter(street_code=street_code, counted=False)
        .aggregate(closed=Count("pk", filter=limit.is_done), all=Count("pk"))
    )
    words = []
    if still_open := numbers["all"] - numbers["closed"]:
        words.append(f"{still_open} 件办不成事已到 {limit.limit} 个工作日或批准的延期，还没有办结")
    if numbers["closed"]:
        words.append(f"{numbers['closed']} 件办结时已过期")
    return f"{'；'.join(words)}。" if words else ""


def _extension(one: Any, actor: Any) -> str:
    if not one.extension:
        return ""
    return f"{one.get_extension_display()}，到 {one.extended_until}"


register(
    Measure(
        key=KEY,
        items=due_matters,
        totals=closed_in_time,
        columns=(
            receipt("办不成事", "casework:stuck"),
            UNIT,
            ItemColumn("原因", lambda one, actor: one.get_blocker_display()),
            ADVISOR,
            ItemColumn("接待日期", lambda one, actor: one.received_on),
            ItemColumn("延期", _extension),
            ItemColumn("办结日期", lambda one, actor: one.closed_on or "还没有"),
        ),
        records="casework:stuck-cases",
        records_label="看办不成事",
        order=("counted", "received_on", "pk"),
        gap=matters_gap,
    )
)
