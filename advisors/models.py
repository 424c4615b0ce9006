"""The advisor team: who is in post, where, and with which stars (T6)."""

import uuid
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Now

from advisors.enums import HELPERS, DatePrecision, Education, Employment, Level, Sex, StaffKind
from advisors.enums import Status as AdvisorStatus
from audit.history import tracked
from core.masking import mask_phone
from core.scope import ScopedQuerySet
from core.sealing import blind_index, sealed_property
from orgs.models import Unit


class AdvisorQuerySet(ScopedQuerySet):
    """Advisors, by day."""

    def in_post(self, day: date) -> Self:
        """On file and at work on a day: begun, not ended, not on leave."""
        return (
            self.filter(started_on__lte=day)
            .filter(Q(ended_on__isnull=True) | Q(ended_on__gte=day))
            .exclude(status=AdvisorStatus.ON_LEAVE)
        )

    def with_state_on(self, day: date) -> Self:
        """Each with `state`, as of a day: active, on_leave, left, or not_due before the first."""
        return self.annotate(
            state=Case(
                When(started_on__gt=day, then=Value("not_due")),
                When(ended_on__lt=day, then=Value(AdvisorStatus.LEFT)),
                When(status=AdvisorStatus.ON_LEAVE, then=Value(AdvisorStatus.ON_LEAVE)),
                default=Value(AdvisorStatus.ACTIVE),
                output_field=models.CharField(),
            )
        )

    def own_staff(self, *, with_helpers: bool = False) -> Self:
        """Without third-party staff and volunteers, unless they are asked for (reading 12)."""
        return self if with_helpers else self.exclude(staff_kind__in=HELPERS)


@tracked
class Advisor(models.Model):
    """A community social-assistance advisor on file (备案) in a street.

    Phone and ID number are sealed; `phone_key` finds the same person again (ledger key:
    street, name, phone).
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
    phone_sealed = models.BinaryField(null=True, editable=False)
    phone_key = models.CharField(max_length=64, blank=True, editable=False)
    id_number_sealed = models.BinaryField(null=True, editable=False)
    recorded_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)

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
        return (
            self.filter(starts_on__lte=day)
            .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))
            .filter(advisor__in=Advisor.objects.in_post(day))
        )


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
        ]

    def __str__(self) -> str:
        return f"{self.advisor_id} {self.community_id}"


@tracked
class StarRating(models.Model):
    """A star rating of an advisor in a year (T6-5)."""

    SCOPE_PATH = "advisor__street__code"
    COMMUNITY_PATH = "advisor__assignments__community__code"

    advisor = models.ForeignKey(
        Advisor, models.CASCADE, related_name="star_ratings", verbose_name="顾问"
    )
    year = models.PositiveSmallIntegerField("年度")
    level = models.PositiveSmallIntegerField("星级")
    basis = models.CharField("依据", max_length=200, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "id"]
        verbose_name = verbose_name_plural = "星级评定"
        constraints = [
            models.UniqueConstraint(fields=["advisor", "year"], name="one_rating_a_year"),
            models.CheckConstraint(
                name="stars_one_to_five", condition=Q(level__gte=1, level__lte=5)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.advisor_id} {self.year}"
