"""By when a handover is to be acknowledged: so many workdays after it was sent (T5-2)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from casework.enums import HandoverState
from casework.leads.limits import found_by_when_due_before
from casework.models import Handover
from core.measures import Question
from core.workdays import workday_after, workdays_between

MEASURE = "T5-2"
# The clause's own number, for the days before a standard is out.
LIMIT_WORKDAYS = 2
# From so many workdays before it, a limit is near.
NEAR_WORKDAYS = 1


@dataclass(frozen=True)
class Limit:
    """The last day to acknowledge, seen from another day; `state` is a key of core.badges."""

    day: date
    state: str
    words: str


def limit_in(question: Question | None) -> int:
    """How many workdays the standard leaves to acknowledge."""
    params = question.params.get(MEASURE, {}) if question else {}
    return int(params.get("limit_workdays", LIMIT_WORKDAYS))


def last_day(sent_on: date, workdays: int) -> date:
    """The last day to acknowledge what was sent on a day."""
    return workday_after(sent_on, workdays)


def limit_of(handover: Handover, workdays: int, day: date) -> Limit:
    """Where a handover stands to its limit on a day, in workdays.

    Waiting: 还有1个工作日, 今天到期, 迟2个工作日. Acknowledged: 按期 or 迟2个工作日确认. What was taken
    back has a limit no more.
    """
    due = last_day(handover.sent_on, workdays)
    if handover.state == HandoverState.WITHDRAWN:
        return Limit(due, "not_applicable", "不用确认")
    done = handover.acknowledged_on
    if done and done <= day:
        late = workdays_between(due, done)
        if done <= due:
            return Limit(due, "on_time", "按期")
        return Limit(due, "done_late", f"迟{late}个工作日确认" if late else "过期确认")
    if day > due:
        late = workdays_between(due, day)
        return Limit(due, "overdue", f"迟{late}个工作日" if late else "刚过期")
    left = workdays_between(day, due)
    words = f"还有{left}个工作日" if left else "今天到期"
    return Limit(due, "due_soon" if left <= NEAR_WORKDAYS else "not_due", words)


def is_over(day: date, workdays: int) -> Q:
    """Sent so long ago that the limit is over on a day."""
    return Q(sent_on__lte=found_by_when_due_before(day, workdays))
