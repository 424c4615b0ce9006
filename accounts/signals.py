"""Writes sign-ins and sign-outs down; Django tells of them by signals alone."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from accounts import sessions
from accounts.actors import actor_of, memberships_of
from accounts.models import User
from audit import trail
from audit.models import Entry


@receiver(user_logged_in)
def write_sign_in(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Who signed in, in the first of her memberships; her time begins."""
    sessions.begin(request)
    _write(user, Entry.Action.SIGNED_IN)


@receiver(user_logged_out)
def write_sign_out(request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    """Who signed out; a session that was over already names nobody."""
    if user is not None:
        _write(user, Entry.Action.SIGNED_OUT)


def _write(user: User, action: Entry.Action) -> None:
    memberships = memberships_of(user)
    actor = actor_of(memberships[0]) if memberships else None
    trail.record(
        actor=actor, username=user.username, action=action, subject=f"user:{user.username}"
    )
