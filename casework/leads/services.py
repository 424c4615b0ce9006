"""The writers of leads: report, decide, withdraw, note that somebody was told."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from audit import trail
from audit.models import Entry
from casework.anonymity import told_in
from casework.enums import Decision
from casework.households import services as households
from casework.households.lines import lock_street
from casework.leads.policies import may_report, may_tell
from casework.leads.selectors import twins_of
from casework.leads.workflow import MACHINE
from casework.models import Household, Lead, Visit
from core.actor import Actor
from core.clock import portal_day
from orgs.models import Unit

SEALED = ("phone", "address", "story", "informant_phone")


class AlreadyReported(Exception):
    """Leads of the same name and community are still open: `leads`."""

    def __init__(self, leads: Sequence[Lead]) -> None:
        super().__init__()
        self.leads = leads


@transaction.atomic
def report_lead(
    *,
    key: UUID,
    community: Unit,
    facts: Mapping[str, Any],
    visit: Visit | None = None,
    is_another: bool = False,
    by: Actor,
) -> tuple[Lead, bool]:
    """Report a possible case; whether it is new. The same form sent twice reports once.

    Raises AlreadyReported where one of that name is still open in the community and nobody said
    that it `is_another`, and ValidationError where the day is still to come.
    """
    may_report(by, community.pk).enforce()
    # Two forms sent at once follow each other.
    Unit.objects.select_for_update(no_key=True).get(pk=community.pk)
    there = Lead.objects.filter(pk=key).first()
    if there is not None:
        if there.reported_by_id != by.user_id or not by.covers(there.community_id):
            raise ValidationError("这份表单已经用过了，请重新打开“上报线索”再填。")
        return there, False
    if facts["found_on"] > portal_day():
        raise ValidationError({"found_on": f"{facts['found_on']}还没有到，请核对。"})
    twins = twins_of(community.pk, facts["name"])
    if twins and not is_another:
        raise AlreadyReported(twins)
    if visit is not None and not by.covers(visit.community_id):
        raise PermissionDenied("这次走访不在您的范围内，没有保存。")
    plain = {name: value for name, value in facts.items() if name not in SEALED}
    lead = Lead(pk=key, community=community, visit=visit, reported_by_id=by.user_id, **plain)
    for name in SEALED:
        setattr(lead, name, facts[name])
    lead.full_clean()
    lead.save(force_insert=True)
    _write_down(by, Entry.Action.CREATED, lead)
    return lead, True


@transaction.atomic
def decide_lead(
    *,
    lead: Lead,
    decision: str,
    answer: str,
    household: Household | None = None,
    opening: Mapping[str, Any] | None = None,
    by: Actor,
) -> Lead:
    """Decide an open lead today; listing opens a household's file, or links `household`.

    `opening` holds head_name, size and categories of a new file. Raises PermissionDenied, with
    the reason, where somebody else decided it meanwhile; ValidationError for an answer that
    tells who it is, and where the lead was found after today.
    """
    # Before the lead itself: a change of the street's communities goes in the same order.
    lock_street(lead.community_id)
    held = Lead.objects.select_for_update(of=("self",)).get(pk=lead.pk)
    MACHINE.may(by, held, "decide").enforce()
    day = portal_day()
    if day < held.found_on:
        words = f"这条线索{held.found_on}才发现，不能在{day}处置。"
        raise ValidationError({"decision": words})
    refused = told_in(answer, [held.name, held.informant_name])
    if refused:
        raise ValidationError({"answer": refused})
    if decision == Decision.LISTED:
        household = (
            _linked(household, day, by) if household else _opened(held, opening or {}, day, by)
        )
    else:
        household = None
    # The machine itself leaves the line in the trail.
    decided: Lead = MACHINE.carry_out(
        "decide",
        held,
        by=by,
        decision=decision,
        decided_on=day,
        decided_by=by.username,
        answer=answer,
        household=household,
    )
    return decided


@transaction.atomic
def withdraw_lead(*, lead: Lead, reason: str, by: Actor) -> Lead:
    """The reporter takes an open lead back; why stands in the trail."""
    withdrawn: Lead = MACHINE.carry_out("withdraw", lead, by=by)
    _write_down(by, Entry.Action.CHANGED, withdrawn, reason=reason)
    return withdrawn


@transaction.atomic
def note_told(*, lead: Lead, told_on: date, by: Actor) -> bool:
    """Note the day on which an informant from outside was told; whether that is new."""
    held = Lead.objects.select_for_update(of=("self",)).get(pk=lead.pk)
    may_tell(by, held).enforce()
    if held.told_on == told_on:
        return False
    if told_on > portal_day():
        raise ValidationError({"told_on": f"{told_on}还没有到，请核对。"})
    if held.decided_on and told_on < held.decided_on:
        words = f"{held.decided_on}才处置，告知日期不能早于那天。"
        raise ValidationError({"told_on": words})
    held.told_on = told_on
    held.save(update_fields=["told_on"])
    _write_down(by, Entry.Action.CHANGED, held, fields=["told_on"])
    return True


def _linked(household: Household, day: date, by: Actor) -> Household:
    """A file there is, of the actor's unit and no duplicate; listed from today if it is not."""
    found = Household.objects.visible_to(by).standing().filter(pk=household.pk).first()
    if found is None:
        raise ValidationError({"file": "这份档案不在您的范围内，或已并入另一份，请另选。"})
    if not Household.objects.listed_on(day).filter(pk=found.pk).exists():
        households.list_household(household=found, starts_on=day, by=by)
    return found


def _opened(lead: Lead, opening: Mapping[str, Any], day: date, by: Actor) -> Household:
    """A new file, with what the lead tells of it, on the list from today."""
    return households.open_household(
        community=lead.community,
        head_name=opening["head_name"],
        size=opening.get("size"),
        phone=lead.phone,
        address=lead.address,
        categories=list(opening.get("categories", ())),
        listed_on=day,
        by=by,
    )


def _write_down(by: Actor, action: Entry.Action, lead: Lead, **detail: Any) -> None:
    """One line, once it is sure that the lead lies in the writer's unit; no names, no texts."""
    if not Lead.objects.visible_to(by).filter(pk=lead.pk).exists():
        raise PermissionDenied("这条线索不在您的单位范围内，没有保存。")
    trail.record(
        actor=by, action=action, subject=f"lead:{lead.pk}", unit=lead.community_id, **detail
    )
