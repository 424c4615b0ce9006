"""A session is planned, changed, cancelled."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts import drafts
from core.clock import portal_day
from core.numbers import number_in
from core.parts import Link
from core.templatetags.portal_links import address
from core.versions import ChangedMeanwhile
from core.web import GET_OR_POST, ActorRequest
from orgs.models import Unit
from standards.asked import asked
from training.enums import Mode, SessionKind, SessionState
from training.models import TrainingSession
from training.plans.selectors import suggestions
from training.sessions import policies, selectors, services
from training.sessions.forms import CancelForm, SessionForm, initial_of
from training.sessions.views.pages import crumbs, found, may_keep_training, url_of


@may_keep_training
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def add(request: ActorRequest, code: str) -> HttpResponse:
    """A new session; one whose day is past leads on to the list of those who came."""
    host = get_object_or_404(selectors.hosts_of(request.actor), pk=code)
    policies.may_keep_sessions_of(request.actor, host.pk).enforce()
    needs = _needs(request, host)
    if request.method != "POST":
        initial = _initial(request, host)
        return _form_page(request, drafts.drawn(SessionForm, request, initial=initial, **needs))
    form = SessionForm(request.POST, **needs)
    if form.is_valid():
        try:
            added, is_new = services.add_session(host=host, facts=form.facts(), by=request.actor)
        except ValidationError as refused:
            form.refuse(refused)
        else:
            return _added(request, added, is_new)
    return _form_page(request, form)


@may_keep_training
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def change(request: ActorRequest, pk: int) -> HttpResponse:
    """What is known of a session; once held, what tells on those who came stays."""
    session = found(request, pk)
    policies.may_change(request.actor, session).enforce()
    needs = _needs(request, session.host) | {"session": session, "initial": initial_of(session)}
    if request.method != "POST":
        return _form_page(request, drafts.drawn(SessionForm, request, **needs), session)
    form = SessionForm(request.POST, **needs)
    if form.is_valid():
        try:
            is_changed = services.change_session(
                session=session,
                version=form.cleaned_data["version"],
                facts=form.facts(),
                by=request.actor,
            )
        except ValidationError as refused:
            form.refuse(refused)
        except ChangedMeanwhile:
            form = form.on_latest(found(request, pk))
            return _form_page(request, form, session, status=409)
        else:
            messages.success(request, "已保存。" if is_changed else "没有改动，和登记的一样。")
            return redirect(url_of(request, session))
    return _form_page(request, form, session)


@may_keep_training
@require_http_methods(GET_OR_POST)
def cancel(request: ActorRequest, pk: int) -> HttpResponse:
    """Call a session off, with the reason."""
    session = found(request, pk)
    if request.method == "POST" and session.state == SessionState.CANCELLED:
        messages.info(request, "这场培训已经取消过了。")
        return redirect(url_of(request, session))
    policies.may_cancel(request.actor, session).enforce()
    form = CancelForm(request.POST or None)
    if form.is_valid():
        services.cancel(session=session, reason=form.cleaned_data["reason"], by=request.actor)
        messages.success(request, "已取消。报名的人会看到取消的原因。")
        return redirect(url_of(request, session))
    context = {
        "form": form,
        "session": session,
        "enrolled": selectors.signed_in_so_far(session)["enrolled"],
        "back": url_of(request, session),
        "crumbs": crumbs(request, "取消", session),
    }
    return render(request, "training/session_cancel.html", context)


def _added(request: ActorRequest, session: TrainingSession, is_new: bool) -> HttpResponse:
    if not is_new:
        messages.info(request, "这场培训已经登记过了，没有重复登记。")
    elif session.last_day < portal_day():
        messages.success(request, "已登记。请接着勾选到场的人。")
        return redirect(address(request, "training:session-close", session.pk))
    else:
        messages.success(request, "已登记，可以报名了。")
    return redirect(url_of(request, session))


def _initial(request: ActorRequest, host: Unit) -> dict[str, Any]:
    """As an empty form is first shown; a training that the year's plan foresees fills it in."""
    kind = request.GET.get("kind", "")
    known = kind if kind in SessionKind.values else SessionKind.SUPERVISION
    initial = {"kind": known, "mode": Mode.ON_SITE, "held_on": portal_day()}
    planned = number_in(request.GET.get("planned", ""))
    foreseen = suggestions(host.pk, portal_day()).filter(pk=planned).first() if planned else None
    if foreseen is not None:
        initial |= {
            name: getattr(foreseen, name) for name in ("topic", "kind", "minutes", "audience")
        }
    return initial


def _needs(request: ActorRequest, host: Unit) -> dict[str, Any]:
    book = asked(request).book
    minutes = int(book.values["class_minutes"]) if book else 45
    return {"host": host, "actor": request.actor, "class_minutes": minutes}


def _form_page(
    request: ActorRequest,
    form: SessionForm,
    session: TrainingSession | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "session": session,
        "is_held": session is not None and session.state == SessionState.HELD,
        "title": "修改培训" if session else "登记培训",
        "host": form.host,
        "foreseen": _foreseen(request, form.host) if session is None else [],
        "back": url_of(request, session) if session else address(request, "training:list"),
        "crumbs": crumbs(request, "修改" if session else "登记", session),
    }
    return render(request, "training/session_form.html", context, status=status)


def _foreseen(request: ActorRequest, host: Unit) -> list[Link]:
    """What the year's plan foresees from now on, as ways to a form filled in."""
    return [
        Link(
            f"{one.month}月 {one.topic}",
            address(request, "training:session-add", host.pk, planned=one.pk),
        )
        for one in suggestions(host.pk, portal_day())
    ]
