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
    """From planned to open to closed."""

    PLANNED = "planned", "筹建"
    OPEN = "open", "开放"
    CLOSED = "closed", "关闭"
