"""A street hands its plan in, and takes it back while nobody has looked at it yet (P2-1)."""

from datetime import date

from django.db import transaction

from core.actor import Actor
from core.clock import portal_day
from orgs.models import Unit
from plans.dues import due_day_of
from plans.enums import PartKind, PartState, PlanState
from plans.models import ConstructionPlan, PlanVersion
from plans.parts import PARTS, answers_of, rows_of
from plans.policies import may_hand_in
from plans.schema import Content
from plans.selectors import (
    asked_parts_of,
    current_version,
    layout_codes_in,
    parts_of,
    versions_of,
)
from plans.services.holding import held
from plans.services.leading import name_group
from plans.workflow import MACHINE
from stations.enums import MilestoneKind
from stations.milestones.services import plan_milestones


@transaction.atomic
def submit_plan(*, plan: ConstructionPlan, by: Actor) -> PlanVersion:
    """Hand the plan in; the version that now waits. A second click finds the first one's.

    What the plan says of the leadership group and of the milestones is told to where they are
    kept (R1-1, P2-4).
    """
    # Before the plan, as reminders do: the group and the milestones hold the street below.
    Unit.objects.select_for_update().get(pk=plan.street_id)
    locked = held(plan)
    may_hand_in(by, locked).enforce()
    waiting = current_version(locked)
    if locked.state == PlanState.SUBMITTED and waiting is not None:
        return waiting
    due_on = due_day_of(locked)
    before = versions_of(locked).last()
    locked = MACHINE.carry_out("submit", locked, by=by)
    contents = {kind: part.content for kind, part in parts_of(locked).items()}
    version = PlanVersion(
        plan=locked,
        number=before.number + 1 if before else 1,
        due_on=due_on,
        submitted_on=portal_day(),
        submitted_by=by.username,
        layout_codes=layout_codes_in(contents[PartKind.LAYOUT]),
    )
    version.content = contents
    version.save()
    _move_parts(locked, [PartState.OPEN, PartState.RETURNED], PartState.WAITING)
    _tell_group(locked, contents[PartKind.LEADERSHIP], before, by)
    plan_milestones(
        street=locked.street,
        year=locked.year,
        days=milestone_days_in(contents[PartKind.SCHEDULE]),
        by=by,
    )
    return version


@transaction.atomic
def withdraw_plan(*, plan: ConstructionPlan, by: Actor) -> ConstructionPlan:
    """Take back what nobody has begun to review; it is as if it had not been handed in."""
    locked = held(plan)
    was_returned = locked.due_on is not None
    locked = MACHINE.carry_out("withdraw_again" if was_returned else "withdraw", locked, by=by)
    version = current_version(locked)
    if version is not None:
        version.withdrawn_on = portal_day()
        version.save()
    back = PartState.RETURNED if was_returned else PartState.OPEN
    _move_parts(locked, [PartState.WAITING], back)
    return locked


def milestone_days_in(content: Content) -> dict[MilestoneKind, date]:
    """The planned days of the required milestones in a schedule."""
    table = PARTS[PartKind.SCHEDULE].tables[0]
    return {
        MilestoneKind(row["kind"]): date.fromisoformat(row["planned_on"])
        for row in rows_of(content, table)
        if row.get("kind") and row.get("planned_on")
    }


def _move_parts(plan: ConstructionPlan, sources: list[PartState], target: PartState) -> None:
    kinds = list(asked_parts_of(plan))
    plan.parts.filter(kind__in=kinds, state__in=sources).update(state=target)


def _tell_group(
    plan: ConstructionPlan, content: Content, before: PlanVersion | None, by: Actor
) -> None:
    """Unless the plan says what it said before: the group may have changed on its own page."""
    if before is not None and before.content.get(PartKind.LEADERSHIP) == content:
        return
    answers = answers_of(content)
    names = ("lead_name", "lead_title", "contact_name", "contact_phone")
    name_group(plan.street, plan.year, {name: answers.get(name, "") for name in names}, by)
