"""T7-6: leads decided in time."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, DateField, F, Func, OuterRef, Q, QuerySet

from casework.indicators.reckoning import how_many
from casework.leads.limits import MEASURE, found_by_when_due_before, limit_in
from casework.models import Lead, receipt_of
from core.actor import Actor
from core.masking import mask_name
from core.measures import ItemColumn, Measure, Question, register, true_when
from core.workdays import workday_number
from orgs.models import Unit

ONE_DAY = timedelta(days=1)


def due_leads(question: Question) -> QuerySet[Any]:
    """The standing leads of the cycle that are due: over their limit by the day, or decided by it.

    A lead belongs to the cycle in which its limit lies, a number of workdays after it was found;
    on the last of these days its limit is over, as every day counts as done on the day itself.
    """
    limit = limit_in(question)
    before = found_by_when_due_before(question.cycle_start, limit)
    over = found_by_when_due_before(question.as_of + ONE_DAY, limit)
    last = found_by_when_due_before(question.cycle_end + ONE_DAY, limit)
    return Lead.objects.standing().filter(
        Q(found_on__lte=over) | Q(decided_on__lte=question.as_of),
        found_on__gt=before,
        found_on__lte=last,
    )


def decided_leads(question: Question) -> QuerySet[Any]:
    """T7-6: the same, and whether they were decided by the last day of their limit.

    `used` are the workdays from the day it was found to the day before it was decided: as long
    as these are fewer than the limit, its last day was not over. So the weekend after that day
    is too late.
    """
    limit = limit_in(question)
    # Holds all days in question, those of leads found before the cycle began too.
    span = (found_by_when_due_before(question.cycle_start, limit), question.as_of)
    day_before = Func(F("decided_on"), template="(%(expressions)s - 1)", output_field=DateField())
    used = workday_number(day_before, *span) - workday_number(F("found_on"), *span)
    return (
        due_leads(question)
        .select_related("community")
        .annotate(street_code=F("community__parent_id"), used=used)
        .annotate(
            # Without a day the comparisons would be neither true nor false.
            counted=true_when(
                Q(decided_on__isnull=False, decided_on__lte=question.as_of, used__lt=limit)
            )
        )
    )


def share_in_time(question: Question) -> QuerySet[Any]:
    """T7-6 per street: leads decided in time, of those due.

    Every street has a row: without a lead that is due both numbers are 0, and the clause does
    not apply (rule 11).
    """
    due = decided_leads(question).filter(community__parent=OuterRef("pk"))
    return (
        Unit.objects.streets()
        .valid_on(question.as_of)
        .annotate(
            street_code=F("code"),
            numerator=how_many(due.filter(counted=True), "community__parent"),
            denominator=how_many(due, "community__parent"),
        )
    )


def leads_gap(question: Question, street_code: str) -> str:
    """How many were decided too late, and how many wait beyond their limit."""
    late = decided_leads(question).filter(street_code=street_code, counted=False)
    is_decided = Q(decided_on__lte=question.as_of)
    numbers = late.aggregate(
        decided=Count("pk", filter=is_decided),
        open=Count("pk", filter=Q(decided_on__isnull=True) | ~is_decided),
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
