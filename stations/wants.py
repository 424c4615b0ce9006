"""What the clauses still want of one station, in words. Pure: no database.

The score counts the same facts in `indicators.py`; here they are told as work to do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from stations.enums import (
    NAMED_ZONES,
    EquipmentKind,
    SiteStatus,
    StationKind,
    VenueKind,
)
from stations.missing import workspace_words
from stations.models import Station

PHOTOS_LATER = "照片要等佐证材料开放后上传"


@dataclass(frozen=True)
class Want:
    """One clause: its state (core.badges.STATES), what is missing, the field to fill."""

    code: str
    state: str
    words: str
    field: str = ""


def wants_of(
    station: Station,
    equipment: Mapping[str, int],
    zones: Mapping[str, Any],
    day: date,
    *,
    needs_seats: bool,
) -> list[Want]:
    """In the order of the standard; extra stations and studios earn by being open.

    `needs_seats` is the standard's setting `workspace_needs_seats`.
    """
    if station.kind == StationKind.EXTRA:
        return [_being_open("T1-3", station, day, "已启用，计入增设站点。")]
    if station.kind == StationKind.STUDIO:
        return [_studio(station, day)]
    return [
        _place(station, day),
        _name(station),
        _space(station, needs_seats),
        _equipment(equipment),
        _zones(zones),
        _contact(station),
    ]


def is_counted(station: Station, day: date) -> bool:
    """Whether the clauses look at it on a day: only what is open counts."""
    return station.state_on(day) == SiteStatus.OPEN


def _place(station: Station, day: date) -> Want:
    is_open = is_counted(station, day)
    in_centre = station.venue_kind == VenueKind.AFFAIRS_CENTRE
    lacking = [
        (words, field)
        for words, is_there, field in (
            ("地址", station.address, "address"),
            ("启用", is_open, "opened_on"),
            ("设在社区事务受理服务中心", in_centre, "venue_kind"),
            ("独立设置", station.is_independent, "is_independent_0"),
            ("实体化", station.is_physical, "is_physical_0"),
        )
        if not is_there
    ]
    if not lacking:
        return Want("T1-2", "partial", f"场所、独立、实体都已登记；{PHOTOS_LATER}，之前最多得60%。")
    is_planned = bool(station.address) and not station.is_gone
    words = "、".join(words for words, _ in lacking)
    return Want(
        "T1-2",
        "partial" if is_open or is_planned else "zero",
        f"还差：{words}。{PHOTOS_LATER}。",
        lacking[0][1],
    )


def _name(station: Station) -> Want:
    if station.official_name == station.ruled_name:
        return Want("S1-1", "full", "名称规范。")
    return Want("S1-1", "zero", f"名称应为“{station.ruled_name}”。", "official_name")


def _space(station: Station, needs_seats: bool) -> Want:
    words = f"{workspace_words(station, needs_seats=needs_seats)}。"
    field = "area_m2" if station.area_m2 is None else "seats" if station.seats is None else ""
    is_recorded = station.area_m2 is not None and not (needs_seats and station.seats is None)
    return Want("S2-1", "awaiting_review" if is_recorded else "no_data", words, field)


def _equipment(equipment: Mapping[str, int]) -> Want:
    lacking = [kind for kind in EquipmentKind if not equipment.get(kind)]
    if not lacking:
        return Want("S2-2", "full", "桌、椅、电脑、互联网4类齐备。")
    state = "partial" if len(lacking) < len(EquipmentKind) else "no_data"
    words = "、".join(str(kind.label) for kind in lacking)
    return Want("S2-2", state, f"4类中还缺：{words}。", lacking[0].value)


def _zones(zones: Mapping[str, Any]) -> Want:
    lacking = [kind for kind in NAMED_ZONES if kind not in zones]
    if not lacking:
        return Want("S2-3", "full", "3个区都有，加1分。")
    states = {0: "no_data", 1: "zero", 2: "partial"}
    words = "、".join(str(kind.label) for kind in lacking)
    return Want(
        "S2-3",
        states[len(NAMED_ZONES) - len(lacking)],
        f"加分项，2个区加0.5分，3个区加1分。还没有：{words}。",
        "zones_0",
    )


def _contact(station: Station) -> Want:
    lacking = [
        (words, field)
        for words, value, field in (
            ("电话", station.phone, "phone"),
            ("开放时间", station.opening_hours, "opening_hours"),
        )
        if not value
    ]
    if lacking:
        words = "、".join(words for words, _ in lacking)
        return Want("S3-3", "no_data", f"还没有登记：{words}。", lacking[0][1])
    return Want("S3-3", "partial", f"电话和开放时间已登记；公示的{PHOTOS_LATER}，之前得50%。")


def _studio(station: Station, day: date) -> Want:
    words = "已启用；工作机制文件要等机制登记开放后上传，之前不计加分。"
    opened = _being_open("T1-4", station, day, words)
    return opened if opened.state == "zero" else Want("T1-4", "partial", words)


def _being_open(code: str, station: Station, day: date, words: str) -> Want:
    if is_counted(station, day):
        return Want(code, "full", words)
    return Want(code, "zero", "启用之后才计入。", "opened_on")
