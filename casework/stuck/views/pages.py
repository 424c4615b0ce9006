"""The list of unresolved matters, and one of them with what became of it."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from audit.models import Entry
from casework.enums import StuckState
from casework.households import reasons
from casework.models import StuckCase
from casework.permissions import CaseworkPermission
from casework.stuck import selectors
from casework.stuck.filters import StuckFilter
from casework.stuck.limits import NEAR_WORKDAYS, limit_of, over_and_near
from casework.stuck.policies import may_read, may_receive
from casework.stuck.views.parts import (
    BADGES,
    PHONE,
    found_by,
    stuck_page,
    workdays_of,
    write_down,
)
from core.clock import page_day
from core.lists import Choice, count_of, narrow, page_of
from core.parts import Column
from core.web import GET_OR_POST, ActorRequest, actor_required

COLUMNS = (
    Column("来访人"),
    Column("在哪里"),
    Column("接待日期"),
    Column("未办成原因"),
    Column("办结时限", note="工作日"),
    Column("状态"),
    Column("办理结果"),
    Column("回访"),
)
STREET_COLUMNS = (
    Column("街镇"),
    Column("办理中", is_numeric=True, note="件"),
    Column("超过时限", is_numeric=True, note="件"),
    Column("等批准延期", is_numeric=True, note="件"),
)


@actor_required(CaseworkPermission.VIEW)
@require_GET
def listed(request: ActorRequest) -> HttpResponse:
    """The matters of the actor's unit as of a day; names are masked for everybody."""
    actor, day, workdays = request.actor, page_day(request), workdays_of(request)
    form = StuckFilter(request, day)
    all_rows = form.apply(selectors.listed(actor, day))
    is_open = selectors.is_open_on(day)
    over, near = over_and_near(day, workdays)
    choices = [
        Choice("open", "办理中", is_open),
        Choice("late", "超过时限", is_open & over),
        Choice("near", f"{NEAR_WORKDAYS}个工作日内到期", is_open & near),
        Choice("asked", "等批准延期", selectors.waits_for_approval()),
        Choice("uncalled", "还没回访", selectors.uncalled_on(day)),
        Choice("closed", "已办结", selectors.is_closed_on(day)),
        Choice("all", "全部", Q()),
    ]
    rows, chips, shown = narrow(request, all_rows, "show", choices)
    page = page_of(request, rows, count_of(chips))
    standing = selectors.standing_of(all_rows, day, workdays)
    code = actor.unit_code
    context = {
        "form": form,
        "chips": chips,
        "shown": shown,
        "page": page,
        "day": day,
        "rows": [_row(one, workdays, request) for one in page],
        "columns": COLUMNS,
        "standing": standing,
        "workdays": workdays,
        "limit_note": f"接待之后{workdays}个工作日内办结",
        "overdue_tone": "bad" if standing.overdue else "",
        "streets": _streets(request, form, all_rows, workdays) if actor.is_district else [],
        "street_columns": STREET_COLUMNS,
        "own_code": code if may_receive(actor, code) else "",
    }
    return render(request, "casework/stuck_list.html", context)


@actor_required(CaseworkPermission.SERVE)
@require_http_methods(GET_OR_POST)
def detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One matter in full; the phone is shown by POST, with a reason. Who looked is written down."""
    found = found_by(request, pk)
    may_read(request.actor, found).enforce()
    if request.method != "POST" or request.POST.get("what") != PHONE:
        write_down(request.actor, Entry.Action.SEEN, found)
        return stuck_page(request, found)
    household = found.household
    form = reasons.ShowForm(
        request.POST, names=[found.visitor_name, household.head_name if household else ""]
    )
    if not form.is_valid():
        write_down(request.actor, Entry.Action.SEEN, found)
        return stuck_page(request, found, asking=form)
    write_down(request.actor, Entry.Action.REVEALED, found, field=PHONE, reason=form.told)
    return stuck_page(request, found, is_shown=True)


def _row(case: StuckCase, workdays: int, request: ActorRequest) -> dict[str, Any]:
    day = page_day(request)
    is_closed = case.closed_on is not None and case.closed_on <= day
    state = StuckState(case.state)
    if state == StuckState.CLOSED and not is_closed:
        state = StuckState.OPEN
    return {
        "case": case,
        "who": selectors.who_came(case),
        "limit": limit_of(case, workdays, day),
        "badge": BADGES[state],
        "word": str(state.label),
        "is_closed": is_closed,
        "is_called": case.called_back_on is not None and case.called_back_on <= day,
        "may_read": bool(may_read(request.actor, case)),
    }


def _streets(
    request: ActorRequest, form: StuckFilter, rows: Any, workdays: int
) -> list[tuple[Any, selectors.Standing]]:
    counts = selectors.streets_standing(rows, page_day(request), workdays)
    streets = [form.unit] if form.unit else form.streets
    return [(one, counts.get(one.code, selectors.Standing())) for one in streets]
