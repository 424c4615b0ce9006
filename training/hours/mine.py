"""What is ahead of an advisor: sessions she is enrolled in, and those that would close the gap."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from advisors.models import Advisor
from core.actor import Actor
from core.clock import portal_day
from core.measures import Question
from training.hours.attended import gives_hours
from training.hours.closing import closing
from training.hours.reckoning import Hours, Pace, class_hours_in
from training.hours.selectors import enrolled_ahead
from training.models import Enrolment, TrainingSession
from training.sessions.selectors import open_sessions

# How many further sessions the page lists.
OTHERS = 6


@dataclass(frozen=True)
class Offer:
    """A session and what it brings; `running` is what there will be with it, None out of the set."""

    session: TrainingSession
    hours: Decimal
    running: Decimal | None = None

    @property
    def seats(self) -> int | None:
        """Free seats, None where there is no limit."""
        seats: int | None = self.session.seats_left  # type: ignore[attr-defined]
        return seats

    @property
    def has_seats(self) -> bool:
        """Whether somebody can still get a seat."""
        return self.seats != 0


@dataclass(frozen=True)
class Prospects:
    """What is ahead: enrolled in, advised to enrol in, and what else is open.

    `still_owed` are the class hours missing once she has been to all of that.
    """

    enrolled: Sequence[Offer]
    waiting: Sequence[Enrolment]
    advised: Sequence[Offer]
    others: Sequence[Offer]
    still_owed: Decimal


def prospects(advisor: Advisor, pace: Pace | None, question: Question, actor: Actor) -> Prospects:
    """What is ahead of an advisor; nothing is advised where T8-4 asks nothing of her."""
    enrolments = list(enrolled_ahead(advisor, question))
    taken = [one.session for one in enrolments if not one.waiting]
    required = pace.hours.required_minutes if pace else 0
    running = pace.hours.minutes if pace else 0
    enrolled = []
    for one in taken:
        running += one.minutes if gives_hours(one, question) else 0
        enrolled.append(_offer(one, question, running))
    found = closing(_offered(enrolments, question, actor), minutes=running, required=required)
    rest = Hours(required - found.left, required, int(question.settings["class_minutes"]))
    return Prospects(
        enrolled,
        [one for one in enrolments if one.waiting],
        [_offer(step.session, question, step.running) for step in found.steps],
        [_offer(one, question) for one in found.others[:OTHERS]],
        rest.owed,
    )


def _offered(
    enrolments: Sequence[Enrolment], question: Question, actor: Actor
) -> list[TrainingSession]:
    """Open sessions of the year with a free seat that she is not enrolled in and can get to."""
    known = {one.session_id for one in enrolments}
    taken = [one.session for one in enrolments]
    return [
        one.session
        for one in offers_of(actor, question)
        if one.has_seats
        and one.session.pk not in known
        and not any(map(one.session.clashes_with, taken))
    ]


def offers_of(actor: Actor, question: Question) -> list[Offer]:
    """Sessions of the year that the actor's street may join and that give class hours."""
    open_ones = open_sessions(actor, max(question.as_of, portal_day()))
    return [
        _offer(one, question)
        for one in open_ones.filter(held_on__lte=question.cycle_end).select_related(
            "host", "course"
        )
        if gives_hours(one, question)
    ]


def _offer(session: TrainingSession, question: Question, running: int | None = None) -> Offer:
    brings = session.minutes if gives_hours(session, question) else 0
    return Offer(
        session,
        class_hours_in(brings, question),
        None if running is None else class_hours_in(running, question),
    )
