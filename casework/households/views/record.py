"""A household's full record: who may open it, and what of it is shown in clear."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from audit import trail
from audit.models import Entry
from casework.households import reasons, selectors
from casework.households.facts import facts_of
from casework.households.policies import may_change
from casework.households.reading import may_look_into, may_open, may_show
from casework.households.record import item_of, open_matters, read
from casework.models import Household, Member
from casework.permissions import CaseworkPermission
from casework.policies import may_read, may_serve
from casework.visits.due import usual_in
from core.clock import page_day
from core.lists import page_of
from core.parts import Column, Link
from core.templatetags.portal_links import address
from core.web import GET_OR_POST, ActorRequest, actor_required
from standards.asked import asked

MEMBER_COLUMNS = (
    Column("姓名"),
    Column("与户主关系"),
    Column("身份证号"),
    Column("联系电话"),
    Column("身体和就业状况"),
)


@actor_required(CaseworkPermission.VIEW)
@require_GET
def household(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The full record; each time it is opened, that is written down.

    A duplicate leads to the household it was merged into. The district's reviewer is asked for
    a reason first; who sees the list alone is told so.
    """
    found = selectors.find(request.actor, pk)
    if found.merged_into_id is not None:
        return redirect(address(request, "casework:household", found.merged_into_id))
    may_open(request.actor, found).enforce()
    if not may_read(request.actor, found) and not reasons.is_given(request, pk):
        return redirect(address(request, "casework:household-reason", pk))
    members = selectors.members_of(found)
    _write_down(request, Entry.Action.SEEN, found)
    return _record(request, found, members)


@actor_required(CaseworkPermission.LOOK_INTO)
@require_http_methods(GET_OR_POST)
def reason(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Why a reviewer opens the record of a household; then it stays open to her for a while."""
    found = selectors.find(request.actor, pk)
    may_look_into(request.actor, found).enforce()
    page = address(request, "casework:household", found.merged_into_id or pk)
    if found.merged_into_id is not None:
        return redirect(page)
    form = reasons.ReasonForm()
    if request.method == "POST":
        names = [one.name for one in selectors.members_of(found)]
        form = reasons.ReasonForm(request.POST, names=[found.head_name, *names])
        if form.is_valid():
            _write_down(request, Entry.Action.SEEN, found, reason=form.told)
            reasons.give(request, pk)
            return redirect(page)
    context = {
        "form": form,
        "household": found,
        "minutes": reasons.VALID_SECONDS // 60,
        "crumbs": _crumbs(request, "写明原因"),
    }
    return render(request, "casework/household_reason.html", context)


@actor_required(CaseworkPermission.SERVE)
@require_http_methods(GET_OR_POST)
def reveal(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The record with one item of it in clear, in this one answer; who saw it, and why, is kept.

    Without a POST (signing in again leads here by GET) the record as it is.
    """
    found = selectors.find(request.actor, pk)
    if request.method != "POST" or found.merged_into_id is not None:
        return redirect(address(request, "casework:household", pk))
    may_show(request.actor, found).enforce()
    members = selectors.members_of(found)
    item, value, detail = _item(request, found, members)
    form = reasons.ShowForm(request.POST, names=[found.head_name, *(one.name for one in members)])
    if not form.is_valid():
        _write_down(request, Entry.Action.SEEN, found)
        return _record(request, found, members, form=form, open_item=item)
    _write_down(request, Entry.Action.REVEALED, found, reason=form.told, **detail)
    return _record(request, found, members, shown={item: value})


def _item(
    request: ActorRequest, found: Household, members: list[Member]
) -> tuple[str, str, dict[str, Any]]:
    """What is asked for, by the name the page gives it; its value; how the trail tells it."""
    what, key = request.POST.get("what", ""), request.POST.get("member", "")
    of_member = next((one for one in members if str(one.pk) == key), None)
    of: Any = of_member if key else found
    allowed = ("phone", "id_number") if key else ("phone", "address")
    if of is None or what not in allowed or not (value := getattr(of, what)):
        raise Http404
    detail: dict[str, Any] = {"field": what}
    if of_member is not None:
        detail["member"] = members.index(of_member) + 1
    return item_of(what, key), value, detail


def _record(
    request: ActorRequest,
    found: Any,
    members: list[Member],
    *,
    form: reasons.ShowForm | None = None,
    open_item: str = "",
    shown: dict[str, str] | None = None,
) -> HttpResponse:
    actor, day = request.actor, page_day(request)
    record = read(found, members, actor, day, shown or {})
    facts = facts_of([found.pk], actor, day, usual_in(asked(request).book))[found.pk]
    context = {
        "household": found,
        "facts": facts,
        "record": record,
        "open": open_matters(record.rows, actor),
        "day": day,
        "page": page_of(request, record.happenings),
        "serves": bool(may_serve(actor, found)),
        "links": _links(request, found),
        "keeping": _keeping(request, found, facts.is_listed),
        "may_show": bool(may_show(actor, found)),
        "reveal_url": address(request, "casework:household-reveal", found.pk),
        "reasons": reasons.OFFERED,
        "form": form,
        "open_item": open_item,
        "member_columns": MEMBER_COLUMNS,
        "crumbs": _crumbs(request, found.reference),
    }
    return render(request, "casework/household.html", context)


def _links(request: ActorRequest, found: Household) -> list[Link]:
    """What she may do for the household, beside logging a visit."""
    actor = request.actor
    if not may_serve(actor, found):
        return []
    logged = [
        ("咨询", "consultation-add"),
        ("救助申请", "application-add"),
        ("前后台衔接", "handover-add"),
        ("办不成事", "stuck-add"),
    ]
    written = [
        ("需求", "need-add"),
        ("帮扶方案", "support-plan-add"),
        ("家境调查", "means-survey-add"),
        ("需求评估", "assessment-add"),
    ]
    return [
        *(
            Link(label, address(request, f"casework:{name}", actor.unit_code, household=found.pk))
            for label, name in logged
        ),
        *(Link(label, address(request, f"casework:{name}", found.pk)) for label, name in written),
    ]


def _keeping(request: ActorRequest, found: Household, is_listed: bool) -> list[Link]:
    """The pages on which she may change what the file says."""
    if not may_change(request.actor, found):
        return []
    names = (
        ("改档案", "change"),
        ("成员", "members"),
        ("救助类别", "categories"),
        ("分层", "tier"),
        ("责任顾问", "care"),
        ("迁移", "move"),
        ("合并", "merge"),
        ("移出名册", "list-end") if is_listed else ("列入名册", "relist"),
        ("变更记录", "history"),
    )
    return [
        Link(label, address(request, f"casework:household-{name}", found.pk))
        for label, name in names
    ]


def _write_down(
    request: ActorRequest, action: Entry.Action, found: Household, **detail: Any
) -> None:
    trail.record(actor=request.actor, action=action, subject=f"household:{found.pk}", **detail)


def _crumbs(request: ActorRequest, here: str) -> list[Link]:
    return [Link("困难家庭", address(request, "casework:households")), Link(here)]
