"""What the rooms keep for a community, and how it goes on when the community changes.

A community is split, merged or renamed on a day (orgs.changes). What is kept for it then and
still runs (its service point, who looks after it, who signs in for it) goes on in a successor or
ends, as a person decides, one by one; what has ended before the day stays as it is, so that the
scores of earlier days stay too.

A room that keeps something for communities says so in its `units.py`, which is found by itself:

    register(Mover("points", "服务点", held=…, tell=…, move=…))

Rooms to come join by adding such a file; orgs calls them and knows none of them. Where they are
called, the street is locked and the permission to change units has been checked.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from core.actor import Actor


@dataclass(frozen=True)
class Place:
    """A community as the rooms need to know it: on record, or about to be."""

    code: str
    name: str
    short_name: str
    street_name: str


@dataclass(frozen=True)
class Held:
    """One thing that a room keeps for a community and that runs on the day of the change.

    `key` tells it from the others of its mover, `unit_code` is the community, `words` say what
    it is, with people named as the actor may see them. `begins_on` is its first day where that
    lies on the day of the change or after it.
    """

    key: str
    unit_code: str
    words: str
    begins_on: date | None = None


@dataclass(frozen=True)
class Move:
    """Where a thing goes: to these places from the day on; to none, and it ends the day before.

    A place that is the community itself (one that takes others in) keeps it as it is.
    """

    held: Held
    to: tuple[Place, ...]

    @property
    def stays(self) -> bool:
        """Whether nothing happens to it."""
        return [place.code for place in self.to] == [self.held.unit_code]


@dataclass(frozen=True)
class Mover:
    """What one room keeps for communities.

    `held` lists what runs in some communities on a day, or begins later; `tell` says in a
    sentence what a move will do, `move` does it. `is_single`: a community has one such thing at
    most. `may_be_shared`: it may go to several successors at once. A thing that carries the
    community's name has `rename` and `tell_rename` as well, for the day on which that changes.
    """

    key: str
    label: str
    held: Callable[[Collection[str], date, Actor], list[Held]]
    tell: Callable[[Move, date], str]
    move: Callable[[Sequence[Move], date], None]
    is_single: bool = False
    may_be_shared: bool = False
    rename: Callable[[Sequence[Held], Place], None] | None = None
    tell_rename: Callable[[Held, Place], str] | None = None


_movers: dict[str, Mover] = {}


def register(mover: Mover) -> None:
    """Let a room's things be moved."""
    _movers[mover.key] = mover


def movers() -> list[Mover]:
    """All of them, in the order of their keys, so that every page lists them alike."""
    return [_movers[key] for key in sorted(_movers)]


# For things that run from `starts_on` to `ends_on` ----------------------------------------------


def running_from(day: date) -> Q:
    """Not over before a day: running then, or yet to begin."""
    return Q(ends_on__isnull=True) | Q(ends_on__gte=day)


def begins(first: date, day: date) -> date | None:
    """`Held.begins_on` of a thing with this first day."""
    return first if first >= day else None


def tell_span(move: Move, day: date, what: str) -> str:
    """What becomes of a span of days, in a sentence; `what` is what it is called (分工)."""
    names = "、".join(place.name for place in move.to)
    first = move.held.begins_on
    if first:
        return f"{first} 起的{what}改到{names}。" if move.to else f"{first} 起的{what}取消。"
    ends = f"{what}到 {day - timedelta(days=1)} 为止"
    return f"{ends}，{day} 起改到{names}。" if move.to else f"{ends}。"


def move_spans(
    rows: QuerySet[Any], moves: Sequence[Move], day: date, *, unit: str, same: Sequence[str]
) -> None:
    """Move spans of days; the key of each `Held` is that of its row.

    `unit` names the foreign key to the community. A row that has begun ends on the day before
    and goes on as a new one; a row that begins later is moved itself. Rows that agree in the
    fields `same` may not overlap in one place, so that of two that meet there the part is left
    out that the other covers.
    """
    keys = [int(move.held.key) for move in moves if not move.stays]
    there = rows.select_for_update().in_bulk(keys)
    moving = [(there[int(m.held.key)], m) for m in moves if int(m.held.key) in there]
    # The longest first: the others then are covered by it and not cut in two.
    moving.sort(key=lambda pair: (pair[0].ends_on or date.max, pair[0].pk), reverse=True)
    for row, move in moving:
        last = row.ends_on
        first = max(row.starts_on, day)
        if row.starts_on < day:
            row.ends_on = day - timedelta(days=1)
            row.save(update_fields=["ends_on"])
        else:
            row.delete()
        for place in move.to:
            others = rows.filter(
                running_from(first),
                **{f"{unit}_id": place.code},
                **{field: getattr(row, field) for field in same},
            )
            free = _free_part(first, last, others)
            if free:
                row.pk, row._state.adding = None, True
                row.starts_on, row.ends_on = free
                setattr(row, f"{unit}_id", place.code)
                row.save(force_insert=True)


def _free_part(
    first: date, last: date | None, others: QuerySet[Any]
) -> tuple[date, date | None] | None:
    """The first stretch of these days that no other row covers."""
    for starts_on, ends_on in others.order_by("starts_on").values_list("starts_on", "ends_on"):
        if last is not None and first > last:
            return None
        if starts_on > first:
            before = starts_on - timedelta(days=1)
            return first, before if last is None else min(last, before)
        if ends_on is None:
            return None
        first = max(first, ends_on + timedelta(days=1))
    return (first, last) if last is None or first <= last else None
