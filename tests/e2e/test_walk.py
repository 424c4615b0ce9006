"""From three workbooks to a number that is explained, as the people concerned would walk it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from advisors.models import Advisor
from orgs.loading import DISTRICTS, load_units
from tests.e2e.conftest import Visitor

FIXTURES = Path("tests/ledgers/fixtures")
# The right reading of the workbooks beside them: rows, and rows that can't be entered.
LEDGERS = (
    ("顾问名册-全区-2024.xlsx", 370, 21),
    ("站点台账-2024.xlsx", 248, 5),
    ("培训台账-2024.xlsx", 106, 13),
)


@pytest.fixture
def putuo(visitor: Callable[[int], Visitor]) -> None:
    """The real units; the two streets of the cast lose their invented people."""
    load_units(DISTRICTS["putuo"])


def enter_ledger(admin: Visitor, file_name: str, rows: int, rejected: int) -> None:
    """Upload, look at the preview, confirm."""
    page = admin.page
    admin.open("/ledgers/")
    page.locator("input[type=file]").set_input_files(FIXTURES / file_name)
    page.get_by_role("button", name="上传并核对").click()
    page.get_by_text("核对没有写入任何数据").wait_for()
    confirm = page.get_by_role("button", name=re.compile(r"^入账 \d+ 行$"))
    assert confirm.inner_text() == f"入账 {rows - rejected} 行"
    assert page.get_by_text(f"退回 {rejected} 行").is_visible()
    assert admin.barriers() == []
    confirm.click()
    page.get_by_text("已入账").first.wait_for()


def test_from_workbooks_to_an_explained_number(
    visitor: Callable[[int], Visitor], putuo: None
) -> None:
    admin = visitor(1440)
    admin.sign_in("district_admin")
    before = Advisor.objects.count()
    for file_name, rows, rejected in LEDGERS:
        enter_ledger(admin, file_name, rows, rejected)
    assert Advisor.objects.count() == before + 349

    # The same file again says so and enters nothing.
    admin.open("/ledgers/")
    admin.page.locator("input[type=file]").set_input_files(FIXTURES / LEDGERS[0][0])
    admin.page.get_by_role("button", name="上传并核对").click()
    admin.page.get_by_text("没有再收一次").wait_for()
    assert Advisor.objects.count() == before + 349

    # The reviewer asks for the year's end: 万里街道, T8-4, has 7 of 20 at 12 class hours.
    reviewer = visitor(1440)
    reviewer.sign_in("reviewer")
    page = reviewer.page
    reviewer.open("/scores/?as_of=2024-12-31")
    assert page.get_by_role("row").count() >= 11
    assert reviewer.barriers() == []
    page.locator("a[href*='/scores/310107021/parts/T8/']").first.click()
    page.locator("#panel").get_by_text("课时达标率").first.wait_for()
    page.locator("#panel").get_by_role("link", name=re.compile("课时达标率")).first.click()
    panel = page.locator("#panel")
    panel.get_by_text("每年培训课时不少于12课时").wait_for()
    told = panel.inner_text()
    assert re.search(r"7\s*名课时达标", told)
    assert re.search(r"20\s*名在岗", told)
    assert "310107021/T8-4" in page.url
    panel.get_by_role("link", name=re.compile("看全部")).click()
    page.wait_for_url(re.compile("/rows/"))
    assert "as_of=2024-12-31" in page.url
    assert page.get_by_role("row").count() == 21
    # Another street's people are masked for the district.
    assert re.search(r"[\u4e00-\u9fff]\*", page.locator("main").inner_text())

    # A street's manager sees her own street and nothing of the others.
    manager = visitor(360)
    manager.sign_in("a_manager")
    manager.open("/scores/")
    board = manager.page.locator("main").inner_text()
    assert "石泉路" in board.replace("\n", "")
    assert "万里" not in board
    answer = manager.page.request.get(f"{manager.server}/scores/310107021/")
    assert answer.status == 404
    assert "万里" not in answer.text()
    assert not manager.scrolls_sideways
    assert manager.barriers() == []
