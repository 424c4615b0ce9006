"""What somebody attended, session by session, as her own page and her street's show it."""

from dataclasses import dataclass
from decimal import Decimal

from advisors.models import Advisor
from core.actor import Actor
from core.measures import Question
from core.scope import ancestors
from orgs.models import Unit
from training.enums import SessionKind
from training.hours.reckoning import class_hours_in
from training.hours.selectors import attended_by, corrections_of
from training.models import Correction, TrainingSession


@dataclass(frozen=True)
class Attended:
    """One session on somebody's list: its minutes and class hours, and how they were put right.

    0 minutes: she was on the list, and it was corrected that she had not been there. `has_page`
    is false for a session of another street, from before she came.
    """

    session: TrainingSession
    minutes: int
    hours: Decimal
    result: str
    correction: Correction | None
    has_page: bool


def attended_rows(advisor: Advisor, question: Question, actor: Actor) -> list[Attended]:
    """What an advisor attended in the year up to the day, the latest first."""
    corrections = {one.session_id: one for one in corrections_of(advisor, question)}
    found = [(one.session, one.minutes, one.result) for one in attended_by(advisor, question)]
    there = {session.pk for session, _, _ in found}
    found += [(one.session, 0, "") for key, one in corrections.items() if key not in there]
    found.sort(key=lambda row: (row[0].held_on, row[0].pk), reverse=True)
    return [
        Attended(
            session,
            minutes,
            class_hours_in(minutes if gives_hours(session, question) else 0, question),
            result,
            corrections.get(session.pk),
            _is_open(session, actor),
        )
        for session, minutes, result in found
    ]


def gives_hours(session: TrainingSession, question: Question) -> bool:
    """Whether a session gives class hours (readings 6, 13); as `gives_class_hours` in SQL."""
    settings = question.settings
    is_induction = session.kind == SessionKind.INDUCTION
    if is_induction and not settings["induction_counts_as_class_hours"]:
        return False
    is_districts = session.host.level == Unit.Level.DISTRICT
    return bool(settings["district_training_counted"] or not is_districts)


def _is_open(session: TrainingSession, actor: Actor) -> bool:
    return actor.covers(session.host_id) or session.host_id in ancestors(actor.unit_code)
