"""Visits to households, and the needs they bring to light."""

import uuid
from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from advisors.models import Advisor
from audit.history import tracked, tracked_as
from casework.enums import (
    Deed,
    Finding,
    QuestionType,
    ServiceType,
    Settlement,
    VisitMode,
    VisitSource,
)
from casework.models.households import Household
from casework.models.indexes import by_unit_and_day
from core.scope import ScopedQuerySet
from core.sealing import sealed_file_property, sealed_property
from core.versions import counts_changes
from orgs.models import Unit
from resources.enums import NeedCategory


class VisitQuerySet(ScopedQuerySet):
    """Visits, without those that were taken back."""

    def standing(self) -> Self:
        """Not void."""
        return self.filter(voided_at__isnull=True)

    def counting(self) -> Self:
        """Those that count as visited (T7-3): not void, and somebody was met."""
        return self.standing().exclude(findings__contains=[Finding.ABSENT])

    def between(self, first: date, last: date) -> Self:
        """That took place from a day to a day, both included."""
        return self.filter(visited_on__gte=first, visited_on__lte=last)


@tracked_as("visit")
class Visit(models.Model):
    """One visit (走访) of an advisor to a household, by whatever way (T7-3).

    The key is made where the visit is written, on the phone too: sent twice, it is one visit.
    `community` is where the household lived then. `written_at` is the clock of whatever it was
    written on, `recorded_at` the server's. `community_cloud_ref` is its number in the city's
    platform (T7-4). What was written in error is void, with a reason, and counts no more.
    """

    SCOPE_PATH = "community__code"
    PERSONAL_FIELDS = ("note", "action")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Their own indexes would double those below, and lead the planner astray.
    household = models.ForeignKey(
        Household,
        models.PROTECT,
        db_index=False,
        related_name="visits",
        verbose_name="困难家庭",
    )
    community = models.ForeignKey(
        Unit, models.PROTECT, db_index=False, related_name="+", verbose_name="居村"
    )
    visited_on = models.DateField("走访日期")
    mode = models.CharField("走访方式", max_length=10, choices=VisitMode)
    advisor = models.ForeignKey(
        Advisor, models.PROTECT, db_index=False, related_name="visits", verbose_name="走访人"
    )
    companions = models.ManyToManyField(
        Advisor, through="VisitCompanion", related_name="+", verbose_name="同行"
    )
    findings = ArrayField(
        models.CharField(max_length=20, choices=Finding),
        default=list,
        blank=True,
        verbose_name="发现的情况",
    )
    deeds = ArrayField(
        models.CharField(max_length=20, choices=Deed),
        default=list,
        blank=True,
        verbose_name="做了什么",
    )
    note_sealed = models.BinaryField(null=True, editable=False)
    action_sealed = models.BinaryField(null=True, editable=False)
    question_type = models.CharField("四问类型", max_length=10, choices=QuestionType, blank=True)
    is_new_finding = models.BooleanField("是否新发现", default=False)
    wants_referral = models.BooleanField("是否需转介", default=False)
    community_cloud_ref = models.CharField("社区云编号", max_length=40, blank=True)
    next_visit_on = models.DateField("下次走访", null=True, blank=True)
    source = models.CharField("来源", max_length=10, choices=VisitSource)
    written_at = models.DateTimeField("填写时间", null=True, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="填写人",
    )
    recorded_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)
    voided_at = models.DateTimeField("作废时间", null=True, blank=True, editable=False)
    void_reason = models.CharField("作废原因", max_length=100, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    note = sealed_property("note_sealed")
    action = sealed_property("action_sealed")

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["-visited_on", "-recorded_at", "id"]
        verbose_name = verbose_name_plural = "走访"
        indexes = [
            models.Index(fields=["household", "visited_on"]),
            by_unit_and_day("visit_by_unit_and_day", "community", "visited_on"),
            models.Index(fields=["advisor", "visited_on"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="visit_next_is_later",
                condition=Q(next_visit_on__isnull=True) | Q(next_visit_on__gt=F("visited_on")),
                violation_error_message="下次走访要晚于这次。",
            ),
            models.CheckConstraint(
                name="visit_void_says_why",
                condition=Q(voided_at__isnull=True) | ~Q(void_reason=""),
                violation_error_message="作废要写原因。",
            ),
        ]
        triggers = [counts_changes()]

    def __str__(self) -> str:
        return f"走访 {self.receipt}"

    @property
    def receipt(self) -> str:
        """Its number on the receipt; the phone knows it before the server does."""
        return receipt_of(self.pk)


def receipt_of(key: uuid.UUID) -> str:
    """The first eight signs of a key: 3F2A91C0."""
    return str(key)[:8].upper()


@tracked
class VisitCompanion(models.Model):
    """Another advisor who came along on a visit."""

    SCOPE_PATH = "visit__community__code"

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="together", verbose_name="走访")
    advisor = models.ForeignKey(Advisor, models.PROTECT, related_name="+", verbose_name="顾问")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["visit_id", "id"]
        verbose_name = verbose_name_plural = "同行顾问"
        constraints = [
            models.UniqueConstraint(fields=["visit", "advisor"], name="companion_once_on_a_visit")
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.advisor_id}"


class CaseFile(models.Model):
    """A photo of a visit, or the signed paper of a means survey; its content is sealed.

    It is added and never changed, and has no history: that would keep every photo twice.

    Pictures of people's homes are no evidence for the district's gallery: they are seen with
    the household's record, and nowhere else.
    """

    SCOPE_PATH = "household__community__code"
    PERSONAL_FIELDS = ("content",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    household = models.ForeignKey(
        Household, models.CASCADE, related_name="files", verbose_name="困难家庭"
    )
    visit = models.ForeignKey(
        Visit, models.CASCADE, null=True, blank=True, related_name="files", verbose_name="走访"
    )
    means_survey = models.ForeignKey(
        "casework.MeansSurvey",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="files",
        verbose_name="家境调查",
    )
    content_type = models.CharField("格式", max_length=100)
    size = models.PositiveIntegerField("大小（字节）")
    content_sealed = models.BinaryField(editable=False)
    recorded_at = models.DateTimeField("上传时间", db_default=Now(), editable=False)

    content = sealed_file_property("content_sealed")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["recorded_at", "id"]
        verbose_name = verbose_name_plural = "档案照片和文件"
        constraints = [
            models.CheckConstraint(
                name="case_file_belongs_to_one_thing",
                condition=Q(visit__isnull=False, means_survey__isnull=True)
                | Q(visit__isnull=True, means_survey__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"档案文件 {str(self.pk)[:8]}"


class NeedQuerySet(ScopedQuerySet):
    """Needs, by whether they are settled."""

    def standing(self) -> Self:
        """Without those registered in error."""
        return self.exclude(settlement=Settlement.MISTAKEN)

    def unsettled(self) -> Self:
        """Settled in no other way than by a referral, if any."""
        return self.filter(settlement="")


@tracked_as("need")
class Need(models.Model):
    """A household's need of one category, on record from a day on (T3-1).

    It is met by a referral, or settled: an application was handed in (`application`), the
    advisor helped herself (`own_service` says with which of the six kinds of service), or the
    family refused. What was registered in error counts nowhere.
    """

    SCOPE_PATH = "community__code"
    PERSONAL_FIELDS = ("settlement_note",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    household = models.ForeignKey(
        Household, models.PROTECT, related_name="needs", verbose_name="困难家庭"
    )
    community = models.ForeignKey(
        Unit, models.PROTECT, db_index=False, related_name="+", verbose_name="居村"
    )
    category = models.CharField("需求类别", max_length=20, choices=NeedCategory)
    registered_on = models.DateField("登记日期")
    visit = models.ForeignKey(
        Visit, models.CASCADE, null=True, blank=True, related_name="needs", verbose_name="走访"
    )
    settlement = models.CharField("了结方式", max_length=15, choices=Settlement, blank=True)
    settled_on = models.DateField("了结日期", null=True, blank=True)
    application = models.ForeignKey(
        "casework.Application",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="needs",
        verbose_name="救助申请",
    )
    own_service = models.CharField("服务类型", max_length=20, choices=ServiceType, blank=True)
    settlement_note_sealed = models.BinaryField(null=True, editable=False)
    settled_advisor = models.ForeignKey(
        Advisor, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="服务人"
    )
    recorded_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    settlement_note = sealed_property("settlement_note_sealed")

    objects = NeedQuerySet.as_manager()

    class Meta:
        ordering = ["-registered_on", "id"]
        verbose_name = verbose_name_plural = "需求"
        indexes = [by_unit_and_day("need_by_unit_and_day", "community", "registered_on")]
        constraints = [
            models.UniqueConstraint(fields=["visit", "category"], name="need_once_on_a_visit"),
            models.CheckConstraint(
                name="need_settled_has_its_day",
                condition=Q(settlement="", settled_on__isnull=True)
                | ~Q(settlement="") & Q(settled_on__isnull=False),
                violation_error_message="了结要有方式和日期。",
            ),
            models.CheckConstraint(
                name="need_own_service_says_which",
                condition=Q(settlement=Settlement.OWN_SERVICE) & ~Q(own_service="")
                | ~Q(settlement=Settlement.OWN_SERVICE) & Q(own_service=""),
                violation_error_message="自己服务的，要选是哪类服务。",
            ),
        ]
        triggers = [counts_changes()]

    def __str__(self) -> str:
        return f"{self.get_category_display()} {self.registered_on}"

    @property
    def receipt(self) -> str:
        """Its number (需求编号), by which a ledger names it."""
        return receipt_of(self.pk)
