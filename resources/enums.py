"""Choices of the resource pool, with their Chinese labels."""

from django.db.models import TextChoices


class NeedCategory(TextChoices):
    """The seven kinds of help that T3-2 names: of resources, and of the needs they meet."""

    BASIC_LIVING = "basic_living", "基本生活"
    HEALTH = "health", "健康医疗"
    ELDER_CARE = "elder_care", "养老服务"
    EMPLOYMENT = "employment", "就业帮扶"
    EDUCATION = "education", "助学帮扶"
    PSYCHOLOGICAL = "psychological", "心理服务"
    DONATION = "donation", "公益捐赠"


class ProviderKind(TextChoices):
    """资源主体, the five of T3-3."""

    DEPARTMENT = "department", "职能部门"
    ENTERPRISE = "enterprise", "爱心企业"
    SOCIAL_ORGANISATION = "social_organisation", "社会组织"
    CHARITY = "charity", "慈善组织"
    VOLUNTEER = "volunteer", "志愿者"


class Eligibility(TextChoices):
    """For whom a resource is, where it is not for everybody."""

    DIBAO = "dibao", "低保家庭"
    LOW_INCOME = "low_income", "低收入和低保边缘家庭"
    TEKUN = "tekun", "特困人员"
    EXPENDITURE = "expenditure", "支出型困难家庭"
    OTHER = "other", "其他困难家庭"


class Per(TextChoices):
    """In which period a capacity is there anew."""

    MONTH = "month", "每月"
    QUARTER = "quarter", "每季"
    YEAR = "year", "每年"
    TERM = "term", "整个期限"


class StopReason(TextChoices):
    """Why a resource is offered no more."""

    ENDED = "ended", "合作到期"
    WITHDRAWN = "withdrawn", "提供方退出"
    USED_UP = "used_up", "额度用完"
    MISTAKEN = "mistaken", "登记有误"
    OTHER = "other", "其他"
