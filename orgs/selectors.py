"""What the pages about units show."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery

from core.actor import Actor
from orgs.models import HukouPopulation, Unit


def streets_of(actor: Actor, day: date) -> QuerySet[Unit]:
    """The streets of the actor's unit on a day; for a community the one it lies in."""
    return Unit.objects.streets().valid_on(day).open_to(actor)


def streets_with_facts(actor: Actor, day: date) -> QuerySet[Unit]:
    """Streets with `residents`, `villagers` (how many committees) and `persons`.

    `latest` holds the population known by the day, in a list that may be empty.
    """
    running = Q(children__in=Unit.objects.communities().valid_on(day))
    known = HukouPopulation.objects.filter(as_of__lte=day)
    latest = known.filter(unit=OuterRef("pk")).order_by("-as_of")
    return (
        streets_of(actor, day)
        .annotate(
            residents=_committees(running, Unit.Kind.RESIDENTS_COMMITTEE),
            villagers=_committees(running, Unit.Kind.VILLAGERS_COMMITTEE),
            persons=Subquery(latest.values("persons")[:1]),
        )
        .prefetch_related(
            Prefetch(
                "populations",
                known.order_by("unit_id", "-as_of").distinct("unit_id"),
                to_attr="latest",
            )
        )
        .order_by("code")
    )


def _committees(running: Q, kind: str) -> Count:
    return Count("children", filter=running & Q(children__kind=kind))


def communities_of(street: Unit, day: date) -> QuerySet[Unit]:
    """The street's communities on a day, in the order of their codes."""
    return street.children.communities().valid_on(day).order_by("code")


def unit_names(codes: Iterable[str]) -> dict[str, str]:
    """Codes → names, for the trail; of all units, since the trail is cut to its reader before."""
    return dict(Unit.objects.filter(code__in=set(codes)).values_list("code", "name"))
