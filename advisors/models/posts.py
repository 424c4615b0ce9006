"""Posts at a station: who does what there (P2-3)."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from advisors.models.people import Advisor
from advisors.models.spans import no_overlap, running_on
from audit.history import tracked
from core.scope import ScopedQuerySet
from core.versions import counts_changes
from stations.models import Station


class PostQuerySet(ScopedQuerySet):
    """Posts, by day."""

    def held_on(self, day: date) -> Self:
        """Begun and not ended, by an advisor who is in post on that day."""
        return self.filter(running_on(day), advisor__in=Advisor.objects.in_post(day))


@tracked
class Post(models.Model):
    """An advisor holds a post with its duties at a station, from a day on.

    `duties` holds one duty a line. The station's lead (负责人) is whoever holds the post that
    `is_lead`; there is one at a time. A community may know who does what at its street's station.
    """

    SCOPE_PATH = "station__street__code"
    SHARED_DOWNWARD = True

    station = models.ForeignKey(
        Station, models.PROTECT, related_name="posts", verbose_name="服务站"
    )
    advisor = models.ForeignKey(Advisor, models.CASCADE, related_name="posts", verbose_name="顾问")
    title = models.CharField("岗位", max_length=30)
    is_lead = models.BooleanField("服务站负责人", default=False)
    duties = models.TextField("岗位职责", max_length=1000, help_text="一行一项")
    starts_on = models.DateField("任职日期")
    ends_on = models.DateField("结束日期", null=True, blank=True, help_text="任职的最后一天")
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["station_id", "-is_lead", "starts_on", "id"]
        verbose_name = verbose_name_plural = "岗位"
        constraints = [
            models.CheckConstraint(
                name="post_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="岗位的结束日期不能早于任职日期。",
            ),
            no_overlap(
                "posts_do_not_overlap",
                "advisor",
                "station",
                message="这名顾问在这段时间里已在这个服务站任职，请先结束原来的岗位。",
            ),
            no_overlap(
                "one_lead_at_a_time",
                "station",
                message="这段时间里这个服务站已有负责人，请先结束原来的任职。",
                condition=Q(is_lead=True),
            ),
        ]
        triggers = [counts_changes()]

    def __str__(self) -> str:
        return f"{self.title} {self.starts_on}"

    @property
    def duty_lines(self) -> list[str]:
        """The duties one by one."""
        return [line for line in self.duties.splitlines() if line.strip()]
