"""T8-1: the yearly training plan, submitted by its day and approved by the street's manager."""

from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Greatest

from core.measures import ItemColumn, Measure, MilestoneFact, Question, register, true_when
from core.workdays import workday_number
from training.enums import PlanState
from training.models import TrainingPlan
from training.plans import gaps


def year_plans(question: Question) -> QuerySet[Any]:
    """The plans of the cycle's year that were handed in by the day, and whether approved by then.

    `late_days` are the workdays from the due day to the submission that was approved, or to the
    day of an accepted paper.
    """
    cycle = (question.cycle_start, question.cycle_end)
    return (
        TrainingPlan.objects.with_arrival()
        .filter(
            year=question.cycle_end.year,
            state__in=[PlanState.SUBMITTED, PlanState.APPROVED],
            arrived_on__lte=question.as_of,
        )
        .annotate(
            street_code=F("street_id"),
            late_days=Greatest(
                workday_number(F("arrived_on"), *cycle) - workday_number(F("due_on"), *cycle), 0
            ),
            counted=true_when(Q(approved_on__isnull=False, approved_on__lte=question.as_of)),
        )
    )


def approved_plans(question: Question) -> QuerySet[Any]:
    """Those that were approved by the day."""
    return year_plans(question).filter(counted=True)


def lateness(question: Question) -> QuerySet[Any]:
    """The workdays late of each approved plan; before approval there is no figure."""
    return approved_plans(question).annotate(numerator=F("late_days"), denominator=Value(1))


def waiting_papers(question: Question) -> QuerySet[Any]:
    """Plans on paper that wait for the district; others wait for the street's own manager."""
    return year_plans(question).filter(state=PlanState.SUBMITTED, paper_on__isnull=False)


def plan_approved(question: Question) -> QuerySet[Any]:
    """The day a street's plan was approved, on the portal or on paper."""
    return approved_plans(question).annotate(met_on=F("approved_on"))


_PAGE: dict[str, Any] = {"records": "training:plans", "records_label": "看培训方案"}

register(
    Measure(
        key="T8-1",
        items=year_plans,
        columns=(
            ItemColumn("方案", lambda plan, actor: f"{plan.year}年培训方案", page="training:plan"),
            ItemColumn("提交日期", lambda plan, actor: plan.arrived_on),
            ItemColumn("批准日期", lambda plan, actor: plan.approved_on or "待批准"),
            ItemColumn("迟（工作日）", lambda plan, actor: plan.late_days, is_number=True),
            ItemColumn("补录", lambda plan, actor: "补录" if plan.paper_on else ""),
        ),
        totals=lateness,
        gap=gaps.of_plan,
        waiting=waiting_papers,
        **_PAGE,
    ),
    MilestoneFact("training.plan_approved", plan_approved, **_PAGE),
)
