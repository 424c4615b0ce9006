"""The page of the three abilities (G-2), for the district."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from casework.desk import abilities as counted
from casework.permissions import CaseworkPermission
from core.actor import Actor
from core.clock import page_day
from core.parts import Bar, BarChart, Column, Link
from core.policies import Allowed, Answer, Denied
from core.templatetags.kit import points
from core.templatetags.portal_links import address
from core.web import ActorRequest, actor_required

FOUND_COLUMNS = (
    Column("季度"),
    Column("顾问发现", is_numeric=True, note="条"),
    Column("全部线索", is_numeric=True, note="条"),
    Column("占比", is_numeric=True),
)
ANSWERED_COLUMNS = (
    Column("季度"),
    Column("咨询", is_numeric=True, note="条"),
    Column("已答复", is_numeric=True, note="条"),
    Column("中位天数", is_numeric=True, note="从咨询到答复"),
)
SOLVED_COLUMNS = (
    Column("季度"),
    Column("已解决", is_numeric=True, note="件"),
    Column("会商个案", is_numeric=True, note="件"),
    Column("占比", is_numeric=True),
)


def may_see_abilities(actor: Actor) -> Answer:
    """G-2 looks at the whole district."""
    if not actor.is_district:
        return Denied("三项能力按全区统计，由区里查看。")
    return Allowed()


@actor_required(CaseworkPermission.VIEW)
@require_GET
def abilities(request: ActorRequest) -> HttpResponse:
    """Who found leads, how soon questions are answered, what conferences solved: six quarters."""
    may_see_abilities(request.actor).enforce()
    day = page_day(request)
    quarters = counted.last_quarters(day)
    found = counted.findings(request.actor, quarters, day)
    answered = counted.answerings(request.actor, quarters, day)
    solved = counted.solvings(request.actor, quarters, day)
    context = {
        "crumbs": [Link("任务", address(request, "casework:desk")), Link("三项能力")],
        "found": found,
        "answered": answered,
        "found_now": found[-1],
        "answered_now": answered[-1],
        "found_share": _share(found[-1]),
        "median_now": points(answered[-1].median),
        "found_chart": BarChart(
            [
                Bar(
                    one.quarter.label,
                    None if one.share is None else float(one.share),
                    words="没有线索",
                    is_current=one is found[-1],
                )
                for one in found
            ],
            unit="%",
            full=100,
        ),
        "answered_chart": BarChart(
            [
                Bar(
                    one.quarter.label,
                    one.median,
                    words="没有答复",
                    is_current=one is answered[-1],
                )
                for one in answered
            ],
            unit=" 天",
        ),
        "solved": solved,
        "solved_share": _share(solved[-1]),
        "solved_chart": BarChart(
            [
                Bar(
                    one.quarter.label,
                    None if one.share is None else float(one.share),
                    words="没有会商个案",
                    is_current=one is solved[-1],
                )
                for one in solved
            ],
            unit="%",
            full=100,
        ),
        "solved_columns": SOLVED_COLUMNS,
        "found_columns": FOUND_COLUMNS,
        "answered_columns": ANSWERED_COLUMNS,
    }
    return render(request, "casework/abilities.html", context)


def _share(found: counted.Finding | counted.Solving) -> str:
    return "–" if found.share is None else f"{points(found.share)}%"
