"""The ways of a handover: acknowledged, by an advisor or by the counter's link, or taken back."""

from casework.enums import HandoverState, HandoverWay
from casework.handovers.policies import its_own
from casework.models import Handover
from casework.permissions import CaseworkPermission
from core.actor import Actor
from core.policies import Allowed, Answer, Denied
from core.transitions import Machine, Transition

_SENT = frozenset({HandoverState.SENT})


def _goes_to_the_counter(handover: Handover, actor: Actor) -> Answer:
    if handover.way == HandoverWay.TO_COUNTER:
        return Allowed()
    return Denied("窗口转来的，由顾问自己确认，不用发链接。")


MACHINE = Machine(
    transitions=(
        Transition(
            "acknowledge", "确认", _SENT, HandoverState.ACKNOWLEDGED, CaseworkPermission.SERVE
        ),
        Transition(
            "acknowledge_by_link",
            "确认",
            _SENT,
            HandoverState.ACKNOWLEDGED,
            CaseworkPermission.ANSWER,
            requires=_goes_to_the_counter,
        ),
        Transition(
            "withdraw",
            "撤回",
            _SENT | {HandoverState.ACKNOWLEDGED},
            HandoverState.WITHDRAWN,
            CaseworkPermission.SERVE,
            requires=its_own,
        ),
    ),
    unit_of=lambda handover: handover.unit_id,
    labels={state.value: str(state.label) for state in HandoverState},
)


def may_send_link(actor: Actor, handover: Handover) -> Answer:
    """Make the one-time link with which the counter answers."""
    answer = MACHINE.may(actor, handover, "acknowledge")
    return _goes_to_the_counter(handover, actor) if answer else answer
