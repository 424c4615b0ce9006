"""Writes the trail and checks its chain."""

import hashlib
import json
from datetime import UTC
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from audit.models import Entry
from core.actor import Actor

# One writer at a time, so that each line knows the one before it.
_LOCK = 4_208_001


@transaction.atomic(savepoint=False)
def record(
    *, actor: Actor | None, action: Entry.Action, subject: str, username: str = "", **detail: Any
) -> Entry:
    """Add a line, in the caller's transaction: it stands only when the deed stands.

    `detail` holds counts, codes and reasons, never personal data; whoever stands in for another
    has that account told there too.
    """
    if actor and actor.stands_in_for:
        detail["stands_in_for"] = actor.stands_in_for
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute("SELECT digest FROM audit_entry ORDER BY id DESC LIMIT 1")
        last = cursor.fetchone()
    entry = Entry(
        at=timezone.now(),
        username=actor.username if actor else username,
        role=actor.role if actor else "",
        unit_code=actor.unit_code if actor else "",
        action=action,
        subject=subject,
        detail=detail,
        previous=last[0] if last else "",
    )
    entry.digest = digest_of(entry)
    entry.save()
    return entry


def digest_of(entry: Entry) -> str:
    """The hash over a line's content and the hash before it."""
    content = [
        entry.at.astimezone(UTC).isoformat(),
        entry.username,
        entry.role,
        entry.unit_code,
        entry.action,
        entry.subject,
        entry.detail,
        entry.previous,
    ]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def first_broken() -> Entry | None:
    """The first line that was altered, or whose predecessor is gone; None when all is well."""
    previous = ""
    for entry in Entry.objects.order_by("id").iterator(chunk_size=2000):
        if entry.previous != previous or entry.digest != digest_of(entry):
            return entry
        previous = entry.digest
    return None
