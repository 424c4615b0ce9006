"""States as people read them: a word, an icon, a tone; never colour alone.

The keys are the identifiers stored in the database and printed by the command line, so a page
writes `{% badge plan.state %}`.
"""

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """How loud a state is; each has one ink and one ground in static/css/tokens.css."""

    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    INFO = "info"
    QUIET = "quiet"


@dataclass(frozen=True)
class Badge:
    """One state: its word, its icon (core.icons) and its tone."""

    word: str
    icon: str
    tone: Tone


STATES: dict[str, Badge] = {
    # Work with a due date.
    "done": Badge("已完成", "circle-check", Tone.GOOD),
    "done_late": Badge("迟完成", "circle-check", Tone.WARN),
    "on_time": Badge("按期", "check", Tone.GOOD),
    "due_soon": Badge("临期", "clock", Tone.WARN),
    "overdue": Badge("逾期", "alert-circle", Tone.BAD),
    "not_due": Badge("未到期", "calendar-time", Tone.QUIET),
    "past": Badge("已过期限", "calendar-time", Tone.QUIET),
    "running": Badge("进行中", "loader", Tone.INFO),
    # Clauses of a standard.
    "ok": Badge("已计分", "circle-check", Tone.GOOD),
    "full": Badge("满分", "circle-check", Tone.GOOD),
    "partial": Badge("未满分", "alert-triangle", Tone.WARN),
    "zero": Badge("未得分", "circle-x", Tone.WARN),
    "no_data": Badge("尚无记录", "circle-dotted", Tone.QUIET),
    "not_applicable": Badge("不适用", "circle-minus", Tone.QUIET),
    "tracked": Badge("只跟踪", "eye", Tone.QUIET),
    "awaiting_review": Badge("待审", "circle-dashed", Tone.INFO),
    "accepted": Badge("已接受", "circle-check", Tone.GOOD),
    "refused": Badge("未通过", "circle-x", Tone.BAD),
    "returned": Badge("退回", "arrow-back-up", Tone.BAD),
    # Papers and standards.
    "draft": Badge("草稿", "pencil", Tone.QUIET),
    "published": Badge("已发布", "circle-check", Tone.GOOD),
    "retired": Badge("已停用", "archive", Tone.QUIET),
    # Stations, points and people.
    "planned": Badge("筹建", "hourglass", Tone.INFO),
    "open": Badge("已启用", "circle-check", Tone.GOOD),
    "closed": Badge("已关闭", "circle-minus", Tone.QUIET),
    "moved": Badge("已搬迁", "switch-horizontal", Tone.QUIET),
    "active": Badge("在岗", "circle-check", Tone.GOOD),
    "on_leave": Badge("暂离", "player-pause", Tone.WARN),
    "left": Badge("离岗", "circle-minus", Tone.QUIET),
    "offered": Badge("待接收", "hourglass", Tone.INFO),
    "taken": Badge("已接收", "circle-check", Tone.GOOD),
    "declined": Badge("未接收", "circle-x", Tone.WARN),
    "withdrawn": Badge("已撤回", "arrow-back-up", Tone.QUIET),
    # Rows of a ledger, and its batches.
    "new": Badge("新增", "circle-plus", Tone.GOOD),
    "changed": Badge("有变化", "switch-horizontal", Tone.INFO),
    "same": Badge("相同", "equal", Tone.QUIET),
    "rejected": Badge("不能入账", "circle-x", Tone.BAD),
    "choose": Badge("需要您选", "help-circle", Tone.WARN),
    "warning": Badge("有提醒", "alert-triangle", Tone.WARN),
    "checked": Badge("待入账", "hourglass", Tone.INFO),
    "entered": Badge("已入账", "circle-check", Tone.GOOD),
    "undone": Badge("已撤销", "arrow-back-up", Tone.QUIET),
    "failed": Badge("没做成", "circle-x", Tone.BAD),
    # Where a figure comes from.
    "sample": Badge("示例", "test-pipe", Tone.WARN),
    "backfilled": Badge("补录", "history", Tone.QUIET),
}
