"""Whose address a request comes from."""

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """The caller's address: X-Real-IP where a proxy of ours sets it, else the socket's.

    X-Forwarded-For is never read: callers can write it themselves.
    """
    if settings.TRUST_X_REAL_IP:
        return request.META.get("HTTP_X_REAL_IP") or request.META.get("REMOTE_ADDR")
    return request.META.get("REMOTE_ADDR")
