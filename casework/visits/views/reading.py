"""The list of visits, one of them, and its photos."""

from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from casework.households.reading import may_look_into
from casework.permissions import CaseworkPermission
from casework.policies import may_serve
from casework.visits import selectors
from casework.visits.filters import VisitFilter
from casework.visits.photos import CONTENT_TYPE
from casework.visits.policies import may_change
from casework.visits.views.common import (
    crumbs,
    may_read_now,
    may_view,
    visit_by,
    write_seen,
)
from core.clock import page_day
from core.lists import Choice, count_of, narrow, page_of
from core.parts import Column
from core.web import ActorRequest

_STANDS = Q(voided_at__isnull=True)
SHOWN = (Choice("standing", "有效", _STANDS), Choice("void", "已作废", ~_STANDS))
COLUMNS = (
    Column("编号"),
    Column("走访日期"),
    Column("困难家庭"),
    Column("居村"),
    Column("方式"),
    Column("走访人"),
    Column("社区云编号"),
    Column("下次走访"),
    Column("来源"),
)


@may_view
@require_GET
def visits(request: ActorRequest) -> HttpResponse:
    """Visits within the actor's unit, the latest first; names masked."""
    form = VisitFilter(request, page_day(request))
    rows, chips, shown = narrow(request, form.apply(selectors.visits(request.actor)), "show", SHOWN)
    page = page_of(request, rows, total=count_of(chips))
    context = {
        "form": form,
        "chips": chips,
        "shown": shown,
        "page": page,
        "columns": COLUMNS,
        "span": form.span,
        "may_serve": request.actor.can(CaseworkPermission.SERVE),
    }
    return render(request, "casework/visit_list.html", context)


@may_view
@require_GET
def visit(request: ActorRequest, pk: UUID) -> HttpResponse:
    """All of a visit to those who serve the household; to others that it took place."""
    found = visit_by(request, pk)
    is_read = may_read_now(request, found)
    if is_read:
        write_seen(request, found)
    context = {
        "visit": found,
        "words": selectors.words_of(found) if is_read else {},
        "is_read": is_read,
        "was_listed": selectors.was_listed(found),
        "may_change": bool(may_change(request.actor, found)),
        "may_visit": bool(may_serve(request.actor, found.household)),
        "may_give_reason": bool(may_look_into(request.actor, found.household)),
        "crumbs": crumbs(request, found.receipt),
    }
    return render(request, "casework/visit.html", context)


@may_view
@require_GET
def photo(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A photo of a visit, to those who may read it, and never as anything but a picture."""
    found = get_object_or_404(selectors.photos(request.actor), pk=pk)
    if found.content_type != CONTENT_TYPE or not may_read_now(request, found.visit):
        raise Http404
    write_seen(request, found.visit, items="照片")
    response = HttpResponse(found.content, content_type=CONTENT_TYPE)
    name = f"visit-{found.visit.receipt}.jpg"
    response["Content-Disposition"] = str(content_disposition_header(False, name))
    response["X-Content-Type-Options"] = "nosniff"
    return response
