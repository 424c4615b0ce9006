"""Canaries behind one-time links: what an outsider is shown, and where a secret turns up."""

import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from html import unescape
from itertools import product

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection, transaction
from django.test import Client

from accounts import links
from accounts.models import OneTimeLink
from audit.models import Entry
from core.sealing import sealed_file_property, sealed_property
from tests.accounts.test_links import well_formed
from tests.casework import together_canaries as together
from tests.casework.test_secrecy import (
    CANARIES,
    HEAD,
    HOME,
    HOUSEHOLD_PHONE,
    SEALED,
    TITLE,
    addresses,
    led_on,
)
from tests.casework.test_secrecy import there as there
from tests.cast import Cast
from tests.secrecy import ADDRESS, Log, found_in

SignIn = Callable[[str], Client]


def unsealed() -> Iterator[str]:
    """Every sealed text of the database, opened."""
    for model in apps.get_models():
        kinds = (sealed_property, sealed_file_property)
        names = [name for name, value in vars(model).items() if isinstance(value, kinds)]
        for row in model._base_manager.all() if names else ():
            for name in names:
                value = getattr(row, name)
                yield value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def test_every_canary_went_in_and_opens_with_the_key(there: Cast) -> None:
    told = "\n".join(unsealed())
    # A draft is kept as JSON.
    assert [one for one in SEALED if one not in told and json.dumps(one)[1:-1] not in told] == []


# What is shown --------------------------------------------------------------------------------


def test_a_link_shows_what_it_asks_and_nobody(there: Cast, client: Client) -> None:
    *_, referral = [one for one in together.links_of(there) if one.startswith("/r/")]
    *_, handover = [one for one in together.links_of(there) if one.startswith("/h/")]
    shown = {referral: [together.REQUESTED], handover: [together.CLERK, together.MATTER]}
    for page, asked in shown.items():
        answer = client.get(page)
        body = unescape(answer.content.decode())
        assert answer.status_code == 200
        assert found_in(body, CANARIES) == asked
        assert found_in(" ".join(TITLE.findall(body)), CANARIES) == []
        assert found_in(" ".join(ADDRESS.findall(body)), together.secrets_of(there)) == []
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "strict-origin"
        assert client.session.keys() == set()


def test_a_used_or_unknown_link_shows_nothing(there: Cast, client: Client) -> None:
    *used, _, _ = sorted(
        together.links_of(there), key=lambda one: client.get(one).status_code, reverse=True
    )
    assert len(used) == 4
    for page in (*used, f"/r/{well_formed(1)}/", f"/h/{well_formed(2)}/", "/r/half/"):
        answer = client.get(page)
        assert answer.status_code in (404, 410)
        assert found_in(unescape(answer.content.decode()), CANARIES) == []
        assert found_in(answer.content.decode(), together.secrets_of(there)) == []


def test_a_link_of_one_kind_does_not_open_the_other(there: Cast, client: Client) -> None:
    for page in together.links_of(there):
        other = page.replace("/r/", "/h/") if page.startswith("/r/") else page.replace("/h/", "/r/")
        answer = client.get(other)
        assert answer.status_code == 404
        assert found_in(unescape(answer.content.decode()), CANARIES) == []


def test_what_the_family_agreed_to_is_told_once_and_only_to_who_takes_it_on(
    there: Cast, sign_in: SignIn, client: Client
) -> None:
    hers = sign_in("a_community")
    together.needed(there, hers, led_on, "employment")
    page = together.sent(
        there, hers, together.offered(there, hers, led_on, "employment", together.REQUEST)
    )
    before = unescape(client.get(page).content.decode())
    after = unescape(client.post(page, {"answer": "yes"}).content.decode())
    again = unescape(client.get(page).content.decode())
    hidden = (HEAD, HOUSEHOLD_PHONE, HOME)
    assert found_in(before, hidden) == []
    assert found_in(after, hidden) == list(hidden)
    assert found_in(again, hidden) == []


# Where a secret turns up ----------------------------------------------------------------------


