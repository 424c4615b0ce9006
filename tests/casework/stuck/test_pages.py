"""The list of unresolved matters, a matter's page, and what waits: what is shown to whom."""

from datetime import date, timedelta
from typing import Any

import pytest

from audit.models import Entry
from tests import factories as make
from tests.casework.stuck.telling import LIST, MATTER, closed, old_case, received, url_of
from tests.cast import DAY, Cast
from tests.pages import costs_the_same, text_of


def test_names_are_masked_and_the_district_has_no_way_in(cast: Cast, sign_in: Any) -> None:
    case = received(cast, household=None)
    for name in ("reviewer", "district_admin", "a_admin", "a_manager", "a_community"):
        body = text_of(sign_in(name), LIST)
        assert "陆**" in body
        assert "陆一鸣" not in body
        assert "出院小结" not in body
        assert (url_of(case) in body) is (name in ("a_manager", "a_community"))
    assert "各街镇还没有办结的" in text_of(sign_in("reviewer"), LIST)
    for name in ("reviewer", "a_admin"):
        assert sign_in(name).get(url_of(case)).status_code == 403
    assert sign_in("auditor").get(LIST).status_code == 403


def test_a_community_sees_its_own_and_the_street_all(cast: Cast, sign_in: Any) -> None:
    received(cast, by="a_manager", visitor_name="站里人")
    old_case(cast, DAY, unit=cast.a.communities[1], visitor_name="邻里人", advisor=None)
    received(cast)
    seen = text_of(sign_in("a_community"), LIST)
    assert "陆**" in seen
    assert "站**" not in seen
    assert "邻**" not in seen
    seen = text_of(sign_in("a_manager"), LIST)
    assert all(one in seen for one in ("陆**", "站**", "邻**"))
    assert "陆**" not in text_of(sign_in("b_manager"), LIST)


def test_filters_narrow_the_scope_and_never_leave_it(cast: Cast, sign_in: Any) -> None:
    received(cast, by="a_manager", visitor_name="站里人", blocker="system")
    received(cast)
    make.StuckCaseFactory(unit=cast.b.unit, visitor_name="寿来客")
    manager = sign_in("a_manager")
    assert "陆**" not in text_of(manager, f"{LIST}?place={cast.a.unit.code}")
    assert "站**" in text_of(manager, f"{LIST}?place={cast.a.unit.code}")
    assert "站**" not in text_of(manager, f"{LIST}?blocker=papers")
    assert "寿**" not in text_of(manager, f"{LIST}?place={cast.b.unit.code}")
    assert manager.get(f"{LIST}?street={cast.b.unit.code}").status_code == 404
    reviewer = text_of(sign_in("reviewer"), f"{LIST}?street={cast.b.unit.code}")
    assert "寿**" in reviewer
    assert "陆**" not in reviewer


def test_the_choices_of_the_list(cast: Cast, sign_in: Any) -> None:
    old_case(cast, date(2024, 9, 2), visitor_name="甲迟人")
    old_case(cast, date(2024, 9, 13), visitor_name="乙近人")
    old_case(
        cast,
        date(2024, 9, 3),
        visitor_name="丙延人",
        extension="approved",
        extended_until=date(2024, 10, 15),
        extension_decided_on=DAY,
    )
    old_case(
        cast,
        DAY,
        visitor_name="丁问人",
        extension="asked",
        extended_until=date(2024, 10, 15),
    )
    done = {"state": "closed", "outcome": "solved", "closed_on": DAY}
    old_case(cast, DAY, visitor_name="戊毕人", visitor_phone="13812345678", **done)
    old_case(cast, DAY, visitor_name="己毕人", **done)  # nobody knows how to call him
    manager = sign_in("a_manager")
    for show, names in (
        ("open", "甲乙丙丁"), ("late", "甲"), ("near", "乙"), ("asked", "丁"), ("uncalled", "戊"),
        ("closed", "戊己"), ("all", "甲乙丙丁戊己"),
    ):  # fmt: skip
        body = text_of(manager, f"{LIST}?show={show}")
        assert [one for one in "甲乙丙丁戊己" if f"{one}**" in body] == list(names), show
    body = text_of(manager, LIST)
    assert "迟8个工作日" in body
    assert "2024-10-15 已延期" in body
    # Who waits longest comes first.
    assert sorted("甲乙丙丁", key=lambda one: body.index(f"{one}**")) == list("甲丙乙丁")
    yesterday = text_of(manager, f"{LIST}?as_of=2024-09-19")
    assert "丁**" not in yesterday


def test_an_empty_month_needs_no_report(cast: Cast, sign_in: Any) -> None:
    body = text_of(sign_in("a_manager"), LIST)
    assert "这个月没有，不用报，也不扣分" in body
    assert f"{LIST}add/{cast.a.unit.code}/" in body
    assert f"{LIST}add/" not in text_of(sign_in("reviewer"), LIST)


