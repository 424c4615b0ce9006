"""Batches: one workbook, checked, entered, and undone if need be."""

import json
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core.scope import ScopedQuerySet
from core.sealing import sealed_file_property, sealed_property
from ledgers.corrections import Correction
from ledgers.enums import BatchState, Outcome
from ledgers.headers import Mapping
from orgs.models import Unit

LIVE = (BatchState.RECEIVED, BatchState.CHECKED, BatchState.ENTERED)


class Batch(models.Model):
    """One uploaded workbook and what became of it.

    The file itself is kept sealed in the database: it holds personal data, and a backup of the
    database is whole. So are the columns found in it (a wrong header row would show people) and
    the cells put right. Times and people of each step are plain values.

    `kind` is empty until the file's columns are known; a batch put aside keeps nothing of the
    file but its name. `preview_key` is a keyed hash of what
    the preview showed, so that nothing goes into the books that nobody has seen.
    """

    SCOPE_PATH = "unit__code"
    PERSONAL_FIELDS = ("content", "mapping", "corrections")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    kind = models.CharField("台账", max_length=20, blank=True)
    file_name = models.CharField("文件", max_length=200)
    digest = models.CharField("文件指纹", max_length=64)
    content_sealed = models.BinaryField(null=True, editable=False)
    state = models.CharField("状态", max_length=10, choices=BatchState, default=BatchState.CHECKED)
    mapping_sealed = models.BinaryField(null=True, editable=False)
    corrections_sealed = models.BinaryField(null=True, editable=False)
    counts = models.JSONField("行数", default=dict)
    summary = models.JSONField("读取说明", default=dict)
    preview_key = models.CharField(max_length=64, blank=True, editable=False)
    uploaded_at = models.DateTimeField("上传时间", db_default=Now(), editable=False)
    uploaded_by = models.CharField("上传人", max_length=60)
    entered_at = models.DateTimeField("入账时间", null=True, blank=True)
    entered_by = models.CharField("入账人", max_length=60, blank=True)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)
    undone_by = models.CharField("撤销人", max_length=60, blank=True)

    # Set by ledgers.selectors.named: what it is, and whose hand each step was, in words.
    title: str
    badge: str
    uploader: str
    enterer: str
    undoer: str

    content = sealed_file_property("content_sealed")
    mapping_text = sealed_property("mapping_sealed")
    corrections_text = sealed_property("corrections_sealed")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-id"]
        verbose_name = verbose_name_plural = "台账批次"
        constraints = [
            # A double click, or the same file again, finds the batch that is there.
            models.UniqueConstraint(
                fields=["unit", "kind", "digest"],
                condition=Q(state__in=LIVE),
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
            models.CheckConstraint(
                name="checked_batch_has_a_kind",
                condition=Q(state__in=[BatchState.RECEIVED, BatchState.DISCARDED]) | ~Q(kind=""),
            ),
            models.CheckConstraint(
                name="batch_has_its_file",
                condition=Q(state=BatchState.DISCARDED) | Q(content_sealed__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {str(self.pk)[:8]}"

    @property
    def mapping(self) -> Mapping | None:
        """How its columns are read; None until that is known."""
        text = self.mapping_text
        return Mapping.from_plain(json.loads(text)) if text else None

    @mapping.setter
    def mapping(self, mapping: Mapping) -> None:
        self.mapping_text = json.dumps(mapping.to_plain(), ensure_ascii=False)

    @property
    def corrections(self) -> list[Correction]:
        """The cells a person put right."""
        plain = json.loads(self.corrections_text or "[]")
        return [Correction.from_plain(one) for one in plain]

    @corrections.setter
    def corrections(self, corrections: Iterable[Correction]) -> None:
        plain = [one.to_plain() for one in corrections]
        self.corrections_text = json.dumps(plain, ensure_ascii=False) if plain else ""


class Row(models.Model):
    """One row of the workbook as it was checked; what it says is sealed.

    `street` is the 9-digit code the row belongs to, where it is known. A row `has_choice` when
    all that keeps it out can be settled by choosing one of the candidates.
    """

    SCOPE_PATH = "batch__unit__code"
    PERSONAL_FIELDS = ("content",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    batch = models.ForeignKey(Batch, models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    sheet = models.TextField("工作表")
    number = models.PositiveIntegerField("行")
    street = models.CharField("街镇", max_length=9, blank=True)
    outcome = models.CharField("结果", max_length=10, choices=Outcome)
    has_choice = models.BooleanField("需要选择", default=False)
    has_warning = models.BooleanField("有提醒", default=False)
    is_corrected = models.BooleanField("改正过", default=False)
    content_sealed = models.BinaryField(editable=False)

    content_text = sealed_property("content_sealed")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["batch_id", "position"]
        verbose_name = verbose_name_plural = "台账行"
        constraints = [models.UniqueConstraint(fields=["batch", "position"], name="row_once")]

    def __str__(self) -> str:
        return f"{self.sheet}!{self.number}"

    @property
    def content(self) -> dict[str, Any]:
        """What it says, what is wrong with it and what it would change: see ledgers.previews."""
        return json.loads(self.content_text)

    @content.setter
    def content(self, content: dict[str, Any]) -> None:
        self.content_text = json.dumps(content, ensure_ascii=False)
