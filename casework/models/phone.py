"""What lets a phone keep visits without a network."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from core.actor import Actor
from core.sealing import sealed_file_property


class PhoneKeyQuerySet(models.QuerySet["PhoneKey"]):
    """Keys: nobody's but one's own, whatever unit one acts in."""

    def visible_to(self, actor: Actor | None) -> Self:
        """The actor's own."""
        return self.filter(user_id=actor.user_id) if actor else self.none()


class PhoneKey(models.Model):
    """The key under which one user's phone keeps what is not sent yet.

    Her phone gets it after she has signed in, and the same again next time, so that what waits
    there can be read. It goes when her account ends: what a phone still holds is unreadable then.
    """

    PERSONAL_FIELDS = ("secret",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="账号"
    )
    secret_sealed = models.BinaryField(editable=False)
    made_at = models.DateTimeField("生成时间", db_default=Now(), editable=False)

    secret = sealed_file_property("secret_sealed")

    objects = PhoneKeyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "手机密钥"

    def __str__(self) -> str:
        return f"手机密钥 {str(self.pk)[:8]}"
