"""After the session: who was there, and what is put right later."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts import drafts
from core.clock import portal_day
from core.parts import Column
from core.web import GET_OR_POST, ActorRequest
from training.enums import SessionState
from training.sessions import policies, selectors, services
from training.sessions.closing import HoldForm
from training.sessions.forms import CorrectionForm
from training.sessions.views.lists import CORRECTION_COLUMNS
from training.sessions.views.pages import crumbs, found, may_keep_training, url_of

HOLD_COLUMNS = (Column("到场"), Column("登记"), Column("分钟"))


@may_keep_training
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def close(request: ActorRequest, pk: int) -> HttpResponse:
    """Tick who was there, and the session was held."""
    session = found(request, pk)
    back = url_of(request, session)
    if request.method == "POST" and session.state == SessionState.HELD:
        messages.info(request, "这场培训已经登记过了，没有重复登记。")
        return redirect(back)
    policies.may_hold(request.actor, session, portal_day()).enforce()
    roster = list(selectors.roster_for(request.actor, session))
    needs: dict[str, Any] = {"people": roster, "length": session.minutes, "actor": request.actor}
    is_sent = request.method == "POST"
    form = HoldForm(request.POST, **needs) if is_sent else drafts.drawn(HoldForm, request, **needs)
    if is_sent and form.is_valid():
        minutes = form.minutes_by_advisor()
        try:
            services.hold(session=session, minutes_by_advisor=minutes, by=request.actor)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, f"已登记为已举办，{len(minutes)}人参训。")
            return redirect(back)
    rows = form.rows()
    context = {
        "form": form,
        "session": session,
        "expected": [row for row in rows if row["is_expected"]],
        "others": [row for row in rows if not row["is_expected"]],
        "columns": HOLD_COLUMNS,
        "back": back,
        "crumbs": crumbs(request, "登记名单", session),
    }
    return render(request, "training/session_close.html", context)


@may_keep_training
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def correct(request: ActorRequest, pk: int) -> HttpResponse:
    """Put right how long somebody was there, with the reason."""
    session = found(request, pk)
    policies.may_correct(request.actor, session).enforce()
    needs: dict[str, Any] = {
        "people": selectors.roster_for(request.actor, session),
        "actor": request.actor,
    }
    if request.method != "POST":
        initial = {"advisor": request.GET.get("advisor", "")}
        form = drafts.drawn(CorrectionForm, request, initial=initial, **needs)
    else:
        form = CorrectionForm(request.POST, **needs)
    if request.method == "POST" and form.is_valid():
        try:
            done = services.correct(session=session, by=request.actor, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            words = "已更正。" if done else "和登记的一样，没有改动。"
            messages.success(request, words)
            return redirect(url_of(request, session))
    context = {
        "form": form,
        "session": session,
        "corrections": selectors.corrections_of(request.actor, session),
        "correction_columns": CORRECTION_COLUMNS,
        "back": url_of(request, session),
        "crumbs": crumbs(request, "更正", session),
    }
    return render(request, "training/correct.html", context)
