"""Where an action stands to its day."""

from dataclasses import dataclass
from datetime import date

from casework.models import ConferenceAction

# From so many days before it, a day is near.
NEAR_DAYS = 7


@dataclass(frozen=True)
class Limit:
    """The state of an action on a day; `state` is a key of core.badges."""

    state: str
    words: str


def limit_of(action: ConferenceAction, day: date) -> Limit:
    """还有3天, 今天到期, 迟2天; 按期办结 or 迟2天办结."""
    if action.closed_on is not None and action.closed_on <= day:
        late = (action.closed_on - action.due_on).days
        if late > 0:
            return Limit("done_late", f"迟{late}天办结")
        return Limit("done", "按期办结")
    left = (action.due_on - day).days
    if left < 0:
        return Limit("overdue", f"迟{-left}天")
    words = f"还有{left}天" if left else "今天到期"
    return Limit("due_soon" if left <= NEAR_DAYS else "not_due", words)
