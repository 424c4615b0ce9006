"""What the pages that keep the roster read: who is alike, who answers for whom, what a merge does."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from advisors.models import Advisor
from casework.households.services.merging import ONE_A_DAY, WHOLE, twin_of
from casework.models import (
    Care,
    Household,
    HouseholdCategory,
    HouseholdTier,
    Listing,
    Member,
)
from core.actor import Actor
from orgs.models import Unit


def namesakes(community: str, head_name: str, key: UUID | None = None) -> QuerySet[Household]:
    """Files of a community whose head has this name; without the one with this key."""
    same = Household.objects.standing().filter(community=community, head_name=head_name)
    return same.exclude(pk=key).order_by("number", "pk")


def open_places(actor: Actor, code: str, day: date) -> list[Unit]:
    """The communities of a street, or the one community, in which the actor may open a file."""
    there = Unit.objects.visible_to(actor).communities().valid_on(day)
    return list(there.filter(code__startswith=code).order_by("code"))


def advisors_in(street: str, day: date) -> list[Advisor]:
    """Who is in post in a street on a day."""
    there = Advisor.objects.in_post(day).filter(street=street)
    return list(there.order_by("level", "name", "pk"))


def listing_of(household: Household) -> Listing | None:
    """The latest listing, running or over, with its community."""
    listings = Listing.objects.filter(household=household).select_related("community")
    return listings.order_by("-starts_on").first()


def categories_of(household: Household) -> QuerySet[HouseholdCategory]:
    """Every category of a household, those that run on first."""
    rows = HouseholdCategory.objects.filter(household=household)
    return rows.order_by("-ends_on", "-starts_on", "category")


def tiers_of(household: Household) -> QuerySet[HouseholdTier]:
    """Every tier of a household, the latest first."""
    return HouseholdTier.objects.filter(household=household).order_by("-starts_on")


def cares_of(household: Household) -> list[Care]:
    """Who answers, answered and will, the latest first."""
    cares = Care.objects.filter(household=household).select_related("advisor")
    return list(cares.order_by("-starts_on", "role", "pk"))


# Merging -------------------------------------------------------------------------------------


def alike(household: Household, most: int = 10) -> list[Household]:
    """Files of the street that may be of the same household: the same head's name, or one of
    its members' ID numbers.
    """
    keys = Member.objects.filter(household=household).exclude(id_number_key="")
    shared = Member.objects.filter(
        household=OuterRef("pk"), id_number_key__in=keys.values("id_number_key")
    )
    rows = _beside(household).filter(Q(head_name=household.head_name) | Q(Exists(shared)))
    return list(rows.order_by("community_id", "number", "pk")[:most])


def with_number(household: Household, number: str) -> list[Household]:
    """Other files of the street with a number."""
    return list(_beside(household).filter(number=number).order_by("community_id", "pk")[:10])


def _beside(household: Household) -> QuerySet[Any]:
    street = household.community_id[:9]
    others = Household.objects.standing().filter(community__code__startswith=street)
    return others.exclude(pk=household.pk).select_related("community")


@dataclass(frozen=True)
class Preview:
    """What merging one file into another will do."""

    moving: list[tuple[str, int]]
    staying: list[tuple[str, int]]
    members_moving: int
    members_known: int


def preview_of(duplicate: Household, into: Household) -> Preview:
    """How much goes over, and how much stays; in two queries."""
    asked: dict[str, Any] = {}
    for model in WHOLE:
        asked[f"moving_{model._meta.model_name}"] = _count(model._base_manager.all())
    for model, day in ONE_A_DAY:
        there = model._base_manager.filter(household=into).values(day)
        rows = model._base_manager.all()
        asked[f"moving_{model._meta.model_name}"] = _count(rows.exclude(**{f"{day}__in": there}))
        asked[f"staying_{model._meta.model_name}"] = _count(rows.filter(**{f"{day}__in": there}))
    counts = Household.objects.filter(pk=duplicate.pk).annotate(**asked).values(*asked).get()
    labels = {one._meta.model_name: str(one._meta.verbose_name) for one in WHOLE}
    labels |= {one._meta.model_name: str(one._meta.verbose_name) for one, _ in ONE_A_DAY}
    found: dict[str, list[tuple[str, int]]] = {"moving": [], "staying": []}
    for name, count in counts.items():
        way, _, model_name = name.partition("_")
        if count:
            found[way].append((labels[model_name], count))
    members = list(Member.objects.filter(household__in=[duplicate.pk, into.pk]).order_by("pk"))
    here = [one for one in members if one.household_id == into.pk]
    coming = [one for one in members if one.household_id == duplicate.pk]
    known = sum(twin_of(one, here) is not None for one in coming)
    return Preview(found["moving"], found["staying"], len(coming) - known, known)


def _count(rows: Any) -> Any:
    own = rows.filter(household=OuterRef("pk")).order_by()
    return Coalesce(Subquery(own.values("household").annotate(n=Count("pk")).values("n")), 0)


# Who answers for whom ------------------------------------------------------------------------


def cared(actor: Actor, day: date) -> QuerySet[Any]:
    """Households on the list of a day, with who answers: `carer`, `carer_name`, `is_carer_there`.

    `is_carer_there` is false for somebody who is in post no more, or away for long.
    """
    leads = Care.objects.leads().running_on(day).filter(household=OuterRef("pk")).order_by()
    deputies = Care.objects.running_on(day).filter(household=OuterRef("pk"), role="deputy")
    there = leads.filter(advisor__in=Advisor.objects.in_post(day))
    return (
        Household.objects.visible_to(actor)
        .standing()
        .listed_on(day)
        .select_related("community")
        .annotate(
            carer=Subquery(leads.values("advisor")[:1]),
            carer_name=Subquery(leads.values("advisor__name")[:1], output_field=CharField()),
            deputy_name=Subquery(
                deputies.order_by().values("advisor__name")[:1], output_field=CharField()
            ),
            is_carer_there=Exists(there),
        )
        .order_by("community_id", "number", "pk")
    )


@dataclass(frozen=True)
class Load:
    """One advisor, and for how many listed households she answers, and stands in."""

    advisor: Advisor
    leads: int
    deputies: int


def loads_of(street: str, day: date, advisors: Sequence[Advisor]) -> list[Load]:
    """How much each of these answers for on a day; one query."""
    listed = Household.objects.standing().listed_on(day)
    running = Care.objects.running_on(day).filter(
        advisor__in=[one.pk for one in advisors],
        household__in=listed.filter(community__code__startswith=street),
    )
    rows = running.order_by().values_list("advisor", "role").annotate(n=Count("pk"))
    counts = {(advisor, role): n for advisor, role, n in rows}
    return [
        Load(one, counts.get((one.pk, "lead"), 0), counts.get((one.pk, "deputy"), 0))
        for one in advisors
    ]


def seen_among(actor: Actor, keys: Collection[UUID]) -> int:
    """How many of these files the actor may see, and still stand."""
    return Household.objects.visible_to(actor).standing().filter(pk__in=keys).count()
