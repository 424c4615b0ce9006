"""The first page: what waits for me, what is due next."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core.web import ActorRequest, actor_required
from portal.homes import home_of


@actor_required()
@require_GET
def home(request: ActorRequest) -> HttpResponse:
    """The actor's own page."""
    return render(request, "portal/home.html", home_of(request))
