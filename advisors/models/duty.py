"""Duty at a station (值守): the rule a month is made from, and who is there when (T6-4)."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Now

from advisors.enums import Away, DutyDays, DutyMode, DutySession, Status, TurnEvery
from advisors.models.people import Advisor, Leave
from audit.history import tracked
from core.scope import ScopedQuerySet
from stations.enums import StationKind
from stations.models import Station


@tracked
class DutyRule(models.Model):
    """How the duty of a station goes from a day to a day, both included.

    定岗: the first of the turn has every session. 轮岗: the turn goes round, one after the other
    each session, day or week.
    """

    SCOPE_PATH = "station__street__code"

    station = models.ForeignKey(
        Station, models.CASCADE, related_name="duty_rules", verbose_name="服务站"
    )
    mode = models.CharField("值守方式", max_length=10, choices=DutyMode)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    days = models.CharField("值守日", max_length=10, choices=DutyDays, default=DutyDays.WORKDAYS)
    sessions = ArrayField(models.CharField(max_length=10, choices=DutySession), verbose_name="班次")
    turn_every = models.CharField(
        "多久轮换", max_length=10, choices=TurnEvery, default=TurnEvery.DAY
    )
    recorded_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-id"]
        verbose_name = verbose_name_plural = "值守规则"
        constraints = [
            models.CheckConstraint(
                name="duty_rule_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="值守的结束日期不能早于开始日期。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.station_id} {self.starts_on}–{self.ends_on}"


@tracked
class DutyTurn(models.Model):
    """An advisor's place in the turn of a rule, from 0 on."""

    SCOPE_PATH = "rule__station__street__code"

    rule = models.ForeignKey(
        DutyRule, models.CASCADE, related_name="turns", verbose_name="值守规则"
    )
    advisor = models.ForeignKey(Advisor, models.CASCADE, related_name="+", verbose_name="顾问")
    place = models.PositiveSmallIntegerField("顺序")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["rule_id", "place"]
        verbose_name = verbose_name_plural = "值守顺序"
        constraints = [
            models.UniqueConstraint(fields=["rule", "place"], name="one_in_each_place"),
            models.UniqueConstraint(fields=["rule", "advisor"], name="one_place_for_each"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.place}"


class DutyShiftQuerySet(ScopedQuerySet):
    """Shifts, by whether the advisor can really be there."""

    def with_away(self) -> Self:
        """Each with `away`: why its advisor is not there on that day (Away), empty if she is.

        Every leave counts, one of a single day too. `DutyShift.advisor` is on file in the
        station's street.
        """
        leave = Leave.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=OuterRef("day")),
            starts_on__lte=OuterRef("day"),
            advisor=OuterRef("advisor"),
        )
        return self.annotate(
            away=Case(
                When(advisor__started_on__gt=F("day"), then=Value(Away.NOT_BEGUN)),
                When(advisor__ended_on__lt=F("day"), then=Value(Away.LEFT)),
                When(Q(advisor__status=Status.ON_LEAVE) | Exists(leave), then=Value(Away.ON_LEAVE)),
                default=Value(""),
                output_field=models.CharField(),
            )
        )

    def kept(self) -> Self:
        """Those whose advisor is there: in post, and not on any leave that day (T6-4)."""
        return self.with_away().filter(away="")

    def at_main_stations(self) -> Self:
        """Those at a street's own station, on days on which it is open."""
        is_open = Q(station__closed_on__isnull=True) | Q(station__closed_on__gte=F("day"))
        return self.filter(
            is_open, station__kind=StationKind.MAIN, station__opened_on__lte=F("day")
        )


@tracked
class DutyShift(models.Model):
    """An advisor is on duty at a station, in a session of a day.

    Without a rule it was made or changed by hand, and no rule replaces it. Whoever works in the
    street sees its roster, which hangs on the wall.
    """

    SCOPE_PATH = "station__street__code"
    SHARED_DOWNWARD = True

    station = models.ForeignKey(
        Station, models.CASCADE, related_name="duty_shifts", verbose_name="服务站"
    )
    day = models.DateField("日期")
    session = models.CharField("班次", max_length=10, choices=DutySession)
    advisor = models.ForeignKey(
        Advisor, models.CASCADE, related_name="duty_shifts", verbose_name="值守人"
    )
    mode = models.CharField("值守方式", max_length=10, choices=DutyMode)
    rule = models.ForeignKey(
        DutyRule,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="shifts",
        verbose_name="值守规则",
    )
    note = models.CharField("备注", max_length=60, blank=True)
    recorded_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)

    objects = DutyShiftQuerySet.as_manager()

    class Meta:
        ordering = ["day", "session", "id"]
        verbose_name = verbose_name_plural = "值守排班"
        indexes = [models.Index(fields=["station", "day"])]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "day", "session", "advisor"],
                name="on_duty_once_a_session",
                violation_error_message="这名顾问已排在这一班。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.station_id} {self.day} {self.session}"
