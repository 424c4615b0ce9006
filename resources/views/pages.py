"""One resource: what it is, what is left of it, whom to ask."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from audit import trail
from audit.models import Entry
from core.clock import page_day
from core.masking import mask_name, mask_phone
from core.parts import Link
from core.templatetags.portal_links import address
from core.web import GET_OR_POST, ActorRequest, actor_required
from resources import selectors
from resources.models import Resource
from resources.permissions import ResourcesPermission
from resources.places import with_left
from resources.policies import may_change, may_keep, may_resume, may_see_contact
from resources.standing import areas_of, left_of, standing_of, term_of

A_YEAR = timedelta(days=365)


@actor_required(ResourcesPermission.VIEW)
@require_http_methods(GET_OR_POST)
def detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A resource's own page; by POST with its phone, and who looked is written down."""
    found = found_by(request, pk)
    if request.method != "POST":
        return _page(request, found)
    may_see_contact(request.actor, found).enforce()
    trail.record(
        actor=request.actor,
        action=Entry.Action.REVEALED,
        subject=f"resource:{found.pk}",
        field="contact_phone",
    )
    return _page(request, found, phone=found.contact_phone)


def found_by(request: ActorRequest, pk: UUID) -> Resource:
    """The resource of an address, as far as the actor sees it; else 404."""
    day = page_day(request)
    there = selectors.resources_of(request.actor).prefetch_related(selectors.AREAS)
    found: Resource = get_object_or_404(with_left(there, day), pk=pk)
    return found


def url_of(request: ActorRequest, resource: Resource) -> str:
    """The page of a resource."""
    return address(request, "resources:resource", resource.pk)


def crumbs(request: ActorRequest, resource: Resource | None = None, here: str = "") -> list[Link]:
    """The way back to the list, and to the resource where there is one."""
    path = [Link("资源", address(request, "resources:list"))]
    if resource is None:
        return [*path, Link(here)]
    if not here:
        return [*path, Link(resource.name)]
    return [*path, Link(resource.name, url_of(request, resource)), Link(here)]


def _page(request: ActorRequest, found: Resource, phone: str = "") -> HttpResponse:
    actor, day = request.actor, page_day(request)
    sees_contact = bool(may_see_contact(actor, found))
    context: dict[str, Any] = {
        "resource": found,
        "day": day,
        "standing": standing_of(found, day),
        "left": left_of(found),
        "term": term_of(found),
        "areas": areas_of(found, day),
        "is_for_all": not found.places_served.all(),
        "eligible": _eligible(found),
        "contact": found.contact_name if sees_contact else mask_name(found.contact_name),
        "phone": phone or mask_phone(found.contact_phone),
        "is_shown": bool(phone),
        "may_reveal": sees_contact and bool(found.contact_phone) and not phone,
        "taken": selectors.taken_by(actor, found, day - A_YEAR, day),
        "may_change": may_change(actor, found),
        "may_stop": may_keep(actor, found) and found.stopped_on is None,
        "may_resume": may_resume(actor, found),
        "crumbs": crumbs(request, found),
    }
    return render(request, "resources/resource.html", context)


def _eligible(resource: Resource) -> str:
    labels = dict(Resource._meta.get_field("eligible").base_field.flatchoices)
    return "、".join(str(labels[one]) for one in resource.eligible)
