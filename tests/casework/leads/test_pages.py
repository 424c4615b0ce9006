"""The list of leads, a lead's page, and what waits: what is shown to whom."""

from datetime import date, timedelta

import pytest

from audit.models import Entry
from casework.leads import services
from tests import factories as make
from tests.casework.leads.telling import decided, old_lead, reported
from tests.cast import DAY, Cast
from tests.pages import costs_the_same, text_of

LIST = "/casework/leads/"


def order_of(body: str, *words: str) -> list[str]:
    return sorted(words, key=body.index)


def test_the_open_ones_come_first_the_nearest_limit_first(cast: Cast, sign_in) -> None:
    for name, day in (("甲近", 18), ("乙远", 19), ("丙迟", 3)):
        old_lead(cast, date(2024, 9, day), name=name)
    old_lead(
        cast, date(2024, 8, 1), name="丁毕", state="decided", decision="watched", decided_on=DAY
    )
    body = text_of(sign_in("a_manager"), f"{LIST}?show=all")
    assert order_of(body, "甲*", "乙*", "丙*", "丁*") == ["丙*", "甲*", "乙*", "丁*"]
    assert "迟2个工作日" in body  # found on the 3rd, due on the 18th
    assert "还有8个工作日" in body
    # Of the cast, found on the 2nd, due on the 14th.
    assert "迟3个工作日" in body
    assert "丁*" not in text_of(sign_in("a_manager"), LIST)
    assert "甲*" not in text_of(sign_in("a_manager"), f"{LIST}?show=decided")


def test_names_are_masked_and_the_district_has_no_way_in(cast: Cast, sign_in) -> None:
    for name in ("reviewer", "district_admin", "a_admin", "a_manager", "a_community"):
        body = text_of(sign_in(name), LIST)
        assert "石**" in body
        assert cast.a.lead.name not in body
        reads = name in ("a_manager", "a_community")
        assert (f"{LIST}{cast.a.lead.pk}/" in body) is reads
    body = text_of(sign_in("reviewer"), LIST)
    assert "各街镇的待处置线索" in body
    assert "长寿路" in body
    assert sign_in("reviewer").get(f"{LIST}{cast.a.lead.pk}/").status_code == 403
    assert sign_in("a_admin").get(f"{LIST}{cast.a.lead.pk}/").status_code == 403
    assert sign_in("auditor").get(LIST).status_code == 403


def test_filters_narrow_the_scope_and_never_leave_it(cast: Cast, sign_in) -> None:
    other = cast.a.communities[1]
    make.LeadFactory(community=other, name="邻里人", source="data")
    manager = sign_in("a_manager")
    assert "石**" not in text_of(manager, f"{LIST}?community={other.code}")
    assert "邻**" in text_of(manager, f"{LIST}?community={other.code}")
    assert "邻**" not in text_of(manager, f"{LIST}?source=neighbour")
    assert "寿**" not in text_of(manager, f"{LIST}?community={cast.b.communities[0].code}")
    assert manager.get(f"{LIST}?street={cast.b.unit.code}").status_code == 404
    assert "邻**" not in text_of(sign_in("a_community"), f"{LIST}?community={other.code}")
    reviewer = text_of(sign_in("reviewer"), f"{LIST}?street={cast.b.unit.code}")
    assert "寿**" in reviewer
    assert "石**" not in reviewer


def test_the_list_is_as_of_its_day(cast: Cast, sign_in) -> None:
    lead = old_lead(cast, date(2024, 9, 10), name="前日人")
    decided(cast, lead)
    manager = sign_in("a_manager")
    assert "前**" not in text_of(manager, LIST)
    assert "前**" in text_of(manager, f"{LIST}?as_of=2024-09-19")
    assert "前**" not in text_of(manager, f"{LIST}?as_of=2024-09-09&show=all")


def test_what_i_reported_is_mine_alone(cast: Cast, sign_in) -> None:
    reported(cast, by="a_manager", name="我报的")
    assert "我**" in text_of(sign_in("a_manager"), f"{LIST}?show=mine")
    assert "我**" not in text_of(sign_in("a_advisor"), f"{LIST}?show=mine")
    assert "您还没有上报过线索" in text_of(sign_in("a_advisor"), f"{LIST}?show=mine")


@pytest.mark.parametrize("name", ["a_manager", "a_community", "reviewer"])
def test_the_list_costs_the_same_whatever_it_holds(cast: Cast, sign_in, name: str) -> None:
    def add() -> None:
        for n in range(7):
            old_lead(cast, DAY - timedelta(days=n))

    assert costs_the_same(sign_in(name), f"{LIST}?show=all", add)


