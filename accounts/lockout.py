"""When signing in is refused for a while: too many wrong passwords."""

from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest


class LockoutHandler(AxesDatabaseHandler):
    """Locks a user at an address after a few failures, a whole address after very many.

    The first keeps a typing colleague and an attacker elsewhere from locking an office out; the
    second stops whoever tries one password on every account.
    """

    def is_locked(self, request: HttpRequest, credentials: Any = None) -> bool:
        """Whether this user here, or anybody here, has to wait."""
        return super().is_locked(request, credentials) or is_address_locked(request)


def is_address_locked(request: HttpRequest) -> bool:
    """Whether too many sign-ins failed from one address, of whatever accounts."""
    failed = AccessAttempt.objects.filter(
        ip_address=request.axes_ip_address,  # type: ignore[attr-defined]
        attempt_time__gte=get_cool_off_threshold(request),
    ).aggregate(total=Sum("failures_since_start"))
    return (failed["total"] or 0) >= settings.ADDRESS_FAILURE_LIMIT


def unlock(username: str) -> None:
    """Let a user try again everywhere: his password has been reset."""
    reset(username=username)
