"""The list of leads, and one lead with what became of it."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from audit import trail
from audit.models import Entry
from casework.enums import LeadState
from casework.households import reasons
from casework.households.record import Sealed
from casework.leads import selectors
from casework.leads.filters import LeadFilter
from casework.leads.forms import ToldForm, WithdrawalForm
from casework.leads.limits import NEAR_WORKDAYS, limit_in, limit_of
from casework.leads.policies import is_from_outside, may_read, may_tell
from casework.leads.workflow import MACHINE
from casework.models import Lead
from casework.permissions import CaseworkPermission
from core.actor import Actor
from core.clock import page_day
from core.lists import Choice, count_of, narrow, page_of
from core.masking import mask_name, mask_phone
from core.parts import Column, Link
from core.templatetags.portal_links import address
from core.web import GET_OR_POST, ActorRequest, actor_required
from standards.asked import asked

COLUMNS = (
    Column("线索"),
    Column("居村"),
    Column("来源"),
    Column("发现日期"),
    Column("处置时限", note="工作日"),
    Column("状态"),
    Column("处置结论"),
)
STREET_COLUMNS = (
    Column("街镇"),
    Column("待处置", is_numeric=True, note="条"),
    Column("超过时限", is_numeric=True, note="条"),
)
BADGES = {
    LeadState.OPEN: "awaiting_review",
    LeadState.DECIDED: "done",
    LeadState.WITHDRAWN: "withdrawn",
}
REVEALED = {"phone": "联系电话", "informant_phone": "反映人电话"}


@actor_required(CaseworkPermission.VIEW)
@require_GET
def listed(request: ActorRequest) -> HttpResponse:
    """The leads of the actor's unit as of a day; names are masked for everybody."""
    actor, day = request.actor, page_day(request)
    workdays = workdays_of(request)
    form = LeadFilter(request, day)
    all_rows = form.apply(selectors.listed(actor, day))
    is_open = selectors.is_open_on(day)
    over, near = selectors.over_and_near(day, workdays)
    choices = [
        Choice("open", "待处置", is_open),
        Choice("late", "超过时限", is_open & over),
        Choice("near", f"{NEAR_WORKDAYS}个工作日内到期", is_open & near),
        Choice("decided", "已处置", Q(state=LeadState.DECIDED, decided_on__lte=day)),
        Choice("all", "全部", Q()),
    ]
    if actor.can(CaseworkPermission.SERVE):
        choices.insert(4, Choice("mine", "我上报的", Q(reported_by=actor.user_id)))
    rows, chips, shown = narrow(request, all_rows, "show", choices)
    page = page_of(request, rows, count_of(chips))
    standing = selectors.standing_of(all_rows, day, workdays)
    context = {
        "form": form,
        "chips": chips,
        "shown": shown,
        "page": page,
        "day": day,
        "rows": [_row(one, workdays, request) for one in page],
        "columns": COLUMNS,
        "standing": standing,
        "limit_note": f"发现之后{workdays}个工作日内处置",
        "overdue_tone": "bad" if standing.overdue else "",
        "streets": _streets(request, form, all_rows, workdays) if actor.is_district else [],
        "street_columns": STREET_COLUMNS,
        "may_add": actor.can(CaseworkPermission.SERVE),
    }
    return render(request, "casework/leads.html", context)


