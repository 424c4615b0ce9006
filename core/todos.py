"""What waits for whom: declared in each room's `todos.py`, shown on the home page.

A source is asked on every page, for the count in the top bar: it reads in two queries at most.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from core.actor import Actor


class Asker(Protocol):
    """Who asks, and for which day (None: the default one); a request is one."""

    actor: Actor
    asked_day: date | None


@dataclass(frozen=True)
class Todo:
    """One piece of work that waits for somebody.

    `view`, `args` and `query` name the page where it is done, `action` the button that leads
    there; `due_on` is None for what has no day. `clause` is what a milestone waits for; it is left out
    where another piece of work is known to lead to it, which names it among what it `covers`.
    """

    title: str
    note: str
    view: str
    args: tuple[str, ...] = ()
    query: tuple[tuple[str, str], ...] = ()
    action: str = "去办"
    due_on: date | None = None
    clause: str = ""
    covers: tuple[str, ...] = ()


Source = Callable[[Asker], Iterable[Todo]]

sources: list[Source] = []


def register(*declared: Source) -> None:
    """Declare what gives somebody's work."""
    sources.extend(declared)


def waiting_for(asker: Asker) -> list[Todo]:
    """All that waits for somebody, the earliest due day first, what has none last."""
    found = [todo for source in sources for todo in source(asker)]
    covered = {clause for todo in found for clause in todo.covers}
    left = [todo for todo in found if todo.clause not in covered]
    return sorted(left, key=lambda todo: todo.due_on or date.max)
