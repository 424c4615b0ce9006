"""A standard in the database: rows of plain data that become a StandardBook when read.

Inside a standard things name each other by code, as the notice does; `standards.validation`
checks the names before it is published. From then on the database itself refuses any change.
"""

from dataclasses import fields
from datetime import date
from typing import Any, ClassVar, Self

import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from standards import book
from standards.enums import (
    Basis,
    ConventionKind,
    Level,
    Period,
    Responsible,
    SettingType,
    Status,
    Window,
)
from standards.parsing import InvalidStandard, build

# Locks the standard against being published meanwhile, then looks where it stands.
_ONLY_IN_A_DRAFT = """
    PERFORM 1 FROM standards_standard
        WHERE id IN (OLD.standard_id, NEW.standard_id) FOR SHARE;
    IF EXISTS (
        SELECT 1 FROM standards_standard
        WHERE id IN (OLD.standard_id, NEW.standard_id) AND status <> 'draft'
    ) THEN
        RAISE EXCEPTION 'the standard is published: its content is frozen'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
"""

# A published standard may only be retired, and nothing else of it may change with that.
_FROZEN = """
    IF OLD.status = 'draft' THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.status = 'published' AND NEW.status = 'retired'
        AND to_jsonb(NEW) - ARRAY['status', 'retired_at']
            = to_jsonb(OLD) - ARRAY['status', 'retired_at'] THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'the standard is published: it can only be retired'
        USING ERRCODE = 'integrity_constraint_violation';
"""


class StandardQuerySet(models.QuerySet["Standard"]):
    """Standards by where they stand and by day."""

    def published(self) -> Self:
        """Those that scores may rest on."""
        return self.filter(status=Status.PUBLISHED)

    def in_force(self, day: date) -> Self:
        """Published, and the day lies in their cycle."""
        return self.published().filter(cycle_start__lte=day, cycle_end__gte=day)


class Standard(models.Model):
    """The standard of one year in one version (T2-1), with its document and its cycle.

    A draft can be edited; once published it is frozen, and it is retired by its successor.
    """

    year = models.PositiveSmallIntegerField("年度")
    version = models.PositiveSmallIntegerField("版本", default=1)
    title = models.CharField("名称", max_length=120)
    document_number = models.CharField("发文字号", max_length=60)
    issuer = models.CharField("发文机关", max_length=120)
    issued_on = models.DateField("印发日期")
    cycle_start = models.DateField("周期第一天")
    cycle_end = models.DateField("周期最后一天")
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.DRAFT)
    # Accounts by name, as plain values: a standard outlives the people who made it.
    drafted_by = models.CharField("起草人", max_length=150)
    # Everybody whose hand is in the draft, the drafter too: none of them may publish it.
    editors = models.JSONField("修改过的人", default=list)
    published_by = models.CharField("发布人", max_length=150, blank=True)
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    retired_at = models.DateTimeField("停用时间", null=True, blank=True)

    objects = StandardQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-version"]
        verbose_name = verbose_name_plural = "标准"
        constraints = [
            models.UniqueConstraint(
                fields=["year", "version"],
                name="standard_version_once_a_year",
                violation_error_message="这一年度的这一版本已存在。",
            ),
            models.UniqueConstraint(
                fields=["year"],
                condition=Q(status=Status.PUBLISHED),
                name="one_published_standard_a_year",
                violation_error_message="这一年度已有发布的标准。",
            ),
            models.CheckConstraint(
                name="standard_status_fits_its_times",
                condition=Q(
                    status=Status.DRAFT,
                    published_by="",
                    published_at__isnull=True,
                    retired_at__isnull=True,
                )
                | (
                    Q(status=Status.PUBLISHED, published_at__isnull=False, retired_at__isnull=True)
                    & ~Q(published_by="")
                )
                | (
                    Q(status=Status.RETIRED, published_at__isnull=False, retired_at__isnull=False)
                    & ~Q(published_by="")
                ),
            ),
            models.CheckConstraint(
                name="standard_cycle_ends_after_it_begins",
                condition=Q(cycle_end__gte=F("cycle_start")),
                violation_error_message="周期的最后一天不能早于第一天。",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="frozen_once_published",
                when=pgtrigger.After,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=_FROZEN,
            )
        ]

    def __str__(self) -> str:
        return f"{self.year} 年度第 {self.version} 版"

    @property
    def is_draft(self) -> bool:
        """Whether it can still be edited."""
        return self.status == Status.DRAFT


class Content(models.Model):
    """What all rows of a standard's content share: a code of its own and a place in the order."""

    BOOK: ClassVar[Any]

    standard = models.ForeignKey(
        Standard, models.CASCADE, related_name="%(class)ss", verbose_name="标准"
    )
    code = models.CharField("代码", max_length=60)
    position = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        abstract = True
        ordering = ["standard_id", "position", "code"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["standard", "code"],
                name="%(class)s_code_once_a_standard",
                violation_error_message="这个代码已用过。",
            )
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Trigger(
                name="only_in_a_draft",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=_ONLY_IN_A_DRAFT,
            )
        ]

    def __str__(self) -> str:
        return self.code

    def as_data(self) -> dict[str, Any]:
        """The row as plain data, under the names of its class in `standards.book`."""
        names = {field.name for field in self._meta.get_fields()}
        wanted = [field.name for field in fields(self.BOOK) if field.name in names]
        return {name: getattr(self, name) for name in wanted}

    def check_readable(self) -> None:
        """Refuse JSON that could not be read back as a standard; for `clean`."""
        try:
            build(self.BOOK, self.as_data())
        except InvalidStandard as error:
            raise ValidationError(list(error.problems)) from error


