"""The standard itself, and one of its indicators across the streets."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from assessment import export
from assessment.boards import ZERO
from assessment.explaining import (
    LATE_DAYS,
    SHARES,
    due_words,
    rule_sentence,
    share_words,
    shown,
    source_of,
    state_of,
)
from assessment.links import board_of, clause_url
from assessment.pages import scored_page
from assessment.scoring import Scored
from assessment.selectors import Scene
from core.measures import measures
from core.parts import Bar, BarChart, Chip, Column, Link
from core.spreadsheet import download
from core.templatetags.portal_links import address, here
from core.web import ActorRequest
from orgs.models import Unit
from standards.book import Clause
from standards.enums import ConventionKind
from standards.rules import Deadline

CLAUSE_COLUMNS = (
    Column("条款"),
    Column("通知原文"),
    Column("分值", is_numeric=True),
    Column("期限"),
    Column("性质"),
    Column("得分率", is_numeric=True),
    Column("有记录", is_numeric=True),
)
# Value in the address → words and which clauses it leaves; the first is taken without one.
KINDS = {
    "": ("全部条款", lambda clause: True),
    "scored": ("计分", lambda clause: clause.is_scored),
    "bonus": ("加分", lambda clause: clause.is_bonus),
    "tracked": ("只跟踪", lambda clause: clause.is_tracked),
    "measured": ("现在能算出的", lambda clause: clause.measure in measures),
}


@dataclass(frozen=True)
class Attainment:
    """One clause over the streets of the page.

    `share` is points of the full marks that apply, None where there are no points to have;
    `known` is how many streets have records for it.
    """

    share: Decimal | None
    known: int

    @property
    def percent(self) -> Decimal | None:
        """The share in hundredths, for the meter."""
        return None if self.share is None else 100 * self.share


def attainment_of(lines: list[Scored]) -> Attainment:
    """Sum a clause over streets."""
    full = sum((line.full_mark for line in lines if line.state != "not_applicable"), ZERO)
    points = sum((line.points for line in lines), ZERO)
    known = sum(line.value is not None for line in lines)
    return Attainment(points / full if full else None, known)


def lines_of(scene: Scene, clause: Clause) -> list[Scored]:
    """One clause of every street."""
    return [score.by_code[clause.code] for score in scene.scores.values()]


@scored_page
@require_GET
def clauses(request: ActorRequest, scene: Scene) -> HttpResponse:
    """Every clause of the standard, and how the points left open by the notice are read."""
    show = request.GET.get("show", "")
    show = show if show in KINDS else ""
    keeps = KINDS[show][1]
    book = scene.book
    context = {
        "scene": scene,
        "columns": CLAUSE_COLUMNS,
        "chips": [
            Chip(label, here(request, show=value), sum(map(fits, book.clauses)), value == show)
            for value, (label, fits) in KINDS.items()
        ],
        "parts": [
            (
                part,
                [
                    (clause, attainment_of(lines_of(scene, clause)), due_words(clause))
                    for clause in part.clauses
                    if keeps(clause)
                ],
            )
            for part in book.parts
            if any(map(keeps, part.clauses))
        ],
        "readings": _conventions(scene, ConventionKind.READING),
        "rules": _conventions(scene, ConventionKind.RULE),
    }
    return render(request, "assessment/clauses.html", context)


def _conventions(scene: Scene, kind: ConventionKind) -> list[tuple[Any, list[Any]]]:
    """Each rule or reading with the settings that belong to it."""
    return [
        (one, [setting for setting in scene.book.settings if setting.convention == one.code])
        for one in scene.book.conventions
        if one.kind == kind
    ]


@scored_page
@require_GET
def indicator(request: ActorRequest, scene: Scene, clause: str) -> HttpResponse:
    """One clause across the streets: a chart, and the figures it is drawn from."""
    one = scene.clause(clause)
    rows = [
        (street, scene.scores[street.code].by_code[one.code], clause_url(request, street, one))
        for street in scene.streets
    ]
    lines = [line for _, line, _ in rows]
    context = {
        "scene": scene,
        "title": f"{one.code} {one.name}",
        "chart_title": f"{one.name}，各街镇",
        "foot": f"按截至 {scene.as_of:%Y-%m-%d} 的记录算出；标准：{scene.book}。",
        "clause": one,
        "source": source_of(scene.book, scene.part_of(one)),
        "rule": rule_sentence(one),
        "due": due_words(one),
        "is_measured": one.measure in measures,
        "board": board_of(request, scene.question, one, scene.streets),
        "columns": _columns(one),
        "rows": [
            (street, line, state_of(line), _share(one, line), url) for street, line, url in rows
        ],
        "attainment": attainment_of(lines),
        "chart": chart_of(one, rows) if one.measure in measures else None,
        "crumbs": [
            Link("标准", address(request, "assessment:clauses")),
            Link(f"{one.code} {one.name}"),
        ],
    }
    return render(request, "assessment/indicator.html", context)


@scored_page
@require_POST
def export_indicator(request: ActorRequest, scene: Scene, clause: str) -> HttpResponse:
    """The same table as a workbook; the trail says who took it."""
    one = scene.clause(clause)
    content = export.indicator_workbook(scene, one)
    return download(content, export.file_name(scene, f"{one.code} {one.name}"))


def _share(clause: Clause, line: Scored) -> str:
    """In words; being late has none."""
    return "–" if isinstance(clause.rule, Deadline) else share_words(line)


def _columns(clause: Clause) -> list[Column]:
    unit = clause.unit
    is_lateness = isinstance(clause.rule, Deadline)
    counted = LATE_DAYS if is_lateness else clause.counted or "已有"
    return [
        Column("街镇"),
        Column(counted, is_numeric=True, note=unit),
        Column(clause.total or "应有", is_numeric=True, note=unit),
        Column("占比", is_numeric=True),
        Column("得分", is_numeric=True, note=f"满分 {clause.weight.normalize():f}"),
        Column("状态"),
        Column("还差什么"),
    ]


def chart_of(clause: Clause, rows: list[tuple[Unit, Scored, str]]) -> BarChart:
    """The share reached, or the points where there is no share; with all streets together."""
    is_share = isinstance(clause.rule, SHARES)
    lines = [line for _, line, _ in rows if line.value is not None]

    def height(line: Scored) -> float | None:
        if line.value is None:
            return None
        return float(100 * line.value if is_share else line.points)

    if is_share:
        total = sum((line.denominator or ZERO for line in lines), ZERO)
        counted = sum((line.numerator or ZERO for line in lines), ZERO)
        mean = 100 * counted / total if total else None
    else:
        mean = sum((line.points for line in lines), ZERO) / len(lines) if lines else None
    return BarChart(
        bars=[
            Bar(street.short_name, height(line), words="尚无记录", url=url)
            for street, line, url in rows
        ],
        unit="%" if is_share else " 分",
        full=100 if is_share else float(clause.weight) or None,
        mark=None if mean is None or len(rows) < 2 else float(mean),
        mark_label="" if mean is None else f"合计 {shown(mean)}{'%' if is_share else ' 分'}",
    )
