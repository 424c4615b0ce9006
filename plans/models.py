"""A street's construction plan, part by part, with its versions and its reviews (P1-3, P2-1)."""

import json
import uuid

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from audit.history import tracked
from core.scope import ScopedQuerySet
from core.sealing import sealed_property
from orgs.models import Unit
from plans.enums import PartKind, PartState, PlanForm, PlanState
from plans.schema import Content


@tracked
class ConstructionPlan(models.Model):
    """The construction plan (建设方案) of a street in a year.

    `due_on` is the new due day after a return, empty before any (the standard's holds then).
    `paper_on` is the day a stamped plan reached the district before the portal was there (补录):
    it counts once `paper_accepted_on` is there. `is_published` lets other streets read it.
    """

    SCOPE_PATH = "street__code"

    street = models.ForeignKey(Unit, models.PROTECT, related_name="plans", verbose_name="街镇")
    year = models.PositiveSmallIntegerField("年度")
    form = models.CharField("形式", max_length=10, choices=PlanForm, default=PlanForm.WRITTEN)
    state = models.CharField("状态", max_length=20, choices=PlanState, default=PlanState.DRAFT)
    begun_on = models.DateField("起草日期")
    begun_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="参照"
    )
    due_on = models.DateField("退回后的期限", null=True, blank=True)
    approved_on = models.DateField("通过日期", null=True, blank=True)
    paper_on = models.DateField("纸质报送日期", null=True, blank=True)
    paper_accepted_on = models.DateField("补录认可日期", null=True, blank=True)
    is_published = models.BooleanField("公开给其他街镇", default=False)
    recorded_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "street_id"]
        verbose_name = verbose_name_plural = "建设方案"
        constraints = [
            models.UniqueConstraint(
                fields=["street", "year"],
                name="one_plan_a_year",
                violation_error_message="本街镇今年已有建设方案。",
            ),
            models.CheckConstraint(
                name="plan_approved_has_a_day",
                condition=Q(state=PlanState.APPROVED, approved_on__isnull=False)
                | (~Q(state=PlanState.APPROVED) & Q(approved_on__isnull=True)),
                violation_error_message="通过的方案须有通过日期。",
            ),
            models.CheckConstraint(
                name="plan_returned_has_a_due_day",
                condition=~Q(state=PlanState.RETURNED) | Q(due_on__isnull=False),
                violation_error_message="退回的方案须有新的期限。",
            ),
            models.CheckConstraint(
                name="plan_published_is_approved",
                condition=Q(is_published=False) | Q(state=PlanState.APPROVED),
                violation_error_message="通过的方案才能公开。",
            ),
            models.CheckConstraint(
                name="plan_paper_is_uploaded",
                condition=Q(paper_on__isnull=True) | Q(form=PlanForm.UPLOADED),
                violation_error_message="补录须上传盖章文件。",
            ),
            models.CheckConstraint(
                name="plan_paper_accepted_after_it_came",
                condition=Q(paper_accepted_on__isnull=True)
                | Q(paper_accepted_on__gte=F("paper_on")),
                violation_error_message="认可日期不能早于纸质报送日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.street_id} {self.year}"


class Sealed(models.Model):
    """Content that names people and phones: sealed as a whole."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    content_sealed = models.BinaryField("内容", null=True, editable=False)

    text = sealed_property("content_sealed")

    class Meta:
        abstract = True

    @property
    def content(self) -> Content:
        """The content, as `plans.schema` tells; empty where nothing was written yet."""
        found: Content = json.loads(self.text or "{}")
        return found

    @content.setter
    def content(self, content: Content) -> None:
        self.text = json.dumps(content, ensure_ascii=False, sort_keys=True)


@tracked
class PlanPart(Sealed):
    """One part as it is now; `version` grows with each change, for two people at one form."""

    SCOPE_PATH = "plan__street__code"
    PERSONAL_FIELDS = ("content",)

    plan = models.ForeignKey(
        ConstructionPlan, models.CASCADE, related_name="parts", verbose_name="方案"
    )
    kind = models.CharField("部分", max_length=20, choices=PartKind)
    state = models.CharField("状态", max_length=20, choices=PartState, default=PartState.OPEN)
    is_complete = models.BooleanField("已填齐", default=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    saved_by = models.CharField("保存人", max_length=60, blank=True)
    saved_at = models.DateTimeField("保存时间", null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["plan_id", "kind"]
        verbose_name = verbose_name_plural = "方案部分"
        constraints = [models.UniqueConstraint(fields=["plan", "kind"], name="part_once")]
        triggers = [
            pgtrigger.Trigger(
                name="counts_changes",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("content_sealed"),
                func="NEW.version = OLD.version + 1; RETURN NEW;",
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.kind}"


@tracked
class PlanVersion(Sealed):
    """The plan as it was submitted once: content of all parts by kind, never changed after.

    `due_on` is the day it was due. `layout_codes` are the communities on its layout list (T1-1).
    `withdrawn_on` is set when the street took it back before the review began. The review of it
    begins, and ends with a return or an approval.
    """

    SCOPE_PATH = "plan__street__code"
    PERSONAL_FIELDS = ("content",)

    plan = models.ForeignKey(
        ConstructionPlan, models.CASCADE, related_name="versions", verbose_name="方案"
    )
    number = models.PositiveSmallIntegerField("第几稿")
    due_on = models.DateField("期限")
    submitted_on = models.DateField("报送日期")
    submitted_at = models.DateTimeField("报送时间", db_default=Now(), editable=False)
    submitted_by = models.CharField("报送人", max_length=60)
    withdrawn_on = models.DateField("撤回日期", null=True, blank=True)
    layout_codes = ArrayField(
        models.CharField(max_length=12), default=list, verbose_name="布点居村"
    )
    review_begun_on = models.DateField("开始审核", null=True, blank=True)
    reviewed_on = models.DateField("审核结束", null=True, blank=True)
    reviewed_by = models.CharField("审核人", max_length=60, blank=True)
    is_approved = models.BooleanField("通过", null=True, blank=True)
    new_due_on = models.DateField("退回后的期限", null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["plan_id", "number"]
        verbose_name = verbose_name_plural = "方案稿次"
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="version_once"),
            models.CheckConstraint(
                name="version_reviewed_has_an_answer",
                condition=Q(reviewed_on__isnull=True, is_approved__isnull=True)
                | Q(reviewed_on__isnull=False, is_approved__isnull=False),
            ),
            models.CheckConstraint(
                name="version_returned_has_a_due_day",
                condition=Q(is_approved__isnull=True)
                | Q(is_approved=True)
                | Q(new_due_on__isnull=False),
            ),
        ]
        triggers = [
            # The score stands on what was handed in, when, and by which day it was due.
            pgtrigger.Protect(
                name="stays_as_handed_in",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "content_sealed", "layout_codes", "number", "due_on", "submitted_on"
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} 第{self.number}稿"


@tracked
class PartAnswer(models.Model):
    """What the reviewer said of one part of one version: accepted, or returned with a comment."""

    SCOPE_PATH = "version__plan__street__code"

    version = models.ForeignKey(
        PlanVersion, models.CASCADE, related_name="answers", verbose_name="稿次"
    )
    kind = models.CharField("部分", max_length=20, choices=PartKind)
    is_accepted = models.BooleanField("接受")
    comment = models.CharField("意见", max_length=500, blank=True)
    answered_on = models.DateField("日期")
    answered_by = models.CharField("审核人", max_length=60)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["version_id", "kind"]
        verbose_name = verbose_name_plural = "审核意见"
        constraints = [
            models.UniqueConstraint(fields=["version", "kind"], name="answer_once"),
            models.CheckConstraint(
                name="returned_part_says_why",
                condition=Q(is_accepted=True) | ~Q(comment=""),
                violation_error_message="退回的部分须写明意见。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.kind}"


@tracked
class LeadershipGroup(models.Model):
    """Who leads a street's work in a year (R1-1), as its plan names them.

    Written when a plan is submitted, and changed on its own page when people change.
    """

    SCOPE_PATH = "street__code"
    PERSONAL_FIELDS = ("lead_name", "contact_name", "contact_phone")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    street = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="街镇")
    year = models.PositiveSmallIntegerField("年度")
    lead_name = models.CharField("组长", max_length=30, blank=True)
    lead_title = models.CharField("组长职务", max_length=60, blank=True)
    contact_name = models.CharField("联系人", max_length=30, blank=True)
    contact_phone_sealed = models.BinaryField("联系电话", null=True, editable=False)
    named_on = models.DateField("明确日期")

    contact_phone = sealed_property("contact_phone_sealed")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "street_id"]
        verbose_name = verbose_name_plural = "领导小组"
        constraints = [models.UniqueConstraint(fields=["street", "year"], name="group_once")]

    def __str__(self) -> str:
        return f"{self.street_id} {self.year}"


@tracked
class LeadershipMeeting(models.Model):
    """A meeting of a street's leadership group (R1-1); its minutes are evidence of it."""

    SCOPE_PATH = "street__code"

    street = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="街镇")
    held_on = models.DateField("日期")
    topic = models.CharField("议题", max_length=100)
    decisions = models.TextField("议定事项", max_length=2000, blank=True)
    recorded_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "id"]
        verbose_name = verbose_name_plural = "领导小组会议"
        constraints = [
            models.UniqueConstraint(
                fields=["street", "held_on", "topic"],
                name="meeting_once",
                violation_error_message="这次会议已经登记过了。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.street_id} {self.held_on}"
