"""Photos and files that prove a record, and what the district said of each item."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from audit.history import tracked
from core.scope import ScopedQuerySet
from evidence.enums import EvidenceKind, ProofState
from orgs.models import Unit


class EvidenceQuerySet(ScopedQuerySet):
    """Evidence, by what it is about."""

    def about(self, subject: str) -> Self:
        """What proves one record (`station:12`), without what was taken back."""
        return self.filter(subject=subject, withdrawn_at__isnull=True)


@tracked
class Evidence(models.Model):
    """One photo or file handed in for one record (佐证材料).

    The file lies under MEDIA_ROOT by the hash of its content (`evidence.storage`); a photo was
    re-encoded before, without the place it was taken at. `shown_on` is the day it shows (when it
    happened), `added_at` the server's time. `before` is the earlier photo of a before-and-after
    pair. What was taken back keeps its row.
    """

    SCOPE_PATH = "unit__code"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    subject = models.CharField("对象", max_length=60)
    kind = models.CharField("种类", max_length=10, choices=EvidenceKind)
    file_name = models.CharField("文件名", max_length=120)
    content_type = models.CharField("格式", max_length=100)
    digest = models.CharField("存放的内容", max_length=64)
    source_digest = models.CharField("上传的内容", max_length=64)
    size = models.PositiveIntegerField("大小（字节）")
    width = models.PositiveIntegerField("宽（像素）", null=True, blank=True)
    height = models.PositiveIntegerField("高（像素）", null=True, blank=True)
    shown_on = models.DateField("拍摄日期")
    note = models.CharField("说明", max_length=100, blank=True)
    before = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="later", verbose_name="之前"
    )
    added_by = models.CharField("上传人", max_length=60)
    added_at = models.DateTimeField("上传时间", db_default=Now(), editable=False)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["-added_at", "id"]
        verbose_name = verbose_name_plural = "佐证材料"
        indexes = [models.Index(fields=["subject"]), models.Index(fields=["unit", "-added_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "source_digest"],
                condition=Q(withdrawn_at__isnull=True),
                name="evidence_once",
                violation_error_message="这张照片已经上传过了。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class ProofQuerySet(ScopedQuerySet):
    """Items, by their state."""

    def standing(self) -> Self:
        """Those whose evidence was not taken back."""
        return self.filter(evidence__withdrawn_at__isnull=True)

    def waiting(self) -> Self:
        """Those that wait for the district."""
        return self.standing().filter(state=ProofState.WAITING)


@tracked
class Proof(models.Model):
    """One item that a piece of evidence is to prove, with its own acceptance (rule 8).

    `unit` and `subject` repeat the evidence's, for the score counts items without it.
    `decided_on` is the day the decision counts from, `decided_at` the server's time.
    """

    SCOPE_PATH = "unit__code"

    evidence = models.ForeignKey(
        Evidence, models.CASCADE, related_name="proofs", verbose_name="佐证材料"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    subject = models.CharField("对象", max_length=60)
    tag = models.CharField("内容", max_length=30)
    state = models.CharField("状态", max_length=20, choices=ProofState, default=ProofState.WAITING)
    reason = models.CharField("原因", max_length=200, blank=True)
    decided_on = models.DateField("审核日期", null=True, blank=True)
    decided_at = models.DateTimeField("审核时间", null=True, blank=True)
    decided_by = models.CharField("审核人", max_length=60, blank=True)

    objects = ProofQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = "佐证事项"
        indexes = [
            models.Index(fields=["tag", "state", "subject"]),
            models.Index(
                fields=["id"],
                condition=Q(state=ProofState.WAITING),
                name="proof_waiting",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["evidence", "tag"], name="proof_once"),
            models.CheckConstraint(
                name="proof_decided_has_a_day",
                condition=Q(
                    state=ProofState.WAITING, decided_on__isnull=True, decided_at__isnull=True
                )
                | (
                    ~Q(state=ProofState.WAITING)
                    & Q(decided_on__isnull=False, decided_at__isnull=False)
                ),
                violation_error_message="审核结果须有审核日期。",
            ),
            models.CheckConstraint(
                name="proof_refused_says_why",
                condition=~Q(state=ProofState.REFUSED) | ~Q(reason=""),
                violation_error_message="没有通过的，须写明原因。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tag} {self.state}"
