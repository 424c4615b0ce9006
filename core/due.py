"""How a due day is told: in calendar days while it is ahead, in workdays once it is past."""

from dataclasses import dataclass
from datetime import date

from core.workdays import last_workday_on_or_before, workdays_between

# From this many days before it, a due day is shown as near.
SOON_DAYS = 7


@dataclass(frozen=True)
class Due:
    """A due day seen from another day.

    `state` is a key of core.badges.STATES (done, done_late, overdue, due_soon, not_due); `last_workday`
    is set where the due day itself is no workday (rule 6).
    """

    day: date
    state: str
    words: str
    last_workday: date | None = None

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.words}"


def due(day: date, as_of: date, done_on: date | None = None) -> Due:
    """Tell a due day as of a day; `done_on` is when the thing was done, if it was.

    Ahead: 还有12天, 今天到期. Past: 迟3个工作日 (刚过期 where no workday has passed yet).
    Done: 已完成, or 迟3个工作日完成. Something done after `as_of` is not done yet.
    """
    workday = last_workday_on_or_before(day)
    last_workday = None if workday == day else workday
    if done_on is not None and done_on <= as_of:
        late = workdays_between(day, done_on)
        if late:
            return Due(day, "done_late", f"迟{late}个工作日完成", last_workday)
        return Due(day, "done", "已完成", last_workday)
    days_left = (day - as_of).days
    if days_left < 0:
        late = workdays_between(day, as_of)
        return Due(day, "overdue", f"迟{late}个工作日" if late else "刚过期", last_workday)
    words = f"还有{days_left}天" if days_left else "今天到期"
    return Due(day, "due_soon" if days_left <= SOON_DAYS else "not_due", words, last_workday)
