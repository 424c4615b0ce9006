"""The page that opens without a network: the same for everybody, and all of it can be kept."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from casework.phone import shell
from tests.cast import Cast

PAGE, WORKER = reverse("casework:phone"), reverse("casework:phone-worker")

SignIn = Callable[[str], Client]


def test_the_page_is_the_same_for_everybody(cast: Cast, sign_in: SignIn) -> None:
    ones = [sign_in("a_community"), sign_in("b_community"), sign_in("a_manager"), Client()]
    pages = {one.get(PAGE).content for one in ones}
    assert len(pages) == 1
    text = pages.pop().decode()
    for secret in [*cast.a.secrets, *cast.b.secrets, *cast.users, "csrfmiddlewaretoken"]:
        assert secret not in text
    assert "2024-09-20" not in text, "a day in it would make another page of it each morning"


def test_the_worker_may_have_this_one_page(cast: Cast) -> None:
    response = Client().get(WORKER)
    assert response["Content-Type"].startswith("text/javascript")
    assert response["Service-Worker-Allowed"] == PAGE
    assert WORKER.startswith(PAGE)
    assert response["Cache-Control"] == "no-cache"
    assert f'const SHELL = "{PAGE}";' in response.content.decode()


@pytest.mark.parametrize("address", [PAGE, WORKER])
def test_neither_takes_a_form(cast: Cast, address: str) -> None:
    assert Client().post(address).status_code == 405


def test_all_that_the_page_asks_for_is_kept(cast: Cast) -> None:
    asked = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', shell.page()))
    assert asked
    assert asked <= set(shell.files())


def test_all_that_the_scripts_ask_for_is_kept() -> None:
    kept, open_ends, seen = set(shell.files()), [*shell.SCRIPTS], set()
    while open_ends:
        path = open_ends.pop()
        if path in seen:
            continue
        seen.add(path)
        source = finders.find(path)
        assert source, path
        named = re.findall(r'from "\./([^"]+)"', Path(source).read_text())
        open_ends += [f"{path.rsplit('/', 1)[0]}/{name}" for name in named]
    imported = seen - set(shell.SCRIPTS)
    assert imported == set(shell.MODULES)
    assert {f"/{settings.STATIC_URL.strip('/')}/{path}" for path in imported} <= kept


def test_another_page_is_another_version(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    before = shell._version()
    monkeypatch.setattr(shell, "page", lambda: "another")
    assert shell._version() != before
