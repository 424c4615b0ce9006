"""The first page: what waits for me, what is due next."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core.web import ActorRequest, actor_required
from portal.context import todos_of
from portal.homes import home_of


@actor_required()
@require_GET
def home(request: ActorRequest) -> HttpResponse:
    """The actor's own page."""
    return render(request, "portal/home.html", home_of(request) | _count(request))


@actor_required()
@require_GET
def todo_count(request: ActorRequest) -> HttpResponse:
    """How much waits for the actor: for the bars of a page that is already there."""
    return render(request, "frame/todo_count.html", _count(request))


def _count(request: ActorRequest) -> dict[str, int]:
    return {"todo_count": len(todos_of(request))}
