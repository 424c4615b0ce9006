"""The writers of support plans: make, change, step by step, close, cancel (T5-4)."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from audit import trail
from audit.models import Entry
from casework.anonymity import told_in
from casework.models import Household, PlanStep, SupportPlan
from casework.plans.policies import may_change, may_plan
from casework.plans.selectors import open_of
from casework.plans.workflow import MACHINE
from casework.records.deriving import write_records
from casework.surveys.access import held_household, refuse_unfit
from core.actor import Actor
from core.clock import portal_day
from core.versions import ChangedMeanwhile
from resources.selectors import providers_of

KEY_TAKEN = "这份表单已经用过了，请重新打开“定帮扶方案”再填。"
CLOSED_MEANWHILE = "这个步骤刚才已由别人办完或写明不做了，没有改动。"


@transaction.atomic
def open_plan(
    *, key: UUID, household: Household, facts: Mapping[str, Any], by: Actor
) -> tuple[SupportPlan, bool]:
    """Make a household's plan; whether it is new. The same form sent twice makes one.

    `facts` are opened_on, advisor_id and goal. Raises ValidationError, with the field, for a day
    to come, an advisor not in post, and where a plan runs already.
    """
    day = facts["opened_on"]
    held, community = held_household(household, day, by)
    may_plan(by, held).enforce()
    there = SupportPlan.objects.filter(pk=key).first()
    if there is not None:
        if there.household_id != held.pk:
            raise ValidationError(KEY_TAKEN)
        return there, False
    if running := open_of(held):
        words = f"这户已有一份帮扶中的方案（{running.receipt}，{running.opened_on}制定）"
        raise ValidationError(f"{words}，请在那一份里加步骤；结案以后再定新的。")
    plan = SupportPlan(
        pk=key, household=held, community_id=community, written_by_id=by.user_id
    )  # fmt: skip
    _take(plan, facts, by)
    plan.save(force_insert=True)
    _record(plan)
    _write_down(by, Entry.Action.CREATED, plan)
    return plan, True


@transaction.atomic
def change_plan(
    *, plan: SupportPlan, version: int, facts: Mapping[str, Any], by: Actor
) -> bool:  # fmt: skip
    """Change goal, advisor or day of a plan that runs; whether anything was to be done.

    Raises ChangedMeanwhile where `version` is no longer the latest.
    """
    held = _held(plan, by)
    changed = [name for name, value in facts.items() if getattr(held, name) != value]
    if not changed:
        return False
    if version != held.version:
        raise ChangedMeanwhile
    first = held.steps.filter(done_on__isnull=False).order_by("done_on").first()
    if first is not None and facts["opened_on"] > first.done_on:
        words = f"{first.done_on}已做完一个步骤，制定日期不能晚于那天。"
        raise ValidationError({"opened_on": words})
    _take(held, facts, by)
    held.save()
    _record(held)
    fields = [name.removesuffix("_id") for name in changed]
    _write_down(by, Entry.Action.CHANGED, held, fields=fields)
    return True


@transaction.atomic
def add_step(
    *, plan: SupportPlan, facts: Mapping[str, Any], by: Actor
) -> tuple[PlanStep, bool]:  # fmt: skip
    """Add a step to a plan that runs; whether it is new.

    `facts` are what, who, due_on, provider and provider_kind. One that stands there word for
    word, and is open, is not written twice: that was a second press of the button.
    """
    held = _held(plan, by)
    if facts["due_on"] < held.opened_on:
        words = f"方案{held.opened_on}才制定，步骤的期限不能早于那天。"
        raise ValidationError({"due_on": words})
    provider = facts["provider"]
    if provider is not None and not providers_of(by).filter(pk=provider.pk).exists():
        raise ValidationError({"provider": "这个提供方不在您的范围内，请另选。"})
    if provider is not None and facts["provider_kind"] != provider.kind:
        raise ValidationError({"provider_kind": kind_differs(provider)})
    if told := told_in(facts["who"]):
        # Whom to call stands in the record or in the pool, not in a line that is not sealed.
        raise ValidationError({"who": told})
    plain = {name: value for name, value in facts.items() if name != "what"}
    twins = PlanStep.objects.filter(
        plan=held, done_on__isnull=True, dropped_on__isnull=True, **plain
    ).order_by("pk")
    for one in twins:
        if one.what == facts["what"]:
            return one, False
    step = PlanStep(plan=held, **plain)
    step.what = facts["what"]
    step.full_clean()
    step.save(force_insert=True)
    _write_down(by, Entry.Action.CHANGED, held, step="加了一步", day=str(step.due_on))
    return step, True


def kind_differs(provider: Any) -> str:
    """A step that names a provider and another kind of provider."""
    return f"选的提供方是{provider.get_kind_display()}，和主体类型不一样，请改成一样的。"


@transaction.atomic
def complete_step(*, step: PlanStep, done_on: date, by: Actor) -> bool:
    """A step is done; whether that is new. Raises ValidationError for a day that can't be."""
    held, locked = _held_step(step, by)
    if locked.done_on == done_on:
        return False
    if locked.done_on or locked.dropped_on:
        raise ValidationError(CLOSED_MEANWHILE)
    if done_on > portal_day():
        raise ValidationError({"done_on": f"{done_on}还没有到，做完的日子要在今天或以前。"})
    if done_on < held.opened_on:
        words = f"方案{held.opened_on}才制定，步骤不能在那以前做完。"
        raise ValidationError({"done_on": words})
    locked.done_on = done_on
    locked.save(update_fields=["done_on"])
    _write_down(by, Entry.Action.CHANGED, held, step="一步做完了", day=str(done_on))
    return True


