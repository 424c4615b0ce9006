"""What the pages of visits do alike."""

from datetime import date
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404

from audit import trail
from audit.models import Entry
from casework.households import reasons
from casework.households.reading import may_look_into
from casework.models import Visit
from casework.permissions import CaseworkPermission
from casework.visits import selectors
from casework.visits.due import usual_in
from casework.visits.policies import may_read_visit
from core.parts import Link
from core.permissions import Role
from core.templatetags.portal_links import address
from core.web import ActorRequest, actor_required
from standards.asked import asked

may_view = actor_required(CaseworkPermission.VIEW)
may_serve_households = actor_required(CaseworkPermission.SERVE)
# Who goes from door to door comes back to her own list; others see what they wrote.
ON_FOOT = (Role.STREET_ADVISOR, Role.COMMUNITY_ADVISOR)


def visit_by(request: ActorRequest, pk: UUID) -> Visit:
    """The visit of an address, within the actor's scope."""
    found: Visit = get_object_or_404(selectors.whole_visits(request.actor), pk=pk)
    return found


def household_to_visit(request: ActorRequest, pk: UUID, day: date) -> Any:
    """The household of an address, within the actor's scope, with what is due."""
    usual = usual_in(asked(request).book)
    return get_object_or_404(selectors.to_visit(request.actor, day, usual), pk=pk)


def may_read_now(request: ActorRequest, visit: Visit) -> bool:
    """Whether the whole visit is shown: to those who serve, and to the district with a reason."""
    if may_read_visit(request.actor, visit):
        return True
    is_given = reasons.is_given(request, visit.household_id)
    return is_given and bool(may_look_into(request.actor, visit.household))


def write_seen(request: ActorRequest, visit: Visit, **detail: str) -> None:
    """Who read what was said on a visit."""
    trail.record(
        actor=request.actor,
        action=Entry.Action.SEEN,
        subject=f"household:{visit.household_id}",
        visit=visit.receipt,
        **detail,
    )


def crumbs(request: ActorRequest, here: str, visit: Visit | None = None) -> list[Link]:
    """The way from the list of visits."""
    path = [Link("走访", address(request, "casework:visits"))]
    if visit is not None:
        path.append(Link(str(visit), url_of(request, visit)))
    return [*path, Link(here)]


def url_of(request: ActorRequest, visit: Visit) -> str:
    """The page of a visit."""
    return address(request, "casework:visit", visit.pk)


def after_visit(request: ActorRequest, visit: Visit) -> str:
    """Where one goes on when a visit is written down."""
    if request.actor.role in ON_FOOT:
        return address(request, "casework:mine")
    return url_of(request, visit)
