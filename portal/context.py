"""What the frame around every page needs."""

from datetime import date
from typing import Any

from django.http import HttpRequest

from core.todos import Todo, waiting_for
from portal.navigation import rail, tabs, thumb_bar
from standards.asked import asked
from standards.book import StandardBook


def frame(request: HttpRequest) -> dict[str, Any]:
    """Actor, day, phase, next deadline and the rooms; little for those not signed in."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return {"actor": None, "nav": [], "bottom_nav": [], "tabs": []}
    day = asked(request)
    book = day.book
    return {
        "actor": actor,
        "memberships": request.memberships,  # type: ignore[attr-defined]
        "nav": rail(request, actor),
        "bottom_nav": thumb_bar(request, actor),
        "tabs": tabs(request, actor),
        "as_of": day.as_of,
        "as_of_is_default": day.is_default,
        "no_such_day": request.no_such_day,  # type: ignore[attr-defined]
        "cycle_year": book.year if book else day.as_of.year,
        "phase": book.phase_on(day.as_of) if book else None,
        "next_deadline": next_deadline(book, day.as_of) if book else None,
        # Fetched once the page is there, for it asks every room (portal.views.home.todo_count).
        "todo_count": None,
        "kept_params": [
            (key, value)
            for key, values in request.GET.lists()
            if key not in {"as_of", "page"}
            for value in values
        ],
    }


def todos_of(request: Any) -> list[Todo]:
    """What waits for the actor; read once for each request."""
    if not hasattr(request, "_todos"):
        request._todos = waiting_for(request)
    found: list[Todo] = request._todos
    return found


def next_deadline(book: StandardBook, as_of: date) -> dict[str, Any] | None:
    """The milestone that is due next."""
    ahead = [one for one in book.milestones if one.due_on >= as_of]
    if not ahead:
        return None
    nearest = min(ahead, key=lambda one: one.due_on)
    return {
        "title": nearest.title,
        "due_on": nearest.due_on,
        "days_left": (nearest.due_on - as_of).days,
    }
