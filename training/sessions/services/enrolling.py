"""Who wants to come; who is beyond the capacity, in the order of time, waits."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from advisors.models import Advisor
from audit.models import Entry
from core.actor import Actor
from core.clock import portal_day
from training.models import Attendance, Enrolment, TrainingSession
from training.sessions.policies import may_enrol
from training.sessions.rules import Sentences, against_enrolling, why_closed
from training.sessions.services.keeping import lock_people, locked, record


@dataclass(frozen=True)
class Enrolled:
    """What came of enrolling several: the new ones, and why others could not."""

    new: Sequence[Enrolment]
    refused: Sentences

    @property
    def waiting(self) -> int:
        """How many of the new ones are on the waiting list."""
        return len([one for one in self.new if one.waiting])  # type: ignore[attr-defined]


@transaction.atomic
def enrol(*, session: TrainingSession, advisor: Advisor, by: Actor) -> Enrolment:
    """Enrol an advisor; enrolled already, she keeps her place. Returned `with_place`.

    Raises ValidationError: session over or cancelled, not hers, not in post, elsewhere then.
    """
    done = enrol_several(session=session, advisors=[advisor], by=by)
    if done.refused:
        raise ValidationError(done.refused[advisor.pk])
    placed: Enrolment = Enrolment.objects.with_place().get(session=session, advisor=advisor)
    return placed


@transaction.atomic
def enrol_several(*, session: TrainingSession, advisors: Sequence[Advisor], by: Actor) -> Enrolled:
    """Enrol those who can come, in the order given, and tell why the others can't."""
    for advisor in advisors:
        may_enrol(by, advisor).enforce()
    held = locked(session)
    if reason := why_closed(held, portal_day()):
        raise ValidationError(reason)
    there = set(
        Enrolment.objects.filter(session=held, advisor__in=advisors).values_list(
            "advisor_id", flat=True
        )
    )
    asking = [advisor for advisor in advisors if advisor.pk not in there]
    lock_people(asking)
    refused = against_enrolling(held, asking, by)
    new = put_down(held, [one for one in asking if one.pk not in refused], by)
    return Enrolled(new, refused)


def put_down(
    session: TrainingSession, advisors: Sequence[Advisor], by: Actor
) -> Sequence[Enrolment]:
    """Write enrolments into a session that is locked: the time is that of this moment, for the
    transaction may have begun before another that was quicker.
    """
    if not advisors:
        return []
    now = timezone.now()
    made = Enrolment.objects.bulk_create(
        Enrolment(session=session, advisor=advisor, enrolled_by=by.username, enrolled_at=now)
        for advisor in advisors
    )
    record(by, Entry.Action.CHANGED, session, enrolled=len(made))
    keys = [one.pk for one in made]
    return list(Enrolment.objects.filter(pk__in=keys).with_place().order_by("place"))


@transaction.atomic
def withdraw_enrolment(*, session: TrainingSession, advisor: Advisor, by: Actor) -> bool:
    """Take an enrolment back, and all behind it move up; whether there was one.

    Raises ValidationError once the session is over, or she has signed in.
    """
    may_enrol(by, advisor).enforce()
    held = locked(session)
    if why_closed(held, portal_day()):
        raise ValidationError("这场培训已经结束或取消，报名不用再改。")
    if Attendance.objects.filter(session=held, advisor=advisor).exists():
        raise ValidationError("已经签到，不能取消报名。名单有误的，请找举办单位。")
    gone, _ = Enrolment.objects.filter(session=held, advisor=advisor).delete()
    if gone:
        record(by, Entry.Action.CHANGED, held, withdrawn=1)
    return bool(gone)
