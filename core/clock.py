"""What day it is, for people and for scores."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone


def today() -> date:
    """The server's day in Shanghai; limits what people may enter."""
    return timezone.localdate()


def portal_day() -> date:
    """The day the pages show first and acts count from: PORTAL_DAY in the demo, else today."""
    return _acting_on.get() or settings.PORTAL_DAY or today()


@contextmanager
def acting_on(day: date) -> Iterator[None]:
    """Let what is done inside count from another day: sample data that grew over a year."""
    token = _acting_on.set(day)
    try:
        yield
    finally:
        _acting_on.reset(token)


_acting_on: ContextVar[date | None] = ContextVar("acting_on", default=None)


def page_day(request: Any) -> date:
    """The day a page is about: the one in its address, else the portal's.

    The standard in force keeps it within its cycle (rule 13); its room, which is above some
    that need the day, says so through `choose_page_day`.
    """
    return _page_day(request)


def choose_page_day(chooser: Callable[[Any], date]) -> None:
    """Let a room decide the day of every page."""
    global _page_day
    _page_day = chooser


def _asked_or_portal_day(request: Any) -> date:
    return getattr(request, "asked_day", None) or portal_day()


_page_day: Callable[[Any], date] = _asked_or_portal_day


def parse_day(text: str | None) -> date | None:
    """A day written 2024-09-20, or None for anything else."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
