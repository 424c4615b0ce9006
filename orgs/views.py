"""The streets, their communities and their registered population."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from core.clock import page_day
from core.lists import ordered
from core.parts import Column, Link
from core.templatetags.portal_links import address
from core.web import ActorRequest, actor_required
from orgs import selectors
from orgs.changes.selectors import changes_of, changes_on_file
from orgs.permissions import OrgsPermission

STREET_COLUMNS = (
    Column("街镇"),
    Column("类型"),
    Column("居委会", is_numeric=True, sort="residents"),
    Column("村委会", is_numeric=True, sort="villagers"),
    Column("户籍人口", is_numeric=True, sort="persons"),
    Column("人口截止日期"),
    Column("人口来源"),
)
STREET_ORDERS = {"residents": ["residents"], "villagers": ["villagers"], "persons": ["persons"]}
POPULATION_COLUMNS = (Column("截止日期"), Column("户籍人口", is_numeric=True), Column("来源"))
COMMUNITY_COLUMNS = (Column("居村"), Column("类型"), Column("代码"))


@actor_required(OrgsPermission.VIEW)
@require_GET
def unit_list(request: ActorRequest) -> HttpResponse:
    """Every street of the actor's unit as of the day."""
    day = page_day(request)
    streets, sort = ordered(
        request,
        selectors.streets_with_facts(request.actor, day),
        STREET_ORDERS,
    )
    latest = selectors.latest_changes(changes_of(request.actor), day)
    rows = [(street, latest.get(street.pk)) for street in streets]
    context = {"streets": rows, "columns": STREET_COLUMNS, "sort": sort}
    return render(request, "orgs/unit_list.html", context)


@actor_required(OrgsPermission.VIEW)
@require_GET
def unit(request: ActorRequest, code: str) -> HttpResponse:
    """A street: its names, its population over time, its communities as of the day."""
    day = page_day(request)
    street = get_object_or_404(selectors.streets_with_facts(request.actor, day), pk=code)
    context = {
        "street": street,
        "crumbs": [Link("单位", address(request, "orgs:list")), Link(street.name)],
        "aliases": [alias.name for alias in street.aliases.all() if not alias.is_wrong],
        "predecessors": list(street.predecessors.order_by("code")),
        "changes": list(changes_on_file(request.actor, street)),
        "day": day,
        "populations": list(street.populations.filter(as_of__lte=day)),
        "communities": list(selectors.communities_of(street, day)),
        "population_columns": POPULATION_COLUMNS,
        "community_columns": COMMUNITY_COLUMNS,
    }
    return render(request, "orgs/unit.html", context)


@actor_required(OrgsPermission.VIEW)
@require_GET
def community(request: ActorRequest, code: str) -> HttpResponse:
    """A community, ended ones too: what it came from and what became of it."""
    day = page_day(request)
    found = get_object_or_404(selectors.communities_open_to(request.actor), pk=code)
    context = {
        "unit": found,
        "day": day,
        "is_over": found.valid_to is not None and found.valid_to < day,
        "aliases": [alias.name for alias in found.aliases.all() if not alias.is_wrong],
        "changes": list(changes_on_file(request.actor, found)),
        "may_change": request.actor.can(OrgsPermission.KEEP) and found.valid_to is None,
        "crumbs": [
            Link("单位", address(request, "orgs:list")),
            Link(str(found.parent), address(request, "orgs:unit", found.parent_id)),
            Link(found.name),
        ],
    }
    return render(request, "orgs/community.html", context)
