"""Advisors, the communities they look after, and their leaves."""

import uuid
from datetime import date, timedelta
from typing import Self

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Now

from advisors.enums import (
    HELPERS,
    DatePrecision,
    Education,
    Employment,
    EndReason,
    LeaveKind,
    Level,
    Sex,
    StaffKind,
)
from advisors.enums import Status as AdvisorStatus
from advisors.models.partners import PartnerContract
from advisors.models.spans import no_overlap, running_on
from audit.history import tracked
from core.masking import mask_phone
from core.measures import true_when
from core.scope import ScopedQuerySet
from core.sealing import blind_index, sealed_property
from core.versions import counts_changes
from orgs.models import Unit


class AdvisorQuerySet(ScopedQuerySet):
    """Advisors, by day."""

    def in_post(self, day: date) -> Self:
        """On file and at work on a day: begun, not ended, not on a long leave.

        A few days off leave an advisor in post (LONG_LEAVE). A leave that came with a ledger has
        no days: it lasts until somebody says otherwise.
        """
        return self.filter(_in_post(day))

    def with_state_on(self, day: date) -> Self:
        """Each with `state`, as of a day: active, on_leave, left, or not_due before the first.

        Every leave of the day is told, the short ones too; `is_in_post` is as `in_post` counts.
        """
        away = Leave.objects.running_on(day).filter(advisor=OuterRef("pk"))
        return self.annotate(
            is_in_post=true_when(_in_post(day)),
            state=Case(
                When(started_on__gt=day, then=Value("not_due")),
                When(ended_on__lt=day, then=Value(AdvisorStatus.LEFT)),
                When(
                    Q(status=AdvisorStatus.ON_LEAVE) | Exists(away),
                    then=Value(AdvisorStatus.ON_LEAVE),
                ),
                default=Value(AdvisorStatus.ACTIVE),
                output_field=models.CharField(),
            ),
        )

    def own_staff(self, *, with_helpers: bool = False) -> Self:
        """Without third-party staff and volunteers, unless they are asked for (reading 12)."""
        return self if with_helpers else self.exclude(staff_kind__in=HELPERS)


def _in_post(day: date) -> Q:
    away = Leave.objects.long().running_on(day).filter(advisor=OuterRef("pk"))
    lasts = Q(ended_on__isnull=True) | Q(ended_on__gte=day)
    is_there = ~Q(status=AdvisorStatus.ON_LEAVE) & Q(~Exists(away))
    return Q(started_on__lte=day) & lasts & is_there


@tracked
class Advisor(models.Model):
    """A community social-assistance advisor on file (备案) in a street.

    Phone and ID number are sealed; `phone_key` finds the same person again (ledger key:
    street, name, phone). A file ends where the service in its street ends: whoever moves to
    another street (Transfer) gets a file there, and `person` is the same in both.
    `contract_ends_on` is the last day of the own contract; it ends no service by itself, but
    the forecast of the staffing reckons with it.
    """

    SCOPE_PATH = "street__code"
    COMMUNITY_PATH = "assignments__community__code"
    PERSONAL_FIELDS = ("name", "phone", "id_number")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    street = models.ForeignKey(Unit, models.PROTECT, related_name="advisors", verbose_name="街镇")
    name = models.CharField("姓名", max_length=30)
    sex = models.CharField("性别", max_length=10, choices=Sex, blank=True)
    level = models.CharField("层级", max_length=10, choices=Level)
    staff_kind = models.CharField("人员性质", max_length=20, choices=StaffKind)
    employment = models.CharField("专兼职", max_length=10, choices=Employment, blank=True)
    position = models.CharField("职务", max_length=60, blank=True)
    education = models.CharField("学历", max_length=20, choices=Education, blank=True)
    qualifications = models.JSONField("职业资格", default=list, blank=True)
    started_on = models.DateField("上岗日期")
    started_on_precision = models.CharField(
        "上岗日期精度", max_length=5, choices=DatePrecision, default=DatePrecision.DAY
    )
    ended_on = models.DateField("离岗日期", null=True, blank=True, help_text="在岗的最后一天")
    end_reason = models.CharField("离岗原因", max_length=20, choices=EndReason, blank=True)
    contract_ends_on = models.DateField("合同到期日", null=True, blank=True)
    partner = models.ForeignKey(
        PartnerContract,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="advisors",
        verbose_name="派出机构",
    )
    filed_on = models.DateField("备案日期", null=True, blank=True)
    status = models.CharField(
        "状态", max_length=10, choices=AdvisorStatus, default=AdvisorStatus.ACTIVE
    )
    note = models.CharField("备注", max_length=200, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="advisor_files",
        verbose_name="账号",
    )
    person = models.UUIDField(db_default=RandomUUID(), editable=False, db_index=True)
    phone_sealed = models.BinaryField(null=True, editable=False)
    phone_key = models.CharField(max_length=64, blank=True, editable=False)
    id_number_sealed = models.BinaryField(null=True, editable=False)
    recorded_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    phone = sealed_property("phone_sealed")
    id_number = sealed_property("id_number_sealed")

    objects = AdvisorQuerySet.as_manager()

    class Meta:
        ordering = ["street_id", "level", "name", "id"]
        verbose_name = verbose_name_plural = "顾问"
        indexes = [models.Index(fields=["street", "name"])]
        constraints = [
            models.UniqueConstraint(
                fields=["street", "name", "phone_key"],
                name="one_file_for_an_advisor",
                violation_error_message="本街镇已有同名、同电话的顾问。",
            ),
            models.CheckConstraint(
                name="advisor_ends_after_start",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                violation_error_message="离岗日期不能早于上岗日期。",
            ),
            models.CheckConstraint(
                name="advisor_left_has_a_day",
                condition=~Q(status=AdvisorStatus.LEFT) | Q(ended_on__isnull=False),
                violation_error_message="离岗人员须填写离岗日期。",
            ),
        ]
        triggers = [counts_changes()]

    def __str__(self) -> str:
        return f"顾问 {str(self.pk)[:8]}"

    @property
    def masked_phone(self) -> str:
        """The phone as lists show it: 138****5678."""
        return mask_phone(self.phone)

    @property
    def started_words(self) -> str:
        """The day of beginning as exactly as it is known: 2024-03-05, or 2024-03."""
        is_month = self.started_on_precision == DatePrecision.MONTH
        return f"{self.started_on:%Y-%m}" if is_month else f"{self.started_on:%Y-%m-%d}"

    def set_phone(self, phone: str) -> None:
        """Seal the phone and keep the key that finds it again."""
        self.phone = phone
        self.phone_key = phone_key(phone)


