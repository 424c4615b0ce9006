"""What units can be reminded of, declared in the `matters.py` of the room it belongs to.

This room knows nothing of plans or cases. A matter is named in text, `plan:2024`; the room
before the colon tells how it is called, who still owes it and where it is done.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from standards.asked import Asked

# Matter and unit → the day it is due now, None where it has none.
Owing = Mapping[tuple[str, str], date | None]


class Owed(Protocol):
    """Answers who still owes what."""

    def __call__(
        self,
        matters: Collection[str],
        codes: Collection[str],
        asked: Asked,
        *,
        is_locking: bool = False,
    ) -> Owing:
        """Of the matters and units asked for, those that are still owed, in one query.

        As of a day past it answers as things stood then. With `is_locking` it holds the rows that
        could become done until the transaction ends.
        """
        ...


@dataclass(frozen=True)
class Matter:
    """One kind of matter.

    `title` says what is to be done (报送2024年度建设方案); `view` is the page where the unit does
    it and `action` the button that leads there.
    """

    prefix: str
    title: Callable[[str], str]
    owing: Owed
    view: str
    action: str


_known: dict[str, Matter] = {}


def register(matter: Matter) -> None:
    """Declare a kind of matter."""
    _known[matter.prefix] = matter


def kind_of(matter: str) -> Matter:
    """The kind of a matter; KeyError for one that nobody declared."""
    return _known[matter.partition(":")[0]]


def owing(
    matters: Collection[str],
    codes: Collection[str],
    asked: Asked,
    *,
    is_locking: bool = False,
) -> dict[tuple[str, str], date | None]:
    """Who still owes what, of all kinds together."""
    found: dict[tuple[str, str], date | None] = {}
    for kind in _known.values():
        mine = {one for one in matters if one.partition(":")[0] == kind.prefix}
        if mine and codes:
            found.update(kind.owing(mine, codes, asked, is_locking=is_locking))
    return found


def names_in_trail(keys: Iterable[str]) -> dict[str, str]:
    """plan:2024 → 报送2024年度建设方案."""
    return {f"reminder:{key}": f"提醒：{kind_of(key).title(key)}" for key in keys}
