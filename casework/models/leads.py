"""Leads: somebody may be in hardship and on no list (T7-6)."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from audit.history import tracked
from casework.enums import Decision, LeadSource, LeadState
from casework.models.households import Household
from casework.models.indexes import by_unit_and_day
from casework.models.visits import Visit
from core.scope import ScopedQuerySet
from core.sealing import sealed_property
from orgs.models import Unit


class LeadQuerySet(ScopedQuerySet):
    """Leads, by state."""

    def open(self) -> Self:
        """Not decided yet."""
        return self.filter(state=LeadState.OPEN)

    def standing(self) -> Self:
        """Without those taken back."""
        return self.exclude(state=LeadState.WITHDRAWN)


@tracked
class Lead(models.Model):
    """A possible case (线索) in a community, to be decided within 10 workdays (T7-6).

    `found_on` is the day it was found, `recorded_at` the server's time. `reported_by` sees what
    became of it; a reporter from outside (`informant_name`) is told, and `told_on` says when.
    A decision to list leads to `household`.
    """

    SCOPE_PATH = "community__code"
    PERSONAL_FIELDS = ("name", "phone", "address", "story", "informant_name", "informant_phone")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    community = models.ForeignKey(
        Unit, models.PROTECT, db_index=False, related_name="+", verbose_name="居村"
    )
    source = models.CharField("线索来源", max_length=20, choices=LeadSource)
    found_on = models.DateField("发现日期")
    name = models.CharField("姓名", max_length=30, blank=True)
    phone_sealed = models.BinaryField(null=True, editable=False)
    address_sealed = models.BinaryField(null=True, editable=False)
    story_sealed = models.BinaryField(null=True, editable=False)
    visit = models.ForeignKey(
        Visit, models.SET_NULL, null=True, blank=True, related_name="leads", verbose_name="走访"
    )
    informant_name = models.CharField("反映人", max_length=30, blank=True)
    informant_phone_sealed = models.BinaryField(null=True, editable=False)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="上报人",
    )
    state = models.CharField("状态", max_length=10, choices=LeadState, default=LeadState.OPEN)
    decision = models.CharField("处置结论", max_length=10, choices=Decision, blank=True)
    decided_on = models.DateField("处置日期", null=True, blank=True)
    decided_by = models.CharField("处置人", max_length=60, blank=True)
    answer = models.CharField(
        "答复", max_length=300, blank=True, help_text="上报人会看到，请不要写姓名和电话"
    )
    household = models.ForeignKey(
        Household, models.SET_NULL, null=True, blank=True, related_name="leads", verbose_name="家庭"
    )
    told_on = models.DateField("告知反映人日期", null=True, blank=True)
    recorded_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)

    phone = sealed_property("phone_sealed")
    address = sealed_property("address_sealed")
    story = sealed_property("story_sealed")
    informant_phone = sealed_property("informant_phone_sealed")

    objects = LeadQuerySet.as_manager()

    class Meta:
        ordering = ["-found_on", "id"]
        verbose_name = verbose_name_plural = "线索"
        indexes = [
            by_unit_and_day("lead_by_unit_and_day", "community", "found_on"),
            models.Index(fields=["community"], condition=Q(state=LeadState.OPEN), name="lead_open"),
        ]
        constraints = [
            models.CheckConstraint(
                name="lead_decided_has_day_and_decision",
                condition=Q(state=LeadState.DECIDED, decided_on__isnull=False) & ~Q(decision="")
                | ~Q(state=LeadState.DECIDED) & Q(decided_on__isnull=True, decision=""),
                violation_error_message="已处置的线索要有处置结论和日期。",
            ),
            models.CheckConstraint(
                name="lead_decided_after_found",
                condition=Q(decided_on__isnull=True) | Q(decided_on__gte=models.F("found_on")),
                violation_error_message="处置日期不能早于发现日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"线索 {str(self.pk)[:8].upper()}"