# One lead -------------------------------------------------------------------------------------


def test_a_lead_is_read_in_full_and_the_reading_written_down(cast: Cast, sign_in) -> None:
    lead = reported(cast, source="neighbour", phone="13812345678", informant_name="邻居阿婆")
    client, url = sign_in("a_community"), f"{LIST}{lead.pk}/"
    body = text_of(client, url)
    for words in ("陆一鸣", "石泉路1弄2号303室", "药费付不起", "邻居阿婆"):
        assert words in body
    assert "13812345678" not in body
    assert "138****5678" in body
    title = body[body.index("<title>") : body.index("</title>")]
    assert "陆" not in title
    text_of(sign_in("a_manager"), f"{url}decide/")
    seen = Entry.objects.filter(subject=f"lead:{lead.pk}", action="seen")
    assert [one.username for one in seen.order_by("id")] == ["a_community", "a_manager"]
    for why, told in (
        ({}, "请选一个查看原因"),
        ({"reason": "other"}, "请写明是什么原因"),
        ({"reason": "other", "words": "问陆一鸣"}, "请不要写姓名"),
    ):
        refused = client.post(url, {"what": "phone", **why}).content.decode()
        assert "13812345678" not in refused
        assert told in refused
    shown = client.post(url, {"what": "phone", "reason": "visit"}).content.decode()
    assert "13812345678" in shown
    line = Entry.objects.filter(subject=f"lead:{lead.pk}", action="revealed").get()
    assert line.detail == {"field": "phone", "reason": "联系走访"}


def test_a_leads_pages_cost_few_queries(cast: Cast, sign_in) -> None:
    client = sign_in("a_manager")
    urls = (f"{LIST}{cast.a.lead.pk}/", f"{LIST}{cast.a.lead.pk}/decide/", f"{LIST}add/")
    for url in urls:
        assert costs_the_same(client, url, lambda: old_lead(cast, DAY))


@pytest.mark.parametrize("deed", ["", "decide/", "withdraw/", "told/"])
@pytest.mark.parametrize(
    ("name", "whose"),
    [("a_manager", "b"), ("a_community", "neighbour"), ("b_community", "a"), ("a_advisor", "b")],
)
def test_a_lead_of_another_unit_is_not_found(
    cast: Cast, sign_in, name: str, whose: str, deed: str
) -> None:
    neighbour = make.LeadFactory(community=cast.a.communities[1], name="邻里人")
    lead = {"a": cast.a.lead, "b": cast.b.lead, "neighbour": neighbour}[whose]
    client, url = sign_in(name), f"{LIST}{lead.pk}/{deed}"
    # A community decides nothing, its own or another's.
    status = 403 if deed == "decide/" and "community" in name else 404
    for response in (client.get(url), client.post(url, {"what": "phone"})):
        assert response.status_code in (status, 405)
        assert lead.name not in response.content.decode()
    with pytest.raises(Exception, match=r"不能|不在"):
        services.decide_lead(lead=lead, decision="linked", answer="已对接。", by=cast.actor(name))


# What waits -----------------------------------------------------------------------------------


def test_the_street_is_reminded_of_what_is_near_or_over(cast: Cast, sign_in) -> None:
    near = old_lead(cast, date(2024, 9, 9))  # due on the 24th: 2 workdays
    far = old_lead(cast, date(2024, 9, 19))
    body = text_of(sign_in("a_manager"), "/")
    assert "一条线索等处置，迟3个工作日" in body
    assert f"{LIST}{cast.a.lead.pk}/" in body
    assert f"{LIST}{near.pk}/" in body
    assert f"{LIST}{far.pk}/" not in body
    assert "线索等处置" not in text_of(sign_in("a_community"), "/")
    assert "线索等处置" not in text_of(sign_in("reviewer"), "/")


def test_many_are_told_as_one(cast: Cast, sign_in) -> None:
    for _ in range(5):
        old_lead(cast, date(2024, 9, 9))
    body = text_of(sign_in("a_manager"), "/")
    assert "6条线索等处置，其中1条已超过时限" in body


def test_who_reported_is_reminded_to_tell_the_informant(cast: Cast, sign_in) -> None:
    lead = reported(cast, source="neighbour", informant_name="邻居阿婆")
    decided(cast, lead)
    words = f"把{lead}的结果告诉反映人"
    assert words in text_of(sign_in("a_community"), "/")
    services.note_told(lead=lead, told_on=DAY, by=cast.actor("a_community"))
    assert words not in text_of(sign_in("a_community"), "/")
