"""Puts the actor on every request and ends sessions whose time is over."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts import sessions
from accounts.actors import actor_of, memberships_of

MEMBERSHIP_KEY = "membership"


class ActorMiddleware:
    """Sets `request.actor` and `request.memberships`, afresh on each request.

    Somebody moved to another street is so on her next click.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Around every view."""
        if request.user.is_authenticated and sessions.is_over(request):
            request.ended_user_id = request.user.pk  # type: ignore[attr-defined]
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
            sessions.note_seen(request, response)
        return response

    def _may_pass(self, request: HttpRequest) -> bool:
        return request.path in {
            reverse("accounts:change-password"),
            reverse("accounts:sign-out"),
        } or request.path.startswith(f"/{settings.STATIC_URL.strip('/')}/")
