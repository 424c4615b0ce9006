"""Needs surveys of communities, means surveys and needs assessments of households."""

import uuid
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from advisors.models import Advisor
from audit.history import tracked
from casework.enums import Half, HardshipLevel, SurveyState
from casework.models.households import Household
from casework.models.indexes import by_unit_and_day
from core.scope import ScopedQuerySet
from core.sealing import sealed_property
from core.versions import counts_changes
from orgs.models import Unit


@tracked
class NeedsSurvey(models.Model):
    """What a community's people need, by half-year (需求排摸, T7-5).

    `counts` are the needs by category, set out by the portal from what the visits found; the
    community puts right what it knows better (`counts` as submitted) and writes what is behind.
    """

    SCOPE_PATH = "community__code"

    community = models.ForeignKey(
        Unit, models.PROTECT, related_name="needs_surveys", verbose_name="居村"
    )
    year = models.PositiveSmallIntegerField("年度")
    half = models.CharField("半年", max_length=1, choices=Half)
    households = models.PositiveIntegerField("排摸户数", null=True, blank=True)
    counts = models.JSONField("各类需求户数", default=dict, blank=True)
    summary = models.TextField("情况和建议", max_length=2000, blank=True)
    state = models.CharField("状态", max_length=10, choices=SurveyState, default=SurveyState.DRAFT)
    submitted_on = models.DateField("提交日期", null=True, blank=True)
    submitted_by = models.CharField("提交人", max_length=60, blank=True)
    recorded_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-half", "community_id"]
        verbose_name = verbose_name_plural = "需求排摸"
        constraints = [
            models.UniqueConstraint(
                fields=["community", "year", "half"],
                name="one_needs_survey_a_half_year",
                violation_error_message="这个居村这半年的需求排摸已经有了。",
            ),
            models.CheckConstraint(
                name="needs_survey_submitted_has_a_day",
                condition=Q(state=SurveyState.DRAFT, submitted_on__isnull=True)
                | Q(state=SurveyState.SUBMITTED, submitted_on__isnull=False),
                violation_error_message="已提交的要有提交日期。",
            ),
        ]
        triggers = [counts_changes()]

    def __str__(self) -> str:
        return f"{self.community_id} {self.year}-{self.half}"

    @property
    def span(self) -> tuple[date, date]:
        """First and last day of its half-year."""
        return half_span(self.year, self.half)


def half_span(year: int, half: str) -> tuple[date, date]:
    """First and last day of a half-year."""
    if half == Half.FIRST:
        return date(year, 1, 1), date(year, 6, 30)
    return date(year, 7, 1), date(year, 12, 31)


def _yuan(label: str) -> models.DecimalField:
    return models.DecimalField(
        label,
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )


@tracked
class MeansSurvey(models.Model):
    """What a household lives on (家境调查), asked at home and signed; amounts are yuan a month."""

    SCOPE_PATH = "household__community__code"
    PERSONAL_FIELDS = ("assets", "opinion")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    household = models.ForeignKey(
        Household, models.PROTECT, related_name="means_surveys", verbose_name="困难家庭"
    )
    community = models.ForeignKey(
        Unit, models.PROTECT, db_index=False, related_name="+", verbose_name="居村"
    )
    surveyed_on = models.DateField("调查日期")
    advisor = models.ForeignKey(Advisor, models.PROTECT, related_name="+", verbose_name="调查人")
    income = _yuan("家庭月收入（元）")
    medical_expense = _yuan("月医疗支出（元）")
    education_expense = _yuan("月教育支出（元）")
    other_expense = _yuan("其他月支出（元）")
    assets_sealed = models.BinaryField(null=True, editable=False)
    opinion_sealed = models.BinaryField(null=True, editable=False)
    recorded_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    assets = sealed_property("assets_sealed")
    opinion = sealed_property("opinion_sealed")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-surveyed_on", "id"]
        verbose_name = verbose_name_plural = "家境调查"
        indexes = [by_unit_and_day("means_survey_by_unit_and_day", "community", "surveyed_on")]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "surveyed_on"],
                name="one_means_survey_a_day",
                violation_error_message="这一天已经登记过这户的家境调查。",
            )
        ]
        triggers = [counts_changes()]

    def __str__(self) -> str:
        return f"家境调查 {str(self.pk)[:8]}"


@tracked
class NeedsAssessment(models.Model):
    """How hard a household has it (需求评估): a level for all, and one for each kind of need.

    `levels` maps a need category to a hardship level; kinds left out were not in question.
    """

    SCOPE_PATH = "household__community__code"
    PERSONAL_FIELDS = ("summary",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    household = models.ForeignKey(
        Household, models.PROTECT, related_name="assessments", verbose_name="困难家庭"
    )
    assessed_on = models.DateField("评估日期")
    advisor = models.ForeignKey(Advisor, models.PROTECT, related_name="+", verbose_name="评估人")
    level = models.CharField("困境等级", max_length=10, choices=HardshipLevel)
    levels = models.JSONField("各类需求的等级", default=dict, blank=True)
    summary_sealed = models.BinaryField(null=True, editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)

    summary = sealed_property("summary_sealed")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-assessed_on", "id"]
        verbose_name = verbose_name_plural = "需求评估"
        constraints = [
            models.UniqueConstraint(
                fields=["household", "assessed_on"],
                name="one_assessment_a_day",
                violation_error_message="这一天已经评估过这户。",
            )
        ]

    def __str__(self) -> str:
        return f"需求评估 {str(self.pk)[:8]}"
