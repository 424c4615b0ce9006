"""Signing in on the day: the organiser's screen with its code, and what the code opens."""

from io import BytesIO
from time import time
from typing import Any

import segno
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from advisors.models import Advisor
from advisors.selectors import own_file
from core.clock import portal_day
from core.templatetags.portal_links import path_of
from core.web import GET_OR_POST, ActorRequest
from training.models import TrainingSession
from training.sessions import codes, policies, selectors, services
from training.sessions.forms import CodeForm
from training.sessions.services.attending import why_no_sign_in
from training.sessions.views.enrolling import NO_FILE
from training.sessions.views.pages import crumbs, found, may_attend, may_keep_training, url_of

SCAN_COOKIE = "scanned"
# Long enough to sign in to the portal on the way.
SCAN_SECONDS = 10 * 60
MOST_TRIES = 5
TRIES_KEY = "sign_in_tries"


@may_keep_training
@require_GET
def screen(request: ActorRequest, pk: int) -> HttpResponse:
    """For the beamer: the topic, the code, how many are there."""
    session = _shown(request, pk)
    context = {
        **_now(session),
        "crumbs": crumbs(request, "签到屏", session),
        "back": url_of(request, session),
    }
    return render(request, "training/sign_in_screen.html", context)


@may_keep_training
@require_GET
def now(request: ActorRequest, pk: int) -> HttpResponse:
    """The part of the screen that changes, fetched every few seconds."""
    return render(request, "training/sign_in_now.html", _now(_shown(request, pk)))


@may_keep_training
@require_GET
def code(request: ActorRequest, pk: int) -> HttpResponse:
    """The QR code of this half-minute as a drawing, never kept."""
    session = _shown(request, pk)
    token = codes.token_of(session.pk, codes.window_now())
    url = request.build_absolute_uri(reverse("training:scan", args=[session.pk, token]))
    drawing = BytesIO()
    segno.make(url, error="m", micro=False).save(
        drawing, kind="svg", scale=10, border=4, light="white", xmldecl=False, svgclass=None,
        lineclass=None, omitsize=True,
    )  # fmt: skip
    return HttpResponse(
        drawing.getvalue(), content_type="image/svg+xml", headers={"Cache-Control": "no-store"}
    )


@require_GET
def scan(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """What the code opens, signed in to the portal or not: a fresh code is good for ten minutes.

    It tells nothing and writes nothing; a signed cookie lasts through the sign-in page.
    """
    url = path_of("training:sign-in", pk)
    is_fresh = codes.is_fresh(pk, token)
    response = redirect(url if is_fresh else f"{url}?old=1")
    if is_fresh:
        response.set_signed_cookie(
            SCAN_COOKIE,
            str(pk),
            salt=SCAN_COOKIE,
            max_age=SCAN_SECONDS,
            httponly=True,
            secure=request.is_secure(),
            samesite="Lax",
        )
    return response


@may_attend
@require_http_methods(GET_OR_POST)
def sign_in(request: ActorRequest, pk: int) -> HttpResponse:
    """One button; without a fresh code, why not, and the six digits instead."""
    session = found(request, pk)
    own = own_file(request.actor)
    form = CodeForm(request.POST if "digits" in request.POST else None)
    if request.method == "POST" and own is not None and _is_let_in(request, session, form):
        return _sign_in(request, session, own)
    attendance = selectors.attendance_of(session, own) if own else None
    context = {
        "session": session,
        "form": form,
        "reason": NO_FILE if own is None else why_no_sign_in(session),
        "attendance": attendance,
        "is_fresh": _was_scanned(request, session),
        "is_stale": "old" in request.GET or (request.method == "POST" and not form.is_bound),
        "crumbs": crumbs(request, "签到", session),
        "back": url_of(request, session),
    }
    return render(request, "training/sign_in.html", context)


def _sign_in(request: ActorRequest, session: TrainingSession, own: Advisor) -> HttpResponse:
    try:
        is_new = services.sign_in(session=session, advisor=own, by=request.actor)
    except ValidationError as refused:
        messages.error(request, f"没有签到：{'；'.join(refused.messages)}")
    else:
        messages.success(request, "签到成功。" if is_new else "您已经签过到了，不用再签。")
    return redirect(path_of("training:sign-in", session.pk))


def _is_let_in(request: ActorRequest, session: TrainingSession, form: CodeForm) -> bool:
    """Whether the code was scanned just now, or its digits typed."""
    if not form.is_bound:
        return _was_scanned(request, session)
    if not form.is_valid():
        return False
    recent = [at for at in request.session.get(TRIES_KEY, []) if at > time() - SCAN_SECONDS]
    if len(recent) >= MOST_TRIES:
        form.add_error("digits", f"已经错了{MOST_TRIES}次，请改为扫码，或请举办单位在名单上登记。")
        return False
    if codes.are_fresh(session.pk, form.cleaned_data["digits"]):
        return True
    request.session[TRIES_KEY] = [*recent, int(time())]
    form.add_error("digits", "数字不对，或者已经换了新的。请看屏幕上现在的6位数字再填。")
    return False


def _was_scanned(request: HttpRequest, session: TrainingSession) -> bool:
    scanned = request.get_signed_cookie(
        SCAN_COOKIE, default="", salt=SCAN_COOKIE, max_age=SCAN_SECONDS
    )
    return scanned == str(session.pk)


def _shown(request: ActorRequest, pk: int) -> TrainingSession:
    session = found(request, pk)
    policies.may_show_code(request.actor, session, portal_day()).enforce()
    return session


def _now(session: TrainingSession) -> dict[str, Any]:
    window = codes.window_now()
    digits = codes.digits_of(session.pk, window)
    return {
        "session": session,
        "window": window,
        "digits": f"{digits[:3]} {digits[3:]}",
        **selectors.signed_in_so_far(session),
    }
