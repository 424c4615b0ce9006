"""Equipment and zones of the open main station: S2-2, S2-3."""

from typing import Any

from django.db.models import F, Q, QuerySet

from core.actor import Actor
from core.measures import ItemColumn, Measure, Question, register, true_when
from stations.enums import NAMED_ZONES, EquipmentKind, ZoneKind
from stations.indicators.counting import kinds_counted, open_main
from stations.models import StationEquipment, StationZone


def equipment(question: Question) -> QuerySet[Any]:
    """S2-2: each kind recorded of the open main station, and whether any stands there."""
    return _of_open_main(StationEquipment, question).annotate(counted=true_when(Q(count__gt=0)))


def zones(question: Question) -> QuerySet[Any]:
    """S2-3: each zone of the open main station, and whether it is one the annex names."""
    return _of_open_main(StationZone, question).annotate(counted=true_when(Q(kind__in=NAMED_ZONES)))


def _of_open_main(model: Any, question: Question) -> QuerySet[Any]:
    there = open_main(question).values("pk")
    parts = model.objects.filter(station__in=there).select_related("station")
    return parts.annotate(street_code=F("station__street_id"))


def _measure(key: str, items: Any, wanted: Any, gap_words: str, *columns: ItemColumn) -> Measure:
    def gap(question: Question, street_code: str) -> str:
        counted = items(question).filter(street_code=street_code, counted=True)
        there = set(counted.order_by().values_list("kind", flat=True))
        lacking = [str(kind.label) for kind in wanted if kind not in there]
        return f"街镇站{gap_words}：{'、'.join(lacking)}。" if lacking else ""

    return Measure(
        key=key,
        items=items,
        columns=(
            ItemColumn(
                "站点名称",
                lambda part, actor: part.station.official_name,
                page="stations:station",
                key=lambda part: part.station_id,
            ),
            *columns,
        ),
        records="stations:main",
        records_label="看服务站",
        totals=lambda question: kinds_counted(items(question), len(wanted)),
        gap=gap,
    )


def _zone_words(zone: StationZone, actor: Actor) -> str:
    if zone.kind == ZoneKind.OTHER:
        return f"{zone.label}（不在附件点名的三个区内）"
    return zone.get_kind_display()


register(
    _measure(
        "S2-2",
        equipment,
        tuple(EquipmentKind),
        "还缺",
        ItemColumn("设备", lambda one, actor: one.get_kind_display()),
        ItemColumn("数量", lambda one, actor: one.count, is_number=True),
    ),
    _measure(
        "S2-3",
        zones,
        NAMED_ZONES,
        "还没有设",
        ItemColumn("功能区", _zone_words),
        ItemColumn("面积（㎡）", lambda zone, actor: zone.area_m2, is_number=True),
    ),
)
