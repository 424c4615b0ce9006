"""The resource pool: who helps, with what, for whom, and how many places are left (T3)."""

import uuid
from datetime import date
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from audit.history import tracked
from core.scope import ScopedQuerySet
from core.sealing import sealed_property
from core.versions import counts_changes
from orgs.models import Unit
from resources.enums import Eligibility, NeedCategory, Per, ProviderKind, StopReason


@tracked
class Provider(models.Model):
    """Who provides resources (资源主体): one of the five kinds of T3-3.

    `credit_code` is the unified social credit code (GB 32100), which volunteers have none of.
    The district's own providers serve all its streets.
    """

    SCOPE_PATH = "unit__code"
    SHARED_DOWNWARD = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("主体类型", max_length=20, choices=ProviderKind)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    recorded_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        verbose_name = verbose_name_plural = "资源提供方"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"],
                name="provider_once_in_a_unit",
                violation_error_message="这个提供方已经登记过了。",
            ),
            models.UniqueConstraint(
                fields=["unit", "credit_code"],
                condition=~Q(credit_code=""),
                name="provider_code_once_in_a_unit",
                violation_error_message="这个信用代码已经登记在另一个提供方名下。",
            ),
        ]
        triggers = [counts_changes()]

    def __str__(self) -> str:
        return f"资源提供方 {str(self.pk)[:8].upper()}"


class ResourceQuerySet(ScopedQuerySet):
    """Resources, by day."""

    def active_on(self, day: date) -> Self:
        """Within their term, and not stopped, on a day."""
        return self.filter(
            Q(starts_on__isnull=True) | Q(starts_on__lte=day),
            Q(ends_on__isnull=True) | Q(ends_on__gte=day),
            Q(stopped_on__isnull=True) | Q(stopped_on__gt=day),
        )


@tracked
class Resource(models.Model):
    """Something a provider offers (资源): what, where, for whom, how much, until when, whom to ask.

    `areas` are the communities it is for; none means all of `unit` (a street, or the district
    for all its streets). `eligible` are the kinds of household it is for; none means everybody.
    `capacity` is how many can be helped `per` period, in `capacity_unit` (人次, 份); None where
    nobody said. `value_yuan` is what it is worth. What is left of it: `resources.places`.
    """

    SCOPE_PATH = "unit__code"
    SHARED_DOWNWARD = True
    PERSONAL_FIELDS = ("contact_name", "contact_phone")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    provider = models.ForeignKey(
        Provider, models.PROTECT, related_name="resources", verbose_name="提供方"
    )
    name = models.CharField("资源名称", max_length=60)
    category = models.CharField("资源类别", max_length=20, choices=NeedCategory)
    areas = models.ManyToManyField(
        Unit, through="ResourceArea", related_name="+", verbose_name="服务范围"
    )
    eligible = ArrayField(
        models.CharField(max_length=20, choices=Eligibility),
        default=list,
        blank=True,
        verbose_name="适用家庭",
    )
    eligibility_note = models.CharField("服务对象", max_length=200, blank=True)
    capacity = models.PositiveIntegerField("数量", null=True, blank=True)
    per = models.CharField("周期", max_length=10, choices=Per, blank=True)
    capacity_unit = models.CharField("单位", max_length=10, blank=True)
    value_yuan = models.DecimalField(
        "金额（元）",
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    starts_on = models.DateField("有效期起", null=True, blank=True)
    ends_on = models.DateField("有效期止", null=True, blank=True)
    stopped_on = models.DateField("停用日期", null=True, blank=True)
    stop_reason = models.CharField("停用原因", max_length=10, choices=StopReason, blank=True)
    how_to_apply = models.CharField("申请方式", max_length=300, blank=True)
    contact_name = models.CharField("联系人", max_length=30, blank=True)
    contact_phone_sealed = models.BinaryField(null=True, editable=False)
    recorded_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    contact_phone = sealed_property("contact_phone_sealed")

    objects = ResourceQuerySet.as_manager()

    class Meta:
        ordering = ["category", "name", "id"]
        verbose_name = verbose_name_plural = "资源"
        indexes = [
            models.Index(
                name="resource_by_unit_and_category",
                fields=["unit", "category"],
                opclasses=["varchar_pattern_ops", "varchar_ops"],
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "provider", "name"],
                name="resource_once_of_a_provider",
                violation_error_message="这个提供方已经登记过同名的资源。",
            ),
            models.CheckConstraint(
                name="resource_ends_after_it_starts",
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                violation_error_message="有效期止不能早于有效期起。",
            ),
            models.CheckConstraint(
                name="resource_capacity_is_per_something",
                condition=Q(capacity__isnull=True, per="") | Q(capacity__isnull=False) & ~Q(per=""),
                violation_error_message="写了数量的，要选每月、每季、每年还是整个期限。",
            ),
            models.CheckConstraint(
                name="resource_stopped_says_why",
                condition=Q(stopped_on__isnull=True, stop_reason="")
                | Q(stopped_on__isnull=False) & ~Q(stop_reason=""),
                violation_error_message="停用要写日期和原因。",
            ),
        ]
        triggers = [counts_changes()]

    def __str__(self) -> str:
        return self.name


@tracked
class ResourceArea(models.Model):
    """A community that a resource is for."""

    SCOPE_PATH = "resource__unit__code"
    SHARED_DOWNWARD = True

    resource = models.ForeignKey(
        Resource, models.CASCADE, related_name="places_served", verbose_name="资源"
    )
    community = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="居村")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["resource_id", "community_id"]
        verbose_name = verbose_name_plural = "资源服务范围"
        constraints = [
            models.UniqueConstraint(fields=["resource", "community"], name="resource_area_once")
        ]

    def __str__(self) -> str:
        return f"{self.resource_id} {self.community_id}"


class PlaceQuerySet(ScopedQuerySet):
    """Places of resources."""

    def standing(self) -> Self:
        """Taken and not given back."""
        return self.filter(given_back_on__isnull=True)


@tracked
class Place(models.Model):
    """One place of a resource, taken on a day by somebody of `unit`'s street.

    `holder` is the key of what took it (a referral), unknown to this room. Given back, it is
    free again in the period it was taken in.
    """

    SCOPE_PATH = "unit__code"

    resource = models.ForeignKey(
        Resource, models.PROTECT, related_name="places", verbose_name="资源"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, db_index=False, related_name="+", verbose_name="单位"
    )
    holder = models.UUIDField("占用者", unique=True)
    taken_on = models.DateField("占用日期")
    given_back_on = models.DateField("退回日期", null=True, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ["-taken_on", "-id"]
        verbose_name = verbose_name_plural = "资源名额"
        indexes = [
            models.Index(
                name="place_of_resource_by_day",
                fields=["resource", "taken_on"],
                condition=Q(given_back_on__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.resource_id} {self.taken_on}"