def test_no_page_shows_a_secret_again(there: Cast, sign_in: SignIn) -> None:
    secrets, links_there = together.secrets_of(there), together.links_of(there)
    for seat in ("a_manager", "a_community", "reviewer", "auditor"):
        client = sign_in(seat)
        for page in addresses(there):
            if page in links_there:
                continue
            answer = client.get(page)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            told = body.decode(errors="replace") + str(answer.headers)
            assert found_in(told, secrets) == [], (seat, page)
    kept = json.dumps([one.get_decoded() for one in Session.objects.all()], ensure_ascii=False)
    assert found_in(kept, (*secrets, *CANARIES)) == []


def test_the_trail_holds_no_text_no_name_and_no_secret(there: Cast) -> None:
    lines = "\n".join(str(one) for one in Entry.objects.values_list())
    assert "link:" in lines
    assert found_in(lines, (*CANARIES, *together.secrets_of(there))) == []


def test_a_secret_is_kept_as_its_digest_alone(there: Cast) -> None:
    digests = set(OneTimeLink.objects.values_list("digest", flat=True))
    for secret in together.secrets_of(there):
        assert links._digest(secret.replace("-", "")) in digests


# Logs -----------------------------------------------------------------------------------------


def quoted(secret: str) -> None:
    raise ValueError(f"no such link: {secret}, /r/{secret}/ of {HEAD}, {HOUSEHOLD_PHONE}")


def in_the_database(secret: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::integer", [f"{secret} {HEAD} {together.REQUESTED}"])


def chained(secret: str) -> None:
    try:
        in_the_database(secret)
    except DatabaseError as error:
        raise RuntimeError(f"while opening {secret}: {error!r}") from error


def test_an_error_behind_a_link_leaves_neither_it_nor_anybody_in_the_logs(
    monkeypatch: pytest.MonkeyPatch, log: Log, database_log: Callable[[], str], there: Cast
) -> None:
    client = Client(raise_request_exception=False)
    hidden = (*CANARIES, *together.secrets_of(there))
    for failure, method in product((quoted, in_the_database, chained), ("get", "post")):
        for page in together.links_of(there):
            told = partial(_fail, failure, page.split("/")[2])
            monkeypatch.setattr(links, "_must_be_good", told)
            with transaction.atomic():
                answer = getattr(client, method)(page, {"clerk": together.COUNTER, "answer": HEAD})
                transaction.set_rollback(True)
            assert answer.status_code == 500, (failure.__name__, method)
            assert found_in(unescape(answer.content.decode()), hidden) == []
        assert f"in {failure.__name__}" in str(log)
    assert found_in(str(log), hidden) == []
    assert found_in(database_log(), hidden) == []


def _fail(failure: Callable[[str], None], secret: str, *_: object) -> None:
    failure(secret)


def test_links_that_are_late_cut_off_or_guessed_leave_no_secret_in_the_logs(
    log: Log, database_log: Callable[[], str], there: Cast, client: Client
) -> None:
    for page in together.links_of(there):
        secret = page.split("/")[2]
        for one in (page, page.upper().lower(), f"/r/{secret[:-3]}/", f"/h/{secret}x/"):
            client.get(one)
            client.get(one.rstrip("/"))
            client.post(one, {"answer": "x" * 900, "clerk": HEAD * 20, "result": HOME * 90})
            client.put(one)
            client.get(f"{one}{HEAD}/?next={page}")
    secrets = together.secrets_of(there)
    halves = [one[: len(one) // 2] for one in secrets]
    assert "Not Found" in str(log)
    assert "Internal Server Error" not in str(log)
    assert found_in(str(log), (*CANARIES, *secrets, *halves)) == []
    assert found_in(database_log(), (*CANARIES, *secrets, *halves)) == []


def test_the_address_of_the_page_before_is_told_to_nobody(there: Cast, client: Client) -> None:
    for page in together.links_of(there):
        body = client.get(page).content.decode()
        outside = [one for one in re.findall(r'(?:href|src)="([^"]+)"', body) if "//" in one]
        assert outside == []
