"""Stored computations: kept, listed, compared."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime
from django.views.decorators.http import require_GET, require_POST

from assessment import selectors
from assessment.comparing import compare
from assessment.models import ScoreRun
from assessment.pages import scored_page
from assessment.permissions import AssessmentPermission
from assessment.runs import record_run
from assessment.selectors import Scene
from core.lists import page_of
from core.parts import Chip, Column, Link
from core.templatetags.portal_links import address, here
from core.web import ActorRequest

RUN_COLUMNS = (
    Column("存档"),
    Column("截至日期"),
    Column("标准"),
    Column("存档人"),
    Column("与现在比较", is_hidden=True),
)
CHANGE_COLUMNS = (
    Column("条款"),
    Column("原来计的数"),
    Column("后来计的数"),
    Column("原得分", is_numeric=True),
    Column("后得分", is_numeric=True),
    Column("增减", is_numeric=True),
)


@scored_page
@require_POST
def record(request: ActorRequest, scene: Scene) -> HttpResponse:
    """Keep the board of the day as it is."""
    run = record_run(
        standard=selectors.standard_of(scene.book),
        scores=list(scene.scores.values()),
        as_of=scene.as_of,
        by=request.actor,
    )
    messages.success(request, f"已存档截至 {run.as_of:%Y-%m-%d} 的评分，以后可以拿它比较。")
    return redirect(address(request, "assessment:runs"))


@scored_page
@require_GET
def runs(request: ActorRequest, scene: Scene) -> HttpResponse:
    """Every stored computation, the latest first."""
    page = page_of(request, selectors.runs())
    context = {
        "page": page,
        "runs": selectors.with_names(page),
        "columns": RUN_COLUMNS,
        "may_record": request.actor.can(AssessmentPermission.RECORD),
        "crumbs": [Link("评分表", address(request, "assessment:board")), Link("存档")],
    }
    return render(request, "assessment/runs.html", context)


@scored_page
@require_GET
def run(request: ActorRequest, scene: Scene, pk: int) -> HttpResponse:
    """A stored computation beside another one, or beside today's."""
    before = get_object_or_404(selectors.runs(), pk=pk)
    after = _other(request.GET.get("with", ""))
    others = [one for one in selectors.runs()[:10] if one.pk != before.pk]
    later = selectors.stored_scores(scene, after) if after else scene.scores
    context = {
        "title": f"截至 {before.as_of:%Y-%m-%d} 的存档",
        "purpose": (
            f"{selectors.with_names([before])[0][1]} 于 {localtime(before.computed_at):%Y-%m-%d %H:%M} 存档，"
            f"与{_name(after, scene)}比较；只列有变化的条款。"
        ),
        "chips": [
            Chip(f"现在（{scene.as_of:%Y-%m-%d}）", here(request, **{"with": ""}), None, not after),
            *(
                Chip(
                    f"{one.as_of:%Y-%m-%d} 的存档",
                    here(request, **{"with": one.pk}),
                    None,
                    one == after,
                )
                for one in others
            ),
        ],
        "comparisons": compare(
            selectors.stored_scores(scene, before), later, scene.streets, scene.book.clauses
        ),
        "columns": CHANGE_COLUMNS,
        "crumbs": [
            Link("评分表", address(request, "assessment:board")),
            Link("存档", address(request, "assessment:runs")),
            Link(f"截至 {before.as_of:%Y-%m-%d}"),
        ],
    }
    return render(request, "assessment/run.html", context)


def _name(run: ScoreRun | None, scene: Scene) -> str:
    """The other side of a comparison."""
    if run is None:
        return f"截至 {scene.as_of:%Y-%m-%d} 的现在"
    return f"截至 {run.as_of:%Y-%m-%d} 的存档"


def _other(asked: str) -> ScoreRun | None:
    """The other run; None is today's computation."""
    if asked in ("", "now"):
        return None
    if not asked.isdecimal():
        raise Http404
    return get_object_or_404(selectors.runs(), pk=int(asked))
