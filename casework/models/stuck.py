"""Unresolved matters (办不成事): somebody came because something could not be done (T5-3)."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from advisors.models import Advisor
from audit.history import tracked_as
from casework.enums import Blocker, ExtensionState, Satisfaction, StuckOutcome, StuckState
from casework.models.households import Household
from casework.models.indexes import by_unit_and_day
from core.scope import ScopedQuerySet
from core.sealing import sealed_property
from core.versions import counts_changes
from orgs.models import Unit


class StuckCaseQuerySet(ScopedQuerySet):
    """Unresolved matters, by state."""

    def standing(self) -> Self:
        """Without those taken back."""
        return self.exclude(state=StuckState.WITHDRAWN)

    def open(self) -> Self:
        """Not closed yet."""
        return self.filter(state=StuckState.OPEN)


@tracked_as("stuck")
class StuckCase(models.Model):
    """A reception of somebody whose matter could not be done, closed within 5 workdays (T5-3).

    `unit` is where: the street for its station, the community for its point. An extension is
    asked for by who works on it and approved by the street's manager; `extended_until` is the
    last day then. `handed_to` is the office it was passed on to, `called_back_on` the day on
    which the visitor was told of the end.
    """

    SCOPE_PATH = "unit__code"
    PERSONAL_FIELDS = (
        "visitor_name", "visitor_phone", "matter", "answer", "extension_reason", "result",
    )  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(
        Unit, models.PROTECT, db_index=False, related_name="+", verbose_name="单位"
    )
    received_on = models.DateField("接待日期")
    household = models.ForeignKey(
        Household,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="stuck_cases",
        verbose_name="困难家庭",
    )
    visitor_name = models.CharField("来访人", max_length=30, blank=True)
    visitor_phone_sealed = models.BinaryField(null=True, editable=False)
    matter_sealed = models.BinaryField(null=True, editable=False)
    blocker = models.CharField("未办成原因", max_length=20, choices=Blocker)
    answer_sealed = models.BinaryField(null=True, editable=False)
    advisor = models.ForeignKey(
        Advisor, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="接待人"
    )
    handed_to = models.CharField("转办单位", max_length=60, blank=True)
    handed_on = models.DateField("转办日期", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=StuckState, default=StuckState.OPEN)
    extension = models.CharField("延期", max_length=10, choices=ExtensionState, blank=True)
    extension_reason_sealed = models.BinaryField(null=True, editable=False)
    extended_until = models.DateField("延期至", null=True, blank=True)
    extension_decided_on = models.DateField("延期审批日期", null=True, blank=True)
    extension_decided_by = models.CharField("延期审批人", max_length=60, blank=True)
    closed_on = models.DateField("办结日期", null=True, blank=True)
    outcome = models.CharField("办理结果", max_length=10, choices=StuckOutcome, blank=True)
    result_sealed = models.BinaryField(null=True, editable=False)
    called_back_on = models.DateField("回访日期", null=True, blank=True)
    satisfaction = models.CharField("满意度", max_length=15, choices=Satisfaction, blank=True)
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
    extension_reason = sealed_property("extension_reason_sealed")
    result = sealed_property("result_sealed")

    objects = StuckCaseQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "-recorded_at", "id"]
        verbose_name = verbose_name_plural = "办不成事"
        indexes = [by_unit_and_day("stuck_by_unit_and_day", "unit", "received_on")]
        constraints = [
            models.CheckConstraint(
                name="stuck_closed_has_day_and_outcome",
                condition=Q(
                    state=StuckState.CLOSED,
                    closed_on__isnull=False,
                    closed_on__gte=F("received_on"),
                )
                & ~Q(outcome="")
                | ~Q(state=StuckState.CLOSED) & Q(closed_on__isnull=True, outcome=""),
                violation_error_message="办结的要有办结日期（不早于接待日期）和办理结果。",
            ),
            models.CheckConstraint(
                name="stuck_extension_has_its_facts",
                condition=Q(extension="", extended_until__isnull=True)
                | Q(
                    extension=ExtensionState.ASKED,
                    extended_until__isnull=False,
                    extension_decided_on__isnull=True,
                )
                | Q(
                    extension__in=[ExtensionState.APPROVED, ExtensionState.REFUSED],
                    extended_until__isnull=False,
                    extension_decided_on__isnull=False,
                ),
                violation_error_message="延期要写到哪一天；批准和不批准要有日期。",
            ),
            models.CheckConstraint(
                name="stuck_called_back_after_closed",
                condition=Q(called_back_on__isnull=True)
                | Q(closed_on__isnull=False, called_back_on__gte=F("closed_on")),
                violation_error_message="回访要在办结以后。",
            ),
        ]
        triggers = [counts_changes()]

    def __str__(self) -> str:
        return f"办不成事 {self.receipt}"

    @property
    def receipt(self) -> str:
        """Its number."""
        return str(self.pk)[:8].upper()
