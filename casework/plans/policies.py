"""Who makes support plans, and reads them."""

from casework.enums import PlanState
from casework.models import Household, SupportPlan
from casework.permissions import CaseworkPermission
from casework.policies import may_serve
from core.actor import Actor
from core.policies import Answer, Denied

OUT_OF_SCOPE = "这份帮扶方案不在您的范围内。"


def may_plan(actor: Actor, household: Household) -> Answer:
    """Make a plan for a household: whoever serves it."""
    return may_serve(actor, household)


def may_read(actor: Actor, plan: SupportPlan) -> Answer:
    """In full: the community it is of, its street and their manager; others see masked lists."""
    return actor.must_within(CaseworkPermission.SERVE, plan.community_id, OUT_OF_SCOPE)


def may_change(actor: Actor, plan: SupportPlan) -> Answer:
    """Change a plan and its steps while it runs."""
    answer = may_read(actor, plan)
    if not answer or plan.state == PlanState.OPEN:
        return answer
    return Denied(f"这份帮扶方案{plan.get_state_display()}，不能再改。")
