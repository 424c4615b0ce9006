"""The preview in a browser: what was typed goes along to another view, what is wrong takes the focus."""

from collections.abc import Callable

from tests.cast import Cast
from tests.e2e.conftest import Visitor
from tests.ledgers.desk import MIME
from tests.ledgers.scenes import roster


def test_what_was_typed_is_checked_before_another_view_opens(
    visitor: Callable[[int], Visitor], cast: Cast
) -> None:
    admin = visitor(1440)
    admin.sign_in("district_admin")
    admin.open("/ledgers/")
    page = admin.page
    content = roster({"上岗日期": "2024-02-30"}, {"姓名": "丁小二"})
    page.locator("input[type=file]").set_input_files(
        {"name": "名册.xlsx", "mimeType": MIME, "buffer": content}
    )
    page.get_by_role("button", name="上传并核对").click()
    field = page.locator("[name='fix|名册|3|started_on']")
    field.fill("2024-13-01")
    page.get_by_role("button", name="按改正重新核对").click()
    page.get_by_text("有 1 处还不对").wait_for()
    page.wait_for_function("document.activeElement.value === '2024-13-01'")
    field.fill("2024-02-29")
    page.get_by_role("navigation", name="核对结果").get_by_text("新增").click()
    page.get_by_text("又有 1 行可以入账").wait_for()
    assert "show=new" in page.url
