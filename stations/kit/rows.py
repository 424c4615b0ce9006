"""The records that a street's printed sheets are made from, as far as an actor may see them."""

from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from core.actor import Actor
from orgs.models import Unit
from stations.kit.sheets import Sign
from stations.models import ServiceList, ServicePoint, Station
from stations.selectors import running_stations_of


def stations_of_street(actor: Actor, street: Unit, day: date) -> QuerySet[Station]:
    """A street's stations that are planned or open, its own first."""
    return running_stations_of(actor, day).filter(street=street)


def stations_to_print(actor: Actor, street: Unit, day: date) -> list[Station]:
    """The same, each with `running_lists` of services."""
    running = Q(ended_on__isnull=True) | Q(ended_on__gt=day)
    lists = ServiceList.objects.filter(running, published_on__lte=day).order_by("-published_on")
    return list(
        stations_of_street(actor, street, day).prefetch_related(
            Prefetch("service_lists", lists, to_attr="running_lists")
        )
    )


def signs_of(actor: Actor, street: Unit, day: date) -> list[Sign]:
    """A desk sign for each community of the street that the actor may see, by code.

    Of two points of one community, one closing and one planned, the one opened first counts.
    """
    running = ServicePoint.objects.filter(Q(closed_on__isnull=True) | Q(closed_on__gte=day))
    points = Prefetch(
        "service_points",
        running.order_by("community_id", "opened_on", "id"),
        to_attr="running_points",
    )
    communities = Unit.objects.communities().valid_on(day).visible_to(actor).filter(parent=street)
    rows = communities.select_related("parent").prefetch_related(points).order_by("code")
    return [Sign(one, next(iter(one.running_points), None)) for one in rows]
