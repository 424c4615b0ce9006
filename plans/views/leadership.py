"""The leadership group of a street and its meetings (R1-1)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.drafts import drawn, keeps_draft
from core.clock import page_day
from core.masking import mask_phone
from core.parts import Column, Link
from core.templatetags.portal_links import address
from core.web import GET_OR_POST, ActorRequest
from orgs.models import Unit
from plans import selectors, services
from plans.forms.leadership import GroupForm, MeetingForm
from plans.models import LeadershipGroup, LeadershipMeeting
from plans.policies import may_keep_leadership
from plans.services.leading import FACTS
from plans.views.pages import may_view
from standards.asked import asked
from stations.selectors import streets_in

MEETING_COLUMNS = (Column("日期"), Column("议题"), Column("议定事项"))


@may_view
@keeps_draft
@require_http_methods(GET_OR_POST)
def leadership(request: ActorRequest, code: str) -> HttpResponse:
    """The group and its meetings; the form below adds a meeting, sent twice it adds one."""
    street, day = _street(request, code), page_day(request)
    may_keep = may_keep_leadership(request.actor, street)
    if request.method == "POST":
        may_keep.enforce()
        form = MeetingForm(request.POST)
        if added := _add_meeting(request, street, form):
            return redirect(address(request, "plans:meeting", added.pk))
    else:
        form = drawn(MeetingForm, request)
    book = asked(request).book
    group = selectors.leadership_of(request.actor, street, day.year)
    context = {
        "street": street,
        "year": day.year,
        "group": group,
        "phone": _phone(request, group),
        "meetings": selectors.meetings_of(request.actor, street, day.year),
        "columns": MEETING_COLUMNS,
        "form": form,
        "may_keep": may_keep,
        "clause": book.clause("R1-1") if book else None,
        "crumbs": [Link("建设方案", address(request, "plans:list")), Link("组织领导")],
    }
    return render(request, "plans/leadership.html", context)


@may_view
@keeps_draft
@require_http_methods(GET_OR_POST)
def name_group(request: ActorRequest, code: str) -> HttpResponse:
    """Name the group of the year, or change who is in it."""
    street, year = _street(request, code), page_day(request).year
    may_keep_leadership(request.actor, street).enforce()
    back = address(request, "plans:leadership", code)
    there = selectors.leadership_of(request.actor, street, year)
    if request.method == "POST":
        form = GroupForm(request.POST)
        if form.is_valid():
            facts = form.cleaned_data
            services.keep_leadership(street=street, year=year, facts=facts, by=request.actor)
            messages.success(request, "已保存。")
            return redirect(back)
    else:
        form = drawn(GroupForm, request, initial=_facts(there))
    crumbs = [
        Link("建设方案", address(request, "plans:list")),
        Link("组织领导", back),
        Link("领导小组"),
    ]
    context = {"form": form, "street": street, "year": year, "back": back, "crumbs": crumbs}
    return render(request, "plans/group.html", context)


@may_view
@require_GET
def meeting(request: ActorRequest, pk: int) -> HttpResponse:
    """One meeting and its minutes."""
    found = get_object_or_404(selectors.meetings_in(request.actor), pk=pk)
    group_page = address(request, "plans:leadership", found.street_id)
    context = {
        "meeting": found,
        "subject": f"meeting:{found.pk}",
        "crumbs": [
            Link("建设方案", address(request, "plans:list")),
            Link("组织领导", group_page),
            Link(f"{found.held_on:%Y-%m-%d}"),
        ],
    }
    return render(request, "plans/meeting.html", context)


def _add_meeting(
    request: ActorRequest, street: Unit, form: MeetingForm
) -> LeadershipMeeting | None:
    """The meeting typed, as it is kept; None where the form says what is wrong."""
    if not form.is_valid():
        return None
    try:
        added, is_new = services.add_meeting(street=street, by=request.actor, **form.cleaned_data)
    except ValidationError as refused:
        form.add_error(None, refused)
        return None
    words = "已登记，请上传会议记录。" if is_new else "这次会议已经登记过了。"
    messages.success(request, words)
    return added


def _street(request: ActorRequest, code: str) -> Unit:
    return get_object_or_404(streets_in(request.actor), pk=code)


def _phone(request: ActorRequest, group: LeadershipGroup | None) -> str:
    """In full within the own street."""
    if group is None:
        return ""
    is_own = request.actor.may_see_names(group.street_id)
    return group.contact_phone if is_own else mask_phone(group.contact_phone)


def _facts(group: LeadershipGroup | None) -> dict[str, str]:
    return {name: getattr(group, name) for name in FACTS} if group else {}
