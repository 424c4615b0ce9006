"""What stations and points give the score: T1-2, T1-3, T1-5, S1-1, S1-5, S2-1…S2-3, S3-3."""

from collections.abc import Callable
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Concat

from core.actor import Actor
from core.measures import ItemColumn, Measure, MilestoneFact, Question, register, true_when
from orgs.models import Unit, UnitAlias
from orgs.names import POINT_TITLE, STATION_TITLE
from stations import missing
from stations.enums import NAMED_ZONES, EquipmentKind, StationKind, ZoneKind
from stations.models import ServicePoint, SiteQuerySet, Station, StationEquipment, StationZone

# orgs.names.station_name and service_point_name, in SQL.
STATION_NAME = Concat(F("street__parent__name"), F("street__name"), Value(STATION_TITLE))
POINT_NAME = Concat(F("community__parent__name"), F("community__short_name"), Value(POINT_TITLE))


def _stations(kind: StationKind) -> SiteQuerySet:
    return Station.objects.filter(kind=kind).annotate(street_code=F("street_id"))


def main_stations(question: Question) -> QuerySet[Any]:
    """T1-2: the street's own stations with the step each has reached.

    0 nothing, 1 planned with an address, 2 open, 3 open in the affairs centre, physical,
    independent and with accepted photos. Photos are not kept yet, so 2 is the most.
    """
    opened = Q(opened_on__lte=question.as_of) & (
        Q(closed_on__isnull=True) | Q(closed_on__gte=question.as_of)
    )
    closed = Q(closed_on__lt=question.as_of)
    step = Case(
        When(closed, then=0),
        When(opened, then=2),
        When(~Q(address=""), then=1),
        default=0,
        output_field=IntegerField(),
    )
    return _stations(StationKind.MAIN).annotate(step=step, counted=true_when(Q(step__gt=0)))


def extra_stations(question: Question) -> QuerySet[Any]:
    """T1-3: active stations beside the main one."""
    return (
        _stations(StationKind.EXTRA)
        .open_on(question.as_of)
        .annotate(counted=true_when(Q(pk__isnull=False)))
    )


def named_stations(question: Question) -> QuerySet[Any]:
    """S1-1: the open main station and whether its name is the official one (reading 11)."""
    is_right: Any = Q(official_name=F("right_name"))
    if question.settings["alias_counts_as_official_name"]:
        is_right |= Exists(_alias_names().filter(full_name=OuterRef("official_name")))
    return (
        _stations(StationKind.MAIN)
        .open_on(question.as_of)
        .annotate(right_name=STATION_NAME, counted=true_when(is_right))
    )


def _alias_names() -> QuerySet[Any]:
    return UnitAlias.objects.filter(unit=OuterRef("street"), is_wrong=False).annotate(
        full_name=Concat(F("unit__parent__name"), F("name"), Value(STATION_TITLE))
    )


def spacious_stations(question: Question) -> QuerySet[Any]:
    """S2-1: step 1 when the area is recorded, and the seats if the setting asks for them.

    The offices' own ledger has no column for seats. A reviewer's 足够 comes later.
    """
    recorded = Q(area_m2__isnull=False)
    if question.settings["workspace_needs_seats"]:
        recorded &= Q(seats__isnull=False)
    return _open_main(question).annotate(
        counted=true_when(recorded),
        step=Case(When(counted=True, then=1), default=0, output_field=IntegerField()),
    )


def reachable_stations(question: Question) -> QuerySet[Any]:
    """S3-3: step 1 when phone and hours are recorded; the photo of the notice comes later."""
    return _open_main(question).annotate(
        counted=true_when(~Q(phone="") & ~Q(opening_hours="")),
        step=Case(When(counted=True, then=1), default=0, output_field=IntegerField()),
    )


def _open_main(question: Question) -> SiteQuerySet:
    return _stations(StationKind.MAIN).open_on(question.as_of)


def equipment(question: Question) -> QuerySet[Any]:
    """S2-2: each kind recorded of the open main station, and whether any stands there."""
    return _of_open_main(StationEquipment, question).annotate(counted=true_when(Q(count__gt=0)))


def zones(question: Question) -> QuerySet[Any]:
    """S2-3: each zone of the open main station, and whether it is one the annex names."""
    return _of_open_main(StationZone, question).annotate(counted=true_when(Q(kind__in=NAMED_ZONES)))


def _of_open_main(model: Any, question: Question) -> QuerySet[Any]:
    there = _open_main(question).values("pk")
    parts = model.objects.filter(station__in=there).select_related("station")
    return parts.annotate(street_code=F("station__street_id"))


def covered_communities(question: Question) -> QuerySet[Any]:
    """T1-5: every community valid on the day, and whether it has an active point."""
    return _communities(question).annotate(counted=Exists(_points(question)))


def rightly_named_points(question: Question) -> QuerySet[Any]:
    """S1-5: every community, and whether its active point bears the official name."""
    named = _points(question).annotate(right_name=POINT_NAME).filter(official_name=F("right_name"))
    return _communities(question).annotate(counted=Exists(named))


def _communities(question: Question) -> QuerySet[Any]:
    # A subquery, for a join would count a community once for each point it ever had.
    name = _points(question).order_by("pk").values("official_name")[:1]
    return (
        Unit.objects.communities()
        .valid_on(question.as_of)
        .annotate(street_code=F("parent_id"), point_name=Subquery(name))
    )


def _points(question: Question) -> QuerySet[Any]:
    return ServicePoint.objects.open_on(question.as_of).filter(community=OuterRef("pk"))


