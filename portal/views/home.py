"""The first page: what waits for me, what is due next."""

from django.http import HttpResponse
from django.shortcuts import render

from core.web import ActorRequest, actor_required


@actor_required()
def home(request: ActorRequest) -> HttpResponse:
    """The actor's own page."""
    return render(request, "portal/home.html")
