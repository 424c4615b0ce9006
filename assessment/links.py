"""Links that the pages of this room hand to the kit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import resolve, reverse

from core.boards import BoardFigure, boards
from core.measures import Measure, MilestoneFact, Question
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


def records_link(
    request: ActorRequest, of: Measure | MilestoneFact | None, street: Unit
) -> Link | None:
    """What to do about the records behind a measure or a milestone.

    Those who may import their ledger are led there, all others to see them, one street's alone.
    """
    if of is None or not of.records:
        return None
    to_import = of.ledger and link_to(request, f"去导入{of.ledger}", "ledgers:list")
    return to_import or link_to(
        request, of.records_label, of.records, street=street.code, show=of.records_show
    )


@dataclass(frozen=True)
class ShownBoard:
    """The figures of a clause's board, the day they begin with, and the page of their trend."""

    figures: Sequence[BoardFigure]
    since: date
    page: Link | None


def board_of(
    request: ActorRequest, question: Question, clause: Clause, streets: Iterable[Unit]
) -> ShownBoard | None:
    """The board of a clause for some streets; None where it has none."""
    board = boards.get(clause.code)
    if board is None:
        return None
    is_open = request.actor.is_district or not board.is_of_district
    return ShownBoard(
        board.figures(question, [street.code for street in streets]),
        question.cycle_start,
        link_to(request, board.page_label, board.page) if is_open else None,
    )


def street_crumb(request: ActorRequest, street: Unit) -> list[Link]:
    """评分表 / 石泉路街道."""
    return [
        Link("评分表", address(request, "assessment:board")),
        Link(street.name, address(request, "assessment:street", street.code)),
    ]


def kept(request: ActorRequest) -> dict[str, str]:
    """The board's order and filter, which its links keep."""
    return {key: request.GET.get(key, "") for key in ("sort", "show")}


def part_url(request: ActorRequest, street: Unit, part: Part, **params: str) -> str:
    """A part of a street, beside the board."""
    return address(request, "assessment:part", street.code, part.code, **params)


def clause_url(request: ActorRequest, street: Unit, clause: Clause, **params: str) -> str:
    """A clause of a street."""
    return address(request, "assessment:clause", street.code, clause.code, **params)
