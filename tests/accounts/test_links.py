"""One-time links: made once, opened while they are good, used once; guessing has to wait."""

import re
from datetime import date, timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone
from pytest_django import Settings

from accounts import links
from accounts.links import LinkRefused
from accounts.models import LinkGuess, OneTimeLink
from audit.models import Entry
from audit.telling import told
from core.actor import Actor
from core.permissions import Role, permissions_of
from tests.cast import DAY, Cast
from tests.secrecy import disguises, dump

pytestmark = pytest.mark.django_db

PURPOSE = "casework.handover"
SECRET = re.compile(r"(?:[2-9a-hjkmnp-z]{4}-){5}[2-9a-hjkmnp-z]{4}")


@pytest.fixture
def by(cast: Cast) -> Actor:
    return cast.actor("a_advisor")


def made(cast: Cast, by: Actor, **changes: Any) -> tuple[OneTimeLink, str]:
    facts = {
        "purpose": PURPOSE,
        "subject": uuid4(),
        "holder": "窗口甲",
        "unit": cast.a.unit,
        "expires_on": DAY + timedelta(days=7),
        **changes,
    }
    with transaction.atomic():
        return links.make_link(by=by, **facts)


def request(address: str = "10.0.0.1", **meta: str) -> HttpRequest:
    return RequestFactory().get("/", REMOTE_ADDR=address, **meta)


def refused(secret: str, purpose: str = PURPOSE, **asked: str) -> LinkRefused:
    with pytest.raises(LinkRefused) as found:
        links.open_link(request(**asked), secret, purpose)
    return found.value


def well_formed(n: int) -> str:
    """A secret that no link has."""
    signs = "23456789abcdefghjkmnpqrstuvwxyz"
    return "-".join(["zzzz"] * 5 + [f"zz{signs[n // 31]}{signs[n % 31]}"])


def test_a_link_opens_with_its_secret_however_it_is_typed(cast: Cast, by: Actor) -> None:
    link, secret = made(cast, by)
    assert SECRET.fullmatch(secret)
    for typed in (secret, secret.upper(), secret.replace("-", ""), secret.replace("-", " - ")):
        assert links.open_link(request(), typed, PURPOSE) == link
    assert len({made(cast, by)[1] for _ in range(20)}) == 20


def test_opening_a_link_writes_nothing(cast: Cast, by: Actor) -> None:
    _, secret = made(cast, by)
    before = dump()
    links.open_link(request(), secret, PURPOSE)
    assert dump() == before


def test_the_secret_is_kept_nowhere(cast: Cast, by: Actor) -> None:
    _, secret = made(cast, by)
    rows = dump()
    for one in (secret, secret.replace("-", "")):
        for disguise in disguises(one):
            assert [table for table, text in rows.items() if disguise in text] == []


def test_whoever_makes_a_link_is_told_and_the_holder_is_not(cast: Cast, by: Actor) -> None:
    link, _ = made(cast, by)
    line = Entry.objects.get(subject=f"onetimelink:{link.pk}")
    assert (line.action, line.username) == ("created", "a_advisor")
    assert line.detail == {"unit": cast.a.unit.pk, "ends_on": "2024-09-27"}
    assert told([line])[0].subject == str(link)
    assert "窗口甲" not in f"{link} {link!r}"


def test_a_link_is_of_ones_own_unit_and_not_over_from_the_start(cast: Cast, by: Actor) -> None:
    with pytest.raises(PermissionDenied, match="不在您的范围内"):
        made(cast, by, unit=cast.b.unit)
    with pytest.raises(ValueError, match="over before it begins"):
        made(cast, by, expires_on=DAY - timedelta(days=1))
    assert not OneTimeLink.objects.exists()


