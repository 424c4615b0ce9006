"""Opening a household's file, and changing it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction

from advisors.models import Advisor
from audit.models import Entry
from casework.categories import TERMS
from casework.enums import Category, Relation, Tier
from casework.households.lines import lock_street, locked, refuse_future, write_down
from casework.households.policies import may_open_in
from casework.households.services.caring import begin_care
from casework.households.services.listing import begin_listing, refuse_where_it_is_not
from casework.households.twins import refuse_known
from casework.models import Household, HouseholdCategory, HouseholdTier, Member
from core.actor import Actor
from core.clock import portal_day
from core.versions import ChangedMeanwhile
from orgs.models import Unit

# What is sealed in the row, and drawn into no form.
SEALED = ("phone", "address")


@transaction.atomic
def open_household(
    *,
    community: Unit,
    head_name: str,
    number: str = "",
    size: int | None = None,
    phone: str = "",
    address: str = "",
    note: str = "",
    id_number: str = "",
    categories: Mapping[str, date] | Iterable[str] = (),
    tier: str = "",
    visits_per_quarter: int | None = None,
    listed_on: date | None = None,
    care: Advisor | None = None,
    key: UUID | None = None,
    by: Actor,
) -> Household:
    """Open a household's file, with its head as its first member.

    `categories` are each in force from a day on; those without one, and the tier, from the day
    the household is listed, else today. Without `listed_on` it is on no list (未列册). `care` is
    the advisor who answers for it from then on. `key` is made where the form is drawn: the same
    form sent twice opens one file. Raises AlreadyOnFile where the ID number stands in another
    file of the street, and ValidationError, with the field, for what else is wrong.
    """
    may_open_in(by, community.pk).enforce()
    # Two forms sent at once follow each other.
    lock_street(community.pk)
    there = _opened_before(key, by)
    if there is not None:
        return there
    if community.level != Unit.Level.COMMUNITY:
        raise ValidationError({"community": "请选择居村。"})
    refuse_known(id_number, street=community.pk[:9])
    day = listed_on or portal_day()
    refuse_where_it_is_not(community.pk, day, "community")
    household = Household(
        id=key or uuid4(),
        community=community,
        head_name=head_name,
        number=number,
        size=size,
        note=note,
    )
    household.phone, household.address = phone, address
    refuse_taken_number(household)
    household.full_clean()
    household.save(force_insert=True)
    _add_head(household, id_number)
    if listed_on is not None:
        try:
            begin_listing(household, community.pk, listed_on)
        except ValidationError as refused:
            raise ValidationError({"listed_on": refused.messages}) from None
    _begin_categories(household, categories, day)
    if tier:
        _begin_tier(household, tier, visits_per_quarter, day)
    if care is not None:
        begin_care(household, care, starts_on=day)
    write_down(by, Entry.Action.CREATED, household, **_listed(listed_on))
    return household


@transaction.atomic
def change_household(
    *,
    household: Household,
    version: int,
    facts: Mapping[str, Any],
    sealed: Mapping[str, str],
    cleared: Iterable[str] = (),
    by: Actor,
) -> bool:
    """Change a file (number, head's name, size, note, and what is sealed); whether it changed.

    What is sealed stays where nothing new was typed, unless it is `cleared`. Raises
    ChangedMeanwhile where `version` is no longer the latest.
    """
    lock_street(household.community_id)
    held = locked(household, by)
    wanted = {name: sealed.get(name, "") for name in SEALED}
    wanted = {name: value for name, value in wanted.items() if value or name in set(cleared)}
    changed = [name for name, value in {**facts, **wanted}.items() if getattr(held, name) != value]
    if not changed:
        return False
    if version != held.version:
        raise ChangedMeanwhile
    for name in changed:
        setattr(held, name, {**facts, **wanted}[name])
    refuse_taken_number(held)
    held.full_clean()
    held.save()
    if "head_name" in changed:
        Member.objects.filter(household=held, relation=Relation.HEAD).update(name=held.head_name)
    write_down(by, Entry.Action.CHANGED, held, fields=sorted(changed))
    return True


def refuse_out_of_use(category: str, day: date, field: str = "category") -> None:
    """Offices give a category only while its name is in use."""
    term = next((one for one in TERMS if one.category == category), None)
    if term is None:
        raise ValidationError({field: "请选择救助类别。"})
    if not term.is_in_use(day):
        label = Category(category).label
        when = f"{term.first} 才启用" if term.first and day < term.first else f"用到 {term.last}"
        raise ValidationError({field: f"“{label}”这个名称{when}，{day} 不能用，请改选。"})


def refuse_taken_number(household: Household, field: str = "number") -> None:
    """A number stands for one household of a community."""
    if not household.number:
        return
    others = Household.objects.standing().exclude(pk=household.pk)
    if others.filter(community=household.community_id, number=household.number).exists():
        words = f"这个居村已有户编号 {household.number} 的家庭，请核对编号。"
        raise ValidationError({field: words})


def _opened_before(key: UUID | None, by: Actor) -> Household | None:
    if key is None or not Household.objects.filter(pk=key).exists():
        return None
    there = Household.objects.visible_to(by).filter(pk=key).first()
    if there is None:
        raise ValidationError("没有保存：这张表单已经用过了，请重新打开一张再填。")
    return there


def _add_head(household: Household, id_number: str) -> None:
    head = Member(household=household, name=household.head_name, relation=Relation.HEAD)
    head.set_id_number(id_number)
    head.save(force_insert=True)


def _begin_categories(
    household: Household, categories: Mapping[str, date] | Iterable[str], day: date
) -> None:
    begun = categories if isinstance(categories, Mapping) else dict.fromkeys(categories, day)
    for category, first in begun.items():
        refuse_out_of_use(category, first, "categories")
        refuse_future("categories", first)
    HouseholdCategory.objects.bulk_create(
        HouseholdCategory(household=household, category=category, starts_on=first)
        for category, first in begun.items()
    )


def _begin_tier(household: Household, tier: str, visits: int | None, day: date) -> None:
    if tier not in Tier:
        raise ValidationError({"tier": "请选择分层。"})
    one = HouseholdTier(household=household, tier=tier, visits_per_quarter=visits, starts_on=day)
    one.full_clean()
    one.save()


def _listed(listed_on: date | None) -> dict[str, str]:
    return {"listed_on": listed_on.isoformat()} if listed_on else {}
