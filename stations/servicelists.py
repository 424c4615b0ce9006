"""The list of services that a station publishes (P2-3): six services, three duties."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from audit import trail
from audit.models import Entry
from core.actor import Actor
from core.clock import portal_day
from stations.enums import ServiceKind
from stations.models import ServiceList, Station
from stations.policies import may_keep

SIX_SERVICES = (
    ServiceKind.POLICY_GUIDANCE,
    ServiceKind.VISITING,
    ServiceKind.MEANS_SURVEY,
    ServiceKind.RESOURCE_LINKAGE,
    ServiceKind.EMOTIONAL_SUPPORT,
    ServiceKind.COMMUNITY_SUPPORT,
)
THREE_DUTIES = (
    ServiceKind.POLICY_ADVICE,
    ServiceKind.APPLICATION_INTAKE,
    ServiceKind.RESOURCE_LINKS,
)


def list_on(station: Station, day: date) -> ServiceList | None:
    """The list in force on a day: its last day is the one before it was replaced."""
    running = Q(ended_on__isnull=True) | Q(ended_on__gt=day)
    return station.service_lists.filter(running, published_on__lte=day).first()


def lists_of(station: Station) -> list[ServiceList]:
    """Every list a station ever published, the latest first."""
    return list(station.service_lists.order_by("-published_on", "-id"))


def lacking(services: Iterable[str]) -> list[ServiceKind]:
    """What the notice names and a list leaves out."""
    named = set(services)
    return [kind for kind in (*SIX_SERVICES, *THREE_DUTIES) if kind not in named]


@transaction.atomic
def publish_list(
    *, station: Station, services: Iterable[str], published_on: date, by: Actor
) -> tuple[ServiceList, bool]:
    """Publish a list from a day on, and end the one before; whether it is new.

    The same list again is not published twice. Raises ValidationError for a day still to come,
    or before the list that it replaces.
    """
    held = Station.objects.select_for_update().get(pk=station.pk)
    may_keep(by, held).enforce()
    named = set(services)
    chosen = [kind for kind in ServiceKind if kind in named]
    before = held.service_lists.filter(ended_on__isnull=True).first()
    if before is not None and sorted(before.services) == sorted(chosen):
        return before, False
    if published_on > portal_day():
        raise ValidationError({"published_on": "公布日期不能晚于今天：请在公布当天登记。"})
    if before is not None:
        if published_on < before.published_on:
            raise ValidationError(
                {"published_on": f"公布日期不能早于现行清单的公布日期（{before.published_on}）。"}
            )
        before.ended_on = published_on
        before.save()
    new = ServiceList(station=held, services=chosen, published_on=published_on)
    new.full_clean()
    new.save()
    trail.record(
        actor=by,
        action=Entry.Action.PUBLISHED,
        subject=f"servicelist:{new.pk}",
        unit=held.street_id,
        count=len(chosen),
    )
    return new, True
