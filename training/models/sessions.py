"""Training sessions, who enrolled and who attended (T8-3, T8-4, T8-5)."""

from datetime import date, datetime, time, timedelta
from typing import Self

from django.db import models
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest, Now

from advisors.models import Advisor
from audit.history import tracked
from core.scope import ScopedQuerySet
from core.versions import counts_changes
from orgs.models import Unit
from training.enums import CameBy, Mode, SessionKind, SessionState
from training.models.courses import Course


class SessionQuerySet(ScopedQuerySet):
    """Sessions, by day."""

    def held(self) -> Self:
        """Those that took place; planned and cancelled ones count nowhere."""
        return self.filter(state=SessionState.HELD)

    def held_between(self, first: date, last: date) -> Self:
        """Held from a day to a day, both included."""
        return self.filter(held_on__gte=first, held_on__lte=last)

    def with_seats_left(self) -> Self:
        """Each with `seats_left`: seats nobody has enrolled for; None where there is no limit."""
        taken = (
            Enrolment.objects.filter(session=OuterRef("pk"))
            .order_by()
            .values("session")
            .annotate(n=Count("pk"))
            .values("n")
        )
        left = Greatest(F("capacity") - Coalesce(Subquery(taken), 0), 0)
        return self.annotate(
            seats_left=Case(
                When(capacity__isnull=False, then=left),
                default=None,
                output_field=models.IntegerField(),
            )
        )


