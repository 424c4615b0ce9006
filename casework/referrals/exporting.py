"""The list of referrals handed out as the ledger that the offices keep."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from audit.exports import hand_out
from casework.ledger.referral_export import ReferralResource, as_ledger
from casework.models import Referral
from casework.permissions import CaseworkPermission
from casework.referrals.filters import ReferralFilter
from core.clock import page_day
from core.web import ActorRequest, actor_required


@actor_required(CaseworkPermission.VIEW)
@require_GET
def export(request: ActorRequest) -> HttpResponse:
    """资源对接记录 in the offices' layout, narrowed as the list is; nobody named, texts left out."""
    day = page_day(request)
    form = ReferralFilter(request, day)
    rows = form.apply(Referral.objects.visible_to(request.actor).filter(offered_on__lte=day))
    chosen = {key: value for key, value in form.chosen.items() if key in ("street", "community")}
    return hand_out(ReferralResource(request.actor, day), as_ledger(rows), **chosen)
