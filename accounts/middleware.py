"""Puts the actor on every request and ends sessions that lie idle."""

from collections.abc import Callable
from time import time

from django.conf import settings
from django.contrib.auth import logout
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.actors import actor_of, memberships_of

SEEN_COOKIE = "seen"
MEMBERSHIP_KEY = "membership"


class ActorMiddleware:
    """Sets `request.actor` and `request.memberships`, afresh on each request.

    Somebody moved to another street is so on her next click. An idle session ends after
    SESSION_IDLE_SECONDS; when it was last seen is kept in a signed cookie, so that looking at
    a page writes nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and self._is_idle(request):
            logout(request)
        request.actor = None  # type: ignore[attr-defined]
        request.memberships = []  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            memberships = memberships_of(request.user)
            chosen = request.session.get(MEMBERSHIP_KEY)
            current = next((m for m in memberships if m.pk == chosen), None)
            if current or memberships:
                request.actor = actor_of(current or memberships[0])  # type: ignore[attr-defined]
            request.memberships = memberships  # type: ignore[attr-defined]
            if request.user.must_change_password and not self._may_pass(request):
                return redirect("accounts:change-password")
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.set_cookie(
                SEEN_COOKIE,
                _signer(request).sign(str(int(time()))),
                httponly=True,
                secure=settings.SESSION_COOKIE_SECURE,
                samesite="Lax",
            )
        return response

    def _is_idle(self, request: HttpRequest) -> bool:
        cookie = request.COOKIES.get(SEEN_COOKIE)
        if cookie is None:  # the first request after sign-in
            return False
        try:
            seen = int(_signer(request).unsign(cookie))
        except (signing.BadSignature, ValueError):
            return False  # another session's cookie: that session is gone, this one is new
        return time() - seen > settings.SESSION_IDLE_SECONDS

    def _may_pass(self, request: HttpRequest) -> bool:
        return request.path in {
            reverse("accounts:change-password"),
            reverse("accounts:sign-out"),
        } or request.path.startswith(f"/{settings.STATIC_URL.strip('/')}/")


def _signer(request: HttpRequest) -> signing.Signer:
    return signing.Signer(salt=f"seen:{request.session.session_key}")
