"""What the pages that list rows have in common: their choices, their order, their page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest

from core.parts import Chip
from core.templatetags.portal_links import here

PAGE_SIZE = 50


@dataclass(frozen=True)
class Choice:
    """One choice of a filter line: its value in the address, its words, the rows it leaves."""

    value: str
    label: str
    condition: Q


@dataclass(frozen=True)
class Pick:
    """The same for rows that were read already."""

    value: str
    label: str
    holds: Callable[[Any], bool]


Row = TypeVar("Row")
OneOf = TypeVar("OneOf", Choice, Pick)


def narrow(
    request: HttpRequest, rows: QuerySet[Any], name: str, choices: Sequence[Choice]
) -> tuple[QuerySet[Any], list[Chip], str]:
    """Rows narrowed by a parameter of the address; the filter line; the value in force.

    Each chip tells how many rows it leaves (one query for all). The first choice is the one
    taken when the address names none, or one that doesn't exist.
    """
    current = _current(request, name, choices)
    counts = rows.order_by().aggregate(
        **{choice.value: Count("pk", filter=choice.condition) for choice in choices}
    )
    return (
        rows.filter(current.condition),
        _line(request, name, counts, choices, current),
        current.value,
    )


def pick(
    request: HttpRequest, rows: Sequence[Row], name: str, picks: Sequence[Pick]
) -> tuple[Sequence[Row], list[Chip], str]:
    """The same as `narrow` for rows that were read already; no query."""
    current = _current(request, name, picks)
    left = {one.value: [row for row in rows if one.holds(row)] for one in picks}
    counts = {value: len(there) for value, there in left.items()}
    return left[current.value], _line(request, name, counts, picks, current), current.value


def _current(request: HttpRequest, name: str, choices: Sequence[OneOf]) -> OneOf:
    asked = request.GET.get(name, "")
    return next((choice for choice in choices if choice.value == asked), choices[0])


def _line(
    request: HttpRequest,
    name: str,
    counts: Mapping[str, int],
    choices: Sequence[Choice] | Sequence[Pick],
    current: Choice | Pick,
) -> list[Chip]:
    return [
        Chip(
            choice.label,
            here(request, page="", **{name: "" if choice is choices[0] else choice.value}),
            counts[choice.value],
            choice is current,
        )
        for choice in choices
    ]


def ordered(
    request: HttpRequest, rows: QuerySet[Any], orders: Mapping[str, Sequence[str]]
) -> tuple[QuerySet[Any], str]:
    """Rows ordered by `?sort=`, and that sort; an unknown or absent one leaves their own order.

    `orders` names the fields of each sort; a minus before the sort turns all of them round.
    Unknown values come last either way, and equal rows keep the order of their keys.
    """
    sort = request.GET.get("sort", "")
    fields = orders.get(sort.removeprefix("-"))
    if fields is None:
        return rows, ""
    turned = [
        F(field).desc(nulls_last=True) if sort.startswith("-") else F(field).asc(nulls_last=True)
        for field in fields
    ]
    return rows.order_by(*turned, "pk"), sort


def page_of(
    request: HttpRequest,
    rows: QuerySet[Any] | Sequence[Any],
    total: int | None = None,
    size: int = PAGE_SIZE,
) -> Page[Any]:
    """The page asked for by `?page=`, or the nearest there is.

    `total` is the number of rows where it is known already (`count_of` the filter line), and
    saves counting them again.
    """
    pages = Paginator(rows, size)
    if total is not None:
        pages.count = total
    return pages.get_page(request.GET.get("page"))


def count_of(chips: Sequence[Chip]) -> int | None:
    """How many rows the choice in force leaves."""
    return next((chip.count for chip in chips if chip.is_current), None)
