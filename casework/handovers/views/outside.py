"""The page that the clerk at the counter opens by a link; she has no account.

It tells the matter, and whose it is as lists do: masked. The paper comes with the person.
"""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts import links
from audit.models import Entry
from casework.enums import HandoverState
from casework.handovers.forms import OutsideForm
from casework.handovers.linking import acknowledge_by_link
from casework.handovers.selectors import handover_of_link, whose
from casework.handovers.services import PURPOSE, write_down
from core.clock import portal_day
from core.web import GET_OR_POST

OVER = "这件衔接已有结果，不用再确认。谢谢。"


@links.for_outsiders("clerk", "answer")
@require_http_methods(GET_OR_POST)
def open_handover(request: HttpRequest, secret: str) -> HttpResponse:
    """Say that it has arrived, and what the advisor should know."""
    link = links.open_link(request, secret, PURPOSE)
    handover = handover_of_link(link.subject)
    if handover is None or handover.state != HandoverState.SENT:
        raise links.LinkRefused(OVER, 410)
    form = OutsideForm(request.POST or None, handover=handover)
    context = {
        "handover": handover,
        "street": handover.unit.parent if len(handover.unit_id) > 9 else handover.unit,
        "whose": whose(handover),
        "link": link,
        "form": form,
        "day": portal_day(),
    }
    if request.method != "POST" or not form.is_valid():
        if request.method != "POST":
            write_down(links.holder_actor(link), Entry.Action.SEEN, handover)
        return render(request, "links/handover.html", context)
    try:
        acknowledge_by_link(link=link, **form.cleaned_data)
    except PermissionDenied as denied:
        # The advisor was quicker, and wrote it down herself or took it back.
        raise links.LinkRefused(OVER, 410) from denied
    return render(request, "links/handover_done.html", context)
