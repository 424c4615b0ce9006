"""The list of support plans, and one plan with its steps."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from audit import trail
from audit.models import Entry
from casework.enums import PlanState
from casework.models import SupportPlan
from casework.permissions import CaseworkPermission
from casework.plans import selectors
from casework.plans.filters import PlanFilter
from casework.plans.forms import CancellationForm
from casework.plans.policies import may_change, may_read
from casework.plans.workflow import MACHINE
from core.clock import page_day
from core.lists import Choice, count_of, narrow, page_of
from core.parts import Column, Link
from core.templatetags.portal_links import address
from core.web import ActorRequest, actor_required

COLUMNS = (
    Column("方案"),
    Column("困难家庭"),
    Column("居村"),
    Column("责任顾问"),
    Column("制定日期"),
    Column("步骤", note="已做/全部"),
    Column("参与主体", note="类"),
    Column("下一步期限"),
    Column("状态"),
)
STEP_COLUMNS = (
    Column("做什么"),
    Column("谁来做"),
    Column("主体"),
    Column("期限"),
    Column("做到哪里", is_hidden=True),
)
BADGES = {
    PlanState.OPEN: "running",
    PlanState.CLOSED: "done",
    PlanState.CANCELLED: "withdrawn",
}


@actor_required(CaseworkPermission.VIEW)
@require_GET
def listed(request: ActorRequest) -> HttpResponse:
    """The plans of the actor's unit as of a day; names are masked for everybody."""
    actor, day = request.actor, page_day(request)
    form = PlanFilter(request, day)
    all_rows = form.apply(selectors.listed(actor, day))
    choices = [
        Choice("open", "帮扶中", selectors.is_open_on(day)),
        Choice("late", "有步骤过期", selectors.has_late_step(day)),
        Choice("closed", "已结案", selectors.is_closed_on(day)),
        Choice("all", "全部", Q()),
    ]
    rows, chips, shown = narrow(request, all_rows, "show", choices)
    page = page_of(request, rows, count_of(chips))
    counts = {chip.label: chip.count for chip in chips}
    context = {
        "form": form,
        "chips": chips,
        "shown": shown,
        "page": page,
        "day": day,
        "rows": [_row(request, one) for one in page],
        "columns": COLUMNS,
        "open": counts["帮扶中"],
        "late": counts["有步骤过期"],
        "closed": counts["已结案"],
        "late_tone": "bad" if counts["有步骤过期"] else "",
        "may_add": actor.can(CaseworkPermission.SERVE),
    }
    return render(request, "casework/support_plans.html", context)


@actor_required(CaseworkPermission.SERVE)
@require_GET
def detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One plan in full; who looked is written down."""
    found = found_by(request, pk)
    write_seen(request, found)
    return plan_page(request, found)


def plan_page(
    request: ActorRequest, found: SupportPlan, *, cancellation: CancellationForm | None = None
) -> HttpResponse:
    """The page of a plan, with its small form as it stands."""
    actor, steps = request.actor, selectors.steps_of(found)
    context: dict[str, Any] = {
        "plan": found,
        "day": page_day(request),
        "badge": BADGES[PlanState(found.state)],
        "steps": steps,
        "step_columns": STEP_COLUMNS,
        "kinds": selectors.kinds_of(steps),
        "left": selectors.unfinished_of(found) if found.state == PlanState.OPEN else None,
        "may_change": may_change(actor, found),
        "may_cancel": MACHINE.may(actor, found, "cancel"),
        "cancellation": cancellation or CancellationForm(),
        "crumbs": crumbs(request, found),
    }
    return render(request, "casework/support_plan.html", context)


def found_by(request: ActorRequest, pk: UUID) -> SupportPlan:
    """The plan of an address, within the actor's unit and for her to read; else 404 or 403."""
    found: SupportPlan = get_object_or_404(selectors.plans_of(request.actor), pk=pk)
    may_read(request.actor, found).enforce()
    return found


def write_seen(request: ActorRequest, found: SupportPlan) -> None:
    """A line that somebody read a plan."""
    trail.record(actor=request.actor, action=Entry.Action.SEEN, subject=f"supportplan:{found.pk}")


def url_of(request: ActorRequest, plan: SupportPlan) -> str:
    """The page of a plan."""
    return address(request, "casework:support-plan", plan.pk)


def crumbs(request: ActorRequest, plan: SupportPlan, here: str = "") -> list[Link]:
    """The way back to the list, and to the plan."""
    path = [Link("帮扶方案", address(request, "casework:support-plans"))]
    if not here:
        return [*path, Link(str(plan))]
    return [*path, Link(str(plan), url_of(request, plan)), Link(here)]


def _row(request: ActorRequest, plan: SupportPlan) -> dict[str, Any]:
    """One line, as of the page's day: what was closed later is open still."""
    day = page_day(request)
    state = PlanState(plan.state)
    if plan.closed_on is not None and plan.closed_on > day:
        state = PlanState.OPEN
    steps = [one for one in plan.steps.all() if one.dropped_on is None or one.dropped_on > day]
    waiting = [one.due_on for one in steps if one.done_on is None or one.done_on > day]
    return {
        "plan": plan,
        "badge": BADGES[state],
        "word": str(state.label),
        "steps": len(steps),
        "done": len(steps) - len(waiting),
        "kinds": len(selectors.kinds_of(steps)),
        "next_due": min(waiting, default=None) if state == PlanState.OPEN else None,
        "may_read": bool(may_read(request.actor, plan)),
    }
