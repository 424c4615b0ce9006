"""When a street's station opened and its points were complete (P2-2, T1-5)."""

from typing import Any

from django.db.models import Case, Count, F, Max, Min, OuterRef, Q, QuerySet, When

from core.measures import MilestoneFact, Question, register
from orgs.models import Unit
from stations.enums import StationKind
from stations.indicators.counting import stations
from stations.models import ServicePoint


def station_opened(question: Question) -> QuerySet[Any]:
    """P2-2: the day the street's main station opened."""
    return (
        stations(StationKind.MAIN)
        .filter(opened_on__lte=question.as_of)
        .order_by()
        .values("street_code")
        .annotate(met_on=Min("opened_on"))
    )


def points_complete(question: Question) -> QuerySet[Any]:
    """T1-5: the day the last community of a street got its point, once all have one."""
    first_opened = (
        ServicePoint.objects.open_on(question.as_of)
        .filter(community=OuterRef("pk"))
        .order_by("opened_on")
        .values("opened_on")[:1]
    )
    return (
        Unit.objects.communities()
        .valid_on(question.as_of)
        .annotate(street_code=F("parent_id"), opened=first_opened)
        .order_by()
        .values("street_code")
        .annotate(communities=Count("pk"), with_point=Count("opened"), last_opened=Max("opened"))
        .annotate(
            # NULL, and so not met, while any community is still without a point.
            met_on=Case(When(Q(communities=F("with_point")), then=F("last_opened")))
        )
    )


register(
    MilestoneFact(
        "stations.opened",
        station_opened,
        records="stations:list",
        records_label="看服务站",
        ledger="站点台账",
    ),
    MilestoneFact(
        "stations.points_complete",
        points_complete,
        records="stations:points",
        records_label="看未设的居村",
        records_show="missing",
        ledger="站点台账",
    ),
)
