"""T3-1: needs met within their limit."""

from typing import Any

from django.db.models import (
    Count,
    DateField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Least

from casework.enums import ReferralState, Settlement
from casework.indicators.columns import HOUSEHOLD, receipt
from casework.indicators.reckoning import of_community, plus_days, shares
from casework.models import Need, Referral
from casework.models.referrals import LINKED
from casework.needs.limits import MEASURE, limit_in
from core.actor import Actor
from core.measures import ItemColumn, Measure, Question, register, true_when

# What meets a need where no resource does.
_OWN_WAYS = (Settlement.APPLICATION, Settlement.OWN_SERVICE)


def _links(question: Question) -> QuerySet[Referral]:
    """An outer need's referrals that were accepted by the day, and had not fallen through by it."""
    fallen_later = Q(state__in=[ReferralState.FAILED, ReferralState.REVOKED]) & Q(
        closed_on__gt=question.as_of
    )
    return Referral.objects.filter(
        Q(state__in=LINKED) | fallen_later, need=OuterRef("pk"), answered_on__lte=question.as_of
    ).order_by()


def due_needs(question: Question) -> QuerySet[Any]:
    """T3-1: the needs that are due, and whether they were met by the last day of their limit.

    A need belongs to the cycle in which its limit lies, so many days after it was registered.
    It is due from that day on, or from the day it was met. A provider's word that it takes it on
    meets it, as long as that has not fallen through by the day; so does an application, or a
    service of the advisors' own. What the family refused is left out, and what was registered
    in error.
    """
    within, as_of = limit_in(question), question.as_of
    links = _links(question)
    in_time = Q(Exists(links.filter(answered_on__lte=OuterRef("last_on"))))
    in_time |= Q(settlement__in=_OWN_WAYS, settled_on__lte=Least("last_on", as_of))
    return (
        Need.objects.standing()
        .exclude(settlement=Settlement.REFUSED, settled_on__lte=as_of)
        .filter(
            registered_on__gte=question.cycle_start - within,
            registered_on__lte=question.cycle_end - within,
        )
        .select_related("household", "community")
        .defer("settlement_note_sealed")
        .annotate(
            street_code=F("community__parent_id"),
            last_on=plus_days("registered_on", within.days),
            linked_on=Subquery(
                links.order_by("answered_on").values("answered_on")[:1], output_field=DateField()
            ),
        )
        .annotate(counted=true_when(in_time))
        .filter(Q(registered_on__lte=as_of - within) | Q(counted=True))
    )


def share_met(question: Question) -> QuerySet[Any]:
    """T3-1 per street: needs met in time, of those due."""
    return shares(question, due_needs(question), of_community())


def needs_gap(question: Question, street_code: str) -> str:
    """How many nothing has met, and how many were met too late."""
    is_met = Q(linked_on__isnull=False) | Q(
        settlement__in=_OWN_WAYS, settled_on__lte=question.as_of
    )
    numbers = (
        due_needs(question)
        .filter(street_code=street_code, counted=False)
        .aggregate(met=Count("pk", filter=is_met), all=Count("pk"))
    )
    words = []
    if unmet := numbers["all"] - numbers["met"]:
        words.append(f"{unmet} 件需求已满 {limit_in(question).days} 天，还没有着落")
    if numbers["met"]:
        words.append(f"{numbers['met']} 件对接或了结时已超过期限")
    return f"{'；'.join(words)}。" if words else ""


def _outcome(need: Any, actor: Actor) -> str:
    if need.linked_on:
        return f"{need.linked_on} 对接"
    if need.settlement:
        return f"{need.settled_on} {need.get_settlement_display()}"
    return "还没有"


register(
    Measure(
        key=MEASURE,
        items=due_needs,
        totals=share_met,
        columns=(
            receipt("需求", "casework:need"),
            HOUSEHOLD,
            ItemColumn("类别", lambda need, actor: need.get_category_display()),
            ItemColumn("登记日期", lambda need, actor: need.registered_on),
            ItemColumn("最晚", lambda need, actor: need.last_on),
            ItemColumn("着落", _outcome),
        ),
        records="casework:needs",
        records_label="看需求",
        order=("counted", "registered_on", "pk"),
        gap=needs_gap,
    )
)
