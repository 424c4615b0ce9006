"""Training sessions and who attended them (T8)."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from advisors.models import Advisor
from audit.history import tracked
from core.scope import ScopedQuerySet
from orgs.models import Unit
from training.enums import Mode, SessionKind


class SessionQuerySet(ScopedQuerySet):
    """Sessions, by day."""

    def held_between(self, first: date, last: date) -> Self:
        """Held from a day to a day, both included."""
        return self.filter(held_on__gte=first, held_on__lte=last)


@tracked
class TrainingSession(models.Model):
    """A training held by a street or by the district; minutes, not class hours (reading 7)."""

    SCOPE_PATH = "host__code"
    PERSONAL_FIELDS = ("trainer_name",)
    SHARED_DOWNWARD = True

    host = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="举办单位")
    held_on = models.DateField("培训日期")
    ended_on = models.DateField("结束日期", null=True, blank=True)
    topic = models.CharField("培训主题", max_length=120)
    kind = models.CharField("培训类型", max_length=15, choices=SessionKind)
    trainer_name = models.CharField("授课人", max_length=60, blank=True)
    trainer = models.ForeignKey(
        Advisor,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="sessions_taught",
        verbose_name="授课顾问",
    )
    organiser = models.CharField("主办单位", max_length=80, blank=True)
    place = models.CharField("地点", max_length=120, blank=True)
    mode = models.CharField("方式", max_length=10, choices=Mode, default=Mode.ON_SITE)
    minutes = models.PositiveSmallIntegerField("时长（分钟）")
    headcount = models.PositiveSmallIntegerField("参训人数", null=True, blank=True)
    recorded_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "host_id", "id"]
        verbose_name = verbose_name_plural = "培训"
        constraints = [
            models.UniqueConstraint(
                fields=["host", "held_on", "topic", "kind", "trainer_name"],
                name="session_once",
                violation_error_message="同一天已有同一主题、类型和授课人的培训。",
            ),
            models.CheckConstraint(
                name="session_ends_after_start",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("held_on")),
                violation_error_message="结束日期不能早于培训日期。",
            ),
            models.CheckConstraint(
                name="session_has_minutes",
                condition=Q(minutes__gt=0),
                violation_error_message="时长须大于0。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.held_on} {self.topic}"


@tracked
class Attendance(models.Model):
    """An advisor attended a session for so many minutes (T8-4, T8-5)."""

    SCOPE_PATH = "advisor__street__code"
    COMMUNITY_PATH = "advisor__assignments__community__code"

    session = models.ForeignKey(
        TrainingSession, models.CASCADE, related_name="attendances", verbose_name="培训"
    )
    advisor = models.ForeignKey(
        Advisor, models.PROTECT, related_name="attendances", verbose_name="顾问"
    )
    minutes = models.PositiveSmallIntegerField("时长（分钟）")
    result = models.CharField("考核结果", max_length=30, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["session_id", "id"]
        verbose_name = verbose_name_plural = "参训"
        constraints = [
            models.UniqueConstraint(
                fields=["session", "advisor"],
                name="attended_once",
                violation_error_message="这名顾问已在本场名单中。",
            ),
            models.CheckConstraint(name="attended_minutes", condition=Q(minutes__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.advisor_id}"
