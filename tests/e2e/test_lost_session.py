"""A long form in a browser: saved while typing, and nothing lost when the session ends in it."""

import re
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from accounts.models import Draft
from stations.models import Station
from tests.cast import Cast
from tests.e2e.conftest import PASSWORD, Visitor

TYPED = "石泉路 99 号，从弄堂口进"
MORE = "，二楼"
OVER = "登录已过期，填写的内容还在本页"


@pytest.fixture
def url(cast: Cast) -> str:
    return f"/stations/{cast.a.station.pk}/change/"


def state(visitor: Visitor) -> str:
    """The line that says when the form was last saved."""
    return visitor.page.locator("[data-draft-state]").inner_text()


def wait_for(visitor: Visitor, words: str) -> None:
    expect(visitor.page.locator("[data-draft-state]")).to_contain_text(words)


def sign_in_beside(visitor: Visitor, username: str) -> Page:
    """In the window that the banner opens."""
    with visitor.page.expect_popup() as opened:
        visitor.page.get_by_role("link", name="在新窗口登录").click()
    window = opened.value
    window.get_by_label("账号").fill(username)
    window.get_by_label("密码").fill(PASSWORD)
    window.get_by_role("button", name="登录").click()
    window.wait_for_url(f"{visitor.server}/")
    visitor.page.bring_to_front()
    # Without a screen no window ever loses the focus.
    visitor.page.evaluate("window.dispatchEvent(new Event('focus'))")
    return window


def forgive_refusals(visitor: Visitor) -> None:
    """Chromium writes every refusal down; these were meant, 403 being a token from before."""
    meant = [
        one for one in visitor.complaints if re.search("(status of|Error Code) (401|403|409)", one)
    ]
    assert visitor.complaints == meant
    visitor.complaints.clear()


def test_a_form_is_saved_while_it_is_filled_in_and_can_be_taken_up_again(
    visitor: Callable[[int], Visitor], url: str
) -> None:
    manager = visitor(360)
    manager.sign_in("a_manager")
    manager.open(url)
    page = manager.page
    page.get_by_label("地址").fill(TYPED)
    expect(page.locator("[data-draft-state]")).to_have_text(
        re.compile(r"^已保存 \d\d:\d\d（草稿，还没有提交）$")
    )
    assert manager.barriers() == []
    manager.open(url)
    page.get_by_text("没有提交的草稿。").wait_for()
    assert page.get_by_label("地址").input_value() != TYPED
    assert state(manager).startswith("上面有一份没有提交的草稿")
    assert manager.barriers() == []
    assert not manager.scrolls_sideways
    page.get_by_role("link", name="恢复").click()
    page.get_by_text("已填入").wait_for()
    assert page.get_by_label("地址").input_value() == TYPED
    page.get_by_role("button", name="丢弃").click()
    page.wait_for_url(re.compile(r"/change/\??$"))
    assert not Draft.objects.exists()
    assert page.get_by_label("地址").input_value() != TYPED


def test_leaving_at_once_loses_nothing(visitor: Callable[[int], Visitor], url: str) -> None:
    manager = visitor(1440)
    manager.sign_in("a_manager")
    manager.open(url)
    manager.page.get_by_label("地址").fill(TYPED)
    manager.page.get_by_role("link", name="不保存，返回").click()
    manager.page.wait_for_url(re.compile(r"/stations/\d+/$"))
    manager.open(url)
    manager.page.get_by_text("没有提交的草稿。").wait_for()


def test_a_session_that_ends_in_the_middle_loses_nothing(
    visitor: Callable[[int], Visitor], cast: Cast, url: str
) -> None:
    manager = visitor(1440)
    manager.sign_in("a_manager")
    manager.open(url)
    page = manager.page
    address = page.get_by_label("地址")
    address.fill(TYPED)
    wait_for(manager, "已保存")

    Session.objects.all().delete()
    address.press_sequentially(MORE)
    page.get_by_text(OVER).wait_for()
    assert "未保存" in state(manager)
    assert manager.barriers() == []
    assert address.input_value() == TYPED + MORE

    sign_in_beside(manager, "a_manager")
    page.get_by_text("已重新登录，请继续").wait_for()
    wait_for(manager, "已保存")
    expect(page.get_by_text(OVER)).to_be_hidden()
    page.get_by_role("button", name="保存服务站").click()
    page.get_by_text("已保存。").wait_for()
    assert Station.objects.get(pk=cast.a.station.pk).address == TYPED + MORE
    assert not Draft.objects.exists(), "what was sent is no draft any more"
    forgive_refusals(manager)


def test_another_who_signs_in_does_not_get_the_page(
    visitor: Callable[[int], Visitor], cast: Cast, url: str
) -> None:
    manager = visitor(1440)
    manager.sign_in("a_manager")
    manager.open(url)
    page = manager.page
    Session.objects.all().delete()
    page.get_by_label("地址").fill(TYPED)
    page.get_by_text(OVER).wait_for()
    sign_in_beside(manager, "a_admin")
    page.get_by_text("现在登录的是另一个账号").wait_for()
    assert not Draft.objects.exists()
    assert page.get_by_label("地址").input_value() == TYPED
    forgive_refusals(manager)


def test_checking_the_name_does_not_lead_away_from_the_form(
    visitor: Callable[[int], Visitor], url: str
) -> None:
    """htmx asks while one types; the answer to a stranger must not be swapped in."""
    manager = visitor(1440)
    manager.sign_in("a_manager")
    manager.open(url)
    Session.objects.all().delete()
    manager.page.get_by_label("规范名称").fill("石泉救助站")
    manager.page.get_by_text(OVER).wait_for()
    assert manager.page.url.endswith(url)
    assert manager.page.get_by_label("规范名称").input_value() == "石泉救助站"
    assert all("401" in one or "htmx" in one.lower() for one in manager.complaints)
    manager.complaints.clear()


def test_sent_after_the_session_has_ended_the_text_comes_back(
    visitor: Callable[[int], Visitor], cast: Cast, url: str
) -> None:
    manager = visitor(360)
    manager.sign_in("a_manager")
    manager.open(url)
    page = manager.page
    page.get_by_label("地址").fill(TYPED)
    Session.objects.all().delete()
    page.get_by_role("button", name="保存服务站").click()
    page.get_by_text("刚才填写的内容没有丢").wait_for()
    assert manager.barriers() == []
    assert not manager.scrolls_sideways
    page.get_by_label("账号").fill("a_manager")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(f"{manager.server}{url}")
    page.get_by_role("link", name="恢复").click()
    page.get_by_text("已填入").wait_for()
    page.get_by_role("button", name="保存服务站").click()
    page.get_by_text("已保存。").wait_for()
    assert Station.objects.get(pk=cast.a.station.pk).address == TYPED
    assert not Draft.objects.exists()
    forgive_refusals(manager)


def test_without_a_network_it_says_so_and_saves_later(
    visitor: Callable[[int], Visitor], url: str
) -> None:
    manager = visitor(1440)
    manager.sign_in("a_manager")
    manager.open(url)
    manager.page.context.set_offline(True)
    manager.page.get_by_label("地址").fill(TYPED)
    wait_for(manager, "未保存，网络断开，恢复后自动保存")
    manager.page.context.set_offline(False)
    wait_for(manager, "已保存")
    assert all("ERR_INTERNET_DISCONNECTED" in one for one in manager.complaints)
    manager.complaints.clear()
