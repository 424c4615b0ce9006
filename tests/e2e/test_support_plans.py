"""A support plan in a browser: made, stepped through and closed on a phone, read at a desk."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from casework.models import SupportPlan
from tests import factories as make
from tests.cast import Cast
from tests.e2e.conftest import Visitor

# The walk of test_case.py goes this way in every run; these look closer.
pytestmark = [pytest.mark.hard, pytest.mark.django_db(transaction=True)]
LIST = "/casework/support-plans/"


def look(one: Visitor, name: str) -> None:
    """Nothing stands in anybody's way, and nothing is wider than the screen."""
    if os.environ.get("SHOTS"):
        one.page.screenshot(path=str(Path(os.environ["SHOTS"]) / f"{name}.png"), full_page=True)
    assert one.barriers() == [], name
    assert not one.scrolls_sideways, name


def test_it_is_made_and_closed_on_a_phone(cast: Cast, visitor: Callable[[int], Visitor]) -> None:
    make.ProviderFactory(unit=cast.a.unit, name="石泉慈善超市", kind="charity")
    phone = visitor(360)
    phone.sign_in("a_community")
    phone.open(LIST)
    look(phone, "plans-empty")
    phone.open(f"/casework/households/{cast.a.household.pk}/plan/")
    page = phone.page
    page.get_by_label("帮扶目标").fill("年底前还清药费。")
    look(phone, "plan-form")
    page.get_by_role("button", name="保存方案").click()
    page.get_by_text("还没有步骤").wait_for()
    look(phone, "plan-new")
    page.get_by_role("link", name="加第一步").click()
    page.get_by_role("button", name="加上这一步").click()
    page.get_by_text("处要改").wait_for()
    look(phone, "step-errors")
    page.get_by_label("做什么").fill("送去两个月的生活物资。")
    page.get_by_label("谁来做").fill("慈善超市")
    page.get_by_label("期限").fill("2024-09-27")
    page.get_by_label("提供方").select_option(label="石泉慈善超市（慈善组织）")
    page.get_by_role("button", name="加上这一步").click()
    page.get_by_text("送去两个月的生活物资。").wait_for()
    look(phone, "plan-step")
    page.get_by_role("link", name="结案", exact=True).click()
    page.get_by_text("1个步骤没有做完").wait_for()
    look(phone, "plan-closing")
    page.get_by_label("目标达成").check(force=True)
    page.get_by_label("结案说明").fill("物资已送到。")
    page.get_by_role("button", name="结案", exact=True).click()
    page.get_by_text("处要改").wait_for()
    assert page.get_by_label("结案说明").input_value() == "物资已送到。"
    plan = SupportPlan.objects.get()
    phone.open(f"{LIST}{plan.pk}/")
    page.get_by_role("link", name="第 1 步做完了").click()
    look(phone, "step-done")
    page.get_by_role("button", name="记下做完了").click()
    page.get_by_text("已记下这一步做完了").wait_for()
    page.get_by_role("link", name="结案", exact=True).click()
    page.get_by_label("目标达成").check(force=True)
    page.get_by_role("button", name="结案", exact=True).click()
    page.get_by_text("已结案，计入结案个案").wait_for()
    look(phone, "plan-closed")
    plan.refresh_from_db()
    assert (plan.state, plan.result) == ("closed", "achieved")
    assert phone.complaints == []


def test_the_street_and_the_district_read_the_list(
    cast: Cast, visitor: Callable[[int], Visitor]
) -> None:
    plan = make.SupportPlanFactory(household=cast.a.household, advisor=cast.a.community_advisor)
    make.PlanStepFactory(plan=plan, provider_kind="department", due_on=date(2024, 9, 13))
    make.PlanStepFactory(plan=plan, due_on=date(2024, 9, 30), done_on=date(2024, 9, 18))
    conference = make.CaseConferenceFactory(street=cast.a.unit, state="held")
    make.ConferenceCaseFactory(
        conference=conference,
        household=cast.a.household,
        outcome="solved",
        solved_on=date(2024, 9, 18),
    )
    desk = visitor(1440)
    desk.sign_in("a_manager")
    desk.open(LIST)
    look(desk, "plans-desk")
    desk.open(f"{LIST}{plan.pk}/")
    look(desk, "plan-desk")
    assert desk.complaints == []
    district = visitor(1440)
    district.sign_in("reviewer")
    district.open(LIST)
    look(district, "plans-district")
    district.open("/casework/abilities/")
    look(district, "abilities")
    assert district.complaints == []
