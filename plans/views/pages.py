"""What the pages of a plan share: the plan itself, the way back, the list of its parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from core.parts import Link
from core.templatetags.portal_links import address
from core.web import ActorRequest, actor_required
from orgs.selectors import unit_names
from plans import selectors
from plans.enums import PartState
from plans.models import ConstructionPlan, PlanPart
from plans.parts import PARTS, rows_of
from plans.permissions import PlansPermission
from plans.schema import AskKind, Content, Part
from standards.asked import asked

may_view = actor_required(PlansPermission.VIEW)

# State of a part → icon and tone of its step.
_MARKS = {
    PartState.ACCEPTED: ("circle-check", "good"),
    PartState.RETURNED: ("arrow-back-up", "bad"),
    PartState.WAITING: ("circle-dashed", "info"),
}


@dataclass(frozen=True)
class Step:
    """One part in the list of parts: where it leads and how it stands."""

    part: Part
    url: str
    icon: str
    tone: str
    word: str
    is_current: bool = False
    is_open: bool = False
    lacks: Sequence[str] = ()
    comment: str = ""


def found_plan(request: ActorRequest, pk: int) -> ConstructionPlan:
    """A plan of the own unit, or 404."""
    found: ConstructionPlan = get_object_or_404(selectors.plans_of(request.actor), pk=pk)
    return found


def readable_plan(request: ActorRequest, pk: int) -> ConstructionPlan:
    """The same, and what other streets have published."""
    found: ConstructionPlan = get_object_or_404(selectors.readable_by(request.actor), pk=pk)
    return found


def known_part(kind: str) -> Part:
    """One of the twelve parts, or 404."""
    if kind not in PARTS:
        raise Http404
    return PARTS[kind]


def title_of(plan: ConstructionPlan) -> str:
    """石泉路街道 2024 年建设方案."""
    return f"{plan.street.name} {plan.year} 年建设方案"


def crumbs_of(request: ActorRequest, plan: ConstructionPlan, here: str = "") -> list[Link]:
    """The way back; `here` is the page below the plan's own."""
    own = f"{plan.street.short_name} {plan.year}"
    path = [Link("建设方案", address(request, "plans:list"))]
    if not here:
        return [*path, Link(own)]
    return [*path, Link(own, address(request, "plans:plan", plan.pk)), Link(here)]


def steps_of(
    request: ActorRequest,
    plan: ConstructionPlan,
    parts: Mapping[str, PlanPart],
    *,
    current: str = "",
    lacking: Mapping[str, Sequence[str]] | None = None,
    comments: Mapping[str, str] | None = None,
) -> list[Step]:
    """The parts asked for, each with its state; what it lacks where `lacking` was looked at."""
    steps = []
    for kind, part in parts.items():
        icon, tone = _MARKS.get(PartState(part.state), ("circle-dotted", "quiet"))
        word = str(part.get_state_display())
        if part.state == PartState.OPEN:
            word = "已填齐" if part.is_complete else ("未填齐" if part.saved_at else "未填")
            icon = "check" if part.is_complete else icon
        steps.append(
            Step(
                PARTS[kind],
                address(request, "plans:part", plan.pk, kind),
                icon,
                tone,
                word,
                kind == current,
                part.state in (PartState.OPEN, PartState.RETURNED),
                (lacking or {}).get(kind, ()),
                (comments or {}).get(kind, ""),
            )
        )
    return steps


def names_in(contents: Mapping[str, Content]) -> dict[str, str]:
    """The names of the communities that some parts speak of, by their codes; one query."""
    codes = {
        str(row.get(column.name))
        for kind, content in contents.items()
        for table in PARTS[kind].tables
        for column in table.columns
        if column.kind == AskKind.COMMUNITY
        for row in rows_of(content, table)
        if row.get(column.name)
    }
    return unit_names(codes) if codes else {}


def clauses_of(request: ActorRequest, part: Part) -> list[Any]:
    """The clauses that a part answers, as the standard in force words them."""
    book = asked(request).book
    if book is None:
        return []
    return [one for one in book.clauses if one.code in part.clauses]
