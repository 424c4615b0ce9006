"""The leaflets that lie out in a station (S3-2): put out, taken away."""

from datetime import date

from django.db import transaction

from audit import trail
from audit.models import Entry
from core.actor import Actor
from core.clock import portal_day
from stations.models import Leaflet, Station
from stations.policies import may_change


@transaction.atomic
def add_leaflet(
    *, station: Station, title: str, issued_on: date, by: Actor
) -> tuple[Leaflet, bool]:
    """Record a leaflet; whether it is new. One that lies out already is not recorded twice."""
    held = Station.objects.select_for_update().get(pk=station.pk)
    may_change(by, held).enforce()
    there = held.leaflets.filter(title=title, withdrawn_on__isnull=True).first()
    if there is not None:
        return there, False
    leaflet = Leaflet(station=held, title=title, issued_on=issued_on)
    leaflet.full_clean()
    leaflet.save()
    _record(by, Entry.Action.CREATED, leaflet)
    return leaflet, True


@transaction.atomic
def withdraw_leaflet(*, leaflet: Leaflet, by: Actor) -> bool:
    """Take a leaflet away from today on; whether it still lay out."""
    held = Leaflet.objects.select_for_update().get(pk=leaflet.pk)
    may_change(by, leaflet.station).enforce()
    if held.withdrawn_on is not None:
        return False
    # One that was to come later never comes.
    held.withdrawn_on = max(portal_day(), held.issued_on)
    held.save()
    _record(by, Entry.Action.CHANGED, held)
    return True


def _record(by: Actor, action: Entry.Action, leaflet: Leaflet) -> None:
    trail.record(
        actor=by,
        action=action,
        subject=f"leaflet:{leaflet.pk}",
        unit=leaflet.station.street_id,
        station=leaflet.station_id,
    )
