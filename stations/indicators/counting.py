"""What the measures of this room share: which stations, how they are summed, what is shown."""

from collections.abc import Callable
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet, Value

from core.measures import ItemColumn, Question
from stations.enums import StationKind
from stations.models import SiteQuerySet, Station
from stations.photos import Photos

STATION_COLUMN = ItemColumn(
    "站点名称", lambda station, actor: station.official_name, page="stations:station"
)
STATION_COLUMNS = (
    STATION_COLUMN,
    ItemColumn("场所", lambda station, actor: station.get_venue_kind_display() or "未登记"),
    ItemColumn("地址", lambda station, actor: station.address),
    ItemColumn("启用日期", lambda station, actor: station.opened_on),
)


def stations(kind: StationKind) -> SiteQuerySet:
    """Stations of a kind, each with its street."""
    return Station.objects.filter(kind=kind).annotate(street_code=F("street_id"))


def open_main(question: Question) -> SiteQuerySet:
    """The streets' own stations that are open on the day."""
    return stations(StationKind.MAIN).open_on(question.as_of)


def open_any(question: Question) -> SiteQuerySet:
    """Stations, extra ones and studios that are open on the day."""
    return Station.objects.open_on(question.as_of).annotate(street_code=F("street_id"))


def best_step(items: QuerySet[Any], steps: int) -> QuerySet[Any]:
    """Per street the highest step any of its stations has reached, of so many."""
    return (
        items.order_by()
        .values("street_code")
        .annotate(numerator=Max("step"), denominator=Value(steps))
    )


def kinds_counted(items: QuerySet[Any], wanted: int, kind: str = "kind") -> QuerySet[Any]:
    """Per street how many different kinds count, of so many wanted."""
    return (
        items.order_by()
        .values("street_code")
        .annotate(
            numerator=Count(kind, filter=Q(counted=True), distinct=True),
            denominator=Value(wanted),
        )
    )


def gap_of_best(items: Any, words: Callable[[Any, Question], str]) -> Any:
    """What the street's station that has come furthest still lacks."""

    def gap(question: Question, street_code: str) -> str:
        found = items(question).filter(street_code=street_code)
        best = found.order_by("-step", "-opened_on", "pk").first()
        return words(best, question) if best else ""

    return gap


def photo_column(label: str) -> ItemColumn:
    """How the photo of a row stands (its `told`), and the way to it."""
    return ItemColumn(
        label,
        lambda row, actor: Photos.of(row.told).words,
        page="evidence:item",
        key=lambda row: Photos.of(row.told).evidence,
    )
