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


NAMED_KINDS = (SessionKind.INDUCTION, SessionKind.SUPERVISION, SessionKind.PEER_LED)
