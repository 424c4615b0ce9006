"""What a conference resolved: add it, put it right, and note that it was done."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts import drafts
from casework.conferences import selectors, services
from casework.conferences.action_forms import ActionForm, CloseForm, initial_of
from casework.conferences.limits import limit_of
from casework.conferences.policies import (
    is_own,
    may_close_action,
    may_open_action,
    may_resolve,
)
from casework.conferences.views.common import (
    action_by,
    crumbs,
    found_by,
    may_hold_conferences,
    may_serve,
    url_of,
    write_seen,
)
from casework.conferences.views.pages import conference_page
from casework.models import CaseConference, ConferenceAction
from core.clashes import CLASH_COLUMNS, Clash
from core.clock import portal_day
from core.parts import Link
from core.templatetags.portal_links import address
from core.versions import ChangedMeanwhile
from core.web import GET_OR_POST, ActorRequest


@may_hold_conferences
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def add(request: ActorRequest, pk: UUID) -> HttpResponse:
    """What was resolved, whose it is, by when; `?case=` names the case it is about."""
    found = found_by(request, pk)
    may_resolve(request.actor, found).enforce()
    needs = _needs(request, found)
    if request.method != "POST":
        initial = {"case": request.GET["case"]} if "case" in request.GET else {}
        return _form_page(
            request, found, drafts.drawn(ActionForm, request, initial=initial, **needs)
        )
    form = ActionForm(request.POST, **needs)
    if form.is_valid() and form.cleaned_data["key"]:
        try:
            _, is_new = services.add_action(
                key=form.cleaned_data["key"],
                conference=found,
                facts=form.facts(),
                by=request.actor,
            )
        except ValidationError as refused:
            form.refuse(refused)
        else:
            messages.success(request, "已加上。" if is_new else "已经加过了，没有重复加。")
            return redirect(f"{url_of(request, found)}#actions")
    return _form_page(request, found, form)


@may_hold_conferences
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def change(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Put an open action right, before the minutes are settled."""
    action = action_by(request, pk)
    may_resolve(request.actor, action.conference).enforce()
    needs = _needs(request, action.conference, action)
    initial = initial_of(action)
    if request.method != "POST":
        form = drafts.drawn(ActionForm, request, initial=initial, **needs)
        return _form_page(request, action.conference, form, action)
    form = ActionForm(request.POST, initial=initial, **needs)
    if not form.is_valid():
        return _form_page(request, action.conference, form, action)
    try:
        is_changed = services.change_action(
            action=action,
            version=form.cleaned_data["version"] or 0,
            facts=form.facts(),
            by=request.actor,
        )
    except ValidationError as refused:
        form.refuse(refused)
        return _form_page(request, action.conference, form, action)
    except ChangedMeanwhile:
        now = action_by(request, pk)
        merged, clashes = form.beside(initial_of(now))
        return _form_page(request, now.conference, merged, now, clashes=clashes, status=409)
    messages.success(request, "已保存。" if is_changed else "没有改动，和登记的一样。")
    return redirect(f"{url_of(request, action.conference)}#actions")


@may_hold_conferences
@require_POST
def drop(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Take out what was not resolved after all."""
    action = action_by(request, pk)
    found = found_by(request, action.conference_id)
    try:
        services.drop_action(action=action, by=request.actor)
    except ValidationError as refused:
        return conference_page(request, found, refused="".join(refused.messages))
    messages.success(request, "已删去这项决议。")
    return redirect(f"{url_of(request, found)}#actions")


@may_serve
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def close(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One action to whoever may read it; its owner, or the street, notes that it was done."""
    action = action_by(request, pk)
    may_open_action(request.actor, action).enforce()
    if request.method != "POST":
        return _action_page(request, action, drafts.drawn(CloseForm, request))
    form = CloseForm(request.POST)
    if action.closed_on is not None:
        # The second press of the button, or a colleague was quicker.
        return _action_page(request, action, form, status=409)
    if not form.is_valid():
        return _action_page(request, action, form)
    try:
        services.close_action(
            action=action,
            closed_on=form.cleaned_data["closed_on"],
            result=str(form.cleaned_data["result"]).strip(),
            by=request.actor,
        )
    except ValidationError as refused:
        form.refuse(refused)
        return _action_page(request, action, form)
    except PermissionDenied:
        now = action_by(request, pk)
        if now.closed_on is None:
            raise
        return _action_page(request, now, form, status=409)
    messages.success(request, "已办结。")
    return redirect(address(request, "casework:conference-action-close", action.pk))


def _needs(
    request: ActorRequest, found: CaseConference, action: ConferenceAction | None = None
) -> dict[str, Any]:
    advisors = list(selectors.advisors_in(found.street_id, portal_day()))
    if action is not None and action.owner is not None and action.owner not in advisors:
        advisors.append(action.owner)
    return {"cases": selectors.cases_of(request.actor, found), "advisors": advisors}


def _form_page(
    request: ActorRequest,
    found: CaseConference,
    form: ActionForm,
    action: ConferenceAction | None = None,
    *,
    clashes: Sequence[Clash] = (),
    status: int = 200,
) -> HttpResponse:
    context = {
        "conference": found,
        "action": action,
        "form": form,
        "is_clash": status == 409,
        "clashes": clashes,
        "clash_columns": CLASH_COLUMNS,
        "back": url_of(request, found),
        "crumbs": crumbs(request, found, "修改决议" if action else "加决议事项"),
    }
    return render(request, "casework/conference_action_form.html", context, status=status)


def _action_page(
    request: ActorRequest, action: ConferenceAction, form: CloseForm, status: int = 200
) -> HttpResponse:
    write_seen(request, action.conference, items=str(action))
    is_in = selectors.conferences_of(request.actor).filter(pk=action.conference_id).exists()
    conference_url = url_of(request, action.conference) if is_in else ""
    context = {
        "action": action,
        "form": form,
        "limit": limit_of(action, portal_day()),
        "is_mine": is_own(request.actor, action),
        "may_close": may_close_action(request.actor, action),
        "is_late_press": status == 409,
        "conference_url": conference_url,
        "crumbs": [
            Link("会商", address(request, "casework:conferences")),
            Link("会商决议", address(request, "casework:actions")),
            Link(str(action)),
        ],
    }
    return render(request, "casework/conference_action.html", context, status=status)
