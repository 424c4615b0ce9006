"""The only writers of reminders of class hours, and of enrolments made for those who owe some."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from advisors.models import Advisor
from audit import trail
from audit.models import Entry
from core.actor import Actor
from core.clock import portal_day
from core.measures import Question
from orgs.models import Unit
from standards.asked import ask
from training.hours.helping import enrolling, reminding
from training.hours.policies import may_help
from training.models import HoursReminder, TrainingSession
from training.sessions.services import enrol_several
from training.sessions.services.keeping import locked

LONGEST_TEXT = 200


@dataclass(frozen=True)
class Helped:
    """For how many something was done, and how many of those asked for were left alone."""

    done: int
    left: int


@transaction.atomic
def enrol_short(
    *, session: TrainingSession, street: Unit, advisors: Collection[UUID], by: Actor
) -> Helped:
    """Enrol those of the advisors who still owe class hours, most owed first, while there are seats.

    Asked again here, under the lock of the session: whoever has enough meanwhile, or enrolled
    herself, is left alone. Raises ValidationError once the session is closed.
    """
    may_help(by, street.code).enforce()
    locked(session)
    fresh = TrainingSession.objects.with_seats_left().select_related("host").get(pk=session.pk)
    helping = enrolling(fresh, street.code, now(), by)
    wanted = [one.advisor for one in helping.free if one.advisor.pk in advisors]
    taken = wanted[: fresh.seats_left]
    made = enrol_several(session=fresh, advisors=taken, by=by)
    return Helped(len(made.new), len(advisors) - len(made.new))


@transaction.atomic
def remind_short(*, street: Unit, advisors: Collection[UUID], text: str, by: Actor) -> Helped:
    """Remind those of the advisors who still owe class hours and were not just reminded.

    Two presses of the button follow each other, and the second finds the pause.
    """
    may_help(by, street.code).enforce()
    text = text.strip()
    if not 0 < len(text) <= LONGEST_TEXT:
        raise ValidationError(f"提醒的话要写 1 到 {LONGEST_TEXT} 个字。")
    list(
        Advisor.objects.select_for_update(no_key=True)
        .filter(pk__in=advisors, street=street)
        .order_by("pk")
        .values_list("pk")
    )
    question = now()
    free = [one.advisor for one in reminding(street.code, question).free]
    chosen = [advisor for advisor in free if advisor.pk in advisors]
    _write(chosen, question.cycle_start.year, text, by)
    return Helped(len(chosen), len(advisors) - len(chosen))


def _write(advisors: Collection[Advisor], year: int, text: str, by: Actor) -> None:
    if not advisors:
        return
    day = portal_day()
    HoursReminder.objects.bulk_create(
        HoursReminder(
            advisor=advisor, year=year, text=text, reminded_on=day, reminded_by=by.username
        )
        for advisor in advisors
    )
    trail.record(
        actor=by,
        action=Entry.Action.CREATED,
        subject=f"hoursreminder:{year}",
        year=year,
        count=len(advisors),
    )


def now() -> Question:
    """What acts are measured by: they are of now, whatever day the pages are asked about."""
    day = ask(portal_day())
    if day.book is None:
        raise PermissionDenied("还没有发布的标准，还不知道要求多少课时。请先发布标准。")
    return day.book.question(day.as_of)