def test_a_used_link_is_told_from_a_late_one_and_a_revoked_one(
    cast: Cast, by: Actor, settings: Settings
) -> None:
    used, used_secret = made(cast, by)
    with transaction.atomic():
        links.use_link(used)
    _, late_secret = made(cast, by, expires_on=DAY)
    links.open_link(request(), late_secret, PURPOSE)  # its last day is a good one
    revoked, revoked_secret = made(cast, by)
    assert links.revoke_links(purpose=PURPOSE, subject=revoked.subject) == 1
    settings.PORTAL_DAY = DAY + timedelta(days=1)
    words = {}
    for name, secret in (
        ("used", used_secret), ("late", late_secret), ("revoked", revoked_secret),
    ):  # fmt: skip
        told = refused(secret)
        assert told.status == 410
        words[name] = told.words
    assert "用过" in words["used"]
    assert "2024-09-20已过期" in words["late"]
    assert "已作废" in words["revoked"]
    assert not LinkGuess.objects.exists(), "who knows a secret does not guess"


def test_a_link_is_used_once(cast: Cast, by: Actor) -> None:
    link, secret = made(cast, by)
    with transaction.atomic():
        links.use_link(link)
    with pytest.raises(LinkRefused) as again, transaction.atomic():
        links.use_link(OneTimeLink.objects.get(pk=link.pk))
    assert again.value.status == 410
    assert refused(secret).status == 410


def test_what_was_used_in_vain_is_not_used(cast: Cast, by: Actor) -> None:
    link, secret = made(cast, by)
    with transaction.atomic():
        links.use_link(link)
        transaction.set_rollback(True)
    assert links.open_link(request(), secret, PURPOSE) == link


def test_a_link_that_opened_while_good_is_still_asked_when_it_is_used(
    cast: Cast, by: Actor
) -> None:
    link, secret = made(cast, by)
    opened = links.open_link(request(), secret, PURPOSE)
    links.revoke_links(purpose=PURPOSE, subject=link.subject)
    with pytest.raises(LinkRefused, match="已作废"), transaction.atomic():
        links.use_link(opened)


def test_a_new_link_ends_the_one_before_and_no_others(cast: Cast, by: Actor) -> None:
    subject = uuid4()
    _, first = made(cast, by, subject=subject)
    elsewhere, other = made(cast, by)
    foreign, another = made(cast, by, subject=subject, purpose="casework.referral")
    second_link, second = made(cast, by, subject=subject)
    assert "已作废" in refused(first).words
    assert links.open_link(request(), second, PURPOSE) == second_link
    assert links.open_link(request(), other, PURPOSE) == elsewhere
    assert links.open_link(request(), another, "casework.referral") == foreign
    assert links.latest_link(PURPOSE, subject) == second_link
    assert links.latest_link(PURPOSE, uuid4()) is None


def test_a_link_for_something_else_is_none(cast: Cast, by: Actor) -> None:
    _, secret = made(cast, by, purpose="casework.referral")
    assert refused(secret).status == 404


def test_guessing_has_to_wait_and_nobody_elsewhere_does(cast: Cast, by: Actor) -> None:
    link, secret = made(cast, by)
    for n in range(links.GUESSES):
        told = refused(well_formed(n))
        assert told.status == 404
        assert "没有这个链接" in told.words
    # Even what is right is refused now: else the answer would tell which.
    for one in (secret, well_formed(0)):
        told = refused(one)
        assert told.status == 429
        assert "30分钟后再试" in told.words
    assert links.open_link(request("10.0.0.2"), secret, PURPOSE) == link
    later = timezone.now() + timedelta(minutes=links.MINUTES, seconds=1)
    with patch("accounts.links.timezone.now", return_value=later):
        assert links.open_link(request(), secret, PURPOSE) == link


def test_an_address_cut_off_in_copying_is_no_guess(cast: Cast, by: Actor) -> None:
    _, secret = made(cast, by)
    for _ in range(links.GUESSES + 1):
        for typed in (secret[:-1], secret[:10], "x", "%00", "\0", f"{secret}。", secret + "2"):
            assert refused(typed).status == 404
    assert not LinkGuess.objects.exists()


