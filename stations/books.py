"""Where the rows of 站点台账 are kept: stations by kind and name, points by community."""

from collections.abc import Sequence
from typing import Any

from core.actor import Actor
from ledgers.spec import Values
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
        """What is on record for each row."""
        sites = _on_record(rows)
        found: list[Values | None] = []
        for row in rows:
            site = sites.get(row["site"])
            found.append({field: getattr(site, field) for field in _fields(row)} if site else None)
        return found

    def enter(self, rows: Sequence[Values], by: Actor) -> None:
        """Add new sites and change those on record."""
        sites = _on_record(rows)
        new: list[Site] = []
        changed: list[Site] = []
        for row in rows:
            site = sites.get(row["site"])
            (changed if site else new).append(site := site or _new_site(row))
            for field in _fields(row):
                if row.get(field) is not None:
                    setattr(site, field, row[field])
        for model, fields in ((Station, OF_STATION), (ServicePoint, SHARED)):
            model.objects.bulk_create(
                [site for site in new if isinstance(site, model)], batch_size=1000
            )
            model.objects.bulk_update(
                [site for site in changed if isinstance(site, model)], fields, batch_size=500
            )


def _fields(row: Values) -> tuple[str, ...]:
    return SHARED if row.get("community") else OF_STATION


def _new_site(row: Values) -> Site:
    if row.get("community"):
        return ServicePoint(community_id=row["community"])
    # Whether a station in the affairs centre is a room of its own is for its own page to say.
    return Station(street_id=row["street"], kind=row["kind"])


def _on_record(rows: Sequence[Values]) -> dict[Any, Site]:
    """The rows' sites by the ledger's own key: a community's code, or kind and name."""
    streets = {row["street"] for row in rows}
    stations = Station.objects.filter(street__in=streets)
    points = ServicePoint.objects.filter(
        community__parent__in=streets, closed_on__isnull=True
    )
    found: dict[Any, Site] = {f"{s.kind}:{s.official_name}": s for s in stations}
    found.update((point.community_id, point) for point in points)
    return found
