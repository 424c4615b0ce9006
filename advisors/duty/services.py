"""The writers of duty shifts by hand: each locks the street, checks, writes, leaves a line."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from advisors.duty.limits import check_day
from advisors.duty.policies import may_schedule
from advisors.duty.presence import Presence, clash_words
from advisors.models import Advisor, DutyShift
from audit import trail
from audit.models import Entry
from core.actor import Actor
from core.clock import portal_day
from core.versions import ChangedMeanwhile
from orgs.models import Unit
from stations.models import Station


@transaction.atomic
def assign(
    *,
    station: Station,
    day: date,
    session: str,
    advisor: Advisor,
    mode: str,
    note: str = "",
    by: Actor,
) -> tuple[DutyShift, bool]:
    """Put an advisor on duty; whether that is new. The same form sent twice makes one shift.

    Raises ValidationError with a sentence where she is not there that day, is on duty elsewhere,
    or the day is out of reach.
    """
    lock_street(station.street, by)
    same = DutyShift.objects.filter(station=station, day=day, session=session, advisor=advisor)
    if (there := same.filter(mode=mode, note=note).first()) is not None:
        return there, False
    shift = DutyShift(
        station=station, day=day, session=session, advisor=advisor, mode=mode, note=note
    )
    check_shift(shift)
    shift.save()
    _record(by, Entry.Action.CREATED, shift)
    return shift, True


@transaction.atomic
def change_shift(
    *,
    shift: DutyShift,
    seen: str,
    session: str,
    advisor: Advisor,
    mode: str,
    note: str = "",
    by: Actor,
) -> bool:
    """Give a shift to another, or another session; whether anything was to be changed.

    From then on it counts as made by hand. `seen` is what the form was drawn from (`state_of`):
    raises ChangedMeanwhile where it stands otherwise by now.
    """
    held = _locked(shift, by)
    new = DutyShift(
        pk=held.pk,
        station=held.station,
        day=held.day,
        session=session,
        advisor=advisor,
        mode=mode,
        note=note,
    )
    if state_of(new) == state_of(held):
        return False
    if seen != state_of(held):
        raise ChangedMeanwhile
    check_shift(new)
    _write(held, advisor, session=session, mode=mode, note=note)
    _record(by, Entry.Action.CHANGED, held)
    return True


@transaction.atomic
def remove_shift(*, shift: DutyShift, by: Actor) -> None:
    """Take a shift off the roster; one of more than a month ago stays."""
    held = _locked(shift, by)
    check_day(held.station, held.day)
    _record(by, Entry.Action.DELETED, held)
    held.delete()


@transaction.atomic
def swap(*, first: DutyShift, second: DutyShift, reason: str, by: Actor) -> None:
    """Let two advisors of a street take each other's shift; the reason goes into the trail.

    Raises ValidationError where one of them is not there then, or on duty elsewhere.
    """
    lock_street(first.station.street, by)
    if first.pk == second.pk:
        raise ValidationError("选的是同一班。请选两名顾问的班。")
    rows = DutyShift.objects.select_for_update(of=("self",)).select_related("station", "advisor")
    held = rows.in_bulk([first.pk, second.pk])
    if len(held) < 2 or held[first.pk].advisor_id != first.advisor_id:
        raise ValidationError("两班中有一班刚被改过或移除，没有换班。请刷新后再选。")
    one, other = held[first.pk], held[second.pk]
    if one.station.street_id != other.station.street_id:
        raise ValidationError("只能在同一个街镇的两班之间换。")
    if one.advisor_id == other.advisor_id:
        raise ValidationError("两班是同一个人，不用换。请选两名顾问的班。")
    if (one.station_id, one.day, one.session) == (other.station_id, other.day, other.session):
        raise ValidationError("两人在同一班，换了也一样。请选不同的两班。")
    mine, hers = one.advisor, other.advisor
    for shift, advisor in ((one, hers), (other, mine)):
        shift.advisor = advisor
        check_shift(shift, beside=(one.pk, other.pk))
    for shift, advisor in ((one, hers), (other, mine)):
        _write(shift, advisor)
        _record(by, Entry.Action.CHANGED, shift, reason=reason, swapped=True)


def check_shift(shift: DutyShift, beside: Iterable[int] = ()) -> None:
    """Raise ValidationError for what stands against a shift; `beside` are rows left aside."""
    check_day(shift.station, shift.day)
    advisor = shift.advisor
    if advisor.street_id != shift.station.street_id:
        raise ValidationError({"advisor": "只能安排本街镇的顾问。"})
    if words := Presence.of([advisor], shift.day, shift.day).words(advisor, shift.day):
        raise ValidationError({"advisor": words})
    # One person has a file in each street she served in.
    others = DutyShift.objects.filter(advisor__person=advisor.person, day=shift.day)
    others = others.exclude(pk__in=[shift.pk, *beside]).select_related("station").order_by("pk")
    if words := clash_words(shift, others):
        raise ValidationError({"session": words})


def state_of(shift: DutyShift) -> str:
    """What a shift says, as its form hands it back."""
    return f"{shift.advisor_id}/{shift.session}/{shift.mode}/{shift.note}"


def lock_street(street: Unit, by: Actor) -> None:
    """Whoever schedules a street waits for the one before; refused to all others."""
    may_schedule(by, street.pk).enforce()
    Unit.objects.select_for_update().get(pk=street.pk)


def _locked(shift: DutyShift, by: Actor) -> DutyShift:
    lock_street(shift.station.street, by)
    rows = DutyShift.objects.select_for_update(of=("self",)).select_related("station__street")
    held: DutyShift | None = rows.filter(pk=shift.pk).first()
    if held is None:
        raise ChangedMeanwhile
    return held


def _write(shift: DutyShift, advisor: Advisor, **facts: str) -> None:
    shift.advisor = advisor
    shift.rule = None
    for name, value in facts.items():
        setattr(shift, name, value)
    shift.save()


def _record(by: Actor, action: Entry.Action, shift: DutyShift, **detail: Any) -> None:
    """Who was put on duty when; an advisor by the key of the file, never by name."""
    if shift.day < portal_day():
        detail["backfilled"] = True
    trail.record(
        actor=by,
        action=action,
        subject=f"dutyshift:{shift.pk}",
        unit=shift.station.street_id,
        day=shift.day.isoformat(),
        session=shift.session,
        advisor=str(shift.advisor_id),
        **detail,
    )
