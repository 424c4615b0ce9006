"""What a conference resolved: who does what by when, and when it was done (T4-3)."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from advisors.models import Advisor
from audit.models import Entry
from casework.conferences.policies import is_closed, may_close_action, may_resolve
from casework.conferences.selectors import actions_of
from casework.conferences.services.lines import (
    locked,
    refuse_day,
    refuse_telling,
    write_action_down,
    write_down,
)
from casework.households.selectors import names_of
from casework.models import CaseConference, ConferenceAction, ConferenceCase, Household
from core.actor import Actor
from core.clock import portal_day
from core.versions import ChangedMeanwhile

KEY_TAKEN = "这份表单已经用过了，请重新打开“加决议事项”再填。"
NO_OWNER = "决议事项要有责任人：选一位顾问，或写出外单位的责任人。"
FIELDS = ("matter", "case_id", "owner_id", "owner_name", "due_on")
LONGEST_AHEAD = timedelta(days=366)


@transaction.atomic
def add_action(
    *, key: UUID, conference: CaseConference, facts: Mapping[str, Any], by: Actor
) -> tuple[ConferenceAction, bool]:
    """Write down what was resolved; whether it is new. The same form sent twice adds one.

    `facts` are matter, case (or None), owner (an advisor or None), owner_name and due_on.
    Raises ValidationError, with the field, where nobody owns it.
    """
    held = locked(conference.pk)
    may_resolve(by, held).enforce()
    there = ConferenceAction.objects.filter(pk=key).first()
    if there is not None:
        if there.conference_id != held.pk:
            raise ValidationError(KEY_TAKEN)
        return there, False
    action = ConferenceAction(pk=key, conference=held)
    _tell(action, _fitting(held, facts))
    action.full_clean()
    action.save(force_insert=True)
    write_down(by, Entry.Action.CHANGED, held, added_actions=1)
    return action, True


@transaction.atomic
def change_action(
    *, action: ConferenceAction, version: int, facts: Mapping[str, Any], by: Actor
) -> bool:
    """Put an open action right; whether anything changed.

    Raises ChangedMeanwhile where `version` is no longer the latest.
    """
    held = locked(action.conference_id)
    may_resolve(by, held).enforce()
    now = _locked_action(action.pk)
    if now.closed_on is not None:
        raise ValidationError(f"这项决议已在{now.closed_on}办结，不能再改。")
    told = _fitting(held, facts, now)
    changed = [name for name in FIELDS if getattr(now, name) != told[name]]
    if not changed:
        return False
    if version != now.version:
        raise ChangedMeanwhile
    _tell(now, told)
    now.full_clean()
    now.save()
    fields = [name.removesuffix("_id") for name in changed]
    write_action_down(by, Entry.Action.CHANGED, now, fields=fields)
    return True


@transaction.atomic
def close_action(
    *, action: ConferenceAction, closed_on: date, result: str, by: Actor
) -> ConferenceAction:
    """It was done on a day, today or earlier: by its owner, or by the street for her.

    Raises PermissionDenied, with the reason, where it is closed already.
    """
    held = locked(action.conference_id)
    now = _locked_action(action.pk)
    may_close_action(by, now).enforce()
    refuse_day("closed_on", closed_on, held.held_on, "会商")
    refuse_telling("result", result, names_of(_households(held, now.case)))
    now.closed_on, now.result = closed_on, result
    now.save()
    if not actions_of(by).filter(pk=now.pk).exists():
        raise PermissionDenied("这项决议不在您的范围内，没有保存。")
    write_action_down(by, Entry.Action.CHANGED, now, state="已办结")
    return now


@transaction.atomic
def drop_action(*, action: ConferenceAction, by: Actor) -> bool:
    """Take out what was not resolved after all; whether it was still there."""
    held = locked(action.conference_id)
    may_resolve(by, held).enforce()
    now = ConferenceAction.objects.filter(pk=action.pk).first()
    if now is None:
        return False
    if now.closed_on is not None:
        raise ValidationError(f"这项决议已在{now.closed_on}办结，不能删去。")
    now.delete()
    write_down(by, Entry.Action.CHANGED, held, dropped_actions=1)
    return True


def _fitting(
    conference: CaseConference, facts: Mapping[str, Any], now: ConferenceAction | None = None
) -> dict[str, Any]:
    """The facts as they are written, once they fit the conference."""
    case: ConferenceCase | None = facts["case"]
    owner: Advisor | None = facts["owner"]
    due_on: date = facts["due_on"]
    owner_name = owner.name if owner else str(facts["owner_name"]).strip()
    if not owner_name:
        raise ValidationError({"owner": NO_OWNER})
    if owner is not None and not (now and now.owner_id == owner.pk):
        there = Advisor.objects.in_post(portal_day()).filter(street=conference.street_id)
        if not there.filter(pk=owner.pk).exists():
            raise ValidationError({"owner": "这位顾问不在本街镇，或已离岗，请另选责任人。"})
    if case is not None:
        there_now = ConferenceCase.objects.filter(conference=conference, pk=case.pk).first()
        if there_now is None:
            raise ValidationError({"case": "这个个案不在这次会商里，请另选。"})
        if is_closed(there_now):
            raise ValidationError({"case": "这个个案已经结案，先把处理结果改回“办理中”。"})
    if due_on < conference.held_on:
        words = f"期限{due_on}早于会商日期{conference.held_on}，请核对。"
        raise ValidationError({"due_on": words})
    if due_on > conference.held_on + LONGEST_AHEAD:
        raise ValidationError({"due_on": f"期限{due_on}离会商超过一年，请核对年份。"})
    refuse_telling("matter", facts["matter"], names_of(_households(conference, case)))
    refuse_telling("owner_name", owner_name, ())
    return {
        "matter": facts["matter"],
        "case_id": case.pk if case else None,
        "owner_id": owner.pk if owner else None,
        "owner_name": owner_name,
        "due_on": due_on,
    }


def _households(conference: CaseConference, case: ConferenceCase | None) -> list[Household]:
    """Whom a text may be about: the case's household, or all of the conference's."""
    rows = Household.objects.filter(conference_cases__conference=conference)
    if case is not None:
        rows = rows.filter(conference_cases=case)
    return list(rows.order_by("pk"))


def _tell(action: ConferenceAction, told: Mapping[str, Any]) -> None:
    for name, value in told.items():
        setattr(action, name, value)


def _locked_action(key: UUID) -> ConferenceAction:
    rows = ConferenceAction.objects.select_for_update(of=("self",))
    found: ConferenceAction = rows.select_related("conference", "case", "owner").get(pk=key)
    return found
