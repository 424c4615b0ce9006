"""The provider answers without an account: what it is told, and what a link is good for."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import OneTimeLink
from audit.models import Entry
from casework.enums import ReferralState
from casework.models import Referral
from casework.referrals import linking, services
from casework.referrals.linking import VALID
from resources.models import Place
from tests.casework.referrals.telling import (
    HOME,
    LIST,
    PHONE,
    REQUEST,
    accepted,
    offered,
    rejected,
)
from tests.cast import DAY, Cast
from tests.pages import queries_of, text_of

ADDRESS = re.compile(r"http://testserver(/r/[^\s<]+/)")
HEAD = "石户明"


def linked(client: Client, referral: Referral) -> str:
    """The address that the advisor's page shows once."""
    response = client.post(f"{LIST}{referral.pk}/link/")
    assert response.status_code == 200
    found = ADDRESS.search(response.content.decode())
    assert found is not None
    return found[1]


@pytest.fixture
def outside() -> Client:
    """A browser in which nobody is signed in."""
    return Client()


def test_the_provider_takes_it_on_and_then_hears_whom_to_call(
    cast: Cast, sign_in, outside: Client
) -> None:
    referral = offered(cast)
    url = linked(sign_in("a_community"), referral)
    before = Entry.objects.count()
    page = text_of(outside, url)
    for words in (REQUEST, "健康医疗", "上门护理", referral.receipt, "石居芳"):
        assert words in page
    for words in (HEAD, PHONE, HOME, cast.a.household.number):
        assert words not in page, words
    assert Entry.objects.count() == before
    response = outside.post(url, {"answer": "yes"})
    body = response.content.decode()
    assert response.status_code == 200
    assert HEAD in body
    assert PHONE in body
    assert HOME not in body, "the family did not agree to that"
    assert response.headers["Cache-Control"] == "no-store"
    referral.refresh_from_db()
    assert (referral.state, referral.answered_on) == (ReferralState.ACCEPTED, DAY)
    assert referral.answered_by == "联系甲"
    lines = Entry.objects.filter(username__startswith="link:").order_by("id")
    assert {one.role for one in lines} == {"link_holder"}
    assert [one.action for one in lines] == ["changed", "seen"]
    used = outside.get(url)
    assert used.status_code == 410
    assert "用过" in used.content.decode()
    assert HEAD not in used.content.decode()


def test_without_consent_to_a_name_none_is_told(cast: Cast, sign_in, outside: Client) -> None:
    referral = offered(cast, shares=())
    client = sign_in("a_community")
    sheet = text_of(client, f"{LIST}{referral.pk}/sheet/")
    for words in (HEAD, PHONE, HOME, cast.a.household.number):
        assert words not in sheet
    assert "本人没有同意告知姓名和联系方式" in sheet
    body = outside.post(linked(client, referral), {"answer": "yes"}).content.decode()
    assert "请联系对接人：石居芳" in body
    for words in (HEAD, PHONE, HOME):
        assert words not in body


@pytest.mark.parametrize(
    ("shares", "there", "absent"),
    [
        (("name",), [HEAD], [PHONE, HOME]),
        (("phone", "address"), [PHONE, HOME], [HEAD]),
        (("name", "phone", "address"), [HEAD, PHONE, HOME], []),
    ],
)
def test_the_sheet_tells_what_is_shared_and_no_more(
    cast: Cast, sign_in, shares: tuple[str, ...], there: list[str], absent: list[str]
) -> None:
    referral = offered(cast, shares=shares)
    sheet = text_of(sign_in("a_community"), f"{LIST}{referral.pk}/sheet/")
    assert REQUEST in sheet
    for words in there:
        assert words in sheet
    for words in [*absent, cast.a.household.number]:
        assert words not in sheet
    title = sheet[sheet.index("<title>") : sheet.index("</title>")]
    assert HEAD not in title
    line = Entry.objects.filter(detail__items="对接单").get()
    assert (line.action, line.subject) == ("seen", f"household:{cast.a.household.pk}")


def test_the_provider_rejects_with_a_reason(cast: Cast, sign_in, outside: Client) -> None:
    referral = offered(cast)
    url = linked(sign_in("a_community"), referral)
    for typed, sentence in (
        ({}, "请选能接还是不能接"),
        ({"answer": "no", "reason_note": "别丢了"}, "请选原因"),
        ({"answer": "no", "reason": "other"}, "请写明是什么原因"),
    ):
        response = outside.post(url, typed)
        assert response.status_code == 200
        body = response.content.decode()
        assert sentence in body
        assert typed.get("reason_note", "") in body
    assert OneTimeLink.objects.get().used_at is None, "a mistake uses nothing up"
    body = outside.post(url, {"answer": "no", "reason": "out_of_area"}).content.decode()
    assert "您答复不能接" in body
    assert HEAD not in body
    referral.refresh_from_db()
    assert (referral.state, referral.reason) == (ReferralState.REJECTED, "out_of_area")
    assert Place.objects.get().given_back_on == DAY


