"""The gate in front of every page."""

import json
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from core.actor import Actor
from core.permissions import Permission, Role
from core.web import actor_required


class RoomPermission(Permission):
    SEE = "room.see", "查看房间"
    KEEP = "room.keep", "整理房间"


def asked(
    *held: Permission, actor: bool = True, signed_in: bool = True, **headers: str
) -> HttpRequest:
    request = RequestFactory().get("/room/?page=2", headers=headers)
    request.user = SimpleNamespace(is_authenticated=True) if signed_in else AnonymousUser()
    request.actor = (
        Actor(1, "x", "x", Role.AUDITOR, "310107", "普陀区", permissions=frozenset(held))
        if actor
        else None
    )
    return request


def page(*permissions: Permission) -> Callable[..., HttpResponse]:
    return actor_required(*permissions)(lambda request: HttpResponse("in"))


def test_nobody_is_sent_to_the_sign_in_page_and_back() -> None:
    answer = page()(asked(signed_in=False, actor=False))
    assert answer.status_code == 302
    assert answer["Location"] == "/sign-in/?next=/room/%3Fpage%3D2"


@pytest.mark.parametrize(
    "headers",
    [{"X-Requested-With": "fetch"}, {"Accept": "application/json"}, {"HX-Request": "true"}],
)
def test_a_script_is_told_and_not_led_away(headers: dict[str, str]) -> None:
    """The page it runs in may hold what somebody typed."""
    answer = page()(asked(signed_in=False, actor=False, **headers))
    assert answer.status_code == 401
    assert "HX-Redirect" not in answer
    assert answer["Cache-Control"] == "no-store"
    assert json.loads(answer.content) == {"reason": "登录已过期，请重新登录。"}


def test_without_a_membership_it_says_whom_to_ask() -> None:
    with pytest.raises(PermissionDenied, match="没有任职单位，请找数据管理员"):
        page()(asked(actor=False))


def test_one_of_the_permissions_is_enough() -> None:
    both = page(RoomPermission.SEE, RoomPermission.KEEP)
    assert both(asked(RoomPermission.KEEP)).content == b"in"
    with pytest.raises(PermissionDenied, match="审计员，不能查看房间"):
        both(asked())


def test_no_permission_named_any_actor() -> None:
    assert page()(asked()).content == b"in"


def test_a_view_tells_what_it_needs() -> None:
    assert page(RoomPermission.SEE).needs == (RoomPermission.SEE,)
