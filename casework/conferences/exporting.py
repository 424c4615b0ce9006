"""The list of conferences handed out as the ledger that the offices keep."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from audit.exports import hand_out
from casework.conferences import selectors
from casework.conferences.filters import ConferenceFilter
from casework.ledger.conference_exports import ConferenceResource
from casework.permissions import CaseworkPermission
from core.clock import page_day
from core.web import ActorRequest, actor_required


@actor_required(CaseworkPermission.VIEW)
@require_GET
def export(request: ActorRequest) -> HttpResponse:
    """会商记录 in the offices' layout: conferences held by a day; names masked, texts left out."""
    day = page_day(request)
    form = ConferenceFilter(request, day)
    rows = form.apply(selectors.conferences_of(request.actor)).filter(held_on__lte=day)
    rows = selectors.as_ledger(rows, request.actor).order_by("held_on", "pk")
    return hand_out(ConferenceResource(request.actor, day), rows, street=form.code)
