"""The ways of a lead: decided by the street, or taken back by who reported it."""

from casework.enums import LeadState
from casework.models import Lead
from casework.permissions import CaseworkPermission
from core.actor import Actor
from core.policies import Allowed, Answer, Denied
from core.transitions import Machine, Transition

_OPEN = frozenset({LeadState.OPEN})


def _is_reporter(lead: Lead, actor: Actor) -> Answer:
    if lead.reported_by_id is not None and lead.reported_by_id == actor.user_id:
        return Allowed()
    return Denied("线索由上报的人自己撤回；不成立的，请处置时写明。")


MACHINE = Machine(
    transitions=(
        Transition("decide", "处置", _OPEN, LeadState.DECIDED, CaseworkPermission.DECIDE),
        Transition(
            "withdraw",
            "撤回",
            _OPEN,
            LeadState.WITHDRAWN,
            CaseworkPermission.SERVE,
            requires=_is_reporter,
        ),
    ),
    unit_of=lambda lead: lead.community_id,
    labels={state.value: str(state.label) for state in LeadState},
)
