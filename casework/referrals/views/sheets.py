"""What goes to the provider: the sheet, and the link by which it answers."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.links import address_of
from audit.models import Entry
from casework.permissions import CaseworkPermission
from casework.referrals.linking import make_answer_link
from casework.referrals.services import write_down
from casework.referrals.sheet import sheet_of
from casework.referrals.views.pages import crumbs, found_by, url_of
from casework.referrals.workflow import is_open
from core.clock import portal_day
from core.web import ActorRequest, actor_required

OVER = "这个对接已经结束，对接单不再打印。"
may_serve = actor_required(CaseworkPermission.SERVE)


@may_serve
@require_GET
def sheet(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The sheet to print or to send: what the family agreed to, the request, whom to ask."""
    found = found_by(request, pk)
    if not is_open(found):
        # The family agreed to it for this help alone.
        messages.info(request, OVER)
        return redirect(url_of(request, found))
    write_down(request.actor, Entry.Action.SEEN, found, items="对接单")
    context = {
        "referral": found,
        "sheet": sheet_of(found, with_shared=True),
        "day": portal_day(),
        "crumbs": crumbs(request, found, "对接单"),
    }
    return render(request, "casework/referral_sheet.html", context)


@may_serve
@require_POST
def link(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Make the provider's one-time link; its address is shown this once, with the sheet."""
    found = found_by(request, pk)
    try:
        made, secret = make_answer_link(referral=found, by=request.actor)
    except ValidationError as refused:
        messages.info(request, refused.messages[0])
        return redirect(url_of(request, found))
    context = {
        "referral": found,
        "sheet": sheet_of(found, with_shared=True),
        "link": made,
        "address": address_of(request, "casework:referral-open", secret),
        "day": portal_day(),
        "crumbs": crumbs(request, found, "发给提供方"),
    }
    return render(request, "casework/referral_link.html", context)
