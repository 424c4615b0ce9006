"""The list of handovers, and one handover with what became of it."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts import links
from audit.models import Entry
from casework.enums import HandoverState, HandoverWay
from casework.handovers import selectors
from casework.handovers.filters import HandoverFilter
from casework.handovers.forms import AcknowledgingForm, WithdrawalForm
from casework.handovers.limits import is_over, limit_in, limit_of
from casework.handovers.policies import is_by_link, may_read
from casework.handovers.services import PURPOSE, write_down
from casework.handovers.workflow import MACHINE, may_send_link
from casework.models import Handover
from casework.permissions import CaseworkPermission
from core.clock import page_day, portal_day
from core.lists import Choice, count_of, narrow, page_of
from core.parts import Column, Link
from core.templatetags.portal_links import address
from core.web import ActorRequest, actor_required
from standards.asked import asked

COLUMNS = (
    Column("衔接"),
    Column("事项"),
    Column("在哪里"),
    Column("当事人"),
    Column("顾问"),
    Column("送出日期"),
    Column("确认时限", note="工作日"),
    Column("状态"),
)
STREET_COLUMNS = (
    Column("街镇"),
    Column("待确认", is_numeric=True, note="件"),
    Column("超过时限", is_numeric=True, note="件"),
)
BADGES = {
    HandoverState.SENT: "running",
    HandoverState.ACKNOWLEDGED: "taken",
    HandoverState.WITHDRAWN: "withdrawn",
}


@actor_required(CaseworkPermission.VIEW)
@require_GET
def listed(request: ActorRequest) -> HttpResponse:
    """The handovers of the actor's unit as of a day; names are masked for everybody."""
    actor, day, workdays = request.actor, page_day(request), workdays_of(request)
    form = HandoverFilter(request, day)
    all_rows = form.apply(selectors.listed(actor, day))
    waits, ours = selectors.is_waiting_on(day), selectors.is_ours()
    choices = [
        Choice("waiting", "待确认", waits),
        Choice("ours", "等顾问确认", waits & ours),
        Choice("theirs", "等窗口确认", waits & ~ours),
        Choice("late", "超过时限", waits & is_over(day, workdays)),
        Choice("done", "已确认", selectors.is_acknowledged_on(day)),
        Choice("all", "全部", Q()),
    ]
    rows, chips, shown = narrow(request, all_rows, "show", choices)
    page = page_of(request, rows, count_of(chips))
    standing = selectors.standing_of(all_rows, day, workdays)
    context = {
        "form": form,
        "chips": chips,
        "shown": shown,
        "page": page,
        "rows": [_row(one, workdays, request) for one in page],
        "columns": COLUMNS,
        "standing": standing,
        "limit_note": f"送出之后{workdays}个工作日内确认",
        "overdue_tone": "bad" if standing.overdue else "",
        "streets": _streets(request, form, all_rows, workdays) if actor.is_district else [],
        "street_columns": STREET_COLUMNS,
        "own_code": "" if actor.is_district or not _serves(request) else actor.unit_code,
    }
    return render(request, "casework/handovers.html", context)


@actor_required(CaseworkPermission.SERVE)
@require_GET
def detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One handover in full; who looked is written down."""
    found = found_by(request, pk)
    write_down(request.actor, Entry.Action.SEEN, found)
    return handover_page(request, found)


def handover_page(
    request: ActorRequest,
    found: Handover,
    *,
    acknowledging: AcknowledgingForm | None = None,
    withdrawal: WithdrawalForm | None = None,
    is_late: bool = False,
    no_link: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page of a handover, with its small forms as they stand.

    `is_late`: somebody else was quicker, and what was typed stays to be read. `no_link` says why
    no link was made.
    """
    actor, day, workdays = request.actor, page_day(request), workdays_of(request)
    link = links.latest_link(PURPOSE, found.pk)
    context: dict[str, Any] = {
        "handover": found,
        "day": day,
        "limit": limit_of(found, workdays, day),
        "workdays": workdays,
        "badge": BADGES[HandoverState(found.state)],
        "is_ours": found.way == HandoverWay.FROM_COUNTER,
        "is_by_link": is_by_link(found),
        "link": link,
        "link_state": links.state_of(link, portal_day()) if link else None,
        "no_link": no_link,
        "may_acknowledge": MACHINE.may(actor, found, "acknowledge"),
        "may_withdraw": MACHINE.may(actor, found, "withdraw"),
        "may_link": may_send_link(actor, found),
        "is_late": is_late,
        "acknowledging": acknowledging or AcknowledgingForm(handover=found),
        "withdrawal": withdrawal or WithdrawalForm(),
        "crumbs": crumbs(request, found),
    }
    return render(request, "casework/handover.html", context, status=status)


def found_by(request: ActorRequest, pk: UUID) -> Handover:
    """The handover of an address, within the actor's unit; else 404."""
    found: Handover = get_object_or_404(selectors.handovers_of(request.actor), pk=pk)
    may_read(request.actor, found).enforce()
    return found


def url_of(request: ActorRequest, handover: Handover) -> str:
    """The page of a handover."""
    return address(request, "casework:handover", handover.pk)


def crumbs(request: ActorRequest, handover: Handover | None = None, here: str = "") -> list[Link]:
    """The way back to the list, and to the handover where there is one."""
    path = [Link("前后台衔接", address(request, "casework:handovers"))]
    if handover is None:
        return [*path, Link(here)]
    if not here:
        return [*path, Link(str(handover))]
    return [*path, Link(str(handover), url_of(request, handover)), Link(here)]


def workdays_of(request: ActorRequest) -> int:
    """How many workdays the standard in force leaves to acknowledge."""
    day = asked(request)
    return limit_in(day.book.question(day.as_of) if day.book else None)


def _serves(request: ActorRequest) -> bool:
    return request.actor.can(CaseworkPermission.SERVE)


def _row(handover: Handover, workdays: int, request: ActorRequest) -> dict[str, Any]:
    day = page_day(request)
    state = HandoverState(handover.state)
    if handover.acknowledged_on and handover.acknowledged_on > day:
        state = HandoverState.SENT
    return {
        "handover": handover,
        "whose": selectors.whose(handover),
        "limit": limit_of(handover, workdays, day),
        "badge": BADGES[state],
        "word": str(state.label),
        "is_done": state == HandoverState.ACKNOWLEDGED,
        "may_read": bool(may_read(request.actor, handover)),
    }


def _streets(
    request: ActorRequest, form: HandoverFilter, rows: Any, workdays: int
) -> list[tuple[Any, selectors.Standing]]:
    counts = selectors.streets_standing(rows, page_day(request), workdays)
    streets = [form.unit] if form.unit else form.streets
    return [(one, counts.get(one.code, selectors.Standing())) for one in streets]
