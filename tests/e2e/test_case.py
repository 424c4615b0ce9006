"""A case in a browser, from a lead to its closing, with each indicator's number on the way.

The days are those of 2024: 14 September is a Saturday on which people work, 16 and 17 are the
Mid-Autumn holidays.
"""

import re
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Locator, Page
from pytest_django import Settings

from casework.models import Household, Need, Referral, StuckCase, SupportPlan
from stations.models import Station
from tests import factories as make
from tests.cast import Cast
from tests.e2e.conftest import Visitor

HEAD = "石新户"


class Case:
    """The people of the case, and the day it is."""

    def __init__(self, visitor: Callable[[int], Visitor], cast: Cast, settings: Settings) -> None:
        self.cast, self.settings, self.street = cast, settings, cast.a.unit.code
        self.community, self.manager = visitor(360), visitor(1440)
        self.reviewer, self.provider = visitor(1440), visitor(360)
        self.community.sign_in("a_community")
        self.manager.sign_in("a_manager")
        self.reviewer.sign_in("reviewer")

    def on(self, month: int, day: int) -> None:
        """Let it be a day of 2024."""
        self.settings.PORTAL_DAY = date(2024, month, day)

    def numbers(self, clause: str, on: str = "") -> tuple[str, ...]:
        """The two numbers of a clause as the reviewer reads them; none where it has none."""
        as_of = f"?as_of={on}" if on else ""
        self.reviewer.open(f"/scores/{self.street}/{clause}/{as_of}")
        return tuple(self.reviewer.page.locator(".sum-term b").all_inner_texts()[:2])

    def does_not_apply(self, clause: str) -> bool:
        """Whether the reviewer is told that nothing happened that could be scored."""
        self.reviewer.open(f"/scores/{self.street}/{clause}/")
        return self.reviewer.page.get_by_text("不适用").count() > 0


@pytest.fixture
def case(visitor: Callable[[int], Visitor], cast: Cast, settings: Settings) -> Case:
    """A street with a station since January, a resource for one a month, and nothing done yet."""
    Station.objects.filter(street=cast.a.unit).update(opened_on=date(2024, 1, 2))
    cast.a.lead.delete()
    clinic = make.ProviderFactory(unit=cast.a.unit, name="社区卫生中心", kind="department")
    make.ResourceFactory(
        unit=cast.a.unit, provider=clinic, name="家医上门", category="health",
        capacity=1, per="month", capacity_unit="户",
    )  # fmt: skip
    return Case(visitor, cast, settings)


def choose(page: Page, *words: str) -> None:
    """Tick boxes and buttons by what they say."""
    for one in words:
        name = re.compile(rf"^\s*{re.escape(one)}")
        found: Locator = page.get_by_role("radio", name=name).or_(
            page.get_by_role("checkbox", name=name)
        )
        found.first.check(force=True)


def send(page: Page, words: str) -> None:
    """Press a button, and wait until the answer is there."""
    with page.expect_navigation():
        page.get_by_role("button", name=words, exact=True).click()


def link_on(page: Page) -> str:
    """The one-time link that a page shows."""
    found = re.search(r"https?://\S+", page.locator("#link-text").input_value())
    assert found
    return found[0]


