"""What the pages about a street's progress share: the gate, the street, the standard."""

from collections.abc import Callable

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from core.parts import Link
from core.templatetags.portal_links import address
from core.web import ActorRequest, actor_required
from orgs.models import Unit
from standards.asked import asked, question_of
from standards.book import StandardBook
from stations import selectors
from stations.permissions import StationsPermission

may_see_progress = actor_required(StationsPermission.PROGRESS)
may_answer_delays = actor_required(StationsPermission.REVIEW)


def street_of(
    request: ActorRequest,
    code: str,
    told: Callable[[QuerySet[Unit]], QuerySet[Unit]] = lambda streets: streets,
) -> Unit:
    """A street of the actor's own unit, else 404; `told` adds to it what the page shows."""
    return get_object_or_404(told(selectors.streets_in(request.actor)), pk=code)


def book_of(request: ActorRequest) -> StandardBook:
    """The standard in force; 403 with the reason while none is out."""
    question_of(request)
    book = asked(request).book
    assert book is not None  # noqa: S101  # the line above has refused
    return book


def crumbs(request: ActorRequest, *path: tuple[str, str]) -> list[Link]:
    """服务站 / … / here; the last one has no address."""
    return [
        Link("服务站", address(request, "stations:list")),
        *(Link(label, url) for label, url in path),
    ]
