"""What becomes of a referral: answered, done, failed, taken back; and who may write it down."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import Entry
from casework.enums import ReferralState
from casework.models import Referral, ServiceRecord
from casework.referrals import services
from casework.referrals.workflow import MACHINE
from resources.models import Place
from tests import factories as make
from tests.casework.referrals.telling import LIST, accepted, offered, rejected
from tests.cast import DAY, Cast
from tests.pages import text_of

NEXT = date(2024, 9, 21)


def post(client: Any, referral: Referral, deed: str, **typed: Any) -> Any:
    return client.post(f"{LIST}{referral.pk}/{deed}/", typed)


def done(cast: Cast, referral: Referral, **changes: Any) -> Referral:
    told = {"is_done": True, "result": "已陪诊两次。", "closed_on": DAY, **changes}
    return services.finish_referral(referral=referral, by=cast.actor("a_community"), **told)


def test_accepted_then_done_keeps_its_place_and_its_service(cast: Cast, sign_in) -> None:
    referral, client = offered(cast), sign_in("a_community")
    page = text_of(client, f"{LIST}{referral.pk}/")
    assert "登记答复" in page
    assert "登记结果" not in page
    answer = post(client, referral, "answer", answer="yes", answered_on="2024-09-20")
    assert answer["Location"] == f"{LIST}{referral.pk}/"
    referral.refresh_from_db()
    assert (referral.state, referral.answered_on) == (ReferralState.ACCEPTED, DAY)
    assert referral.answered_by == "a_community"
    assert "登记结果" in text_of(client, f"{LIST}{referral.pk}/")
    end = {"outcome": "yes", "closed_on": "2024-09-20", "result": "已陪诊两次。"}
    assert post(client, referral, "finish", **end).status_code == 302
    referral.refresh_from_db()
    assert (referral.state, referral.closed_on) == (ReferralState.DONE, DAY)
    assert referral.result == "已陪诊两次。"
    assert Place.objects.standing().get().holder == referral.pk
    assert ServiceRecord.objects.filter(referral=referral).count() == 1
    lines = Entry.objects.filter(subject=f"referral:{referral.pk}").order_by("id")
    told = [{"transition": "登记已接"}, {"transition": "登记完成"}]
    assert [one.detail for one in lines] == told


def test_rejected_gives_the_place_back_and_is_no_service(cast: Cast, sign_in) -> None:
    referral = offered(cast)
    typed = {"answer": "no", "answered_on": "2024-09-20", "reason": "no_capacity"}
    assert post(sign_in("a_community"), referral, "answer", **typed).status_code == 302
    referral.refresh_from_db()
    assert (referral.state, referral.reason) == (ReferralState.REJECTED, "no_capacity")
    assert (referral.answered_on, referral.closed_on) == (DAY, DAY)
    assert Place.objects.get().given_back_on == DAY
    assert not ServiceRecord.objects.filter(referral=referral).exists()
    page = text_of(sign_in("a_community"), f"{LIST}{referral.pk}/")
    assert f"/casework/needs/{referral.need_id}/" in page
    assert "去另找资源" in page


def test_failed_gives_the_place_back_and_was_a_service(cast: Cast) -> None:
    referral = done(cast, accepted(cast), is_done=False, result="", reason="declined")
    assert (referral.state, referral.reason) == (ReferralState.FAILED, "declined")
    assert Place.objects.get().given_back_on == DAY
    assert ServiceRecord.objects.filter(referral=referral).count() == 1


@pytest.mark.parametrize("state", ["offered", "accepted"])
def test_taken_back_it_gives_its_place_back(cast: Cast, sign_in, state: str) -> None:
    referral = offered(cast) if state == "offered" else accepted(cast)
    client = sign_in("a_manager")
    assert post(client, referral, "revoke", reason="no_answer").status_code == 302
    referral.refresh_from_db()
    assert (referral.state, referral.closed_on) == (ReferralState.REVOKED, DAY)
    assert Place.objects.get().given_back_on == DAY
    assert not ServiceRecord.objects.filter(referral=referral).exists()


@pytest.mark.parametrize(
    ("deed", "typed", "sentence"),
    [
        ("answer", {"answer": ""}, "请选提供方接了还是没接"),
        ("answer", {"answer": "no"}, "请选原因"),
        ("answer", {"answer": "no", "reason": "other"}, "请写明是什么原因"),
        ("answer", {"answer": "no", "reason": "declined"}, "declined"),
        ("answer", {"answered_on": "2024-09-21"}, "2024-09-21还没有到"),
        ("answer", {"answered_on": "2024-09-18"}, "这次对接2024-09-19才发起"),
        ("answer", {"answered_on": ""}, "请填写答复日期"),
        ("finish", {"outcome": ""}, "请选已完成还是没有做成"),
        ("finish", {"result": ""}, "请写一句结果"),
        ("finish", {"outcome": "no"}, "请选原因"),
        ("finish", {"closed_on": "2024-09-21"}, "2024-09-21还没有到"),
        ("finish", {"closed_on": "2024-09-19"}, "提供方2024-09-20才接下"),
        ("revoke", {"reason": ""}, "请选原因"),
        ("revoke", {"reason": "other"}, "请写明是什么原因"),
    ],
)
def test_bad_input_has_its_own_sentence_and_keeps_the_rest(
    cast: Cast, sign_in, deed: str, typed: dict[str, str], sentence: str
) -> None:
    whole = {
        "answer": {"answer": "yes", "answered_on": "2024-09-20", "reason_note": "别丢了"},
        "finish": {"outcome": "yes", "closed_on": "2024-09-20", "result": "已办", "reason_note": "别丢了"},
        "revoke": {"reason": "declined", "reason_note": "别丢了"},
    }[deed]  # fmt: skip
    referral = accepted(cast) if deed == "finish" else offered(cast)
    if typed.get("reason") == "other":
        whole["reason_note"] = ""
    response = post(sign_in("a_community"), referral, deed, **{**whole, **typed})
    body = response.content.decode()
    assert response.status_code == 200
    assert sentence in body
    assert "别丢了" in body or not whole["reason_note"]
    before = referral.state
    referral.refresh_from_db()
    assert referral.state == before


def test_the_writers_ask_for_reason_and_result_themselves(cast: Cast) -> None:
    referral = offered(cast)
    with pytest.raises(ValidationError, match="请选原因"):
        rejected(cast, referral, reason="")
    with pytest.raises(ValidationError, match="请选原因"):
        services.revoke_referral(referral=referral, reason="", by=cast.actor("a_manager"))
    accepted(cast, referral)
    with pytest.raises(ValidationError, match="请写一句结果"):
        done(cast, referral, result=" ")
    with pytest.raises(ValidationError, match="2024-09-21还没有到"):
        done(cast, referral, closed_on=NEXT)


def test_a_second_click_finds_it_done_and_shows_what_was_typed(cast: Cast, sign_in) -> None:
    referral = rejected(cast)
    typed = {"answer": "yes", "answered_on": "2024-09-20", "reason_note": "后来又说可以"}
    response = post(sign_in("a_manager"), referral, "answer", **typed)
    body = response.content.decode()
    assert response.status_code == 409
    assert "没有保存：这个对接现在是“未接”，已由a_community登记过" in body
    assert "后来又说可以" in body
    with pytest.raises(PermissionDenied, match="现在的状态是“未接”"):
        accepted(cast, referral)


@pytest.mark.parametrize("who", ["a_manager", "a_advisor", "a_community", "a_admin", "reviewer",
                                 "b_manager", "b_community"])  # fmt: skip
@pytest.mark.parametrize("state", ReferralState.values)
def test_the_ways_of_a_referral(cast: Cast, who: str, state: str) -> None:
    days = {
        "offered": {},
        "accepted": {"answered_on": DAY},
        "revoked": {"closed_on": DAY, "reason": "other"},
    }.get(state, {"answered_on": DAY, "closed_on": DAY, "reason": "other"})
    need = make.NeedFactory(household=cast.a.household)
    resource = make.ResourceFactory(unit=cast.a.unit)
    referral = make.ReferralFactory(
        need=need, resource=resource, advisor=cast.a.community_advisor, state=state, **days
    )
    ways = {one.name for one in MACHINE.open_to(cast.actor(who), referral)}
    may = who in ("a_manager", "a_advisor", "a_community")
    expected = {"offered": {"accept", "reject", "revoke"}, "accepted": {"finish", "fail", "revoke"}}
    assert ways == (expected.get(state, set()) if may else set())


@pytest.mark.parametrize("deed", ["", "answer/", "finish/", "revoke/", "link/", "sheet/"])
@pytest.mark.parametrize("name", ["b_manager", "b_community", "reviewer", "a_admin", "auditor"])
def test_another_units_referral_is_not_found(cast: Cast, sign_in, name: str, deed: str) -> None:
    referral, client = offered(cast), sign_in(name)
    expected = 404 if name.startswith("b_") else 403
    for answer in (
        client.get(f"{LIST}{referral.pk}/{deed}"),
        client.post(f"{LIST}{referral.pk}/{deed}", {"reason": "declined"}),
    ):
        assert answer.status_code in (expected, 405)
        assert cast.a.household.head_name not in answer.content.decode()
    referral.refresh_from_db()
    assert referral.state == ReferralState.OFFERED
    with pytest.raises(PermissionDenied):
        services.revoke_referral(referral=referral, reason="declined", by=cast.actor(name))
