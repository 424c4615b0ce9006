"""A need in a browser: registered on a phone, its resources read, settled at the door."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from casework.models import Need
from tests.casework.needs.scenes import LIST, need_of, referral_of, resource_of
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


def test_it_is_registered_and_settled_on_a_phone(
    cast: Cast, visitor: Callable[[int], Visitor]
) -> None:
    resource_of(cast.a, name="上门护理", eligible=["dibao"], capacity=5, per="month",
                capacity_unit="人次", ends_on=date(2024, 12, 31))  # fmt: skip
    resource_of(cast.a, name="陪诊志愿服务")
    resource_of(cast.a, name="特困人员住院陪护", eligible=["tekun"])
    resource_of(cast.a, name="名额满了的", capacity=0, per="month")
    phone = visitor(360)
    phone.sign_in("a_community")
    phone.open(LIST)
    look(phone, "needs-empty")
    phone.open(f"/casework/households/{cast.a.household.pk}/need/")
    page = phone.page
    page.get_by_role("button", name="登记需求").click()
    page.get_by_text("请选择需求类别").first.wait_for()
    look(phone, "need-form-errors")
    page.get_by_label("健康医疗").check()
    page.get_by_role("button", name="登记需求").click()
    page.get_by_text("已登记，2024-10-20前对接").wait_for()
    need = Need.objects.get()
    assert (need.category, need.registered_on) == ("health", DAY)
    look(phone, "need")
    page.get_by_text("不合适的 2 个，为什么").click()
    look(phone, "need-unfit")
    page.get_by_role("link", name="不用资源，直接了结").click()
    look(phone, "need-settle")
    page.get_by_label("顾问自己服务了").check()
    page.get_by_label("心理关爱疏导").check()
    page.get_by_role("button", name="了结", exact=True).click()
    page.get_by_text("请写一句做了什么").first.wait_for()
    look(phone, "need-settle-errors")
    page.get_by_label("说明").fill("陪他去配了药，说好每周三再来。")
    page.get_by_role("button", name="了结", exact=True).click()
    page.get_by_text("已了结：顾问自己服务了").wait_for()
    look(phone, "need-settled")
    assert phone.complaints == []


def test_the_street_sees_what_is_late(cast: Cast, visitor: Callable[[int], Visitor]) -> None:
    need = need_of(cast.a, registered_on=date(2024, 8, 20))
    referral_of(need, "rejected", resource=resource_of(cast.a, name="上门护理"))
    referral_of(need_of(cast.a, category="education"), "accepted")
    desk = visitor(1440)
    desk.sign_in("a_manager")
    desk.open(f"{LIST}?show=all")
    look(desk, "needs-desk")
    desk.page.get_by_role("link", name="健康医疗").click()
    desk.page.get_by_text("不合适的 1 个，为什么").click()
    desk.page.get_by_text("这项需求对接过，2024-09-05未接（名额已满）").wait_for()
    look(desk, "need-desk")
    assert desk.complaints == []
