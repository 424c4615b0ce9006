"""What the pages about stations and points show."""

from datetime import date

from django.db.models import Case, Exists, OuterRef, Prefetch, Q, QuerySet, Value, When

from core.actor import Actor
from orgs.models import Unit
from orgs.selectors import streets_of
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


def streets_without_station(actor: Actor, day: date) -> QuerySet[Unit]:
    """Streets whose own station is not open on the day (T1-2)."""
    main = Station.objects.filter(kind=StationKind.MAIN).open_on(day)
    return streets_of(actor, day).exclude(Exists(main.filter(street=OuterRef("pk"))))


def communities_with_points(actor: Actor, day: date) -> QuerySet[Unit]:
    """Every community of the day, with `has_point` and `has_named_point` (T1-5, S1-5).

    `points` holds its points that are planned or open, the open one first.
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
            has_named_point=Exists(opened.filter(official_name=POINT_NAME)),
        )
        .prefetch_related(
            Prefetch(
                "service_points",
                running.order_by("community_id", "opened_on", "id"),
                to_attr="points",
            )
        )
        .order_by("code")
    )


def points_of(actor: Actor, day: date) -> QuerySet[ServicePoint]:
    """The points of the day's communities that are planned or open, for the ledger."""
    return (
        ServicePoint.objects.visible_to(actor)
        .filter(Q(closed_on__isnull=True) | Q(closed_on__gte=day))
        .select_related("community__parent__parent")
        .order_by("community_id", "id")
    )
