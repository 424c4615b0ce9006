"""What waits for whom: declared in each room's `todos.py`, shown on the home page.

A source is asked on every page, for the count in the top bar; it reads in a few queries at most.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from core.actor import Actor


@dataclass(frozen=True)
class Todo:
    """One piece of work that waits for somebody.

    `view` and `args` name the page where it is done, `action` the button that leads there;
    `due_on` is None for what has no day.
    """

    title: str
    note: str
    view: str
    args: tuple[str, ...] = ()
    action: str = "去办"
    due_on: date | None = None


Source = Callable[[Actor, date], Iterable[Todo]]

sources: list[Source] = []


def register(*declared: Source) -> None:
    """Declare what gives an actor's work as of a day."""
    sources.extend(declared)


def waiting_for(actor: Actor, as_of: date) -> list[Todo]:
    """All that waits for an actor, the earliest due day first, what has none last."""
    found = [todo for source in sources for todo in source(actor, as_of)]
    return sorted(found, key=lambda todo: todo.due_on or date.max)
