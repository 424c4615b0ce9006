"""What a street shows in its station: the four walls, the leaflets, the list of services."""

from datetime import date
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from audit.history import tracked
from core.scope import ScopedQuerySet
from orgs.models import Unit
from stations.enums import ServiceKind, WallTopic
from stations.models.sites import Station


@tracked
class WallText(models.Model):
    """The text of one of the four wall displays of a street's station (S3-1).

    The sheet is printed from it (`stations.kit`); that it hangs is proved by a photo.
    """

    SCOPE_PATH = "street__code"

    street = models.ForeignKey(Unit, models.PROTECT, related_name="wall_texts", verbose_name="街镇")
    topic = models.CharField("主题", max_length=20, choices=WallTopic)
    text = models.TextField("内容", max_length=2000)
    updated_on = models.DateField("更新日期")
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["street_id", "topic"]
        verbose_name = verbose_name_plural = "上墙内容"
        constraints = [models.UniqueConstraint(fields=["street", "topic"], name="wall_topic_once")]

    def __str__(self) -> str:
        return f"{self.street_id} {self.topic}"


class LeafletQuerySet(ScopedQuerySet):
    """Leaflets, by day."""

    def current_on(self, day: date) -> Self:
        """Those that lie out on a day; on the day it is withdrawn one no longer does."""
        return self.filter(issued_on__lte=day).filter(
            Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=day)
        )


@tracked
class Leaflet(models.Model):
    """A leaflet that lies out in a station (S3-2), current until it is withdrawn."""

    SCOPE_PATH = "station__street__code"

    station = models.ForeignKey(
        Station, models.CASCADE, related_name="leaflets", verbose_name="服务站"
    )
    title = models.CharField("手册名称", max_length=80)
    issued_on = models.DateField("启用日期")
    withdrawn_on = models.DateField("停用日期", null=True, blank=True)
    recorded_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)

    objects = LeafletQuerySet.as_manager()

    class Meta:
        ordering = ["station_id", "-issued_on", "id"]
        verbose_name = verbose_name_plural = "宣传手册"
        constraints = [
            models.UniqueConstraint(
                fields=["station", "title"],
                condition=Q(withdrawn_on__isnull=True),
                name="leaflet_once",
                violation_error_message="这本手册已经登记过了。",
            ),
            models.CheckConstraint(
                name="leaflet_withdrawn_after_issue",
                condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("issued_on")),
                violation_error_message="停用日期不能早于启用日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.title


@tracked
class ServiceList(models.Model):
    """The list of services that a station publishes (P2-3): of six services and three duties.

    A new list ends the one before it.
    """

    SCOPE_PATH = "station__street__code"

    station = models.ForeignKey(
        Station, models.CASCADE, related_name="service_lists", verbose_name="服务站"
    )
    services = ArrayField(
        models.CharField(max_length=30, choices=ServiceKind), verbose_name="服务事项"
    )
    published_on = models.DateField("公布日期")
    ended_on = models.DateField("停用日期", null=True, blank=True)
    recorded_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["station_id", "-published_on", "-id"]
        verbose_name = verbose_name_plural = "服务清单"
        constraints = [
            models.UniqueConstraint(
                fields=["station"], condition=Q(ended_on__isnull=True), name="one_list_a_station"
            ),
            models.CheckConstraint(
                name="list_ends_after_it_begins",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("published_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.station_id} {self.published_on}"
