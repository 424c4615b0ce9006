"""How long a session lasts: SESSION_IDLE_SECONDS without a request, SESSION_COOKIE_AGE in all."""

from time import time

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

SEEN_COOKIE = "seen"
_BEGAN = "began"


def begin(request: HttpRequest) -> None:
    """Keep when the session began: Django moves its end on with every change in it."""
    request.session[_BEGAN] = int(time())


def is_over(request: HttpRequest) -> bool:
    """Whether the session has lain idle too long, or lasted too long.

    Without its cookie (a browser that was closed meanwhile, or somebody who takes it away) a
    session counts as last seen when it began.
    """
    began = request.session.get(_BEGAN, 0)
    idle_since = max(began, _last_seen(request))
    return (
        time() - idle_since > settings.SESSION_IDLE_SECONDS
        or time() - began > settings.SESSION_COOKIE_AGE
    )


def note_seen(request: HttpRequest, response: HttpResponse) -> None:
    """Keep when the session was last seen, in a signed cookie: looking at a page writes nothing."""
    response.set_cookie(
        SEEN_COOKIE,
        _signer(request).sign(str(int(time()))),
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def _last_seen(request: HttpRequest) -> int:
    try:
        return int(_signer(request).unsign(request.COOKIES.get(SEEN_COOKIE, "")))
    except signing.BadSignature:
        return 0


def _signer(request: HttpRequest) -> signing.Signer:
    """Good for this session alone: another one's cookie says nothing about it."""
    return signing.Signer(salt=f"seen:{request.session.session_key}")
