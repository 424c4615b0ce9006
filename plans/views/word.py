"""A plan as a Word document."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_POST

from audit import trail
from audit.models import Entry
from core.clock import portal_day
from core.web import ActorRequest
from plans import selectors
from plans.dues import due_day_of
from plans.models import ConstructionPlan
from plans.views.overview import parts_in_words
from plans.views.pages import may_view, readable_plan
from plans.word import Paper, document, hand_over


@may_view
@require_POST
def word(request: ActorRequest, pk: int) -> HttpResponse:
    """What the reader may see of the plan: her own street's as it is, others' as handed in."""
    plan = readable_plan(request, pk)
    contents = selectors.content_for(request.actor, plan)
    if contents is None:
        raise Http404
    paper = Paper(
        title=f"{plan.street.name}社区救助顾问服务站点建设方案",
        filed_by=plan.street.name,
        notes=_notes(request, plan),
        parts=parts_in_words(request, plan, contents),
        printed_on=portal_day(),
    )
    content = document(paper)
    trail.record(
        actor=request.actor,
        action=Entry.Action.EXPORTED,
        subject=f"constructionplan:{plan.pk}",
        unit=plan.street_id,
    )
    return hand_over(content, f"{plan.street.name}建设方案-{plan.year}.docx")


def _notes(request: ActorRequest, plan: ConstructionPlan) -> list[str]:
    """The filing lines below the title: the year and state, what is masked."""
    lines = [
        f"（{plan.year}年度，{plan.get_state_display()}，报送期限{due_day_of(plan):%Y-%m-%d}）"
    ]
    if not request.actor.may_see_names(plan.street_id):
        is_in = request.actor.covers(plan.street_id)
        lines.append("（姓名和电话已隐去部分）" if is_in else "（不含姓名和电话）")
    return lines
