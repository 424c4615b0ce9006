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


class WallTopic(TextChoices):
    """The four wall displays the annex names (S3-1)."""

    WORKFLOW = "workflow", "工作流程"
    MECHANISMS = "mechanisms", "制度机制"
    PHILOSOPHY = "philosophy", "服务理念"
    FEATURES = "features", "服务特色"


class ServiceKind(TextChoices):
    """The six services (T7-1) and the three duties of a street's station (T7-2)."""

    POLICY_GUIDANCE = "policy_guidance", "政策宣传引导"
    VISITING = "visiting", "社区走访发现"
    MEANS_SURVEY = "means_survey", "开展家境调查"
    RESOURCE_LINKAGE = "resource_linkage", "资源整合对接"
    EMOTIONAL_SUPPORT = "emotional_support", "心理关爱疏导"
    COMMUNITY_SUPPORT = "community_support", "社区支持体系建设"
    POLICY_ADVICE = "policy_advice", "政策解答"
    APPLICATION_INTAKE = "application_intake", "申请受理"
    RESOURCE_LINKS = "resource_links", "资源链接"


class MilestoneKind(TextChoices):
    """The milestones that every street sets itself (P2-4); the first four are P2-2's."""

    SITING = "siting", "选址"
    FITTING_OUT = "fitting_out", "装修"
    SIGNING = "signing", "挂牌"
    OPENING = "opening", "开放"
    STAFFING = "staffing", "人员到位"
    POINTS = "points", "服务点设立"
    TRAINING_PLAN = "training_plan", "培训方案"


class DelayState(TextChoices):
    """How a request stands."""

    WAITING = "awaiting_review", "待审"
    ACCEPTED = "accepted", "已接受"
    REFUSED = "refused", "未通过"


class CheckResult(TextChoices):
    """The word on one clause of the annex."""

    MET = "met", "符合"
    PARTLY = "partly", "部分符合"
    NOT_MET = "not_met", "不符合"
    NOT_APPLICABLE = "not_applicable", "不适用"
