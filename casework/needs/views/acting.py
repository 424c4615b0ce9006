"""The pages that register a need, settle it, and open it again."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts import drafts
from casework.enums import Settlement
from casework.models import Household, Need, Visit
from casework.needs import selectors, services
from casework.needs.forms import NeedForm, ReopenForm, SettleForm
from casework.needs.limits import limit_of
from casework.needs.policies import may_read, may_settle
from casework.needs.services import AlreadyWaiting
from casework.needs.stages import Stage
from casework.needs.views.pages import (
    crumbs,
    found_by,
    need_page,
    url_of,
    within_of,
)
from casework.permissions import CaseworkPermission
from casework.policies import may_serve
from core.clock import portal_day
from core.policies import Denied
from core.templatetags.portal_links import address
from core.web import GET_OR_POST, ActorRequest, actor_required

serves = actor_required(CaseworkPermission.SERVE)


@serves
@require_http_methods(GET_OR_POST)
def add(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Register a need of a household; `?visit=` is the visit on which it came up."""
    household = selectors.household_by(request.actor, pk)
    if household is None:
        raise Http404
    may_serve(request.actor, household).enforce()
    visit = _visit_in(request, household)
    form = NeedForm(request.POST or None, visit=visit)
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, household, form)
    try:
        need, is_new = services.add_need(
            key=form.cleaned_data["key"],
            household=household,
            facts=form.facts(),
            by=request.actor,
        )
    except AlreadyWaiting as there:
        return _form_page(request, household, form, twin=there.need)
    except ValidationError as refused:
        form.refuse(refused)
        return _form_page(request, household, form)
    last = limit_of(need.registered_on, Stage.OPEN, "", None, within_of(request), portal_day()).day
    words = f"已登记，{last}前对接；合适的资源列在下面。"
    messages.success(request, words if is_new else "已经登记过了，没有重复登记。")
    return redirect(url_of(request, need))


@serves
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def settle(request: ActorRequest, pk: UUID) -> HttpResponse:
    """What settled a need where no resource did; `?application=` is one just logged for it."""
    found = found_by(request, pk)
    may_read(request.actor, found).enforce()
    needs: dict[str, Any] = {
        "actor": request.actor,
        "applications": selectors.applications_for(found),
        "hands": selectors.hands(request.actor, found, portal_day()),
    }
    if request.method != "POST":
        may_settle(request.actor, found).enforce()
        form = drafts.drawn(SettleForm, request, initial=_initial(request), **needs)
        return _settle_page(request, found, form)
    form = SettleForm(request.POST, **needs)
    answer = may_settle(request.actor, found)
    if isinstance(answer, Denied):
        # The second press of the button, or a colleague was quicker.
        return _too_late(request, found, form, answer.reason)
    if not form.is_valid():
        return _settle_page(request, found, form)
    try:
        settled = services.settle_need(need=found, facts=form.facts(), by=request.actor)
    except ValidationError as wrong:
        form.refuse(wrong)
        return _settle_page(request, found, form)
    except PermissionDenied as denied:
        return _too_late(request, found_by(request, pk), form, str(denied))
    messages.success(request, f"已了结：{settled.get_settlement_display()}。")
    return redirect(url_of(request, found))


@serves
@require_POST
def reopen(request: ActorRequest, pk: UUID) -> HttpResponse:
    """What settled a need does so no more; a second click finds it done."""
    found = found_by(request, pk)
    may_read(request.actor, found).enforce()
    form = ReopenForm(request.POST)
    if found.settlement and not form.is_valid():
        return need_page(request, found, reopening=form)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    is_new = services.reopen_need(need=found, reason=reason, by=request.actor)
    messages.success(
        request, "已重新打开，期限仍从登记那天算。" if is_new else "已经是打开的，没有改动。"
    )
    return redirect(url_of(request, found))


def _initial(request: ActorRequest) -> dict[str, str]:
    """Back from logging an application: that one is chosen."""
    chosen = request.GET.get("application", "")
    if not chosen:
        return {}
    return {"settlement": Settlement.APPLICATION, "application": chosen}


def _visit_in(request: ActorRequest, household: Household) -> Visit | None:
    """The visit named in the address, of this household; any other is not found."""
    key = request.GET.get("visit", "")
    if not key:
        return None
    try:
        found = selectors.visit_of(household, UUID(key))
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found


def _too_late(request: ActorRequest, found: Any, form: SettleForm, words: str) -> HttpResponse:
    """It was settled, or offered, meanwhile: what was typed stays to be read."""
    return _settle_page(request, found, form, too_late=words, status=409)


def _form_page(
    request: ActorRequest, household: Household, form: NeedForm, twin: Need | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "household": household,
        "visit": form.visit,
        "twin": twin,
        "within": within_of(request).days,
        "back": address(request, "casework:household", household.pk),
        "crumbs": crumbs(request, here="登记需求"),
    }
    return render(request, "casework/need_form.html", context)


def _settle_page(
    request: ActorRequest, found: Any, form: SettleForm, *, too_late: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "need": found,
        "form": form,
        "too_late": too_late,
        "application_url": address(
            request,
            "casework:application-add",
            request.actor.unit_code,
            household=found.household_id,
            need=found.pk,
        ),
        "back": url_of(request, found),
        "crumbs": crumbs(request, found, "了结"),
    }
    return render(request, "casework/need_settle.html", context, status=status)
