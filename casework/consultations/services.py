"""The writers of consultations: each locks, checks, writes the service record, leaves a line.

Matter, answer and phone are sealed before they reach the database; the lines name no one.
"""

from dataclasses import fields
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from audit import trail
from audit.models import Entry
from casework.consultations import rules
from casework.consultations.facts import ConsultationFacts
from casework.consultations.policies import may_change, may_take_in
from casework.models import Consultation
from casework.records.deriving import write_records
from core.actor import Actor
from core.versions import ChangedMeanwhile
from orgs.models import Unit


@transaction.atomic
def add_consultation(
    *, key: UUID, unit: Unit, facts: ConsultationFacts, by: Actor
) -> tuple[Consultation, bool]:
    """Log a consultation under the key its form was drawn with; False: it was there already."""
    may_take_in(by, unit.pk).enforce()
    # The same form sent twice at once: the second waits here for the first.
    Unit.objects.select_for_update().get(pk=unit.pk)
    there = Consultation.objects.filter(pk=key).first()
    if there is not None:
        _must_see(there, by)
        return there, False
    one = Consultation(pk=key, unit=unit, written_by_id=by.user_id or None)
    _check(facts, unit, by)
    _write(one, facts)
    one.save(force_insert=True)
    _after(one, Entry.Action.CREATED, by)
    return one, True


@transaction.atomic
def change_consultation(
    *, consultation: Consultation, version: int, facts: ConsultationFacts, by: Actor
) -> bool:
    """Put a consultation right, or add its answer; whether anything was to be changed.

    Raises ChangedMeanwhile where it is no longer what the form was drawn from.
    """
    held = _locked(consultation, by)
    changed = _differing(held, facts)
    if not changed:
        return False
    if version != held.version:
        raise ChangedMeanwhile
    _check(facts, held.unit, by)
    _write(held, facts)
    held.save()
    _after(held, Entry.Action.CHANGED, by, fields=changed)
    return True


@transaction.atomic
def remove_consultation(*, consultation: Consultation, reason: str, by: Actor) -> None:
    """Take back what was logged by mistake, and its service record with it."""
    held = _locked(consultation, by)
    if not reason:
        raise ValidationError({"reason": "请写明为什么删除。"})
    _record(held, Entry.Action.DELETED, by, reason=reason)
    held.delete()


def reveal_phone(*, consultation: Consultation, reason: str, by: Actor) -> str:
    """The visitor's phone, whole; who looked, and why, is written down."""
    may_take_in(by, consultation.unit_id).enforce()
    if not reason:
        raise ValidationError({"reason": "请写明为什么要看电话。"})
    trail.record(
        actor=by,
        action=Entry.Action.REVEALED,
        subject=f"consultation:{consultation.pk}",
        field="visitor_phone",
        reason=reason,
    )
    phone: str = consultation.visitor_phone
    return phone


def _locked(consultation: Consultation, by: Actor) -> Consultation:
    rows = Consultation.objects.select_for_update(of=("self",))
    held = rows.select_related("advisor", "unit").filter(pk=consultation.pk).first()
    if held is None:
        raise ValidationError("这条咨询刚被删除，没有保存。请回到列表再看。")
    may_change(by, held).enforce()
    return held


def _check(facts: ConsultationFacts, unit: Unit, by: Actor) -> None:
    wrong = rules.against_consultation(facts, unit, by)
    if wrong:
        raise ValidationError(wrong)


def _told(facts: ConsultationFacts) -> dict[str, Any]:
    """What is to stand in the row; an answer without a day was given on the spot."""
    told = {one.name: getattr(facts, one.name) for one in fields(facts)}
    if facts.answer and facts.answered_on is None:
        told["answered_on"] = facts.asked_on
    if facts.visitor_phone is None:
        del told["visitor_phone"]
    return told


def _differing(held: Consultation, facts: ConsultationFacts) -> list[str]:
    return sorted(name for name, value in _told(facts).items() if getattr(held, name) != value)


def _write(one: Consultation, facts: ConsultationFacts) -> None:
    for name, value in _told(facts).items():
        setattr(one, name, value)
    one.full_clean(validate_unique=False)


def _after(one: Consultation, action: Entry.Action, by: Actor, **detail: Any) -> None:
    write_records([one])
    _must_see(one, by)
    _record(one, action, by, **detail)


def _must_see(one: Consultation, by: Actor) -> None:
    if not Consultation.objects.visible_to(by).filter(pk=one.pk).exists():
        raise PermissionDenied("这个单位不在您的范围内，没有保存。")


def _record(one: Consultation, action: Entry.Action, by: Actor, **detail: Any) -> None:
    trail.record(
        actor=by, action=action, subject=f"consultation:{one.pk}", unit=one.unit_id, **detail
    )
