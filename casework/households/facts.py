"""What lists, the record and the ledger tell of a household on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from casework.enums import CarerRole, Category, Tier
from casework.households.prepared import KEYS, Prepared
from casework.models import Care, Household, HouseholdCategory, HouseholdTier, Listing
from casework.visits.due import due_day, with_visits
from core.actor import Actor

_COLUMNS = (
    *("pk", "asked", "done", "last_visit_on", "planned_on"),
    *("current_categories", "current_tier", "carer_name", "deputy_name"),
    *("listed_since", "listed_until"),
)
_OWN = ("number", "head_name", "community_id")
_PLACE = ("community__name", "community__short_name", "community__parent__short_name")


@dataclass(frozen=True)
class Facts:
    """A household's facts of a day; `due_on` as `casework.visits.due.with_due` has it.

    `household` has its number and its head alone; `place`, `short_place` and `street` are the
    names of its community and street. `was_listed`: on a list once, and taken off; then
    `listed_until` is its last day there.
    """

    household: Household
    place: str
    short_place: str
    street: str
    categories: str
    tier: str
    carer: str
    deputy: str
    is_listed: bool
    was_listed: bool
    listed_until: date | None
    last_visit_on: date | None
    asked: int
    done: int
    due_on: date


def facts_of(keys: Sequence[UUID], actor: Actor, day: date, usual: int) -> dict[UUID, Facts]:
    """The facts of some households that were found within scope, by their keys; one query."""
    return {row[0]: _told(row, actor, day) for row in _prepared(day, usual).ask(keys)}


def with_facts(households: QuerySet[Any], day: date, usual: int) -> QuerySet[Any]:
    """Households with the same as attributes, in codes: see `_COLUMNS`."""
    own = OuterRef("pk")
    categories = HouseholdCategory.objects.running_on(day).filter(household=own)
    tiers = HouseholdTier.objects.running_on(day).filter(household=own).order_by()
    cares = Care.objects.running_on(day).filter(household=own).order_by()
    leads, deputies = cares.leads(), cares.filter(role=CarerRole.DEPUTY)
    listings = Listing.objects.filter(household=own, starts_on__lte=day).order_by("-starts_on")
    return with_visits(households, day, usual).annotate(
        current_categories=ArraySubquery(
            categories.order_by("starts_on", "category").values("category")
        ),
        current_tier=Subquery(tiers.values("tier")[:1]),
        carer_name=Subquery(leads.values("advisor__name")[:1]),
        deputy_name=Subquery(deputies.values("advisor__name")[:1]),
        is_listed=Exists(listings.running_on(day)),
        listed_since=Subquery(listings.values("starts_on")[:1]),
        listed_until=Subquery(listings.values("ends_on")[:1]),
    )


def category_words(categories: Sequence[str]) -> str:
    """Categories in one line: 低保、特困."""
    return "、".join(str(Category(one).label) for one in categories)


def tier_words(tier: str | None, asked: int) -> str:
    """How closely a household is looked after: 重点，每季 3 次."""
    often = f"每季 {asked} 次"
    return f"{Tier(tier).label}，{often}" if tier else often


@lru_cache(maxsize=32)
def _prepared(day: date, usual: int) -> Prepared:
    rows = Household.objects.filter(pk__in=KEYS).order_by()
    columns = (*_COLUMNS, *_OWN, *_PLACE)
    return Prepared.of(with_facts(rows, day, usual).values_list(*columns))


def _told(row: tuple[Any, ...], actor: Actor, day: date) -> Facts:
    key, asked, done, last, planned, categories, tier, carer, deputy, since, until = row[
        : len(_COLUMNS)
    ]
    number, head, code, place, short_place, street = row[len(_COLUMNS) :]
    is_listed = since is not None and (until is None or until >= day)
    # The street of an advisor is the household's own, by which her name is masked.
    return Facts(
        household=Household(pk=key, number=number, head_name=head, community_id=code),
        place=place,
        short_place=short_place,
        street=street,
        categories=category_words(categories),
        tier=tier_words(tier, asked),
        carer=actor.shown_name(carer or "", code),
        deputy=actor.shown_name(deputy or "", code),
        is_listed=is_listed,
        was_listed=since is not None and not is_listed,
        listed_until=until,
        last_visit_on=last,
        asked=asked,
        done=done,
        due_on=due_day(day, asked, done, planned),
    )