def best_step(items: QuerySet[Any], steps: int) -> QuerySet[Any]:
    """Per street the highest step any of its stations has reached, of so many."""
    return (
        items.order_by()
        .values("street_code")
        .annotate(numerator=Max("step"), denominator=Value(steps))
    )


def kinds_counted(items: QuerySet[Any], wanted: int) -> QuerySet[Any]:
    """Per street how many different kinds count, of so many wanted."""
    return (
        items.order_by()
        .values("street_code")
        .annotate(
            numerator=Count("kind", filter=Q(counted=True), distinct=True),
            denominator=Value(wanted),
        )
    )


STATION_COLUMNS = (
    ItemColumn("站点名称", lambda station, actor: station.official_name),
    ItemColumn("场所", lambda station, actor: station.get_venue_kind_display() or "未登记"),
    ItemColumn("地址", lambda station, actor: station.address),
    ItemColumn("启用日期", lambda station, actor: station.opened_on),
)
COMMUNITY_COLUMNS = (
    ItemColumn("居村", lambda community, actor: community.name),
    ItemColumn("服务点", lambda community, actor: community.point_name or "未设"),
)


def _gap_of_best(items: Any, words: Callable[[Station, Question], str]) -> Any:
    """What the street's station that has come furthest still lacks."""

    def gap(question: Question, street_code: str) -> str:
        stations = items(question).filter(street_code=street_code)
        best = stations.order_by("-step", "-opened_on", "pk").first()
        return words(best, question) if best else ""

    return gap


def _station_measure(key: str, items: Any, steps: int = 0, **extra: Any) -> Measure:
    return Measure(
        key=key,
        items=items,
        columns=(*STATION_COLUMNS, *extra.pop("more", ())),
        records="stations:list",
        records_label="看服务站",
        ledger="站点台账",
        totals=(lambda question: best_step(items(question), steps)) if steps else None,
        **extra,
    )


def _parts_measure(
    key: str, items: Any, wanted: Any, gap_words: str, *columns: ItemColumn
) -> Measure:
    def gap(question: Question, street_code: str) -> str:
        counted = items(question).filter(street_code=street_code, counted=True)
        there = set(counted.order_by().values_list("kind", flat=True))
        lacking = [str(kind.label) for kind in wanted if kind not in there]
        return f"街镇站{gap_words}：{'、'.join(lacking)}。" if lacking else ""

    return Measure(
        key=key,
        items=items,
        columns=(
            ItemColumn("站点名称", lambda part, actor: part.station.official_name),
            *columns,
        ),
        records="stations:list",
        records_label="看服务站",
        totals=lambda question: kinds_counted(items(question), len(wanted)),
        gap=gap,
    )


def _community_measure(key: str, items: Any, gap_words: str, label: str, show: str) -> Measure:
    def gap(question: Question, street_code: str) -> str:
        names = list(
            items(question)
            .filter(street_code=street_code, counted=False)
            .order_by("pk")
            .values_list("short_name", flat=True)
        )
        return f"{len(names)} 个居村{gap_words}：{'、'.join(names)}" if names else ""

    return Measure(
        key=key,
        items=items,
        columns=COMMUNITY_COLUMNS,
        records="stations:points",
        records_label=label,
        records_show=show,
        ledger="站点台账",
        gap=gap,
    )


def station_opened(question: Question) -> QuerySet[Any]:
    """P2-2: the day the street's main station opened."""
    return (
        _stations(StationKind.MAIN)
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


def _zone_words(zone: StationZone, actor: Actor) -> str:
    if zone.kind == ZoneKind.OTHER:
        return f"{zone.label}（不在附件点名的三个区内）"
    return zone.get_kind_display()


register(
    _station_measure(
        "T1-2",
        main_stations,
        steps=3,
        gap=_gap_of_best(main_stations, missing.of_main_station),
    ),
    _station_measure("T1-3", extra_stations, is_count=True),
    _community_measure("T1-5", covered_communities, "还没有服务点", "看未设的居村", "missing"),
    _station_measure(
        "S1-1",
        named_stations,
        more=(ItemColumn("应为", lambda station, actor: station.right_name),),
    ),
    _community_measure("S1-5", rightly_named_points, "的服务点未设或名称不规范", "看服务点", ""),
    _station_measure(
        "S2-1",
        spacious_stations,
        steps=2,
        gap=_gap_of_best(spacious_stations, missing.of_workspace),
        more=(
            ItemColumn("面积（㎡）", lambda station, actor: station.area_m2, is_number=True),
            ItemColumn("座位", lambda station, actor: station.seats, is_number=True),
        ),
    ),
    _parts_measure(
        "S2-2",
        equipment,
        tuple(EquipmentKind),
        "还缺",
        ItemColumn("设备", lambda one, actor: one.get_kind_display()),
        ItemColumn("数量", lambda one, actor: one.count, is_number=True),
    ),
    _parts_measure(
        "S2-3",
        zones,
        NAMED_ZONES,
        "还没有设",
        ItemColumn("功能区", _zone_words),
        ItemColumn("面积（㎡）", lambda zone, actor: zone.area_m2, is_number=True),
    ),
    _station_measure(
        "S3-3",
        reachable_stations,
        steps=2,
        more=(
            ItemColumn("电话", lambda station, actor: station.phone or "未登记"),
            ItemColumn("开放时间", lambda station, actor: station.opening_hours or "未登记"),
        ),
    ),
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
