"""Signing in: no hints, five tries, and nobody locks out his colleagues."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actors import actor_of
from accounts.models import User
from accounts.services import reset_password
from audit.models import Entry
from core.permissions import Role
from orgs.models import Unit
from tests import factories as make
from tests.accounts.browsers import PASSWORD, Browser

pytestmark = pytest.mark.django_db


def test_the_right_password_opens_the_portal_and_is_written_down(zhou: User) -> None:
    browser = Browser()
    assert not browser.is_in
    assert browser.sign_in() == 302
    assert browser.answer["Location"] == "/"
    assert browser.is_in
    entry = Entry.objects.get()
    assert (entry.action, entry.username, entry.role) == ("signed_in", "zhou", "street_manager")


def test_a_wrong_password_an_unknown_and_an_ended_account_get_the_same_answer(zhou: User) -> None:
    User.objects.create_user("gone", PASSWORD, is_active=False)
    tries = [("zhou", "wrong"), ("nobody", "wrong"), ("gone", "wrong"), ("gone", PASSWORD)]
    pages = set()
    for username, password in tries:
        browser = Browser()
        assert browser.sign_in(username, password) == 200
        assert not browser.is_in
        page = browser.answer.content.decode()
        token = browser.answer.context["csrf_token"]
        pages.add(page.replace(username, "").replace(str(token), ""))
    assert len(pages) == 1
    assert "账号或密码不对" in pages.pop()
    assert not Entry.objects.exists()


@pytest.mark.parametrize("username", ["zhou", "nobody"])
def test_known_or_not_a_password_is_hashed(zhou: User, username: str) -> None:
    """So that the time taken doesn't tell them apart."""
    with patch(
        "django.contrib.auth.hashers.MD5PasswordHasher.encode",
        autospec=True,
        side_effect=lambda self, password, salt: f"md5${salt}$",
    ) as encode:
        Browser().sign_in(username, "wrong")
    assert encode.call_count == 1


@pytest.mark.parametrize(
    ("target", "reached"),
    [
        ("/password/", "/password/"),
        ("/scores/?as_of=2024-09-20", "/scores/?as_of=2024-09-20"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_it_leads_on_within_the_portal_only(zhou: User, target: str, reached: str) -> None:
    browser = Browser()
    assert browser.sign_in(next=target) == 302
    assert browser.answer["Location"] == reached


def test_a_form_without_its_token_is_refused(zhou: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/sign-in/", {"username": "zhou", "password": PASSWORD})
    assert answer.status_code == 403
    assert "填的内容还在上一页" in answer.content.decode()


@pytest.mark.parametrize("username", ["x" * 300, "a\0b", "' OR 1=1 --", ""])
def test_odd_usernames_are_just_wrong(username: str) -> None:
    assert Browser().sign_in(username, "wrong") == 200


def test_five_failures_lock_the_user_at_that_address(zhou: User) -> None:
    browser = Browser()
    assert browser.fail(5) == [200, 200, 200, 200, 429]
    assert "连续输错了 5 次密码" in browser.answer.content.decode()
    assert browser.sign_in() == 429
    assert not browser.is_in


def test_four_failures_and_a_success_begin_anew(zhou: User) -> None:
    browser = Browser()
    assert browser.fail(4) == [200] * 4
    assert browser.sign_in() == 302
    browser.post("/sign-out/")
    assert browser.fail(4) == [200] * 4
    assert browser.sign_in() == 302


def test_a_colleague_behind_the_same_address_still_gets_in(zhou: User) -> None:
    User.objects.create_user("li", PASSWORD)
    Browser("10.0.0.1").fail(5)
    assert Browser("10.0.0.1").sign_in("li") == 302


def test_the_same_user_still_gets_in_from_elsewhere(zhou: User) -> None:
    Browser("10.0.0.1").fail(5)
    assert Browser("10.0.0.2").sign_in() == 302


def test_another_browser_at_the_same_address_is_locked_too(zhou: User) -> None:
    Browser("10.0.0.1").fail(5)
    assert Browser("10.0.0.1", user_agent="another").sign_in() == 429


def test_a_name_written_with_spaces_is_the_same_name(zhou: User) -> None:
    browser = Browser()
    names = ["zhou", " zhou", "zhou ", "\tzhou", "zhou\u3000"]
    assert [browser.sign_in(name, "wrong") for name in names] == [200, 200, 200, 200, 429]


def test_unknown_names_lock_like_known_ones(zhou: User) -> None:
    assert Browser().fail(6, "nobody") == [200, 200, 200, 200, 429, 429]


@pytest.mark.parametrize("header", ["x_forwarded_for", "x_real_ip", "forwarded", "client_ip"])
def test_a_spoofed_header_dodges_nothing(zhou: User, header: str) -> None:
    statuses = [
        Browser("10.0.0.1", **{header: f"192.0.2.{n}"}).sign_in("zhou", "wrong") for n in range(6)
    ]
    assert statuses == [200, 200, 200, 200, 429, 429]


def test_behind_our_proxy_its_header_alone_counts(zhou: User, settings) -> None:
    settings.TRUST_X_REAL_IP = True

    def through_proxy(caller: str, forged: str) -> Browser:
        return Browser("127.0.0.1", x_real_ip=caller, x_forwarded_for=forged)

    statuses = [
        through_proxy("192.0.2.1", f"198.51.100.{n}").sign_in("zhou", "wrong") for n in range(5)
    ]
    assert statuses[-1] == 429
    assert through_proxy("192.0.2.1", "198.51.100.99").sign_in() == 429
    assert through_proxy("192.0.2.2", "192.0.2.1").sign_in() == 302


def later(minutes: float) -> object:
    return patch(
        "axes.handlers.proxy.now", return_value=timezone.now() + timedelta(minutes=minutes)
    )


def test_the_lock_ends_after_half_an_hour_however_often_one_tries(zhou: User) -> None:
    browser = Browser()
    browser.fail(5)
    with later(29):
        assert browser.sign_in() == 429
    with later(31):
        assert browser.sign_in() == 302


def test_a_reset_password_ends_the_lock(zhou: User, street: Unit) -> None:
    Browser().fail(5)
    admin = make.MembershipFactory(unit=street, role=Role.DATA_ADMIN.value)
    slip = reset_password(user=zhou, by=actor_of(admin))
    assert Browser().sign_in("zhou", slip.password) == 302


def test_one_password_on_every_account_locks_the_address(zhou: User, settings) -> None:
    settings.ADDRESS_FAILURE_LIMIT = 12
    attacker = Browser("10.0.0.9")
    assert [attacker.sign_in(f"user{n}", "putuo2024") for n in range(12)] == [200] * 12
    assert attacker.sign_in() == 429
    assert "您所在的网络" in attacker.answer.content.decode()
    assert Browser("10.0.0.1").sign_in() == 302


def test_whoever_is_signed_in_does_not_sign_in_again(zhou: User) -> None:
    browser = Browser()
    browser.sign_in()
    assert browser.get("/sign-in/")["Location"] == "/"
