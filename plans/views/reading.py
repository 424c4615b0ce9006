"""A street's plans: the list of its years, one plan at a glance, one version as it was."""

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from core.clock import page_day, portal_day
from core.parts import Column
from core.web import ActorRequest
from orgs.selectors import streets_of
from plans import selectors
from plans.dues import first_due_of
from plans.models import ConstructionPlan, PlanVersion
from plans.permissions import PlansPermission
from plans.policies import may_begin
from plans.views.desk import desk
from plans.views.overview import overview_of, whole_of
from plans.views.pages import crumbs_of, may_view, readable_plan

PLAN_COLUMNS = (
    Column("年度"),
    Column("状态"),
    Column("形式"),
    Column("期限"),
    Column("通过日期"),
    Column("其他街镇可读"),
)


@may_view
@require_GET
def plan_list(request: ActorRequest) -> HttpResponse:
    """The district sees all streets; a street its own years, and what others have published."""
    if request.actor.can(PlansPermission.REVIEW):
        return desk(request)
    plans = list(selectors.plans_of(request.actor).order_by("-year", "street_id"))
    own = request.actor.street_code
    street = streets_of(request.actor, page_day(request)).filter(pk=own).first() if own else None
    year = portal_day().year
    is_begun = any(plan.year == year for plan in plans)
    context = {
        "plans": [(plan, plan.due_on or first_due_of(plan.year)) for plan in plans],
        "published": selectors.published_to(request.actor).order_by("-year", "street_id"),
        "columns": PLAN_COLUMNS,
        "street": street,
        "year": year,
        "due_on": first_due_of(year),
        "day": page_day(request),
        "may_begin": bool(street and not is_begun and may_begin(request.actor, street)),
    }
    return render(request, "plans/list.html", context)


@may_view
@require_GET
def plan(request: ActorRequest, pk: int) -> HttpResponse:
    """The own plan at a glance; what another street has published, to be read as a whole."""
    found = readable_plan(request, pk)
    if request.actor.covers(found.street_id):
        return render(request, "plans/plan.html", overview_of(request, found))
    latest = selectors.current_version(found)
    if latest is None:
        raise Http404
    context = whole_of(request, found, latest) | {"crumbs": crumbs_of(request, found)}
    return render(request, "plans/version.html", context)


@may_view
@require_GET
def version(request: ActorRequest, pk: int, number: int) -> HttpResponse:
    """The plan as it was handed in once."""
    found = readable_plan(request, pk)
    chosen = get_object_or_404(_versions(request, found), number=number)
    crumbs = crumbs_of(request, found, f"第 {number} 稿")
    context = whole_of(request, found, chosen) | {"crumbs": crumbs}
    return render(request, "plans/version.html", context)


def _versions(request: ActorRequest, plan: ConstructionPlan) -> QuerySet[PlanVersion]:
    """Every version for the own street, for the district those not taken back.

    Of a published plan the approved one for all others.
    """
    versions = selectors.versions_of(plan)
    if request.actor.may_see_names(plan.street_id):
        return versions
    if request.actor.covers(plan.street_id):
        return versions.filter(withdrawn_on__isnull=True)
    return versions.filter(is_approved=True)
