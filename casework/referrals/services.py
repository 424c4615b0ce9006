"""The writers of referrals: offer, answer, finish, take back.

A place of the resource is taken in the transaction of the offer, and given back when the
referral falls through; then the need is back on the list, for nothing holds it any more.
Request, reason and result are sealed before they reach the database; the lines name no one.
"""

from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts import links
from audit import trail
from audit.models import Entry
from casework.enums import ReferralState
from casework.models import Household, Need, Referral
from casework.models.referrals import RUNNING
from casework.records.deriving import write_records
from casework.referrals import rules
from casework.referrals.facts import Offer
from casework.referrals.policies import OUT_OF_SCOPE, may_offer
from casework.referrals.workflow import MACHINE, way_of
from core.actor import Actor
from core.clock import portal_day
from core.permissions import Role
from resources.models import Resource
from resources.places import give_back, take_place

PURPOSE = "casework.referral"
KEY_TAKEN = "这份表单已经用过了，请从需求那一页重新打开再填。"
NOT_HERS = "这个资源不在您的范围内，请另选一个。"
MOVED = "这户的档案刚有变动，没有保存；请重新打开这项需求。"


@transaction.atomic
def offer_referral(
    *, key: UUID, need: Need, resource: Resource, facts: Offer, by: Actor
) -> tuple[Referral, bool]:
    """Offer a need to a resource, and take a place there; whether it is new.

    The same form sent twice offers once. Raises ValidationError, with the field, where the family
    has not agreed, where the need is settled or has a referral already, and where the resource is
    over or its last place was just taken (`resource`).
    """
    held, household = _held_need(need, by)
    there = Referral.objects.select_related("resource").filter(pk=key).first()
    if there is not None:
        if there.need_id != held.pk or there.resource_id != resource.pk:
            raise ValidationError(KEY_TAKEN)
        return there, False
    _refuse_met(held)
    if wrong := rules.against_offer(facts, held, household, by):
        raise ValidationError(wrong)
    agreed: dict[str, Any] = {"consent": facts.consent, "consent_on": facts.consent_on}
    referral = Referral(
        pk=key,
        need=held,
        household=household,
        community_id=held.community_id,
        resource=resource,
        advisor=facts.advisor,
        offered_on=facts.offered_on,
        shares=list(facts.shares),
        written_by_id=by.user_id or None,
        **agreed,
    )
    referral.request = facts.request
    try:
        take_place(
            resource=resource, holder=key, unit=referral.community, day=facts.offered_on, by=by
        )
    except Resource.DoesNotExist:
        raise ValidationError({"resource": NOT_HERS}) from None
    referral.full_clean(validate_unique=False, validate_constraints=False)
    referral.save(force_insert=True)
    write_records([referral])
    _must_see(referral, by)
    write_down(by, Entry.Action.CREATED, referral, unit=held.community_id)
    return referral, True


@transaction.atomic
def answer_referral(
    *,
    referral: Referral,
    is_accepted: bool,
    answered_on: date,
    reason: str = "",
    reason_note: str = "",
    by: Actor,
) -> Referral:
    """Note that the provider takes it on, or why not; then its place is free again.

    Raises PermissionDenied, with the state, where it was answered or taken back meanwhile;
    ValidationError for a day that can't be and a missing reason.
    """
    held = locked(referral, way_of("accept", by), by)
    wrong = rules.against_answer(held, "answered_on", answered_on)
    if not is_accepted:
        wrong |= rules.against_reason(reason, reason_note, rules.REJECTIONS)
    if wrong:
        raise ValidationError(wrong)
    facts: dict[str, Any] = {"answered_on": answered_on, "answered_by": _called(by)}
    if not is_accepted:
        facts |= {"closed_on": answered_on, "reason": reason, "reason_note": reason_note}
    return _carried_out("accept" if is_accepted else "reject", held, by, facts)


