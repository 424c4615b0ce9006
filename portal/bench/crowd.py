"""A district at its full size: a point in each community, and photos without end."""

from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256
from itertools import cycle, islice

from django.db import connection
from django.utils import timezone

from evidence.enums import EvidenceKind, ProofState
from evidence.models import Evidence, Proof
from orgs.models import Unit
from orgs.names import service_point_name
from stations.enums import SiteStatus
from stations.models import ServicePoint, Station

PHOTOS = 2000
STATES = (ProofState.ACCEPTED, ProofState.WAITING, ProofState.REFUSED)


def fill_up(day: date, photos: int = PHOTOS) -> None:
    """A point for each community of the day that has none, and photos of points and stations.

    The photos are rows without files: lists name their files and never open them.
    """
    lacking = (
        Unit.objects.communities()
        .valid_on(day)
        .exclude(service_points__closed_on__isnull=True, service_points__isnull=False)
        .select_related("parent")
    )
    ServicePoint.objects.bulk_create(
        ServicePoint(
            community=community,
            official_name=service_point_name(community.parent.name, community.short_name),
            status=SiteStatus.OPEN,
            opened_on=day,
        )
        for community in lacking
        if community.parent
    )
    shown = Evidence.objects.bulk_create(islice(_photos(day), photos))
    Proof.objects.bulk_create(
        Proof(
            evidence=one,
            unit_id=one.unit_id,
            subject=one.subject,
            tag="premises" if one.subject.startswith("station") else "desk_sign",
            state=state,
            reason="看不清" if state == ProofState.REFUSED else "",
            decided_on=None if state == ProofState.WAITING else day,
            decided_at=None if state == ProofState.WAITING else timezone.now(),
        )
        for one, state in zip(shown, cycle(STATES), strict=False)
    )
    with connection.cursor() as cursor:
        # The server would soon do it by itself: without it the planner believes the tables empty.
        for model in (ServicePoint, Evidence, Proof):
            cursor.execute(f"ANALYZE {model._meta.db_table}")


def _photos(day: date) -> Iterator[Evidence]:
    stations = Station.objects.order_by("pk").values_list("pk", "street_id")
    points = ServicePoint.objects.order_by("pk").values_list("pk", "community_id")
    subjects = [(f"station:{pk}", unit) for pk, unit in stations]
    subjects += [(f"point:{pk}", unit) for pk, unit in points]
    now = timezone.now()
    # Those of an earlier call have the numbers before, and are newer.
    for number, (subject, unit) in enumerate(cycle(subjects), Evidence.objects.count()):
        digest = sha256(str(number).encode()).hexdigest()
        yield Evidence(
            unit_id=unit,
            subject=subject,
            kind=EvidenceKind.PHOTO,
            file_name=f"IMG_{number}.jpg",
            content_type="image/jpeg",
            digest=digest,
            source_digest=digest,
            size=250_000,
            width=1600,
            height=1200,
            shown_on=day,
            added_by="bench",
            added_at=now - timedelta(seconds=number),
        )
