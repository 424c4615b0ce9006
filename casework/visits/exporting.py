"""The list of visits handed out as the ledger that the offices keep."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from audit.exports import hand_out
from casework.ledger.exports import VisitResource, as_ledger
from casework.permissions import CaseworkPermission
from casework.visits.filters import VisitFilter
from casework.visits.selectors import visits
from core.clock import page_day
from core.web import ActorRequest, actor_required


@actor_required(CaseworkPermission.VIEW)
@require_GET
def export(request: ActorRequest) -> HttpResponse:
    """走访台账 in the offices' layout, narrowed as the list is; names masked, texts left out."""
    day = page_day(request)
    form = VisitFilter(request, day)
    rows = form.apply(visits(request.actor)).order_by("visited_on", "pk")
    chosen = {key: value for key, value in form.chosen.items() if key in ("street", "period")}
    return hand_out(VisitResource(request.actor, day), as_ledger(rows), **chosen)
