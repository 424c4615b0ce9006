"""What was typed into the self-check, the milestones or a delay and not sent is not lost."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts import drafts
from accounts.models import Draft
from tests.cast import Cast
from tests.stations.browsing import drawn

FORMS = {
    "self-check/{}/": {"S1-2-note": "门口的牌子在做"},
    "milestones/{}/": {"siting-note": "等街道办会议"},
    "milestones/{}/delay/": {"reason": "装修招标流标一次"},
}


def fields_of(client: Client, url: str, address: str = "") -> dict[str, Any]:
    """The fields of the page's form that is sent to its own address."""
    page = client.get(f"{url}{address}")
    assert page.status_code == 200
    if url.endswith("/delay/"):
        return {"reason": page.context["ask_form"]["reason"].value() or ""}
    return drawn(page)


@pytest.mark.parametrize(("path", "typed"), FORMS.items(), ids=list(FORMS))
def test_a_form_sent_after_its_session_comes_back_from_signing_in(
    cast: Cast, sign_in, path: str, typed: dict[str, str]
) -> None:
    url = f"/stations/{path.format(cast.a.unit.code)}"
    client = sign_in("a_manager")
    sent = fields_of(client, url) | typed
    client.logout()
    assert client.post(url, sent).status_code == 401, "asked to sign in, with what was typed"

    text = drafts.text_of(
        {name: one if isinstance(one, list) else [one] for name, one in sent.items()}
    )
    drafts.keep(cast.users["a_manager"].pk, url, text)
    client = sign_in("a_manager")
    assert "没有提交的草稿" in client.get(url).content.decode()
    again = fields_of(client, url, "?draft=restore")
    for name, words in typed.items():
        assert again[name] in (words, [words])
    assert client.post(url, again).status_code == 302
    assert not Draft.objects.exists()


def test_every_form_that_is_kept_says_when_it_was(cast: Cast, sign_in) -> None:
    code, client = cast.a.unit.code, sign_in("a_manager")
    # Late, so that there is something to ask for.
    cast.a.station.opened_on = date(2024, 8, 1)
    cast.a.station.save()
    pages = [
        client.get(f"/stations/self-check/{code}/"),
        client.get(f"/stations/milestones/{code}/"),
        client.get(f"/stations/milestones/{code}/delay/"),
        client.post(f"/stations/milestones/{code}/", {"siting-planned_on": "不知道"}),
        client.post(f"/stations/milestones/{code}/delay/", {}),
    ]
    found = [
        (
            page.content.decode().count("data-draft="),
            page.content.decode().count("data-draft-state="),
        )
        for page in pages
    ]
    # Where one of two forms was sent, the other is not kept: nobody wrote in it.
    assert found == [(1, 1), (2, 2), (1, 1), (1, 1), (1, 1)]
