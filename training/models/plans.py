"""The yearly training plan of a station (T8-1)."""

from typing import Self

from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.functions import Now

from audit.history import tracked
from core.scope import ScopedQuerySet
from core.versions import counts_changes
from orgs.models import Unit
from training.enums import PlanState, SessionKind


class TrainingPlanQuerySet(ScopedQuerySet):
    """Training plans, by day."""

    def with_arrival(self) -> Self:
        """Each with `arrived_on`: its submission, or the day of its paper once that is accepted."""
        is_paper = When(paper_accepted_on__isnull=False, then=F("paper_on"))
        return self.annotate(arrived_on=Case(is_paper, default=F("submitted_on")))


@tracked
class TrainingPlan(models.Model):
    """What a street wants to teach in a year; approved by the street's manager.

    `due_on` is copied from the standard when the plan is submitted; `submitted_on` is the last
    submission, the one that is approved. `paper_on` is the day on which a plan from before the
    portal was signed (补录): once the district has accepted it, on `paper_accepted_on`, that is
    the day of submission and of approval.
    """

    SCOPE_PATH = "street__code"
    SHARED_DOWNWARD = True

    street = models.ForeignKey(
        Unit, models.PROTECT, related_name="training_plans", verbose_name="街镇"
    )
    year = models.PositiveSmallIntegerField("年度")
    state = models.CharField("状态", max_length=10, choices=PlanState, default=PlanState.DRAFT)
    aims = models.TextField("培训目标", max_length=1000, blank=True)
    measures = models.TextField("保障措施", max_length=1000, blank=True)
    due_on = models.DateField("应报日期", null=True, blank=True)
    submitted_on = models.DateField("提交日期", null=True, blank=True)
    submitted_by = models.CharField("提交人账号", max_length=150, blank=True)
    approved_on = models.DateField("批准日期", null=True, blank=True)
    approved_by = models.CharField("批准人账号", max_length=150, blank=True)
    comment = models.CharField("退回意见", max_length=300, blank=True)
    paper_on = models.DateField("纸质方案日期", null=True, blank=True)
    paper_accepted_on = models.DateField("补录认可日期", null=True, blank=True)
    recorded_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = TrainingPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "street_id"]
        verbose_name = verbose_name_plural = "培训方案"
        constraints = [
            models.UniqueConstraint(
                fields=["street", "year"],
                name="one_training_plan_a_year",
                violation_error_message="本年度的培训方案已在编写。",
            ),
            models.CheckConstraint(
                name="training_plan_submitted_has_a_day",
                condition=Q(state__in=[PlanState.DRAFT, PlanState.RETURNED])
                | Q(submitted_on__isnull=False),
            ),
            models.CheckConstraint(
                name="training_plan_approved_has_a_day",
                condition=Q(state=PlanState.APPROVED, approved_on__isnull=False)
                | ~Q(state=PlanState.APPROVED) & Q(approved_on__isnull=True),
            ),
            models.CheckConstraint(
                name="training_plan_paper_accepted_after_it_came",
                condition=Q(paper_accepted_on__isnull=True)
                | Q(paper_accepted_on__gte=F("paper_on")),
            ),
        ]
        triggers = [counts_changes()]

    def __str__(self) -> str:
        return f"{self.street_id} {self.year}"


@tracked
class PlannedTraining(models.Model):
    """A training that a plan foresees: in which month, of which kind, how long."""

    SCOPE_PATH = "plan__street__code"
    SHARED_DOWNWARD = True

    plan = models.ForeignKey(
        TrainingPlan, models.CASCADE, related_name="trainings", verbose_name="培训方案"
    )
    month = models.PositiveSmallIntegerField("月份")
    topic = models.CharField("培训主题", max_length=120)
    kind = models.CharField("培训类型", max_length=15, choices=SessionKind)
    minutes = models.PositiveSmallIntegerField("时长（分钟）")
    audience = models.CharField("参加对象", max_length=60, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["plan_id", "month", "id"]
        verbose_name = verbose_name_plural = "计划培训"
        constraints = [
            models.CheckConstraint(
                name="planned_month_is_one",
                condition=Q(month__gte=1, month__lte=12),
                violation_error_message="月份为1至12。",
            ),
            models.CheckConstraint(
                name="planned_minutes",
                condition=Q(minutes__gt=0),
                violation_error_message="时长须大于0。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month}月 {self.topic}"
