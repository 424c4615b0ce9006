"""What the pages that list rows have in common: their choices, their order, their page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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


def narrow(
    request: HttpRequest, rows: QuerySet[Any], name: str, choices: Sequence[Choice]
) -> tuple[QuerySet[Any], list[Chip], str]:
    """Rows narrowed by a parameter of the address; the filter line; the value in force.

    Each chip tells how many rows it leaves (one query for all). The first choice is the one
    taken when the address names none, or one that doesn't exist.
    """
    by_value = {choice.value: choice for choice in choices}
    current = by_value.get(request.GET.get(name, ""), choices[0])
    counts = rows.order_by().aggregate(
        **{choice.value: Count("pk", filter=choice.condition) for choice in choices}
    )
    line = [
        Chip(
            choice.label,
            here(request, page="", **{name: "" if choice is choices[0] else choice.value}),
            counts[choice.value],
            choice is current,
        )
        for choice in choices
    ]
    return rows.filter(current.condition), line, current.value


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


def page_of(request: HttpRequest, rows: QuerySet[Any]) -> Page[Any]:
    """The page asked for by `?page=`, or the nearest there is."""
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
