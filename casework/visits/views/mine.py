"""My households: whom to visit next."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from casework.visits import selectors
from casework.visits.due import NEAR, usual_in
from casework.visits.views.common import may_serve_households
from core.clock import page_day
from core.lists import Pick, count_of, page_of, pick
from core.web import ActorRequest
from standards.asked import asked


@may_serve_households
@require_GET
def mine(request: ActorRequest) -> HttpResponse:
    """Those I answer for or stand in for, the nearest deadline first; named in full."""
    day = page_day(request)
    rows = selectors.my_list(request.actor, day, usual_in(asked(request).book))
    shown, chips, current = pick(
        request,
        rows,
        "show",
        (
            Pick("all", "全部", lambda _: True),
            Pick("unvisited", "本季未走访", lambda one: not one.done),
            Pick("near", "临近和迟的", lambda one: one.due_on <= day + NEAR),
        ),
    )
    page = page_of(request, shown, total=count_of(chips))
    context: dict[str, Any] = {
        "page": page,
        "cards": [(one, selectors.category_words(one.category_codes)) for one in page],
        "chips": chips,
        "current": current,
        "has_any": bool(rows),
    }
    return render(request, "casework/mine.html", context)
