"""The ways of an unresolved matter, and those of its extension: two tables.

An extension is decided by the street's manager while the matter is open; one that she asked for
herself too, for there is nobody above her in the street (the trail says who asked).
"""

from casework.enums import ExtensionState, StuckState
from casework.models import StuckCase
from casework.permissions import CaseworkPermission
from casework.stuck.policies import its_own
from core.actor import Actor
from core.permissions import Role
from core.policies import Allowed, Answer, Denied
from core.transitions import Machine, Transition

_OPEN = frozenset({StuckState.OPEN})
_CLOSED = frozenset({StuckState.CLOSED})
_SERVE = CaseworkPermission.SERVE
NOT_ASKED = ""


def _is_manager(case: StuckCase, actor: Actor) -> Answer:
    if actor.role == Role.STREET_MANAGER:
        return Allowed()
    return Denied("办结登记错了的，由街镇负责人重新打开。")


def _is_open(case: StuckCase, actor: Actor) -> Answer:
    if case.state == StuckState.OPEN:
        return Allowed()
    return Denied(f"这件事的状态是“{case.get_state_display()}”，不用再办延期。")


MACHINE = Machine(
    transitions=(
        Transition("close", "办结", _OPEN, StuckState.CLOSED, _SERVE),
        Transition("hand_on", "转办", _OPEN, StuckState.OPEN, _SERVE),
        Transition("withdraw", "撤回", _OPEN, StuckState.WITHDRAWN, _SERVE, requires=its_own),
        Transition("reopen", "重新打开", _CLOSED, StuckState.OPEN, _SERVE, requires=_is_manager),
    ),
    unit_of=lambda case: case.unit_id,
    labels={state.value: str(state.label) for state in StuckState},
)
EXTENSION = Machine(
    transitions=(
        Transition(
            "ask",
            "申请延期",
            frozenset({NOT_ASKED, ExtensionState.REFUSED}),
            ExtensionState.ASKED,
            _SERVE,
            requires=_is_open,
        ),
        Transition(
            "approve",
            "批准延期",
            frozenset({ExtensionState.ASKED}),
            ExtensionState.APPROVED,
            CaseworkPermission.EXTEND,
            requires=_is_open,
        ),
        Transition(
            "refuse",
            "不批准延期",
            frozenset({ExtensionState.ASKED}),
            ExtensionState.REFUSED,
            CaseworkPermission.EXTEND,
            requires=_is_open,
        ),
    ),
    unit_of=lambda case: case.unit_id,
    labels={
        NOT_ASKED: "没有申请延期",
        **{state.value: f"延期{state.label}" for state in ExtensionState},
    },
    field="extension",
)
