"""The list of unresolved matters handed out as the ledger that the offices keep."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from audit.exports import hand_out
from casework.enums import StuckState
from casework.ledger.stuck_export import StuckResource
from casework.permissions import CaseworkPermission
from casework.stuck.filters import StuckFilter
from casework.stuck.selectors import SEALED, cases_of
from core.clock import page_day
from core.web import ActorRequest, actor_required


@actor_required(CaseworkPermission.VIEW)
@require_GET
def export(request: ActorRequest) -> HttpResponse:
    """办不成事接待登记 in the offices' layout, narrowed as the list is; names masked, texts left out."""
    day = page_day(request)
    form = StuckFilter(request, day)
    texts = [name for name in SEALED if name != "visitor_phone_sealed"]
    rows = form.apply(cases_of(request.actor)).filter(received_on__lte=day)
    rows = rows.exclude(state=StuckState.WITHDRAWN)
    rows = rows.defer(*texts).order_by("received_on", "recorded_at", "pk")
    chosen = {"street": form.code} if form.code else {}
    return hand_out(StuckResource(request.actor, day), rows, **chosen)
