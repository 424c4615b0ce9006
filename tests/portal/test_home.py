"""The home page of each role: what waits, what is due, what to do first."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from core.permissions import ROLE_UNIT_WIDTHS, Role
from portal.homes import BUILDERS, PURPOSES, SECTIONS
from standards.loading import load_standard, standard_file
from tests import factories as make
from tests.cast import Cast

SignIn = Callable[[str], Client]
# What a street has to do about its plan.
PLANNING = ["起草建设方案", "报送建设方案", "报送阵地布局清单", "细化工作进度", "落实组织领导"]


def home_of(client: Client, query: str = "") -> str:
    answer = client.get(f"/{query}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_every_role_has_a_home() -> None:
    assert set(SECTIONS) == set(PURPOSES) == set(ROLE_UNIT_WIDTHS)
    assert {name for rows in SECTIONS.values() for row in rows for name in row} == set(BUILDERS)


def test_the_reviewer_sees_who_is_behind_and_by_how_much(sign_in: SignIn) -> None:
    text = plain(home_of(sign_in("reviewer")))
    # Both streets opened their stations in April, and both lack advisors since 30 June.
    assert "街镇顾问配备到位：2 个街镇未完成，最多迟59个工作日" in text
    assert "街镇站建成启用：" not in text
    assert "落后的街镇 2 / 2" in text
    assert "居村有服务点 2 / 6" in text
    assert "街镇顾问在岗 / 需配 2 / 18" in text


def test_the_street_with_more_milestones_overdue_stands_first(cast: Cast, sign_in: SignIn) -> None:
    def order() -> list[tuple[str, str]]:
        text = plain(home_of(sign_in("reviewer")))
        return re.findall(r"(长寿路街道|石泉路街道) \d+ 个节点逾期：([^看]*) 看", text)

    others = [*PLANNING, "落实岗位职责", "制定年度培训方案"]
    both = "缺 8 名顾问、1 个居委的顾问" + "".join(f"；没有完成“{title}”" for title in others)
    assert order() == [("长寿路街道", both), ("石泉路街道", both)]
    # One more missing in A.
    cast.a.street_advisor.ended_on = date(2024, 8, 1)
    cast.a.street_advisor.save()
    assert order() == [("石泉路街道", both.replace("8", "9")), ("长寿路街道", both)]
    # A whole milestone more in B.
    cast.b.station.delete()
    late = both.replace("；没有完成“落实岗位", "；没有完成“街镇站建成启用”；没有完成“落实岗位")
    assert order()[0] == ("长寿路街道", late)


def test_the_manager_sees_her_own_street(cast: Cast, sign_in: SignIn) -> None:
    page = home_of(sign_in("a_manager"))
    text = plain(page)
    assert "长寿路" not in text
    assert not [secret for secret in cast.b.secrets if secret in text]
    assert "居村有服务点 1 / 3" in text
    assert "2 个居村还没有启用的服务点：石里2居委、石里3居委" in text
    assert "1 个居委还没有顾问：石里3居委" in text
    assert re.search(r"\+4\.0 课时达标率", text)
    assert f"/scores/{cast.a.unit.code}/T1-5/rows/?show=open" in page


def test_her_work_stands_by_its_day_and_is_counted_in_the_top_bar(sign_in: SignIn) -> None:
    text = home_of(sign_in("a_manager"))
    titles = re.findall(r"<b>([^<]+)</b><small>\d+月\d+日前", text)
    team = ["街镇顾问配备到位", "居村顾问全覆盖", "落实岗位职责", "制定年度培训方案"]
    duty = "未来 7 天有 5 个工作日没人值守"
    hours = "3人按现在的进度年底不足12课时"
    year_end = [hours, "居村服务点全覆盖"]
    survey, lead = (
        "3个居村还没有提交2024年上半年的需求排摸",
        "石里1居委的一条线索等处置，迟3个工作日",
    )
    assert titles == [*PLANNING, survey, *team, lead, duty, "完成对照自查", *year_end]
    assert '待办 <span><span class="count">15</span>' in text


def test_what_is_done_no_longer_waits(cast: Cast, sign_in: SignIn) -> None:
    make.AdvisorFactory.create_batch(8, street=cast.a.unit, started_on=date(2024, 5, 6))
    text = home_of(sign_in("a_manager"))
    assert "<b>街镇顾问配备到位</b>" not in text
    # On the first of May they had not begun.
    assert "<b>街镇顾问配备到位</b>" in home_of(sign_in("a_manager"), "?as_of=2024-05-01")


def test_an_advisor_sees_her_class_hours_and_communities(cast: Cast, sign_in: SignIn) -> None:
    text = plain(home_of(sign_in("a_community")))
    # 150 minutes are 3.3 of 12 class hours.
    assert "已有 3.3 课时" in text
    assert "还差 8.7 课时" in text
    assert "石里1居委会" in text
    assert "石里2居委会" not in text
    page = home_of(sign_in("a_community"))
    assert 'href="/training/hours/mine/"' in page


def test_an_account_without_a_file_is_told_so(sign_in: SignIn) -> None:
    assert "还没有和顾问名册里的人对上" in home_of(sign_in("a_advisor"))


def test_hours_enough_are_no_work(cast: Cast, sign_in: SignIn) -> None:
    make.AttendanceFactory(advisor=cast.a.community_advisor, session__host=cast.a.unit, minutes=390)
    surveyed = {"state": "submitted", "submitted_on": date(2024, 6, 28)}
    make.NeedsSurveyFactory(community=cast.a.communities[0], **surveyed)
    text = plain(home_of(sign_in("a_community")))
    assert "已满今年的要求" in text
    assert "现在没有要您办的事" in text


def test_the_data_admin_sees_ledgers_and_accounts(cast: Cast, sign_in: SignIn) -> None:
    make.BatchFactory(unit=cast.a.unit, file_name="顾问名册.xlsx", counts={"new": 1})
    make.BatchFactory(unit=cast.b.unit, file_name="隔壁的名册.xlsx")
    text = home_of(sign_in("a_admin"))
    assert "顾问名册.xlsx" in text
    assert "顾问名册.xlsx：待入账" in text
    assert "隔壁的名册.xlsx" not in text
    assert "管理账号" in text
    assert '待办 <span><span class="count">12</span>' in text  # and the street's eleven milestones


def test_the_auditor_sees_the_trail(sign_in: SignIn) -> None:
    assert "查看全部留痕" in home_of(sign_in("auditor"))


@pytest.mark.django_db
def test_an_empty_portal_says_what_to_do_first() -> None:
    street = make.StreetFactory()
    units = {
        Role.STREET_MANAGER: street,
        Role.STREET_ADVISOR: street,
        Role.COMMUNITY_ADVISOR: make.CommunityFactory(parent=street),
    }
    clients = {}
    for role in ROLE_UNIT_WIDTHS:
        user = make.UserFactory(username=role.value)
        unit = units.get(role, street.parent)
        make.MembershipFactory(user=user, unit=unit, role=role.value)
        clients[role] = Client()
        clients[role].force_login(user, "django.contrib.auth.backends.ModelBackend")
        assert "还没有已发布的建设标准" in home_of(clients[role])
    load_standard(standard_file("putuo", 2024), publish=True)
    for role in (Role.DISTRICT_REVIEWER, Role.STREET_MANAGER):
        assert "先导入顾问名册" in home_of(clients[role])
    for client in clients.values():
        home_of(client)


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("reviewer", 15),
        ("a_manager", 27),
        ("a_advisor", 29),
        ("a_community", 17),
        ("district_admin", 11),
        ("auditor", 9),
    ],
)
def test_a_home_takes_few_queries_however_many_rows(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: object, name: str, most: int
) -> None:
    cast.a.street_advisor.user = cast.users["a_advisor"]
    cast.a.street_advisor.save()
    client = sign_in(name)
    client.get("/")  # the published standard is read once for each process
    with django_assert_max_num_queries(most) as few:  # type: ignore[operator]
        client.get("/")
    for _ in range(3):
        make.AdvisorFactory.create_batch(5, street=make.StreetFactory())
    for advisor in make.AdvisorFactory.create_batch(30, street=cast.a.unit):
        make.AttendanceFactory(session=cast.a.session, advisor=advisor)
    with django_assert_max_num_queries(most) as many:  # type: ignore[operator]
        client.get("/")
    assert len(many) <= len(few)


def test_other_pages_fetch_the_count_of_what_waits(sign_in: SignIn) -> None:
    client = sign_in("a_manager")
    assert 'hx-get="/todos/count/" hx-trigger="load"' in client.get("/stations/").content.decode()
    assert "hx-get" not in re.findall(r"<a class=\"topbar-link.*?</a>", home_of(client), re.S)[0]
    count = client.get("/todos/count/").content.decode()
    assert count.count('<span class="count">15</span>') == 2
