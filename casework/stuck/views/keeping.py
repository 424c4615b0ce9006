"""The pages with longer forms: log a matter, put it right, close it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts import drafts
from audit.models import Entry
from casework.consultations.selectors import hands, places
from casework.consultations.views.parts import known_household
from casework.enums import StuckState
from casework.models import StuckCase
from casework.permissions import CaseworkPermission
from casework.stuck import services
from casework.stuck.forms import ClosingForm, StuckForm, initial_of_case, initial_of_stuck
from casework.stuck.limits import limit_of, usual_last_day
from casework.stuck.policies import may_change, may_receive
from casework.stuck.views.parts import (
    crumbs,
    found_by,
    list_url,
    url_of,
    workdays_of,
    write_down,
)
from casework.stuck.workflow import MACHINE
from core.clashes import CLASH_COLUMNS
from core.clock import portal_day
from core.versions import ChangedMeanwhile
from core.web import GET_OR_POST, ActorRequest, actor_required
from orgs.models import Unit

may_serve = actor_required(CaseworkPermission.SERVE)


@may_serve
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def add(request: ActorRequest, code: str) -> HttpResponse:
    """Log a matter; `?household=` names the household whose page led here."""
    unit = get_object_or_404(places(request.actor, portal_day()), pk=code)
    may_receive(request.actor, unit.pk).enforce()
    there = hands(request.actor, portal_day())
    needs = {
        "actor": request.actor,
        "unit": unit,
        "hands": there,
        "household": known_household(request),
    }
    if request.method != "POST":
        initial = initial_of_stuck(there, request.actor)
        return _add_page(request, unit, drafts.drawn(StuckForm, request, initial=initial, **needs))
    form = StuckForm(request.POST, **needs)
    if not form.is_valid():
        return _add_page(request, unit, form)
    try:
        case, is_new = services.receive(
            key=form.cleaned_data["key"] or form.fields["key"].initial(),
            unit=unit,
            facts=form.facts(),
            by=request.actor,
        )
    except ValidationError as refused:
        form.refuse(refused)
        return _add_page(request, unit, form)
    limit = limit_of(case, workdays_of(request), portal_day())
    words = f"已登记，{limit.day}前办结（{workdays_of(request)}个工作日）。"
    messages.success(request, words if is_new else "已经登记过了，没有重复登记。")
    return redirect(url_of(request, case))


@may_serve
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def change(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Put an open matter right, or add its answer."""
    found = found_by(request, pk)
    may_change(request.actor, found).enforce()
    needs = _needs(request, found)
    if request.method != "POST":
        write_down(request.actor, Entry.Action.SEEN, found)
        form = drafts.drawn(StuckForm, request, initial=initial_of_case(found), **needs)
        return _change_page(request, found, form)
    form = StuckForm(request.POST, initial=initial_of_case(found), **needs)
    if not form.is_valid():
        return _change_page(request, found, form)
    try:
        is_changed = services.change(
            case=found,
            version=form.cleaned_data["version"] or 0,
            facts=form.facts(),
            by=request.actor,
        )
    except ValidationError as refused:
        form.refuse(refused)
        return _change_page(request, found, form)
    except ChangedMeanwhile:
        now = found_by(request, pk)
        merged, clashes = form.beside(initial_of_case(now))
        more = {"clashes": clashes, "is_clashing": True}
        return _change_page(request, now, merged, status=409, **more)
    messages.success(request, "已保存。" if is_changed else "没有改动，和登记的一样。")
    return redirect(url_of(request, found))


@may_serve
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def close(request: ActorRequest, pk: UUID) -> HttpResponse:
    """How a matter ended."""
    found = found_by(request, pk)
    if request.method != "POST":
        MACHINE.may(request.actor, found, "close").enforce()
        write_down(request.actor, Entry.Action.SEEN, found)
        return _close_page(request, found, drafts.drawn(ClosingForm, request))
    form = ClosingForm(request.POST)
    if found.state != StuckState.OPEN:
        # The second press of the button, or a colleague was quicker: what was typed stays.
        return _close_page(request, found, form, status=409)
    if not form.is_valid():
        return _close_page(request, found, form)
    try:
        closed = services.close(case=found, closing=form.closing(), by=request.actor)
    except ValidationError as refused:
        form.refuse(refused)
        return _close_page(request, found, form)
    except PermissionDenied:
        now = found_by(request, pk)
        if now.state == StuckState.OPEN:
            raise
        return _close_page(request, now, form, status=409)
    limit = limit_of(closed, workdays_of(request), portal_day())
    messages.success(request, f"已办结，{limit.words}。请把结果告诉来访人，再记下回访。")
    return redirect(url_of(request, found))


def _needs(request: ActorRequest, found: StuckCase) -> dict[str, Any]:
    return {
        "actor": request.actor,
        "unit": found.unit,
        "hands": hands(request.actor, portal_day(), found.advisor_id),
        "phone": found.visitor_phone,
    }


def _add_page(request: ActorRequest, unit: Unit, form: StuckForm) -> HttpResponse:
    workdays = workdays_of(request)
    context = {
        "form": form,
        "unit": unit,
        "known": form.known,
        "workdays": workdays,
        "due_on": usual_last_day(portal_day(), workdays),
        "back": list_url(request),
        "crumbs": crumbs(request, here="登记"),
    }
    return render(request, "casework/stuck_form.html", context)


def _change_page(
    request: ActorRequest, found: StuckCase, form: StuckForm, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "case": found,
        "form": form,
        "clash_columns": CLASH_COLUMNS,
        "back": url_of(request, found),
        "crumbs": crumbs(request, found, "修改"),
        **more,
    }
    return render(request, "casework/stuck_change.html", context, status=status)


def _close_page(
    request: ActorRequest, found: StuckCase, form: ClosingForm, status: int = 200
) -> HttpResponse:
    context = {
        "case": found,
        "form": form,
        "is_open": found.state == StuckState.OPEN,
        "limit": limit_of(found, workdays_of(request), portal_day()),
        "back": url_of(request, found),
        "crumbs": crumbs(request, found, "办结"),
    }
    return render(request, "casework/stuck_close.html", context, status=status)
