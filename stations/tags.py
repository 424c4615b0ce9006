"""What can be proved of stations, points and milestones by a photo or a file, and which clause asks.

A hint tells whoever takes the photo what must be seen on it, so that it is accepted at once.
"""

from collections.abc import Iterable

from evidence.subjects import Tag
from stations.enums import StationKind, WallTopic, ZoneKind
from stations.models import Station

OUTDOOR_PLAQUE = Tag(
    "outdoor_plaque",
    "室外挂牌",
    "S1-2",
    "站在门外拍：牌子全称看得清，看得出挂在大门或外墙的显著位置。",
)
INDOOR_PLAQUE = Tag(
    "indoor_plaque",
    "室内挂牌",
    "S1-2",
    "站在室内拍：牌子全称看得清，看得出挂在进门就能看到的地方。",
)
LOGO = Tag(
    "logo",
    "统一标识",
    "S1-3",
    "靠近拍全市统一标识，不要反光；标识和站名在同一张里。",
)
BRAND_SIGN = Tag(
    "brand_sign",
    "品牌并排",
    "S1-4",
    "规定名称和品牌名称拍在同一张里，看得出是并排，品牌没有代替规定名称。",
)
PREMISES = Tag(
    "premises",
    "站点实景",
    "T1-2",
    "至少2张，从不同方向拍：看得出在受理服务中心里，有自己的独立空间。",
)
WORKSPACE = Tag(
    "workspace",
    "工作空间",
    "S2-1",
    "站在门口拍整个工作区，桌椅、通道都在画面里；审核人据此确认空间是否足够。",
)
RECEPTION_ZONE = Tag(
    ZoneKind.RECEPTION.value, "咨询接待区", "S2-3", "拍整个区，区名的牌子在画面里。"
)
CASEWORK_ZONE = Tag(ZoneKind.CASEWORK.value, "业务办理区", "S2-3", "拍整个区，区名的牌子在画面里。")
CONFERENCE_ZONE = Tag(
    ZoneKind.CONFERENCE.value, "会商研讨区", "S2-3", "拍整个区，区名的牌子在画面里。"
)
WALLS = {
    topic: Tag(
        f"wall_{topic.value}",
        f"上墙：{topic.label}",
        "S3-1",
        f"正对墙面拍“{topic.label}”，标题和正文都看得清。",
    )
    for topic in WallTopic
}
LEAFLETS = Tag(
    "leaflets",
    "宣传手册",
    "S3-2",
    "拍手册摆放的位置，看得出醒目、随手可取；封面上的名称看得清。",
)
CONTACT_NOTICE = Tag(
    "contact_notice",
    "联系方式公示",
    "S3-3",
    "公示的电话和开放时间看得清，和这里登记的一致。",
)
SHOWCASE = Tag(
    "showcase",
    "特色展示",
    "R5-3",
    "拍站内展示救助工作特色的地方；有居民在场的，不要拍到正脸。",
)
MECHANISM_DOCUMENT = Tag(
    "mechanism_document",
    "工作机制文件",
    "T1-4",
    "工作室的工作机制，盖章的扫描件或正式文本。",
    is_document=True,
)
DESK_SIGN = Tag(
    "desk_sign",
    "桌面立牌",
    "S1-6",
    "拍办公桌上的立牌，服务点全称看得清。挂在墙上或门外的牌子不算，还会记为违规（S1-7）。",
)
MILESTONE_PROOF = Tag(
    "milestone_proof",
    "节点佐证",
    "P2-2",
    "看得出这个节点已经完成：现场照片，或盖章文件的照片。",
)

# What the annex asks of the street's own station.
OF_MAIN_STATION = (
    PREMISES,
    OUTDOOR_PLAQUE,
    INDOOR_PLAQUE,
    LOGO,
    WORKSPACE,
    RECEPTION_ZONE,
    CASEWORK_ZONE,
    CONFERENCE_ZONE,
    *WALLS.values(),
    LEAFLETS,
    CONTACT_NOTICE,
)


def tags_of_station(station: Station) -> Iterable[Tag]:
    """The annex asks of the main station, T1-4 of a studio; brand and showcase are anyone's."""
    if station.kind == StationKind.MAIN:
        yield from OF_MAIN_STATION
    if station.kind == StationKind.STUDIO:
        yield MECHANISM_DOCUMENT
    if station.brand_name:
        yield BRAND_SIGN
    yield SHOWCASE
