"""Referrals: a household's need, offered to a resource (T3-1, T3-4)."""

import uuid
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from advisors.models import Advisor
from audit.history import tracked_as
from casework.enums import Consent, ReferralReason, ReferralState, Share
from casework.models.households import Household
from casework.models.indexes import by_unit_and_day
from casework.models.visits import Need
from core.scope import ScopedQuerySet
from core.sealing import sealed_property
from core.versions import counts_changes
from orgs.models import Unit
from resources.models import Resource

# They hold their need: it needs no other referral.
RUNNING = (ReferralState.OFFERED, ReferralState.ACCEPTED)
# The provider took it on.
LINKED = (ReferralState.ACCEPTED, ReferralState.DONE)
# With these the need comes back on the list.
FALLEN = (ReferralState.REJECTED, ReferralState.FAILED, ReferralState.REVOKED)


class ReferralQuerySet(ScopedQuerySet):
    """Referrals, by state."""

    def running(self) -> Self:
        """Offered or accepted, and not over."""
        return self.filter(state__in=RUNNING)

    def linked(self) -> Self:
        """Accepted, whether done yet or not."""
        return self.filter(state__in=LINKED)


@tracked_as("referral")
class Referral(models.Model):
    """A need referred (转介) to a resource: offered, accepted or rejected, done or failed (T3-1).

    Nothing is offered before the family agreed (`consent`, `consent_on`); `shares` is what it
    agreed may be told of it. `request` says to the provider what is needed, `result` what came
    of it, `reason` why it fell through. `answered_by` is who said so: the account, or who came
    through the one-time link.
    """

    SCOPE_PATH = "community__code"
    PERSONAL_FIELDS = ("request", "result", "reason_note", "answered_by")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    need = models.ForeignKey(Need, models.PROTECT, related_name="referrals", verbose_name="需求")
    household = models.ForeignKey(
        Household, models.PROTECT, related_name="referrals", verbose_name="困难家庭"
    )
    community = models.ForeignKey(
        Unit, models.PROTECT, db_index=False, related_name="+", verbose_name="居村"
    )
    resource = models.ForeignKey(
        Resource, models.PROTECT, related_name="referrals", verbose_name="资源"
    )
    advisor = models.ForeignKey(Advisor, models.PROTECT, related_name="+", verbose_name="对接人")
    offered_on = models.DateField("发起日期")
    consent = models.CharField("同意方式", max_length=10, choices=Consent)
    consent_on = models.DateField("同意日期")
    shares = ArrayField(
        models.CharField(max_length=10, choices=Share),
        default=list,
        blank=True,
        verbose_name="同意告知的内容",
    )
    request_sealed = models.BinaryField(null=True, editable=False)
    state = models.CharField(
        "状态", max_length=10, choices=ReferralState, default=ReferralState.OFFERED
    )
    answered_on = models.DateField("答复日期", null=True, blank=True)
    answered_by = models.CharField("答复人", max_length=60, blank=True)
    closed_on = models.DateField("结束日期", null=True, blank=True)
    reason = models.CharField("原因", max_length=20, choices=ReferralReason, blank=True)
    reason_note_sealed = models.BinaryField(null=True, editable=False)
    result_sealed = models.BinaryField(null=True, editable=False)
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

    request = sealed_property("request_sealed")
    reason_note = sealed_property("reason_note_sealed")
    result = sealed_property("result_sealed")

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ["-offered_on", "-recorded_at", "id"]
        verbose_name = verbose_name_plural = "资源对接"
        indexes = [by_unit_and_day("referral_by_unit_and_day", "community", "offered_on")]
        constraints = [
            models.UniqueConstraint(
                fields=["need"],
                condition=Q(state__in=[*RUNNING, ReferralState.DONE]),
                name="referral_one_at_a_time_of_a_need",
                violation_error_message="这项需求已经有一个对接在进行，或已完成。",
            ),
            models.CheckConstraint(
                name="referral_answered_after_offered",
                condition=Q(answered_on__isnull=True) | Q(answered_on__gte=F("offered_on")),
                violation_error_message="答复日期不能早于发起日期。",
            ),
            models.CheckConstraint(
                name="referral_state_has_its_days",
                condition=Q(
                    state=ReferralState.OFFERED, answered_on__isnull=True, closed_on__isnull=True
                )
                | Q(state=ReferralState.ACCEPTED, answered_on__isnull=False, closed_on__isnull=True)
                | Q(
                    state=ReferralState.REJECTED, answered_on__isnull=False, closed_on__isnull=False
                )
                | Q(
                    state__in=[ReferralState.DONE, ReferralState.FAILED],
                    answered_on__isnull=False,
                    closed_on__isnull=False,
                    closed_on__gte=F("answered_on"),
                )
                | Q(state=ReferralState.REVOKED, closed_on__isnull=False),
                violation_error_message="状态和日期对不上：已接要有答复日期，结束的要有结束日期。",
            ),
            models.CheckConstraint(
                name="referral_fallen_says_why",
                condition=~Q(state__in=FALLEN) | ~Q(reason=""),
                violation_error_message="没有对接成的，要写原因。",
            ),
            models.CheckConstraint(
                name="referral_consent_comes_first",
                condition=Q(consent_on__lte=F("offered_on")),
                violation_error_message="要先得到本人同意，再对接。",
            ),
        ]
        triggers = [counts_changes()]

    def __str__(self) -> str:
        return f"对接 {self.receipt}"

    @property
    def receipt(self) -> str:
        """Its number, as told to the provider."""
        return str(self.pk)[:8].upper()
