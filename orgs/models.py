"""Units of the district as they were on any day."""

import uuid
from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from audit.history import tracked
from core.actor import Actor
from core.scope import ScopedQuerySet, ancestors


class UnitQuerySet(ScopedQuerySet):
    """Units, by level and by day."""

    def streets(self) -> Self:
        """Subdistricts and towns."""
        return self.filter(level=Unit.Level.STREET)

    def communities(self) -> Self:
        """Residents' and villagers' committees."""
        return self.filter(level=Unit.Level.COMMUNITY)

    def open_to(self, actor: Actor | None) -> Self:
        """Those visible to an actor and those above her own: a street's facts are no secret
        to its communities.
        """
        within = self.visible_to(actor)
        above = ancestors(actor.unit_code) if actor else []
        return within | self.filter(code__in=above) if above else within

    def valid_on(self, day: date) -> Self:
        """Units that existed on a day (rule 5)."""
        return self.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=day)).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        )


@tracked
class Unit(models.Model):
    """A district, a street or town, or a community, by its statistical code.

    Codes are text of fixed width (district 6, street 9, community 12 digits) and never used
    again, so the code is the key: a foreign key to a unit is a scope in itself.
    """

    SCOPE_PATH = "code"

    class Level(models.TextChoices):
        DISTRICT = "district", "区"
        STREET = "street", "街镇"
        COMMUNITY = "community", "居村"

    class Kind(models.TextChoices):
        DISTRICT = "district", "区"
        SUBDISTRICT = "subdistrict", "街道"
        TOWN = "town", "镇"
        RESIDENTS_COMMITTEE = "residents_committee", "居委会"
        VILLAGERS_COMMITTEE = "villagers_committee", "村委会"

    code = models.CharField("代码", max_length=12, primary_key=True)
    name = models.CharField("名称", max_length=60)
    short_name = models.CharField("简称", max_length=60)
    core_name = models.CharField("名称主干", max_length=60, help_text="去掉居委会、街道等通名")
    level = models.CharField("层级", max_length=10, choices=Level)
    kind = models.CharField("类型", max_length=20, choices=Kind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    valid_from = models.DateField("设立日", null=True, blank=True)
    valid_to = models.DateField("撤销日", null=True, blank=True, help_text="存续的最后一天")
    predecessors = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="successors", verbose_name="前身"
    )
    source = models.CharField("来源", max_length=120, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = verbose_name_plural = "单位"
        constraints = [
            models.CheckConstraint(
                name="unit_code_width_fits_level",
                condition=Q(level="district", code__regex=r"^\d{6}$")
                | Q(level="street", code__regex=r"^\d{9}$")
                | Q(level="community", code__regex=r"^\d{12}$"),
                violation_error_message="区代码6位、街镇9位、居村12位数字。",
            ),
            # Scope is a prefix test, so that a unit's code must say where it lies.
            models.CheckConstraint(
                name="unit_lies_in_its_parent",
                condition=Q(parent__isnull=True) | Q(code__startswith=F("parent")),
                violation_error_message="下级单位的代码须以上级的代码开头。",
            ),
            models.CheckConstraint(
                name="unit_ends_after_it_begins",
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
                violation_error_message="撤销日不能早于设立日。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UnitAlias(models.Model):
    """Another name under which the offices write a unit (甘泉 for 甘泉路街道)."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="aliases", verbose_name="单位")
    name = models.CharField("别名", max_length=60)
    is_wrong = models.BooleanField("错误写法", default=False, help_text="能认出，但会提醒")

    class Meta:
        ordering = ["unit_id", "name"]
        verbose_name = verbose_name_plural = "单位别名"
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], name="alias_once_for_a_unit")
        ]

    def __str__(self) -> str:
        return self.name


@tracked
class HukouPopulation(models.Model):
    """Registered (hukou) population of a street on a day, with its source (T6-1, reading 4)."""

    SCOPE_PATH = "unit__code"

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="populations", verbose_name="单位")
    persons = models.PositiveIntegerField("户籍人口")
    as_of = models.DateField("截止日期")
    source = models.CharField("来源", max_length=120)
    is_sample = models.BooleanField("示例数字", default=False, help_text="非官方，仅供演示")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["unit_id", "-as_of"]
        verbose_name = verbose_name_plural = "户籍人口"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "as_of"],
                name="one_population_a_day",
                violation_error_message="这一天的户籍人口已登记。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.as_of}"


@tracked
class UnitChange(models.Model):
    """Communities of a street were split, merged or renamed; `day` is the first of the new state.

    `names` tells what the units were called then, code → name (`renamed_to` beside it after a new
    name): a renamed unit shows its new name on every page, those of earlier days included, and
    here the old one can be read.
    `moved` counts what went on in a successor and what ended, mover → [moved, ended].
    `sent_as` marks the form it came with, so that the same form sent twice makes one.
    """

    SCOPE_PATH = "street__code"
    SHARED_DOWNWARD = True

    class Kind(models.TextChoices):
        SPLIT = "split", "拆分"
        MERGE = "merge", "合并"
        RENAME = "rename", "更名"

    street = models.ForeignKey(Unit, models.PROTECT, related_name="changes", verbose_name="街镇")
    kind = models.CharField("类型", max_length=10, choices=Kind)
    day = models.DateField("生效日期", help_text="新状态的第一天")
    old_units = models.ManyToManyField(Unit, related_name="changes_from", verbose_name="原单位")
    new_units = models.ManyToManyField(Unit, related_name="changes_to", verbose_name="新单位")
    names = models.JSONField("原名称", default=dict)
    renamed_to = models.CharField("新名称", max_length=60, blank=True)
    document = models.CharField("依据", max_length=120)
    note = models.CharField("说明", max_length=200, blank=True)
    moved = models.JSONField("移交", default=dict)
    changed_by = models.CharField("办理人账号", max_length=150)
    sent_as = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    recorded_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-id"]
        verbose_name = verbose_name_plural = "单位变更"

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.day}"

    @property
    def last_day(self) -> date:
        """The last day of the old state."""
        return self.day - timedelta(days=1)

    @property
    def words(self) -> str:
        """铜川路居委会拆分为铜川路第一居委会、铜川路第二居委会."""
        old, new = dict(self.named_before()), dict(self.named_after())
        verb = f"{self.get_kind_display()}为"
        if self.kind == self.Kind.MERGE and old.keys() & new.keys():
            old = {code: name for code, name in old.items() if code not in new}
            verb = "并入"
        return f"{'、'.join(old.values())}{verb}{'、'.join(new.values())}"

    def named_before(self) -> list[tuple[str, str]]:
        """Code and name of each old unit, as it was called."""
        return [(unit.code, self.names.get(unit.code, unit.name)) for unit in self.old_units.all()]

    def named_after(self) -> list[tuple[str, str]]:
        """Code and name of each new unit, as it was called then."""
        return [
            (unit.code, self.renamed_to or self.names.get(unit.code, unit.name))
            for unit in self.new_units.all()
        ]
