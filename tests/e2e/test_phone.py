"""Visits on foot in a phone's browser: written without a network, sent once, sealed while kept."""

import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect
from pytest_django.live_server_helper import LiveServer

from casework.models import CaseFile, Household, PhoneKey, Visit
from tests import factories as make
from tests.cast import Cast
from tests.e2e.conftest import Visitor

PAGE = "/casework/phone/"
SEND = "**/casework/phone/send/"
NOTE = "老伴上周出院，想问居家护理的补贴"
ADDRESS = "石泉路 99 弄 3 号 501 室"
SCREEN = {"width": 360, "height": 740}
# What a browser says of a network that is gone, or of an answer that was meant.
MEANT = r"ERR_INTERNET_DISCONNECTED|ERR_FAILED|status of (401|403|409|422)"


class Phone:
    """One phone in somebody's hand; its tabs share what the browser keeps."""

    def __init__(self, context: BrowserContext, server: str) -> None:
        self.context, self.server = context, server
        self.tabs: list[Visitor] = []

    def tab(self) -> Visitor:
        """A new tab."""
        self.tabs.append(Visitor(self.context.new_page(), self.server))
        return self.tabs[-1]

    def open(self) -> Page:
        """The page of visits in a new tab, unlocked."""
        tab = self.tab()
        tab.open(PAGE)
        expect(tab.page.get_by_role("heading", name="记走访")).to_be_visible()
        return tab.page

    def open_signed_in(self, username: str) -> Page:
        """The same, ready for a network that goes."""
        tab = self.tab()
        tab.sign_in(username)
        tab.open(PAGE)
        expect(tab.page.get_by_role("heading", name="记走访")).to_be_visible()
        tab.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        return tab.page

    def complaints(self) -> list[str]:
        """What the browser had to say beside what was meant."""
        all_said = [one for tab in self.tabs for one in tab.complaints]
        return [one for one in all_said if not re.search(MEANT, one)]


@pytest.fixture
def phone(
    browser: Browser, live_server: LiveServer, visitor: Callable[[int], Visitor]
) -> Iterator[Phone]:
    """A phone with a fresh browser; at the end it must have had nothing to complain of."""
    context = browser.new_context(
        viewport=SCREEN, locale="zh-CN", has_touch=True, is_mobile=True, reduced_motion="reduce"
    )
    phone = Phone(context, live_server.url)
    yield phone
    context.close()
    assert phone.complaints() == []


@pytest.fixture
def second(cast: Cast) -> Household:
    """Another household that the community's advisor answers for."""
    household = make.HouseholdFactory(
        community=cast.a.communities[0], head_name="石二户", address=ADDRESS
    )
    make.CareFactory(household=household, advisor=cast.a.community_advisor)
    return household


