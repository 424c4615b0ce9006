"""Where the rows of 站点台账 are kept: stations by kind and name, points by community."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from core.actor import Actor
from ledgers.corrections import ANOTHER
from ledgers.spec import RECORD, Values
from ledgers.telling import told_by
from stations.enums import StationKind
from stations.models import ServicePoint, Station

SHARED = (
    "official_name", "address", "phone", "opening_hours", "lead_name", "status", "opened_on",
    "closed_on",
)  # fmt: skip
OF_STATION = (
    *SHARED, "brand_name", "venue_kind", "is_physical", "is_independent", "area_m2", "seats",
)  # fmt: skip

Site = Station | ServicePoint


class SiteBooks:
    """The books of stations and service points."""

    def recorded(self, rows: Sequence[Values]) -> list[Values | None]:
        """What is on record for each row; a street's only main station under any name."""
        stations, points = _stations_of(rows), _points_of(rows)
        found: list[Values | None] = []
        for row in rows:
            site = _point_of(row, points) if row.get("community") else stations.get(_key(row))
            if site is None:
                found.append(None)
                continue
            held: dict[str, Any] = {field: getattr(site, field) for field in _fields(row)}
            held[RECORD] = site.pk
            if isinstance(site, Station):
                if _site(site) != row["site"]:
                    del held["official_name"]
                    held["site"] = _site(site)
                if _rounded(row.get("area_m2")) == site.area_m2:
                    held["area_m2"] = row.get("area_m2")
            found.append(held)
        return found

    def told(self, key: str, values: Sequence[Any]) -> tuple[str, list[str]]:
        """Labels of choices; of a renamed station, its names."""
        if key == "site":
            return "站点名称", [value.partition(":")[2] for value in values]
        return told_by(Station, key, values)

    def enter(self, rows: Sequence[Values], by: Actor) -> None:
        """Add new sites and change those on record."""
        _enter(Station, OF_STATION, [row for row in rows if not row.get("community")])
        _enter(ServicePoint, SHARED, [row for row in rows if row.get("community")])


def _enter(model: type[Any], fields: Sequence[str], rows: Sequence[Values]) -> None:
    on_record = model.objects.in_bulk([row[RECORD] for row in rows if row.get(RECORD)])
    new: list[Site] = []
    for row in rows:
        site = on_record.get(row.get(RECORD))
        if site is None:
            new.append(site := _new_site(row))
        for field in fields:
            if row.get(field) is not None:
                setattr(site, field, row[field])
    model.objects.bulk_create(new, batch_size=1000)
    model.objects.bulk_update(on_record.values(), fields, batch_size=500)


def _fields(row: Values) -> tuple[str, ...]:
    return SHARED if row.get("community") else OF_STATION


def _new_site(row: Values) -> Site:
    if row.get("community"):
        return ServicePoint(community_id=row["community"])
    # Whether a station in the affairs centre is a room of its own is for its own page to say.
    return Station(street_id=row["street"], kind=row["kind"])


def _key(row: Values) -> tuple[str, str]:
    """The ledger's own key of a station: its street; its kind and name."""
    return row["street"], row["site"]


def _site(station: Station) -> str:
    return f"{station.kind}:{station.official_name}"


def _rounded(area: Decimal | None) -> Decimal | None:
    """As the books keep it: to a tenth of a square metre."""
    return None if area is None else area.quantize(Decimal("0.1"))


def _stations_of(rows: Sequence[Values]) -> dict[tuple[str, str], Station]:
    """The rows' stations by their key.

    A street has one main station: where it stands under another name, and the file knows one
    only, it is the same, renamed, unless a person said it is ANOTHER.
    """
    streets = {row["street"] for row in rows}
    # Of two of one name the later one counts: the other moved, or was closed.
    stations = Station.objects.filter(street__in=streets).order_by("closed_on")
    found = {(station.street_id, _site(station)): station for station in stations}
    on_record: dict[str, list[Station]] = defaultdict(list)
    for station in found.values():
        if station.kind == StationKind.MAIN:
            on_record[station.street_id].append(station)
    asked: dict[str, list[Values]] = defaultdict(list)
    for row in rows:
        if row["kind"] == StationKind.MAIN:
            asked[row["street"]].append(row)
    for street, mains in asked.items():
        if len(mains) == len(on_record[street]) == 1 and not mains[0].get(ANOTHER):
            found[_key(mains[0])] = on_record[street][0]
    return found


def _points_of(rows: Sequence[Values]) -> dict[str, list[ServicePoint]]:
    """The points of the rows' communities, open ones first, the last closed next."""
    codes = {row["community"] for row in rows if row.get("community")}
    points: dict[str, list[ServicePoint]] = defaultdict(list)
    found = ServicePoint.objects.filter(community__in=codes)
    for point in found.order_by("-closed_on", "pk"):  # without a day: first
        points[point.community_id].append(point)
    return points


def _point_of(row: Values, points: dict[str, list[ServicePoint]]) -> ServicePoint | None:
    """A community's point: the one that closed on the row's day, else the open one."""
    there = points[row["community"]]
    closed_on = row.get("closed_on")
    same = [point for point in there if closed_on and point.closed_on == closed_on]
    return next(iter([*same, *(point for point in there if point.closed_on is None)]), None)
