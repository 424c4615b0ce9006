"""The ways of a plan from draft to approved: one table (P2-1).

Draft → submitted → under review → returned → submitted again → approved. Before the review
begins the street may take it back, to where it was.
"""

from typing import Any

from core.actor import Actor
from core.policies import Allowed, Answer, Denied
from core.transitions import Machine, Transition
from plans.enums import PlanForm, PlanState
from plans.parts import PARTS
from plans.permissions import PlansPermission
from plans.selectors import (
    answers_to,
    current_version,
    has_stamped_file,
    lacking_in,
    unanswered,
)


def _is_ready(plan: Any, actor: Actor) -> Answer:
    lacking = lacking_in(plan)
    if lacking:
        titles = "、".join(PARTS[kind].title for kind in lacking)
        return Denied(f"还没有填齐：{titles}。填齐之后再报送。")
    if plan.form == PlanForm.UPLOADED and not has_stamped_file(plan):
        return Denied("还没有上传盖章的方案（Word 或 PDF）。上传之后再报送。")
    return Allowed()


def _was_never_returned(plan: Any, actor: Actor) -> Answer:
    return Allowed() if plan.due_on is None else Denied("退回过的方案撤回后仍是退回。")


def _was_returned(plan: Any, actor: Actor) -> Answer:
    return Denied("这份方案没有退回过。") if plan.due_on is None else Allowed()


def _returned_in(plan: Any) -> Answer | bool:
    """Whether any part is sent back; or why the review cannot end yet."""
    waiting = unanswered(plan)
    if waiting:
        titles = "、".join(PARTS[kind].title for kind in waiting)
        return Denied(f"还有部分没有审核：{titles}。")
    answers = answers_to(current_version(plan)).values()
    return any(not answer.is_accepted for answer in answers)


def _some_part_is_returned(plan: Any, actor: Actor) -> Answer:
    found = _returned_in(plan)
    if isinstance(found, Denied):
        return found
    return Allowed() if found else Denied("各部分都已接受，应当通过而不是退回。")


def _every_part_is_accepted(plan: Any, actor: Actor) -> Answer:
    found = _returned_in(plan)
    if isinstance(found, Denied):
        return found
    return Denied("有退回的部分，不能通过。") if found else Allowed()


def _unit_of(plan: Any) -> str:
    code: str = plan.street_id
    return code


MACHINE = Machine(
    transitions=(
        Transition(
            name="submit",
            label="报送方案",
            sources=frozenset({PlanState.DRAFT, PlanState.RETURNED}),
            target=PlanState.SUBMITTED,
            permission=PlansPermission.SUBMIT,
            requires=_is_ready,
        ),
        Transition(
            name="withdraw",
            label="撤回方案",
            sources=frozenset({PlanState.SUBMITTED}),
            target=PlanState.DRAFT,
            permission=PlansPermission.SUBMIT,
            requires=_was_never_returned,
        ),
        Transition(
            name="withdraw_again",
            label="撤回方案",
            sources=frozenset({PlanState.SUBMITTED}),
            target=PlanState.RETURNED,
            permission=PlansPermission.SUBMIT,
            requires=_was_returned,
        ),
        Transition(
            name="begin_review",
            label="开始审核",
            sources=frozenset({PlanState.SUBMITTED}),
            target=PlanState.UNDER_REVIEW,
            permission=PlansPermission.REVIEW,
        ),
        Transition(
            name="return_parts",
            label="退回方案",
            sources=frozenset({PlanState.UNDER_REVIEW}),
            target=PlanState.RETURNED,
            permission=PlansPermission.REVIEW,
            requires=_some_part_is_returned,
        ),
        Transition(
            name="approve",
            label="通过方案",
            sources=frozenset({PlanState.UNDER_REVIEW}),
            target=PlanState.APPROVED,
            permission=PlansPermission.REVIEW,
            requires=_every_part_is_accepted,
        ),
    ),
    unit_of=_unit_of,
    labels={str(state): str(state.label) for state in PlanState},
)
