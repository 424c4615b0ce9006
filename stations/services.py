"""The writers of this room beside the ledger: each locks, checks, writes and leaves a line.

Refusals of the database's rules come as ValidationError with a sentence for the form.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit import trail
from audit.models import Entry
from core.actor import Actor
from core.clock import today
from core.versions import ChangedMeanwhile
from orgs.models import Unit
from stations import moving
from stations.enums import SiteStatus
from stations.models import ServicePoint, Site, Station, StationEquipment, StationZone
from stations.naming import name_check_of_point
from stations.patterns import Pattern
from stations.policies import (
    may_change,
    may_keep,
    may_keep_sites_of,
    may_move,
    may_reopen,
    unit_code_of,
)
from stations.selectors import equipment_of, zones_of

# What a station takes along to a new address; rooms and equipment are recorded there anew.
MOVES_ALONG = ("kind", "official_name", "brand_name", "phone", "opening_hours", "lead_name")

Equipment = Mapping[str, int]
# Kind → what sets the zone apart: its area, its label.
Zones = Mapping[str, Mapping[str, Any]]


@transaction.atomic
def add_station(
    *, street: Unit, facts: Mapping[str, Any], equipment: Equipment, zones: Zones, by: Actor
) -> tuple[Station, bool]:
    """Add a station; whether it is new. The same form sent twice adds one."""
    may_keep_sites_of(by, street.pk).enforce()
    _lock(street)
    same = street.stations.filter(closed_on__isnull=True, **facts).first()
    if same is not None:
        return same, False
    station = Station(street=street, **facts)
    _save(station)
    _keep_parts(station, equipment, zones)
    _record(by, Entry.Action.CREATED, station, fields=sorted(facts))
    return station, True


@transaction.atomic
def change_station(
    *,
    station: Station,
    version: int,
    facts: Mapping[str, Any],
    equipment: Equipment,
    zones: Zones,
    by: Actor,
) -> bool:
    """Change a station; whether anything was to be changed.

    Raises ChangedMeanwhile where `version` is no longer the latest and it stands otherwise.
    """
    held = _locked(station)
    may_change(by, held).enforce()
    changed = _differing(held, facts)
    if equipment != equipment_of(held):
        changed.append("equipment")
    if zones != zones_of(held):
        changed.append("zones")
    if not _must_write(held, version, changed):
        return False
    _write(held, facts)
    _keep_parts(held, equipment, zones)
    _record(by, Entry.Action.CHANGED, held, fields=changed)
    return True


@transaction.atomic
def change_point(*, point: ServicePoint, version: int, facts: Mapping[str, Any], by: Actor) -> bool:
    """Change a service point, as `change_station` does a station."""
    held = _locked(point)
    may_change(by, held).enforce()
    changed = _differing(held, facts)
    if not _must_write(held, version, changed):
        return False
    _write(held, facts)
    _record(by, Entry.Action.CHANGED, held, fields=changed)
    return True


@transaction.atomic
def open_points(*, communities: Sequence[Unit], pattern: Pattern, by: Actor) -> list[ServicePoint]:
    """Give each community a point with its right name; those that have one are passed over."""
    streets = sorted({community.parent_id for community in communities if community.parent_id})
    for community in communities:
        may_keep_sites_of(by, community.pk).enforce()
    # Two at once: the second waits, and then finds the points of the first.
    list(Unit.objects.select_for_update().filter(pk__in=streets).order_by("pk"))
    there = ServicePoint.objects.filter(community__in=communities, closed_on__isnull=True)
    covered = set(there.values_list("community_id", flat=True))
    points = [
        ServicePoint(
            community=community,
            official_name=name_check_of_point(community).right,
            **pattern.facts_for(community),
            status=_status(pattern.opened_on),
        )
        for community in communities
        if community.pk not in covered
    ]
    ServicePoint.objects.bulk_create(points, batch_size=500)
    mine = ServicePoint.objects.visible_to(by).filter(pk__in=[point.pk for point in points])
    if mine.count() != len(points):
        raise PermissionDenied("有居村不在您的单位范围内，没有保存。")
    if points:
        trail.record(
            actor=by,
            action=Entry.Action.CREATED,
            subject="service_points",
            streets=streets,
            count=len(points),
        )
    return points


@transaction.atomic
def close_site(*, site: Site, version: int, closed_on: date, by: Actor) -> None:
    """Fix the last day of a station or a point."""
    held = _locked(site)
    may_change(by, held).enforce()
    _must_write(held, version, ["closed_on"])
    _write(held, {"closed_on": closed_on}, SiteStatus.CLOSED)
    _record(by, Entry.Action.CHANGED, held, fields=["closed_on", "status"])


@transaction.atomic
def move_station(
    *, station: Station, version: int, left_on: date, facts: Mapping[str, Any], by: Actor
) -> Station:
    """Close a station at its old address and set it up at the new one; return the new one.

    Two rows, so that any earlier day still shows where it stood then. What other rooms keep at it
    goes along (stations.moving).
    """
    held = _locked(station)
    may_move(by, held).enforce()
    _must_write(held, version, ["closed_on"])
    _write(held, {"closed_on": left_on}, SiteStatus.MOVED)
    _record(by, Entry.Action.CHANGED, held, fields=["closed_on", "status"])
    along = {name: getattr(held, name) for name in MOVES_ALONG}
    there = Station(street_id=held.street_id, **along, **facts)
    _save(there)
    _record(by, Entry.Action.CREATED, there, moved_from=held.pk)
    _go_on_with_list(held, there, left_on + timedelta(days=1))
    moving.tell(held, there)
    return there


@transaction.atomic
def reopen_site(*, site: Site, version: int, by: Actor) -> None:
    """Take back a closing or a move."""
    held = _locked(site)
    may_reopen(by, held).enforce()
    _must_write(held, version, ["closed_on"])
    _write(held, {"closed_on": None})
    _record(by, Entry.Action.CHANGED, held, fields=["closed_on", "status"])


def _go_on_with_list(here: Station, there: Station, first_day: date) -> None:
    """What a station offers stays published when it moves (P2-3)."""
    running = here.service_lists.filter(ended_on__isnull=True).first()
    if running is not None:
        here.service_lists.filter(pk=running.pk).update(ended_on=first_day)
        there.service_lists.create(services=running.services, published_on=first_day)


def _lock(street: Unit) -> None:
    """Two forms sent at once follow each other."""
    Unit.objects.select_for_update().get(pk=street.pk)


def _locked(site: Any) -> Any:
    return type(site).objects.select_for_update().get(pk=site.pk)


def _differing(held: Site, facts: Mapping[str, Any]) -> list[str]:
    return [name for name, value in facts.items() if getattr(held, name) != value]


def _must_write(held: Site, version: int, changed: list[str]) -> bool:
    """Whether there is something to write; a second press of the same button has nothing."""
    if changed and version != held.version:
        raise ChangedMeanwhile
    return bool(changed)


def _write(held: Site, facts: Mapping[str, Any], status: SiteStatus | None = None) -> None:
    for name, value in facts.items():
        setattr(held, name, value)
    # The database counts too; so a change of equipment alone is one as well.
    held.version += 1
    _save(held, status)


def _save(site: Site, status: SiteStatus | None = None) -> None:
    site.status = status or _status(site.opened_on)
    site.full_clean()
    site.save()


def _status(opened_on: date | None) -> SiteStatus:
    is_open = opened_on is not None and opened_on <= today()
    return SiteStatus.OPEN if is_open else SiteStatus.PLANNED


def _keep_parts(station: Station, equipment: Equipment, zones: Zones) -> None:
    """Equipment and zones as they are now: what is no longer named goes."""
    wanted: list[tuple[Any, dict[str, Any]]] = [
        (StationEquipment, {kind: {"count": count} for kind, count in equipment.items()}),
        (StationZone, dict(zones)),
    ]
    for model, parts in wanted:
        there = {one.kind: one for one in model.objects.filter(station=station).order_by("kind")}
        for kind, one in there.items():
            if kind not in parts:
                one.delete()
        for kind, facts in parts.items():
            one = there.get(kind) or model(station=station, kind=kind)
            if one.pk and all(getattr(one, name) == value for name, value in facts.items()):
                continue
            for name, value in facts.items():
                setattr(one, name, value)
            one.save()


def _record(by: Actor, action: Entry.Action, site: Site, **detail: Any) -> None:
    """The line in the trail, once it is sure that the row is still the writer's own."""
    written = type(site).objects.visible_to(by).filter(pk=site.pk).first()
    if written is None or not may_keep(by, written):
        raise PermissionDenied("这个站点不在您的单位范围内，没有保存。")
    trail.record(
        actor=by,
        action=action,
        subject=f"{site._meta.model_name}:{site.pk}",
        unit=unit_code_of(site),
        **detail,
    )
