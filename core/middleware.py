"""The day a page is asked about, and how private its answer is."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from core.clock import parse_day


class AsOfMiddleware:
    """Reads `?as_of=2024-09-20` into `request.asked_day`; the address keeps it.

    What day a page shows without it is the standard's matter (rule 13), so it is decided in
    the view. A day that does not exist is taken out of the address, so that no link keeps it,
    and noted in `request.no_such_day` for the frame to tell.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Before every view."""
        asked_day = parse_day(request.GET.get("as_of"))
        request.asked_day = asked_day  # type: ignore[attr-defined]
        request.no_such_day = bool(request.GET.get("as_of")) and not asked_day  # type: ignore[attr-defined]
        if request.no_such_day:  # type: ignore[attr-defined]
            kept = request.GET.copy()
            del kept["as_of"]
            request.GET = kept  # type: ignore[assignment]
        return self.get_response(request)


class PrivatePagesMiddleware:
    """Signed-in pages are kept in no cache; browsers get no camera or place unasked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """After every view."""
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers["Cache-Control"] = "no-store"
        response.headers["Permissions-Policy"] = "camera=(self), geolocation=(), microphone=()"
        return response