@transaction.atomic
def drop_step(*, step: PlanStep, by: Actor) -> bool:
    """A step is not taken any more, from today; whether that is new."""
    held, locked = _held_step(step, by)
    if locked.dropped_on:
        return False
    if locked.done_on:
        raise ValidationError(CLOSED_MEANWHILE)
    locked.dropped_on = max(portal_day(), held.opened_on)
    locked.save(update_fields=["dropped_on"])
    _write_down(by, Entry.Action.CHANGED, held, step="一步不做了")
    return True


@transaction.atomic
def reopen_step(*, step: PlanStep, by: Actor) -> bool:
    """Take back that a step was done, or dropped, where that was told in error."""
    held, locked = _held_step(step, by)
    if not locked.done_on and not locked.dropped_on:
        return False
    locked.done_on = locked.dropped_on = None
    locked.save(update_fields=["done_on", "dropped_on"])
    _write_down(by, Entry.Action.CHANGED, held, step="一步改回没有做完")
    return True


@transaction.atomic
def close_plan(
    *, plan: SupportPlan, closed_on: date, result: str, result_note: str, by: Actor
) -> SupportPlan:
    """Close a plan, and the case with it, with its result (T5-4).

    Raises PermissionDenied, with how many, where steps or resolutions on the household are
    still open; ValidationError for a day that can't be.
    """
    # Steps are added under the same lock.
    held = SupportPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    MACHINE.may(by, held, "close").enforce()
    if closed_on > portal_day():
        raise ValidationError({"closed_on": f"{closed_on}还没有到，结案要在今天或以前。"})
    if closed_on < held.opened_on:
        words = f"方案{held.opened_on}才制定，不能在那以前结案。"
        raise ValidationError({"closed_on": words})
    last = held.steps.filter(done_on__gt=closed_on).order_by("-done_on").first()
    if last is not None:
        words = f"有一个步骤{last.done_on}才做完，结案不能早于那天。"
        raise ValidationError({"closed_on": words})
    held.result_note = result_note
    closed: SupportPlan = MACHINE.carry_out(
        "close",
        held,
        by=by,
        closed_on=closed_on,
        result=result,
        result_note_sealed=held.result_note_sealed,
    )
    _check_scope(by, closed)
    return closed


@transaction.atomic
def cancel_plan(*, plan: SupportPlan, reason: str, by: Actor) -> SupportPlan:
    """Cancel a plan: it counts nowhere, and its service record goes; why stands in the trail."""
    cancelled: SupportPlan = MACHINE.carry_out("cancel", plan, by=by)
    _record(cancelled)
    _write_down(by, Entry.Action.CHANGED, cancelled, reason=reason)
    return cancelled


def _held(plan: SupportPlan, by: Actor) -> SupportPlan:
    """The plan, locked and still to be changed."""
    held: SupportPlan = SupportPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    may_change(by, held).enforce()
    return held


def _held_step(step: PlanStep, by: Actor) -> tuple[SupportPlan, PlanStep]:
    held = _held(step.plan, by)
    return held, PlanStep.objects.select_for_update(of=("self",)).get(pk=step.pk, plan=held)


def _take(plan: SupportPlan, facts: Mapping[str, Any], by: Actor) -> None:
    """Put facts into a plan once its day and its advisor can be."""
    for name, value in facts.items():
        setattr(plan, name, value)
    refuse_unfit("opened_on", plan.opened_on, plan.community_id, plan.advisor, by)
    # That only one of a household runs is said above, in words that help.
    plan.full_clean(validate_constraints=False)


def _record(plan: SupportPlan) -> None:
    write_records([SupportPlan.objects.select_related("advisor").get(pk=plan.pk)])


def _check_scope(by: Actor, plan: SupportPlan) -> None:
    """The row written lies in the writer's unit after all."""
    if not SupportPlan.objects.visible_to(by).filter(pk=plan.pk).exists():
        raise PermissionDenied("这份帮扶方案不在您的单位范围内，没有保存。")


def _write_down(by: Actor, action: Entry.Action, plan: SupportPlan, **detail: Any) -> None:
    """One line; no names, no texts."""
    _check_scope(by, plan)
    trail.record(
        actor=by, action=action, subject=f"supportplan:{plan.pk}", unit=plan.community_id, **detail
    )
