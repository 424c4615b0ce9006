"""The typed request of a signed-in actor, and the gate in front of every page."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from core.actor import Actor
from core.permissions import Permission


class ActorRequest(HttpRequest):
    """A request that has passed `actor_required`."""

    actor: Actor
    memberships: list[Any]


View = Callable[Concatenate[ActorRequest, ...], HttpResponse]


def actor_required(*permissions: Permission) -> Callable[[View], Callable[..., HttpResponse]]:
    """Let a view be called only by an actor who holds one of the permissions.

    Nobody signed in: to the sign-in page. No membership, or a role without the permission:
    403 with the reason. No permissions named: any actor.
    """

    def decorate(view: View) -> Callable[..., HttpResponse]:
        @wraps(view)
        def gate(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if request.actor is None:
                raise PermissionDenied("您的账号今天没有任职单位，请找数据管理员登记。")
            if permissions and not any(request.actor.can(one) for one in permissions):
                request.actor.must(permissions[0]).enforce()
            return view(request, *args, **kwargs)

        gate.needs = permissions  # type: ignore[attr-defined]
        return gate

    return decorate
