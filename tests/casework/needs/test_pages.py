"""The list of needs, a need's page and forms, and what waits: what is shown to whom."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from audit.models import Entry
from casework.models import Application, Need
from casework.needs.selectors import open_needs
from tests import factories as make
from tests.casework.needs.scenes import LIST, added, need_of, referral_of, resource_of, settled
from tests.cast import DAY, Cast
from tests.pages import costs_the_same, text_of
from tests.stations.browsing import send


@pytest.fixture
def need(cast: Cast) -> Need:
    return need_of(cast.a)


@pytest.fixture
def community(cast: Cast, sign_in: Any) -> Client:
    client: Client = sign_in("a_community")
    return client


def url(need: Need, page: str = "") -> str:
    return f"{LIST}{need.pk}/{page}"


def numbers_in(body: str, *needs: Need) -> list[Need]:
    """Those of these needs that a page shows, in its order."""
    there = [one for one in needs if one.receipt in body]
    return sorted(there, key=lambda one: body.index(one.receipt))


# The list -------------------------------------------------------------------------------------


def test_what_is_not_met_comes_first_the_nearest_limit_first(cast: Cast, community: Client) -> None:
    late = need_of(cast.a, registered_on=date(2024, 8, 20))
    near = need_of(cast.a, registered_on=date(2024, 8, 25), category="education")
    far = need_of(cast.a, registered_on=date(2024, 9, 18), category="donation")
    done = settled(cast, need_of(cast.a, category="employment", registered_on=date(2024, 9, 9)))
    linked = need_of(cast.a, category="elder_care")
    referral_of(linked, "accepted")
    waiting = need_of(cast.a, category="psychological", registered_on=date(2024, 9, 3))
    referral_of(waiting)
    everything = (late, near, far, done, linked, waiting)
    shown = {
        show: numbers_in(text_of(community, f"{LIST}?show={show}"), *everything)
        for show in ("open", "offered", "late", "near", "linked", "settled")
    }
    assert shown == {
        "open": [late, near, far],
        "offered": [waiting],
        "late": [late],
        "near": [near],
        "linked": [linked],
        "settled": [done],
    }
    body = text_of(community, f"{LIST}?show=all")
    assert numbers_in(body, *everything) == [late, near, waiting, far, done, linked]
    assert "2024-09-19 " in body, "thirty days after the 20th of August"
    assert "还有4天" in body
    assert "本人谢绝" in body
    assert list(open_needs(cast.actor("a_community"), DAY)) == [late, near, far]


def test_what_fell_through_is_back_on_the_list(cast: Cast, community: Client, need: Need) -> None:
    for state in ("rejected", "failed", "revoked"):
        referral_of(need, state)
    assert need.receipt in text_of(community, f"{LIST}?show=open")
    assert need.receipt not in text_of(community, f"{LIST}?show=open&as_of=2024-09-04")


def test_the_list_is_as_of_its_day(cast: Cast, community: Client, need: Need) -> None:
    settled(cast, need)
    assert need.receipt not in text_of(community, LIST)
    assert need.receipt in text_of(community, f"{LIST}?as_of=2024-09-09")
    assert need.receipt not in text_of(community, f"{LIST}?as_of=2024-09-01&show=all")


def test_names_are_masked_and_the_district_has_no_way_in(
    cast: Cast, sign_in: Any, need: Need
) -> None:
    for name in ("reviewer", "district_admin", "a_admin", "a_manager", "a_community"):
        body = text_of(sign_in(name), LIST)
        assert "石**" in body
        assert "石户明" not in body
        reads = name in ("a_manager", "a_community")
        assert (url(need) in body) is reads
        assert sign_in(name).get(url(need)).status_code == (200 if reads else 403)
    assert sign_in("auditor").get(LIST).status_code == 403
    body = text_of(sign_in("reviewer"), LIST)
    assert "各街镇还没有对接的需求" in body


def test_filters_narrow_the_scope_and_never_leave_it(cast: Cast, sign_in: Any, need: Need) -> None:
    other = cast.a.communities[1]
    there = make.NeedFactory(household=make.HouseholdFactory(community=other), category="education")
    theirs = need_of(cast.b)
    manager, everything = sign_in("a_manager"), (need, there, theirs)
    assert numbers_in(text_of(manager, f"{LIST}?community={other.code}"), *everything) == [there]
    assert numbers_in(text_of(manager, f"{LIST}?category=health"), *everything) == [need]
    assert manager.get(f"{LIST}?street={cast.b.unit.code}").status_code == 404
    own = text_of(sign_in("a_community"), f"{LIST}?community={other.code}")
    assert numbers_in(own, *everything) == [need], "another's is no choice of hers"
    reviewer = text_of(sign_in("reviewer"), f"{LIST}?street={cast.b.unit.code}")
    assert numbers_in(reviewer, *everything) == [theirs]


@pytest.mark.parametrize("name", ["a_manager", "a_community", "reviewer"])
def test_the_list_costs_the_same_whatever_it_holds(cast: Cast, sign_in: Any, name: str) -> None:
    def add() -> None:
        for n in range(7):
            one = need_of(cast.a, registered_on=DAY - timedelta(days=n))
            referral_of(one, ("offered", "accepted", "failed")[n % 3])

    need_of(cast.a)
    assert costs_the_same(sign_in(name), f"{LIST}?show=all", add)


# One need -------------------------------------------------------------------------------------


def test_a_need_tells_what_fits_it_and_why(cast: Cast, community: Client, need: Need) -> None:
    fit = resource_of(cast.a, name="上门换药", eligible=["dibao"])
    unfit = resource_of(cast.a, name="特困陪护", eligible=["tekun"])
    full = resource_of(cast.a, name="满了的", capacity=0, per="year")
    body = text_of(community, url(need))
    assert numbers_in(body, need)
    for words in ("石户明", "上门换药", "这户是低保家庭，符合条件", "只给特困人员，这户登记的不是"):
        assert words in body
    for one, is_offered in ((fit, True), (unfit, True), (full, False)):
        assert (f"{url(need)}offer/{one.pk}/" in body) is is_offered
    title = body[body.index("<title>") : body.index("</title>")]
    assert "石" not in title.replace("石泉", "")
    seen = Entry.objects.get(action="seen", subject=f"household:{need.household_id}")
    assert (seen.username, seen.detail) == ("a_community", {"need": need.receipt})


def test_what_holds_it_is_told_and_nothing_else_offered(
    cast: Cast, community: Client, need: Need
) -> None:
    resource = resource_of(cast.a)
    referral = referral_of(need, "accepted", resource=resource)
    body = text_of(community, url(need))
    assert f"/casework/referrals/{referral.pk}/" in body
    assert "合适的资源" not in body
    assert "不用资源，直接了结" not in body
    assert "正在对接" in text_of(community, url(need, "settle/"), status=403)


def test_without_a_resource_the_page_says_what_to_do(community: Client, need: Need) -> None:
    assert "没有完全合适的资源" in text_of(community, url(need))


def test_a_needs_pages_cost_few_queries(cast: Cast, community: Client, need: Need) -> None:
    referral_of(need, "rejected")
    for page in ("", "settle/"):
        assert costs_the_same(community, url(need, page), lambda: resource_of(cast.a))
    settled(cast, need)
    assert costs_the_same(community, url(need), lambda: need_of(cast.a))
    form = f"/casework/households/{cast.a.household.pk}/need/"
    assert costs_the_same(community, form, lambda: need_of(cast.a))


@pytest.mark.parametrize("page", ["", "settle/", "reopen/"])
@pytest.mark.parametrize(
    ("name", "whose"),
    [("a_manager", "b"), ("a_community", "neighbour"), ("b_community", "a"), ("a_advisor", "b")],
)
def test_a_need_of_another_unit_is_not_found(
    cast: Cast, sign_in: Any, name: str, whose: str, page: str
) -> None:
    neighbours = make.HouseholdFactory(community=cast.a.communities[1], head_name="邻里人")
    of = {"a": cast.a.household, "b": cast.b.household, "neighbour": neighbours}[whose]
    need = make.NeedFactory(household=of)
    client = sign_in(name)
    for response in (client.get(url(need, page)), client.post(url(need, page), {})):
        assert response.status_code in (404, 405)
        assert of.head_name not in response.content.decode()
    assert client.get(f"/casework/households/{of.pk}/need/").status_code == 404


# Its forms ------------------------------------------------------------------------------------


def test_a_need_is_registered_from_the_household(cast: Cast, community: Client) -> None:
    page = f"/casework/households/{cast.a.household.pk}/need/"
    response = send(community, page, category="education")
    made = Need.objects.get()
    assert response["Location"] == url(made)
    assert (made.category, made.registered_on) == ("education", DAY)
    assert "2024-10-20前对接" in text_of(community, url(made))
    asked = send(community, page, category="education").content.decode()
    assert "这户已有一项" in asked
    assert made.receipt in asked
    send(community, page, category="education", is_another="on")
    assert Need.objects.count() == 2
    refused = send(community, page, category="health", registered_on="2024-09-21")
    assert "还没有到" in refused.content.decode()
    assert 'value="2024-09-21"' in refused.content.decode(), "what was typed stays"


def test_from_a_visit_it_is_the_visits(cast: Cast, community: Client) -> None:
    page = f"/casework/households/{cast.a.household.pk}/need/"
    send(community, f"{page}?visit={cast.a.visit.pk}", category="education")
    made = Need.objects.get()
    assert (made.visit, made.registered_on) == (cast.a.visit, date(2024, 9, 2))
    assert url(made) in text_of(community, f"/casework/visits/{cast.a.visit.pk}/")
    for strange in (cast.b.visit.pk, "nonsense"):
        assert community.get(f"{page}?visit={strange}").status_code == 404


def test_a_need_is_settled_by_a_service_of_ones_own(
    cast: Cast, community: Client, need: Need
) -> None:
    wrong = send(community, url(need, "settle/"), settlement="own_service")
    for words in ("请选择做的是哪一类服务", "请写一句做了什么"):
        assert words in wrong.content.decode()
    response = send(
        community,
        url(need, "settle/"),
        settlement="own_service",
        own_service="emotional_support",
        note="陪他去配了药",
    )
    assert response["Location"] == url(need)
    need.refresh_from_db()
    assert (need.settled_on, need.settled_advisor) == (DAY, cast.a.community_advisor)
    body = text_of(community, url(need))
    for words in ("顾问自己服务了", "心理关爱疏导", "陪他去配了药", "重新打开"):
        assert words in body


def test_the_second_press_finds_it_settled_and_keeps_the_words(
    cast: Cast, community: Client, need: Need
) -> None:
    typed = {"settlement": "refused", "settled_on": "2024-09-12", "note": "我写的一句"}
    settled(cast, need, "a_manager")
    response = community.post(url(need, "settle/"), typed)
    assert response.status_code == 409
    body = response.content.decode()
    assert "没有保存：这项需求2024-09-10已了结（本人谢绝）" in body
    assert "我写的一句" in body
    need.refresh_from_db()
    assert need.settled_on == date(2024, 9, 10)


def test_a_new_application_leads_back_to_the_need(
    cast: Cast, community: Client, need: Need
) -> None:
    page = text_of(community, url(need, "settle/"))
    code = cast.a.communities[0].code
    way = f"/casework/applications/add/{code}/"
    ways = [one for one in page.split('"') if "add" in one and str(need.pk) in one]
    assert ways, way
    there = ways[0].replace("&amp;", "&")
    response = send(community, there, kind="medical")
    made = Application.objects.get()
    assert response["Location"] == f"{url(need, 'settle/')}?application={made.pk}"
    done = send(community, response["Location"])
    assert done["Location"] == url(need)
    need.refresh_from_db()
    assert (need.settlement, need.application, need.settled_on) == ("application", made, DAY)


def test_it_is_opened_again(cast: Cast, community: Client, need: Need) -> None:
    settled(cast, need)
    refused = community.post(url(need, "reopen/"), {"reason": "随便"}).content.decode()
    assert "重新打开" in refused
    for words in ("已重新打开", "没有改动"):
        page = community.post(url(need, "reopen/"), {"reason": "帮了还不够"}, follow=True)
        assert words in page.content.decode()
    need.refresh_from_db()
    assert need.settlement == ""


# What waits -----------------------------------------------------------------------------------


def test_needs_near_their_limit_wait_for_those_who_serve(cast: Cast, sign_in: Any) -> None:
    over = need_of(cast.a, registered_on=date(2024, 8, 20))
    near = need_of(cast.a, registered_on=date(2024, 8, 28), category="education")
    far = need_of(cast.a, registered_on=date(2024, 8, 29), category="donation")
    offered = need_of(cast.a, registered_on=date(2024, 8, 20), category="employment")
    referral_of(offered)
    for name in ("a_community", "a_manager", "a_advisor"):
        body = text_of(sign_in(name), "/")
        assert "的健康医疗需求还没有着落，迟1个工作日" in body
        assert "的助学帮扶需求还没有着落，还有7天" in body
        there = [url(one) in body for one in (over, near, far, offered)]
        assert there == [True, True, False, False]
    for name in ("b_community", "reviewer", "a_admin"):
        assert "还没有着落" not in text_of(sign_in(name), "/")


def test_many_are_told_as_one(cast: Cast, sign_in: Any) -> None:
    for day in (20, 24, 25, 26, 27, 28):
        need_of(cast.a, registered_on=date(2024, 8, day))
    body = text_of(sign_in("a_manager"), "/")
    assert "6项需求还没有着落，其中1项已超过期限" in body


def test_a_visit_that_asks_for_a_referral_waits_for_its_need(cast: Cast, sign_in: Any) -> None:
    client, words = sign_in("a_community"), "的走访勾了“需要转介”"
    assert words not in text_of(client, "/")
    visit = cast.a.visit
    visit.wants_referral = True
    visit.save()
    body = text_of(client, "/")
    assert words in body
    assert f"/casework/households/{visit.household_id}/need/?visit={visit.pk}" in body
    assert words not in text_of(sign_in("b_community"), "/")
    added(cast, category="education")
    assert words not in text_of(client, "/")
