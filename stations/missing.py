"""What a station still lacks for the full mark, in words. Pure: no database.

The score's explanations and the station's own page tell it alike, from here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from evidence.subjects import Tag
from stations import tags
from stations.enums import SiteStatus, VenueKind
from stations.models import Station
from stations.photos import PREMISES_PHOTOS, Photos

# What the notice asks of the house and the room (T1-2); unknown is not no.
_ASKED = (("is_independent", "独立设置"), ("is_physical", "实体化"))


@dataclass(frozen=True)
class Lack:
    """One thing: its words, the field of the station's form to fill, the tag to hand in."""

    words: str
    field: str = ""
    tag: str = ""


def words_of(lacks: Iterable[Lack]) -> str:
    """In one line."""
    return "、".join(one.words for one in lacks)


def of_place(station: Station, day: date, photos: Photos) -> list[Lack]:
    """T1-2: which of the four (affairs centre, independent, physical, photos) are not there."""
    state = station.state_on(day)
    if state in (SiteStatus.CLOSED, SiteStatus.MOVED):
        return [
            Lack(
                f"街镇站已于 {station.closed_on} {'搬迁' if state == SiteStatus.MOVED else '关闭'}"
            )
        ]
    lacks = [Lack("还没有启用", "opened_on")] if state == SiteStatus.PLANNED else []
    if not station.address:
        lacks.append(Lack("未登记地址", "address"))
    if not station.venue_kind:
        lacks.append(Lack("未登记设置场所", "venue_kind"))
    elif station.venue_kind != VenueKind.AFFAIRS_CENTRE:
        where = station.get_venue_kind_display()
        lacks.append(Lack(f"场所不在受理服务中心（{where}）", "venue_kind"))
    for field, label in _ASKED:
        is_so = getattr(station, field)
        if not is_so:
            words = f"未登记是否{label}" if is_so is None else f"不是{label}"
            lacks.append(Lack(words, f"{field}_0"))
    return [*lacks, *_of_premises(photos)]


def _of_premises(photos: Photos) -> list[Lack]:
    if photos.accepted >= PREMISES_PHOTOS:
        return []
    if photos.state == "no_data":
        words = f"还没有上传站点实景照片（要{PREMISES_PHOTOS}张）"
        return [Lack(words, tag=tags.PREMISES.key)]
    words = f"站点实景照片要{PREMISES_PHOTOS}张，已通过{photos.accepted}张"
    if photos.waiting:
        words += f"，待审{photos.waiting}张"
    if photos.accepted + photos.waiting >= PREMISES_PHOTOS:
        return [Lack(words)]
    if photos.refused:
        words += f"，未通过{photos.refused}张（{photos.reason}）"
    return [Lack(words, tag=tags.PREMISES.key)]


def of_photo(tag: Tag, photos: Photos) -> list[Lack]:
    """A photo or file of one tag that was not accepted yet; nothing once one was."""
    if photos.accepted:
        return []
    what = tag.label if tag.is_document else f"{tag.label}照片"
    if photos.waiting:
        return [Lack(f"{what}待审")]
    if photos.refused:
        return [Lack(f"{what}未通过（{photos.reason}）", tag=tag.key)]
    return [Lack(f"还没有上传{what}", tag=tag.key)]


def of_photos(wanted: Iterable[Tag], photos: Mapping[str, Photos]) -> list[Lack]:
    """The same for several tags."""
    return [lack for tag in wanted for lack in of_photo(tag, photos.get(tag.key, Photos()))]


def of_workspace(station: Station, photos: Photos, *, needs_seats: bool) -> list[Lack]:
    """S2-1: area and seats, and the photo by which a reviewer finds the room large enough.

    `needs_seats` is the standard's setting `workspace_needs_seats`.
    """
    lacks = []
    if station.area_m2 is None:
        lacks.append(Lack("未登记面积", "area_m2"))
    if station.seats is None and needs_seats:
        lacks.append(Lack("未登记座位", "seats"))
    if photos.waiting and not photos.accepted:
        return [*lacks, Lack("工作空间照片待审，由审核人确认是否足够")]
    return [*lacks, *of_photo(tags.WORKSPACE, photos)]


def of_contact(station: Station, photos: Photos) -> list[Lack]:
    """S3-3: phone, hours, and the photo of the notice; one that waits is enough."""
    lacks = []
    if not station.phone:
        lacks.append(Lack("未登记电话", "phone"))
    if not station.opening_hours:
        lacks.append(Lack("未登记开放时间", "opening_hours"))
    return [*lacks, *([] if photos.waiting else of_photo(tags.CONTACT_NOTICE, photos))]


def of_leaflets(titles: Iterable[str], photos: Photos) -> list[Lack]:
    """S3-2: a current leaflet, and an accepted photo of where they lie."""
    lacks = [] if list(titles) else [Lack("还没有登记现行的宣传手册")]
    return [*lacks, *of_photo(tags.LEAFLETS, photos)]


def of_mechanism(photos: Photos) -> list[Lack]:
    """T1-4: the studio's document; one that waits is enough."""
    return [] if photos.waiting else of_photo(tags.MECHANISM_DOCUMENT, photos)


def is_replaced_by_brand(station: Station, right_name: str) -> bool:
    """S1-4: whether the brand stands in the place of the official name, instead of beside it."""
    brand, name = station.brand_name, station.official_name
    return bool(right_name and brand) and name != right_name and (brand in name or name in brand)


def of_brand(*, is_replaced: bool, photos: Photos) -> list[Lack]:
    """S1-4: what is wrong with a brand's sign; a photo not taken yet is no fault."""
    lacks = [Lack("登记的名称以品牌代替了规定名称", "official_name")] if is_replaced else []
    if photos.refused and not photos.accepted:
        again = "，新的照片待审" if photos.waiting else ""
        tag = "" if photos.waiting else tags.BRAND_SIGN.key
        lacks.append(Lack(f"牌面照片未通过（{photos.reason}）{again}", tag=tag))
    return lacks
