"""From the sign-in page to one's own home, on a phone and on a desk."""

from collections.abc import Callable

import pytest

from tests.e2e.conftest import Visitor


@pytest.mark.parametrize("width", [360, 1440])
def test_signing_in_leads_home_without_barriers(
    visitor: Callable[[int], Visitor], width: int
) -> None:
    manager = visitor(width)
    manager.open("/advisors/")
    assert manager.page.url.endswith("/sign-in/?next=/advisors/")
    assert manager.barriers() == []
    assert not manager.scrolls_sideways

    manager.sign_in("a_manager")
    assert manager.page.get_by_role("main").get_by_role("heading", level=1).is_visible()
    assert manager.barriers() == []
    assert not manager.scrolls_sideways


def test_a_wrong_password_is_told_where_the_reader_is(visitor: Callable[[int], Visitor]) -> None:
    somebody = visitor(360)
    somebody.open("/sign-in/")
    somebody.page.get_by_label("账号").fill("a_manager")
    somebody.page.get_by_label("密码").fill("wrong")
    somebody.page.keyboard.press("Enter")
    summary = somebody.page.get_by_role("alert").first
    summary.wait_for()
    assert "账号或密码不对" in summary.inner_text()
    assert somebody.page.title().startswith("错误：")
    assert somebody.barriers() == []
