"""The pool as a list, and handed out as the offices keep it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET

from audit.exports import hand_out
from core.clock import page_day
from core.lists import Choice, count_of, narrow, ordered, page_of
from core.parts import Chip, Column
from core.templatetags.portal_links import here
from core.web import ActorRequest, actor_required
from resources import selectors
from resources.filters import ResourceFilter
from resources.models import Resource
from resources.permissions import ResourcesPermission
from resources.policies import may_keep_of
from resources.resources import PoolResource
from resources.standing import (
    areas_of,
    ends_soon_on,
    is_offered_on,
    is_over_on,
    left_of,
    standing_of,
    term_of,
)

COLUMNS = (
    Column("资源"),
    Column("类别"),
    Column("提供方"),
    Column("服务范围"),
    Column("剩余", sort="left"),
    Column("有效期", sort="ends"),
    Column("状态"),
)
ORDERS = {"left": ["left"], "ends": ["ends_on"]}


@actor_required(ResourcesPermission.VIEW)
@require_GET
def listed(request: ActorRequest) -> HttpResponse:
    """What the actor's unit may offer as of a day, and what it could once."""
    actor, day = request.actor, page_day(request)
    form = ResourceFilter(request, day)
    if "q" in form.errors:
        # What was asked for must not stay in the address, nor in any link of the page.
        messages.warning(request, str(form.errors["q"][0]))
        return HttpResponseRedirect(request.path + here(request, q="", page=""))
    rows, chips, shown = _narrowed(request, form, day)
    rows, sort = ordered(request, rows, ORDERS)
    page = page_of(request, rows, count_of(chips))
    context = {
        "form": form,
        "chips": chips,
        "shown": shown,
        "columns": COLUMNS,
        "sort": sort,
        "page": page,
        "rows": [row_of(one, day) for one in page],
        "may_add": bool(may_keep_of(actor, actor.unit_code)),
    }
    return render(request, "resources/resources.html", context)


@actor_required(ResourcesPermission.VIEW)
@require_GET
def export(request: ActorRequest) -> HttpResponse:
    """The ledger in the offices' layout, narrowed as the list is."""
    day = page_day(request)
    form = ResourceFilter(request, day)
    rows, _, shown = _narrowed(request, form, day)
    records = rows.defer(None)
    return hand_out(PoolResource(request.actor, day), records, street=form.code, show=shown)


def row_of(resource: Resource, day: date) -> dict[str, Any]:
    """A resource as lists show it on a day."""
    standing = standing_of(resource, day)
    areas = areas_of(resource, day)
    names = "、".join(one.short_name for one in areas[:3])
    return {
        "resource": resource,
        "standing": standing,
        "left": left_of(resource),
        "term": term_of(resource),
        "areas": f"{names}等{len(areas)}个居村" if len(areas) > 3 else names,
        "is_for_all": not resource.places_served.all(),
        "is_of_district": len(resource.unit_id) < 9,
    }


def _narrowed(
    request: ActorRequest, form: ResourceFilter, day: date
) -> tuple[QuerySet[Resource], list[Chip], str]:
    is_offered = is_offered_on(day)
    return narrow(
        request,
        form.apply(selectors.listed(request.actor, day)),
        "show",
        [
            Choice("offered", "可用", is_offered & (Q(left__gt=0) | Q(left__isnull=True))),
            Choice("full", "名额已满", is_offered & Q(left=0)),
            Choice("ending", "30天内到期", ends_soon_on(day)),
            Choice("over", "已到期或停用", is_over_on(day)),
            Choice("all", "全部", Q()),
        ],
    )