class Part(Content):
    """One of the ten ones, the goals, the deadlines or the requirements: a column of the board."""

    BOOK = book.Part

    name = models.CharField("名称", max_length=60)
    short_name = models.CharField("简称", max_length=10)
    section = models.CharField("在通知中的位置", max_length=60)

    class Meta(Content.Meta):
        verbose_name = verbose_name_plural = "部分"


class Clause(Content):
    """One checkable clause of the notice, in its own words, and how it is scored."""

    BOOK = book.Clause

    part = models.CharField("部分", max_length=10)
    quote = models.TextField("通知原文")
    name = models.CharField("指标名称", max_length=60)
    evidence = models.TextField("佐证记录")
    formula = models.TextField("计算方法")
    full_when = models.TextField("满分条件")
    partial_credit = models.TextField("部分得分", blank=True)
    first_step = models.CharField("第一步", max_length=120)
    weight = models.DecimalField("分值", max_digits=6, decimal_places=2, default=0)
    is_bonus = models.BooleanField("加分项", default=False)
    is_event = models.BooleanField("可能不发生", default=False, help_text="规则11：没有发生不计分")
    level = models.CharField("性质", max_length=12, choices=Level)
    basis = models.CharField("依据", max_length=12, choices=Basis)
    window = models.CharField("计算时段", max_length=20, choices=Window)
    due_on = models.DateField("期限", null=True, blank=True)
    due_period = models.CharField("期限周期", max_length=12, choices=Period, blank=True)
    rule = models.JSONField("计分规则", null=True, blank=True)
    counted = models.CharField("分子名称", max_length=30, blank=True)
    total = models.CharField("分母名称", max_length=30, blank=True)
    unit = models.CharField("单位", max_length=10, blank=True)
    measure = models.CharField("指标", max_length=40, blank=True, help_text="计数来源的代号")
    params = models.JSONField("指标参数", default=dict, blank=True)
    examples = models.JSONField("算例", default=list, blank=True)

    class Meta(Content.Meta):
        verbose_name = verbose_name_plural = "条款"
        constraints = [
            *Content.Meta.constraints,
            models.CheckConstraint(
                name="clause_due_on_a_day_or_by_period",
                condition=Q(due_on__isnull=True) | Q(due_period=""),
                violation_error_message="期限填日期或周期，不能都填。",
            ),
            models.CheckConstraint(
                name="clause_weight_not_negative",
                condition=Q(weight__gte=0),
                violation_error_message="分值不能是负数。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def clean(self) -> None:
        """Check rule, examples and parameters as they will be read."""
        self.check_readable()

    def as_data(self) -> dict[str, Any]:
        """The row as plain data; its due day or period is one thing there."""
        return {**super().as_data(), "due": self.due_on or self.due_period or None}


class Convention(Content):
    """A rule that holds for all indicators, or a point left open and how we read it."""

    BOOK = book.Convention

    kind = models.CharField("类别", max_length=10, choices=ConventionKind)
    title = models.CharField("标题", max_length=60)
    text = models.TextField("内容")

    class Meta(Content.Meta):
        verbose_name = verbose_name_plural = "口径"


class Setting(Content):
    """One adjustable value of a standard: 45 minutes, 12 class hours, the cap of the bonus."""

    BOOK = book.Setting

    type = models.CharField("类型", max_length=10, choices=SettingType)
    value = models.JSONField("值", null=True, blank=True)
    choices = models.JSONField("选项", default=list, blank=True)
    label = models.CharField("名称", max_length=60)
    explanation = models.CharField("说明", max_length=200)
    convention = models.CharField("所属口径", max_length=10, blank=True)

    class Meta(Content.Meta):
        verbose_name = verbose_name_plural = "设置"

    def clean(self) -> None:
        """Check the value against its type."""
        self.check_readable()


class Phase(Content):
    """A phase of the work in the notice's own words; both days inclusive."""

    BOOK = book.Phase

    name = models.CharField("名称", max_length=30)
    starts_on = models.DateField("第一天")
    ends_on = models.DateField("最后一天")
    text = models.TextField("通知原文")

    class Meta(Content.Meta):
        verbose_name = verbose_name_plural = "阶段"


class Milestone(Content):
    """Something to be reached by a day: by the district, or by each street."""

    BOOK = book.Milestone

    phase = models.CharField("阶段", max_length=10)
    title = models.CharField("名称", max_length=60)
    due_on = models.DateField("期限")
    responsible = models.CharField("责任方", max_length=10, choices=Responsible)
    clause = models.CharField("条款", max_length=10, blank=True)
    met_by = models.CharField(
        "完成依据", max_length=40, blank=True, help_text="说明何时完成的记录的代号"
    )

    class Meta(Content.Meta):
        verbose_name = verbose_name_plural = "节点"
