"""Who is reminded of the plan, who is not, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.actor import Actor
from core.due import due
from core.workdays import workdays_between
from orgs.models import Unit
from plans.desk import Line, lines_of
from plans.enums import PlanState
from plans.standings import HANDED_IN, NOT_STARTED
from reminders.policies import free_on, is_pausing
from standards.asked import Asked

_WHY = {
    NOT_STARTED: "还没有开始起草",
    PlanState.DRAFT: "还在起草，没有报送",
    PlanState.RETURNED: "退回修改，还没有重新报送",
    PlanState.SUBMITTED: "已报送，等区里审核",
    PlanState.UNDER_REVIEW: "已报送，区里正在审核",
    PlanState.APPROVED: "已通过",
}


@dataclass(frozen=True)
class Listener:
    """A street, how its plan stands, and why it is reminded or not.

    `free_on` is set while the pause since the last reminder lasts.
    """

    street: Unit
    state: str
    why: str
    due_on: date | None
    last_on: date | None
    free_on: date | None

    @property
    def owes(self) -> bool:
        """Whether the plan lies with the street."""
        return self.state not in HANDED_IN

    @property
    def is_reminded(self) -> bool:
        """Whether a reminder would reach it now."""
        return self.owes and self.free_on is None


def audience_of(actor: Actor, asked: Asked, year: int) -> list[Listener]:
    """Every street of the district in official order."""
    return [_listener(line, asked.as_of) for line in lines_of(actor, asked, year)]


def _listener(line: Line, day: date) -> Listener:
    last_on = line.reminded_on
    return Listener(
        street=line.street,
        state=line.state,
        why=_why(line, day),
        due_on=line.due_on,
        last_on=last_on,
        free_on=free_on(last_on) if last_on and is_pausing(last_on, day) else None,
    )


def reminder_text(year: int) -> str:
    """What the streets read in the portal; without a day, for days may move."""
    return f"请在平台报送{year}年度建设方案。还差哪些内容、期限是哪一天，点进去就能看到。"


def group_text(listeners: Sequence[Listener], year: int, day: date) -> str:
    """The same for the group chat: who, by when; written for the day on which it is read."""
    lines = [f"各街镇：{year}年度社区救助顾问服务站点建设方案，下列街镇还没有报送："]
    for one in listeners:
        words = f"（期限{_spoken(one.due_on)}，{due(one.due_on, day).words}）" if one.due_on else ""
        kind = "退回待重报" if one.state == PlanState.RETURNED else ""
        lines.append(f"· {one.street.name}{kind}{words}")
    lines.append("请登录区社区救助顾问平台，在“方案”一栏里报送。已经报送的不用理会。")
    return "\n".join(lines)


def _why(line: Line, day: date) -> str:
    why = _WHY[line.state]
    if line.version and line.state in HANDED_IN:
        return f"{why}（{_spoken(line.version.submitted_on)}第{line.version.number}稿）"
    if line.due_on is None:
        return why
    late = workdays_between(line.due_on, day)
    return f"{why}，期限{f'已过{late}个工作日' if late else due(line.due_on, day).words}"


def _spoken(day: date) -> str:
    return f"{day.month}月{day.day}日"
