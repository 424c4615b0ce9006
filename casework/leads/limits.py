"""By when a lead is to be decided: so many workdays after it was found (T7-6)."""

from dataclasses import dataclass
from datetime import date, timedelta

from casework.enums import LeadState
from casework.models import Lead
from core.measures import Question
from core.workdays import workday_after, workdays_between

MEASURE = "T7-6"
# The clause's own number, for the days before a standard is out.
LIMIT_WORKDAYS = 10
# From so many workdays before it, a limit is near.
NEAR_WORKDAYS = 3


@dataclass(frozen=True)
class Limit:
    """The last day to decide a lead, seen from another day; `state` is a key of core.badges."""

    day: date
    state: str
    words: str


def limit_in(question: Question | None) -> int:
    """How many workdays the standard leaves for a decision."""
    params = question.params.get(MEASURE, {}) if question else {}
    return int(params.get("limit_workdays", LIMIT_WORKDAYS))


def last_day(found_on: date, workdays: int) -> date:
    """The last day to decide what was found on a day."""
    return workday_after(found_on, workdays)


def limit_of(lead: Lead, workdays: int, day: date) -> Limit:
    """Where a lead stands to its limit on a day, in workdays.

    Open: 还有3个工作日, 今天到期, 迟2个工作日. Decided: 按期 or 迟2个工作日处置. What was taken back
    has a limit no more.
    """
    due = last_day(lead.found_on, workdays)
    if lead.state == LeadState.WITHDRAWN:
        return Limit(due, "not_applicable", "不用处置")
    if lead.decided_on and lead.decided_on <= day:
        late = workdays_between(due, lead.decided_on)
        if lead.decided_on <= due:
            return Limit(due, "on_time", "按期")
        return Limit(due, "done_late", f"迟{late}个工作日处置" if late else "过期处置")
    if day > due:
        late = workdays_between(due, day)
        return Limit(due, "overdue", f"迟{late}个工作日" if late else "刚过期")
    left = workdays_between(day, due)
    words = f"还有{left}个工作日" if left else "今天到期"
    return Limit(due, "due_soon" if left <= NEAR_WORKDAYS else "not_due", words)


def found_by_when_due_by(day: date, workdays: int) -> date:
    """The last day of finding whose limit is a day or before it.

    Limits grow with the day of finding, so that one day cuts the leads in two.
    """
    found_on = day
    while last_day(found_on, workdays) > day:
        found_on -= timedelta(days=1)
    return found_on


def found_by_when_due_before(day: date, workdays: int) -> date:
    """The same for limits that are over on a day."""
    return found_by_when_due_by(day - timedelta(days=1), workdays)
