"""The trail: who saw, exported or did what, as plain values, chained and append-only."""

from typing import Self

import pgtrigger
from django.db import models

from core.actor import Actor
from core.scope import ScopedQuerySet


class EntryQuerySet(ScopedQuerySet):
    """Lines of the trail, by the unit of who acted."""

    def visible_to(self, actor: Actor | None) -> Self:
        """Her unit's; the district's actors also see what was done outside any unit, such as
        by the command line.
        """
        rows = super().visible_to(actor)
        if actor is not None and actor.is_district:
            rows = rows | self.filter(unit_code="")
        return rows


class Entry(models.Model):
    """One line of the trail.

    Actor and unit are plain values, so that a line outlives the account and the unit it names.
    Each line holds the hash of the one before it: an edit shows at its row (`audit.trail`).
    """

    SCOPE_PATH = "unit_code"

    class Action(models.TextChoices):
        SIGNED_IN = "signed_in", "登录"
        SIGNED_OUT = "signed_out", "退出"
        SEEN = "seen", "查看"
        REVEALED = "revealed", "显示"
        EXPORTED = "exported", "导出"
        CREATED = "created", "新增"
        CHANGED = "changed", "修改"
        DELETED = "deleted", "删除"
        IMPORTED = "imported", "入账"
        UNDONE = "undone", "撤销"
        PUBLISHED = "published", "发布"
        PASSWORD_SET = "password_set", "设置密码"

    at = models.DateTimeField("时间")
    username = models.CharField("账号", max_length=150)
    role = models.CharField("角色", max_length=30, blank=True)
    unit_code = models.CharField("单位代码", max_length=12, blank=True, db_index=True)
    action = models.CharField("动作", max_length=20, choices=Action)
    subject = models.CharField("对象", max_length=120)
    detail = models.JSONField("说明", default=dict)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = "留痕"
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="never_emptied",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                func="RAISE EXCEPTION 'Cannot truncate %', TG_TABLE_NAME;",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_action_display()}"
