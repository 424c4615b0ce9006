"""The advisor team: the roster, one advisor's file, accounts for a street's advisors."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.permissions import AccountsPermission
from advisors import selectors, services
from advisors.assigning.selectors import assignments_of
from advisors.ending.policies import may_take_back
from advisors.enums import Status
from advisors.files import selectors as files
from advisors.files.history import history_of
from advisors.files.policies import (
    may_change,
    may_file_in,
    may_see_history,
    may_see_reasons,
)
from advisors.filing import checks, missing
from advisors.filters import RosterFilter
from advisors.leaves.selectors import is_long, length_of
from advisors.models import Advisor, Transfer
from advisors.permissions import AdvisorsPermission
from advisors.policies import may_keep, may_see_phone
from advisors.resources import AdvisorResource
from advisors.stars.selectors import ratings_of
from audit import trail
from audit.exports import hand_out
from audit.models import Entry
from core.actor import Actor
from core.clock import page_day, today
from core.lists import Choice, narrow, ordered, page_of
from core.parts import Chip, Column, Link
from core.templatetags.portal_links import address, here
from core.web import GET_OR_POST, ActorRequest, actor_required
from orgs.filters import StreetFilter

# As T6-1 and T6-6 count: a few days off leave an advisor in post.
_IN_POST = Q(is_in_post=True)
SHOWN = (
    Choice("active", "在岗", _IN_POST),
    Choice("incomplete", "备案不全", _IN_POST & Q(is_complete=False)),
    Choice("on_leave", "暂离", Q(state=Status.ON_LEAVE)),
    Choice("left", "离岗", Q(state=Status.LEFT)),
    Choice("all", "全部", Q()),
)
COLUMNS = (
    Column("姓名"),
    Column("街镇"),
    Column("层级"),
    Column("负责居村"),
    Column("人员性质"),
    Column("联系电话"),
    Column("上岗日期", sort="started"),
    Column("星级"),
    Column("备案信息"),
    Column("状态"),
)
ORDERS = {"started": ["started_on"]}
ASSIGNMENT_COLUMNS = (Column("居村"), Column("第一天"), Column("最后一天"))
LEAVE_COLUMNS = (Column("日期"), Column("假别"), Column("天数"))
POST_COLUMNS = (Column("岗位"), Column("服务站"), Column("任职日期"), Column("最后一天"))
STAR_COLUMNS = (Column("年度"), Column("星级"), Column("依据"))
TRANSFER_COLUMNS = (Column("从"), Column("到"), Column("到岗日期"), Column("状态"))
HISTORY_COLUMNS = (Column("时间"), Column("谁"), Column("做了什么"))
COLUMNS_OF_FILE = {
    "assignment_columns": ASSIGNMENT_COLUMNS,
    "leave_columns": LEAVE_COLUMNS,
    "post_columns": POST_COLUMNS,
    "star_columns": STAR_COLUMNS,
    "transfer_columns": TRANSFER_COLUMNS,
    "history_columns": HISTORY_COLUMNS,
}
ACCOUNT_COLUMNS = (Column("账号"), Column("姓名"), Column("角色"), Column("单位"), Column("说明"))


@actor_required(AdvisorsPermission.VIEW)
@require_GET
def advisor_list(request: ActorRequest) -> HttpResponse:
    """The roster as of the day."""
    day = page_day(request)
    form = RosterFilter(request, day)
    if "q" in form.errors:
        # What was asked for must not stay in the address, nor in any link of the page.
        messages.warning(request, str(form.errors["q"][0]))
        return HttpResponseRedirect(request.path + here(request, q="", page=""))
    rows, chips, shown = _narrowed(request, form, day)
    rows, sort = ordered(request, rows, ORDERS)
    page = page_of(request, rows)
    context = {
        "form": form,
        "chips": chips,
        "shown": shown,
        "columns": COLUMNS,
        "sort": sort,
        "page": page,
        "advisors": [(advisor, missing(advisor)) for advisor in page],
        "may_add": bool(form.unit and may_file_in(request.actor, form.unit.pk)),
        "street_code": form.unit.pk if form.unit else "",
    }
    return render(request, "advisors/advisor_list.html", context)


@actor_required(AdvisorsPermission.VIEW)
@require_GET
def advisor(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One advisor's file: facts, how the filing stands, where and as what, what happened to it."""
    return _file(request, _found(request, pk))


