"""T5-4: closed cases in which providers of several kinds helped together."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Func, IntegerField, OuterRef, QuerySet
from django.db.models.lookups import GreaterThanOrEqual

from casework.indicators.columns import ADVISOR, HOUSEHOLD, receipt
from casework.indicators.reckoning import of_community, shares
from casework.models import PlanStep, SupportPlan
from core.actor import Actor
from core.measures import ItemColumn, Measure, Question, register, true_when
from resources.enums import ProviderKind

KEY = "T5-4"


def closed_plans(question: Question) -> QuerySet[Any]:
    """T5-4: the support plans closed in the cycle to date; they count with so many kinds.

    The kinds of provider are those of its steps, without the steps that were dropped, and
    without those that the advisors took themselves. A plan that was cancelled closed no case.
    """
    kinds = (
        PlanStep.objects.filter(plan=OuterRef("pk"), dropped_on__isnull=True)
        .exclude(provider_kind="")
        .order_by("provider_kind")
        .values("provider_kind")
        .distinct()
    )
    number = Func(F("kinds"), function="CARDINALITY", output_field=IntegerField())
    least = question.params[KEY]["min_provider_types"]
    return (
        SupportPlan.objects.closed()
        .filter(closed_on__gte=question.cycle_start, closed_on__lte=question.as_of)
        .select_related("household", "advisor")
        .defer("goal_sealed", "result_note_sealed")
        .annotate(street_code=F("community__parent_id"), kinds=ArraySubquery(kinds))
        .annotate(counted=true_when(GreaterThanOrEqual(number, least)))
    )


def share_together(question: Question) -> QuerySet[Any]:
    """T5-4 per street: cases closed with so many kinds of provider, of those closed."""
    return shares(question, closed_plans(question), of_community())


def plans_gap(question: Question, street_code: str) -> str:
    """How many were closed without several kinds of provider."""
    alone = closed_plans(question).filter(street_code=street_code, counted=False).count()
    least = question.params[KEY]["min_provider_types"]
    return f"{alone} 件结案时参与的主体不足 {least} 类。" if alone else ""


def _kinds(plan: Any, actor: Actor) -> str:
    return "、".join(str(ProviderKind(kind).label) for kind in plan.kinds) or "没有"


register(
    Measure(
        key=KEY,
        items=closed_plans,
        totals=share_together,
        columns=(
            receipt("帮扶方案", "casework:support-plan"),
            HOUSEHOLD,
            ADVISOR,
            ItemColumn("参与主体", _kinds),
            ItemColumn("结案日期", lambda plan, actor: plan.closed_on),
            ItemColumn("结果", lambda plan, actor: plan.get_result_display()),
        ),
        records="casework:support-plans",
        records_label="看帮扶方案",
        order=("counted", "-closed_on", "pk"),
        gap=plans_gap,
    )
)
