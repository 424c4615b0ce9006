"""Who came with a question, and what was applied for (T4-1, T7-2, T7-7)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from advisors.models import Advisor
from audit.history import tracked
from casework.enums import ApplicationKind, ApplicationResult, QuestionType
from casework.models.households import Household
from casework.models.indexes import by_unit_and_day
from core.scope import ScopedQuerySet
from core.sealing import sealed_property
from core.versions import counts_changes
from orgs.models import Unit


@tracked
class Consultation(models.Model):
    """Somebody asked at a station or a service point (咨询), by one of the four asks (T4-1).

    `unit` is where: the street for its station, the community for its point. `household` where
    it is one of the list; else `visitor_name`, which may stay empty.
    """

    SCOPE_PATH = "unit__code"
    PERSONAL_FIELDS = ("visitor_name", "visitor_phone", "matter", "answer")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(
        Unit, models.PROTECT, db_index=False, related_name="+", verbose_name="单位"
    )
    asked_on = models.DateField("咨询日期")
    question_type = models.CharField("四问类型", max_length=10, choices=QuestionType)
    advisor = models.ForeignKey(Advisor, models.PROTECT, related_name="+", verbose_name="接待人")
    household = models.ForeignKey(
        Household,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="consultations",
        verbose_name="困难家庭",
    )
    visitor_name = models.CharField("来访人", max_length=30, blank=True)
    visitor_phone_sealed = models.BinaryField(null=True, editable=False)
    matter_sealed = models.BinaryField(null=True, editable=False)
    answer_sealed = models.BinaryField(null=True, editable=False)
    answered_on = models.DateField("答复日期", null=True, blank=True)
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

    visitor_phone = sealed_property("visitor_phone_sealed")
    matter = sealed_property("matter_sealed")
    answer = sealed_property("answer_sealed")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_on", "-recorded_at", "id"]
        verbose_name = verbose_name_plural = "咨询"
        indexes = [by_unit_and_day("consultation_by_unit_and_day", "unit", "asked_on")]
        constraints = [
            models.CheckConstraint(
                name="consultation_answered_after_asked",
                condition=Q(answered_on__isnull=True) | Q(answered_on__gte=F("asked_on")),
                violation_error_message="答复日期不能早于咨询日期。",
            )
        ]
        triggers = [counts_changes()]

    def __str__(self) -> str:
        return f"咨询 {str(self.pk)[:8].upper()}"


@tracked
class Application(models.Model):
    """An application handed in: taken at the station (申请受理), or made for somebody by a
    community (代办申请).
    """

    SCOPE_PATH = "unit__code"
    PERSONAL_FIELDS = ("applicant_name", "note")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(
        Unit, models.PROTECT, db_index=False, related_name="+", verbose_name="单位"
    )
    kind = models.CharField("申请事项", max_length=20, choices=ApplicationKind)
    submitted_on = models.DateField("申请日期")
    is_assisted = models.BooleanField("代办", default=False)
    advisor = models.ForeignKey(Advisor, models.PROTECT, related_name="+", verbose_name="经办人")
    household = models.ForeignKey(
        Household,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="applications",
        verbose_name="困难家庭",
    )
    applicant_name = models.CharField("申请人", max_length=30, blank=True)
    note_sealed = models.BinaryField(null=True, editable=False)
    result = models.CharField(
        "结果", max_length=10, choices=ApplicationResult, default=ApplicationResult.PENDING
    )
    result_on = models.DateField("结果日期", null=True, blank=True)
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

    note = sealed_property("note_sealed")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_on", "-recorded_at", "id"]
        verbose_name = verbose_name_plural = "救助申请"
        indexes = [by_unit_and_day("application_by_unit_and_day", "unit", "submitted_on")]
        constraints = [
            models.CheckConstraint(
                name="application_result_has_a_day",
                condition=Q(result=ApplicationResult.PENDING, result_on__isnull=True)
                | ~Q(result=ApplicationResult.PENDING)
                & Q(result_on__isnull=False, result_on__gte=F("submitted_on")),
                violation_error_message="有结果的要写结果日期，不早于申请日期。",
            )
        ]
        triggers = [counts_changes()]

    def __str__(self) -> str:
        return f"救助申请 {str(self.pk)[:8].upper()}"
