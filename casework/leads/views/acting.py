"""The pages that report a lead, decide it, take it back, and note who was told."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts import drafts
from audit.models import Entry
from casework.enums import LeadSource, LeadState
from casework.leads import selectors, services
from casework.leads.forms import DecisionForm, LeadForm, ToldForm, WithdrawalForm
from casework.leads.limits import limit_of
from casework.leads.services import AlreadyReported
from casework.leads.views.pages import (
    crumbs,
    found_by,
    lead_page,
    url_of,
    workdays_of,
    write_down,
)
from casework.leads.workflow import MACHINE
from casework.models import Lead, Visit
from casework.permissions import CaseworkPermission
from core.clock import page_day, portal_day
from core.web import GET_OR_POST, ActorRequest, actor_required

may_serve = actor_required(CaseworkPermission.SERVE)


@may_serve
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def add(request: ActorRequest) -> HttpResponse:
    """Report a possible case; `?visit=` is the visit on which it was found."""
    visit = _visit_in(request)
    needs = {"communities": selectors.communities_in(request.actor, portal_day())}
    if request.method != "POST":
        form = drafts.drawn(LeadForm, request, initial=_initial(visit), **needs)
        return _form_page(request, form, visit)
    form = LeadForm(request.POST, **needs)
    if not form.is_valid():
        return _form_page(request, form, visit)
    try:
        lead, is_new = services.report_lead(
            key=form.cleaned_data["key"],
            community=form.unit,
            facts=form.facts(),
            visit=visit,
            is_another=form.cleaned_data["is_another"],
            by=request.actor,
        )
    except AlreadyReported as there:
        return _form_page(request, form, visit, twins=there.leads)
    except ValidationError as refused:
        form.refuse(refused)
        return _form_page(request, form, visit)
    limit = limit_of(lead, workdays_of(request), portal_day())
    words = f"已上报，{limit.day}前处置；结果会写在这一页。"
    messages.success(request, words if is_new else "已经上报过了，没有重复上报。")
    return redirect(url_of(request, lead))


@actor_required(CaseworkPermission.DECIDE)
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def decide(request: ActorRequest, pk: UUID) -> HttpResponse:
    """What becomes of a lead; listing opens a household's file or links one."""
    found = found_by(request, pk)
    candidates = selectors.candidates_for(found, request.actor)
    needs: dict[str, Any] = {"lead": found, "candidates": candidates}
    if request.method != "POST":
        MACHINE.may(request.actor, found, "decide").enforce()
        write_down(request.actor, Entry.Action.SEEN, found)
        return _decision_page(request, found, drafts.drawn(DecisionForm, request, **needs))
    form = DecisionForm(request.POST, **needs)
    if found.state != LeadState.OPEN:
        # The second press of the button, or a colleague was quicker.
        return _too_late(request, found, form)
    if not form.is_valid():
        return _decision_page(request, found, form)
    try:
        household = form.household or _numbered(request, found, form)
        services.decide_lead(
            lead=found,
            decision=form.cleaned_data["decision"],
            answer=form.cleaned_data["answer"],
            household=household,
            opening=form.opening(),
            by=request.actor,
        )
    except ValidationError as refused:
        form.refuse(refused)
        return _decision_page(request, found, form)
    except PermissionDenied:
        now = found_by(request, pk)
        if now.state == LeadState.OPEN:
            raise
        return _too_late(request, now, form)
    messages.success(request, "已处置，上报人在“我上报的”里看得到结果。")
    return redirect(url_of(request, found))


@may_serve
@require_POST
def withdraw(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The reporter takes her lead back."""
    found = found_by(request, pk)
    if found.state == LeadState.WITHDRAWN and found.reported_by_id == request.actor.user_id:
        messages.info(request, "已经撤回过了。")
        return redirect(url_of(request, found))
    form = WithdrawalForm(request.POST)
    if not form.is_valid():
        return lead_page(request, found, withdrawal=form)
    services.withdraw_lead(lead=found, reason=form.cleaned_data["reason"], by=request.actor)
    messages.success(request, "已撤回，不再处置；留痕里有撤回的原因。")
    return redirect(url_of(request, found))


@may_serve
@require_POST
def told(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Somebody from outside was told what became of it."""
    found = found_by(request, pk)
    form = ToldForm(request.POST)
    if form.is_valid():
        try:
            is_new = services.note_told(
                lead=found, told_on=form.cleaned_data["told_on"], by=request.actor
            )
        except ValidationError as refused:
            form.refuse(refused)
        else:
            words = "已记下告知的日子。" if is_new else "已经记过了，没有改动。"
            messages.success(request, words)
            return redirect(url_of(request, found))
    return lead_page(request, found, telling=form)


def _visit_in(request: ActorRequest) -> Visit | None:
    """The visit named in the address, within the actor's unit; any other is not found."""
    key = request.GET.get("visit", "")
    if not key:
        return None
    try:
        found = selectors.visit_of(request.actor, str(UUID(key)))
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found


def _initial(visit: Visit | None) -> dict[str, Any]:
    """What the portal knows already, and nobody types."""
    if visit is None:
        return {}
    return {
        "community": visit.community_id,
        "source": LeadSource.VISIT,
        "found_on": visit.visited_on,
    }


def _numbered(request: ActorRequest, lead: Lead, form: DecisionForm) -> Any:
    """The file of a number that was typed, or None where none was."""
    number = form.cleaned_data["household_number"]
    if not number:
        return None
    there = selectors.households_numbered(lead, number, request.actor)
    if not there:
        words = "本街镇没有这个户编号的档案，请核对；还没有建档的，请留空。"
        raise ValidationError({"household_number": words})
    if len(there) > 1:
        words = "本街镇有几户是这个户编号，请在档案页先改正重复的编号。"
        raise ValidationError({"household_number": words})
    return there[0]


def _too_late(request: ActorRequest, found: Lead, form: DecisionForm) -> HttpResponse:
    """Somebody decided it, or took it back, meanwhile: what was typed stays to be read."""
    return _decision_page(request, found, form, status=409)


def _form_page(
    request: ActorRequest, form: LeadForm, visit: Visit | None, twins: Any = ()
) -> HttpResponse:
    context = {
        "form": form,
        "visit": visit,
        "twins": [(one, limit_of(one, workdays_of(request), portal_day())) for one in twins],
        "workdays": workdays_of(request),
        "crumbs": crumbs(request, here="上报线索"),
    }
    return render(request, "casework/lead_form.html", context)


def _decision_page(
    request: ActorRequest, found: Lead, form: DecisionForm, status: int = 200
) -> HttpResponse:
    context = {
        "lead": found,
        "form": form,
        "is_open": found.state == LeadState.OPEN,
        "limit": limit_of(found, workdays_of(request), page_day(request)),
        "day": portal_day(),
        "back": url_of(request, found),
        "crumbs": crumbs(request, found, "处置"),
    }
    return render(request, "casework/lead_decide.html", context, status=status)