def photo() -> dict[str, Any]:
    file = BytesIO()
    Image.new("RGB", (3000, 2000), "teal").save(file, "JPEG")
    return {"name": "IMG_0042.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def fill(page: Page, household: Household, note: str = NOTE) -> None:
    """A visit, as far as it is told in under a minute."""
    page.get_by_label("走访了哪一户").select_option(str(household.pk))
    page.get_by_label("生病或医疗支出大").check()
    page.get_by_label("情况说明").fill(note)


def save(page: Page) -> str:
    """Save it; its number."""
    page.get_by_role("button", name="保存走访").click()
    said = page.locator("[data-told]")
    expect(said).to_contain_text("编号")
    found = re.search(r"编号 ([0-9A-F]{8})", said.inner_text())
    assert found
    return found[1]


def wait_for_saving(page: Page) -> None:
    expect(page.locator("[data-saved]")).to_contain_text("已加密存在这台手机上")


def states(page: Page) -> list[str]:
    """The states in the list of what she wrote."""
    return page.locator(".phone-visit .badge-state:visible").all_inner_texts()


def open_list(page: Page) -> None:
    page.locator("[data-written]").evaluate("list => { list.open = true; }")


def sent() -> list[Visit]:
    return list(Visit.objects.filter(source="phone").order_by("written_at"))


def test_two_visits_without_a_network_arrive_once_each(
    phone: Phone, cast: Cast, second: Household
) -> None:
    page = phone.open_signed_in("a_community")
    began = timezone.now()
    phone.context.set_offline(True)
    page.reload()
    expect(page.get_by_text("没有网络", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name="记走访")).to_be_visible()

    fill(page, cast.a.household)
    first_number = save(page)
    fill(page, second, note="孩子开学，问助学金")
    page.locator("summary", has_text="还要记的").click()
    page.get_by_label("照片").set_input_files(photo())
    expect(page.get_by_text("已选：照片1.jpg")).to_be_visible()
    numbers = {first_number, save(page)}
    open_list(page)
    expect(page.locator(".phone-visit")).to_have_count(2)
    assert states(page) == ["待发", "待发"]
    assert sent() == []
    written = timezone.now()

    phone.context.set_offline(False)
    expect(page.locator(".phone-visit [data-kind=receipt]:visible")).to_have_count(2)
    assert states(page) == ["已送达", "已送达"]
    expect(page.get_by_text("有网络", exact=True)).to_be_visible()
    shown = page.locator("[data-list=visits]").inner_text()
    assert all(number in shown for number in numbers)
    assert len(re.findall(r"手机 .+ 写好，服务器 .+ 收到", shown)) == 2

    page.reload()
    page.get_by_role("heading", name="记走访").wait_for()
    visits = sent()
    assert [one.household for one in visits] == [cast.a.household, second]
    assert {one.receipt for one in visits} == numbers
    assert visits[0].note == NOTE
    assert visits[0].findings == ["illness"]
    for one in visits:
        assert one.written_at
        assert began <= one.written_at <= written <= one.recorded_at
    assert CaseFile.objects.get(visit=visits[1]).content.startswith(b"\xff\xd8")


def test_an_answer_that_is_lost_makes_no_second_visit(phone: Phone, cast: Cast) -> None:
    page = phone.open_signed_in("a_community")
    asked = []

    def lose_the_first(route: Any) -> None:
        asked.append(route.request.method)
        if len(asked) == 1:
            route.fetch()  # It arrives, and the network is gone before the answer.
            route.abort()
        else:
            route.continue_()

    phone.context.route(SEND, lose_the_first)
    fill(page, cast.a.household)
    save(page)
    expect(page.locator("[data-sending]")).to_contain_text("秒后自动再送")
    assert len(sent()) == 1
    open_list(page)
    assert states(page) == ["待发"]
    page.get_by_role("button", name="立即发送").click()
    expect(page.locator(".phone-visit [data-kind=receipt]:visible")).to_have_count(1)
    assert (len(asked), len(sent())) == (2, 1)


def test_a_tab_that_is_killed_loses_no_draft(phone: Phone, second: Household) -> None:
    page = phone.open_signed_in("a_community")
    phone.context.set_offline(True)
    fill(page, second)
    page.get_by_label("视频").check()
    page.locator("summary", has_text="还要记的").click()
    page.get_by_label("照片").set_input_files(photo())
    expect(page.get_by_text("已选：照片1.jpg")).to_be_visible()
    wait_for_saving(page)
    page.wait_for_timeout(500)
    page.close()

    page = phone.open()
    expect(page.get_by_text("上次没有写完的走访已经填回来了")).to_be_visible()
    expect(page.get_by_label("走访了哪一户")).to_have_value(str(second.pk))
    expect(page.get_by_label("情况说明")).to_have_value(NOTE)
    assert page.locator("[name=mode]:checked").input_value() == "video"
    assert page.locator("[name=findings]:checked").input_value() == "illness"
    expect(page.get_by_text("已选：照片1.jpg")).to_be_visible()
    phone.context.set_offline(False)
    save(page)
    expect(page.get_by_text("已送达，编号")).to_be_visible()
    assert [one.note for one in sent()] == [NOTE]
    assert CaseFile.objects.count() == 1


# What is left in the browser ------------------------------------------------------------------

DUMP = """async () => {
    const found = {texts: [], blobs: [], keys: 0, rows: 0};
    const take = (value) => {
        if (value instanceof CryptoKey) found.keys += 1;
        else if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
            const bytes = new Uint8Array(value.buffer ?? value);
            found.blobs.push(btoa(Array.from(bytes, (one) => String.fromCharCode(one)).join("")));
        } else if (value && typeof value === "object") Object.values(value).forEach(take);
        else found.texts.push(String(value));
    };
    const asked = (request) => new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
    for (const {name} of await indexedDB.databases()) {
        const database = await asked(indexedDB.open(name));
        for (const store of database.objectStoreNames) {
            const rows = database.transaction(store).objectStore(store);
            take(await asked(rows.getAllKeys()));
            const values = await asked(rows.getAll());
            found.rows += values.length;
            take(values);
        }
        database.close();
    }
    take({...localStorage});
    take({...sessionStorage});
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) {
            take(request.url);
            take(await (await cache.match(request)).arrayBuffer());
        }
    }
    return found;
}"""


def dump(page: Page) -> dict[str, Any]:
    """All that the browser keeps of the portal: every store, every value."""
    found: dict[str, Any] = page.evaluate(DUMP)
    return found


def readable(found: dict[str, Any], words: list[str]) -> list[str]:
    """Which of the words stand in it, in any of the ways a browser writes text."""
    pile = b"\0".join(b64decode(one) for one in found["blobs"])
    pile += "\0".join(found["texts"]).encode()
    ways = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
    return [word for word in words if any(word.encode(way) in pile for way in ways)]


def sign_out(page: Page) -> str:
    """By the menu of any page; what was asked before it."""
    asked: list[str] = []

    def agree(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.accept()

    page.on("dialog", agree)
    page.locator(".user > summary").click()
    page.get_by_role("button", name="退出").click()
    page.get_by_role("heading", name="登录").wait_for()
    page.remove_listener("dialog", agree)
    return "".join(asked)


def test_after_signing_out_nothing_readable_is_left(
    phone: Phone, cast: Cast, second: Household
) -> None:
    secrets = [cast.a.household.head_name, "石二户", NOTE, ADDRESS, "写了一半"]
    phone.context.route(SEND, lambda route: route.abort())
    page = phone.open_signed_in("a_community")
    fill(page, second)
    save(page)
    fill(page, cast.a.household, note="写了一半")
    wait_for_saving(page)
    before = dump(page)
    assert before["keys"] == 1
    assert before["rows"] == 4, "the key, the list, what waits, the draft"
    assert readable(before, secrets) == []
    assert (
        page.evaluate("""async () => {
        const database = await new Promise((resolve) => {
            const asking = indexedDB.open("phone");
            asking.onsuccess = () => resolve(asking.result);
        });
        const [row] = await new Promise((resolve) => {
            const asking = database.transaction("keys").objectStore("keys").getAll();
            asking.onsuccess = () => resolve(asking.result);
        });
        database.close();
        return crypto.subtle.exportKey("raw", row.key).then(() => "exported", () => "refused");
    }""")
        == "refused"
    )

    beside = phone.tab()
    beside.open("/")
    asked = sign_out(beside.page)
    assert "还有 1 条走访没有送出，1 条没有写完" in asked
    expect(page.get_by_role("heading", name="请先登录")).to_be_visible()
    assert page.get_by_label("情况说明").input_value() == ""
    shown = page.locator("body").evaluate("body => body.outerHTML")
    assert [one for one in secrets if one in shown] == []

    after = dump(beside.page)
    assert after["keys"] == 0
    assert after["rows"] == 2, "what waits and the draft stay, sealed"
    assert "waiting" in after["texts"], "the dump does read the rows"
    assert readable(after, ["随身走访"]), "and what is in the cache"
    assert readable(after, [*secrets, "a_community"]) == []

    phone.context.unroute(SEND)
    page.close()
    beside.sign_in("a_community")
    page = phone.open()
    expect(page.get_by_label("情况说明")).to_have_value("写了一半")
    open_list(page)
    expect(page.locator(".phone-visit [data-kind=receipt]:visible")).to_have_count(1)
    assert [one.household for one in sent()] == [second]
    assert sent()[0].note == NOTE


def test_who_wants_to_stay_stays_signed_in(phone: Phone, second: Household) -> None:
    phone.context.route(SEND, lambda route: route.abort())
    page = phone.open_signed_in("a_community")
    fill(page, second)
    save(page)
    beside = phone.tab()
    beside.open("/")
    beside.page.on("dialog", lambda dialog: dialog.dismiss())
    beside.page.locator(".user > summary").click()
    beside.page.get_by_role("button", name="退出").click()
    beside.page.wait_for_timeout(300)
    assert dump(beside.page)["keys"] == 1
    beside.open(PAGE)
    expect(beside.page.get_by_role("heading", name="记走访")).to_be_visible()


def test_a_session_that_is_over_locks_the_page_and_loses_nothing(phone: Phone, cast: Cast) -> None:
    page = phone.open_signed_in("a_community")
    fill(page, cast.a.household)
    Session.objects.all().delete()
    save(page)
    expect(page.get_by_role("heading", name="请先登录")).to_be_visible()
    assert dump(page)["keys"] == 0
    assert sent() == []

    # Another, on the same phone, learns no more than that something waits.
    other = phone.tab()
    other.sign_in("b_community")
    other.open(PAGE)
    expect(other.page.get_by_text("另一账号有 1 条待发")).to_be_visible()
    assert NOTE not in other.page.content()
    assert cast.a.household.head_name not in other.page.content()
    other.open("/")
    sign_out(other.page)

    other.sign_in("a_community")
    page = phone.open()
    open_list(page)
    expect(page.locator(".phone-visit [data-kind=receipt]:visible")).to_have_count(1)
    assert [one.note for one in sent()] == [NOTE]


def test_after_twelve_hours_it_locks_itself_without_a_network_too(phone: Phone, cast: Cast) -> None:
    phone.context.clock.install()
    page = phone.open_signed_in("a_community")
    phone.context.set_offline(True)
    fill(page, cast.a.household)
    page.clock.run_for(1000)
    wait_for_saving(page)
    page.clock.fast_forward("11:59:00")
    expect(page.get_by_role("heading", name="记走访")).to_be_visible()
    page.clock.fast_forward("01:00")
    expect(page.get_by_role("heading", name="已锁上")).to_be_visible()
    assert page.get_by_label("情况说明").input_value() == ""
    assert dump(page)["keys"] == 0
    page.reload()
    expect(page.get_by_role("heading", name="已锁上")).to_be_visible()
    phone.context.set_offline(False)
    expect(page.get_by_label("情况说明")).to_have_value(NOTE)


def test_receipts_are_cleared_after_a_week(phone: Phone, cast: Cast) -> None:
    phone.context.clock.install()
    page = phone.open_signed_in("a_community")
    fill(page, cast.a.household)
    save(page)
    open_list(page)
    receipt = page.locator(".phone-visit [data-kind=receipt]:visible")
    expect(receipt).to_have_count(1)
    for hours, left in ((7 * 24 - 1, 1), (2, 0)):
        page.clock.fast_forward(hours * 3600 * 1000)
        page.reload()
        page.get_by_role("heading", name="记走访").wait_for()
        open_list(page)
        expect(receipt).to_have_count(left)


def test_when_the_account_has_ended_nothing_opens_any_more(phone: Phone, cast: Cast) -> None:
    phone.context.route(SEND, lambda route: route.abort())
    page = phone.open_signed_in("a_community")
    fill(page, cast.a.household)
    save(page)
    PhoneKey.objects.all().delete()  # as accounts.endings has it
    page.reload()
    open_list(page)
    expect(page.get_by_text("有 1 条是用已经销毁的密钥存的")).to_be_visible()
    expect(page.locator(".phone-visit")).to_have_count(0)
    assert sent() == []


def test_what_the_server_refuses_comes_back_to_be_put_right(phone: Phone, cast: Cast) -> None:
    make.VisitFactory(
        household=cast.a.household,
        advisor=cast.a.community_advisor,
        visited_on="2024-09-20",
    )
    page = phone.open_signed_in("a_community")
    fill(page, cast.a.household)
    number = save(page)
    expect(page.locator("[data-problems]")).to_contain_text("已登记过一次走访这户")
    expect(page.get_by_label("情况说明")).to_have_value(NOTE)
    open_list(page)
    assert states(page) == ["要补正"]
    page.get_by_label("同一天确实又走访了一次").check()
    assert save(page) == number
    expect(page.locator(".phone-visit [data-kind=receipt]:visible")).to_have_count(1)
    assert [one.receipt for one in sent()] == [number]


def test_what_is_missing_is_said_without_a_network_too(phone: Phone, cast: Cast) -> None:
    page = phone.open_signed_in("a_community")
    phone.context.set_offline(True)
    page.get_by_role("button", name="保存走访").click()
    said = page.locator("[data-problems]")
    expect(said).to_contain_text("请选择走访了哪一户。")
    expect(said).to_contain_text("请勾选看到的情况")
    expect(said).to_be_focused()
    assert phone.tabs[-1].barriers() == []
    phone.context.set_offline(False)


def test_it_can_be_used_by_everybody_on_a_small_screen(
    phone: Phone, cast: Cast, second: Household
) -> None:
    page = phone.open_signed_in("a_community")
    tab = phone.tabs[-1]
    page.locator(".phone-mine").evaluate("list => { list.open = true; }")
    open_list(page)
    assert tab.barriers() == []
    assert not tab.scrolls_sideways
    low = page.locator(
        "main button:visible, main summary:visible, main select:visible"
    ).evaluate_all(
        "ones => ones.filter(one => one.getBoundingClientRect().height < 48).map(one => one.outerHTML)"
    )
    assert low == []
    page.locator(".phone-household", has_text="石二户").click()
    expect(page.get_by_label("走访了哪一户")).to_have_value(str(second.pk))


@pytest.mark.parametrize(
    "lack",
    [
        "Object.defineProperty(window, 'isSecureContext', {value: false})",
        "delete Navigator.prototype.serviceWorker",
        "IDBFactory.prototype.open = () => { throw new DOMException('no') }",
    ],
)
def test_where_the_browser_cannot_it_says_so(phone: Phone, lack: str) -> None:
    tab = phone.tab()
    tab.sign_in("a_community")
    phone.context.add_init_script(lack)
    tab.open(PAGE)
    expect(tab.page.get_by_role("heading", name="不能离线记走访")).to_be_visible()
    tab.page.get_by_role("link", name="普通的走访登记").click()
    tab.page.wait_for_url(re.compile("/casework/visits/new/"))


def test_without_scripts_it_says_so(browser: Browser, live_server: LiveServer) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=SCREEN)
    page = context.new_page()
    page.goto(f"{live_server.url}{PAGE}")
    expect(page.get_by_text("要浏览器打开 JavaScript 才能用")).to_be_visible()
    expect(page.get_by_role("link", name="普通的走访登记")).to_be_visible()
    expect(page.get_by_role("button", name="保存走访")).to_be_hidden()
    context.close()
