"""The writers of handovers: send, acknowledge, take back. The lines in the trail name no one."""

from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.links import revoke_links
from audit import trail
from audit.models import Entry
from casework.enums import HandoverState, HandoverWay
from casework.handovers import rules
from casework.handovers.facts import HandoverFacts
from casework.handovers.policies import may_hand_over
from casework.handovers.workflow import MACHINE
from casework.models import Handover
from core.actor import Actor
from orgs.models import Unit

PURPOSE = "casework.handover"
USED = "这份表单已经用过了，请重新打开“登记衔接”再填。"


@transaction.atomic
def send_handover(
    *, key: UUID, unit: Unit, facts: HandoverFacts, by: Actor
) -> tuple[Handover, bool]:
    """Write a handover down under the key its form was drawn with; False: it was there already.

    With both ends known (`acknowledged_on`) it is acknowledged at once.
    """
    may_hand_over(by, unit.pk).enforce()
    # The same form sent twice at once: the second waits here for the first.
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    there = Handover.objects.filter(pk=key).first()
    if there is not None:
        if there.written_by_id != by.user_id or not by.covers(there.unit_id):
            raise ValidationError(USED)
        return there, False
    wrong = rules.against_handover(facts, unit, by)
    if wrong:
        raise ValidationError(wrong)
    one = Handover(
        pk=key,
        unit=unit,
        way=facts.way,
        kind=facts.kind,
        household=facts.household,
        # A household's people stand in its file.
        person_name="" if facts.household else facts.person_name,
        advisor=facts.advisor,
        clerk=facts.clerk,
        sent_on=facts.sent_on,
        written_by_id=by.user_id or None,
    )
    one.matter = facts.matter
    if facts.acknowledged_on:
        one.state = HandoverState.ACKNOWLEDGED
        one.acknowledged_on, one.acknowledged_by = facts.acknowledged_on, by.username
    one.full_clean()
    one.save(force_insert=True)
    write_down(by, Entry.Action.CREATED, one)
    return one, True


@transaction.atomic
def acknowledge(
    *, handover: Handover, acknowledged_on: date, clerk: str = "", answer: str = "", by: Actor
) -> Handover:
    """Write down that the other side has it; a link that is still open ends with it.

    For what went to the counter, `clerk` is whose word it is. Raises PermissionDenied, with the
    reason, where it was acknowledged or taken back meanwhile.
    """
    held = locked(handover)
    MACHINE.may(by, held, "acknowledge").enforce()
    wrong = rules.against_acknowledgment(held.sent_on, acknowledged_on)
    if held.way == HandoverWay.TO_COUNTER and not clerk:
        wrong["clerk"] = rules.WHOSE_WORD
    if wrong:
        raise ValidationError(wrong)
    changed: Handover = MACHINE.carry_out(
        "acknowledge",
        held,
        by=by,
        acknowledged_on=acknowledged_on,
        acknowledged_by=by.username,
        clerk=clerk or held.clerk,
        answer=answer,
    )
    revoke_links(purpose=PURPOSE, subject=held.pk)
    return changed


@transaction.atomic
def withdraw(*, handover: Handover, reason: str, by: Actor) -> Handover:
    """Take back what was written down by mistake; why stands in the trail, its link ends."""
    held = locked(handover)
    withdrawn: Handover = MACHINE.carry_out(
        "withdraw", held, by=by, acknowledged_on=None, acknowledged_by=""
    )
    revoke_links(purpose=PURPOSE, subject=held.pk)
    write_down(by, Entry.Action.CHANGED, withdrawn, reason=reason)
    return withdrawn


def locked(handover: Handover) -> Handover:
    """The row as it is now, held until the transaction ends; before its link, always."""
    held: Handover = Handover.objects.select_for_update(of=("self",)).get(pk=handover.pk)
    return held


def write_down(by: Actor, action: Entry.Action, handover: Handover, **detail: Any) -> None:
    """One line, once it is sure that the handover lies in the actor's unit; no names, no texts."""
    if not Handover.objects.visible_to(by).filter(pk=handover.pk).exists():
        raise PermissionDenied("这件衔接不在您的单位范围内，没有保存。")
    trail.record(
        actor=by, action=action, subject=f"handover:{handover.pk}", unit=handover.unit_id, **detail
    )
