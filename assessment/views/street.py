"""One street: all its clauses, one of them explained, the rows behind it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from assessment import boards
from assessment.explaining import explain, not_due_yet, shown, state_of
from assessment.links import (
    board_of,
    clause_url,
    kept,
    link_to,
    part_url,
    records_link,
    street_crumb,
)
from assessment.pages import is_panel, scored_page
from assessment.selectors import Items, Scene, items_of, worth_most
from assessment.timeline import Progress
from core.badges import STATES
from core.lists import page_of
from core.measures import ItemColumn, Measure, MilestoneFact, measures, milestone_facts
from core.parts import Chip, Column, Link
from core.templatetags.portal_links import address, here
from core.web import ActorRequest
from orgs.models import Unit

PREVIEW = 10
WORTH = 4


@scored_page
@require_GET
def street(request: ActorRequest, scene: Scene, street: str) -> HttpResponse:
    """Every clause of a street, its milestones, and what is worth most."""
    unit = scene.street(street)
    score, standing = scene.scores[unit.code], scene.standings[unit.code]
    context = {
        "street": unit,
        "score": score,
        "due_unit": f"/ {shown(score.totals.due_full)} 分",
        "due_note": not_due_yet(scene.book, score.lines) or "已到期条款的得分和满分",
        "bonus_note": f"至多 {scene.book.values['bonus_cap'].normalize():f} 分，不进总分",
        "standing_words": standing.words or "按期",
        "standing_tone": STATES[standing.state].tone,
        "standing_note": "、".join(one.milestone.title for one in standing.behind),
        "crumbs": [*street_crumb(request, unit)[:1], Link(unit.name)],
        "worth": worth_of(request, scene, unit, WORTH),
        "progress": [
            (one, clause_url(request, unit, scene.clause(one.milestone.clause)))
            for one in scene.progress_by_street.get(unit.code, ())
            if one.is_known
        ],
        "parts": [
            (
                part,
                boards.cell_of(score, part),
                [
                    (clause, line, state_of(line), clause_url(request, unit, clause))
                    for clause in part.clauses
                    for line in [score.by_code[clause.code]]
                ],
            )
            for part in scene.book.parts
        ],
        "columns": CLAUSE_COLUMNS,
        "foot": f"按截至 {scene.as_of:%Y-%m-%d} 的记录算出；标准：{scene.book}。",
    }
    return render(request, "assessment/street.html", context)


CLAUSE_COLUMNS = (
    Column("条款"),
    Column("通知原文"),
    Column("得分", is_numeric=True),
    Column("满分", is_numeric=True),
    Column("状态"),
    Column("还差什么"),
)


def worth_of(request: ActorRequest, scene: Scene, street: Unit, count: int) -> list[dict[str, Any]]:
    """What earns a street most, each with its gap in people and hours and where to go."""
    return [
        {
            "clause": clause,
            "line": line,
            "gap": scene.gap(clause, street) or line.missing,
            "url": clause_url(request, street, clause),
            "records": records_link(request, measures.get(clause.measure), street),
        }
        for clause, line in worth_most(scene, scene.scores[street.code], count)
    ]


@scored_page
@require_GET
def clause(request: ActorRequest, scene: Scene, street: str, clause: str) -> HttpResponse:
    """Why a clause has the points it has, and the first rows behind it."""
    unit, one = scene.street(street), scene.clause(clause)
    part = scene.part_of(one)
    items = items_of(scene, one, unit)
    milestones = [
        told
        for told in scene.progress_by_street.get(unit.code, ())
        if told.milestone.clause == one.code
    ]
    records = records_link(request, _keeper(items, milestones), unit)
    context: dict[str, Any] = {
        "street": unit,
        "clause": one,
        "part": part,
        "part_url": part_url(request, unit, part, **kept(request)),
        "board_url": address(request, "assessment:board", **kept(request)),
        "title": f"{unit.name} · {part.short_name}",
        "told": explain(
            book=scene.book,
            part=part,
            clause=one,
            line=scene.scores[unit.code].by_code[one.code],
            street=unit.name,
            gap=scene.gap(one, unit),
            records=records,
            milestones=milestones,
        ),
        "items": items,
        "board": board_of(request, scene.question, one, [unit]),
        "records": records,
        "crumbs": [*street_crumb(request, unit), Link(f"{one.code} {one.name}")],
        "panel": "assessment/parts/clause.html",
        "panel_label": f"{unit.name} {one.name}",
    }
    if items:
        # Those left out come first: they are what there is to do.
        rows = items.rows.order_by("counted", *items.measure.order)[:PREVIEW]
        context |= rows_context(request, items, rows)
    is_beside = is_panel(request)
    return render(request, f"assessment/{'panel' if is_beside else 'clause'}.html", context)


def _keeper(items: Items | None, milestones: list[Progress]) -> Measure | MilestoneFact | None:
    """Whoever knows where the records are kept: the measure, else the milestone's fact."""
    if items:
        return items.measure
    return next((milestone_facts.get(one.milestone.met_by) for one in milestones), None)


@scored_page
@require_GET
def rows(request: ActorRequest, scene: Scene, street: str, clause: str) -> HttpResponse:
    """All rows behind a clause."""
    unit, one = scene.street(street), scene.clause(clause)
    items = items_of(scene, one, unit)
    show = request.GET.get("show", "")
    wanted = {"counted": True, "open": False}.get(show)
    context: dict[str, Any] = {
        "street": unit,
        "clause": one,
        "items": items,
        "crumbs": [
            *street_crumb(request, unit),
            Link(f"{one.code} {one.name}", clause_url(request, unit, one)),
            Link("记录"),
        ],
        "records": records_link(request, items.measure if items else None, unit),
        "title": f"{one.name}：记录",
    }
    if items:
        found = items.rows if wanted is None else items.rows.filter(counted=wanted)
        page = page_of(request, found)
        context |= {"page": page, "chips": _chips(request, items, show)}
        context |= rows_context(request, items, page.object_list)
    return render(request, "assessment/rows.html", context)


def rows_context(request: ActorRequest, items: Items, rows: Any) -> dict[str, Any]:
    """Columns and cells of some of the rows."""
    columns = items.measure.columns
    return {
        "columns": [*(Column(c.label, c.is_number) for c in columns), Column("计入")],
        "rows": [
            (
                [
                    (column, column.value(row, request.actor), _page_of(request, column, row))
                    for column in columns
                ],
                row.counted,
            )
            for row in rows
        ],
    }


def _page_of(request: ActorRequest, column: ItemColumn, row: Any) -> Link | None:
    key = column.key(row) if column.page else None
    return link_to(request, column.label, column.page, str(key)) if key else None


def _chips(request: ActorRequest, items: Items, show: str) -> list[Chip]:
    choices = (
        ("", "全部", items.total),
        ("counted", "计入", items.counted),
        ("open", "未计入", items.left_out),
    )
    known = show if show in {"counted", "open"} else ""
    return [
        Chip(label, here(request, show=value, page=""), count, value == known)
        for value, label, count in choices
    ]
