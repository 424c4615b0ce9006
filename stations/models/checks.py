"""The annex as a checklist: the street's word on each clause, and the reviewer's (T2-2)."""

from django.db import models
from django.db.models import Q

from audit.history import tracked
from core.scope import ScopedQuerySet
from orgs.models import Unit
from stations.enums import CheckResult


@tracked
class SelfCheck(models.Model):
    """What a street says of one clause of the annex (S1–S3) in a year, and the reviewer's answer.

    Checking again clears the reviewer's answer: it was about the word before.
    """

    SCOPE_PATH = "street__code"

    street = models.ForeignKey(
        Unit, models.PROTECT, related_name="self_checks", verbose_name="街镇"
    )
    year = models.PositiveSmallIntegerField("年度")
    clause = models.CharField("条款", max_length=10)
    result = models.CharField("自查结果", max_length=20, choices=CheckResult)
    note = models.CharField("说明", max_length=300, blank=True)
    checked_on = models.DateField("自查日期")
    checked_by = models.CharField("自查人", max_length=60)
    review = models.CharField("审核结果", max_length=20, choices=CheckResult, blank=True)
    review_note = models.CharField("审核说明", max_length=300, blank=True)
    reviewed_on = models.DateField("审核日期", null=True, blank=True)
    reviewed_by = models.CharField("审核人", max_length=60, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["street_id", "year", "clause"]
        verbose_name = verbose_name_plural = "对照自查"
        constraints = [
            models.UniqueConstraint(fields=["street", "year", "clause"], name="check_once"),
            models.CheckConstraint(
                name="check_reviewed_has_a_day",
                condition=Q(review="", reviewed_on__isnull=True)
                | (~Q(review="") & Q(reviewed_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.street_id} {self.clause}"
