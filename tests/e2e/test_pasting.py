"""Rows of a sheet pasted into a plan's table: by the names in it, else one after the other."""

from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.cast import Cast
from tests.e2e.conftest import Visitor
from tests.plans.writing import begun

PASTE = """(cell, text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
}"""
# A street's own sheet: the other way round, the names as people write them, one of elsewhere.
SHEET = (
    "序号\t居村\t地址\t日期",
    "1\t石里3居委\t三号\t2024/5/23",
    "2\t某某居委\t别处\t2024/5/24",
    "3\t 石里2 \t二号\t2024年5月22日",
    "4\t石里1居委会\t一号\t2024-05-21",
)


def values(cells: Locator) -> list[str]:
    return [cell.input_value() for cell in cells.all()]


def test_pasted_rows_find_the_communities_they_name(
    visitor: Callable[[int], Visitor], cast: Cast
) -> None:
    plan = begun(cast.a.unit, cast.actor("a_manager"))
    manager = visitor(1440)
    page = manager.page
    manager.sign_in("a_manager")
    manager.open(f"/plans/{plan.pk}/parts/layout/")
    told = page.locator("#table-points [data-pasted]")
    addresses = page.locator("#table-points [name$=-address]")
    days = page.locator("#table-points [name$=-opens_on]")

    addresses.first.evaluate(PASTE, "\r\n".join(SHEET))
    expect(told).to_have_text("已按名称填入 3 行；没有找到：某某居委")
    assert values(addresses) == ["一号", "二号", "三号"]
    assert values(days) == ["2024-05-21", "2024-05-22", "2024-05-23"]
    expect(page.locator("[data-saved]")).to_contain_text("已保存")
    assert manager.barriers() == []

    # No names: one after the other, from the cell on that has the focus.
    addresses.nth(1).evaluate(PASTE, "甲路\t2024-06-01\n乙路\t2024-06-02\n")
    expect(told).to_have_text("")
    assert values(addresses) == ["一号", "甲路", "乙路"]
    assert values(days) == ["2024-05-21", "2024-06-01", "2024-06-02"]
    expect(page.locator("[data-saved]")).to_contain_text("正在填写")
    expect(page.locator("[data-saved]")).to_contain_text("已保存")
