"""The score board, and a part of a street opened beside it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from assessment import boards, export
from assessment.explaining import source_of, state_of
from assessment.links import clause_url, kept, link_to, part_url
from assessment.pages import is_panel, scored_page
from assessment.permissions import AssessmentPermission
from assessment.selectors import Scene
from core.measures import counted_rows
from core.parts import Chip, Column
from core.spreadsheet import download
from core.templatetags.portal_links import address, here
from core.web import ActorRequest
from orgs.models import Unit
from standards.book import Part


@scored_page
@require_GET
def board(request: ActorRequest, scene: Scene) -> HttpResponse:
    """The streets and their parts, in official order unless another is asked for."""
    return render(request, "assessment/board.html", board_context(request, scene))


@scored_page
@require_GET
def part(request: ActorRequest, scene: Scene, street: str, part: str) -> HttpResponse:
    """A part of a street: its clauses, each with its points; beside the board."""
    unit, chosen = scene.street(street), scene.part(part)
    context = {
        "panel": "assessment/parts/part.html",
        "panel_label": f"{unit.name} {chosen.short_name}",
        **_part_context(request, scene, unit, chosen),
    }
    if is_panel(request):
        return render(request, "assessment/panel.html", context)
    return render(
        request, "assessment/board.html", board_context(request, scene, (unit, chosen)) | context
    )


@scored_page
@require_POST
def export_board(request: ActorRequest, scene: Scene) -> HttpResponse:
    """The board and all clauses as a workbook; the trail says who took it."""
    return download(export.board_workbook(scene), export.file_name(scene, "评分表"))


def board_context(
    request: ActorRequest, scene: Scene, current: tuple[Unit, Part] | None = None
) -> dict[str, Any]:
    """What the board shows; `current` is the cell whose explanation stands beside it."""
    rows = boards.rows_of(scene)
    show = request.GET.get("show", "")
    show = show if show in boards.FILTERS else ""
    chosen = [row for row in rows if boards.FILTERS[show][1](row)]
    ordered, sort = boards.sorted_rows(chosen, scene.book, request.GET.get("sort", ""))
    keep = kept(request)
    marked = (current[0].code, current[1].code) if current else None
    lines = [line for score in scene.scores.values() for line in score.lines]
    return {
        "scene": scene,
        "columns": _columns(scene),
        "sort": sort,
        "chips": _chips(request, rows, show),
        "hides": f"已隐藏 {len(rows) - len(chosen)} 个街镇。" if len(rows) > len(chosen) else "",
        "rows": [
            (
                row,
                [
                    (
                        cell,
                        part_url(request, row.street, cell.part, **keep),
                        f"{row.street.name} {cell.part.short_name}",
                        (row.street.code, cell.part.code) == marked,
                    )
                    for cell in row.cells
                ],
            )
            for row in ordered
        ],
        "measured": len({line.id for line in lines if line.value is not None}),
        "not_due": len({line.id for line in lines if line.counts and not line.is_due}),
        "first_step": link_to(request, "导入顾问名册", "ledgers:list"),
        "may_record": request.actor.can(AssessmentPermission.RECORD),
    }


def _columns(scene: Scene) -> list[Column]:
    parts = [
        Column(part.short_name, True, part.code, f"{part.full_mark.normalize():f}")
        for part in boards.columns_of(scene.book)
    ]
    cap = scene.book.values["bonus_cap"]
    return [
        Column("街镇"),
        Column("状态", sort="late"),
        Column("总分", True, "total", "100"),
        *parts,
        Column("加分", True, "bonus", f"≤{cap.normalize():f}"),
        Column("到期应得", True, "due", "得分 / 应得"),
    ]


def _chips(request: ActorRequest, rows: list[boards.Row], show: str) -> list[Chip]:
    if len(rows) < 2:
        return []
    return [
        Chip(label, here(request, show=value), sum(map(keeps, rows)), value == show)
        for value, (label, keeps) in boards.FILTERS.items()
    ]


def _part_context(request: ActorRequest, scene: Scene, street: Unit, part: Part) -> dict[str, Any]:
    score = scene.scores[street.code]
    keep = kept(request)
    rows = counted_rows(scene.question, (clause.measure for clause in part.clauses), street.code)
    return {
        "street": street,
        "part": part,
        "cell": boards.cell_of(score, part),
        "source": source_of(scene.book, part),
        "clauses": [
            (
                clause,
                line,
                state_of(line),
                clause_url(request, street, clause, **keep),
                rows.get(clause.measure, 0),
            )
            for clause in part.clauses
            for line in [score.by_code[clause.code]]
        ],
        "board_url": address(request, "assessment:board", **keep),
    }