@tracked
class TrainingSession(models.Model):
    """A training of a street or of the district; minutes, not class hours (reading 7).

    Planned, it is open for enrolment up to `capacity` (none: for everybody). It counts once it is
    held, and then those who attended it count. An advisor who teaches is named in `trainer_name`
    too: that is the ledger's key.
    """

    SCOPE_PATH = "host__code"
    PERSONAL_FIELDS = ("trainer_name",)
    SHARED_DOWNWARD = True

    host = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="举办单位")
    state = models.CharField("状态", max_length=10, choices=SessionState, default=SessionState.HELD)
    held_on = models.DateField("培训日期")
    ended_on = models.DateField("结束日期", null=True, blank=True)
    starts_at = models.TimeField("开始时间", null=True, blank=True)
    topic = models.CharField("培训主题", max_length=120)
    course = models.ForeignKey(
        Course,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name="课程",
    )
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
    capacity = models.PositiveSmallIntegerField("名额", null=True, blank=True)
    audience = models.CharField("参加对象", max_length=60, blank=True)
    cancel_reason = models.CharField("取消原因", max_length=200, blank=True)
    recorded_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "host_id", "id"]
        verbose_name = verbose_name_plural = "培训"
        constraints = [
            models.UniqueConstraint(
                fields=["host", "held_on", "topic", "kind", "trainer_name"],
                condition=~Q(state=SessionState.CANCELLED),
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
            models.CheckConstraint(
                name="session_has_seats",
                condition=Q(capacity__isnull=True) | Q(capacity__gt=0),
                violation_error_message="名额至少为1；不限名额的请留空。",
            ),
            models.CheckConstraint(
                name="session_cancelled_has_a_reason",
                condition=~Q(state=SessionState.CANCELLED) | ~Q(cancel_reason=""),
                violation_error_message="请写明取消原因。",
            ),
        ]
        triggers = [counts_changes()]

    def __str__(self) -> str:
        return f"{self.held_on} {self.topic}"

    @property
    def last_day(self) -> date:
        """The only day of most, the last of those that take several."""
        return self.ended_on or self.held_on

    @property
    def days(self) -> int:
        """How many days it takes."""
        return (self.last_day - self.held_on).days + 1

    @property
    def minutes_a_day(self) -> int:
        """Its length on each of its days, rounded up."""
        return -(-self.minutes // self.days)

    @property
    def ends_at(self) -> time | None:
        """When it is over on each of its days; None where its beginning is not known."""
        if self.starts_at is None:
            return None
        begins = datetime.combine(self.held_on, self.starts_at)
        ends = begins + timedelta(minutes=self.minutes_a_day)
        return ends.time() if ends.date() == self.held_on else time.max

    def clashes_with(self, other: "TrainingSession") -> bool:
        """Whether nobody can be at both; only where both say when they begin."""
        if not (self.starts_at and other.starts_at and self.ends_at and other.ends_at):
            return False
        share_a_day = self.held_on <= other.last_day and other.held_on <= self.last_day
        return share_a_day and self.starts_at < other.ends_at and other.starts_at < self.ends_at


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
    came_by = models.CharField("登记方式", max_length=10, choices=CameBy, default=CameBy.LIST)
    signed_in_at = models.DateTimeField("签到时间", null=True, blank=True)

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


class EnrolmentQuerySet(ScopedQuerySet):
    """Enrolments, in the order in which they came."""

    def with_place(self) -> Self:
        """Each with `place`, its number in the order of its session, and `waiting`.

        `waiting` is the place on the waiting list, 0 for whoever has a seat.
        """
        ahead = (
            Enrolment.objects.filter(session=OuterRef("session"))
            .filter(
                Q(enrolled_at__lt=OuterRef("enrolled_at"))
                | Q(enrolled_at=OuterRef("enrolled_at"), pk__lt=OuterRef("pk"))
            )
            .order_by()
            .values("session")
            .annotate(n=Count("pk"))
            .values("n")
        )
        placed = self.annotate(place=Coalesce(Subquery(ahead), 0) + 1)
        beyond = Greatest(F("place") - F("session__capacity"), 0)
        return placed.annotate(
            waiting=Case(
                When(session__capacity__isnull=False, then=beyond),
                default=Value(0),
                output_field=models.IntegerField(),
            )
        )


@tracked
class Enrolment(models.Model):
    """An advisor wants to come; who is beyond the capacity, in the order of time, waits."""

    SCOPE_PATH = "advisor__street__code"
    COMMUNITY_PATH = "advisor__assignments__community__code"

    session = models.ForeignKey(
        TrainingSession, models.CASCADE, related_name="enrolments", verbose_name="培训"
    )
    advisor = models.ForeignKey(
        Advisor, models.CASCADE, related_name="enrolments", verbose_name="顾问"
    )
    enrolled_by = models.CharField("报名人账号", max_length=150)
    enrolled_at = models.DateTimeField("报名时间", db_default=Now(), editable=False)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["session_id", "enrolled_at", "id"]
        verbose_name = verbose_name_plural = "报名"
        constraints = [
            models.UniqueConstraint(
                fields=["session", "advisor"],
                name="enrolled_once",
                violation_error_message="这名顾问已报过名。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.advisor_id}"


@tracked
class Correction(models.Model):
    """An attendance was put right after the session, and why; 0 minutes: was not there."""

    SCOPE_PATH = "advisor__street__code"
    COMMUNITY_PATH = "advisor__assignments__community__code"

    session = models.ForeignKey(
        TrainingSession, models.CASCADE, related_name="corrections", verbose_name="培训"
    )
    advisor = models.ForeignKey(Advisor, models.PROTECT, related_name="+", verbose_name="顾问")
    minutes_before = models.PositiveSmallIntegerField("原时长（分钟）")
    minutes_after = models.PositiveSmallIntegerField("更正为（分钟）")
    reason = models.CharField("更正原因", max_length=200)
    corrected_on = models.DateField("更正日期")
    corrected_by = models.CharField("更正人账号", max_length=150)
    recorded_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at", "-id"]
        verbose_name = verbose_name_plural = "签到更正"
        constraints = [
            models.CheckConstraint(
                name="correction_changes_something",
                condition=~Q(minutes_before=F("minutes_after")),
                violation_error_message="更正前后的时长相同。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.advisor_id}"
