"""Reads standards as StandardBooks, in a fixed number of queries."""

from collections import defaultdict
from dataclasses import fields
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from standards.book import StandardBook
from standards.models import Standard
from standards.parsing import InvalidStandard, build

_CONTENT = ("parts", "conventions", "settings", "phases", "milestones")


def standard_for(day: date) -> StandardBook | None:
    """The published standard that a day is scored by: the latest whose cycle had begun.

    It still serves after its cycle's end (rule 13), until the next one begins. None when no
    published standard had begun. One query, and seven more when it is read for the first time.
    """
    begun = Standard.objects.published().filter(cycle_start__lte=day).order_by("-cycle_start")
    found = begun.values_list("pk", "published_at").first()
    return _published_book(*found) if found else None


def published_cycles() -> list[str]:
    """The cycles that days can be scored in, in words, the first one first."""
    found = Standard.objects.published().order_by("cycle_start")
    return [f"{one}（{one.cycle_start} 至 {one.cycle_end}）" for one in found]


def read_book(standard: Standard) -> StandardBook:
    """The whole graph of a standard, draft or not, in six queries.

    Raises InvalidStandard where a draft holds something unreadable, such as an unknown rule.
    """
    clauses: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in standard.clauses.all():
        clauses[row.part].append(row.as_data())
    names = {field.name for field in fields(StandardBook)} - set(_CONTENT)
    data: dict[str, Any] = {name: getattr(standard, name) for name in names}
    for name in _CONTENT:
        data[name] = [row.as_data() for row in getattr(standard, name).all()]
    for part in data["parts"]:
        part["clauses"] = clauses.pop(part["code"], [])
    if clauses:
        raise InvalidStandard(*(f"没有部分“{code}”，它的条款无处可放。" for code in clauses))
    made: StandardBook = build(StandardBook, data)
    return made


@lru_cache(maxsize=16)
def _published_book(pk: int, published_at: datetime) -> StandardBook:
    # A published standard is frozen, so that it is read once; its time of publishing tells it
    # from another that was given the same number.
    return read_book(Standard.objects.get(pk=pk, published_at=published_at))
