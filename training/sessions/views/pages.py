"""What the pages that keep sessions have in common."""

from django.shortcuts import get_object_or_404

from core.parts import Link
from core.templatetags.portal_links import address
from core.web import ActorRequest, actor_required
from training.models import TrainingSession
from training.permissions import TrainingPermission
from training.sessions import selectors

may_keep_training = actor_required(TrainingPermission.KEEP)
may_attend = actor_required(TrainingPermission.ATTEND)


def found(request: ActorRequest, pk: int) -> TrainingSession:
    """A session in the actor's scope, else 404."""
    session: TrainingSession = get_object_or_404(selectors.session_in_full(request.actor), pk=pk)
    return session


def url_of(request: ActorRequest, session: TrainingSession) -> str:
    """The page of a session."""
    return address(request, "training:session", session.pk)


def crumbs(request: ActorRequest, here: str, session: TrainingSession | None = None) -> list[Link]:
    """The way to a page about a session, or about none yet."""
    path = [Link("培训", address(request, "training:list"))]
    if session is not None:
        path.append(Link(session.topic, url_of(request, session)))
    return [*path, Link(here)]


def words_of(messages: list[str]) -> str:
    """What a service refused, as one line."""
    return "；".join(messages)
