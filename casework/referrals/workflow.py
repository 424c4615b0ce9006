"""The ways of a referral: accepted or rejected, then done or failed; taken back until then.

Each answer is written down by the advisor, or given by the provider through a one-time link.
"""

from casework.enums import ReferralState
from casework.models import Referral
from casework.permissions import CaseworkPermission
from core.actor import Actor
from core.permissions import Role
from core.transitions import Machine, Transition

BY_LINK = "_by_link"
_OFFERED = frozenset({ReferralState.OFFERED})
_ACCEPTED = frozenset({ReferralState.ACCEPTED})
_ANSWERS = (
    ("accept", "登记已接", "接下", _OFFERED, ReferralState.ACCEPTED),
    ("reject", "登记未接", "不接", _OFFERED, ReferralState.REJECTED),
    ("finish", "登记完成", "告知已完成", _ACCEPTED, ReferralState.DONE),
    ("fail", "登记未成", "告知未成", _ACCEPTED, ReferralState.FAILED),
)

MACHINE = Machine(
    transitions=(
        *(
            Transition(name, label, sources, target, CaseworkPermission.SERVE)
            for name, label, _, sources, target in _ANSWERS
        ),
        Transition(
            "revoke",
            "撤回",
            _OFFERED | _ACCEPTED,
            ReferralState.REVOKED,
            CaseworkPermission.SERVE,
        ),
        *(
            Transition(f"{name}{BY_LINK}", label, sources, target, CaseworkPermission.ANSWER)
            for name, _, label, sources, target in _ANSWERS
        ),
    ),
    unit_of=lambda referral: referral.community_id,
    labels={state.value: str(state.label) for state in ReferralState},
)


def way_of(name: str, by: Actor) -> str:
    """The name of an answer's way for who gives it: the advisor, or whoever came by link."""
    return f"{name}{BY_LINK}" if by.role == Role.LINK_HOLDER else name


def is_open(referral: Referral) -> bool:
    """Whether it still waits for the provider."""
    return referral.state in (ReferralState.OFFERED, ReferralState.ACCEPTED)
