"""Which standard and which day a page is about."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied

from core.clock import portal_day
from core.measures import Question
from standards.book import StandardBook
from standards.selectors import standard_for


@dataclass(frozen=True)
class Asked:
    """The standard in force and the day asked for; `book` is None before any is published."""

    book: StandardBook | None
    as_of: date
    is_default: bool


def asked(request: Any) -> Asked:
    """Read once for each request: `?as_of=`, else the day of rule 13.

    A day outside the standard's cycle is moved to its nearest end.
    """
    if not hasattr(request, "_asked"):
        request._asked = ask(getattr(request, "asked_day", None))
    found: Asked = request._asked
    return found


def question_of(request: Any) -> Question:
    """What the measures are asked for this page; 403 with the reason while no standard is out."""
    day = asked(request)
    if day.book is None:
        raise PermissionDenied("还没有发布的标准，这一页要按标准里的要求计算。请先发布标准。")
    return day.book.question(day.as_of)


def ask(day: date | None) -> Asked:
    """The standard for a day, or for today's where none is given."""
    book = standard_for(day or portal_day())
    if book is None:
        return Asked(None, day or portal_day(), day is None)
    default = book.day(portal_day())
    if day is None:
        return Asked(book, default, True)
    within = min(max(day, book.cycle_start), book.cycle_end)
    return Asked(book, within, within == default)
