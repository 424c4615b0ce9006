"""Choices of evidence, with their Chinese labels."""

from django.db.models import TextChoices


class EvidenceKind(TextChoices):
    """What was handed in."""

    PHOTO = "photo", "照片"
    DOCUMENT = "document", "文件"


class ProofState(TextChoices):
    """How one item stands with the district; keys of core.badges.STATES."""

    WAITING = "awaiting_review", "待审"
    ACCEPTED = "accepted", "已接受"
    REFUSED = "refused", "未通过"
