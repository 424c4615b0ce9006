"""Handovers acknowledged and taken back by those who have an account."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import OneTimeLink
from audit.models import Entry
from casework.handovers import services
from casework.handovers.workflow import MACHINE
from casework.models import Handover
from tests.casework.handovers.telling import LIST, early, linked, sent
from tests.cast import DAY, Cast

pytestmark = pytest.mark.django_db


def acknowledged(cast: Cast, one: Handover, by: str = "a_advisor", **changes) -> Handover:
    told = {"acknowledged_on": DAY, "clerk": "窗口甲", "answer": "已受理。", **changes}
    return services.acknowledge(handover=one, by=cast.actor(by), **told)


def test_an_advisor_writes_down_that_the_counter_has_it(cast: Cast) -> None:
    one = acknowledged(cast, sent(cast, sent_on=early(18)))
    one.refresh_from_db()
    assert (one.state, one.acknowledged_on, one.acknowledged_by) == (
        "acknowledged", DAY, "a_advisor",
    )  # fmt: skip
    assert (one.clerk, one.answer) == ("窗口甲", "已受理。")
    lines = Entry.objects.filter(subject=f"handover:{one.pk}").order_by("id")
    assert [line.detail.get("transition") for line in lines] == [None, "确认"]
    assert "窗口甲" not in str([line.detail for line in lines])


def test_from_the_counter_nobodys_name_is_asked_again(cast: Cast) -> None:
    one = sent(cast, way="from_counter", clerk="窗口乙")
    assert acknowledged(cast, one, clerk="").clerk == "窗口乙"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"acknowledged_on": DAY + timedelta(days=1)}, "2024-09-21还没有到"),
        ({"acknowledged_on": early(17)}, "确认日期2024-09-17早于送出日期2024-09-18"),
        ({"clerk": ""}, "请写明是哪位窗口人员"),
    ],
)
def test_what_cannot_be_is_refused(cast: Cast, changes: dict, words: str) -> None:
    one = sent(cast, sent_on=early(18))
    with pytest.raises(ValidationError, match=words):
        acknowledged(cast, one, **changes)
    one.refresh_from_db()
    assert one.state == "sent"


def test_it_is_acknowledged_once(cast: Cast) -> None:
    one = sent(cast)
    acknowledged(cast, one)
    with pytest.raises(PermissionDenied, match="现在的状态是“已确认”，不能确认"):
        acknowledged(cast, one, by="a_manager")


def test_writing_it_down_ends_the_link(cast: Cast, client) -> None:
    one = sent(cast)
    url = linked(cast, one)
    acknowledged(cast, one)
    assert OneTimeLink.objects.get().revoked_at
    answer = client.post(url, {"clerk": "窗口甲", "answer": "请补一份收入证明"})
    assert answer.status_code == 410
    body = answer.content.decode()
    assert "已作废" in body
    assert "请补一份收入证明" in body


@pytest.mark.parametrize("name", ["reviewer", "district_admin", "a_admin", "auditor", "b_manager"])
def test_nobody_else_acknowledges_or_withdraws(cast: Cast, name: str) -> None:
    one = sent(cast)
    actor = cast.actor(name)
    for way in ("acknowledge", "acknowledge_by_link", "withdraw"):
        assert not MACHINE.may(actor, one, way)
    with pytest.raises(PermissionDenied):
        acknowledged(cast, one, by=name)


def test_who_takes_one_back(cast: Cast) -> None:
    mine = sent(cast, by="a_advisor", advisor=cast.a.community_advisor)
    assert MACHINE.may(cast.actor("a_advisor"), mine, "withdraw")
    assert MACHINE.may(cast.actor("a_manager"), mine, "withdraw")
    others = sent(cast, by="a_manager")
    refused = MACHINE.may(cast.actor("a_advisor"), others, "withdraw")
    assert not refused
    assert "只有填写人、经手的顾问和街镇负责人" in refused.reason


def test_taken_back_it_counts_no_more_and_its_link_ends(cast: Cast, client) -> None:
    one = sent(cast)
    url = linked(cast, one)
    services.withdraw(handover=one, reason="登记有误", by=cast.actor("a_advisor"))
    one.refresh_from_db()
    assert one.state == "withdrawn"
    assert not Handover.objects.standing().exists()
    assert client.get(url).status_code == 410
    line = Entry.objects.filter(subject=f"handover:{one.pk}").latest("id")
    assert line.detail == {"reason": "登记有误", "unit": cast.a.unit.pk}
    with pytest.raises(PermissionDenied, match="已撤回"):
        services.withdraw(handover=one, reason="登记有误", by=cast.actor("a_advisor"))


def test_what_was_acknowledged_by_mistake_is_taken_back(cast: Cast) -> None:
    one = acknowledged(cast, sent(cast))
    services.withdraw(handover=one, reason="登记有误", by=cast.actor("a_advisor"))
    one.refresh_from_db()
    assert (one.state, one.acknowledged_on, one.acknowledged_by) == ("withdrawn", None, "")


# The page ----------------------------------------------------------------------------------------


def test_from_the_counter_one_press_acknowledges(cast: Cast, sign_in) -> None:
    one = sent(cast, way="from_counter", clerk="窗口乙")
    client, url = sign_in("a_advisor"), f"{LIST}{one.pk}/"
    body = client.get(url).content.decode()
    assert "确认收到" in body
    assert f'value="{DAY}"' in body
    assert "生成链接" not in body
    told = {"acknowledged_on": DAY.isoformat(), "answer": ""}
    answer = client.post(f"{url}acknowledge/", told, follow=True)
    assert "已确认，记下了日期" in answer.content.decode()
    again = client.post(f"{url}acknowledge/", told, follow=True)
    assert "已经确认过了，没有改动" in again.content.decode()


def test_who_comes_too_late_keeps_what_she_typed(cast: Cast, sign_in) -> None:
    one = acknowledged(cast, sent(cast), by="a_manager")
    told = {"acknowledged_on": DAY.isoformat(), "clerk": "窗口丙", "answer": "下周一来办"}
    answer = sign_in("a_advisor").post(f"{LIST}{one.pk}/acknowledge/", told)
    assert answer.status_code == 409
    body = answer.content.decode()
    assert "刚有了结果" in body
    assert "下周一来办" in body
    one.refresh_from_db()
    assert one.answer == "已受理。"


def test_a_wrong_day_is_told_at_its_field(cast: Cast, sign_in) -> None:
    one = sent(cast)
    told = {"acknowledged_on": "2024-09-19", "clerk": "窗口丙", "answer": "下周一来办"}
    body = sign_in("a_advisor").post(f"{LIST}{one.pk}/acknowledge/", told).content.decode()
    assert "早于送出日期" in body
    assert "下周一来办" in body


def test_taking_back_wants_a_reason_and_says_when_it_was_done(cast: Cast, sign_in) -> None:
    one = sent(cast)
    client, url = sign_in("a_advisor"), f"{LIST}{one.pk}/withdraw/"
    assert "请选择为什么撤回" in client.post(url).content.decode()
    assert "已撤回" in client.post(url, {"reason": "重复登记"}, follow=True).content.decode()
    again = client.post(url, {"reason": "重复登记"}, follow=True).content.decode()
    assert "已经撤回过了" in again
