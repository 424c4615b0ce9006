"""The days on which the staffing will break (T6-1, T6-2), as far as the records tell.

Contracts end no service by themselves; the forecast reckons as if she left the day after. A
transfer on offer is reckoned as taken. Pure: asked of a Team, without a query.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from advisors.staffing.team import Cause, Person, Place, Ratio, Team

ONE_DAY = timedelta(days=1)

# What can still be done about a cause, before the day.
REMEDIES = {
    Cause.CONTRACT: "到期前续聘",
    Cause.PARTNER: "到期前续签合作",
    Cause.LEAVE: "先安排人顶岗",
    Cause.TRANSFER: "先补上人，再放行",
}


@dataclass(frozen=True)
class Change:
    """Something that happens in a street: from `day` on it is so.

    `person` is who leaves or is away; `place` the community that begins, or loses an assignment;
    `words` tell the rest (a kind of leave, a new figure).
    """

    day: date
    street: str
    cause: Cause
    person: Person | None = None
    place: Place | None = None
    words: str = ""


@dataclass(frozen=True)
class Break:
    """From a day on a street has too few advisors, or fewer than were already too few.

    `uncovered` are the communities that lose their last advisor on that day.
    """

    day: date
    street: str
    changes: tuple[Change, ...]
    before: Ratio
    after: Ratio
    covered_before: Ratio
    covered_after: Ratio
    uncovered: tuple[Place, ...]

    @property
    def is_short(self) -> bool:
        """Whether T6-1 breaks."""
        return self.after.lacking > self.before.lacking

    @property
    def remedy(self) -> str:
        """What to do, in one sentence."""
        causes = dict.fromkeys(change.cause for change in self.changes)
        first = "，".join(REMEDIES[cause] for cause in causes if cause in REMEDIES)
        steps = []
        if self.is_short:
            more = self.after.lacking - self.before.lacking
            total = f"（连原缺共 {self.after.lacking} 名）" if self.before.lacking else ""
            steps.append(f"补 {more} 名街镇顾问{total}")
        if self.uncovered:
            names = "、".join(place.name for place in self.uncovered)
            steps.append(f"给{names}分派顾问")
        return f"{first}；办不成的，{'，'.join(steps)}" if first else "，".join(steps)


def horizon(day: date) -> date:
    """Twelve months on: the last day that a forecast tells of."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if is_leap_day else day.day)


def forecast(team: Team, day: date, until: date) -> list[Break]:
    """Every break after a day, up to and on another; in the order of days and streets."""
    planned: dict[tuple[date, str], list[Change]] = defaultdict(list)
    for change in changes(team, day, until):
        planned[change.day, change.street].append(change)
    parts = {street: team.of(street) for _, street in planned}
    found = [_break(parts[street], on, street, planned[on, street]) for on, street in planned]
    return sorted((one for one in found if one), key=lambda one: (one.day, one.street))


def changes(team: Team, day: date, until: date) -> list[Change]:
    """What will happen after a day, up to and on another, that can break the staffing."""
    found = [
        *_people_going(team),
        *_people_away(team),
        *_duties_ending(team),
        *(
            Change(one.as_of, one.street, Cause.POPULATION, words=f"{one.persons:,}")
            for one in team.populations
        ),
        *(
            Change(one.span.first, one.street, Cause.COMMUNITY, place=one)
            for one in team.places
            if one.is_scored
        ),
    ]
    return [change for change in found if day < change.day <= until]


def _people_going(team: Team) -> list[Change]:
    return [
        Change(one.stay.last + ONE_DAY, one.street, one.end, person=one, words=one.end_words)
        for one in team.people
        if one.stay.last
    ]


def _people_away(team: Team) -> list[Change]:
    return [
        Change(leave.first, one.street, Cause.LEAVE, person=one, words=_leave_words(leave))
        for one in team.people
        for leave in one.leaves
        if one.stay.covers(leave.first)
    ]


def _leave_words(leave: Any) -> str:
    return f"{leave.words}至 {leave.last}" if leave.last else f"{leave.words}，没有写结束日期"


def _duties_ending(team: Team) -> list[Change]:
    """Assignments that end while the person stays."""
    places = {one.code: one for one in team.places}
    found = []
    for duty in team.duties:
        person, place = team.by_pk.get(duty.person), places.get(duty.community)
        if person is None or place is None or duty.span.last is None:
            continue
        after = duty.span.last + ONE_DAY
        if person.stay.covers(after):
            found.append(Change(after, place.street, Cause.ASSIGNMENT, person, place))
    return found


def _break(team: Team, day: date, street: str, planned: list[Change]) -> Break | None:
    eve = day - ONE_DAY
    before, after = team.staffing(street, eve), team.staffing(street, day)
    had, scored = team.covered(eve), team.scored(street, day)
    has = team.covered(day)
    existed = set(team.scored(street, eve))
    lost = tuple(
        one for one in scored if one.code not in has and (one.code in had or one not in existed)
    )
    is_short = after.lacking > before.lacking
    if not is_short and not lost:
        return None
    return Break(
        day=day,
        street=street,
        changes=tuple(one for one in planned if _matters(team, one, is_short, lost)),
        before=before,
        after=after,
        covered_before=_covered(team, street, eve),
        covered_after=_covered(team, street, day),
        uncovered=lost,
    )


def _covered(team: Team, street: str, day: date) -> Ratio:
    scored = team.scored(street, day)
    return Ratio(len(scored) - len(team.uncovered(street, day)), len(scored))


def _matters(team: Team, change: Change, is_short: bool, lost: tuple[Place, ...]) -> bool:
    """Whether a change has a part in the break of its day."""
    codes = {place.code for place in lost}
    if change.place is not None:
        return change.place.code in codes
    if change.person is None:
        return is_short
    if not change.person.is_in_post(change.day - ONE_DAY):
        return False
    hers = {
        duty.community
        for duty in team.duties
        if duty.person == change.person.pk and duty.span.covers(change.day - ONE_DAY)
    }
    return (is_short and change.person.is_counted) or bool(hers & codes)
