"""What the pages about stations and points show."""

from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import JSONObject

from core.actor import Actor
from orgs.models import Unit
from orgs.selectors import communities_of, streets_of
from stations import tags
from stations.enums import StationKind
from stations.models import Leaflet, ServicePoint, Station, StationEquipment, StationZone
from stations.photos import STATION, about, by_tag, handed_in, told
from stations.wants import Facts

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


def leaflets_of(station: Station, day: date) -> list[Leaflet]:
    """The leaflets that lie out on a day, and those still to come; the latest first (S3-2)."""
    there = Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=day)
    return list(station.leaflets.filter(there).order_by("-issued_on", "id"))


def stations_in_full(actor: Actor, day: date) -> QuerySet[Station]:
    """The same with all that their page tells of them, read along in one query.

    `told` are the photos as they stood on the day, `has_equipment` and `has_zones` the parts.
    """
    count = JSONObject(kind="kind", count="count")
    zone = JSONObject(kind="kind", area_m2="area_m2", label="label")
    return stations_of(actor).annotate(
        told=told(about(handed_in(day), STATION)),
        has_equipment=_parts(StationEquipment, count),
        has_zones=_parts(StationZone, zone),
    )


def _parts(model: Any, facts: JSONObject) -> ArraySubquery:
    parts = model.objects.filter(station=OuterRef("pk")).order_by("kind")
    return ArraySubquery(parts.annotate(one=facts).values("one"))


def facts_of(station: Any, leaflets: list[Leaflet], day: date, *, needs_seats: bool) -> Facts:
    """What the wants of a station read in full are told from; no query."""
    return Facts(
        day=day,
        equipment={one["kind"]: one["count"] for one in station.has_equipment},
        zones={one["kind"]: one for one in station.has_zones},
        photos=by_tag(station.told),
        leaflets=[one.title for one in leaflets if one.issued_on <= day],
        needs_seats=needs_seats,
    )


def leaflets(actor: Actor) -> QuerySet[Leaflet]:
    """Every leaflet of the actor's unit."""
    return Leaflet.objects.visible_to(actor).select_related("station__street__parent")


def station_for(actor: Actor, street: str, tag: str, day: date) -> Station | None:
    """The running station of a street that a tag is handed in for, the open one first."""
    if not street.isdecimal():  # an address somebody made up
        return None
    is_studios = tag == tags.MECHANISM_DOCUMENT.key
    kind = StationKind.STUDIO if is_studios else StationKind.MAIN
    found = running_stations_of(actor, day).filter(street_id=street, kind=kind)
    is_open = Case(When(opened_on__lte=day, then=Value(0)), default=Value(1))
    return found.order_by(is_open, "-opened_on", "pk").first()


def streets_without_station(actor: Actor, day: date) -> QuerySet[Unit]:
    """Streets whose own station is not open on the day (T1-2)."""
    main = Station.objects.filter(kind=StationKind.MAIN).open_on(day)
    return streets_of(actor, day).exclude(Exists(main.filter(street=OuterRef("pk"))))


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
