"""Advisors who go from one street to another."""

from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from advisors.enums import TransferState
from advisors.models.people import Advisor
from audit.history import tracked
from core.actor import Actor
from core.scope import ScopedQuerySet
from orgs.models import Unit


class TransferQuerySet(ScopedQuerySet):
    """Transfers, seen from both ends."""

    def visible_to(self, actor: Actor | None) -> Self:
        """Those out of the actor's unit, and those into it: who is offered must be known there."""
        leaving = super().visible_to(actor)
        if actor is None or not actor.unit_code or actor.is_community:
            return leaving
        return leaving | self.filter(to_street__code__startswith=actor.unit_code)


@tracked
class Transfer(models.Model):
    """A street offers an advisor to another, which takes her on file or declines.

    `starts_on` is her first day there. Taken, the old file ends on the day before and
    `new_file` begins; what she did stays with the file under which she did it.
    """

    SCOPE_PATH = "advisor__street__code"
    COMMUNITY_PATH = "advisor__assignments__community__code"

    advisor = models.ForeignKey(
        Advisor, models.CASCADE, related_name="transfers", verbose_name="顾问"
    )
    to_street = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="调往街镇")
    starts_on = models.DateField("到岗日期")
    reason = models.CharField("调动说明", max_length=200, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=TransferState, default=TransferState.OFFERED
    )
    offered_on = models.DateField("提出日期")
    offered_by = models.CharField("提出人账号", max_length=150)
    answered_on = models.DateField("答复日期", null=True, blank=True)
    answered_by = models.CharField("答复人账号", max_length=150, blank=True)
    answer = models.CharField("答复说明", max_length=200, blank=True)
    new_file = models.OneToOneField(
        Advisor,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="came_by",
        verbose_name="新档案",
    )
    recorded_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)

    objects = TransferQuerySet.as_manager()

    class Meta:
        ordering = ["-offered_on", "-id"]
        verbose_name = verbose_name_plural = "调动"
        constraints = [
            models.UniqueConstraint(
                fields=["advisor"],
                condition=Q(state=TransferState.OFFERED),
                name="one_open_transfer",
                violation_error_message="这名顾问已有一项调动在等对方接收。",
            ),
            models.CheckConstraint(
                name="transfer_answered_has_a_day",
                condition=Q(state=TransferState.OFFERED, answered_on__isnull=True)
                | ~Q(state=TransferState.OFFERED) & Q(answered_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.advisor_id} → {self.to_street_id}"

    @property
    def last_day(self) -> date:
        """Her last day in the street she leaves."""
        return self.starts_on - timedelta(days=1)
