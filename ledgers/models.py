"""Batches: one workbook, checked, entered, and undone if need be."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core.scope import ScopedQuerySet
from core.sealing import sealed_file_property, sealed_property
from ledgers.enums import BatchState, Outcome
from orgs.models import Unit


class Batch(models.Model):
    """One uploaded workbook and what became of it.

    The file itself is kept sealed in the database: it holds personal data, and a backup of the
    database is whole. Times and people of each step are plain values.
    """

    SCOPE_PATH = "unit__code"
    PERSONAL_FIELDS = ("content",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    kind = models.CharField("台账", max_length=20)
    file_name = models.CharField("文件", max_length=200)
    digest = models.CharField("文件指纹", max_length=64)
    content_sealed = models.BinaryField(editable=False)
    state = models.CharField("状态", max_length=10, choices=BatchState, default=BatchState.CHECKED)
    mapping = models.JSONField("对列", default=dict)
    corrections_sealed = models.BinaryField(null=True, editable=False)
    counts = models.JSONField("行数", default=dict)
    summary = models.JSONField("读取说明", default=dict)
    uploaded_at = models.DateTimeField("上传时间", db_default=Now(), editable=False)
    uploaded_by = models.CharField("上传人", max_length=60)
    entered_at = models.DateTimeField("入账时间", null=True, blank=True)
    entered_by = models.CharField("入账人", max_length=60, blank=True)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)
    undone_by = models.CharField("撤销人", max_length=60, blank=True)

    content = sealed_file_property("content_sealed")
    # JSON of the cells a person put right: [[sheet, row, column, text], …].
    corrections = sealed_property("corrections_sealed")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at"]
        verbose_name = verbose_name_plural = "台账批次"
        constraints = [
            # A double click, or the same file again, finds the batch that is there.
            models.UniqueConstraint(
                fields=["unit", "kind", "digest"],
                condition=Q(state__in=[BatchState.CHECKED, BatchState.ENTERED]),
                name="one_live_batch_a_file",
                violation_error_message="这个文件已经导入过。",
            ),
            models.CheckConstraint(
                name="entered_batch_has_a_time",
                condition=~Q(state=BatchState.ENTERED) | Q(entered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="undone_batch_has_a_time",
                condition=~Q(state=BatchState.UNDONE) | Q(undone_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {str(self.pk)[:8]}"


class Row(models.Model):
    """One row of the workbook as it was checked; its cells are sealed."""

    SCOPE_PATH = "batch__unit__code"
    PERSONAL_FIELDS = ("content",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    batch = models.ForeignKey(Batch, models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    sheet = models.CharField("工作表", max_length=60)
    number = models.PositiveIntegerField("行")
    outcome = models.CharField("结果", max_length=10, choices=Outcome)
    has_choice = models.BooleanField("需要选择", default=False)
    has_warning = models.BooleanField("有提醒", default=False)
    content_sealed = models.BinaryField(editable=False)

    # JSON of raw cells, values, problems and the old values beside them.
    content = sealed_property("content_sealed")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["batch_id", "position"]
        verbose_name = verbose_name_plural = "台账行"
        constraints = [models.UniqueConstraint(fields=["batch", "position"], name="row_once")]

    def __str__(self) -> str:
        return f"{self.sheet}!{self.number}"