@transaction.atomic
def finish_referral(
    *,
    referral: Referral,
    is_done: bool,
    closed_on: date,
    reason: str = "",
    reason_note: str = "",
    result: str = "",
    by: Actor,
) -> Referral:
    """Note what came of an accepted referral: done, with its result; or failed, and why."""
    held = locked(referral, way_of("finish", by), by)
    wrong = rules.against_answer(held, "closed_on", closed_on)
    if not is_done:
        wrong |= rules.against_reason(reason, reason_note, rules.FAILURES)
    elif not result.strip():
        wrong |= {"result": rules.NO_RESULT}
    if wrong:
        raise ValidationError(wrong)
    facts: dict[str, Any] = {"closed_on": closed_on, "result": result}
    if not is_done:
        facts |= {"reason": reason, "reason_note": reason_note}
    return _carried_out("finish" if is_done else "fail", held, by, facts)


@transaction.atomic
def revoke_referral(
    *, referral: Referral, reason: str, reason_note: str = "", by: Actor
) -> Referral:
    """Take back what was offered, or accepted and not done; its links open no more."""
    held = locked(referral, "revoke", by)
    if wrong := rules.against_reason(reason, reason_note, rules.REVOCATIONS):
        raise ValidationError(wrong)
    facts = {"closed_on": portal_day(), "reason": reason, "reason_note": reason_note}
    return _carried_out("revoke", held, by, facts)


def locked(referral: Referral, way: str, by: Actor) -> Referral:
    """The referral as it stands now, locked; refused to whoever may not take it that way."""
    rows = Referral.objects.visible_to(by).select_for_update(of=("self",))
    held: Referral | None = rows.filter(pk=referral.pk).first()
    if held is None:
        raise PermissionDenied(OUT_OF_SCOPE)
    MACHINE.may(by, held, way).enforce()
    return held


def write_down(by: Actor, action: Entry.Action, referral: Referral, **detail: Any) -> None:
    """One line, told with the household; no names, no texts."""
    trail.record(
        actor=by,
        action=action,
        subject=f"household:{referral.household_id}",
        referral=referral.receipt,
        **detail,
    )


def _held_need(need: Need, by: Actor) -> tuple[Need, Household]:
    """The need and its household, locked; the household first, as all writers do."""
    rows = Household.objects.select_for_update(of=("self",), no_key=True)
    household = rows.get(pk=need.household_id)
    may_offer(by, household).enforce()
    held = Need.objects.select_for_update(of=("self",)).filter(pk=need.pk).first()
    if held is None or held.household_id != household.pk:
        raise ValidationError(MOVED)
    return held, household


def _refuse_met(need: Need) -> None:
    if settled := rules.settled_already(need):
        raise ValidationError(settled)
    holding = [*RUNNING, ReferralState.DONE]
    others = Referral.objects.filter(need=need, state__in=holding)
    if other := others.select_related("resource").first():
        raise ValidationError(rules.taken_already(other))


def _carried_out(name: str, held: Referral, by: Actor, facts: dict[str, Any]) -> Referral:
    """The machine locks, checks, writes, and leaves the line in the trail."""
    changed: Referral = MACHINE.carry_out(way_of(name, by), held, by=by, **facts)
    if rules.is_fallen(changed):
        give_back(holder=changed.pk, day=changed.closed_on or portal_day())
    if by.role != Role.LINK_HOLDER:
        # The advisor wrote it down herself: whoever holds a link has nothing to answer.
        links.revoke_links(purpose=PURPOSE, subject=changed.pk)
    write_records([Referral.objects.select_related("advisor").get(pk=changed.pk)])
    _must_see(changed, by)
    return changed


def _called(by: Actor) -> str:
    return by.name if by.role == Role.LINK_HOLDER else by.username


def _must_see(referral: Referral, by: Actor) -> None:
    if not Referral.objects.visible_to(by).filter(pk=referral.pk).exists():
        raise PermissionDenied(f"{OUT_OF_SCOPE}没有保存。")
