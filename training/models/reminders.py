"""Who was reminded of the class hours still owed (T8-4)."""

from django.db import models
from django.db.models.functions import Now

from advisors.models import Advisor
from audit.history import tracked
from core.scope import ScopedQuerySet


@tracked
class HoursReminder(models.Model):
    """A street reminded one of its advisors that she still owes class hours of a year.

    She reads it among her to-dos until she has enough; how many she owes is told as of the day
    it is read.
    """

    SCOPE_PATH = "advisor__street__code"
    COMMUNITY_PATH = "advisor__assignments__community__code"

    advisor = models.ForeignKey(
        Advisor, models.CASCADE, related_name="hours_reminders", verbose_name="顾问"
    )
    year = models.PositiveSmallIntegerField("年度")
    text = models.CharField("提醒的话", max_length=200)
    reminded_on = models.DateField("提醒日期")
    reminded_by = models.CharField("提醒人账号", max_length=150)
    recorded_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-reminded_on", "advisor_id"]
        verbose_name = verbose_name_plural = "课时提醒"
        constraints = [
            models.UniqueConstraint(
                fields=["advisor", "reminded_on"],
                name="hours_reminded_once_a_day",
                violation_error_message="今天已经提醒过这名顾问。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.advisor_id} {self.reminded_on}"
