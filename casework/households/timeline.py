"""Everything of a household, newest first, in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from casework.households.rows import Row, rows_of
from casework.households.telling import ENDS, TELLERS, needs_in
from casework.models import Household
from core.actor import Actor


@dataclass(frozen=True)
class Happening:
    """One thing that happened, in words; `view` and `key` lead to its page where there is one.

    `state` is a key of core.badges.STATES, with `state_words`, or empty.
    """

    on: date
    what: str
    words: str = ""
    who: str = ""
    state: str = ""
    state_words: str = ""
    view: str = ""
    key: str = ""


# The view of a kind's own page.
_VIEWS = {
    "visit": "casework:visit",
    "consultation": "casework:consultation",
    "application": "casework:application",
    "means": "casework:means-survey",
    "lead": "casework:lead",
    "need": "casework:need",
    "referral": "casework:referral",
    "handover": "casework:handover",
    "stuck": "casework:stuck",
    "conference": "casework:conference",
    "plan": "casework:support-plan",
}


def timeline_of(household: Household, actor: Actor) -> list[Happening]:
    """Everything of a household, newest first; for whom it may be shown is asked before."""
    return told(rows_of(household), actor)


def told(rows: Sequence[Row], actor: Actor) -> list[Happening]:
    """The same of rows that were read already."""
    needs: dict[str, list[str]] = {}
    for row in rows:
        if row.kind == "need" and row.more:
            needs.setdefault(row.more, []).append(row.code)
    found = [one for row in rows for one in _happenings(row, needs, actor)]
    found.sort(key=lambda one: one[0], reverse=True)
    return [happening for _, happening in found]


def page_of(row: Row, actor: Actor) -> tuple[str, str]:
    """The view and key of a record's own page, as far as it lies within the actor's unit."""
    view = _VIEWS.get(row.kind, "") if actor.covers(row.unit) else ""
    return view, row.key if view else ""


Order = tuple[date, bool, float, int, str]


def _happenings(
    row: Row, needs: dict[str, list[str]], actor: Actor
) -> Iterable[tuple[Order, Happening]]:
    """What a row tells: nothing where another tells it, two things where a span has an end."""
    if row.kind == "need" and row.more:
        return  # told with its visit
    what, words, state, state_words = TELLERS[row.kind](row)
    if row.kind == "visit" and row.key in needs:
        words = "；".join(filter(None, (words, f"需求：{needs_in(needs[row.key])}")))
    view, key = page_of(row, actor)
    yield (
        _order(row, row.starts_on),
        Happening(
            on=row.starts_on,
            what=what,
            words=words,
            who=actor.shown_name(row.who, row.street),
            state=state,
            state_words=state_words,
            view=view,
            key=key,
        ),
    )
    if row.ends_on and row.kind in ENDS:
        yield _order(row, row.ends_on), Happening(on=row.ends_on, what=ENDS[row.kind](row))


def _order(row: Row, day: date) -> Order:
    """By day; on one day what has a time after what holds from that day on, then by time."""
    at = row.recorded_at
    rank = len(TELLERS) - list(TELLERS).index(row.kind)
    return day, at is not None, at.timestamp() if at else 0.0, rank, row.key
