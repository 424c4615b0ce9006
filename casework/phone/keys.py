"""The key under which a user's phone keeps what is not sent yet."""

import os

from django.db import transaction

from accounts.models import User
from audit import trail
from audit.models import Entry
from casework.models import PhoneKey
from casework.permissions import CaseworkPermission
from core.actor import Actor
from core.sealing import blind_index

KEY_BYTES = 32
_TAG_CHARS = 24


@transaction.atomic
def key_for(*, by: Actor) -> bytes:
    """The actor's own secret, made when her phone first asks; the same ever after."""
    by.must(CaseworkPermission.SERVE).enforce()
    own = PhoneKey.objects.visible_to(by)
    found = own.order_by("pk").first()
    if found is None:
        fresh = PhoneKey(user_id=by.user_id)
        fresh.secret = os.urandom(KEY_BYTES)
        # Two of her phones may ask at once: one key is made, both get it.
        PhoneKey.objects.bulk_create([fresh], ignore_conflicts=True)
        found = own.order_by("pk")[0]
        if found.pk == fresh.pk:
            trail.record(actor=by, action=Entry.Action.CREATED, subject=f"phonekey:{found.pk}")
    secret: bytes = found.secret
    return secret


def tag_of(user_id: int) -> str:
    """What her rows on a phone are marked with: always the same, and no name."""
    return blind_index(str(user_id), purpose="casework.phone")[:_TAG_CHARS]


def forget(user: User, by: Actor | None) -> None:
    """An account was switched off: what its phones still hold is unreadable from now on."""
    for key in PhoneKey.objects.filter(user=user).order_by("pk"):
        trail.record(actor=by, action=Entry.Action.DELETED, subject=f"phonekey:{key.pk}")
        key.delete()
