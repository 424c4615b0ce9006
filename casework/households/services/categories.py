"""As what a household is helped, and how often it is visited, each from a day to a day."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from audit.models import Entry
from casework.categories import TERMS, Term
from casework.enums import Category, Tier
from casework.households.lines import locked, refuse_future, span_words, write_down
from casework.households.services.filing import refuse_out_of_use
from casework.households.services.listing import day_before
from casework.models import Household, HouseholdCategory, HouseholdTier
from core.actor import Actor


@transaction.atomic
def begin_category(
    *, household: Household, category: str, starts_on: date, ends_on: date | None = None, by: Actor
) -> HouseholdCategory:
    """Let a category be in force from a day on; the same once more changes nothing."""
    held = locked(household, by)
    facts = {"category": category, "starts_on": starts_on, "ends_on": ends_on}
    same = HouseholdCategory.objects.filter(household=held, **facts).first()
    if same is not None:
        return same
    refuse_out_of_use(category, starts_on)
    one = HouseholdCategory(household=held, **facts)
    _save(one)
    write_down(by, Entry.Action.CHANGED, held, category=str(Category(category).label))
    return one


@transaction.atomic
def change_category(
    *, category: HouseholdCategory, starts_on: date, ends_on: date | None, by: Actor
) -> None:
    """Other days, or an end."""
    held = locked(category.household, by)
    one = HouseholdCategory.objects.filter(pk=category.pk, household=held).first()
    if one is None:
        raise ValidationError("这一条刚被别人去掉，没有保存。请回到救助类别页再看。")
    one.starts_on, one.ends_on = starts_on, ends_on
    _save(one)
    write_down(by, Entry.Action.CHANGED, held, category=str(Category(one.category).label))


@transaction.atomic
def remove_category(*, category: HouseholdCategory, by: Actor) -> None:
    """It was entered by mistake; one that was true is ended instead."""
    held = locked(category.household, by)
    if HouseholdCategory.objects.filter(pk=category.pk, household=held).delete()[0]:
        label = str(Category(category.category).label)
        write_down(by, Entry.Action.CHANGED, held, removed_category=label)


@transaction.atomic
def rename_category(*, category: HouseholdCategory, starts_on: date, by: Actor) -> None:
    """Go on under the name that a category became (支出型 → 刚性支出), from a day on."""
    held = locked(category.household, by)
    one = HouseholdCategory.objects.filter(pk=category.pk, household=held).first()
    new = became(category.category)
    if one is None or new is None:
        raise ValidationError("这一条刚被别人改过，没有保存。请回到救助类别页再看。")
    if starts_on <= one.starts_on:
        words = f"原来的名称 {one.starts_on} 才开始，改称的日期要晚于那天。"
        raise ValidationError({"starts_on": words})
    if one.ends_on is not None and starts_on > one.ends_on:
        words = f"这一类到 {one.ends_on} 已经结束，改称的日期不能晚于那天。"
        raise ValidationError({"starts_on": words})
    refuse_out_of_use(new.category, starts_on, "starts_on")
    last, one.ends_on = one.ends_on, day_before(starts_on)
    one.save(update_fields=["ends_on"])
    heir = HouseholdCategory(
        household=held, category=new.category, starts_on=starts_on, ends_on=last
    )
    _save(heir)
    write_down(by, Entry.Action.CHANGED, held, category=str(Category(new.category).label))


@transaction.atomic
def set_tier(
    *,
    household: Household,
    tier: str,
    visits_per_quarter: int | None,
    starts_on: date,
    by: Actor,
) -> HouseholdTier:
    """Another tier, or another number of visits, from a day on; the running one ends the eve."""
    held = locked(household, by)
    if tier not in Tier:
        raise ValidationError({"tier": "请选择分层。"})
    tiers = HouseholdTier.objects.filter(household=held)
    later = tiers.filter(starts_on__gt=starts_on).order_by("-starts_on").first()
    if later is not None:
        words = f"{later.starts_on} 已另定分层，日期不能早于那天。"
        raise ValidationError({"starts_on": words})
    running = tiers.running_on(starts_on).first()
    if running is not None and (running.tier, running.visits_per_quarter, running.ends_on) == (
        tier,
        visits_per_quarter,
        None,
    ):
        return running
    if running is not None and running.starts_on == starts_on:
        running.delete()
    elif running is not None:
        running.ends_on = day_before(starts_on)
        running.save(update_fields=["ends_on"])
    one = HouseholdTier(
        household=held, tier=tier, visits_per_quarter=visits_per_quarter, starts_on=starts_on
    )
    one.full_clean()
    one.save()
    write_down(
        by, Entry.Action.CHANGED, held, tier=str(Tier(tier).label), starts_on=starts_on.isoformat()
    )
    return one


def became(category: str) -> Term | None:
    """The term that a category goes on under, if its name is given up."""
    old = next((one for one in TERMS if one.category == category), None)
    if old is None or old.became is None:
        return None
    return next(one for one in TERMS if one.category == old.became)


def _save(one: HouseholdCategory) -> None:
    refuse_future("starts_on", one.starts_on)
    if one.ends_on is not None and one.ends_on < one.starts_on:
        words = f"最后一天 {one.ends_on} 早于第一天 {one.starts_on}，请核对。"
        raise ValidationError({"ends_on": words})
    same = HouseholdCategory.objects.filter(household=one.household, category=one.category)
    others = same.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=one.starts_on))
    if one.ends_on is not None:
        others = others.filter(starts_on__lte=one.ends_on)
    other = others.exclude(pk=one.pk).order_by("starts_on").first()
    if other is not None:
        label = Category(one.category).label
        span = span_words(other.starts_on, other.ends_on)
        raise ValidationError({"starts_on": f"{span}已登记为“{label}”，同一段时间不用再登记。"})
    one.full_clean()
    one.save()
