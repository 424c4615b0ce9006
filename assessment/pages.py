"""The gate and the ground of this room's pages."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.http import HttpResponse
from django.shortcuts import render

from assessment.permissions import AssessmentPermission
from assessment.selectors import Scene
from core.web import ActorRequest, actor_required
from standards.asked import asked
from standards.selectors import published_cycles

SceneView = Callable[Concatenate[ActorRequest, Scene, ...], HttpResponse]


def scene_of(request: Any) -> Scene | None:
    """What the page is about, read once for each request; None before a standard is published."""
    if not hasattr(request, "_scene"):
        day = asked(request)
        request._scene = Scene(request.actor, day.book, day.as_of) if day.book else None
    found: Scene | None = request._scene
    return found


def scored_page(view: SceneView) -> Callable[..., HttpResponse]:
    """Let a view be called by those who may see scores, with the scene of the day asked for."""

    @actor_required(AssessmentPermission.VIEW)
    @wraps(view)
    def page(request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        scene = scene_of(request)
        if scene is None:
            return render(request, "assessment/no_standard.html", {"cycles": published_cycles()})
        return view(request, scene, *args, **kwargs)

    return page


def is_panel(request: ActorRequest) -> bool:
    """Whether only the panel beside the board is wanted; the way back wants the whole page."""
    htmx = request.htmx  # type: ignore[attr-defined]
    return bool(htmx) and not htmx.history_restore_request
