"""Choices of stations and points, with their Chinese labels."""

from django.db.models import TextChoices


class StationKind(TextChoices):
    """类型 (T1-2, T1-3, T1-4)."""

    MAIN = "main", "街镇站"
    EXTRA = "extra", "增设站"
    STUDIO = "studio", "工作室"


class VenueKind(TextChoices):
    """设置场所."""

    AFFAIRS_CENTRE = "affairs_centre", "社区事务受理服务中心"
    NEIGHBOURHOOD_HUB = "neighbourhood_hub", "邻聚里中心"
    CHARITY_SHOP = "charity_shop", "慈善超市"
    ELDER_CARE_CENTRE = "elder_care_centre", "社区综合为老服务中心"
    OTHER = "other", "其他"


class SiteStatus(TextChoices):
    """From planned to open to closed, or moved to another address."""

    PLANNED = "planned", "筹建"
    OPEN = "open", "开放"
    CLOSED = "closed", "关闭"
    MOVED = "moved", "搬迁"


class EquipmentKind(TextChoices):
    """设备: the four kinds the annex names (S2-2)."""

    DESK = "desk", "桌"
    CHAIR = "chair", "椅"
    COMPUTER = "computer", "电脑"
    INTERNET = "internet", "互联网"


class ZoneKind(TextChoices):
    """功能分区: the three the annex names, and others (S2-3)."""

    RECEPTION = "reception_zone", "咨询接待区"
    CASEWORK = "casework_zone", "业务办理区"
    CONFERENCE = "conference_zone", "会商研讨区"
    OTHER = "other", "其他"


# “…等”: what a street sets up beside these three is kept and not counted.
NAMED_ZONES = (ZoneKind.RECEPTION, ZoneKind.CASEWORK, ZoneKind.CONFERENCE)
