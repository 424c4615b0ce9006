"""Households in need: who they are, where they are listed, as what, and who answers for them."""

import uuid
from datetime import date
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now

from advisors.models import Advisor
from advisors.models.spans import no_overlap, running_on
from audit.history import tracked
from casework.enums import CarerRole, Category, EndReason, Relation, Tier
from casework.models.indexes import by_unit_and_day
from core.masking import mask_name
from core.scope import ScopedQuerySet
from core.sealing import blind_index, sealed_property
from core.versions import counts_changes
from orgs.models import Unit


class HouseholdQuerySet(ScopedQuerySet):
    """Households, by day and by name."""

    def standing(self) -> Self:
        """Those not merged into another."""
        return self.filter(merged_into__isnull=True)

    def listed_on(self, day: date) -> Self:
        """On a community's list on a day."""
        listings = Listing.objects.running_on(day).filter(household=OuterRef("pk"))
        return self.filter(Exists(listings))

    def named(self, text: str) -> Self:
        """Whose head, or another member, has a name that begins so."""
        members = Member.objects.filter(household=OuterRef("pk"), name__startswith=text)
        return self.filter(Q(head_name__startswith=text) | Exists(members))


@tracked
class Household(models.Model):
    """A household in need (困难家庭), the unit of assistance.

    `number` is the offices' own (户编号) and may be missing. `head_name` repeats the name of
    the member who is its head, for the lists. `community` is where it lives now; since when it
    is on which list tell its listings. A duplicate that was merged into another keeps its row,
    and its own pages lead there.
    """

    SCOPE_PATH = "community__code"
    PERSONAL_FIELDS = ("head_name", "phone", "address")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    community = models.ForeignKey(
        Unit, models.PROTECT, related_name="households", verbose_name="居村"
    )
    number = models.CharField("户编号", max_length=30, blank=True)
    head_name = models.CharField("户主", max_length=30)
    size = models.PositiveSmallIntegerField(
        "家庭人数", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    phone_sealed = models.BinaryField(null=True, editable=False)
    address_sealed = models.BinaryField(null=True, editable=False)
    note = models.CharField("备注", max_length=200, blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="duplicates",
        verbose_name="并入",
    )
    recorded_at = models.DateTimeField("建档时间", db_default=Now(), editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    phone = sealed_property("phone_sealed")
    address = sealed_property("address_sealed")

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        ordering = ["community_id", "number", "id"]
        verbose_name = verbose_name_plural = "困难家庭"
        indexes = [
            models.Index(
                fields=["head_name"], name="household_by_name", opclasses=["varchar_pattern_ops"]
            ),
            models.Index(fields=["community", "number", "id"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "number"],
                condition=~Q(number="") & Q(merged_into__isnull=True),
                name="household_number_once",
                violation_error_message="这个居村已有同一户编号的家庭。",
            ),
        ]
        triggers = [counts_changes()]

    def __str__(self) -> str:
        return f"户 {self.reference}"

    @property
    def reference(self) -> str:
        """What it is called without a name: its number, else the beginning of its key."""
        return self.number or f"未编号-{str(self.pk)[:6].upper()}"

    @property
    def masked_name(self) -> str:
        """The head as lists show it: 王**."""
        return mask_name(self.head_name)


class SpanQuerySet(ScopedQuerySet):
    """Spans of days."""

    def running_on(self, day: date) -> Self:
        """Begun and not over."""
        return self.filter(running_on(day))


def _ends_after_start(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
        violation_error_message="结束日期不能早于开始日期。",
    )


@tracked
class Listing(models.Model):
    """A household is on the list of a community from a day to a day (在册).

    Moving to another community, or back onto the list, opens another one. The denominator of
    T7-3 counts days of these.
    """

    SCOPE_PATH = "community__code"

    household = models.ForeignKey(
        Household, models.CASCADE, related_name="listings", verbose_name="困难家庭"
    )
    community = models.ForeignKey(
        Unit, models.PROTECT, db_index=False, related_name="+", verbose_name="居村"
    )
    starts_on = models.DateField("列入日期")
    ends_on = models.DateField("在册最后一天", null=True, blank=True)
    end_reason = models.CharField("移出原因", max_length=10, choices=EndReason, blank=True)

    objects = SpanQuerySet.as_manager()

    class Meta:
        ordering = ["household_id", "starts_on"]
        verbose_name = verbose_name_plural = "在册"
        indexes = [by_unit_and_day("listing_by_unit_and_day", "community", "starts_on")]
        constraints = [
            _ends_after_start("listing_ends_after_start"),
            no_overlap("listings_do_not_overlap", "household", message="这段时间里这户已经在册。"),
        ]

    def __str__(self) -> str:
        return f"{self.household_id} {self.starts_on}"


@tracked
class HouseholdCategory(models.Model):
    """A household belongs to a category of assistance from a day to a day."""

    SCOPE_PATH = "household__community__code"

    household = models.ForeignKey(
        Household, models.CASCADE, related_name="categories", verbose_name="困难家庭"
    )
    category = models.CharField("救助类别", max_length=30, choices=Category)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)

    objects = SpanQuerySet.as_manager()

    class Meta:
        ordering = ["household_id", "starts_on", "category"]
        verbose_name = verbose_name_plural = "家庭救助类别"
        constraints = [
            _ends_after_start("household_category_ends_after_start"),
            no_overlap(
                "household_categories_do_not_overlap",
                "household",
                "category",
                message="这段时间里已有这个类别。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household_id} {self.category}"


@tracked
class HouseholdTier(models.Model):
    """How often a household is to be visited, from a day to a day (T7-3).

    Without one, and with no number of its own, the standard's own number holds (once a quarter).
    """

    SCOPE_PATH = "household__community__code"

    household = models.ForeignKey(
        Household, models.CASCADE, related_name="tiers", verbose_name="困难家庭"
    )
    tier = models.CharField("分层", max_length=10, choices=Tier)
    visits_per_quarter = models.PositiveSmallIntegerField(
        "每季走访次数",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(13)],
    )
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)

    objects = SpanQuerySet.as_manager()

    class Meta:
        ordering = ["household_id", "starts_on"]
        verbose_name = verbose_name_plural = "家庭分层"
        constraints = [
            _ends_after_start("household_tier_ends_after_start"),
            no_overlap("household_tiers_do_not_overlap", "household", message="这段时间已有分层。"),
            models.CheckConstraint(
                name="household_tier_asks_for_visits",
                condition=Q(visits_per_quarter__isnull=True) | Q(visits_per_quarter__range=(1, 13)),
                violation_error_message="每季走访次数在1到13之间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household_id} {self.tier}"


@tracked
class Member(models.Model):
    """One person of a household; exactly one is its head.

    The ID number is sealed; `id_number_key`, a keyed hash, finds it again.
    """

    SCOPE_PATH = "household__community__code"
    PERSONAL_FIELDS = ("name", "id_number", "phone", "condition")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    household = models.ForeignKey(
        Household, models.CASCADE, related_name="members", verbose_name="困难家庭"
    )
    name = models.CharField("姓名", max_length=30)
    relation = models.CharField("与户主关系", max_length=10, choices=Relation)
    id_number_sealed = models.BinaryField(null=True, editable=False)
    id_number_key = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    phone_sealed = models.BinaryField(null=True, editable=False)
    condition_sealed = models.BinaryField(null=True, editable=False)

    id_number = sealed_property("id_number_sealed")
    phone = sealed_property("phone_sealed")
    condition = sealed_property("condition_sealed")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["household_id", "id"]
        verbose_name = verbose_name_plural = "家庭成员"
        indexes = [
            models.Index(fields=["name"], name="member_by_name", opclasses=["varchar_pattern_ops"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(relation=Relation.HEAD),
                name="one_head_of_a_household",
                violation_error_message="一户只有一个户主。",
            ),
        ]

    def __str__(self) -> str:
        return f"家庭成员 {str(self.pk)[:8]}"

    def set_id_number(self, number: str) -> None:
        """Seal the ID number and keep the key that finds it again."""
        self.id_number = number
        self.id_number_key = id_number_key(number)


def id_number_key(number: str) -> str:
    """The blind index of a member's ID number."""
    return blind_index(number, purpose="casework.Member.id_number") if number else ""


class CareQuerySet(SpanQuerySet):
    """Who answers for whom."""

    def leads(self) -> Self:
        """Those who answer, without who stands in."""
        return self.filter(role=CarerRole.LEAD)


@tracked
class Care(models.Model):
    """An advisor answers for a household (责任顾问), or stands in, from a day to a day."""

    SCOPE_PATH = "household__community__code"

    household = models.ForeignKey(
        Household, models.CASCADE, related_name="cares", verbose_name="困难家庭"
    )
    advisor = models.ForeignKey(
        Advisor, models.PROTECT, db_index=False, related_name="cares", verbose_name="顾问"
    )
    role = models.CharField("角色", max_length=10, choices=CarerRole, default=CarerRole.LEAD)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)

    objects = CareQuerySet.as_manager()

    class Meta:
        ordering = ["household_id", "role", "starts_on"]
        verbose_name = verbose_name_plural = "责任顾问"
        indexes = [models.Index(fields=["advisor", "household"])]
        constraints = [
            _ends_after_start("care_ends_after_start"),
            no_overlap(
                "cares_do_not_overlap",
                "household",
                "role",
                message="这段时间里这户已有责任顾问或协助顾问。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household_id} {self.advisor_id}"
