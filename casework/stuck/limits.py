"""By when an unresolved matter is to be closed: so many workdays after it was received, or by
the day to which its extension was approved (T5-3).
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from casework.enums import ExtensionState, StuckState
from casework.leads.limits import found_by_when_due_before, found_by_when_due_by
from casework.models import StuckCase
from core.measures import Question
from core.workdays import workday_after, workdays_between

MEASURE = "T5-3"
# The clause's own number, for the days before a standard is out.
LIMIT_WORKDAYS = 5
# From so many workdays before it, a limit is near.
NEAR_WORKDAYS = 2


@dataclass(frozen=True)
class Limit:
    """The last day to close a matter, seen from another day; `state` is a key of core.badges."""

    day: date
    state: str
    words: str
    is_extended: bool = False


def limit_in(question: Question | None) -> int:
    """How many workdays the standard leaves to close a matter."""
    params = question.params.get(MEASURE, {}) if question else {}
    return int(params.get("limit_workdays", LIMIT_WORKDAYS))


def usual_last_day(received_on: date, workdays: int) -> date:
    """The last day to close what was received on a day, without an extension."""
    return workday_after(received_on, workdays)


def last_day(case: StuckCase, workdays: int, day: date | None = None) -> date:
    """The same of a matter; an extension that was approved by a day only ever moves it back."""
    usual = usual_last_day(case.received_on, workdays)
    if case.extension != ExtensionState.APPROVED or not case.extended_until:
        return usual
    if day and case.extension_decided_on and case.extension_decided_on > day:
        return usual
    return max(usual, case.extended_until)


def limit_of(case: StuckCase, workdays: int, day: date) -> Limit:
    """Where a matter stands to its limit on a day, in workdays.

    Open: 还有3个工作日, 今天到期, 迟2个工作日. Closed: 按期 or 迟2个工作日办结. What was taken back
    has a limit no more.
    """
    due = last_day(case, workdays, day)
    is_extended = due > usual_last_day(case.received_on, workdays)
    state, words = _standing(case, due, day)
    return Limit(due, state, words, is_extended)


def _standing(case: StuckCase, due: date, day: date) -> tuple[str, str]:
    if case.state == StuckState.WITHDRAWN:
        return "not_applicable", "不用办结"
    if case.closed_on and case.closed_on <= day:
        if case.closed_on <= due:
            return "on_time", "按期"
        late = workdays_between(due, case.closed_on)
        return "done_late", f"迟{late}个工作日办结" if late else "过期办结"
    if day > due:
        late = workdays_between(due, day)
        return "overdue", f"迟{late}个工作日" if late else "刚过期"
    left = workdays_between(day, due)
    words = f"还有{left}个工作日" if left else "今天到期"
    return "due_soon" if left <= NEAR_WORKDAYS else "not_due", words


def over_and_near(day: date, workdays: int) -> tuple[Q, Q]:
    """Whose limit is over on a day; whose is that day or within two workdays."""
    soon = workday_after(day, NEAR_WORKDAYS)
    over_from = found_by_when_due_before(day, workdays)
    near_from = found_by_when_due_by(soon, workdays)
    is_extended = Q(
        extension=ExtensionState.APPROVED,
        extended_until__isnull=False,
        extension_decided_on__isnull=False,
        extension_decided_on__lte=day,
    )
    over = Q(received_on__lte=over_from) & (~is_extended | Q(extended_until__lt=day))
    is_near = Q(received_on__lte=near_from) & (~is_extended | Q(extended_until__lte=soon))
    return over, is_near & ~over
