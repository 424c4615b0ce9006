"""What the clauses still want of one station, in words. Pure: no database.

The score counts the same facts in `indicators`; here they are told as work to do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from evidence.subjects import Tag
from stations import missing, tags
from stations.enums import NAMED_ZONES, EquipmentKind, SiteStatus, StationKind
from stations.missing import Lack
from stations.models import Station
from stations.photos import PREMISES_PHOTOS, Photos

PLAQUES = (tags.OUTDOOR_PLAQUE, tags.INDOOR_PLAQUE)
WALLS = tuple(tags.WALLS.values())


@dataclass(frozen=True)
class Want:
    """One clause: its state (core.badges.STATES), what is missing, and where to mend it.

    `field` is the field of the form, `tag` what to hand in, `section` a part of the page itself.
    """

    code: str
    state: str
    words: str
    field: str = ""
    tag: str = ""
    section: str = ""


@dataclass(frozen=True)
class Facts:
    """What is known of a station beside its own row, as of a day.

    `photos` by tag; `leaflets` are the titles of the current ones; `needs_seats` is the
    standard's setting `workspace_needs_seats`.
    """

    day: date
    equipment: Mapping[str, int] = field(default_factory=dict)
    zones: Mapping[str, Any] = field(default_factory=dict)
    photos: Mapping[str, Photos] = field(default_factory=dict)
    leaflets: Sequence[str] = ()
    needs_seats: bool = False

    def photo(self, tag: Tag) -> Photos:
        """How the photos of one tag stand."""
        return self.photos.get(tag.key, Photos())


def wants_of(station: Station, facts: Facts) -> list[Want]:
    """In the order of the standard; extra stations and studios earn by being open."""
    brand = [_brand(station, facts)] if station.brand_name else []
    if station.kind == StationKind.EXTRA:
        return [_being_open("T1-3", station, facts, "已启用，计入增设站点。"), *brand]
    if station.kind == StationKind.STUDIO:
        return [_studio(station, facts), *brand]
    return [
        _place(station, facts),
        _name(station),
        _of_kinds("S1-2", PLAQUES, facts, "室外、室内挂牌照片都已通过。"),
        _by_photo("S1-3", tags.LOGO, facts, "统一标识已确认。"),
        *brand,
        _space(station, facts),
        _equipment(facts),
        _zones(facts),
        _of_kinds("S3-1", WALLS, facts, "4项内容都已上墙，照片都已通过。"),
        _leaflets(facts),
        _contact(station, facts),
        _by_photo("R5-3", tags.SHOWCASE, facts, "有特色展示照片。"),
    ]


def is_counted(station: Station, day: date) -> bool:
    """Whether the clauses look at it on a day: only what is open counts."""
    return station.state_on(day) == SiteStatus.OPEN


def _want(
    code: str, state: str, lacks: Sequence[Lack], done: str, *, is_waiting: bool = False
) -> Want:
    """What lacks, and where to mend the first of it; nothing lacking is full marks.

    `is_waiting`: the district's word would add something, as the score says (rule 9).
    """
    if not lacks:
        return Want(code, "full", done)
    return Want(
        code,
        "awaiting_review" if is_waiting else state,
        f"{missing.words_of(lacks)}。",
        next((lack.field for lack in lacks if lack.field), ""),
        next((lack.tag for lack in lacks if lack.tag), ""),
    )


def _place(station: Station, facts: Facts) -> Want:
    premises = facts.photo(tags.PREMISES)
    is_planned = bool(station.address) and not station.is_gone
    state = "partial" if is_counted(station, facts.day) or is_planned else "zero"
    lacks = missing.of_place(station, facts.day, premises)
    done = "受理服务中心、独立、实体、照片四项齐备。"
    in_hand = premises.accepted + premises.waiting >= PREMISES_PHOTOS
    is_waiting = in_hand and premises.accepted < PREMISES_PHOTOS and len(lacks) == 1
    return _want("T1-2", state, lacks, done, is_waiting=is_waiting)


def _name(station: Station) -> Want:
    if station.official_name == station.ruled_name:
        return Want("S1-1", "full", "名称规范。")
    return Want("S1-1", "zero", f"名称应为“{station.ruled_name}”。", "official_name")


def _of_kinds(code: str, wanted: Sequence[Tag], facts: Facts, done: str) -> Want:
    """So many photos, each counting alone."""
    there = [facts.photo(tag) for tag in wanted]
    is_any = any(one.accepted for one in there)
    is_none = all(one.state == "no_data" for one in there)
    state = "partial" if is_any else "no_data" if is_none else "zero"
    is_waiting = any(one.is_waiting for one in there)
    lacks = missing.of_photos(wanted, facts.photos)
    return _want(code, state, lacks, done, is_waiting=is_waiting)


def _by_photo(code: str, tag: Tag, facts: Facts, done: str) -> Want:
    photos = facts.photo(tag)
    state = "zero" if photos.refused else "no_data"
    lacks = missing.of_photo(tag, photos)
    return _want(code, state, lacks, done, is_waiting=photos.is_waiting)


def _brand(station: Station, facts: Facts) -> Want:
    photos = facts.photo(tags.BRAND_SIGN)
    right = station.ruled_name if station.kind == StationKind.MAIN else ""
    is_replaced = missing.is_replaced_by_brand(station, right)
    lacks = missing.of_brand(is_replaced=is_replaced, photos=photos)
    if lacks or photos.accepted:
        is_waiting = photos.is_waiting and not is_replaced
        return _want("S1-4", "zero", lacks, "品牌与规定名称并排。", is_waiting=is_waiting)
    words = "牌面照片待审。" if photos.waiting else "有品牌的，可上传牌面照片，看得出是并排。"
    tag = "" if photos.waiting else tags.BRAND_SIGN.key
    return Want("S1-4", "tracked", words, tag=tag)


def _space(station: Station, facts: Facts) -> Want:
    photos = facts.photo(tags.WORKSPACE)
    lacks = missing.of_workspace(station, photos, needs_seats=facts.needs_seats)
    is_recorded = station.area_m2 is not None and not (facts.needs_seats and station.seats is None)
    state, done = "partial" if is_recorded else "zero", "审核人已确认空间足够。"
    is_waiting = is_recorded and photos.is_waiting
    want = _want("S2-1", state, lacks, done, is_waiting=is_waiting)
    if station.seats is not None or facts.needs_seats:
        return want
    words = f"{want.words}座位未登记，目前不要求。"
    return Want(want.code, want.state, words, want.field or "seats", want.tag)


def _equipment(facts: Facts) -> Want:
    lacking = [kind for kind in EquipmentKind if not facts.equipment.get(kind)]
    if not lacking:
        return Want("S2-2", "full", "桌、椅、电脑、互联网4类齐备。")
    state = "partial" if len(lacking) < len(EquipmentKind) else "no_data"
    words = "、".join(str(kind.label) for kind in lacking)
    return Want("S2-2", state, f"4类中还缺：{words}。", lacking[0].value)


def _zones(facts: Facts) -> Want:
    lacking = [kind for kind in NAMED_ZONES if kind not in facts.zones]
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


def _leaflets(facts: Facts) -> Want:
    photos = facts.photo(tags.LEAFLETS)
    lacks = missing.of_leaflets(facts.leaflets, photos)
    is_begun = bool(facts.leaflets) or photos.state != "no_data"
    done = "手册摆放在醒目位置，照片已通过。"
    is_waiting = bool(facts.leaflets) and photos.is_waiting
    state = "zero" if is_begun else "no_data"
    want = _want("S3-2", state, lacks, done, is_waiting=is_waiting)
    section = "" if facts.leaflets else "leaflets"
    return Want(want.code, want.state, want.words, want.field, want.tag, section)


def _contact(station: Station, facts: Facts) -> Want:
    photos = facts.photo(tags.CONTACT_NOTICE)
    is_recorded = bool(station.phone and station.opening_hours)
    state = "partial" if is_recorded else "zero"
    done = "电话、开放时间已登记，公示照片已上传。"
    return _want("S3-3", state, missing.of_contact(station, photos), done)


def _studio(station: Station, facts: Facts) -> Want:
    photos = facts.photo(tags.MECHANISM_DOCUMENT)
    if not is_counted(station, facts.day):
        return _being_open("T1-4", station, facts, "")
    lacks = missing.of_mechanism(photos)
    return _want("T1-4", "zero", lacks, "已启用，有工作机制文件，计入加分。")


def _being_open(code: str, station: Station, facts: Facts, words: str) -> Want:
    if is_counted(station, facts.day):
        return Want(code, "full", words)
    return Want(code, "zero", "启用之后才计入。", "opened_on")
