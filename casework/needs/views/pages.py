"""The list of needs, and one need with what fits it and what became of it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from audit import trail
from audit.models import Entry
from casework.models import Need
from casework.needs import selectors
from casework.needs.filters import NeedFilter
from casework.needs.forms import ReopenForm
from casework.needs.limits import NEAR, limit_in, limit_of
from casework.needs.policies import may_read, may_reopen, may_settle
from casework.needs.proposals import proposals_for
from casework.needs.stages import BADGES, Stage, met_on
from casework.permissions import CaseworkPermission
from casework.policies import may_serve
from core.clock import page_day, portal_day
from core.due import Due
from core.lists import Choice, count_of, narrow, page_of
from core.parts import Column, Link
from core.templatetags.portal_links import address
from core.web import ActorRequest, actor_required
from standards.asked import asked

COLUMNS = (
    Column("需求"),
    Column("困难家庭"),
    Column("居村"),
    Column("登记日期"),
    Column("对接期限"),
    Column("到了哪一步"),
)
STREET_COLUMNS = (
    Column("街镇"),
    Column("还没有着落", is_numeric=True, note="项"),
    Column("等提供方答复", is_numeric=True, note="项"),
    Column("超过期限", is_numeric=True, note="项"),
)
# More would be read by nobody.
MOST_UNFIT = 20


@dataclass(frozen=True)
class Row:
    """One need as the list tells it."""

    need: Any
    stage: Stage
    words: str
    badge: str
    limit: Due
    may_read: bool


@actor_required(CaseworkPermission.VIEW)
@require_GET
def listed(request: ActorRequest) -> HttpResponse:
    """The needs of the actor's unit as of a day; names are masked for everybody."""
    actor, day, within = request.actor, page_day(request), within_of(request)
    form = NeedFilter(request, day)
    all_rows = form.apply(selectors.listed(actor, day))
    choices = [
        Choice("open", Stage.OPEN.label, Q(stage=Stage.OPEN)),
        Choice("offered", Stage.OFFERED.label, Q(stage=Stage.OFFERED)),
        Choice("late", "超过期限", selectors.is_over(day, within)),
        Choice("near", f"{NEAR.days}天内到期", selectors.is_near(day, within)),
        Choice("linked", "已对接", Q(stage=Stage.LINKED)),
        Choice("settled", "已了结", Q(stage=Stage.SETTLED)),
        Choice("all", "全部", Q()),
    ]
    rows, chips, shown = narrow(request, all_rows, "show", choices)
    page = page_of(request, rows, total=count_of(chips))
    context = {
        "form": form,
        "chips": chips,
        "shown": shown,
        "page": page,
        "rows": [_row(request, one, within, day) for one in page],
        "columns": COLUMNS,
        "within": within.days,
        "streets": _streets(form, all_rows, day, within) if actor.is_district else [],
        "street_columns": STREET_COLUMNS,
        "may_add": actor.can(CaseworkPermission.SERVE),
    }
    return render(request, "casework/needs.html", context)


@actor_required(CaseworkPermission.SERVE)
@require_GET
def detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One need: what was offered, what fits it, what settled it. Who looked is written down."""
    found = found_by(request, pk)
    may_read(request.actor, found).enforce()
    return need_page(request, found)


def need_page(
    request: ActorRequest, found: Any, *, reopening: ReopenForm | None = None
) -> HttpResponse:
    """The page of a need, with its small form as it stands.

    What fits is told as of today: one offers today, whatever day the page is about.
    """
    actor, day, within = request.actor, page_day(request), within_of(request)
    trail.record(
        actor=actor,
        action=Entry.Action.SEEN,
        subject=f"household:{found.household_id}",
        need=found.receipt,
    )
    may = may_settle(actor, found)
    proposals = proposals_for(found, actor, portal_day()) if may else []
    unfit = [one for one in proposals if not one.is_fit]
    context = {
        "need": found,
        "row": _row(request, found, within, day),
        "within": within.days,
        "day": day,
        "referrals": selectors.referrals_of(found),
        "may_settle": may,
        "may_reopen": may_reopen(actor, found),
        "serves": may_serve(actor, found.household),
        "sees_application": bool(found.application and actor.covers(found.application.unit_id)),
        "fit": [one for one in proposals if one.is_fit],
        "unfit": unfit[:MOST_UNFIT],
        "unfit_left": max(len(unfit) - MOST_UNFIT, 0),
        "reopening": reopening or ReopenForm(),
        "crumbs": crumbs(request, found),
    }
    return render(request, "casework/need.html", context)


def found_by(request: ActorRequest, pk: UUID) -> Any:
    """The need of an address, within the actor's unit; else 404."""
    return get_object_or_404(selectors.needs_of(request.actor, page_day(request)), pk=pk)


def url_of(request: ActorRequest, need: Need) -> str:
    """The page of a need."""
    return address(request, "casework:need", need.pk)


def crumbs(request: ActorRequest, need: Need | None = None, here: str = "") -> list[Link]:
    """The way back to the list, and to the need where there is one."""
    path = [Link("需求", address(request, "casework:needs"))]
    if need is None:
        return [*path, Link(here)]
    if not here:
        return [*path, Link(need.receipt)]
    return [*path, Link(need.receipt, url_of(request, need)), Link(here)]


def within_of(request: ActorRequest) -> timedelta:
    """How long the standard in force leaves for a need to be met."""
    day = asked(request)
    return limit_in(day.book.question(day.as_of) if day.book else None)


def _row(request: ActorRequest, need: Any, within: timedelta, day: date) -> Row:
    stage = Stage(need.stage)
    is_over = stage in (Stage.SETTLED, Stage.MISTAKEN)
    return Row(
        need=need,
        stage=stage,
        words=str(need.get_settlement_display() if is_over else stage.label),
        badge=BADGES[stage],
        limit=limit_of(need.registered_on, stage, need.settlement, met_on(need), within, day),
        may_read=bool(may_read(request.actor, need)),
    )


def _streets(
    form: NeedFilter, rows: Any, day: date, within: timedelta
) -> list[tuple[Any, selectors.Standing]]:
    counts = selectors.streets_standing(rows, day, within)
    none = selectors.Standing(0, 0, 0)
    streets = [form.unit] if form.unit else form.streets
    return [(one, counts.get(one.code, none)) for one in streets]