def test_a_case_from_its_lead_to_its_closing(case: Case) -> None:
    community, manager = case.community.page, case.manager.page
    for clause in ("T4-3", "T5-2", "T5-3", "T5-4", "T7-6", "T10-2"):
        assert case.does_not_apply(clause), clause

    # The lead, and the street's decision.
    case.on(9, 2)
    case.community.open("/casework/leads/add/")
    community.locator("[name=name]").fill(HEAD)
    community.locator("[name=address]").fill("石泉路1号201室")
    community.locator("[name=story]").fill("刚出院，一个人住，没人照看。")
    choose(community, "邻居反映")
    send(community, "上报")
    case.on(9, 3)
    case.manager.open("/casework/leads/")
    manager.locator("main table a, main .cards a").first.click()
    manager.get_by_role("link", name="处置").first.click()
    choose(manager, "列入困难家庭名册")
    manager.locator("[name=answer]").fill("已上门核实，列入名册。")
    choose(manager, "低保")
    send(manager, "处置")
    assert case.numbers("T7-6") == ("1", "1")
    household = Household.objects.get(head_name=HEAD)

    # The visit, with what it found.
    case.on(9, 4)
    case.community.open(f"/casework/households/{household.pk}/visit/")
    choose(community, "上门", "生病或医疗支出大")
    community.locator("[name=note]").fill("需要医生上门换药。")
    community.get_by_text("还要记的").click()
    choose(community, "健康医疗")
    send(community, "保存走访")
    assert case.numbers("T3-1") != ("1", "1")
    need = Need.objects.get(household=household)

    # The need, offered to what fits, answered by the provider's link.
    case.on(9, 5)
    case.community.open(f"/casework/needs/{need.pk}/")
    community.get_by_role("link", name="对接这个资源").first.click()
    send(community, "发起对接")
    assert "同意" in community.locator(".errorsummary").inner_text()
    choose(community, "当面口头", "姓名")
    community.locator("[name=request]").fill("每周上门换药一次。")
    send(community, "发起对接")
    assert not case.community.scrolls_sideways
    send(community, "生成链接和对接单")
    address = link_on(community)
    case.on(9, 6)
    provider = case.provider.page
    provider.goto(address)
    assert HEAD not in provider.content()
    assert case.provider.barriers() == []
    choose(provider, "能接")
    send(provider, "答复")
    assert HEAD in provider.content()
    provider.goto(address)
    assert "用过" in provider.content()
    assert case.numbers("T3-1") == ("1", "1")
    assert case.numbers("T3-4") == ("1", "1")
    referral = Referral.objects.get(need=need)
    assert referral.answered_on == date(2024, 9, 6)

    # The papers go to the counter, whose clerk says by a link that she has them.
    case.community.open(f"/casework/households/{household.pk}/")
    community.get_by_role("link", name="前后台衔接", exact=True).first.click()
    choose(community, "顾问转受理窗口")
    community.locator("[name=kind]").select_option("temporary")
    community.locator("[name=matter]").fill("申请临时救助，材料已齐，请受理。")
    send(community, "登记衔接")
    assert case.does_not_apply("T5-2")
    send(community, "生成链接和衔接单")
    case.on(9, 9)
    provider.goto(link_on(community))
    assert HEAD not in provider.content()
    provider.locator("[name=clerk]").fill("窗口王")
    send(provider, "确认收到")
    assert case.numbers("T5-2") == ("1", "1")

    # A matter that could not be done: received on a phone, closed on the third workday.
    case.on(9, 9)
    case.community.open(f"/casework/households/{household.pk}/")
    community.get_by_role("link", name="办不成事", exact=True).first.click()
    community.locator("[name=matter]").fill("医疗救助申请被退回，说缺出院小结。")
    choose(community, "材料不全")
    send(community, "登记")
    assert case.does_not_apply("T5-3")
    stuck = StuckCase.objects.get(household=household)
    case.on(9, 12)
    case.community.open(f"/casework/stuck/{stuck.pk}/close/")
    choose(community, "已解决")
    community.locator("[name=result]").fill("联系医院补打了出院小结，已受理。")
    send(community, "办结")
    assert case.numbers("T5-3") == ("1", "1")

    # A conference on the household, with an action of the community's advisor, and minutes.
    case.on(9, 13)
    case.manager.open(f"/casework/conferences/add/{case.street}/")
    choose(manager, "已经开过")
    manager.locator("[name=chair]").fill("石站长")
    manager.locator("[name=numbers]").fill(household.number or household.reference)
    manager.locator("[name=guests]").fill("社区卫生中心 李医生")
    send(manager, "保存会商")
    manager.get_by_role("link", name="加决议事项").first.click()
    manager.locator("[name=matter]").fill("陪同评估长护险。")
    advisor = case.cast.a.community_advisor
    manager.locator("[name=owner]").select_option(str(advisor.pk))
    manager.locator("select[name=case]").select_option(index=1)
    manager.locator("[name=due_on]").fill("2024-09-20")
    send(manager, "保存决议")
    send(manager, "确认纪要")
    assert case.does_not_apply("T4-3")
    assert case.numbers("T4-2", "2024-09-30") == ("1", "2")
    conference = household.conference_cases.get().conference
    case.manager.open(f"/casework/conferences/{conference.pk}/")
    manager.get_by_text("写处理结果").click()
    choose(manager, "已解决")
    send(manager, "记下处理结果")
    assert "决议" in manager.locator(".errorsummary").inner_text()
    case.on(9, 19)
    case.community.open("/casework/conferences/actions/")
    community.locator("main tbody th a").first.click()
    community.locator("[name=result]").fill("已陪同评估，等级三级。")
    send(community, "记下办结")
    assert case.numbers("T4-3") == ("1", "1")
    case.manager.open(f"/casework/conferences/{conference.pk}/")
    manager.get_by_text("写处理结果").click()
    choose(manager, "已解决")
    manager.locator("[name$=solved_on]").fill("2024-09-19")
    send(manager, "记下处理结果")

    # The support plan, by two kinds of provider, and its closing.
    case.on(9, 20)
    case.community.open(f"/casework/households/{household.pk}/plan/")
    community.locator("[name=goal]").fill("伤口愈合，有人照看。")
    send(community, "保存方案")
    plan = SupportPlan.objects.get(household=household)
    for what, who, kind in (("上门换药。", "李医生", "职能部门"), ("陪同看病。", "邻居", "志愿者")):
        case.community.open(f"/casework/support-plans/{plan.pk}/steps/add/")
        community.locator("[name=what]").fill(what)
        community.locator("[name=who]").fill(who)
        community.locator("[name=due_on]").fill("2024-09-27")
        choose(community, kind)
        send(community, "加上这一步")
    case.on(9, 26)
    case.community.open(f"/casework/support-plans/{plan.pk}/close/")
    assert "2" in community.locator("main").inner_text()
    for step in plan.steps.order_by("pk"):
        case.community.open(f"/casework/plan-steps/{step.pk}/done/")
        send(community, "记下做完了")
    case.community.open(f"/casework/support-plans/{plan.pk}/close/")
    choose(community, "目标达成")
    send(community, "结案")
    assert case.numbers("T5-4") == ("1", "1")

    # Sixty days on, both of its problems count as solved, and the station did what T7-2 asks.
    case.on(11, 29)
    assert case.numbers("T10-2") == ("2", "2")
    case.manager.open(f"/casework/households/{household.pk}/")
    told = manager.locator("main").inner_text()
    for words in ("对接资源：健康医疗", "办不成事：材料不全", "会商", "帮扶方案", "目标达成"):
        assert words in told, words
    for person in (case.community, case.manager, case.provider, case.reviewer):
        # What a page still asks for would meet the emptying of the database.
        person.page.wait_for_load_state("networkidle")
    # Chromium writes down that the used link was gone; that was meant.
    gone = [one for one in case.provider.complaints if "410" in one]
    assert case.provider.complaints == gone
    assert gone
    case.provider.complaints.clear()
