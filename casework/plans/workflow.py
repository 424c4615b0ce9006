"""The ways of a support plan: closed with a result, or cancelled as if it had never been."""

from casework.enums import PlanState
from casework.models import SupportPlan
from casework.permissions import CaseworkPermission
from casework.plans.selectors import unfinished_of
from core.actor import Actor
from core.policies import Allowed, Answer, Denied
from core.transitions import Machine, Transition

_OPEN = frozenset({PlanState.OPEN})


def _is_finished(plan: SupportPlan, actor: Actor) -> Answer:
    """Nothing is closed over work that is still to be done (T5-4): a sentence with how many."""
    left = unfinished_of(plan)
    if not left:
        return Allowed()
    return Denied(left.words)


MACHINE = Machine(
    transitions=(
        Transition(
            "close",
            "结案",
            _OPEN,
            PlanState.CLOSED,
            CaseworkPermission.SERVE,
            requires=_is_finished,
        ),
        Transition("cancel", "取消", _OPEN, PlanState.CANCELLED, CaseworkPermission.SERVE),
    ),
    unit_of=lambda plan: plan.community_id,
    labels={state.value: str(state.label) for state in PlanState},
)
