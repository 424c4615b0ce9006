"""Handovers between the advisors and the counter of the affairs centre (T5-2)."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from advisors.models import Advisor
from audit.history import tracked_as
from casework.enums import ApplicationKind, HandoverState, HandoverWay
from casework.models.households import Household
from casework.models.indexes import by_unit_and_day
from core.scope import ScopedQuerySet
from core.sealing import sealed_property
from core.versions import counts_changes
from orgs.models import Unit


class HandoverQuerySet(ScopedQuerySet):
    """Handovers, by state."""

    def standing(self) -> Self:
        """Without those taken back."""
        return self.exclude(state=HandoverState.WITHDRAWN)

    def waiting(self) -> Self:
        """Sent, and not acknowledged yet."""
        return self.filter(state=HandoverState.SENT)


@tracked_as("handover")
class Handover(models.Model):
    """A matter handed over (前后台衔接), to be acknowledged within 2 workdays (T5-2).

    `unit` is the advisors' side: the street for its station, the community for its point.
    `clerk` is who sent or took it at the counter; `acknowledged_by` who said so: an account, or
    the clerk through a one-time link.
    """

    SCOPE_PATH = "unit__code"
    PERSONAL_FIELDS = ("matter", "answer", "person_name", "clerk", "acknowledged_by")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(
        Unit, models.PROTECT, db_index=False, related_name="+", verbose_name="单位"
    )
    way = models.CharField("方向", max_length=15, choices=HandoverWay)
    kind = models.CharField("事项", max_length=20, choices=ApplicationKind)
    household = models.ForeignKey(
        Household,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="handovers",
        verbose_name="困难家庭",
    )
    person_name = models.CharField("当事人", max_length=30, blank=True)
    matter_sealed = models.BinaryField(null=True, editable=False)
    advisor = models.ForeignKey(Advisor, models.PROTECT, related_name="+", verbose_name="顾问")
    clerk = models.CharField("窗口人员", max_length=30, blank=True)
    sent_on = models.DateField("送出日期")
    state = models.CharField(
        "状态", max_length=15, choices=HandoverState, default=HandoverState.SENT
    )
    acknowledged_on = models.DateField("确认日期", null=True, blank=True)
    acknowledged_by = models.CharField("确认人", max_length=60, blank=True)
    answer_sealed = models.BinaryField(null=True, editable=False)
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

    matter = sealed_property("matter_sealed")
    answer = sealed_property("answer_sealed")

    objects = HandoverQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_on", "-recorded_at", "id"]
        verbose_name = verbose_name_plural = "前后台衔接"
        indexes = [by_unit_and_day("handover_by_unit_and_day", "unit", "sent_on")]
        constraints = [
            models.CheckConstraint(
                name="handover_acknowledged_has_its_day",
                condition=Q(
                    state=HandoverState.ACKNOWLEDGED,
                    acknowledged_on__isnull=False,
                    acknowledged_on__gte=F("sent_on"),
                )
                | ~Q(state=HandoverState.ACKNOWLEDGED) & Q(acknowledged_on__isnull=True),
                violation_error_message="已确认的要有确认日期，不早于送出日期。",
            )
        ]
        triggers = [counts_changes()]

    def __str__(self) -> str:
        return f"衔接 {self.receipt}"

    @property
    def receipt(self) -> str:
        """Its number, as told to the counter."""
        return str(self.pk)[:8].upper()
