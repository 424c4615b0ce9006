"""The four phases, and how each street keeps its days."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from assessment.links import clause_url
from assessment.pages import scored_page
from assessment.selectors import Scene
from assessment.timeline import news_of, phases_of
from core.clock import parse_day
from core.parts import Chip, Column
from core.templatetags.portal_links import address, here
from core.web import ActorRequest
from orgs.models import Unit
from standards.book import Milestone
from standards.enums import Responsible

LIST_COLUMNS = (Column("节点"), Column("期限"), Column("进度"))


@scored_page
@require_GET
def timeline(request: ActorRequest, scene: Scene) -> HttpResponse:
    """Phases and milestones on an axis; streets by milestones below it."""
    mine = [one for one in scene.book.milestones if one.responsible == Responsible.STREET]
    told = [one for one in mine if _is_known(scene, one)]
    show = request.GET.get("show", "")
    chosen = _chosen(show, mine, told)
    hidden = len(mine) - len(chosen)
    streets = scene.streets
    sort = request.GET.get("sort", "")
    if sort.removeprefix("-") == "late":
        streets = sorted(
            streets, key=lambda s: scene.standings[s.code].late, reverse=sort.startswith("-")
        )
    phases = phases_of(
        scene.book,
        scene.as_of,
        scene.progress,
        lambda one: address(request, "assessment:indicator", one.clause) if one.clause else "",
    )
    context = {
        "scene": scene,
        "phases": news_of(phases),
        "all_phases": phases,
        "list_columns": LIST_COLUMNS,
        "chips": _chips(request, show, mine, told),
        "hides": f"已隐藏 {hidden} 个节点。" if hidden else "",
        "foot": (
            f"截至 {scene.as_of:%Y-%m-%d}；由记录得出，不靠打勾。"
            "“尚无记录”是门户里还没有能说明它的记录，不算迟。"
        ),
        "columns": [
            Column("街镇"),
            Column("状态", sort="late"),
            *(Column(one.title, note=f"{one.due_on:%m-%d} 前 {one.clause}") for one in chosen),
        ],
        "sort": sort,
        "rows": [
            (street, scene.standings[street.code], _cells(request, scene, street, chosen))
            for street in streets
        ],
    }
    return render(request, "assessment/timeline.html", context)


def _is_known(scene: Scene, milestone: Milestone) -> bool:
    row = scene.progress[milestone.code]
    return bool(row) and row[0].is_known


def _chosen(show: str, mine: list[Milestone], told: list[Milestone]) -> list[Milestone]:
    """By default what records can tell; else everything, or what is due on a day."""
    if show == "all":
        return mine
    day = parse_day(show)
    return [one for one in mine if one.due_on == day] or told


def _chips(
    request: ActorRequest, show: str, mine: list[Milestone], told: list[Milestone]
) -> list[Chip]:
    days: dict[date, int] = {}
    for one in mine:
        days[one.due_on] = days.get(one.due_on, 0) + 1
    choices = [
        ("", "有记录可查的节点", len(told)),
        *((day.isoformat(), f"{day:%m-%d} 到期", count) for day, count in sorted(days.items())),
        ("all", "全部节点", len(mine)),
    ]
    known = show if show in {value for value, *_ in choices} else ""
    return [
        Chip(label, here(request, show=value), count, value == known)
        for value, label, count in choices
    ]


def _cells(
    request: ActorRequest, scene: Scene, street: Unit, chosen: list[Milestone]
) -> list[tuple[object, str]]:
    wanted = {one.code for one in chosen}
    return [
        (one, clause_url(request, street, scene.clause(one.milestone.clause)))
        for one in scene.progress_by_street[street.code]
        if one.milestone.code in wanted
    ]
