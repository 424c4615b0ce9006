"""Rooms above that keep something for an account hear that it was switched off.

Heard inside the transaction that switches it off.
"""

from collections.abc import Callable

from accounts.models import User
from core.actor import Actor

Listener = Callable[[User, Actor | None], None]

_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Be told of each account that ends, and by whom (None: the command line)."""
    _listeners.append(listener)


def tell(user: User, by: Actor | None) -> None:
    """Tell everybody who listens."""
    for listener in _listeners:
        listener(user, by)
