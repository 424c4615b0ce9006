"""The writers of training plans: begun, written, submitted, approved or returned (T8-1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from audit import trail
from audit.models import Entry
from core.actor import Actor
from core.clock import portal_day
from core.versions import ChangedMeanwhile
from orgs.models import Unit
from training.enums import PlanState
from training.models import PlannedTraining, TrainingPlan
from training.plans.dues import due_day_of
from training.plans.policies import may_begin, may_write
from training.plans.selectors import latest_before, plan_of, trainings_of
from training.plans.workflow import MACHINE

TEXTS = ("aims", "measures")
FACTS = ("month", "topic", "kind", "minutes", "audience")
LONGEST_COMMENT = 300


@dataclass(frozen=True)
class Planned:
    """One training as it is planned: month, topic, kind, minutes, for whom."""

    month: int
    topic: str
    kind: str
    minutes: int
    audience: str = ""


@transaction.atomic
def begin_plan(*, street: Unit, year: int, by: Actor) -> tuple[TrainingPlan, bool]:
    """Begin a street's plan of a year; whether it is new. Asked for twice it is begun once.

    The street's last plan before is carried over as a proposal.
    """
    may_begin(by, street).enforce()
    Unit.objects.select_for_update().get(pk=street.pk)
    there = plan_of(street, year)
    if there is not None:
        return there, False
    this_year = portal_day().year
    if year not in (this_year, this_year + 1):
        raise ValidationError(f"现在只能编写{this_year}年或{this_year + 1}年的培训方案。")
    before = latest_before(street, year)
    plan = TrainingPlan(street=street, year=year)
    for name in TEXTS if before else ():
        setattr(plan, name, getattr(before, name))
    plan.full_clean()
    plan.save()
    PlannedTraining.objects.bulk_create(
        PlannedTraining(plan=plan, **{name: getattr(one, name) for name in FACTS})
        for one in (trainings_of(before) if before else ())
    )
    _record(by, Entry.Action.CREATED, plan, year=year)
    return plan, True


@transaction.atomic
def save_plan(
    *,
    plan: TrainingPlan,
    version: int,
    aims: str,
    measures: str,
    trainings: Sequence[Planned],
    by: Actor,
) -> bool:
    """Write a draft, its whole table of trainings with it; whether anything changed.

    Raises ChangedMeanwhile where somebody else wrote since `version`.
    """
    held = _locked(plan)
    may_write(by, held).enforce()
    wanted = sorted(trainings, key=lambda one: one.month)
    there = trainings_of(held)
    is_same = (held.aims, held.measures) == (aims, measures)
    if is_same and [_planned(one) for one in there] == wanted:
        return False
    if version != held.version:
        raise ChangedMeanwhile
    held.aims, held.measures = aims, measures
    # The database counts too; so a change of the table alone is one as well.
    held.version += 1
    held.full_clean()
    held.save()
    _keep_trainings(held, there, wanted)
    _record(by, Entry.Action.CHANGED, held, count=len(wanted))
    return True


@transaction.atomic
def submit_plan(*, plan: TrainingPlan, by: Actor) -> TrainingPlan:
    """Hand the plan in for approval; its due day is fixed now. A second click finds it done."""
    held = _locked(plan)
    if held.state == PlanState.SUBMITTED and MACHINE.may(by, held, "withdraw"):
        return held
    moved: TrainingPlan = MACHINE.carry_out(
        "submit", held, by=by, submitted_on=portal_day(), submitted_by=by.username,
        due_on=due_day_of(held),
    )  # fmt: skip
    return moved


@transaction.atomic
def withdraw_plan(*, plan: TrainingPlan, by: Actor) -> TrainingPlan:
    """Take back what was not answered yet; it is as if it had not been handed in."""
    held = _locked(plan)
    if held.state == PlanState.DRAFT:
        may_write(by, held).enforce()
        return held
    moved: TrainingPlan = MACHINE.carry_out(
        "withdraw", held, by=by, submitted_on=None, submitted_by=""
    )
    return moved


@transaction.atomic
def answer_plan(*, plan: TrainingPlan, way: str, comment: str = "", by: Actor) -> TrainingPlan:
    """Approve a plan or return it: `way` is one of the workflow's four answers.

    A return wants a comment. The manager may approve what she submitted herself: the trail says
    so. An accepted paper counts as approved on the day it was signed.
    """
    held = _locked(plan)
    MACHINE.may(by, held, way).enforce()
    comment = comment.strip()
    facts: dict[str, Any] = {"comment": ""}
    if way in ("return", "refuse_paper"):
        if not comment:
            raise ValidationError({"comment": "退回须写明意见。"})
        facts = {"comment": comment[:LONGEST_COMMENT]}
    elif way == "approve":
        facts |= {"approved_on": portal_day(), "approved_by": by.username}
    else:
        facts |= {"approved_on": held.paper_on, "paper_accepted_on": portal_day()}
    moved: TrainingPlan = MACHINE.carry_out(way, held, by=by, **facts)
    if way == "approve" and held.submitted_by == by.username:
        _record(by, Entry.Action.CHANGED, held, answer="批准了自己提交的方案")
    return moved


@transaction.atomic
def note_paper(*, plan: TrainingPlan, paper_on: date | None, by: Actor) -> TrainingPlan:
    """Say on which day the plan was signed on paper (补录); None: it is written here after all."""
    held = _locked(plan)
    may_write(by, held).enforce()
    if paper_on is not None and paper_on > portal_day():
        raise ValidationError({"paper_on": "签批日期不能晚于今天。"})
    if paper_on is not None and not held.year - 1 <= paper_on.year <= held.year:
        raise ValidationError(
            {"paper_on": f"{held.year}年的方案，签批日期应在{held.year - 1}年或{held.year}年。"}
        )
    if held.paper_on == paper_on:
        return held
    held.paper_on = paper_on
    held.full_clean()
    held.save()
    _record(by, Entry.Action.CHANGED, held, field="paper_on")
    return held


def _keep_trainings(
    plan: TrainingPlan, there: Sequence[PlannedTraining], wanted: Sequence[Planned]
) -> None:
    """The table as it is now: rows are written over in their order, what is left over goes."""
    # By their keys, so that two of one month come back in the order they were typed in.
    rows = sorted(there, key=lambda row: row.pk)
    for place, one in enumerate(wanted):
        row = rows[place] if place < len(rows) else PlannedTraining(plan=plan)
        if row.pk and _planned(row) == one:
            continue
        for name in FACTS:
            setattr(row, name, getattr(one, name))
        row.full_clean()
        row.save()
    for row in rows[len(wanted) :]:
        row.delete()


def _planned(row: PlannedTraining) -> Planned:
    return Planned(*(getattr(row, name) for name in FACTS))


def _locked(plan: TrainingPlan) -> TrainingPlan:
    """The plan as it is now, locked: two who write at once follow each other."""
    found: TrainingPlan = (
        TrainingPlan.objects.select_for_update(of=("self",))
        .select_related("street")
        .get(pk=plan.pk)
    )
    return found


def _record(by: Actor, action: Entry.Action, plan: TrainingPlan, **detail: Any) -> None:
    """The line in the trail."""
    trail.record(
        actor=by,
        action=action,
        subject=f"trainingplan:{plan.pk}",
        unit=plan.street_id,
        **detail,
    )
