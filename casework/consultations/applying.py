"""The writers of applications: taken in, put right, what became of them, taken back."""

from dataclasses import fields
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from audit import trail
from audit.models import Entry
from casework.consultations import rules
from casework.consultations.facts import ApplicationFacts
from casework.consultations.policies import may_change, may_decide, may_take_in
from casework.models import Application
from casework.records.deriving import write_records
from core.actor import Actor
from core.policies import Answer
from core.versions import ChangedMeanwhile
from orgs.models import Unit


@transaction.atomic
def add_application(
    *, key: UUID, unit: Unit, facts: ApplicationFacts, by: Actor
) -> tuple[Application, bool]:
    """Log an application under the key its form was drawn with; False: it was there already."""
    may_take_in(by, unit.pk).enforce()
    # The same form sent twice at once: the second waits here for the first.
    Unit.objects.select_for_update().get(pk=unit.pk)
    there = Application.objects.filter(pk=key).first()
    if there is not None:
        _must_see(there, by)
        return there, False
    one = Application(pk=key, unit=unit, written_by_id=by.user_id or None)
    _check(facts, unit, by)
    _write(one, facts)
    one.save(force_insert=True)
    _after(one, Entry.Action.CREATED, by)
    return one, True


@transaction.atomic
def change_application(
    *, application: Application, version: int, facts: ApplicationFacts, by: Actor
) -> bool:
    """Put an application right; whether anything was to be changed.

    Raises ChangedMeanwhile where it is no longer what the form was drawn from.
    """
    held = _locked(application, by, may_change(by, application))
    changed = sorted(
        one.name for one in fields(facts) if getattr(held, one.name) != getattr(facts, one.name)
    )
    if not changed:
        return False
    if version != held.version:
        raise ChangedMeanwhile
    _check(facts, held.unit, by)
    if held.household != facts.household and (need := held.needs.order_by("pk").first()):
        words = f"这份申请了结了需求 {need.receipt}，不能改到别的户；请先把那项需求重新打开。"
        raise ValidationError({"household": words})
    if held.result_on and held.result_on < facts.submitted_on:
        words = f"申请日期{facts.submitted_on}晚于结果日期{held.result_on}，请核对。"
        raise ValidationError({"submitted_on": words})
    _write(held, facts)
    held.save()
    _after(held, Entry.Action.CHANGED, by, fields=changed)
    return True


@transaction.atomic
def decide_application(
    *, application: Application, version: int, result: str, result_on: date, by: Actor
) -> bool:
    """Note what became of an application, or put that right; whether it is new.

    Raises ChangedMeanwhile where somebody else noted something in the meantime.
    """
    held = _locked(application, by, may_decide(by, application))
    if (held.result, held.result_on) == (result, result_on):
        return False
    if version != held.version:
        raise ChangedMeanwhile
    wrong = rules.against_result(held.submitted_on, result_on)
    if wrong:
        raise ValidationError(wrong)
    held.result, held.result_on = result, result_on
    held.full_clean(validate_unique=False)
    held.save()
    _after(held, Entry.Action.CHANGED, by, fields=["result", "result_on"])
    return True


@transaction.atomic
def remove_application(*, application: Application, reason: str, by: Actor) -> None:
    """Take back what was logged by mistake, and its service record with it."""
    held = _locked(application, by, may_change(by, application))
    if not reason:
        raise ValidationError({"reason": "请写明为什么删除。"})
    if need := held.needs.order_by("pk").first():
        words = f"这份申请了结了需求 {need.receipt}，不能删除；请先把那项需求重新打开。"
        raise ValidationError({"reason": words})
    _record(held, Entry.Action.DELETED, by, reason=reason)
    held.delete()


def _locked(application: Application, by: Actor, answer: Answer) -> Application:
    """The row to write, once it is sure that she may."""
    answer.enforce()
    rows = Application.objects.select_for_update(of=("self",))
    held = rows.select_related("advisor", "unit").filter(pk=application.pk).first()
    if held is None:
        raise ValidationError("这份申请刚被删除，没有保存。请回到列表再看。")
    may_take_in(by, held.unit_id).enforce()
    return held


def _check(facts: ApplicationFacts, unit: Unit, by: Actor) -> None:
    wrong = rules.against_application(facts, unit, by)
    if wrong:
        raise ValidationError(wrong)


def _write(one: Application, facts: ApplicationFacts) -> None:
    for field in fields(facts):
        setattr(one, field.name, getattr(facts, field.name))
    one.full_clean(validate_unique=False)


def _after(one: Application, action: Entry.Action, by: Actor, **detail: Any) -> None:
    write_records([one])
    _must_see(one, by)
    _record(one, action, by, **detail)


def _must_see(one: Application, by: Actor) -> None:
    if not Application.objects.visible_to(by).filter(pk=one.pk).exists():
        raise PermissionDenied("这个单位不在您的范围内，没有保存。")


def _record(one: Application, action: Entry.Action, by: Actor, **detail: Any) -> None:
    trail.record(
        actor=by, action=action, subject=f"application:{one.pk}", unit=one.unit_id, **detail
    )
