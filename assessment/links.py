"""Links that the pages of this room hand to the kit."""

from django.urls import resolve, reverse

from core.measures import Measure
from core.parts import Link
from core.templatetags.portal_links import address
from core.web import ActorRequest
from orgs.models import Unit
from standards.book import Clause, Part


def link_to(request: ActorRequest, label: str, name: str, *args: str, **params: str) -> Link | None:
    """A link to a page that the actor may open, else None: no button leads to a refusal."""
    needs = getattr(resolve(reverse(name, args=args)).func, "needs", ())
    if needs and not any(request.actor.can(one) for one in needs):
        return None
    return Link(label, address(request, name, *args, **params))


def records_link(request: ActorRequest, measure: Measure | None, street: Unit) -> Link | None:
    """Where the records behind a measure are kept, narrowed to a street."""
    if measure is None:
        return None
    return link_to(request, measure.records_label, measure.records, street=street.code)


def street_crumb(request: ActorRequest, street: Unit) -> list[Link]:
    """评分表 / 石泉路街道."""
    return [
        Link("评分表", address(request, "assessment:board")),
        Link(street.name, address(request, "assessment:street", street.code)),
    ]


def part_url(request: ActorRequest, street: Unit, part: Part) -> str:
    """A part of a street beside the board, which keeps its order and its filter."""
    kept = {key: request.GET.get(key, "") for key in ("sort", "show")}
    return address(request, "assessment:part", street.code, part.code, **kept)


def clause_url(request: ActorRequest, street: Unit, clause: Clause) -> str:
    """A clause of a street."""
    return address(request, "assessment:clause", street.code, clause.code)
