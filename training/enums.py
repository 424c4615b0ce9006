"""Choices of training, with their Chinese labels."""

from django.db.models import TextChoices


class SessionKind(TextChoices):
    """培训类型; T8-3 names the first three."""

    INDUCTION = "induction", "岗前培训"
    SUPERVISION = "supervision", "日常督训"
    PEER_LED = "peer_led", "骨干带训"
    OTHER = "other", "其他"


class Mode(TextChoices):
    """方式."""

    ON_SITE = "on_site", "现场"
    ONLINE = "online", "线上"


class SessionState(TextChoices):
    """培训的状态."""

    PLANNED = "planned", "待举办"
    HELD = "held", "已举办"
    CANCELLED = "cancelled", "已取消"


class CameBy(TextChoices):
    """How somebody's coming was noted."""

    CODE = "code", "扫码签到"
    LIST = "list", "名单登记"
    LEDGER = "ledger", "台账导入"


class PlanState(TextChoices):
    """培训方案的状态."""

    DRAFT = "draft", "编写中"
    SUBMITTED = "submitted", "待批准"
    RETURNED = "returned", "已退回"
    APPROVED = "approved", "已批准"


NAMED_KINDS = (SessionKind.INDUCTION, SessionKind.SUPERVISION, SessionKind.PEER_LED)
