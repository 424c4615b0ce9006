"""Whom a street can help to her class hours, and why others are left alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Max

from core.actor import Actor
from core.measures import Question
from reminders.policies import free_on, is_pausing
from training.hours.reckoning import Pace
from training.hours.selectors import pace, short_of
from training.models import Enrolment, HoursReminder, TrainingSession
from training.sessions.rules import against_enrolling, why_closed


@dataclass(frozen=True)
class Candidate:
    """Somebody who owes class hours; `reason` says why nothing is done for her now."""

    advisor: Any
    pace: Pace
    reason: str = ""
    is_chosen: bool = False

    @property
    def key(self) -> str:
        """How the page's boxes name her."""
        return str(self.advisor.pk)


@dataclass(frozen=True)
class Helping:
    """Those who owe class hours, most owed first."""

    candidates: Sequence[Candidate]

    @property
    def free(self) -> list[Candidate]:
        """Those for whom something can be done."""
        return [one for one in self.candidates if not one.reason]

    @property
    def chosen(self) -> list[Candidate]:
        """Those for whom it is done unless somebody says otherwise."""
        return [one for one in self.candidates if one.is_chosen]

    @property
    def others(self) -> list[Candidate]:
        """Those who are left alone, each with the reason."""
        return [one for one in self.candidates if one.reason]


def enrolling(
    session: TrainingSession | None, street_code: str, question: Question, actor: Actor
) -> Helping:
    """Who of a street can be enrolled; chosen are as many as there are seats (`seats_left`).

    Without a session everybody is left alone.
    """
    short = candidates_of(street_code, question)
    if session is None:
        return Helping([replace(one, reason="没有可以报的培训") for one in short])
    people = [one.advisor for one in short]
    enrolled = _enrolled(session, people)
    against = against_enrolling(session, people, actor)
    seats = session.seats_left  # type: ignore[attr-defined]
    closed = why_closed(session, question.as_of) or ("名额已满" if seats == 0 else "")
    told = []
    for one in short:
        reason = enrolled.get(one.advisor.pk, "") or closed or against.get(one.advisor.pk, "")
        is_chosen = not reason and (seats is None or seats > 0)
        if is_chosen and seats is not None:
            seats -= 1
        told.append(replace(one, reason=reason, is_chosen=is_chosen))
    return Helping(told)


def reminding(street_code: str, question: Question) -> Helping:
    """Who of a street can be reminded: who has an account to read it, and was not just reminded."""
    short = candidates_of(street_code, question)
    last = dict(
        HoursReminder.objects.filter(
            advisor__in=[one.advisor for one in short], reminded_on__lte=question.as_of
        )
        .order_by()
        .values_list("advisor")
        .annotate(last=Max("reminded_on"))
    )
    told = []
    for one in short:
        last_on = last.get(one.advisor.pk)
        reason = ""
        if one.advisor.user_id is None:
            reason = "还没有账号，在平台上看不到提醒，请当面说"
        elif last_on is not None and is_pausing(last_on, question.as_of):
            again = free_on(last_on)
            reason = (
                f"{last_on.month}月{last_on.day}日刚提醒过，"
                f"{again.month}月{again.day}日起可以再提醒"
            )
        told.append(replace(one, reason=reason, is_chosen=not reason))
    return Helping(told)


def candidates_of(street_code: str, question: Question) -> list[Candidate]:
    """Everybody in post of a street who owes class hours."""
    return [Candidate(row, pace(row, question)) for row in short_of(street_code, question)]


def _enrolled(session: TrainingSession, people: Sequence[Any]) -> dict[Any, str]:
    rows = Enrolment.objects.filter(session=session, advisor__in=people).with_place()
    return {
        one.advisor_id: f"已在候补，排第{one.waiting}" if one.waiting else "已报名这一场"
        for one in rows.order_by("pk")
    }
