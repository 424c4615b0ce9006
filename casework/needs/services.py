"""The writers of needs: register one, settle it, open it again."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from audit import trail
from audit.models import Entry
from casework.enums import Settlement
from casework.models import Application, Household, Need
from casework.needs import rules
from casework.needs.facts import NeedFacts, Settling
from casework.needs.policies import OUT_OF_SCOPE, may_reopen, may_settle
from casework.needs.selectors import twin_of
from casework.policies import may_serve
from casework.records.deriving import write_records
from casework.visits.rules import lived_elsewhere
from casework.visits.selectors import listed_where
from core.actor import Actor
from orgs.models import Unit

KEY_TAKEN = "这个表单的编号已用在另一项需求上，请重新打开这一页再填。"


class AlreadyWaiting(Exception):
    """A need of the same household and category waits already: `need`."""

    def __init__(self, need: Need) -> None:
        super().__init__()
        self.need = need


@transaction.atomic
def add_need(*, key: UUID, household: Household, facts: NeedFacts, by: Actor) -> tuple[Need, bool]:
    """Register a need of a household; whether it is new. The same form sent twice is one need.

    Raises AlreadyWaiting where one of the category is not met yet and nobody said that this
    `is_another`; ValidationError with a dict, field → sentence. It counts where the household
    was listed on the day.
    """
    may_serve(by, household).enforce()
    # Two forms sent at once follow each other.
    held = Household.objects.select_for_update(no_key=True).get(pk=household.pk)
    may_serve(by, held).enforce()
    there = Need.objects.filter(pk=key).first() or _of_the_visit(facts)
    if facts.visit is not None and facts.visit.household_id != held.pk:
        raise ValidationError(KEY_TAKEN)
    if there is not None:
        if there.household_id != held.pk or not by.covers(there.community_id):
            raise ValidationError(KEY_TAKEN)
        return there, False
    wrong = rules.against_need(facts)
    community = _community_of(held, facts.registered_on)
    if not wrong and not by.covers(community):
        name = str(Unit.objects.get(pk=community).short_name)
        wrong = {"registered_on": lived_elsewhere(facts.registered_on, name)}
    if wrong:
        raise ValidationError(wrong)
    twin = twin_of(held, facts.category)
    if twin is not None and not facts.is_another:
        raise AlreadyWaiting(twin)
    need = Need(
        pk=key,
        household=held,
        community_id=community,
        category=facts.category,
        registered_on=facts.registered_on,
        visit=facts.visit,
    )
    need.full_clean()
    need.save(force_insert=True)
    _write_down(by, Entry.Action.CREATED, need)
    return need, True


@transaction.atomic
def settle_need(*, need: Need, facts: Settling, by: Actor) -> Need:
    """Settle a need by an application, a service of one's own, the family's refusal, or as one
    registered in error.

    Raises PermissionDenied, with the reason, where it was settled meanwhile or a referral holds
    it; ValidationError with a dict, field → sentence. A service of one's own writes its service
    record by itself (T7-1).
    """
    held = _locked(need)
    may_settle(by, held).enforce()
    if facts.application is not None:
        # It may have been deleted, or given to another household, since the form was drawn.
        rows = Application.objects.select_for_update(of=("self",), no_key=True)
        facts = replace(facts, application=rows.filter(pk=facts.application.pk).first())
    wrong = rules.against_settling(facts, held, by)
    if wrong:
        raise ValidationError(wrong)
    way = Settlement(facts.settlement)
    is_service = way == Settlement.OWN_SERVICE
    _settle(
        held,
        settlement=way,
        settled_on=rules.settling_day(facts, held),
        application=facts.application if way == Settlement.APPLICATION else None,
        own_service=facts.own_service if is_service else "",
        settled_advisor=facts.advisor if is_service else None,
        settlement_note=facts.note.strip(),
    )
    _write_down(by, Entry.Action.CHANGED, held, settlement=str(way.label))
    return held


@transaction.atomic
def reopen_need(*, need: Need, reason: str, by: Actor) -> bool:
    """Take back what settled a need, with its service record; False: it was open already.

    Its limit goes on from the day on which it was registered.
    """
    held = _locked(need)
    if not held.settlement:
        may_reopen_now = by.covers(held.community_id)
        if not may_reopen_now:
            raise PermissionDenied(OUT_OF_SCOPE)
        return False
    may_reopen(by, held).enforce()
    if not reason:
        raise ValidationError({"reason": "请选择为什么重新打开。"})
    _settle(
        held,
        settlement="",
        settled_on=None,
        application=None,
        own_service="",
        settled_advisor=None,
        settlement_note="",
    )
    _write_down(by, Entry.Action.CHANGED, held, settlement="重新打开", reason=reason)
    return True


def _settle(held: Need, **told: Any) -> None:
    for name, value in told.items():
        setattr(held, name, value)
    held.full_clean()
    held.save()
    write_records([held])


def _locked(need: Need) -> Need:
    """The need as it stands now; whoever offers or settles it at the same moment waits."""
    rows = Need.objects.select_for_update(of=("self",)).select_related("settled_advisor")
    return rows.get(pk=need.pk)


def _of_the_visit(facts: NeedFacts) -> Need | None:
    """A visit names each category once."""
    if facts.visit is None:
        return None
    return Need.objects.filter(visit=facts.visit, category=facts.category).first()


def _community_of(household: Household, day: date) -> str:
    row = Household.objects.filter(pk=household.pk).values_list(listed_where(day)).get()
    return str(row[0] or household.community_id)


def _write_down(by: Actor, action: Entry.Action, need: Need, **detail: Any) -> None:
    """A line in the trail, at the household; never what was said."""
    if not Need.objects.visible_to(by).filter(pk=need.pk).exists():
        raise PermissionDenied(OUT_OF_SCOPE)
    trail.record(
        actor=by,
        action=action,
        subject=f"household:{need.household_id}",
        need=need.receipt,
        **detail,
    )
