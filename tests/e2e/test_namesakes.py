"""The offices' roster and trainings go in through the browser, where two people have one name."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from advisors.models import Advisor
from core.permissions import Role
from orgs.loading import DISTRICTS, load_units
from orgs.models import Unit
from tests import factories as make
from tests.e2e.conftest import PASSWORD, Visitor
from tests.e2e.test_walk import FIXTURES, LEDGERS, enter_ledger
from tests.training.byhand import IN_CLASS_HOURS

ROSTER, _, TRAINING = LEDGERS
STREET = "310107020"
# Two of the ten get a namesake in the same street, in post on the same days.
NAMESAKES = {"曹磊": "13900001234", "沈梅": "13900005678"}


@pytest.fixture
def putuo(visitor: Callable[[int], Visitor]) -> None:
    """The real units, and a manager for the street of the ten."""
    load_units(DISTRICTS["putuo"])
    user = make.UserFactory(username="yichuan")
    user.set_password(PASSWORD)
    user.save()
    street = Unit.objects.get(pk=STREET)
    make.MembershipFactory(user=user, unit=street, role=Role.STREET_MANAGER.value)


def file_by_hand(page: Page, name: str, phone: str) -> None:
    page.get_by_label("姓名", exact=True).fill(name)
    page.get_by_label("联系电话").fill(phone)
    page.locator("[name=level][value=street]").check(force=True)
    page.get_by_label("人员性质").select_option("social_worker")
    page.get_by_label("上岗日期").fill("2023-05-08")
    page.get_by_role("button", name="保存").last.click()


def test_namesakes_are_picked_and_the_hours_of_ten_are_right(
    visitor: Callable[[int], Visitor], putuo: None
) -> None:
    admin = visitor(1440)
    admin.sign_in("district_admin")
    page = admin.page
    enter_ledger(admin, *ROSTER)
    manager = visitor(1440)
    manager.sign_in("yichuan")
    for name, phone in NAMESAKES.items():
        manager.open(f"/advisors/add/{STREET}/")
        file_by_hand(manager.page, name, phone)
        manager.page.wait_for_url(re.compile(r"/advisors/[0-9a-f-]{36}/"))
        assert manager.barriers() == []
        assert Advisor.objects.filter(street=STREET, name=name).count() == 2

    admin.open("/ledgers/")
    page.locator("input[type=file]").set_input_files(FIXTURES / TRAINING[0])
    page.get_by_role("button", name="上传并核对").click()
    page.get_by_text("核对没有写入任何数据").wait_for()
    page.get_by_role("navigation", name="核对结果").get_by_text("需要您选").click()
    for name, phone in NAMESAKES.items():
        # Until no row asks for this one any more: rows that name both ask twice.
        while page.get_by_text(f"有同名的顾问：{name}").count():
            offers = page.get_by_role("button", name=re.compile(f"^{name}（"))
            mine = offers.filter(has_not_text=phone[-4:]).first
            page.get_by_label(re.compile("其他行一起选")).check()
            with page.expect_navigation():
                mine.click()
    confirm = page.get_by_role("button", name=re.compile(r"^入账 \d+ 行$"))
    assert confirm.inner_text() == f"入账 {TRAINING[1] - TRAINING[2]} 行"
    confirm.click()
    page.get_by_text("已入账").first.wait_for()

    # Whoever has none of the hours is the namesake; the manager sees the names in full.
    manager.open("/training/hours/?as_of=2024-12-31")
    told = {
        (cells[0], cells[5].split()[0])
        for row in manager.page.locator("tbody tr").all()
        if (cells := row.locator("th, td").all_inner_texts())[0] in IN_CLASS_HOURS
    }
    right = {(name, done) for name, (_, done) in IN_CLASS_HOURS.items()}
    assert told == right | {(name, "0.0") for name in NAMESAKES}
    assert manager.barriers() == []
