"""Who helps the advisors: third parties under contract, and volunteers (T6-3)."""

import uuid
from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now

from advisors.models.spans import running_on
from audit.history import tracked
from core.scope import ScopedQuerySet
from core.sealing import sealed_property
from core.versions import counts_changes
from orgs.models import Unit


class HelperQuerySet(ScopedQuerySet):
    """Contracts or groups, by day."""

    def running_on(self, day: date) -> Self:
        """Begun and not ended."""
        return self.filter(running_on(day))


class PartnerQuerySet(HelperQuerySet):
    """Contracts."""

    def not_renewed(self) -> Self:
        """Those after which the same agency has no later one with the street."""
        later = self.model._base_manager.filter(
            street=OuterRef("street"), name=OuterRef("name"), starts_on__gt=OuterRef("starts_on")
        )
        return self.filter(~Exists(later))


@tracked
class PartnerContract(models.Model):
    """A contract with an agency that helps the advisors (第三方专业顾问力量)."""

    SCOPE_PATH = "street__code"
    PERSONAL_FIELDS = ("contact_name", "contact_phone")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    street = models.ForeignKey(Unit, models.PROTECT, related_name="partners", verbose_name="街镇")
    name = models.CharField("机构名称", max_length=60)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    service = models.CharField("合作内容", max_length=300)
    starts_on = models.DateField("合作开始")
    ends_on = models.DateField("合作结束", null=True, blank=True, help_text="合作的最后一天")
    contact_name = models.CharField("联系人", max_length=30, blank=True)
    contact_phone_sealed = models.BinaryField(null=True, editable=False)
    recorded_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    contact_phone = sealed_property("contact_phone_sealed")

    objects = PartnerQuerySet.as_manager()

    class Meta:
        ordering = ["street_id", "-starts_on", "id"]
        verbose_name = verbose_name_plural = "第三方合作"
        constraints = [
            models.CheckConstraint(
                name="partner_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="合作结束不能早于合作开始。",
            )
        ]
        triggers = [counts_changes()]

    def __str__(self) -> str:
        return self.name


@tracked
class VolunteerGroup(models.Model):
    """Volunteers who help without a file of their own: how many, from when."""

    SCOPE_PATH = "street__code"

    street = models.ForeignKey(
        Unit, models.PROTECT, related_name="volunteer_groups", verbose_name="街镇"
    )
    name = models.CharField("队伍名称", max_length=60)
    persons = models.PositiveSmallIntegerField("人数")
    service = models.CharField("服务内容", max_length=300, blank=True)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)
    recorded_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = HelperQuerySet.as_manager()

    class Meta:
        ordering = ["street_id", "-starts_on", "id"]
        verbose_name = verbose_name_plural = "志愿者队伍"
        constraints = [
            models.CheckConstraint(
                name="volunteers_end_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="结束日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                name="volunteers_are_some",
                condition=Q(persons__gt=0),
                violation_error_message="人数须大于0。",
            ),
        ]
        triggers = [counts_changes()]

    def __str__(self) -> str:
        return self.name
