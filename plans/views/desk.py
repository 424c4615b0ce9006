"""The district's desk: every street's plan, who has not handed in, what waits for us."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from audit import trail
from audit.models import Entry
from core.parts import Chip, Column
from core.spreadsheet import download, workbook
from core.templatetags.portal_links import here
from core.web import ActorRequest, actor_required
from plans.clocks import REVIEW_WORKDAYS
from plans.desk import STATES, Line, desk_sheet, lines_of
from plans.permissions import PlansPermission
from standards.asked import Asked, asked

COLUMNS = (
    Column("街镇"),
    Column("状态"),
    Column("期限"),
    Column("街镇迟", is_numeric=True, note="工作日"),
    Column("区级用时", note="工作日"),
    Column("稿次"),
    Column("已接受", is_numeric=True, note="部分"),
    Column("上次提醒"),
    Column("操作", is_hidden=True),
)


def desk(request: ActorRequest) -> HttpResponse:
    """The streets by official code, narrowed to a state where one is asked for."""
    day = asked(request)
    lines = lines_of(request.actor, day, _year(day))
    known = {str(state) for state, _ in STATES} | {"late"}
    state = request.GET.get("state", "")
    state = state if state in known else ""
    shown = [line for line in lines if _is_in(line, state)]
    context = {
        "year": _year(day),
        "day": day.as_of,
        "columns": COLUMNS,
        "chips": _chips(request, lines, state),
        "hides": f"已隐藏 {len(lines) - len(shown)} 个街镇。" if len(shown) < len(lines) else "",
        "lines": shown,
        "owing": sum(line.owes for line in lines),
        "review_workdays": REVIEW_WORKDAYS,
    }
    return render(request, "plans/desk.html", context)


@actor_required(PlansPermission.REVIEW)
@require_GET
def export(request: ActorRequest) -> HttpResponse:
    """The desk as a workbook, with a line in the trail."""
    day = asked(request)
    lines = lines_of(request.actor, day, _year(day))
    title = f"{_year(day)}年建设方案审核情况"
    note = f"填报单位：{request.actor.unit_name}    截至：{day.as_of:%Y-%m-%d}"
    content = workbook(desk_sheet(lines, title, note))
    trail.record(
        actor=request.actor,
        action=Entry.Action.EXPORTED,
        subject=title,
        rows=len(lines),
        as_of=day.as_of.isoformat(),
    )
    return download(content, f"{title}-{day.as_of:%Y%m%d}.xlsx")


def _year(day: Asked) -> int:
    return day.book.year if day.book else day.as_of.year


def _is_in(line: Line, state: str) -> bool:
    if state == "late":
        return line.late_days > 0
    return state in ("", line.state)


def _chips(request: ActorRequest, lines: Sequence[Line], state: str) -> list[Chip]:
    choices = [("", "全部街镇"), *STATES, ("late", "街镇迟的")]
    return [
        Chip(
            words,
            here(request, state=value),
            sum(_is_in(line, value) for line in lines),
            value == state,
        )
        for value, words in choices
    ]
