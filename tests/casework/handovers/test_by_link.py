"""The counter acknowledges through its one-time link, and what it is shown."""

from datetime import timedelta
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from pytest_django import Settings

from accounts.links import GUESSES
from accounts.models import LinkGuess, OneTimeLink
from audit.models import Entry
from audit.telling import told
from casework.handovers.linking import make_answer_link
from casework.models import Handover
from tests.accounts.test_links import well_formed
from tests.casework.handovers.telling import LIST, MATTER, early, linked, sent
from tests.cast import DAY, Cast
from tests.secrecy import ADDRESS, Log, disguises, dump

pytestmark = pytest.mark.django_db

SAID = {"clerk": "窗口 丁", "answer": "请补一份收入证明。"}


def test_a_clerk_acknowledges_without_an_account(cast: Cast, client: Client) -> None:
    one = sent(cast, sent_on=early(18))
    url = linked(cast, one)
    page = client.get(url)
    assert page.status_code == 200
    body = unescape(page.content.decode())
    assert MATTER in body
    assert "石**" in body
    assert cast.a.household.head_name not in body
    assert "/sign-in/" not in body
    done = client.post(url, SAID)
    assert "已确认收到" in done.content.decode()
    one.refresh_from_db()
    assert (one.state, one.acknowledged_on, one.clerk) == ("acknowledged", DAY, "窗口丁")
    assert one.answer == "请补一份收入证明。"
    link = OneTimeLink.objects.get()
    assert link.used_at
    assert one.acknowledged_by == f"link:{str(link.pk)[:8].upper()}"


def test_the_trail_tells_by_which_link_and_names_no_one(cast: Cast, client: Client) -> None:
    one = sent(cast)
    url = linked(cast, one)
    client.get(url)
    client.post(url, SAID)
    link = OneTimeLink.objects.get()
    lines = list(Entry.objects.filter(role="link_holder").order_by("id"))
    assert [(line.action, line.subject) for line in lines] == [
        ("seen", f"handover:{one.pk}"), ("changed", f"handover:{one.pk}"),
    ]  # fmt: skip
    assert {line.person for line in told(lines)} == {str(link)}
    assert {line.role for line in told(lines)} == {"经链接答复"}
    assert "窗口" not in str([(line.username, line.detail) for line in lines])


def test_a_link_is_used_once(cast: Cast, client: Client) -> None:
    one = sent(cast)
    url = linked(cast, one)
    client.post(url, SAID)
    for again in (client.get(url), client.post(url, SAID | {"answer": "第二次说的话"})):
        assert again.status_code == 410
        assert "用过" in again.content.decode()
    assert "第二次说的话" in again.content.decode()
    one.refresh_from_db()
    assert one.answer == "请补一份收入证明。"


def test_a_late_link_is_told_from_a_revoked_one(
    cast: Cast, client: Client, settings: Settings
) -> None:
    one = sent(cast)
    first = linked(cast, one)
    second = linked(cast, one)
    assert "已作废" in client.get(first).content.decode()
    settings.PORTAL_DAY = DAY + timedelta(days=14)
    assert client.get(second).status_code == 200
    settings.PORTAL_DAY = DAY + timedelta(days=15)
    late = client.post(second, SAID)
    assert late.status_code == 410
    assert "2024-10-04已过期" in late.content.decode()
    one.refresh_from_db()
    assert one.state == "sent"


def test_a_link_still_answers_once_its_community_is_another(cast: Cast, client: Client) -> None:
    one = sent(cast, unit=cast.a.communities[0])
    url = linked(cast, one)
    Handover.objects.filter(pk=one.pk).update(unit=cast.a.communities[1], household=None)
    assert client.get(url).status_code == 200
    assert client.post(url, SAID).status_code == 200
    one.refresh_from_db()
    assert one.state == "acknowledged"


def test_guessing_by_get_or_post_has_to_wait(cast: Cast, client: Client) -> None:
    url = linked(cast, sent(cast))
    for n in range(GUESSES):
        ask = client.get if n % 2 else client.post
        answer = ask(f"/h/{well_formed(n)}/")
        assert answer.status_code == 404
        assert "没有这个链接" in answer.content.decode()
    assert LinkGuess.objects.count() == GUESSES
    refused = client.post(url, SAID)
    assert refused.status_code == 429
    assert "请补一份收入证明" in refused.content.decode()
    assert Handover.objects.get().state == "sent"
    assert Client(REMOTE_ADDR="10.0.0.2").get(url).status_code == 200


def test_nothing_is_shown_of_a_handover_that_a_link_is_not_for(cast: Cast, client: Client) -> None:
    own, other = sent(cast), sent(cast, matter="另一件，材料还缺一份。")
    body = client.get(linked(cast, own)).content.decode()
    assert "另一件" not in body
    assert other.receipt not in body


def test_a_wrong_answer_is_told_and_uses_nothing_up(cast: Cast, client: Client) -> None:
    one = sent(cast)
    url = linked(cast, one)
    wrong = {"clerk": "", "answer": "请打13812345678找我"}
    body = client.post(url, wrong).content.decode()
    assert "里面有电话号码" in body
    assert "请打13812345678找我" in body
    assert client.post(url, SAID).status_code == 200


