"""A street's year in a browser: plan, review, station, photos; the points after each step.

The days are those of 2024: 1–5 May are holidays, so 7 May is two workdays after 30 April.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect
from pytest_django import Settings

from plans.models import ConstructionPlan
from plans.parts import PARTS, tidy
from plans.samples import sample_content
from plans.services import save_part
from portal.samples.pictures import drawn_photo
from stations.models import Station
from tests.cast import Cast
from tests.e2e.conftest import Visitor
from tests.e2e.test_lost_session import forgive_refusals, sign_in_beside

TYPED = "受理服务中心二楼西侧，单独进出。"
COMMENTS = {"layout": "请补上石里3居委。", "money": "督导经费请单列。"}


class Year:
    """The people of the year, and the day it is."""

    def __init__(self, visitor: Callable[[int], Visitor], cast: Cast, settings: Settings) -> None:
        self.cast, self.settings = cast, settings
        self.street = cast.a.unit.code
        self.manager, self.phone, self.reviewer = visitor(1440), visitor(360), visitor(1440)
        self.manager.sign_in("a_manager")
        self.phone.sign_in("a_advisor")
        self.reviewer.sign_in("reviewer")

    def on(self, month: int, day: int) -> None:
        """Let it be a day of 2024."""
        self.settings.PORTAL_DAY = date(2024, month, day)

    def points(self, *clauses: str) -> dict[str, str]:
        """What the reviewer reads at the end of each clause's sum; 0 where there is none."""
        found = {}
        for clause in clauses:
            self.reviewer.open(f"/scores/{self.street}/{clause}/")
            terms = self.reviewer.page.locator(".explanation .sum-term").all_inner_texts()
            found[clause] = terms[-1].split()[0] if terms else "0"
        return found

    def board(self, part: str) -> str:
        """The street's cell of a part on the board."""
        self.reviewer.open("/scores/")
        cell = self.reviewer.page.locator(
            f"a[data-cell][href*='/scores/{self.street}/parts/{part}/']"
        )
        words = cell.first.inner_text()
        found = re.search(r"\d+\.\d", words)
        return found[0] if found else words

    def plan(self) -> ConstructionPlan:
        return ConstructionPlan.objects.get(street=self.street)


@pytest.fixture
def year(visitor: Callable[[int], Visitor], cast: Cast, settings: Settings) -> Year:
    """Before the street has done anything."""
    Station.objects.filter(street=cast.a.unit).delete()
    return Year(visitor, cast, settings)


def write(year: Year, kinds: Mapping[str, object] | None = None, leave_out: int = 0) -> None:
    """Fill the parts that this test does not type itself."""
    communities = [(one.code, one.short_name) for one in year.cast.a.communities]
    contents = sample_content("石泉路", communities[: 3 - leave_out], year=2024)
    plan, by = year.plan(), year.cast.actor("a_manager")
    for part in plan.parts.order_by("kind"):
        if part.kind != "site" and (kinds is None or part.kind in kinds):
            content = tidy(PARTS[part.kind], contents[part.kind])
            save_part(plan=plan, kind=part.kind, content=content, version=part.version, by=by)


def test_a_year_of_one_street(year: Year) -> None:
    year.on(4, 10)
    assert year.points("T1-1", "P2-1", "R1-1") == {"T1-1": "0", "P2-1": "0", "R1-1": "0"}
    draft_with_a_lost_session(year)
    year.on(5, 7)
    submit(year)
    # Handed in two workdays late, and nobody has approved it: half of T1-1, two of three of R1-1.
    assert year.points("T1-1", "P2-1", "R1-1") == {"T1-1": "0.5", "P2-1": "0", "R1-1": "0.7"}
    assert year.board("T1") == "0.5"

    year.on(5, 9)
    return_two_parts(year)
    assert year.points("P2-1") == {"P2-1": "0"}
    year.on(5, 15)
    resubmit(year)
    year.on(5, 17)
    approve(year)
    # 2 + 1 workdays late: 60 % of 2 points. The list came late: half of 1 point for good.
    assert year.points("T1-1", "P2-1") == {"T1-1": "0.5", "P2-1": "1.2"}
    assert year.board("P") == "1.2"

    year.on(5, 20)
    plan_the_station(year)
    # 30 % of 4 points.
    assert year.points("T1-2", "P2-2") == {"T1-2": "1.2", "P2-2": "0"}
    assert year.board("T1") == "1.7"  # and 0.5 for the list
    year.on(6, 20)
    open_the_station(year)
    # Open, without photos: 60 % of 4; opened before 30 June: all of 2; the name is right: 1.
    assert year.points("T1-2", "P2-2", "S1-1") == {"T1-2": "2.4", "P2-2": "2.0", "S1-1": "1.0"}
    assert (year.board("T1"), year.board("P")) == ("2.9", "3.2")

    year.on(6, 24)
    take_photos(year)
    assert year.points("T1-2", "S1-2") == {"T1-2": "2.4", "S1-2": "0.0"}
    review_photos(year)
    # Two views accepted: all four are true. One plaque of two.
    assert year.points("T1-2", "S1-2") == {"T1-2": "4.0", "S1-2": "0.5"}
    # T1: 0.5 for the list, 4.0 for the station, nothing for one point in three communities.
    assert year.board("T1") == "4.5"