@actor_required(AdvisorsPermission.VIEW)
@require_POST
def phone(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The file with its phone unmasked; who looked is written down."""
    found = _found(request, pk)
    may_see_phone(request.actor, found).enforce()
    trail.record(
        actor=request.actor,
        action=Entry.Action.REVEALED,
        subject=f"advisor:{found.pk}",
        field="phone",
    )
    return _file(request, found, phone=found.phone)


@actor_required(AdvisorsPermission.VIEW)
@require_GET
def export(request: ActorRequest) -> HttpResponse:
    """The roster in the offices' layout, narrowed as the list is."""
    day = page_day(request)
    form = RosterFilter(request, day)
    rows, _, shown = _narrowed(request, form, day)
    rows = rows.prefetch_related(selectors.last_assignments())
    return hand_out(AdvisorResource(request.actor, day), rows, street=form.code, show=shown)


@actor_required(AccountsPermission.MANAGE)
@require_http_methods(GET_OR_POST)
def accounts(request: ActorRequest) -> HttpResponse:
    """Who of a street gets an account; sent by POST, they are made and their slips shown.

    The first passwords are known in that one answer only.
    """
    form = StreetFilter(request, page_day(request))
    if form.unit and request.method == "POST":
        slips = services.make_accounts(street=form.unit, by=request.actor, starts_on=today())
        return render(request, "accounts/slips.html", {"slips": slips})
    planned = selectors.plan_accounts(form.unit, today()) if form.unit else []
    context = {
        "form": form,
        "columns": ACCOUNT_COLUMNS,
        "planned": planned,
        "count": sum(one.account is not None for one in planned),
        "crumbs": [Link("账号", address(request, "accounts:list")), Link("按名册开设账号")],
    }
    return render(request, "advisors/accounts.html", context)


def _narrowed(
    request: ActorRequest, form: RosterFilter, day: date
) -> tuple[QuerySet[Advisor], list[Chip], str]:
    """The roster as the page's choices leave it, the chips of `?show=` and the one chosen."""
    return narrow(request, form.apply(selectors.roster(request.actor, day)), "show", SHOWN)


def _found(request: ActorRequest, pk: UUID) -> Advisor:
    return get_object_or_404(files.files_on(request.actor, page_day(request)), pk=pk)


def _other_file(actor: Actor, transfer: Transfer, advisor: Advisor) -> UUID | None:
    """The file at the other end of a transfer, where the actor may open it."""
    ends = (
        (transfer.advisor_id, transfer.advisor.street_id),
        (transfer.new_file_id, transfer.to_street_id),
    )
    return next((pk for pk, code in ends if pk and pk != advisor.pk and actor.covers(code)), None)


def _file(request: ActorRequest, advisor: Advisor, phone: str = "") -> HttpResponse:
    actor = request.actor
    shown_name = actor.shown_name(advisor.name, advisor.street_id)
    sees_history = bool(may_see_history(actor, advisor))
    context = {
        "advisor": advisor,
        "title": shown_name,
        "day": page_day(request),
        "checks": checks(advisor),
        "missing": missing(advisor),
        "phone": phone,
        "may_see_phone": may_see_phone(actor, advisor),
        "may_see_note": actor.may_see_names(advisor.street_id),
        "may_change": may_change(actor, advisor),
        "may_keep": may_keep(actor, advisor),
        "may_take_back": may_take_back(actor, advisor),
        "assignments": list(assignments_of(advisor)),
        "leaves": [(one, length_of(one), is_long(one)) for one in files.leaves_of(advisor)],
        "may_see_reasons": may_see_reasons(actor, advisor),
        "posts": list(files.posts_of(advisor)),
        "ratings": list(ratings_of(advisor)),
        "transfers": [
            (one, _other_file(actor, one, advisor)) for one in files.transfers_of(advisor)
        ],
        "may_see_history": sees_history,
        "changes": history_of(advisor, actor) if sees_history else [],
        **COLUMNS_OF_FILE,
        "crumbs": [Link("队伍", address(request, "advisors:list")), Link(shown_name)],
    }
    return render(request, "advisors/advisor.html", context)