def test_whose_address_it_is_says_the_proxy_alone(
    cast: Cast, by: Actor, settings: Settings
) -> None:
    refused(well_formed(1), HTTP_X_FORWARDED_FOR="1.2.3.4", HTTP_X_REAL_IP="5.6.7.8")
    assert LinkGuess.objects.get().address == "10.0.0.1"
    settings.TRUST_X_REAL_IP = True
    refused(well_formed(2), HTTP_X_REAL_IP="5.6.7.8")
    assert LinkGuess.objects.filter(address="5.6.7.8").exists()


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
        ("2001:db8:1:2:bbbb::2", "2001:db8:1:2::"),
        ("::ffff:10.0.0.9", "10.0.0.9"),
        ("10.0.0.9", "10.0.0.9"),
        ("unix:", ""),
        (None, ""),
    ],
)
def test_a_whole_connection_counts_as_one_address(address: str | None, counted: str) -> None:
    assert links._network_of(address) == counted


def test_old_guesses_are_removed(cast: Cast) -> None:
    refused(well_formed(1))
    tomorrow = timezone.now() + timedelta(days=1, seconds=1)
    with patch("accounts.links.timezone.now", return_value=tomorrow):
        refused(well_formed(2))
    assert LinkGuess.objects.count() == 1


def test_the_holder_is_an_actor_with_one_permission(cast: Cast, by: Actor) -> None:
    link, _ = made(cast, by)
    actor = links.holder_actor(OneTimeLink.objects.get(pk=link.pk))
    assert actor.username == f"link:{str(link.pk)[:8].upper()}"
    assert (actor.user_id, actor.name, actor.role) == (0, "窗口甲", Role.LINK_HOLDER)
    assert actor.unit_code == cast.a.unit.pk
    assert {one.value for one in actor.permissions} == {"casework.answer"}
    assert actor.permissions == permissions_of(Role.LINK_HOLDER, cast.a.unit.pk)


def test_the_holder_reaches_what_moved_within_the_street(cast: Cast, by: Actor) -> None:
    link, _ = made(cast, by, unit=cast.a.communities[0])
    actor = links.holder_actor(OneTimeLink.objects.get(pk=link.pk))
    assert actor.covers(cast.a.communities[1].pk)
    assert not actor.covers(cast.b.communities[0].pk)


def test_how_a_link_stands(cast: Cast, by: Actor) -> None:
    link, _ = made(cast, by)
    assert links.state_of(link, DAY) == links.LinkState("running", "有效，到2024-09-27", True)
    assert links.state_of(link, date(2024, 9, 28)).words == "2024-09-27已过期"
    link.revoked_at = timezone.now()
    assert links.state_of(link, DAY).words == "已作废"
    link.used_at = timezone.now()
    assert links.state_of(link, DAY).words == "已答复"


def test_what_was_typed_can_be_read_where_the_link_ended_meanwhile(cast: Cast, by: Actor) -> None:
    @links.for_outsiders("answer")
    def view(request: HttpRequest) -> HttpResponse:
        raise LinkRefused("这个链接已作废。", 410)

    typed = {"answer": "<b>缺一份证明</b>", "other": "旁的"}
    answer = view(RequestFactory().post("/", typed))
    body = answer.content.decode()
    assert answer.status_code == 410
    assert "&lt;b&gt;缺一份证明" in body
    assert "旁的" not in body
    assert "这个链接已作废。" in body


def test_pages_for_outsiders_are_private(cast: Cast) -> None:
    @links.for_outsiders()
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse("好")

    answer = view(request())
    assert answer["Cache-Control"] == "no-store"
    assert "noindex" in answer["X-Robots-Tag"]
    # no-referrer would take the Origin from the form: it would be refused as forged.
    assert answer["Referrer-Policy"] == "strict-origin"


def test_an_address_is_whole(cast: Cast) -> None:
    found = links.address_of(request(), "casework:handover-open", "abcd-efgh")
    assert found == "http://testserver/h/abcd-efgh/"


def test_a_subject_is_a_key(cast: Cast, by: Actor) -> None:
    link, _ = made(cast, by, subject=UUID(int=7))
    assert links.latest_link(PURPOSE, UUID(int=7)) == link