@actor_required(CaseworkPermission.SERVE)
@require_http_methods(GET_OR_POST)
def detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One lead in full; a phone is shown by POST, with a reason. Who looked is written down."""
    found = found_by(request, pk)
    may_read(request.actor, found).enforce()
    what = request.POST.get("what", "")
    if request.method != "POST" or what not in REVEALED:
        write_down(request.actor, Entry.Action.SEEN, found)
        return lead_page(request, found)
    form = reasons.ShowForm(request.POST, names=[found.name, found.informant_name])
    if not form.is_valid():
        write_down(request.actor, Entry.Action.SEEN, found)
        return lead_page(request, found, asking=form, asked_for=what)
    write_down(request.actor, Entry.Action.REVEALED, found, field=what, reason=form.told)
    return lead_page(request, found, revealed=what)


def lead_page(
    request: ActorRequest,
    found: Lead,
    *,
    revealed: str = "",
    asking: reasons.ShowForm | None = None,
    asked_for: str = "",
    withdrawal: WithdrawalForm | None = None,
    telling: ToldForm | None = None,
) -> HttpResponse:
    """The page of a lead, with its small forms as they stand."""
    actor, day = request.actor, page_day(request)
    context: dict[str, Any] = {
        "lead": found,
        "day": day,
        "limit": limit_of(found, workdays_of(request), day),
        "workdays": workdays_of(request),
        "badge": BADGES[LeadState(found.state)],
        "phones": {
            name: Sealed(
                name,
                label,
                mask_phone(getattr(found, name)),
                clear=getattr(found, name) if name == revealed else "",
            )
            for name, label in REVEALED.items()
        },
        "may_show": True,
        "reasons": reasons.OFFERED,
        "reveal_url": url_of(request, found),
        "asking": asking,
        "open_item": asked_for,
        "is_mine": found.reported_by_id == actor.user_id,
        "is_from_outside": is_from_outside(found),
        "may_decide": MACHINE.may(actor, found, "decide"),
        "may_withdraw": MACHINE.may(actor, found, "withdraw"),
        "may_tell": may_tell(actor, found),
        "withdrawal": withdrawal or WithdrawalForm(),
        "telling": telling or ToldForm(),
        "crumbs": crumbs(request, found),
    }
    return render(request, "casework/lead.html", context)


def found_by(request: ActorRequest, pk: UUID) -> Lead:
    """The lead of an address, within the actor's unit; else 404."""
    found: Lead = get_object_or_404(selectors.leads_of(request.actor), pk=pk)
    return found


def url_of(request: ActorRequest, lead: Lead) -> str:
    """The page of a lead."""
    return address(request, "casework:lead", lead.pk)


def crumbs(request: ActorRequest, lead: Lead | None = None, here: str = "") -> list[Link]:
    """The way back to the list, and to the lead where there is one."""
    path = [Link("线索", address(request, "casework:leads"))]
    if lead is None:
        return [*path, Link(here)]
    if not here:
        return [*path, Link(str(lead))]
    return [*path, Link(str(lead), url_of(request, lead)), Link(here)]


def workdays_of(request: ActorRequest) -> int:
    """How many workdays the standard in force leaves for a decision."""
    day = asked(request)
    return limit_in(day.book.question(day.as_of) if day.book else None)


def _row(lead: Lead, workdays: int, request: ActorRequest) -> dict[str, Any]:
    day = page_day(request)
    is_decided = lead.decided_on is not None and lead.decided_on <= day
    state = LeadState(lead.state)
    if state == LeadState.DECIDED and not is_decided:
        state = LeadState.OPEN
    return {
        "lead": lead,
        "name": mask_name(lead.name) or "未写姓名",
        "limit": limit_of(lead, workdays, day),
        "badge": BADGES[state],
        "word": str(state.label),
        "is_decided": is_decided,
        "is_mine": lead.reported_by_id == request.actor.user_id,
        "may_read": bool(may_read(request.actor, lead)),
    }


def _streets(
    request: ActorRequest, form: LeadFilter, rows: Any, workdays: int
) -> list[tuple[Any, selectors.Standing]]:
    counts = selectors.streets_standing(rows, page_day(request), workdays)
    none = selectors.Standing(0, 0, 0)
    streets = [form.unit] if form.unit else form.streets
    return [(one, counts.get(one.code, none)) for one in streets]


def write_down(by: Actor, action: Entry.Action, lead: Lead, **detail: Any) -> None:
    """A line that somebody read a lead, or had a phone of it shown."""
    trail.record(actor=by, action=action, subject=f"lead:{lead.pk}", **detail)