@pytest.mark.parametrize("name", ["a_manager", "a_community", "reviewer"])
def test_the_list_costs_the_same_whatever_it_holds(cast: Cast, sign_in: Any, name: str) -> None:
    old_case(cast, DAY, household=cast.a.household)

    def add() -> None:
        for n in range(7):
            old_case(cast, DAY - timedelta(days=n), household=cast.a.household)

    assert costs_the_same(sign_in(name), f"{LIST}?show=all", add)


def test_a_matter_is_read_in_full_and_the_reading_written_down(cast: Cast, sign_in: Any) -> None:
    case = received(cast, visitor_phone="13812345678")
    client, url = sign_in("a_community"), url_of(case)
    body = text_of(client, url)
    assert MATTER in body
    assert "陆一鸣" in body
    assert "138****5678" in body
    assert "13812345678" not in body
    title = body[body.index("<title>") : body.index("</title>")]
    assert "陆" not in title
    for deed in ("change/", "close/"):
        text_of(sign_in("a_manager"), url + deed)
    seen = Entry.objects.filter(subject=f"stuckcase:{case.pk}", action="seen").order_by("id")
    assert [one.username for one in seen] == ["a_community", "a_manager", "a_manager"]
    for why, told in (
        ({}, "请选一个查看原因"),
        ({"reason": "other", "words": "问陆一鸣"}, "请不要写姓名"),
    ):
        refused = client.post(url, {"what": "visitor_phone", **why}).content.decode()
        assert "13812345678" not in refused
        assert told in refused
    shown = client.post(url, {"what": "visitor_phone", "reason": "visit"}).content.decode()
    assert "13812345678" in shown
    line = Entry.objects.get(subject=f"stuckcase:{case.pk}", action="revealed")
    assert line.detail == {"field": "visitor_phone", "reason": "联系走访"}


def test_a_matters_pages_cost_few_queries(cast: Cast, sign_in: Any) -> None:
    case = received(cast, by="a_manager")
    client = sign_in("a_manager")
    add = f"{LIST}add/{cast.a.unit.code}/"
    for url in (url_of(case), url_of(case, "change/"), url_of(case, "close/"), add):
        assert costs_the_same(client, url, lambda: old_case(cast, DAY))


DEEDS = (
    "", "change/", "close/", "hand-on/", "call-back/", "withdraw/", "reopen/", "extend/",
    "extend/decide/",
)  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize(
    ("name", "whose"),
    [("a_manager", "b"), ("a_community", "neighbour"), ("b_community", "a"), ("a_advisor", "b")],
)
def test_a_matter_of_another_unit_is_not_found(
    cast: Cast, sign_in: Any, name: str, whose: str, deed: str
) -> None:
    unit = {
        "a": cast.a.communities[0],
        "b": cast.b.communities[0],
        "neighbour": cast.a.communities[1],
    }[whose]
    case = make.StuckCaseFactory(unit=unit, visitor_name="别处人", advisor=None)
    client, url = sign_in(name), url_of(case, deed)
    # None but the manager decides about extensions.
    status = 403 if deed == "extend/decide/" and name != "a_manager" else 404
    for response in (client.get(url), client.post(url, {"what": "visitor_phone"})):
        assert response.status_code in (status, 405)
        assert "别处人" not in response.content.decode()


def test_what_is_near_or_over_waits_for_who_serves_there(cast: Cast, sign_in: Any) -> None:
    late = old_case(cast, date(2024, 9, 2))
    far = old_case(cast, DAY)
    elsewhere = old_case(cast, date(2024, 9, 2), unit=cast.a.communities[1], advisor=None)
    body = text_of(sign_in("a_community"), "/")
    assert "一件办不成事等办结，迟8个工作日" in body
    assert url_of(late) in body
    assert url_of(far) not in body
    assert url_of(elsewhere) not in body
    assert url_of(elsewhere) in text_of(sign_in("a_manager"), "/")
    for name in ("reviewer", "a_admin", "b_manager"):
        assert "一件办不成事" not in text_of(sign_in(name), "/")
    for _ in range(6):
        old_case(cast, date(2024, 9, 13))
    assert "7件办不成事等办结，其中1件已超过时限" in text_of(sign_in("a_community"), "/")


def test_her_own_closed_ones_wait_to_be_called_back(cast: Cast, sign_in: Any) -> None:
    case = closed(cast, received(cast, visitor_phone="13812345678"))
    assert f"把{case}的结果告诉来访人" in text_of(sign_in("a_community"), "/")
    assert f"把{case}" not in text_of(sign_in("a_manager"), "/")
    nameless = closed(cast, received(cast))
    assert f"把{nameless}" not in text_of(sign_in("a_community"), "/")
