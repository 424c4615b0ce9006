"""The writers of transfers: offer, withdraw, take, decline."""

from dataclasses import asdict
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet

from advisors.ending.spans import Ended, end_spans
from advisors.enums import EndReason, Status, TransferState
from advisors.models import Advisor, Leave, Transfer
from advisors.transfers.policies import may_offer
from advisors.transfers.selectors import last_record_on, twin_in
from advisors.transfers.workflow import RECEIVING, SENDING
from audit import trail
from audit.models import Entry
from core.actor import Actor
from core.clock import portal_day
from core.transitions import Machine
from orgs.models import Unit

# What the person takes along; post, filing, contract and account belong to the street.
GOES_ALONG = (
    "person", "name", "sex", "level", "staff_kind", "employment", "education", "qualifications",
)  # fmt: skip


@transaction.atomic
def offer(
    *, advisor: Advisor, to_street: Unit, starts_on: date, reason: str, by: Actor
) -> tuple[Transfer, bool]:
    """Offer an advisor to another street; whether that is new. The same form sent twice offers once.

    Raises ValidationError where the day cannot be her first day there, or another offer is open.
    """
    held = _locked_file(advisor)
    may_offer(by, held, portal_day()).enforce()
    there = Transfer.objects.filter(advisor=held, state=TransferState.OFFERED).first()
    if there is not None and (there.to_street_id, there.starts_on, there.reason) == (
        to_street.pk,
        starts_on,
        reason,
    ):
        return there, False
    transfer = Transfer(
        advisor=held,
        to_street=to_street,
        starts_on=starts_on,
        reason=reason,
        offered_on=portal_day(),
        offered_by=by.username,
    )
    if there is not None:
        words = "请等对方答复，或先撤回那一项再办。"
        raise ValidationError(
            f"这名顾问已有一项调动在等{there.to_street.name}接收（{there.offered_on} 提出）。{words}"
        )
    _check(transfer)
    transfer.full_clean()
    transfer.save()
    trail.record(
        actor=by,
        action=Entry.Action.CREATED,
        subject=f"transfer:{transfer.pk}",
        unit=held.street_id,
        to_street=to_street.pk,
        starts_on=starts_on.isoformat(),
    )
    return transfer, True


@transaction.atomic
def withdraw(*, transfer: Transfer, by: Actor) -> Transfer:
    """The street she would have left takes the offer back."""
    return _answered(SENDING, "withdraw", transfer, by)


@transaction.atomic
def decline(*, transfer: Transfer, answer: str, by: Actor) -> Transfer:
    """The other street doesn't take her, and says why (ValidationError where it doesn't)."""
    if not answer:
        raise ValidationError({"answer": "不接收的，请写明理由。"})
    return _answered(RECEIVING, "decline", transfer, by, answer=answer)


@transaction.atomic
def take(*, transfer: Transfer, answer: str, by: Actor) -> Transfer:
    """Take her on file: the old file ends on the day before, the new one begins.

    Communities, posts and duty end with the old file; a leave that is not over goes along.
    Raises ValidationError where the day no longer fits what was recorded meanwhile.
    """
    old = _locked_file(transfer.advisor)
    held = Transfer.objects.select_for_update().get(pk=transfer.pk)
    RECEIVING.may(by, held, "take").enforce()
    _check(held)
    leaves = list(_leaves_from(old, held.starts_on))
    ended = _end(old, held.last_day)
    new = _new_file(old, held)
    Leave.objects.bulk_create(
        Leave(advisor=new, kind=one.kind, starts_on=one.starts_on, ends_on=one.ends_on)
        for one in leaves
    )
    taken = _answered(RECEIVING, "take", held, by, answer=answer, new_file=new)
    _record(by, Entry.Action.CHANGED, old, transfer=held.pk, **asdict(ended))
    _record(by, Entry.Action.CREATED, new, transfer=held.pk)
    return taken


def _locked_file(advisor: Advisor) -> Advisor:
    held: Advisor = Advisor.objects.select_for_update(of=("self",)).get(pk=advisor.pk)
    return held


def _check(transfer: Transfer) -> None:
    """Whether a person can go that way on that day; else the sentence for the field it is in."""
    advisor, first = transfer.advisor, transfer.starts_on
    if transfer.to_street_id == advisor.street_id:
        raise ValidationError(
            {"to_street": f"这名顾问本来就在{advisor.street.name}，请选别的街镇。"}
        )
    if first <= advisor.started_on:
        words = f"到岗日期要晚于在{advisor.street.name}的上岗日期 {advisor.started_words}。"
        raise ValidationError({"starts_on": words})
    if advisor.ended_on is not None and advisor.ended_on < transfer.last_day:
        words = f"{advisor.ended_on} 就要离岗，到岗日期不能晚于离岗的次日。"
        raise ValidationError({"starts_on": words})
    last = last_record_on(advisor, portal_day())
    if last is not None and first <= last:
        words = f"{last} 还有分工、岗位或值守的记录，到岗日期要在这以后。"
        raise ValidationError({"starts_on": words})
    twin = twin_in(advisor, transfer.to_street)
    if twin is not None:
        words = f"{transfer.to_street.name}已有同名、同电话的档案（{twin.started_words} 上岗）"
        raise ValidationError({"to_street": f"{words}，不能再建一份，请先核对那一份。"})


def _leaves_from(advisor: Advisor, day: date) -> QuerySet[Leave]:
    """Those that are not over before a day."""
    on = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    return Leave.objects.filter(on, advisor=advisor).order_by("pk")


def _end(old: Advisor, last_day: date) -> Ended:
    old.ended_on, old.end_reason = last_day, EndReason.TRANSFERRED
    # An undated leave stays told: it kept her from counting on the days before.
    if old.status == Status.ACTIVE and last_day < portal_day():
        old.status = Status.LEFT
    old.full_clean()
    old.save()
    return end_spans([old.pk])


def _new_file(old: Advisor, transfer: Transfer) -> Advisor:
    along = {name: getattr(old, name) for name in GOES_ALONG}
    new = Advisor(street_id=transfer.to_street_id, started_on=transfer.starts_on, **along)
    # Sealed values are bound to their row.
    new.set_phone(old.phone)
    new.id_number = old.id_number
    new.full_clean()
    new.save(force_insert=True)
    return new


def _answered(machine: Machine, way: str, transfer: Transfer, by: Actor, **facts: Any) -> Transfer:
    # The machine itself leaves the line in the trail.
    answered: Transfer = machine.carry_out(
        way, transfer, by=by, answered_on=portal_day(), answered_by=by.username, **facts
    )
    return answered


def _record(by: Actor, action: Entry.Action, advisor: Advisor, **detail: Any) -> None:
    subject = f"advisor:{advisor.pk}"
    trail.record(actor=by, action=action, subject=subject, unit=advisor.street_id, **detail)