def phone_key(phone: str) -> str:
    """The blind index of an advisor's phone."""
    return blind_index(phone, purpose="advisors.Advisor.phone") if phone else ""


class AssignmentQuerySet(ScopedQuerySet):
    """Assignments, by day."""

    def running_on(self, day: date) -> Self:
        """Begun and not ended, by an advisor who is in post on that day."""
        return self.filter(running_on(day), advisor__in=Advisor.objects.in_post(day))


@tracked
class Assignment(models.Model):
    """An advisor looks after a community from a day on (T6-2)."""

    SCOPE_PATH = "community__code"

    advisor = models.ForeignKey(
        Advisor, models.CASCADE, related_name="assignments", verbose_name="顾问"
    )
    community = models.ForeignKey(
        Unit, models.PROTECT, related_name="assignments", verbose_name="居村"
    )
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["community_id", "id"]
        verbose_name = verbose_name_plural = "居村分工"
        constraints = [
            models.UniqueConstraint(
                fields=["advisor", "community"],
                condition=Q(ends_on__isnull=True),
                name="one_open_assignment",
                violation_error_message="这名顾问已在负责这个居村。",
            ),
            models.CheckConstraint(
                name="assignment_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="结束日期不能早于开始日期。",
            ),
            no_overlap(
                "assignments_do_not_overlap",
                "advisor",
                "community",
                message="这名顾问在这段时间里已负责这个居村。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.advisor_id} {self.community_id}"


# From so many days on, first and last included, whoever is away no longer counts as in post.
LONG_LEAVE = timedelta(days=30)


class LeaveQuerySet(ScopedQuerySet):
    """Leaves, by day."""

    def running_on(self, day: date) -> Self:
        """Begun and not over."""
        return self.filter(running_on(day))

    def long(self) -> Self:
        """Those of LONG_LEAVE and more, or without an end."""
        last = F("starts_on") + LONG_LEAVE - timedelta(days=1)
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=last))


@tracked
class Leave(models.Model):
    """An advisor is away from a day to a day, both included; no end where none is known."""

    SCOPE_PATH = "advisor__street__code"
    COMMUNITY_PATH = "advisor__assignments__community__code"

    advisor = models.ForeignKey(Advisor, models.CASCADE, related_name="leaves", verbose_name="顾问")
    kind = models.CharField("假别", max_length=10, choices=LeaveKind)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True, blank=True, help_text="假期的最后一天")

    objects = LeaveQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "id"]
        verbose_name = verbose_name_plural = "请假"
        constraints = [
            models.CheckConstraint(
                name="leave_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="假期的结束日期不能早于开始日期。",
            ),
            no_overlap(
                "leaves_do_not_overlap", "advisor", message="这段时间里这名顾问已经请过假。"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.advisor_id} {self.starts_on}"
