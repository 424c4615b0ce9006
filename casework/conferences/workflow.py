"""The ways of a conference: held on its day, or cancelled."""

from casework.enums import ConferenceState
from casework.models import CaseConference
from casework.permissions import CaseworkPermission
from core.actor import Actor
from core.policies import Allowed, Answer, Denied
from core.transitions import Machine, Transition

_PLANNED = frozenset({ConferenceState.PLANNED})
_STANDING = frozenset({ConferenceState.PLANNED, ConferenceState.HELD})


def _has_no_minutes(conference: CaseConference, actor: Actor) -> Answer:
    if conference.minutes_on is None:
        return Allowed()
    return Denied("这次会商有确认过的纪要，不能取消；记错了的，先撤回纪要。")


MACHINE = Machine(
    transitions=(
        Transition("hold", "记为已召开", _PLANNED, ConferenceState.HELD, CaseworkPermission.CONFER),
        Transition(
            "cancel",
            "取消会商",
            _STANDING,
            ConferenceState.CANCELLED,
            CaseworkPermission.CONFER,
            requires=_has_no_minutes,
        ),
    ),
    unit_of=lambda conference: conference.street_id,
    labels={state.value: str(state.label) for state in ConferenceState},
)
