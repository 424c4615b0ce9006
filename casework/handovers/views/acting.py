"""What is done with handovers: written down, acknowledged, sent as a link, taken back."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts import drafts
from accounts.links import address_of
from casework.consultations.selectors import hands, places
from casework.consultations.views.parts import known_household
from casework.enums import HandoverState
from casework.handovers import services
from casework.handovers.forms import (
    AcknowledgingForm,
    HandoverForm,
    WithdrawalForm,
    initial_of_handover,
)
from casework.handovers.limits import limit_of
from casework.handovers.linking import make_answer_link
from casework.handovers.policies import its_own, may_hand_over
from casework.handovers.selectors import whose
from casework.handovers.views.pages import crumbs, found_by, handover_page, url_of, workdays_of
from casework.handovers.workflow import MACHINE
from casework.permissions import CaseworkPermission
from core.clock import portal_day
from core.templatetags.portal_links import address
from core.web import GET_OR_POST, ActorRequest, actor_required
from orgs.models import Unit

may_serve = actor_required(CaseworkPermission.SERVE)


@may_serve
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def add(request: ActorRequest, code: str) -> HttpResponse:
    """Write a handover down; `?household=` names the household whose page led here."""
    unit = get_object_or_404(places(request.actor, portal_day()), pk=code)
    may_hand_over(request.actor, unit.pk).enforce()
    there = hands(request.actor, portal_day())
    needs = {
        "actor": request.actor,
        "unit": unit,
        "hands": there,
        "household": known_household(request),
    }
    if request.method != "POST":
        initial = initial_of_handover(there, request.actor)
        form = drafts.drawn(HandoverForm, request, initial=initial, **needs)
        return _form_page(request, unit, form)
    form = HandoverForm(request.POST, **needs)
    if not form.is_valid():
        return _form_page(request, unit, form)
    try:
        sent, is_new = services.send_handover(
            key=form.cleaned_data["key"] or form.fields["key"].initial(),
            unit=unit,
            facts=form.facts(),
            by=request.actor,
        )
    except ValidationError as refused:
        form.refuse(refused)
        return _form_page(request, unit, form)
    if not is_new:
        messages.success(request, "已经登记过了，没有重复登记。")
    elif sent.acknowledged_on:
        messages.success(request, "已登记，对方已确认。")
    else:
        limit = limit_of(sent, workdays_of(request), portal_day())
        messages.success(request, f"已登记，{limit.day}前确认（{workdays_of(request)}个工作日）。")
    return redirect(url_of(request, sent))


@may_serve
@require_POST
def acknowledge(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The other side has it."""
    found = found_by(request, pk)
    form = AcknowledgingForm(request.POST, handover=found)
    if (
        found.state == HandoverState.ACKNOWLEDGED
        and found.acknowledged_by == request.actor.username
    ):
        # The second press of the button.
        messages.info(request, "已经确认过了，没有改动。")
        return redirect(url_of(request, found))
    if not MACHINE.may(request.actor, found, "acknowledge"):
        return handover_page(request, found, acknowledging=form, is_late=True, status=409)
    if not form.is_valid():
        return handover_page(request, found, acknowledging=form)
    try:
        services.acknowledge(handover=found, by=request.actor, **form.told())
    except ValidationError as refused:
        form.refuse(refused)
        return handover_page(request, found, acknowledging=form)
    except PermissionDenied:
        now = found_by(request, pk)
        if now.state == HandoverState.SENT:
            raise
        return handover_page(request, now, acknowledging=form, is_late=True, status=409)
    messages.success(request, "已确认，记下了日期。")
    return redirect(url_of(request, found))


@may_serve
@require_POST
def withdraw(request: ActorRequest, pk: UUID) -> HttpResponse:
    """It was written down by mistake, or nobody wants it any more."""
    found = found_by(request, pk)
    if found.state == HandoverState.WITHDRAWN and its_own(found, request.actor):
        messages.info(request, "已经撤回过了。")
        return redirect(url_of(request, found))
    form = WithdrawalForm(request.POST)
    if not form.is_valid():
        return handover_page(request, found, withdrawal=form)
    services.withdraw(handover=found, reason=form.cleaned_data["reason"], by=request.actor)
    messages.success(request, "已撤回，不再计时限；留痕里有撤回的原因。")
    return redirect(url_of(request, found))


@may_serve
@require_POST
def link(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Make the counter's one-time link; its address is shown this once, with the sheet."""
    found = found_by(request, pk)
    try:
        made, secret = make_answer_link(handover=found, by=request.actor)
    except ValidationError as refused:
        return handover_page(request, found, no_link=refused.messages[0], status=409)
    context = {
        "handover": found,
        "whose": whose(found),
        "limit": limit_of(found, workdays_of(request), portal_day()),
        "link": made,
        "address": address_of(request, "casework:handover-open", secret),
        "day": portal_day(),
        "crumbs": crumbs(request, found, "发给窗口"),
    }
    return render(request, "casework/handover_link.html", context)


def _form_page(request: ActorRequest, unit: Unit, form: HandoverForm) -> HttpResponse:
    context = {
        "form": form,
        "unit": unit,
        "known": form.known,
        "workdays": workdays_of(request),
        "back": address(request, "casework:handovers"),
        "crumbs": crumbs(request, here="登记衔接"),
    }
    return render(request, "casework/handover_form.html", context)
