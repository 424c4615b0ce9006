"""Tells the history tables who is acting."""

from typing import Any

import pghistory.middleware
from django.http import HttpRequest


class HistoryMiddleware(pghistory.middleware.HistoryMiddleware):
    """Adds the actor as plain values to every change made in a request."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        """Username, role and unit; no address, no personal data."""
        actor = getattr(request, "actor", None)
        if actor is None:
            return {"username": ""}
        return {"username": actor.username, "role": actor.role, "unit": actor.unit_code}
