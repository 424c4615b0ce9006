"""Units of the district as they were on any day."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

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