@pytest.mark.parametrize(
    ("typed", "state", "words"),
    [
        ({"outcome": "yes", "result": "做了三次护理。"}, ReferralState.DONE, "您告知已完成"),
        ({"outcome": "no", "reason": "unreached"}, ReferralState.FAILED, "您告知没有做成"),
    ],
)
def test_a_second_link_tells_what_came_of_it(
    cast: Cast, sign_in, outside: Client, typed: dict[str, str], state: str, words: str
) -> None:
    referral = accepted(cast)
    url = linked(sign_in("a_community"), referral)
    page = text_of(outside, url)
    assert "做成了吗" in page
    assert HEAD not in page
    assert "请写一句结果" in outside.post(url, {"outcome": "yes"}).content.decode()
    body = outside.post(url, typed).content.decode()
    assert words in body
    assert PHONE not in body
    referral.refresh_from_db()
    assert (referral.state, referral.closed_on) == (state, DAY)
    again = outside.post(url, {"outcome": "yes", "result": "又写了一遍"})
    assert again.status_code == 410
    assert "又写了一遍" in again.content.decode()


def test_a_new_link_ends_the_one_before(cast: Cast, sign_in, outside: Client) -> None:
    referral, client = offered(cast), sign_in("a_community")
    first, second = linked(client, referral), linked(client, referral)
    assert outside.get(first).status_code == 410
    assert outside.get(second).status_code == 200
    assert "有效，到2024-10-04" in text_of(client, f"{LIST}{referral.pk}/")


@pytest.mark.parametrize("deed", ["answer", "revoke"])
def test_what_the_advisor_writes_down_ends_the_link(
    cast: Cast, sign_in, outside: Client, deed: str
) -> None:
    referral = offered(cast)
    url = linked(sign_in("a_community"), referral)
    if deed == "answer":
        accepted(cast, referral)
    else:
        services.revoke_referral(referral=referral, reason="declined", by=cast.actor("a_community"))
    response = outside.post(url, {"answer": "no", "reason": "other", "reason_note": "我写的"})
    assert response.status_code == 410
    assert "作废" in response.content.decode()
    assert "我写的" in response.content.decode()


def test_a_late_link_and_a_guess_open_nothing(
    cast: Cast, sign_in, outside: Client, settings: Any
) -> None:
    url = linked(sign_in("a_community"), offered(cast))
    assert outside.get(f"{url[:-5]}zzzz/").status_code == 404
    settings.PORTAL_DAY = DAY + VALID
    assert outside.get(url).status_code == 200
    settings.PORTAL_DAY = DAY + VALID + timedelta(days=1)
    late = outside.get(url)
    assert late.status_code == 410
    assert "2024-10-04已过期" in late.content.decode()


def test_what_is_over_gets_no_link_and_no_sheet(cast: Cast, sign_in) -> None:
    referral = rejected(cast)
    gone = sign_in("a_community").get(f"{LIST}{referral.pk}/sheet/")
    assert gone["Location"] == f"{LIST}{referral.pk}/"
    response = sign_in("a_community").post(f"{LIST}{referral.pk}/link/")
    assert response["Location"] == f"{LIST}{referral.pk}/"
    with pytest.raises(ValidationError, match="已经结束"):
        linking.make_answer_link(referral=referral, by=cast.actor("a_community"))
    assert not OneTimeLink.objects.exists()


def test_the_link_goes_to_the_contact_and_lasts_a_fortnight(cast: Cast, sign_in) -> None:
    referral = offered(cast)
    body = sign_in("a_advisor").post(f"{LIST}{referral.pk}/link/").content.decode()
    link = OneTimeLink.objects.get()
    assert (link.holder, link.expires_on) == ("联系甲", date(2024, 10, 4))
    assert (link.purpose, link.subject) == (services.PURPOSE, referral.pk)
    assert PHONE in body, "the sheet goes along"
    referral.resource.contact_name = ""
    referral.resource.save()
    sign_in("a_advisor").post(f"{LIST}{referral.pk}/link/")
    assert OneTimeLink.objects.order_by("-made_at").first().holder == str(
        referral.resource.provider.name
    )


def test_the_page_behind_a_link_costs_few_queries(cast: Cast, sign_in, outside: Client) -> None:
    url = linked(sign_in("a_community"), offered(cast))
    assert queries_of(outside, url) <= 6
