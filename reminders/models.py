"""Who was reminded of what, by whom, and when."""

from django.db import models
from django.db.models.functions import Now

from audit.history import tracked
from core.scope import ScopedQuerySet
from orgs.models import Unit


@tracked
class Reminder(models.Model):
    """One reminder to one unit about one matter (`plan:2024`).

    `text` says what to do, without dates that may move: the due day is told when it is read.
    """

    SCOPE_PATH = "unit__code"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="提醒谁")
    matter = models.CharField("事项", max_length=60)
    text = models.CharField("内容", max_length=300)
    sent_on = models.DateField("提醒日期")
    sent_at = models.DateTimeField("提醒时间", db_default=Now(), editable=False)
    sent_by = models.CharField("提醒人", max_length=60)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "id"]
        verbose_name = verbose_name_plural = "提醒"
        indexes = [models.Index(fields=["matter", "unit", "-sent_on"])]

    def __str__(self) -> str:
        return f"{self.matter} {self.unit_id}"
