"""T4-2 and T4-3: conferences in each quarter, and what they resolved done in time."""

from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value

from casework.enums import ConferenceState
from casework.indicators.reckoning import (
    begins_of,
    ended,
    how_many,
    in_periods,
    mean_of_shares,
    one_if,
    shares,
    spoken,
)
from casework.models import CaseConference, ConferenceAction, ConferenceCase
from casework.periods import QUARTER, Period
from core.actor import Actor
from core.measures import ItemColumn, Measure, Question, register, true_when

# T4-2 ------------------------------------------------------------------------------------------


def _has_minutes(question: Question) -> Q:
    return Q(minutes_on__isnull=False, minutes_on__lte=question.as_of)


def conferences(question: Question) -> QuerySet[Any]:
    """The conferences held in the quarters that ended; one counts with minutes by the day."""
    cases = ConferenceCase.objects.filter(conference=OuterRef("pk"))
    return (
        CaseConference.objects.held()
        .filter(in_periods(ended(question, QUARTER), "held_on"))
        .defer("minutes_content_sealed")
        .annotate(
            street_code=F("street_id"),
            cases_dealt_with=how_many(cases, "conference"),
            counted=true_when(_has_minutes(question)),
        )
        .filter(held_on__gte=begins_of(question, "street_code", QUARTER))
    )


def quarters_with_one(question: Question) -> QuerySet[Any]:
    """T4-2 per street: the quarters with a conference that has minutes, of those that ended.

    The quarters count from the start of rule 12 on.
    """
    held = CaseConference.objects.held().filter(_has_minutes(question), street=OuterRef("pk"))

    def there(period: Period) -> Any:
        return one_if(Exists(held.filter(held_on__range=(period.first, period.last))))

    return mean_of_shares(question, QUARTER, due=lambda period: Value(1), met=there)


def conferences_gap(question: Question, street_code: str) -> str:
    """Which quarters have none, and which one without minutes."""
    row = quarters_with_one(question).filter(pk=street_code).first()
    if row is None:
        return ""
    days = conferences(question).filter(street_code=street_code).order_by("held_on")
    held = {Period.of(day, QUARTER) for day in days.values_list("held_on", flat=True)}
    lacking = [
        period for n, period in enumerate(ended(question, QUARTER)) if getattr(row, f"missed_{n}")
    ]
    words = []
    if none := [spoken(period) for period in lacking if period not in held]:
        words.append(f"{'、'.join(none)}没有会商")
    if bare := [spoken(period) for period in lacking if period in held]:
        words.append(f"{'、'.join(bare)}的会商还没有纪要")
    return f"{'；'.join(words)}。" if words else ""


# T4-3 ------------------------------------------------------------------------------------------


def due_actions(question: Question) -> QuerySet[Any]:
    """T4-3: what conferences resolved, as far as it is due; it counts when closed by its day.

    An action belongs to the cycle in which its day lies. It is due from that day on, as every
    day counts as done on the day itself, or from the day it was closed. Those of a conference
    that was cancelled are nobody's work.
    """
    as_of = question.as_of
    is_closed = Q(closed_on__isnull=False, closed_on__lte=as_of)
    return (
        ConferenceAction.objects.filter(
            Q(due_on__lte=as_of) | is_closed,
            due_on__gte=question.cycle_start,
            due_on__lte=question.cycle_end,
        )
        .exclude(conference__state=ConferenceState.CANCELLED)
        .select_related("conference", "case__household", "owner")
        .defer("matter_sealed", "result_sealed", "conference__minutes_content_sealed")
        .defer(*(f"case__{name}_sealed" for name in ("situation", "opinions", "resolution")))
        .annotate(
            street_code=F("conference__street_id"),
            counted=true_when(is_closed & Q(closed_on__lte=F("due_on"))),
        )
    )


def actions_in_time(question: Question) -> QuerySet[Any]:
    """T4-3 per street: actions closed by their day, of those due."""
    return shares(question, due_actions(question), Q(conference__street=OuterRef("pk")))


def actions_gap(question: Question, street_code: str) -> str:
    """How many are open beyond their day, and how many were closed too late."""
    is_closed = Q(closed_on__isnull=False, closed_on__lte=question.as_of)
    numbers = (
        due_actions(question)
        .filter(street_code=street_code, counted=False)
        .aggregate(closed=Count("pk", filter=is_closed), all=Count("pk"))
    )
    words = []
    if still_open := numbers["all"] - numbers["closed"]:
        words.append(f"{still_open} 项会商决议已到期限，还没有办结")
    if numbers["closed"]:
        words.append(f"{numbers['closed']} 项办结时已过期限")
    return f"{'；'.join(words)}。" if words else ""


def _household(action: Any, actor: Actor) -> str:
    one = action.case.household if action.case else None
    return f"{one.reference} {one.masked_name}" if one else ""


def _owner(action: Any, actor: Actor) -> str:
    return actor.shown_name(action.owner_name, action.street_code)


register(
    Measure(
        key="T4-2",
        items=conferences,
        totals=quarters_with_one,
        columns=(
            ItemColumn("会商日期", lambda one, actor: one.held_on, page="casework:conference"),
            ItemColumn("季度", lambda one, actor: Period.of(one.held_on, QUARTER).label),
            ItemColumn("个案", lambda one, actor: one.cases_dealt_with, is_number=True),
            ItemColumn("纪要日期", lambda one, actor: one.minutes_on or "还没有"),
        ),
        records="casework:conferences",
        records_label="看会商记录",
        order=("counted", "-held_on", "pk"),
        gap=conferences_gap,
    ),
    Measure(
        key="T4-3",
        items=due_actions,
        totals=actions_in_time,
        columns=(
            ItemColumn(
                "会商",
                lambda action, actor: action.conference.held_on,
                page="casework:conference",
                key=lambda action: action.conference_id,
            ),
            ItemColumn("困难家庭", _household),
            ItemColumn("责任人", _owner),
            ItemColumn("期限", lambda action, actor: action.due_on),
            ItemColumn("办结日期", lambda action, actor: action.closed_on or "还没有"),
        ),
        records="casework:actions",
        records_label="看会商决议",
        order=("counted", "due_on", "pk"),
        gap=actions_gap,
    ),
)
