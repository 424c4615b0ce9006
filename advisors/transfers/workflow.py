"""The ways of a transfer: offered by one street, taken or declined by the other (one table each).

The street she leaves may withdraw what nobody has answered yet.
"""

from advisors.enums import TransferState
from advisors.permissions import AdvisorsPermission
from core.transitions import Machine, Transition

_OPEN = frozenset({TransferState.OFFERED})
_LABELS = {state.value: str(state.label) for state in TransferState}

SENDING = Machine(
    transitions=(
        Transition("withdraw", "撤回", _OPEN, TransferState.WITHDRAWN, AdvisorsPermission.KEEP),
    ),
    unit_of=lambda transfer: transfer.advisor.street_id,
    labels=_LABELS,
)
RECEIVING = Machine(
    transitions=(
        Transition("take", "接收", _OPEN, TransferState.TAKEN, AdvisorsPermission.KEEP),
        Transition("decline", "不接收", _OPEN, TransferState.DECLINED, AdvisorsPermission.KEEP),
    ),
    unit_of=lambda transfer: transfer.to_street_id,
    labels=_LABELS,
)
