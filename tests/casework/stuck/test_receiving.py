"""The quick entry of an unresolved matter, and putting it right."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import Entry
from casework.models import ServiceRecord, StuckCase
from casework.stuck import services
from tests import factories as make
from tests.casework.stuck.telling import MATTER, TYPED, closed, facts, received, url_of
from tests.cast import DAY, Cast
from tests.pages import text_of
from tests.stations.browsing import drawn, filled, send


def add_url(cast: Cast, n: int = 0) -> str:
    return f"/casework/stuck/add/{cast.a.communities[n].code}/"


def test_two_things_typed_are_enough_and_the_limit_is_told(cast: Cast, sign_in: Any) -> None:
    client = sign_in("a_community")
    assert "<b>2024-09-27</b> 前办结（5个工作日" in text_of(client, add_url(cast))
    response = send(client, add_url(cast), matter=MATTER, blocker="papers")
    case = StuckCase.objects.get()
    assert response["Location"] == url_of(case)
    assert (case.unit, case.received_on, case.advisor) == (
        cast.a.communities[0],
        DAY,
        cast.a.community_advisor,
    )
    assert (case.matter, case.state) == (MATTER, "open")
    assert case.written_by == cast.users["a_community"]
    page = text_of(client, url_of(case))
    assert "已登记，2024-09-27前办结（5个工作日）" in page
    assert "还有5个工作日" in page
    line = Entry.objects.get(subject=f"stuckcase:{case.pk}", action=Entry.Action.CREATED)
    assert line.detail == {"unit": cast.a.communities[0].pk}


def test_phone_and_texts_are_sealed_and_the_name_is_read(cast: Cast, sign_in: Any) -> None:
    send(sign_in("a_community"), add_url(cast), **TYPED, answer="请补出院小结。")
    case = StuckCase.objects.get()
    assert (case.visitor_name, case.visitor_phone) == ("陆一鸣", "13812345678")
    assert case.answer == "请补出院小结。"
    stored = StuckCase.objects.values_list("matter_sealed", "visitor_phone_sealed").get()
    assert all(b"13812345678" not in bytes(one) for one in stored)
    assert all("出院".encode() not in bytes(one) for one in stored)


def test_it_is_a_service_of_the_day(cast: Cast) -> None:
    case = received(cast)
    [record] = ServiceRecord.objects.filter(stuck_case=case)
    assert (record.unit, record.given_on) == (cast.a.communities[0], DAY)
    assert (record.service_type, record.support_type) == ("policy_guidance", "policy_guidance")
    case = received(cast, by="a_manager")
    [record] = ServiceRecord.objects.filter(stuck_case=case)
    assert (record.unit, record.station_duty) == (cast.a.unit, "policy_advice")
    services.change(
        case=case,
        version=case.version,
        facts=facts(received_on=date(2024, 9, 19)),
        by=cast.actor("a_manager"),
    )
    assert ServiceRecord.objects.get(stuck_case=case).given_on == date(2024, 9, 19)
    services.withdraw(case=case, reason="重复登记", by=cast.actor("a_manager"))
    assert not ServiceRecord.objects.filter(stuck_case=case).exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"matter": ""}, "请填写什么事没办成"),
        ({"matter": "好"}, "至少写4个字"),
        ({"matter": "长" * 501}, "最多500个字"),
        ({"blocker": ""}, "请选择未办成原因"),
        ({"received_on": "2024-09-21"}, "2024-09-21还没有到，接待日期要在今天"),
        ({"received_on": "2014-09-02"}, "早于2019年，请核对年份"),
        ({"received_on": "九月"}, "接待日期"),
        ({"visitor_phone": "123"}, "来访人电话"),
        ({"visitor_name": "陆1"}, "姓名里有数字"),
        ({"household": "没有的号"}, "没有找到这个户编号"),
    ],
)
def test_bad_input_gets_its_own_sentence_and_keeps_the_rest(
    cast: Cast, sign_in: Any, changes: dict[str, str], sentence: str
) -> None:
    response = send(
        sign_in("a_community"), add_url(cast), **{**TYPED, "answer": "可别丢", **changes}
    )
    body = response.content.decode()
    assert response.status_code == 200
    assert sentence in body
    assert "可别丢" in body
    assert not StuckCase.objects.exists()
    if changes.keys() & {"received_on", "household"}:
        assert '<details class="visitform-more" open>' in body


def test_a_household_on_file_is_linked_and_one_elsewhere_is_not(cast: Cast, sign_in: Any) -> None:
    client = sign_in("a_community")
    number = cast.a.household.number
    send(client, add_url(cast), matter=MATTER, blocker="policy", household=number)
    case = StuckCase.objects.get()
    assert case.household == cast.a.household
    page = text_of(client, url_of(case))
    assert number in page
    assert cast.a.household.head_name not in page
    query = f"?household={cast.a.household.pk}"
    assert "这一条记在" in text_of(client, add_url(cast) + query)
    elsewhere = f"?household={cast.b.household.pk}"
    assert client.get(add_url(cast) + elsewhere).status_code == 404
    with pytest.raises(ValidationError, match="不在您的范围内"):
        received(cast, household=cast.b.household)


def test_the_same_form_sent_twice_is_one_matter(cast: Cast, sign_in: Any) -> None:
    client = sign_in("a_community")
    typed = filled(client, add_url(cast), **TYPED)
    first, second = (client.post(add_url(cast), typed) for _ in "12")
    assert first["Location"] == second["Location"]
    assert StuckCase.objects.count() == 1
    assert "已经登记过了" in text_of(client, second["Location"])
    # The key of another's matter tells nothing of it.
    with pytest.raises(ValidationError, match="已经用过"):
        services.receive(
            key=StuckCase.objects.get().pk,
            unit=cast.b.unit,
            facts=facts(),
            by=cast.actor("b_manager"),
        )


@pytest.mark.parametrize(
    ("name", "status"),
    [("a_manager", 200), ("a_advisor", 200), ("a_community", 200), ("b_manager", 404),
     ("a_admin", 403), ("reviewer", 403), ("auditor", 403)],
)  # fmt: skip
def test_who_may_log(cast: Cast, sign_in: Any, name: str, status: int) -> None:
    assert sign_in(name).get(add_url(cast)).status_code == status
    if status != 200:
        with pytest.raises(PermissionDenied):
            services.receive(
                key=uuid4(), unit=cast.a.communities[0], facts=facts(), by=cast.actor(name)
            )


def test_a_community_logs_for_no_other(cast: Cast, sign_in: Any) -> None:
    client = sign_in("a_community")
    assert client.get(add_url(cast, 1)).status_code == 404
    assert client.get(f"/casework/stuck/add/{cast.a.unit.code}/").status_code == 404


# Put right ------------------------------------------------------------------------------------


def test_the_answer_is_added_later_and_the_trail_names_the_field(cast: Cast, sign_in: Any) -> None:
    case = received(cast, visitor_phone="13812345678")
    client, url = sign_in("a_community"), url_of(case, "change/")
    page = text_of(client, url)
    assert "138****5678" in page
    assert "13812345678" not in page
    assert send(client, url, answer="已请他补材料。")["Location"] == url_of(case)
    case.refresh_from_db()
    assert (case.answer, case.visitor_phone) == ("已请他补材料。", "13812345678")
    line = Entry.objects.filter(subject=f"stuckcase:{case.pk}").order_by("-id").first()
    assert line is not None
    lines = Entry.objects.filter(subject=f"stuckcase:{case.pk}", action=Entry.Action.CHANGED)
    assert lines.get().detail["fields"] == ["answer"]
    send(client, url, drop_phone="on")
    case.refresh_from_db()
    assert case.visitor_phone == ""


def test_two_who_change_it_lose_nothing(cast: Cast, sign_in: Any) -> None:
    case = received(cast)
    client, url = sign_in("a_community"), url_of(case, "change/")
    typed = filled(client, url, answer="我的答复")
    send(sign_in("a_manager"), url, blocker="system")
    response = client.post(url, typed)
    body = response.content.decode()
    assert response.status_code == 409
    assert "刚有人改过" in body
    assert "我的答复" in body
    again = drawn(response)
    assert client.post(url, again).status_code == 302
    case.refresh_from_db()
    assert (case.answer, case.blocker) == ("我的答复", "system")


def test_only_its_writer_receiver_and_the_manager_change_it_while_open(
    cast: Cast, sign_in: Any
) -> None:
    case = received(cast, by="a_manager")
    url = url_of(case, "change/")
    assert sign_in("a_advisor").get(url).status_code == 403
    assert sign_in("a_manager").get(url).status_code == 200
    closed(cast, case, by="a_manager")
    assert sign_in("a_manager").get(url).status_code == 403
    with pytest.raises(PermissionDenied, match="已办结"):
        services.change(case=case, version=1, facts=facts(), by=cast.actor("a_manager"))


def test_an_advisor_who_was_not_in_post_is_not_the_receiver(cast: Cast) -> None:
    gone = make.AdvisorFactory(street=cast.a.unit, ended_on=date(2024, 9, 1), status="left")
    with pytest.raises(ValidationError, match="不在岗"):
        received(cast, by="a_manager", advisor=gone)