def test_the_secret_is_in_no_log_and_no_table(
    cast: Cast, sign_in, client: Client, log: Log, database_log
) -> None:
    one = sent(cast)
    shown = sign_in("a_advisor").post(f"{LIST}{one.pk}/link/").content.decode()
    address = next(line for line in shown.splitlines() if "http://testserver/h/" in line)
    url = address[address.index("/h/") :].split("<")[0].split("（")[0].strip()
    secret = url.removeprefix("/h/").strip("/")
    client.get(url)
    client.get(f"{url}?x=1")
    client.post(url, {"clerk": ""})
    client.post(url, SAID)
    client.get(url)  # 410
    client.get(f"/h/{secret[:-1]}/")  # cut off
    client.get(f"{url}more/")  # no such page
    client.get(f"/x/{secret}/")
    written = f"{log}{database_log()}"
    assert "/h/[link]/" in written, "something was logged at all"
    for one_of in (secret, secret[:-1], secret.replace("-", "")):
        assert one_of not in written
        for disguise in disguises(one_of):
            assert [table for table, rows in dump().items() if disguise in rows] == []


def test_the_address_is_shown_once_and_leads_to_no_link(cast: Cast, sign_in) -> None:
    one = sent(cast, clerk="窗口甲")
    client, url = sign_in("a_advisor"), f"{LIST}{one.pk}/"
    assert client.get(f"{url}link/").status_code == 405
    answer = client.post(f"{url}link/")
    body = answer.content.decode()
    assert "http://testserver/h/" in body
    assert "只在这里显示一次" in body
    assert answer["Cache-Control"] == "no-store"
    # No href, that nobody opens it by a slip: the text is to be sent.
    assert not [one for one in ADDRESS.findall(body) if "/h/" in one]
    again = client.get(url).content.decode()
    assert "/h/" not in again
    assert "有效，到2024-10-04" in again


def test_the_link_page_looks_like_no_page_of_the_portal(cast: Cast, sign_in) -> None:
    url = linked(cast, sent(cast))
    for browser in (Client(), sign_in("a_manager")):
        answer = browser.get(url)
        body = answer.content.decode()
        assert 'name="robots" content="noindex' in body
        assert 'class="rail' not in body
        assert 'href="/' not in body.replace('href="/static', "")
        assert answer["Cache-Control"] == "no-store"
        assert answer["Referrer-Policy"] == "strict-origin"


def test_its_form_is_guarded_against_forgery(cast: Cast) -> None:
    url = linked(cast, sent(cast))
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(url, SAID).status_code == 403
    page = browser.get(url)
    token = page.context["csrf_token"]
    own = {"HTTP_ORIGIN": "http://testserver"}
    assert browser.post(url, SAID | {"csrfmiddlewaretoken": str(token)}, **own).status_code == 200


@pytest.mark.parametrize("name", ["a_advisor", "a_manager"])
def test_who_makes_links(cast: Cast, name: str) -> None:
    one = sent(cast)
    link, _ = make_answer_link(handover=one, by=cast.actor(name))
    assert (link.holder, link.unit, link.expires_on) == (
        "受理窗口", cast.a.unit, DAY + timedelta(days=14),
    )  # fmt: skip


@pytest.mark.parametrize("name", ["reviewer", "a_admin", "b_manager", "a_community"])
def test_nobody_else_makes_links(cast: Cast, sign_in, name: str) -> None:
    one = sent(cast)
    with pytest.raises(PermissionDenied):
        make_answer_link(handover=one, by=cast.actor(name))
    assert sign_in(name).post(f"{LIST}{one.pk}/link/").status_code in (403, 404)
    assert not OneTimeLink.objects.exists()


def test_no_link_for_what_needs_none(cast: Cast, sign_in) -> None:
    ours = sent(cast, way="from_counter", clerk="窗口甲")
    done = sent(cast, clerk="窗口甲", acknowledged_on=DAY)
    for one, words in ((ours, "不用发链接"), (done, "现在的状态是“已确认”")):
        with pytest.raises(PermissionDenied, match=words):
            make_answer_link(handover=one, by=cast.actor("a_advisor"))


def test_a_name_learnt_later_keeps_the_link_back(cast: Cast, sign_in) -> None:
    one = sent(cast)
    household = cast.a.household
    household.head_name = "申请临时"
    household.save()
    answer = sign_in("a_advisor").post(f"{LIST}{one.pk}/link/")
    assert answer.status_code == 409
    assert "没有生成链接" in answer.content.decode()
    assert not OneTimeLink.objects.exists()


def test_what_the_counter_said_the_manager_alone_takes_back(
    cast: Cast, sign_in, client: Client
) -> None:
    one = sent(cast)
    client.post(linked(cast, one), SAID)
    url = f"{LIST}{one.pk}/"
    assert "窗口丁经链接确认" in sign_in("a_advisor").get(url).content.decode()
    refused = sign_in("a_advisor").post(f"{url}withdraw/", {"reason": "登记有误"})
    assert refused.status_code == 403
    assert "请街镇负责人撤回" in refused.content.decode()
    assert sign_in("a_manager").post(f"{url}withdraw/", {"reason": "登记有误"}).status_code == 302
