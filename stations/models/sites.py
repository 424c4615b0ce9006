"""Stations of the streets and service points of the communities (T1, S1–S3)."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from audit.history import tracked
from core.scope import ScopedQuerySet
from core.versions import counts_changes
from orgs.models import Unit
from orgs.names import service_point_name, station_name
from stations.enums import EquipmentKind, SiteStatus, StationKind, VenueKind, ZoneKind


class SiteQuerySet(ScopedQuerySet):
    """Stations or points, by day."""

    def open_on(self, day: date) -> Self:
        """Opened by a day and not closed before it."""
        return self.filter(opened_on__lte=day).filter(
            Q(closed_on__isnull=True) | Q(closed_on__gte=day)
        )


class Site(models.Model):
    """What a station and a service point have in common.

    Phone and hours are public: they hang on the wall for everybody (S3-3). `version` grows with
    each change, whoever makes it, so that a form can tell whether its text is still the latest.
    """

    PERSONAL_FIELDS = ("lead_name",)
    # The kind of subject that evidence knows it by (stations.proofs).
    SUBJECT: ClassVar[str]

    official_name = models.CharField("站点名称", max_length=80)
    address = models.CharField("地址", max_length=120, blank=True)
    phone = models.CharField("联系电话", max_length=30, blank=True)
    opening_hours = models.CharField("开放时间", max_length=80, blank=True)
    lead_name = models.CharField("负责人", max_length=30, blank=True)
    status = models.CharField("状态", max_length=10, choices=SiteStatus, default=SiteStatus.OPEN)
    opened_on = models.DateField("启用日期", null=True, blank=True)
    closed_on = models.DateField("关闭日期", null=True, blank=True, help_text="开放的最后一天")
    recorded_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = SiteQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_closes_after_opening",
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                violation_error_message="关闭日期不能早于启用日期。",
            ),
            models.CheckConstraint(
                name="%(class)s_open_has_a_day",
                condition=~Q(status=SiteStatus.OPEN) | Q(opened_on__isnull=False),
                violation_error_message="已开放的站点须填写启用日期。",
            ),
            models.CheckConstraint(
                name="%(class)s_closed_has_a_day",
                condition=~Q(status__in=[SiteStatus.CLOSED, SiteStatus.MOVED])
                | Q(closed_on__isnull=False),
                violation_error_message="已关闭或搬迁的站点须填写关闭日期。",
            ),
        ]
        triggers = [
            counts_changes(),
        ]

    def __str__(self) -> str:
        return self.official_name

    @property
    def subject(self) -> str:
        """How evidence names it: `station:12`."""
        return f"{self.SUBJECT}:{self.pk}"

    @property
    def is_gone(self) -> bool:
        """Whether its last day is fixed: it was closed, or moved away."""
        return self.closed_on is not None

    def state_on(self, day: date) -> SiteStatus:
        """Planned, open, closed or moved as of a day, whatever it is today."""
        if self.closed_on is not None and self.closed_on < day:
            return SiteStatus.MOVED if self.status == SiteStatus.MOVED else SiteStatus.CLOSED
        if self.opened_on is not None and self.opened_on <= day:
            return SiteStatus.OPEN
        return SiteStatus.PLANNED


@tracked
class Station(Site):
    """A street's advisor station: the main one, an extra one, or a studio."""

    SCOPE_PATH = "street__code"
    SHARED_DOWNWARD = True
    SUBJECT = "station"

    street = models.ForeignKey(Unit, models.PROTECT, related_name="stations", verbose_name="街镇")
    kind = models.CharField("类型", max_length=10, choices=StationKind, default=StationKind.MAIN)
    brand_name = models.CharField("品牌名称", max_length=60, blank=True)
    venue_kind = models.CharField("设置场所", max_length=20, choices=VenueKind, blank=True)
    is_physical = models.BooleanField("实体化", null=True, blank=True)
    is_independent = models.BooleanField("独立设置", null=True, blank=True)
    area_m2 = models.DecimalField(
        "面积（㎡）", max_digits=7, decimal_places=1, null=True, blank=True
    )
    seats = models.PositiveSmallIntegerField("座位数", null=True, blank=True)

    class Meta(Site.Meta):
        ordering = ["street_id", "kind", "id"]
        verbose_name = verbose_name_plural = "服务站"
        constraints = [
            *Site.Meta.constraints,
            models.UniqueConstraint(
                fields=["street", "kind", "official_name"],
                # One that moved keeps its name at the new address.
                condition=Q(closed_on__isnull=True),
                name="station_once",
                violation_error_message="本街镇已有同名的服务站。",
            ),
        ]

    @property
    def ruled_name(self) -> str:
        """The name S1-1 asks for; extra stations and studios have none laid down."""
        if self.kind != StationKind.MAIN or self.street.parent is None:
            return self.official_name
        return station_name(self.street.parent.name, self.street.name)


class StationPart(models.Model):
    """Something a station has; goes with it."""

    SCOPE_PATH = "station__street__code"
    SHARED_DOWNWARD = True

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["station_id", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["station", "kind"], name="%(class)s_kind_once")
        ]


@tracked
class StationEquipment(StationPart):
    """How many of one kind of equipment stand in a station (S2-2); 0 says that it has none."""

    station = models.ForeignKey(
        Station, models.CASCADE, related_name="equipment", verbose_name="服务站"
    )
    kind = models.CharField("设备", max_length=10, choices=EquipmentKind)
    count = models.PositiveSmallIntegerField("数量")

    class Meta(StationPart.Meta):
        verbose_name = verbose_name_plural = "设备"

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.count}"


@tracked
class StationZone(StationPart):
    """A part of a station set up for one purpose (S2-3); `label` says what 其他 is."""

    station = models.ForeignKey(
        Station, models.CASCADE, related_name="zones", verbose_name="服务站"
    )
    kind = models.CharField("功能区", max_length=20, choices=ZoneKind)
    label = models.CharField("说明", max_length=30, blank=True)
    area_m2 = models.DecimalField(
        "面积（㎡）", max_digits=7, decimal_places=1, null=True, blank=True
    )

    class Meta(StationPart.Meta):
        verbose_name = verbose_name_plural = "功能区"

    def __str__(self) -> str:
        return self.label or self.get_kind_display()


@tracked
class ServicePoint(Site):
    """A community's service point: functional, with a desk sign only (T1-5, S1-5)."""

    SCOPE_PATH = "community__code"
    SUBJECT = "point"

    community = models.ForeignKey(
        Unit, models.PROTECT, related_name="service_points", verbose_name="居村"
    )

    class Meta(Site.Meta):
        ordering = ["community_id", "id"]
        verbose_name = verbose_name_plural = "服务点"
        constraints = [
            *Site.Meta.constraints,
            models.UniqueConstraint(
                fields=["community"],
                condition=Q(closed_on__isnull=True),
                name="one_point_a_community",
                violation_error_message="这个居村已有服务点。",
            ),
        ]

    @property
    def ruled_name(self) -> str:
        """The name S1-5 asks for."""
        if self.community.parent is None:
            return self.official_name
        return service_point_name(self.community.parent.name, self.community.short_name)
