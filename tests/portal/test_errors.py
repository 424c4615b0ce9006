"""Pages for what went wrong: each says what to do next, and leads nowhere in a circle."""

from collections.abc import Callable

from django.test import Client

SignIn = Callable[[str], Client]


def test_an_account_without_a_unit_is_told_what_to_do_and_can_leave(sign_in: SignIn) -> None:
    answer = sign_in("outsider").get("/")
    text = answer.content.decode()
    assert answer.status_code == 403
    assert "还没有任职单位" in text
    assert "outsider" in text
    assert 'action="/sign-out/"' in text
    assert "回首页" not in text


def test_a_role_without_the_permission_goes_back_to_her_home(sign_in: SignIn) -> None:
    answer = sign_in("a_community").get("/scores/")
    assert answer.status_code == 403
    assert "回首页" in answer.content.decode()


def test_a_form_that_is_too_old_leads_to_signing_in(db: None) -> None:
    answer = Client(enforce_csrf_checks=True).post("/sign-in/", {"username": "a"})
    text = answer.content.decode()
    assert answer.status_code == 403
    assert 'href="/sign-in/"' in text
    assert "回首页" not in text
