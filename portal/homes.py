"""The home page of each role: which sections it has, and what stands in them."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q

from accounts.models import User
from advisors.models import Assignment
from advisors.selectors import own_file
from assessment.boards import ZERO
from assessment.explaining import not_due_yet, shown
from assessment.links import link_to
from assessment.pages import scene_of
from assessment.selectors import Scene, worth_most
from assessment.timeline import news_of, phases_of
from assessment.views.street import worth_of
from audit.models import Entry
from core.due import due
from core.parts import Link
from core.permissions import Role
from core.templatetags.portal_links import address
from core.web import ActorRequest
from ledgers.selectors import batches, named
from orgs.models import Unit
from portal.context import todos_of
from standards.selectors import published_cycles
from training.hours.selectors import hours_of, next_enrolled, why_not_counted

WORTH = 3
LAST = 5

# The sections of each role, row by row; two in a row stand side by side.
SECTIONS: dict[Role, tuple[tuple[str, ...], ...]] = {
    Role.DISTRICT_REVIEWER: (("todos", "district"), ("behind",), ("phases",)),
    Role.STREET_MANAGER: (("todos", "street"), ("coverage",), ("phases",)),
    Role.STREET_ADVISOR: (("todos", "hours"), ("communities",), ("street",), ("phases",)),
    Role.COMMUNITY_ADVISOR: (("hours", "communities"), ("todos",), ("phases",)),
    Role.DATA_ADMIN: (("ledgers", "accounts"), ("todos",), ("phases",)),
    Role.AUDITOR: (("trail",), ("district",), ("phases",)),
}
PURPOSES: dict[Role, str] = {
    Role.DISTRICT_REVIEWER: "先看谁落后，再看为什么。",
    Role.STREET_MANAGER: "先办到期的，再做最值的。",
    Role.STREET_ADVISOR: "先办到期的，再做最值的。",
    Role.COMMUNITY_ADVISOR: "我的课时，我的居村。",
    Role.DATA_ADMIN: "台账入账，分数自己算出来。",
    Role.AUDITOR: "谁看过、导出过、改过什么。",
}
# Clauses whose sums over the streets the district watches, and how they are called here.
DISTRICT_FIGURES = {
    "T1-5": "居村有服务点",
    "T6-1": "街镇顾问在岗 / 需配",
    "T6-2": "居委有顾问",
    "T8-4": "顾问课时达标",
}
STREET_FIGURES = {"T1-5": "居村有服务点", "T6-2": "居委有顾问"}
# Clauses of milestones whose lack can be counted, and what it is counted in.
LACKS = {"T6-1": "名顾问", "T6-2": "个居委的顾问", "T1-5": "个居村的服务点"}


def home_of(request: ActorRequest) -> dict[str, Any]:
    """Rows of sections, and all that they show."""
    scene = scene_of(request)
    rows = SECTIONS[request.actor.role]
    context: dict[str, Any] = {
        "rows": [[f"portal/home/{name}.html" for name in row] for row in rows],
        "scene": scene,
        "cycles": [] if scene else published_cycles(),
        "purpose": f"{request.actor.unit_name} · {request.actor.role_label}。{PURPOSES[request.actor.role]}",
        "first_step": link_to(request, "导入顾问名册", "ledgers:list"),
    }
    for name in (name for row in rows for name in row):
        context |= BUILDERS[name](request, scene)
    return context


def _todos(request: ActorRequest, scene: Scene | None) -> dict[str, Any]:
    day = scene.as_of if scene else None
    return {
        "todos": [
            {
                "todo": todo,
                "url": address(request, todo.view, *todo.args, **dict(todo.query)),
                "due": due(todo.due_on, day) if todo.due_on and day else None,
            }
            for todo in todos_of(request)
        ]
    }


def _phases(request: ActorRequest, scene: Scene | None) -> dict[str, Any]:
    if scene is None:
        return {}
    timeline = link_to(request, "看时间线", "assessment:timeline")
    return {
        "timeline": timeline,
        "phases": news_of(
            phases_of(
                scene.book,
                scene.as_of,
                scene.progress,
                lambda milestone: timeline.url if timeline else "",
            )
        ),
    }


def _district(request: ActorRequest, scene: Scene | None) -> dict[str, Any]:
    if scene is None:
        return {}
    totals = [score.totals for score in scene.scores.values()]
    count = len(totals) or 1
    return {
        "mean": sum((one.total for one in totals), ZERO) / count,
        "due_mean": sum((one.due_points for one in totals), ZERO) / count,
        "due_note": f"到期应得平均 {shown(sum((one.due_full for one in totals), ZERO) / count)}",
        "figures": _figures(request, scene, DISTRICT_FIGURES),
        "is_empty": scene.is_empty,
    }


def _figures(
    request: ActorRequest, scene: Scene, wanted: dict[str, str]
) -> list[tuple[str, str, str]]:
    """Label, numerator / denominator over the streets seen, and where it is told apart."""
    known = {clause.code for clause in scene.book.clauses}
    figures = []
    for code, label in wanted.items():
        if code not in known:
            continue
        lines = [score.by_code[code] for score in scene.scores.values()]
        counted = sum((line.numerator or ZERO for line in lines), ZERO)
        total = sum((line.denominator or ZERO for line in lines), ZERO)
        if len(scene.streets) == 1:
            url = address(request, "assessment:clause", scene.streets[0].code, code)
        else:
            url = address(request, "assessment:indicator", code)
        figures.append((label, f"{counted:.0f} / {total:.0f}", url))
    return figures


def _behind(request: ActorRequest, scene: Scene | None) -> dict[str, Any]:
    if scene is None:
        return {}
    behind = [street for street in scene.streets if scene.standings[street.code].behind]
    lacks = {street.code: _lacks(scene, street) for street in behind}
    behind.sort(
        key=lambda street: (
            -len(scene.standings[street.code].behind),
            -sum(lacks[street.code].values()),
        )
    )
    return {
        "behind": [
            (street, scene.standings[street.code], _lack_words(scene, street, lacks[street.code]))
            for street in behind
        ]
    }


def _lack_words(scene: Scene, street: Unit, lacks: dict[str, Decimal]) -> str:
    """What can be counted, then the milestones of which nothing can be."""
    counted = "、".join(f"{n:.0f} {LACKS[code]}" for code, n in lacks.items())
    others = [
        f"没有完成“{one.milestone.title}”"
        for one in scene.standings[street.code].behind
        if one.milestone.clause not in LACKS
    ]
    return "；".join(([f"缺 {counted}"] if counted else []) + others)


def _lacks(scene: Scene, street: Unit) -> dict[str, Decimal]:
    """What a street lacks for the milestones it is behind with, by clause."""
    lines = scene.scores[street.code].by_code
    late = (one.milestone.clause for one in scene.standings[street.code].behind)
    return {
        code: (lines[code].denominator or ZERO) - (lines[code].numerator or ZERO)
        for code in late
        if code in LACKS
    }


def _street(request: ActorRequest, scene: Scene | None) -> dict[str, Any]:
    if scene is None or not scene.streets:
        return {}
    street = scene.streets[0]
    score = scene.scores[street.code]
    can_earn = sum(
        (line.open_points for _, line in worth_most(scene, score, len(score.lines))), ZERO
    )
    return {
        "street": street,
        "score": score,
        "due_note": (f"到期应得 {shown(score.totals.due_points)} / {shown(score.totals.due_full)}"),
        "not_due_yet": not_due_yet(scene.book, score.lines),
        "can_earn_words": f"+{shown(can_earn)}",
        "figures": _figures(request, scene, STREET_FIGURES),
        "worth": worth_of(request, scene, street, WORTH),
        "is_empty": scene.is_empty,
    }


def _coverage(request: ActorRequest, scene: Scene | None) -> dict[str, Any]:
    if scene is None or not scene.streets:
        return {}
    street = scene.streets[0]
    return {
        "coverage": [
            (
                STREET_FIGURES[code],
                scene.gap(scene.clause(code), street),
                Link(
                    "看未覆盖的",
                    address(request, "assessment:rows", street.code, code, show="open"),
                ),
            )
            for code in STREET_FIGURES
        ]
    }


def _hours(request: ActorRequest, scene: Scene | None) -> dict[str, Any]:
    advisor = own_file(request.actor)
    if advisor is None or scene is None:
        return {"advisor": advisor}
    return {
        "advisor": advisor,
        "hours": hours_of(advisor, scene.question),
        "hours_why_not": why_not_counted(advisor, scene.question),
        "hours_due": due(scene.book.cycle_end, scene.as_of),
        "next_training": next_enrolled(advisor, scene.question),
    }


def _communities(request: ActorRequest, scene: Scene | None) -> dict[str, Any]:
    if scene is None:
        return {"mine": []}
    mine = Assignment.objects.running_on(scene.as_of).filter(advisor__user=request.actor.user_id)
    return {"mine": list(mine.select_related("community").order_by("community_id"))}


def _ledgers(request: ActorRequest, scene: Scene | None) -> dict[str, Any]:
    return {"batches": named(batches(request.actor)[:LAST])}


def _accounts(request: ActorRequest, scene: Scene | None) -> dict[str, Any]:
    users = User.objects.visible_to(request.actor).filter(is_active=True)
    return {
        "accounts": users.aggregate(
            all=Count("pk"), waiting=Count("pk", filter=Q(must_change_password=True))
        )
    }


def _trail(request: ActorRequest, scene: Scene | None) -> dict[str, Any]:
    return {"entries": Entry.objects.visible_to(request.actor).order_by("-id")[:10]}


Builder = Callable[[ActorRequest, Scene | None], dict[str, Any]]
BUILDERS: dict[str, Builder] = {
    "todos": _todos,
    "phases": _phases,
    "district": _district,
    "behind": _behind,
    "street": _street,
    "coverage": _coverage,
    "hours": _hours,
    "communities": _communities,
    "ledgers": _ledgers,
    "accounts": _accounts,
    "trail": _trail,
}
