"""Choices of construction plans, with their Chinese labels."""

from django.db.models import TextChoices


class PlanState(TextChoices):
    """From draft to approved."""

    DRAFT = "draft", "起草中"
    SUBMITTED = "submitted", "已报送"
    UNDER_REVIEW = "under_review", "审核中"
    RETURNED = "returned", "退回"
    APPROVED = "approved", "已通过"


class PartState(TextChoices):
    """How one part stands: written, waiting, sent back or closed."""

    OPEN = "open", "起草中"
    WAITING = "awaiting_review", "待审"
    RETURNED = "returned", "退回"
    ACCEPTED = "accepted", "已接受"


class PlanForm(TextChoices):
    """Written here part by part, or uploaded as a stamped Word or PDF."""

    WRITTEN = "written", "在这里填写"
    UPLOADED = "uploaded", "上传盖章文件"


class PartKind(TextChoices):
    """The twelve parts of a plan."""

    SITE = "site", "选址与场所"
    SPACE = "space", "面积与分区"
    EQUIPMENT = "equipment", "设备"
    LAYOUT = "layout", "布点清单"
    STAFFING = "staffing", "人员与岗位"
    SERVICES = "services", "服务事项"
    MECHANISMS = "mechanisms", "机制与流程"
    TRAINING = "training", "培训"
    PROJECTS = "projects", "项目"
    MONEY = "money", "经费"
    SCHEDULE = "schedule", "进度"
    LEADERSHIP = "leadership", "组织领导"
