"""The writers of unresolved matters: receive, change, hand on, extend, close, call back, withdraw.

Each locks, asks again, checks, leaves a line that names nobody. The texts are sealed before they
reach the database.
"""

from dataclasses import fields
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from audit import trail
from audit.models import Entry
from casework.models import StuckCase
from casework.records.deriving import write_records
from casework.stuck import rules
from casework.stuck.facts import Closing, StuckFacts
from casework.stuck.limits import LIMIT_WORKDAYS
from casework.stuck.policies import may_call_back, may_change, may_receive
from casework.stuck.workflow import EXTENSION, MACHINE
from core.actor import Actor
from core.clock import portal_day
from core.versions import ChangedMeanwhile
from orgs.models import Unit


@transaction.atomic
def receive(*, key: UUID, unit: Unit, facts: StuckFacts, by: Actor) -> tuple[StuckCase, bool]:
    """Log a matter under the key its form was drawn with; False: it was there already."""
    may_receive(by, unit.pk).enforce()
    # The same form sent twice at once: the second waits here for the first.
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    there = StuckCase.objects.filter(pk=key).first()
    if there is not None:
        if there.written_by_id != by.user_id or not by.covers(there.unit_id):
            raise ValidationError("这份表单已经用过了，请重新打开“登记办不成事”再填。")
        return there, False
    _refuse(rules.against_case(facts, unit, by))
    case = StuckCase(pk=key, unit=unit, written_by_id=by.user_id or None)
    _write(case, facts)
    case.save(force_insert=True)
    write_records([case])
    _record(case, Entry.Action.CREATED, by)
    return case, True


@transaction.atomic
def change(*, case: StuckCase, version: int, facts: StuckFacts, by: Actor) -> bool:
    """Put an open matter right, or add its answer; whether anything was to be changed.

    Raises ChangedMeanwhile where it is no longer what the form was drawn from.
    """
    held = _locked(case)
    may_change(by, held).enforce()
    changed = sorted(name for name, value in _told(facts).items() if getattr(held, name) != value)
    if not changed:
        return False
    if version != held.version:
        raise ChangedMeanwhile
    _refuse(rules.against_case(facts, held.unit, by, held))
    _write(held, facts)
    held.save()
    write_records([held])
    names = ["receiver" if name == "advisor" else name for name in changed]
    _record(held, Entry.Action.CHANGED, by, fields=names)
    return True


@transaction.atomic
def hand_on(*, case: StuckCase, handed_to: str, handed_on: date, by: Actor) -> bool:
    """Pass an open matter on to another office, or put right to whom; whether that is new."""
    held = _locked(case)
    MACHINE.may(by, held, "hand_on").enforce()
    if (held.handed_to, held.handed_on) == (handed_to, handed_on):
        return False
    _refuse(rules.against_handing_on(held, handed_to, handed_on))
    _carry_out("hand_on", held, by, handed_to=handed_to, handed_on=handed_on)
    return True


@transaction.atomic
def close(*, case: StuckCase, closing: Closing, by: Actor) -> StuckCase:
    """Close an open matter. Raises PermissionDenied, with the reason, where it is closed already."""
    held = _locked(case)
    MACHINE.may(by, held, "close").enforce()
    _refuse(rules.against_closing(held, closing))
    told = {one.name: getattr(closing, one.name) for one in fields(closing)}
    return _carry_out("close", held, by, **told)


@transaction.atomic
def call_back(*, case: StuckCase, called_back_on: date, satisfaction: str, by: Actor) -> bool:
    """Note that the visitor was told of the end, and what he says of it; whether that is new."""
    held = _locked(case)
    may_call_back(by, held).enforce()
    if (held.called_back_on, held.satisfaction) == (called_back_on, satisfaction):
        return False
    _refuse(rules.against_call(held, called_back_on))
    held.called_back_on, held.satisfaction = called_back_on, satisfaction
    held.save(update_fields=["called_back_on", "satisfaction"])
    _record(held, Entry.Action.CHANGED, by, fields=["called_back_on", "satisfaction"])
    return True


@transaction.atomic
def withdraw(*, case: StuckCase, reason: str, by: Actor) -> StuckCase:
    """Take an open matter back, and its service record with it; why stands in the trail."""
    withdrawn = _carry_out("withdraw", _locked(case), by)
    write_records([withdrawn])
    _record(withdrawn, Entry.Action.CHANGED, by, reason=reason)
    return withdrawn


@transaction.atomic
def reopen(*, case: StuckCase, reason: str, by: Actor) -> StuckCase:
    """The manager opens again what was closed by mistake: its end and the call-back go."""
    reopened = _carry_out(
        "reopen",
        _locked(case),
        by,
        closed_on=None,
        outcome="",
        result="",
        called_back_on=None,
        satisfaction="",
    )
    _record(reopened, Entry.Action.CHANGED, by, reason=reason)
    return reopened


@transaction.atomic
def ask_extension(
    *,
    case: StuckCase,
    extended_until: date,
    extension_reason: str,
    workdays: int = LIMIT_WORKDAYS,
    by: Actor,
) -> StuckCase:
    """Ask the street's manager for more time, before the limit is over.

    `workdays` is what the standard in force leaves (`limits.limit_in`).
    """
    held = _locked(case)
    EXTENSION.may(by, held, "ask").enforce()
    _refuse(rules.against_extension(held, extended_until, workdays))
    asked: StuckCase = EXTENSION.carry_out(
        "ask",
        held,
        by=by,
        extended_until=extended_until,
        extension_reason=extension_reason,
        extension_decided_on=None,
        extension_decided_by="",
    )
    _must_see(asked, by)
    return asked


@transaction.atomic
def decide_extension(*, case: StuckCase, is_approved: bool, by: Actor) -> StuckCase:
    """The manager approves an extension, or does not: then the usual limit holds."""
    decided: StuckCase = EXTENSION.carry_out(
        "approve" if is_approved else "refuse",
        _locked(case),
        by=by,
        extension_decided_on=portal_day(),
        extension_decided_by=by.username,
    )
    _must_see(decided, by)
    return decided


def _locked(case: StuckCase) -> StuckCase:
    rows = StuckCase.objects.select_for_update(of=("self",))
    held: StuckCase = rows.select_related("advisor", "unit").get(pk=case.pk)
    return held


def _carry_out(way: str, held: StuckCase, by: Actor, **facts: Any) -> StuckCase:
    """The machine itself leaves the line in the trail."""
    done: StuckCase = MACHINE.carry_out(way, held, by=by, **facts)
    _must_see(done, by)
    return done


def _refuse(wrong: dict[str, str]) -> None:
    if wrong:
        raise ValidationError(wrong)


def _told(facts: StuckFacts) -> dict[str, Any]:
    told = {one.name: getattr(facts, one.name) for one in fields(facts)}
    if facts.visitor_phone is None:
        del told["visitor_phone"]
    return told


def _write(case: StuckCase, facts: StuckFacts) -> None:
    for name, value in _told(facts).items():
        setattr(case, name, value)
    case.full_clean(validate_unique=False)


def _must_see(case: StuckCase, by: Actor) -> None:
    if not StuckCase.objects.visible_to(by).filter(pk=case.pk).exists():
        raise PermissionDenied("这个单位不在您的范围内，没有保存。")


def _record(case: StuckCase, action: Entry.Action, by: Actor, **detail: Any) -> None:
    """One line, once it is sure that the matter lies in the writer's unit; no names, no texts."""
    _must_see(case, by)
    trail.record(
        actor=by, action=action, subject=f"stuckcase:{case.pk}", unit=case.unit_id, **detail
    )
