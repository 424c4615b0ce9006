"""A span of duty made from a rule: who is there in which session. Pure, no query, no write."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from advisors.duty.limits import is_open
from advisors.duty.presence import Presence, overlap
from advisors.enums import DutyDays, DutyMode, DutySession, TurnEvery
from advisors.models import Advisor, DutyShift
from core.workdays import is_workday
from stations.models import Station


@dataclass(frozen=True)
class RuleFacts:
    """What a rule says; `turn` in its order. See DutyRule."""

    mode: DutyMode
    starts_on: date
    ends_on: date
    days: DutyDays
    sessions: Sequence[DutySession]
    turn_every: TurnEvery
    turn: Sequence[Advisor]

    def each_day(self) -> Iterator[date]:
        """The days of the span that have duty."""
        for n in range((self.ends_on - self.starts_on).days + 1):
            day = self.starts_on + timedelta(days=n)
            if self.days == DutyDays.EVERY_DAY or is_workday(day):
                yield day

    def unit_of(self, day: date, session: DutySession) -> tuple[date, str]:
        """What the turn changes with: the session, the day, or the week from its Monday."""
        if self.turn_every == TurnEvery.SESSION:
            return day, session
        if self.turn_every == TurnEvery.DAY:
            return day, ""
        return day - timedelta(days=day.weekday()), ""


@dataclass(frozen=True)
class Slot:
    """A session of a day: who takes it, or nobody (a gap).

    `passed` are those whose turn it was and who are not there.
    """

    day: date
    session: DutySession
    advisor: Advisor | None
    passed: tuple[Advisor, ...] = ()


def plan(
    facts: RuleFacts,
    station: Station,
    presence: Presence,
    kept: Iterable[DutyShift],
    from_day: date,
) -> list[Slot]:
    """The slots of a rule from a day on, in their order.

    `kept` are the shifts of the street, made by hand or at another station, which stay: a
    session that has one at this station is left out, and whoever has one is not there for
    another. Whoever is away is passed over, and the next in turn who is there takes it.
    """
    held: dict[date, list[DutyShift]] = defaultdict(list)
    for shift in kept:
        held[shift.day].append(shift)
    turn, slots = _Turn(facts), []
    for day in facts.each_day():
        if not is_open(station, day):
            continue
        for session in facts.sessions:
            order = turn.order_of(day, session)
            if any(is_taken(one, station, session) for one in held[day]):
                continue
            free = [n for n in order if _is_free(facts.turn[n], day, session, presence, held[day])]
            passed = order[: order.index(free[0])] if free else order
            if free:
                turn.took(free[0])
            # Days gone by move the turn on, and are not made anew.
            if day >= from_day:
                advisor = facts.turn[free[0]] if free else None
                slots.append(Slot(day, session, advisor, tuple(facts.turn[n] for n in passed)))
    return slots


class _Turn:
    """Whose turn it is; in a fixed post always the first's."""

    def __init__(self, facts: RuleFacts) -> None:
        self._facts = facts
        self._place = 0
        self._unit: tuple[date, str] | None = None
        self._began: int | None = None

    def order_of(self, day: date, session: DutySession) -> list[int]:
        """The places of the turn in the order in which they are asked for a session."""
        unit, size = self._facts.unit_of(day, session), len(self._facts.turn)
        if self._facts.mode == DutyMode.ROTATION and unit != self._unit:
            if self._began is not None:
                self._place = (self._began + 1) % size
            self._unit, self._began = unit, None
        return [(self._place + n) % size for n in range(size)]

    def took(self, place: int) -> None:
        """Somebody takes a session. Who stands in for a few days of a week keeps her own turn."""
        if self._began is None or place == self._place:
            self._began = place


def is_taken(shift: DutyShift, station: Station, session: str) -> bool:
    """Whether a shift fills a session at a station; half a day does not fill the whole."""
    is_here = shift.station_id == station.pk
    return is_here and shift.session in (session, DutySession.ALL_DAY)


def _is_free(
    advisor: Advisor,
    day: date,
    session: DutySession,
    presence: Presence,
    held: Collection[DutyShift],
) -> bool:
    return not presence.away(advisor, day) and not any(
        shift.advisor_id == advisor.pk and overlap(shift.session, session) for shift in held
    )


def fingerprint(slots: Iterable[Slot]) -> str:
    """What a preview showed, so that what is saved can be told from it."""
    told = "|".join(
        f"{slot.day} {slot.session} {slot.advisor.pk if slot.advisor else '-'}" for slot in slots
    )
    return hashlib.sha256(told.encode()).hexdigest()[:16]
