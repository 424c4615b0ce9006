"""The typed request of a signed-in actor, and the gate in front of every page."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse

from core.actor import Actor
from core.permissions import Permission


class ActorRequest(HttpRequest):
    """A request that has passed `actor_required`."""

    actor: Actor
    memberships: list[Any]


# The methods of a page with a form on it.
GET_OR_POST = ("GET", "HEAD", "POST")

View = Callable[Concatenate[ActorRequest, ...], HttpResponse]


def actor_required(*permissions: Permission) -> Callable[[View], Callable[..., HttpResponse]]:
    """Let a view be called only by an actor who holds one of the permissions.

    Nobody signed in: see `turn_away`. No membership, or a role without the permission: 403 with
    the reason. No permissions named: any actor.
    """

    def decorate(view: View) -> Callable[..., HttpResponse]:
        @wraps(view)
        def gate(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return turn_away(request, keeps_draft=getattr(view, "keeps_draft", False))
            if request.actor is None:
                raise PermissionDenied("您的账号今天没有任职单位，请找数据管理员登记。")
            if permissions and not any(request.actor.can(one) for one in permissions):
                request.actor.must(permissions[0]).enforce()
            return view(request, *args, **kwargs)

        gate.needs = permissions  # type: ignore[attr-defined]
        return gate

    return decorate


def turn_away(request: HttpRequest, *, keeps_draft: bool = False) -> HttpResponse:
    """What somebody who is not signed in gets, mostly because her session has ended.

    A script: 401 in JSON; a page that stays open must not be led away from what was typed in it
    (htmx would follow a redirect, and swap the sign-in page in or leave). A form that was filled
    in, to a view that keeps drafts: as the room of accounts answers. All others: to the sign-in
    page, and back from there.
    """
    if is_from_script(request):
        response = JsonResponse({"reason": "登录已过期，请重新登录。"}, status=401)
        response.headers["Cache-Control"] = "no-store"
        return response
    if keeps_draft and set(request.POST) - {"csrfmiddlewaretoken"}:
        return _answer_lost_form(request)
    return _to_sign_in(request)


def is_from_script(request: HttpRequest) -> bool:
    """Whether a script of ours, or htmx, waits for the answer and not a person."""
    headers = request.headers
    return (
        headers.get("X-Requested-With") == "fetch"
        or headers.get("Accept", "").startswith("application/json")
        or headers.get("HX-Request") == "true"
    )


def answer_lost_forms(answer: Callable[[HttpRequest], HttpResponse]) -> None:
    """Let a room say what becomes of a form that was sent after its session had ended."""
    global _answer_lost_form
    _answer_lost_form = answer


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    return redirect_to_login(request.get_full_path())


_answer_lost_form: Callable[[HttpRequest], HttpResponse] = _to_sign_in
