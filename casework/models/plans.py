"""Support plans (帮扶方案): goals, who does what by when, and how the case closed (T5-4)."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from advisors.models import Advisor
from audit.history import tracked, tracked_as
from casework.enums import PlanResult, PlanState
from casework.models.households import Household
from casework.models.indexes import by_unit_and_day
from core.scope import ScopedQuerySet
from core.sealing import sealed_property
from core.versions import counts_changes
from orgs.models import Unit
from resources.enums import ProviderKind
from resources.models import Provider


class SupportPlanQuerySet(ScopedQuerySet):
    """Support plans, by state."""

    def open(self) -> Self:
        """Not closed, not cancelled."""
        return self.filter(state=PlanState.OPEN)

    def closed(self) -> Self:
        """Closed with a result: the closed cases of T5-4."""
        return self.filter(state=PlanState.CLOSED)


@tracked_as("plan")
class SupportPlan(models.Model):
    """A household's support plan; closing it closes the case (T5-4)."""

    SCOPE_PATH = "community__code"
    PERSONAL_FIELDS = ("goal", "result_note")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    household = models.ForeignKey(
        Household, models.PROTECT, related_name="support_plans", verbose_name="困难家庭"
    )
    community = models.ForeignKey(
        Unit, models.PROTECT, db_index=False, related_name="+", verbose_name="居村"
    )
    advisor = models.ForeignKey(Advisor, models.PROTECT, related_name="+", verbose_name="责任顾问")
    goal_sealed = models.BinaryField(null=True, editable=False)
    opened_on = models.DateField("制定日期")
    state = models.CharField("状态", max_length=10, choices=PlanState, default=PlanState.OPEN)
    closed_on = models.DateField("结案日期", null=True, blank=True)
    result = models.CharField("结案结果", max_length=15, choices=PlanResult, blank=True)
    result_note_sealed = models.BinaryField(null=True, editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="填写人",
    )
    recorded_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    goal = sealed_property("goal_sealed")
    result_note = sealed_property("result_note_sealed")

    objects = SupportPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_on", "-recorded_at", "id"]
        verbose_name = verbose_name_plural = "帮扶方案"
        indexes = [by_unit_and_day("plan_by_unit_and_day", "community", "opened_on")]
        constraints = [
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(state=PlanState.OPEN),
                name="plan_one_open_of_a_household",
                violation_error_message="这户已有一份帮扶中的方案。",
            ),
            models.CheckConstraint(
                name="plan_closed_has_day_and_result",
                condition=Q(
                    state=PlanState.CLOSED, closed_on__isnull=False, closed_on__gte=F("opened_on")
                )
                & ~Q(result="")
                | ~Q(state=PlanState.CLOSED) & Q(closed_on__isnull=True, result=""),
                violation_error_message="结案要有结案日期（不早于制定日期）和结果。",
            ),
        ]
        triggers = [counts_changes()]

    def __str__(self) -> str:
        return f"帮扶方案 {self.receipt}"

    @property
    def receipt(self) -> str:
        """Its number."""
        return str(self.pk)[:8].upper()


@tracked
class PlanStep(models.Model):
    """One step of a support plan: what, who does it, by when, done when.

    `provider_kind` says which of the five kinds of provider takes part (T5-4), `provider` which
    one where it is in the pool; both are empty where the advisors do it themselves.
    """

    SCOPE_PATH = "plan__community__code"
    PERSONAL_FIELDS = ("what", "who")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(
        SupportPlan, models.CASCADE, related_name="steps", verbose_name="帮扶方案"
    )
    what_sealed = models.BinaryField(null=True, editable=False)
    who = models.CharField("谁来做", max_length=60)
    provider = models.ForeignKey(
        Provider, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="提供方"
    )
    provider_kind = models.CharField("主体类型", max_length=20, choices=ProviderKind, blank=True)
    due_on = models.DateField("期限")
    done_on = models.DateField("完成日期", null=True, blank=True)
    dropped_on = models.DateField("不做了", null=True, blank=True)

    what = sealed_property("what_sealed")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        verbose_name = verbose_name_plural = "帮扶步骤"
        constraints = [
            models.CheckConstraint(
                name="plan_step_done_or_dropped",
                condition=Q(done_on__isnull=True) | Q(dropped_on__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.pk}"
