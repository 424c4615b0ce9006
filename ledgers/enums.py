"""States of a batch and of its rows."""

from django.db.models import TextChoices


class BatchState(TextChoices):
    """From the file to the records, and back."""

    RECEIVED = "received", "待对列"
    CHECKED = "checked", "待入账"
    ENTERED = "entered", "已入账"
    UNDONE = "undone", "已撤销"
    DISCARDED = "discarded", "已放弃"


class Outcome(TextChoices):
    """What will become of a row."""

    NEW = "new", "新增"
    CHANGED = "changed", "有变化"
    SAME = "same", "相同"
    REJECTED = "rejected", "不能入账"
