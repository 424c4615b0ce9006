"""Who may write which training plan; its ways are in `training.plans.workflow`."""

from core.actor import Actor
from core.policies import Allowed, Answer, Denied
from orgs.models import Unit
from training.enums import PlanState
from training.models import TrainingPlan
from training.permissions import TrainingPermission

WRITABLE = (PlanState.DRAFT, PlanState.RETURNED)


def is_own(actor: Actor, street_code: str) -> Answer:
    """A street's plan is the street's business, though the district keeps trainings too."""
    if actor.street_code == street_code and not actor.is_community:
        return Allowed()
    return Denied("年度培训方案由街镇自己编写和提交。")


def may_begin(actor: Actor, street: Unit) -> Answer:
    """A street plans for itself."""
    if not actor.can(TrainingPermission.KEEP):
        return actor.must(TrainingPermission.KEEP)
    return is_own(actor, street.pk)


def may_write(actor: Actor, plan: TrainingPlan) -> Answer:
    """While it lies with its writers."""
    if not actor.can(TrainingPermission.KEEP):
        return actor.must(TrainingPermission.KEEP)
    answer = is_own(actor, plan.street_id)
    if answer and plan.state not in WRITABLE:
        return Denied(f"方案{plan.get_state_display()}，现在不能修改。")
    return answer
