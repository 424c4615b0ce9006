"""An unresolved matter in a browser: logged on a phone in a few touches, closed at the desk."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from casework.models import StuckCase
from tests.casework.stuck.telling import LIST, url_of
from tests.cast import DAY, Cast
from tests.e2e.conftest import Visitor

# The walk of test_case.py goes this way in every run; these look closer.
pytestmark = [pytest.mark.hard, pytest.mark.django_db(transaction=True)]


def look(one: Visitor, name: str) -> None:
    """Nothing stands in anybody's way, and nothing is wider than the screen."""
    if os.environ.get("SHOTS"):
        one.page.screenshot(path=str(Path(os.environ["SHOTS"]) / f"{name}.png"), full_page=True)
    assert one.barriers() == [], name
    assert not one.scrolls_sideways, name


def test_it_is_logged_on_a_phone_extended_and_closed(
    cast: Cast, visitor: Callable[[int], Visitor]
) -> None:
    phone = visitor(360)
    phone.sign_in("a_community")
    phone.open(LIST)
    look(phone, "empty")
    page = phone.page
    page.get_by_role("link", name="登记办不成事").first.click()
    look(phone, "form")
    page.get_by_role("button", name="登记", exact=True).click()
    look(phone, "form-errors")
    # A matter, a blocker, a phone: nothing else is asked.
    page.get_by_label("什么事没办成").fill("医疗救助申请被退回，说缺出院小结，来了两次。")
    page.get_by_role("radio", name="材料不全", exact=True).check()
    page.get_by_label("来访人电话").fill("13812345678")
    page.get_by_role("button", name="登记", exact=True).click()
    page.get_by_text("已登记，2024-09-27前办结（5个工作日）").wait_for()
    case = StuckCase.objects.get()
    assert (case.blocker, case.received_on, case.visitor_phone) == ("papers", DAY, "13812345678")
    look(phone, "case")
    page.get_by_label("延期到").fill("2024-10-15")
    page.get_by_label("为什么要延期").fill("等区医保中心回函，要两周。")
    page.get_by_role("button", name="申请延期").click()
    page.get_by_text("已申请延期，等街镇负责人批准").wait_for()

    desk = visitor(1440)
    desk.sign_in("a_manager")
    desk.page.get_by_role("link", name="去批").click()
    look(desk, "decide")
    desk.page.get_by_role("radio", name="批准延期", exact=True).check()
    desk.page.get_by_role("button", name="保存批示").click()
    desk.page.get_by_text("已批准，时限改为2024-10-15").wait_for()

    phone.open(url_of(case, "close/"))
    look(phone, "close")
    page.get_by_role("radio", name="已解决", exact=True).check()
    page.get_by_label("怎么办的").fill("补齐材料，已受理。")
    page.get_by_role("button", name="办结").click()
    page.get_by_text("已办结，按期").wait_for()
    page.get_by_role("radio", name="满意", exact=True).check()
    page.get_by_role("button", name="记下回访").click()
    page.get_by_text("已记下回访").wait_for()
    look(phone, "closed")
    for one, name in ((phone, "list-phone"), (desk, "list-desk")):
        one.open(f"{LIST}?show=all")
        look(one, name)
    case.refresh_from_db()
    assert (case.state, case.outcome, case.satisfaction) == ("closed", "solved", "satisfied")


def test_a_survey_is_written_down_and_accepted(
    cast: Cast, visitor: Callable[[int], Visitor]
) -> None:
    street = visitor(360)
    street.sign_in("a_manager")
    street.open("/casework/satisfaction/")
    look(street, "survey-empty")
    street.page.get_by_role("link", name="登记自查").first.click()
    look(street, "survey-form")
    street.page.get_by_role("radio", name="电话", exact=True).check()
    street.page.get_by_label("调查人数").fill("40")
    street.page.get_by_label("满意人数").fill("38")
    street.page.get_by_role("button", name="登记调查").click()
    street.page.get_by_text("已登记，区里认可以后计入").wait_for()
    district = visitor(1440)
    district.sign_in("reviewer")
    district.page.get_by_role("link", name="去认可").click()
    look(district, "survey-waiting")
    district.page.get_by_role("link", name="2024-09-20").click()
    look(district, "survey-one")
    district.page.get_by_role("button", name="认可这次调查").click()
    district.page.get_by_text("已认可，从现在起计入满意率").wait_for()
    district.open("/casework/satisfaction/")
    look(district, "survey-counted")
    assert "95.0%" in district.page.inner_text("main")
