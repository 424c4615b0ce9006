"""Score runs: what the portal computed for a day, kept as it was."""

import pgtrigger
from django.db import models
from django.db.models.functions import Now

from core.scope import ScopedQuerySet
from orgs.models import Unit
from standards.models import Standard

_IMMUTABLE = pgtrigger.Protect(name="immutable", operation=pgtrigger.Update | pgtrigger.Delete)


class ScoreRun(models.Model):
    """One computation of all streets under one standard as of one day; never changed.

    Boards are computed when they are read. A run keeps one of them, so that two can be
    compared and last year's stays what it was.
    """

    standard = models.ForeignKey(Standard, models.PROTECT, related_name="runs", verbose_name="标准")
    as_of = models.DateField("截至日期")
    computed_at = models.DateTimeField("计算时间", db_default=Now(), editable=False)
    computed_by = models.CharField("计算人", max_length=60)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        ordering = ["-computed_at", "-id"]
        verbose_name = verbose_name_plural = "评分存档"
        triggers = [_IMMUTABLE]

    def __str__(self) -> str:
        return f"{self.as_of} #{self.pk}"


class ScoreLine(models.Model):
    """One clause of one street in a run."""

    SCOPE_PATH = "street__code"

    run = models.ForeignKey(ScoreRun, models.CASCADE, related_name="lines")
    street = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="街镇")
    clause = models.CharField("条款", max_length=10)
    value = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    numerator = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    denominator = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    points = models.DecimalField("得分", max_digits=8, decimal_places=4)
    full_mark = models.DecimalField("满分", max_digits=6, decimal_places=2)
    is_bonus = models.BooleanField("加分项")
    state = models.CharField("状态", max_length=20)
    is_due = models.BooleanField("已到期")
    explanation = models.TextField("说明")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["run_id", "street_id", "id"]
        verbose_name = verbose_name_plural = "评分明细"
        triggers = [_IMMUTABLE]
        constraints = [
            models.UniqueConstraint(fields=["run", "street", "clause"], name="line_once_a_run")
        ]

    def __str__(self) -> str:
        return f"{self.street_id} {self.clause}"
