"""An attendance put right after the session."""

from django.core.exceptions import ValidationError
from django.db import transaction

from advisors.models import Advisor
from audit.models import Entry
from core.actor import Actor
from core.clock import portal_day
from core.policies import Denied
from training.enums import CameBy
from training.models import Attendance, Correction, TrainingSession
from training.sessions.policies import may_correct
from training.sessions.rules import against_attending, against_minutes
from training.sessions.services.keeping import lock_people, locked, record


@transaction.atomic
def correct(
    *, session: TrainingSession, advisor: Advisor, minutes: int, reason: str, by: Actor
) -> Correction | None:
    """Put right how long somebody was there; 0: was not. None where that is on record already.

    Raises ValidationError under `minutes` or `reason`.
    """
    held = locked(session)
    may_correct(by, held).enforce()
    if not by.covers(advisor.street_id):
        Denied("这名顾问不在您的单位范围内，没有更正。").enforce()
    if not reason.strip():
        raise ValidationError({"reason": "请写明更正的原因。"})
    noted = Attendance.objects.filter(session=held, advisor=advisor).first()
    before = noted.minutes if noted else 0
    if minutes == before:
        return None
    if minutes:
        lock_people([advisor])
        refused = against_minutes(held, [advisor], {advisor.pk: minutes}, by)
        refused |= against_attending(held, [advisor], by)
        if refused:
            raise ValidationError({"minutes": refused[advisor.pk]})
    _write(held, advisor, noted, minutes)
    correction: Correction = Correction.objects.create(
        session=held,
        advisor=advisor,
        minutes_before=before,
        minutes_after=minutes,
        reason=reason.strip(),
        corrected_on=portal_day(),
        corrected_by=by.username,
    )
    record(by, Entry.Action.CHANGED, held, corrected=1, before=before, after=minutes)
    return correction


def _write(
    session: TrainingSession, advisor: Advisor, noted: Attendance | None, minutes: int
) -> None:
    if noted is None:
        Attendance.objects.create(
            session=session, advisor=advisor, minutes=minutes, came_by=CameBy.LIST
        )
    elif minutes:
        noted.minutes = minutes
        noted.save(update_fields=["minutes"])
    else:
        noted.delete()