def draft_with_a_lost_session(year: Year) -> None:
    manager, page = year.manager, year.manager.page
    manager.open(f"/plans/begin/{year.street}/")
    page.get_by_role("button", name="开始起草").click()
    page.wait_for_url(re.compile(r"/plans/\d+/"))
    write(year, leave_out=1)
    manager.open(f"/plans/{year.plan().pk}/parts/site/")
    page.get_by_label("地址", exact=True).fill("兰溪路138号2楼")
    page.locator("[name=venue_kind]").select_option(label="社区事务受理服务中心")
    for question in ("独立设置", "实体化"):
        page.get_by_role("group", name=question).get_by_label("是", exact=True).check()
    page.get_by_label("计划开放日期", exact=True).fill("2024-06-20")
    expect(page.locator("[data-saved]")).to_contain_text("已保存")
    assert manager.barriers() == []

    Session.objects.all().delete()
    page.get_by_label("场所说明").fill(TYPED)
    page.get_by_text("登录已过期，填写的内容还在本页").wait_for()
    sign_in_beside(manager, "a_manager").close()
    expect(page.locator("[data-saved]")).to_contain_text("已保存")
    forgive_refusals(manager)
    for other, name in ((year.phone, "a_advisor"), (year.reviewer, "reviewer")):
        other.sign_in(name)
    manager.open(f"/plans/{year.plan().pk}/parts/site/")
    assert page.get_by_label("场所说明").input_value() == TYPED


def submit(year: Year) -> None:
    page = year.manager.page
    year.manager.open(f"/plans/{year.plan().pk}/submit/")
    page.get_by_text("布点清单还没有列入 1 个居村").wait_for()
    assert year.manager.barriers() == []
    page.get_by_role("button", name="报送方案").dblclick()
    page.wait_for_url(re.compile(r"/plans/\d+/$"))
    assert year.plan().versions.count() == 1


def return_two_parts(year: Year) -> None:
    page, plan = year.reviewer.page, year.plan()
    year.reviewer.open(f"/plans/{plan.pk}/review/")
    page.get_by_role("button", name="开始审核").click()
    for kind in PARTS:
        year.reviewer.open(f"/plans/{plan.pk}/review/{kind}/")
        if kind in COMMENTS:
            page.locator("textarea").fill(COMMENTS[kind])
            page.get_by_role("button", name="退回本部分").click()
        else:
            page.get_by_role("button", name="接受本部分").click()
        page.wait_for_load_state()
    year.reviewer.open(f"/plans/{plan.pk}/review/finish/")
    page.get_by_label("新的期限").fill("2024-05-14")
    assert year.reviewer.barriers() == []
    page.get_by_role("button", name="退回 2 个部分").click()
    page.wait_for_load_state()
    assert year.plan().state == "returned"


def resubmit(year: Year) -> None:
    page, plan = year.manager.page, year.plan()
    year.manager.open(f"/plans/{plan.pk}/")
    for words in COMMENTS.values():
        assert page.get_by_text(words).is_visible()
    assert year.manager.barriers() == []
    write(year, COMMENTS)
    year.manager.open(f"/plans/{plan.pk}/submit/")
    page.get_by_role("button", name="报送").click()
    page.wait_for_url(re.compile(r"/plans/\d+/$"))


def approve(year: Year) -> None:
    page, plan = year.reviewer.page, year.plan()
    year.reviewer.open(f"/plans/{plan.pk}/review/")
    page.get_by_role("button", name="开始审核").click()
    for kind in COMMENTS:
        year.reviewer.open(f"/plans/{plan.pk}/review/{kind}/")
        assert page.get_by_text(COMMENTS[kind]).first.is_visible()
        page.get_by_role("button", name="接受本部分").click()
        page.wait_for_load_state()
    year.reviewer.open(f"/plans/{plan.pk}/review/finish/")
    page.get_by_role("button", name="通过方案").click()
    page.wait_for_load_state()
    assert year.plan().state == "approved"


def plan_the_station(year: Year) -> None:
    page = year.manager.page
    year.manager.open(f"/stations/new/{year.street}/")
    page.get_by_label("地址").fill("兰溪路138号2楼")
    page.locator("[name=venue_kind]").select_option(label="社区事务受理服务中心")
    for question in ("实体化", "独立设置"):
        page.get_by_role("group", name=question).get_by_label("是", exact=True).check()
    page.get_by_role("button", name="保存服务站").click()
    page.wait_for_url(re.compile(r"/stations/\d+/$"))


def open_the_station(year: Year) -> None:
    page = year.manager.page
    year.manager.open(f"/stations/{station(year).pk}/change/")
    page.get_by_label("启用日期").fill("2024-06-20")
    page.get_by_role("button", name="保存服务站").click()
    page.wait_for_url(re.compile(r"/stations/\d+/$"))


def take_photos(year: Year) -> None:
    phone, page = year.phone, year.phone.page
    shots = (["站点实景"], ["站点实景"], ["室外挂牌"], ["室内挂牌"])
    for number, labels in enumerate(shots):
        phone.open(f"/evidence/add/station:{station(year).pk}/")
        picture = drawn_photo(labels[0], "石泉路", number)
        page.locator("#id_camera").set_input_files(
            {"name": picture.name, "mimeType": "image/jpeg", "buffer": picture.read()}
        )
        for label in labels:
            page.locator(".tagcard", has_text=label).first.click()
        if number == 0:
            assert phone.barriers() == []
            assert not phone.scrolls_sideways
        page.get_by_role("button", name="上传").last.click()
        page.get_by_text("已上传").first.wait_for()


def review_photos(year: Year) -> None:
    """By the keyboard alone: three accepted, the last refused for its first quick reason."""
    page = year.reviewer.page
    year.reviewer.open("/evidence/review/")
    for left, key in ((4, "a"), (3, "a"), (2, "a"), (1, "1")):
        page.get_by_text(f"{left} 项待审").wait_for()
        if left == 4:
            assert year.reviewer.barriers() == []
        page.keyboard.press(key)
    page.get_by_text("都审完了").wait_for()


def station(year: Year) -> Station:
    return Station.objects.get(street=year.street)
