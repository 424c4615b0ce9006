"""The ways of a training plan from draft to approved: one table (T8-1).

The street's manager approves it, her own too. A plan that was signed on paper before the portal
was there is approved already: the district accepts its day instead.
"""

from typing import Any

from core.actor import Actor
from core.policies import Allowed, Answer, Denied
from core.transitions import Machine, Transition
from training.enums import PlanState
from training.permissions import TrainingPermission
from training.plans.policies import is_own
from training.plans.selectors import has_scan, trainings_of


def _is_ready(plan: Any, actor: Actor) -> Answer:
    if not (answer := is_own(actor, plan.street_id)):
        return answer
    if plan.paper_on:
        return Allowed() if has_scan(plan) else Denied("还没有上传签批的方案。上传之后再提交。")
    lacking = [
        words
        for words, is_there in (
            ("培训目标", plan.aims),
            ("保障措施", plan.measures),
            ("计划培训", trainings_of(plan)),
        )
        if not is_there
    ]
    return Denied(f"还没有写{'、'.join(lacking)}。写好再提交。") if lacking else Allowed()


def _is_own(plan: Any, actor: Actor) -> Answer:
    return is_own(actor, plan.street_id)


def _is_written_here(plan: Any, actor: Actor) -> Answer:
    return Denied("这是补录的纸质方案，由区里认可。") if plan.paper_on else Allowed()


def _is_paper(plan: Any, actor: Actor) -> Answer:
    return Allowed() if plan.paper_on else Denied("这份方案不是补录的，由街镇负责人批准。")


def _unit_of(plan: Any) -> str:
    code: str = plan.street_id
    return code


MACHINE = Machine(
    transitions=(
        Transition(
            name="submit",
            label="提交方案",
            sources=frozenset({PlanState.DRAFT, PlanState.RETURNED}),
            target=PlanState.SUBMITTED,
            permission=TrainingPermission.KEEP,
            requires=_is_ready,
        ),
        Transition(
            name="withdraw",
            label="撤回方案",
            sources=frozenset({PlanState.SUBMITTED}),
            target=PlanState.DRAFT,
            permission=TrainingPermission.KEEP,
            requires=_is_own,
        ),
        Transition(
            name="approve",
            label="批准方案",
            sources=frozenset({PlanState.SUBMITTED}),
            target=PlanState.APPROVED,
            permission=TrainingPermission.APPROVE,
            requires=_is_written_here,
        ),
        Transition(
            name="return",
            label="退回方案",
            sources=frozenset({PlanState.SUBMITTED}),
            target=PlanState.RETURNED,
            permission=TrainingPermission.APPROVE,
            requires=_is_written_here,
        ),
        Transition(
            name="accept_paper",
            label="认可补录",
            sources=frozenset({PlanState.SUBMITTED}),
            target=PlanState.APPROVED,
            permission=TrainingPermission.REVIEW,
            requires=_is_paper,
        ),
        Transition(
            name="refuse_paper",
            label="退回补录",
            sources=frozenset({PlanState.SUBMITTED}),
            target=PlanState.RETURNED,
            permission=TrainingPermission.REVIEW,
            requires=_is_paper,
        ),
    ),
    unit_of=_unit_of,
    labels={str(state): str(state.label) for state in PlanState},
)
