"""A form sent after its session had ended: nothing typed is lost, and nobody else reads it."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from accounts import drafts
from accounts.models import Draft
from tests.accounts.browsers import PASSWORD
from tests.cast import Cast
from tests.stations.browsing import drawn, filled
from tests.test_secrecy import dump

MINUTE = 60
HOUR = 60 * MINUTE
TYPED = "石泉路 99 号，从弄堂口进"


@pytest.fixture
def people(cast: Cast) -> Cast:
    """Everybody has a password."""
    for user in cast.users.values():
        user.set_password(PASSWORD)
        user.save()
    return cast


@pytest.fixture
def url(cast: Cast) -> str:
    return f"/stations/{cast.a.station.pk}/change/"


def signed_in(username: str = "a_manager") -> Client:
    browser = Client()
    assert sign_in(browser, username).status_code == 302
    return browser


def sign_in(browser: Client, username: str, **more: Any) -> HttpResponse:
    return browser.post("/sign-in/", {"username": username, "password": PASSWORD, **more})


def carried(page: HttpResponse) -> dict[str, str]:
    """What the sign-in page takes along."""
    body = page.content.decode()
    found = re.findall(r'<input type="hidden" name="(next|lost)" value="([^"]*)">', body)
    return {name: unescape(value) for name, value in found}


@contextmanager
def after(seconds: float) -> Iterator[None]:
    """Later, for the sessions and for what the sign-in page carries."""
    then = time.time() + seconds
    with (
        patch("accounts.sessions.time", return_value=then),
        patch("accounts.lost.time", return_value=then),
    ):
        yield


def send_too_late(browser: Client, url: str, **changes: Any) -> HttpResponse:
    """Fill the form in, and send it half an hour and a minute later."""
    typed = filled(browser, url, address=TYPED, **changes)
    with after(31 * MINUTE):
        page = browser.post(url, typed)
    assert page.status_code == 401
    return page


def test_from_an_ended_session_over_the_sign_in_page_back_into_the_form(
    people: Cast, url: str
) -> None:
    browser = signed_in()
    page = send_too_late(browser, url, seats="12")
    body = page.content.decode()
    assert "刚才填写的内容没有丢" in body
    assert TYPED not in body, "sealed"
    assert page["Cache-Control"] == "no-store"
    assert not Draft.objects.exists(), "nothing is written for somebody who is not signed in"

    answer = sign_in(browser, "a_manager", **carried(page))
    assert answer["Location"] == url
    back = browser.get(url).content.decode()
    assert "没有提交的草稿" in back
    fields = drawn(browser.get(f"{url}?draft=restore"))
    assert (fields["address"], fields["seats"]) == ([TYPED], ["12"])
    assert browser.post(url, fields).status_code == 302
    people.a.station.refresh_from_db()
    assert (people.a.station.address, people.a.station.seats) == (TYPED, 12)
    assert not Draft.objects.exists()


def test_the_day_of_the_page_stays_in_its_address(people: Cast, url: str) -> None:
    browser = signed_in()
    page = send_too_late(browser, f"{url}?as_of=2024-09-01")
    answer = sign_in(browser, "a_manager", **carried(page))
    assert answer["Location"] == f"{url}?as_of=2024-09-01"
    assert Draft.objects.get().key == url


def test_it_is_not_handed_to_another_who_signs_in(people: Cast, url: str) -> None:
    browser = signed_in()
    page = send_too_late(browser, url)
    answer = sign_in(browser, "a_admin", **carried(page))
    assert answer.status_code == 302
    assert not Draft.objects.exists()
    assert "另一个账号" in browser.get(url).content.decode()


def test_whose_session_ran_out_is_known_whatever_the_form_says(people: Cast, url: str) -> None:
    browser = signed_in()
    page = send_too_late(browser, url, draft_of=str(people.users["a_admin"].pk))
    sign_in(browser, "a_admin", **carried(page))
    assert not Draft.objects.exists()


@pytest.mark.parametrize(("who", "kept"), [("a_manager", 1), ("a_admin", 0)])
def test_a_session_that_was_deleted_is_known_by_the_form(
    people: Cast, url: str, who: str, kept: int
) -> None:
    browser = signed_in()
    typed = filled(browser, url, address=TYPED)
    Session.objects.all().delete()
    page = browser.post(url, typed)
    assert page.status_code == 401
    sign_in(browser, who, **carried(page))
    assert Draft.objects.count() == kept


def test_a_form_that_does_not_say_goes_to_whoever_signs_in(people: Cast, url: str) -> None:
    browser = signed_in()
    typed = filled(browser, url, address=TYPED)
    del typed["draft_of"]
    Session.objects.all().delete()
    sign_in(browser, "a_admin", **carried(browser.post(url, typed)))
    assert Draft.objects.get().user == people.users["a_admin"]


def test_after_two_hours_it_is_told_that_it_is_gone(people: Cast, url: str) -> None:
    browser = signed_in()
    page = send_too_late(browser, url)
    with after(31 * MINUTE + 2 * HOUR + MINUTE):
        sign_in(browser, "a_manager", **carried(page))
        assert "没有保留下来" in browser.get(url).content.decode()
    assert not Draft.objects.exists()


@pytest.mark.parametrize("spoilt", ["path", "address", "token", "rubbish"])
def test_what_was_tampered_with_does_not_open(people: Cast, url: str, spoilt: str) -> None:
    browser = signed_in()
    sent = carried(send_too_late(browser, url))
    match spoilt:
        case "path":
            sent["next"] = "/stations/points/"
        case "address":
            sent["next"] = "http://[::1"
        case "token":
            sent["lost"] = sent["lost"][:-8] + "AAAAAAAA"
        case "rubbish":
            sent["lost"] = "不是"
    assert sign_in(browser, "a_manager", **sent).status_code == 302
    assert not Draft.objects.exists()


def test_a_wrong_password_loses_nothing(people: Cast, url: str) -> None:
    browser = signed_in()
    first = send_too_late(browser, url)
    wrong = browser.post(
        "/sign-in/", {"username": "a_manager", "password": "wrong", **carried(first)}
    )
    assert wrong.status_code == 200
    assert "账号或密码不对" in wrong.content.decode()
    assert carried(wrong) == carried(first)


def test_being_locked_out_loses_nothing(people: Cast, url: str) -> None:
    browser = signed_in()
    page = send_too_late(browser, url)
    for _ in range(5):
        locked = browser.post(
            "/sign-in/", {"username": "a_manager", "password": "wrong", **carried(page)}
        )
    assert locked.status_code == 429
    assert carried(locked) == carried(page)
    again = browser.post("/sign-in/", carried(locked))
    assert again.status_code == 200
    assert "有 2 处要改" not in again.content.decode()
    assert carried(again) == carried(page)


def test_whoever_signed_in_in_another_window_meanwhile_has_it_too(people: Cast, url: str) -> None:
    browser = signed_in()
    page = send_too_late(browser, url)
    sign_in(browser, "a_manager")
    answer = browser.post("/sign-in/", carried(page))
    assert answer["Location"] == url
    assert Draft.objects.get().key == url


def test_files_are_told_by_name(people: Cast, url: str) -> None:
    browser = signed_in()
    file = SimpleUploadedFile("门牌.jpg", b"x")
    body = send_too_late(browser, url, photo=file).content.decode()
    assert "请再选一次：门牌.jpg" in body


def test_too_much_text_is_told(people: Cast, url: str) -> None:
    browser = signed_in()
    page = send_too_late(browser, url, lead_name="x" * drafts.MOST_BYTES)
    assert "太长，没有带过来" in page.content.decode()
    assert "lost" not in carried(page)


def test_without_its_token_a_form_is_refused_as_ever(people: Cast, url: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(url, {"address": TYPED})
    assert answer.status_code == 403
    assert not carried(answer)


@pytest.mark.parametrize("sent", [{}, {"csrfmiddlewaretoken": "x"}])
def test_an_empty_form_has_nothing_to_lose(people: Cast, url: str, sent: dict[str, str]) -> None:
    assert Client().post(url, sent)["Location"] == f"/sign-in/?next={url}"


def test_a_page_that_keeps_no_drafts_goes_to_the_sign_in_page(people: Cast) -> None:
    url = f"/stations/{people.a.station.pk}/reopen/"
    assert Client().post(url, {"version": "1"}).status_code == 302


def test_what_is_asked_for_is_shown_after_signing_in(people: Cast, url: str) -> None:
    browser = signed_in()
    with after(31 * MINUTE):
        assert browser.get(url)["Location"] == f"/sign-in/?next={url}"


def test_the_database_holds_nothing_in_clear(people: Cast, url: str) -> None:
    browser = signed_in()
    sign_in(browser, "a_manager", **carried(send_too_late(browser, url)))
    assert Draft.objects.count() == 1
    for plain in (TYPED, TYPED.encode().hex()):
        assert not [table for table, content in dump().items() if plain in content]


def test_autosave_is_told_that_the_session_is_over(people: Cast, url: str) -> None:
    browser = signed_in()
    with after(31 * MINUTE):
        answer = browser.post("/drafts/", {"key": url}, headers={"X-Requested-With": "fetch"})
    assert answer.status_code == 401
    assert "登录已过期" in answer.json()["reason"]
