"""The writers of conferences: call, hold, cancel; cases, actions, minutes."""

from casework.conferences.services.actions import (
    add_action,
    change_action,
    close_action,
    drop_action,
)
from casework.conferences.services.cases import (
    add_case,
    change_case,
    drop_case,
    settle_case,
    texts_version,
)
from casework.conferences.services.conferences import (
    Party,
    cancel_conference,
    change_conference,
    hold_conference,
    record_conference,
)
from casework.conferences.services.minutes import settle_minutes, withdraw_minutes

__all__ = [
    "Party",
    "add_action",
    "add_case",
    "cancel_conference",
    "change_action",
    "change_case",
    "change_conference",
    "close_action",
    "drop_action",
    "drop_case",
    "hold_conference",
    "record_conference",
    "settle_case",
    "settle_minutes",
    "texts_version",
    "withdraw_minutes",
]
