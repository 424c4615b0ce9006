"""The writers of leaves."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from advisors.enums import Status
from advisors.lines import locked_file, write_down
from advisors.models import Advisor, Leave
from audit.models import Entry
from core.actor import Actor


@transaction.atomic
def add_leave(
    *, advisor: Advisor, kind: str, starts_on: date, ends_on: date | None, by: Actor
) -> tuple[Leave, bool]:
    """Record a leave; whether it is new. The same form sent twice records one.

    A leave that came without days from a ledger gets them by this: the file is active again,
    and away on these days.
    """
    held = locked_file(advisor, by)
    days = {"kind": kind, "starts_on": starts_on, "ends_on": ends_on}
    same = Leave.objects.filter(advisor=held, **days).first()
    if same is not None:
        return same, False
    leave = Leave(advisor=held, **days)
    _save(leave)
    if held.status == Status.ON_LEAVE:
        held.status = Status.ACTIVE
        held.save()
    write_down(by, Entry.Action.CREATED, held, leave=leave.pk)
    return leave, True


@transaction.atomic
def change_leave(
    *, leave: Leave, kind: str, starts_on: date, ends_on: date | None, by: Actor
) -> None:
    """Other days, or another kind."""
    held = locked_file(leave.advisor, by)
    kept = Leave.objects.select_for_update(of=("self",)).filter(pk=leave.pk).first()
    if kept is None:
        raise ValidationError("这次请假刚被别人取消，没有保存。请回到请假页再看。")
    # One that came along with a transfer began before this file did.
    is_from_before = starts_on == kept.starts_on
    kept.kind, kept.starts_on, kept.ends_on = kind, starts_on, ends_on
    kept.advisor = held
    _save(kept, is_from_before=is_from_before)
    write_down(by, Entry.Action.CHANGED, held, leave=kept.pk)


@transaction.atomic
def cancel_leave(*, leave: Leave, by: Actor) -> None:
    """She was, or will be, there after all."""
    held = locked_file(leave.advisor, by)
    if Leave.objects.filter(pk=leave.pk).delete()[0]:
        write_down(by, Entry.Action.DELETED, held, leave=leave.pk)


@transaction.atomic
def end_undated_leave(*, advisor: Advisor, by: Actor) -> None:
    """Back from a leave that came without days; she counts as in post on all days."""
    held = locked_file(advisor, by)
    if held.status != Status.ON_LEAVE:
        return
    held.status = Status.ACTIVE
    held.save()
    write_down(by, Entry.Action.CHANGED, held, fields=["status"])


def _save(leave: Leave, *, is_from_before: bool = False) -> None:
    if not is_from_before:
        _refuse_outside(leave)
    _refuse_overlap(leave)
    leave.full_clean()
    leave.save()


def _refuse_outside(leave: Leave) -> None:
    advisor = leave.advisor
    if leave.starts_on < advisor.started_on:
        words = f"{advisor.started_words} 才上岗，请假不能早于那天。"
        raise ValidationError({"starts_on": words})
    if advisor.ended_on is not None and leave.starts_on > advisor.ended_on:
        words = f"{advisor.ended_on} 已是在岗的最后一天，之后不用请假。"
        raise ValidationError({"starts_on": words})


def _refuse_overlap(leave: Leave) -> None:
    others = Leave.objects.filter(advisor=leave.advisor).exclude(pk=leave.pk)
    others = others.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=leave.starts_on))
    if leave.ends_on is not None:
        others = others.filter(starts_on__lte=leave.ends_on)
    other = others.order_by("starts_on").first()
    if other is not None:
        until = f"到 {other.ends_on}" if other.ends_on else "起、还没有定哪天结束"
        words = f"和 {other.starts_on} {until}的请假重叠。请改那一次，或换日子。"
        raise ValidationError({"starts_on": words})
