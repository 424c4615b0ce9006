"""Call a conference or record one afterwards, change it, hold it, cancel it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Min

from advisors.models import Advisor
from audit.models import Entry
from casework.conferences.people import Guest
from casework.conferences.policies import may_confer, may_keep
from casework.conferences.services.cases import put_case
from casework.conferences.services.lines import (
    FIRST_YEAR,
    locked,
    refuse_day,
    refuse_telling,
    write_down,
)
from casework.conferences.workflow import MACHINE
from casework.enums import ConferenceState
from casework.models import CaseConference, ConferenceParticipant, Household
from casework.records.deriving import write_records
from core.actor import Actor
from core.clock import portal_day
from core.versions import ChangedMeanwhile
from orgs.models import Unit

KEY_TAKEN = "这份表单已经用过了，请重新打开“新建会商”再填。"
# A conference is called for the near future; what lies beyond is mostly a mistyped year.
LONGEST_AHEAD = 366


@dataclass(frozen=True)
class Party:
    """Who takes part: advisors of the street, and others."""

    advisors: Sequence[Advisor] = ()
    guests: Sequence[Guest] = ()


@transaction.atomic
def record_conference(
    *,
    key: UUID,
    street: Unit,
    facts: Mapping[str, Any],
    party: Party,
    households: Sequence[Household] = (),
    by: Actor,
) -> tuple[CaseConference, bool]:
    """Call a conference, or record one that took place; whether it is new.

    `facts` are state (planned or held), held_on, place and chair. The same form sent twice
    records one. Raises ValidationError, with the field, for a day that does not fit the state.
    """
    may_confer(by, street.pk).enforce()
    # Two forms sent at once follow each other.
    Unit.objects.select_for_update(no_key=True).get(pk=street.pk)
    there = CaseConference.objects.filter(pk=key).first()
    if there is not None:
        if there.written_by_id != by.user_id or there.street_id != street.pk:
            raise ValidationError(KEY_TAKEN)
        return there, False
    _refuse_unfit_day(facts["state"], facts["held_on"])
    _refuse_numbers(facts)
    conference = CaseConference(pk=key, street=street, written_by_id=by.user_id, **facts)
    conference.full_clean()
    conference.save(force_insert=True)
    _write_party(conference, party, facts["held_on"])
    for household in households:
        put_case(conference, household, by)
    if conference.state == ConferenceState.HELD:
        write_records([conference])
    write_down(by, Entry.Action.CREATED, conference, households=len(households))
    return conference, True


@transaction.atomic
def change_conference(
    *,
    conference: CaseConference,
    version: int,
    facts: Mapping[str, Any],
    party: Party,
    by: Actor,
) -> bool:
    """Change day, place, chair and participants; whether anything was to be done.

    Raises ChangedMeanwhile where `version` is no longer the latest.
    """
    held = locked(conference.pk)
    may_keep(by, held).enforce()
    changed = [name for name, value in facts.items() if getattr(held, name) != value]
    is_other_party = _party_of(held) != _lines(party)
    if not changed and not is_other_party:
        return False
    if version != held.version:
        raise ChangedMeanwhile
    if "held_on" in changed:
        _refuse_unfit_day(held.state, facts["held_on"])
        _refuse_moved_behind(held, facts["held_on"])
    _refuse_numbers(facts)
    for name, value in facts.items():
        setattr(held, name, value)
    held.full_clean()
    held.save()
    if is_other_party:
        ConferenceParticipant.objects.filter(conference=held).delete()
        _write_party(held, party, held.held_on)
        # Participants stand in rows of their own: who drew the form before sees that it changed.
        CaseConference.objects.filter(pk=held.pk).update(version=F("version") + 1)
    if held.state == ConferenceState.HELD and "held_on" in changed:
        write_records([held])
    write_down(by, Entry.Action.CHANGED, held, fields=changed + ["party"] * is_other_party)
    return True


@transaction.atomic
def hold_conference(*, conference: CaseConference, held_on: date, by: Actor) -> CaseConference:
    """A planned conference took place on a day, today or earlier; its service record is written."""
    held = locked(conference.pk)
    MACHINE.may(by, held, "hold").enforce()
    refuse_day("held_on", held_on)
    # The machine itself leaves the line in the trail.
    done: CaseConference = MACHINE.carry_out("hold", held, by=by, held_on=held_on)
    write_records([done])
    return done


@transaction.atomic
def cancel_conference(*, conference: CaseConference, by: Actor) -> CaseConference:
    """It does not take place, or was recorded by mistake: its actions and records count nowhere.

    Raises PermissionDenied, with the reason, where an action of it was done already.
    """
    held = locked(conference.pk)
    MACHINE.may(by, held, "cancel").enforce()
    done = held.actions.filter(closed_on__isnull=False).count()
    if done:
        raise PermissionDenied(f"这次会商已有{done}项决议办结，不能取消。")
    cancelled: CaseConference = MACHINE.carry_out("cancel", held, by=by)
    write_records([cancelled])
    return cancelled


def _refuse_unfit_day(state: str, day: date) -> None:
    today = portal_day()
    if state == ConferenceState.HELD:
        refuse_day("held_on", day)
        return
    if day < today:
        words = f"{day}已经过了。已经开过的，请选“已召开”；还没有开的，请改日期。"
        raise ValidationError({"held_on": words})
    if (day - today).days > LONGEST_AHEAD or day.year < FIRST_YEAR:
        raise ValidationError({"held_on": f"{day}离今天超过一年，请核对年份。"})


def _refuse_numbers(facts: Mapping[str, Any]) -> None:
    """Place and chair stand in the open: no phone and no ID number in them."""
    for name in ("place", "chair"):
        refuse_telling(name, facts[name], ())


def _refuse_moved_behind(conference: CaseConference, day: date) -> None:
    """What was resolved, closed or solved lies on the day of the conference or behind it."""
    actions = conference.actions.aggregate(due=Min("due_on"), closed=Min("closed_on"))
    solved = conference.cases.aggregate(day=Min("solved_on"))["day"]
    for label, one in (
        ("决议的期限", actions["due"]),
        ("决议的办结日期", actions["closed"]),
        ("个案的解决日期", solved),
    ):
        if one is not None and one < day:
            raise ValidationError({"held_on": f"{label}有写{one}的，会商日期不能晚于它。"})


def _write_party(conference: CaseConference, party: Party, day: date) -> None:
    there = {one.pk for one in party.advisors}
    own = Advisor.objects.filter(pk__in=there, street=conference.street_id)
    # Who left since stays among those of a conference long ago.
    was_in_post = own.filter(started_on__lte=max(day, portal_day()))
    if was_in_post.count() < len(there):
        raise ValidationError({"advisors": "有顾问不是本街镇的，或那天还没有上岗，请核对。"})
    rows = [
        ConferenceParticipant(conference=conference, advisor=one, name=one.name)
        for one in party.advisors
    ]
    rows += [
        ConferenceParticipant(conference=conference, organisation=one.organisation, name=one.name)
        for one in party.guests
    ]
    ConferenceParticipant.objects.bulk_create(rows)


def _lines(party: Party) -> set[tuple[str, ...]]:
    return {("", str(one.pk)) for one in party.advisors} | {
        (one.organisation, one.name) for one in party.guests
    }


def _party_of(conference: CaseConference) -> set[tuple[str, ...]]:
    rows = ConferenceParticipant.objects.filter(conference=conference).order_by("pk")
    return {
        ("", str(one.advisor_id)) if one.advisor_id else (one.organisation, one.name)
        for one in rows
    }
