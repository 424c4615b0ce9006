"""What the pages about stations and points show."""

from datetime import date
from typing import Any

from django.db.models import Case, Exists, OuterRef, Prefetch, Q, QuerySet, Value, When

from core.actor import Actor
from orgs.models import Unit
from orgs.selectors import communities_of, streets_of
from stations.enums import StationKind
from stations.indicators import POINT_NAME
from stations.models import ServicePoint, Station

# The main station of a street comes first.
_KIND_PLACE = Case(*(When(kind=kind, then=Value(n)) for n, kind in enumerate(StationKind)))


def stations_of(actor: Actor) -> QuerySet[Station]:
    """Every station of the actor's unit, street by street."""
    return (
        Station.objects.visible_to(actor)
        .select_related("street__parent")
        .order_by("street_id", _KIND_PLACE, "id")
    )


def equipment_of(station: Station) -> dict[str, int]:
    """Kind → how many."""
    return {one.kind: one.count for one in station.equipment.order_by("kind")}


def zones_of(station: Station) -> dict[str, dict[str, Any]]:
    """Kind → area and label."""
    return {
        one.kind: {"area_m2": one.area_m2, "label": one.label}
        for one in station.zones.order_by("kind")
    }


def streets_without_station(actor: Actor, day: date) -> QuerySet[Unit]:
    """Streets whose own station is not open on the day (T1-2)."""
    main = Station.objects.filter(kind=StationKind.MAIN).open_on(day)
    return streets_of(actor, day).exclude(Exists(main.filter(street=OuterRef("pk"))))


def communities_with_points(actor: Actor, day: date) -> QuerySet[Unit]:
    """Every community of the day, with `has_point` and `has_named_point` (T1-5, S1-5).

    Those without a point come first, then those whose point is planned: they are what is to be
    done. `points` holds its points that are planned or open, the open one first.
    """
    running = ServicePoint.objects.filter(Q(closed_on__isnull=True) | Q(closed_on__gte=day))
    opened = ServicePoint.objects.open_on(day).filter(community=OuterRef("pk"))
    return (
        Unit.objects.communities()
        .valid_on(day)
        .visible_to(actor)
        .select_related("parent__parent")
        .annotate(
            has_point=Exists(opened),
            has_planned_point=Exists(running.filter(community=OuterRef("pk"))),
            has_named_point=Exists(opened.filter(official_name=POINT_NAME)),
        )
        .prefetch_related(
            Prefetch(
                "service_points",
                running.order_by("community_id", "opened_on", "id"),
                to_attr="points",
            )
        )
        .order_by("has_point", "has_planned_point", "code")
    )


def running_stations_of(actor: Actor, day: date) -> QuerySet[Station]:
    """Those that are planned or open on a day, for the ledger: it has no column for the end."""
    return stations_of(actor).filter(Q(closed_on__isnull=True) | Q(closed_on__gte=day))


def next_kind_of(street: Unit) -> StationKind:
    """What a street most likely sets up next: its own station, and then extra ones."""
    has_main = street.stations.filter(kind=StationKind.MAIN, closed_on__isnull=True).exists()
    return StationKind.EXTRA if has_main else StationKind.MAIN


def streets_in(actor: Actor) -> QuerySet[Unit]:
    """Streets within the actor's own unit."""
    return Unit.objects.streets().visible_to(actor).select_related("parent")


def communities_without_point(street: Unit, day: date) -> QuerySet[Unit]:
    """The street's communities of the day that have no point at all, planned ones included."""
    there = ServicePoint.objects.filter(community=OuterRef("pk"), closed_on__isnull=True)
    return communities_of(street, day).exclude(Exists(there)).select_related("parent")


def points(actor: Actor) -> QuerySet[ServicePoint]:
    """Every point of the actor's unit."""
    return ServicePoint.objects.visible_to(actor).select_related("community__parent__parent")


def points_of(actor: Actor, day: date) -> QuerySet[ServicePoint]:
    """The points of the day's communities that are planned or open, for the ledger."""
    return (
        ServicePoint.objects.visible_to(actor)
        .filter(Q(closed_on__isnull=True) | Q(closed_on__gte=day))
        .select_related("community__parent__parent")
        .order_by("community_id", "id")
    )
