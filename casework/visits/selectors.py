"""What the pages of visits read."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from advisors.models import Advisor
from casework.enums import Category, Deed, Finding
from casework.models import (
    Care,
    CaseFile,
    Household,
    HouseholdCategory,
    Listing,
    Need,
    Visit,
    VisitCompanion,
)
from casework.visits.due import due_day, with_visits
from core.actor import Actor
from resources.enums import NeedCategory

# Households to visit -------------------------------------------------------------------------


def households_in_scope(actor: Actor) -> Any:
    """Those whom somebody may visit: within her unit, and not merged into another."""
    return Household.objects.visible_to(actor).standing().select_related("community")


def my_households(actor: Actor, day: date) -> QuerySet[Any]:
    """Those on the list that she answers for or stands in for on a day.

    For a community's advisor also those of her community that nobody answers for.
    """
    cares = Care.objects.running_on(day).filter(household=OuterRef("pk"))
    mine = Q(Exists(cares.filter(advisor__user=actor.user_id)))
    if actor.is_community:
        mine |= ~Q(Exists(cares.leads()))
    return households_in_scope(actor).listed_on(day).filter(mine)


def my_list(actor: Actor, day: date, usual: int) -> list[Any]:
    """The same with what a card tells, `due_on` too, the earliest due day first; one query."""
    rows = with_visits(with_categories(my_households(actor, day), day), day, usual)
    found = list(rows.order_by("community_id", "number", "pk"))
    for one in found:
        one.due_on = due_day(day, one.asked, one.done, one.planned_on)
    return sorted(found, key=lambda one: one.due_on)


def choices_of_mine(actor: Actor, day: date) -> list[Household]:
    """The same to choose from in a form, by name."""
    return list(my_households(actor, day).order_by("community_id", "head_name", "pk"))


def household_in_scope(actor: Actor, pk: UUID) -> Household | None:
    """One of those whom somebody may visit, by its key.

    A duplicate that was merged since its key was handed out leads to the one it was merged into.
    """
    own_or_duplicate = Q(pk=pk) | Q(duplicates=pk)
    found: Household | None = households_in_scope(actor).filter(own_or_duplicate).first()
    return found


def to_visit(actor: Actor, day: date, usual: int) -> QuerySet[Any]:
    """Households within scope, merged ones too, with what the page above a visit's form tells."""
    rows = Household.objects.visible_to(actor).select_related("community")
    listings = Listing.objects.running_on(day).filter(household=OuterRef("pk"))
    return with_visits(with_categories(rows, day), day, usual).annotate(is_listed=Exists(listings))


def with_categories(households: QuerySet[Any], day: date) -> QuerySet[Any]:
    """Households with the `category_codes` of a day (see `category_words`)."""
    running = HouseholdCategory.objects.running_on(day).filter(household=OuterRef("pk"))
    return households.annotate(
        category_codes=ArraySubquery(running.order_by("starts_on", "pk").values("category"))
    )


def category_words(codes: Sequence[str]) -> str:
    """低保、临时救助."""
    return "、".join(str(Category(one).label) for one in codes)


def listed_where(day: date) -> Subquery:
    """In SQL: the code of the community that has a household on its list on a day."""
    listings = Listing.objects.running_on(day).filter(household=OuterRef("pk"))
    return Subquery(listings.order_by().values("community")[:1])


def own_files(actor: Actor) -> list[Advisor]:
    """The advisor's files of who acts, in her street, the latest first; mostly one, or none."""
    own = Advisor.objects.filter(user=actor.user_id, street=actor.street_code)
    return list(own.order_by("-started_on", "pk"))


# Visits --------------------------------------------------------------------------------------


def visits(actor: Actor) -> Any:
    """Visits within her unit, the void ones too, the latest first."""
    rows = Visit.objects.visible_to(actor).select_related("household", "advisor", "community")
    return rows.order_by("-visited_on", "-recorded_at", "pk")


def whole_visits(actor: Actor) -> QuerySet[Any]:
    """The same with all that a visit's own page and form show."""
    together = VisitCompanion.objects.select_related("advisor").order_by("pk")
    return (
        visits(actor)
        .select_related("written_by", "household__community")
        .prefetch_related(
            Prefetch("together", queryset=together),
            Prefetch("needs", queryset=Need.objects.standing().order_by("category")),
            Prefetch(
                "files",
                queryset=CaseFile.objects.defer("content_sealed").order_by("recorded_at", "pk"),
            ),
        )
    )


def was_listed(visit: Visit) -> bool:
    """Whether the household was on a community's list on the day of a visit."""
    listings = Listing.objects.running_on(visit.visited_on)
    return listings.filter(household=visit.household_id).exists()


def photos(actor: Actor) -> QuerySet[Any]:
    """Photos of visits within her unit, with their visit and household."""
    rows = CaseFile.objects.filter(visit__in=Visit.objects.visible_to(actor))
    return rows.select_related("visit", "household").order_by("recorded_at", "pk")


def words_of(visit: Visit) -> dict[str, str]:
    """What was found, done and needed, in words."""
    needs = {one.category for one in visit.needs.all()}
    return {
        "findings": _words(Finding, visit.findings),
        "deeds": _words(Deed, visit.deeds),
        "needs": _words(NeedCategory, needs),
    }


def _words(kind: Any, values: Any) -> str:
    return "、".join(str(one.label) for one in kind if one.value in values)
