"""Who was there: signed in on the day, and the list closed after it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from advisors.models import Advisor
from audit.models import Entry
from core.actor import Actor
from core.clock import portal_day
from training.enums import CameBy, SessionState
from training.models import Attendance, Enrolment, TrainingSession
from training.permissions import TrainingPermission
from training.sessions.policies import may_hold
from training.sessions.rules import (
    against_attending,
    against_minutes,
    at_once,
)
from training.sessions.services.enrolling import put_down
from training.sessions.services.keeping import lock_people, locked, record


@transaction.atomic
def sign_in(*, session: TrainingSession, advisor: Advisor, by: Actor) -> bool:
    """An advisor is there, on the day; whether that is new. Signing in twice is once.

    Whoever had not enrolled is put down too, where a seat is free. Raises ValidationError.
    """
    by.must(TrainingPermission.ATTEND).enforce()
    if advisor.user_id != by.user_id:
        raise PermissionDenied("只能本人签到。")
    held = locked(session)
    if reason := why_no_sign_in(held):
        raise ValidationError(reason)
    if Attendance.objects.filter(session=held, advisor=advisor).exists():
        return False
    lock_people([advisor])
    if refused := against_attending(held, [advisor], by):
        raise ValidationError(refused[advisor.pk])
    if other := at_once(held, [advisor]).get(advisor.pk):
        raise ValidationError(f"您同一时间已在“{other.topic}”签到，一个人不能同时参加两场。")
    _take_seat(held, advisor, by)
    Attendance.objects.create(
        session=held,
        advisor=advisor,
        minutes=held.minutes,
        came_by=CameBy.CODE,
        signed_in_at=timezone.now(),
    )
    record(by, Entry.Action.CHANGED, held, signed_in=1)
    return True


def why_no_sign_in(session: TrainingSession) -> str:
    """Why nobody signs in now; empty on the day."""
    if session.state == SessionState.CANCELLED:
        return f"这场培训已取消：{session.cancel_reason}"
    if session.state == SessionState.HELD:
        return "这场培训的名单已登记完。到场而没有记上的，请找举办单位更正。"
    if portal_day() < session.held_on:
        return f"培训在{session.held_on}，当天才能签到。"
    if portal_day() > session.last_day:
        return f"培训日（{session.last_day}）已过，不能再签到。到场的请找举办单位登记。"
    return ""


def _take_seat(session: TrainingSession, advisor: Advisor, by: Actor) -> None:
    """Her seat, or a free one; on the waiting list there is none yet."""
    own = Enrolment.objects.filter(session=session, advisor=advisor).with_place().first()
    if own is None:
        taken = Enrolment.objects.filter(session=session).count()
        if session.capacity is not None and taken >= session.capacity:
            raise ValidationError("名额已满。您人已到场的，请让举办单位在名单上登记。")
        put_down(session, [advisor], by)
    elif own.waiting:
        raise ValidationError(
            f"您在候补第{own.waiting}位，还没有空出名额。您人已到场的，请让举办单位在名单上登记。"
        )


@transaction.atomic
def hold(*, session: TrainingSession, minutes_by_advisor: Mapping[UUID, int], by: Actor) -> bool:
    """Close the list of a session: it was held, these were there for so long; whether it is new.

    Raises ValidationError, one sentence for each person under `minutes-<key>`.
    """
    held = locked(session)
    if held.state == SessionState.HELD:
        return False
    may_hold(by, held, portal_day()).enforce()
    if not minutes_by_advisor:
        raise ValidationError("还没有勾选到场的人。没有办成的，请取消这场培训并写明原因。")
    people = list(Advisor.objects.visible_to(by).filter(pk__in=minutes_by_advisor).order_by("pk"))
    if len(people) != len(minutes_by_advisor):
        raise PermissionDenied("名单里有不在您单位范围内的人，没有保存。")
    lock_people(people)
    refused = against_minutes(held, people, minutes_by_advisor, by)
    refused |= against_attending(held, people, by)
    if refused:
        raise ValidationError({f"minutes-{key}": words for key, words in refused.items()})
    _write_list(held, minutes_by_advisor)
    held.state = SessionState.HELD
    held.save(update_fields=["state"])
    record(by, Entry.Action.CHANGED, held, state=held.state, attended=len(people))
    return True


def _write_list(session: TrainingSession, minutes: Mapping[UUID, int]) -> None:
    """Those not on the list were not there, even if their code was scanned."""
    noted = Attendance.objects.filter(session=session)
    noted.exclude(advisor__in=minutes).delete()
    there: dict[Any, Attendance] = {one.advisor_id: one for one in noted.order_by("pk")}
    for key, one in there.items():
        one.minutes = minutes[key]
    Attendance.objects.bulk_update(there.values(), ["minutes"], batch_size=500)
    Attendance.objects.bulk_create(
        [
            Attendance(session=session, advisor_id=key, minutes=length, came_by=CameBy.LIST)
            for key, length in minutes.items()
            if key not in there
        ],
        batch_size=500,
    )
