"""The milestones a street sets itself (P2-4), and why its station opened late (P2-2)."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from audit.history import tracked
from core.scope import ScopedQuerySet
from orgs.models import Unit
from stations.enums import DelayState, MilestoneKind


@tracked
class StreetMilestone(models.Model):
    """One of the required milestones of a street in a year: planned for a day, done on a day.

    The plan's schedule writes the planned days when it is submitted; `set_on` is the day on which
    the milestone first had one. Where a record tells that it is done (the station's opening), that
    record is read and `done_on` stays empty. `note` tells why a day was moved.
    """

    SCOPE_PATH = "street__code"

    street = models.ForeignKey(Unit, models.PROTECT, related_name="milestones", verbose_name="街镇")
    year = models.PositiveSmallIntegerField("年度")
    kind = models.CharField("节点", max_length=20, choices=MilestoneKind)
    planned_on = models.DateField("计划日期", null=True, blank=True)
    set_on = models.DateField("排定日期", null=True, blank=True)
    done_on = models.DateField("完成日期", null=True, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    recorded_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["street_id", "year", "id"]
        verbose_name = verbose_name_plural = "街镇节点"
        constraints = [
            models.UniqueConstraint(fields=["street", "year", "kind"], name="milestone_once"),
            models.CheckConstraint(
                name="milestone_planned_was_set",
                condition=Q(planned_on__isnull=True) | Q(set_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.street_id} {self.year} {self.kind}"


@tracked
class DelayRequest(models.Model):
    """Why a street's station opens late (原则上6月底前), and whether the district accepts it."""

    SCOPE_PATH = "street__code"

    street = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="街镇")
    year = models.PositiveSmallIntegerField("年度")
    reason = models.TextField("原因", max_length=500)
    asked_on = models.DateField("提出日期")
    asked_by = models.CharField("提出人", max_length=60)
    state = models.CharField("状态", max_length=20, choices=DelayState, default=DelayState.WAITING)
    answer = models.CharField("答复", max_length=200, blank=True)
    answered_on = models.DateField("答复日期", null=True, blank=True)
    answered_by = models.CharField("答复人", max_length=60, blank=True)
    recorded_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_on", "-id"]
        verbose_name = verbose_name_plural = "延期说明"
        constraints = [
            models.UniqueConstraint(
                fields=["street", "year"],
                condition=~Q(state=DelayState.REFUSED),
                name="one_delay_a_year",
                violation_error_message="已有一份延期说明。",
            ),
            models.CheckConstraint(
                name="delay_answered_has_a_day",
                condition=Q(state=DelayState.WAITING, answered_on__isnull=True)
                | (~Q(state=DelayState.WAITING) & Q(answered_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.street_id} {self.year}"
