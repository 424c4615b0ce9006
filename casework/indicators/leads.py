"""T7-6: leads decided in time."""

from typing import Any

from django.db.models import Count, F, Q, QuerySet

from casework.indicators.limits import WithinWorkdays
from casework.indicators.reckoning import of_community, shares
from casework.leads.limits import MEASURE, limit_in
from casework.models import Lead, receipt_of
from core.actor import Actor
from core.masking import mask_name
from core.measures import ItemColumn, Measure, Question, register, true_when


def _limit(question: Question) -> WithinWorkdays:
    return WithinWorkdays(question, "found_on", "decided_on", limit_in(question))


def decided_leads(question: Question) -> QuerySet[Any]:
    """T7-6: the standing leads of the cycle that are due, and whether they were decided in time.

    So many workdays after it was found a lead is over its limit.
    """
    limit = _limit(question)
    return (
        Lead.objects.standing()
        .filter(limit.is_due)
        .select_related("community")
        .annotate(street_code=F("community__parent_id"), used=limit.used)
        .annotate(counted=true_when(limit.is_done & Q(used__lt=limit.limit)))
    )


def share_in_time(question: Question) -> QuerySet[Any]:
    """T7-6 per street: leads decided in time, of those due."""
    return shares(question, decided_leads(question), of_community())


def leads_gap(question: Question, street_code: str) -> str:
    """How many were decided too late, and how many wait beyond their limit."""
    late = decided_leads(question).filter(street_code=street_code, counted=False)
    is_decided = _limit(question).is_done
    numbers = late.aggregate(
        decided=Count("pk", filter=is_decided), open=Count("pk", filter=~is_decided)
    )
    words = []
    if numbers["open"]:
        words.append(f"{numbers['open']} 条线索已到 {limit_in(question)} 个工作日，还没有处置")
    if numbers["decided"]:
        words.append(f"{numbers['decided']} 条处置时已过期")
    return f"{'；'.join(words)}。" if words else ""


def _name(lead: Any, actor: Actor) -> str:
    return f"{receipt_of(lead.pk)} {mask_name(lead.name)}".strip()


register(
    Measure(
        key=MEASURE,
        items=decided_leads,
        totals=share_in_time,
        columns=(
            ItemColumn("线索", _name, page="casework:lead"),
            ItemColumn("居村", lambda lead, actor: lead.community.short_name),
            ItemColumn("来源", lambda lead, actor: lead.get_source_display()),
            ItemColumn("发现日期", lambda lead, actor: lead.found_on),
            ItemColumn("处置日期", lambda lead, actor: lead.decided_on or "还没有"),
        ),
        records="casework:leads",
        records_label="看线索",
        order=("counted", "found_on", "pk"),
        gap=leads_gap,
    )
)
