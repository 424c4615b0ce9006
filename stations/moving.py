"""Rooms above that keep something at a station hear that it moved.

A station that moves is two rows, the old one closed and the new one open; whoever hangs on the old
one takes it along. Heard inside the transaction of the move.
"""

from collections.abc import Callable

from stations.models import Station

Listener = Callable[[Station, Station], None]

_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Be told of each move: the station as it was closed, the one at the new address."""
    _listeners.append(listener)


def tell(here: Station, there: Station) -> None:
    """Tell everybody who listens."""
    for listener in _listeners:
        listener(here, there)
