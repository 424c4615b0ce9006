"""Offering a need: consent first, places, one at a time; what was typed is never lost."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import Entry
from casework.enums import ReferralState
from casework.models import Referral, ServiceRecord
from casework.referrals import services
from resources.models import Place
from tests import factories as make
from tests.accounts.test_drafts import save as keep_draft
from tests.casework.referrals.telling import (
    REQUEST,
    TYPED,
    a_need,
    a_resource,
    facts,
    offer,
    offer_url,
    offered,
    rejected,
)
from tests.cast import Cast
from tests.pages import text_of
from tests.stations.browsing import filled, send


def test_an_offer_takes_a_place_and_is_a_service(cast: Cast, sign_in) -> None:
    need, resource = a_need(cast), a_resource(cast, capacity=2, per="month", capacity_unit="人次")
    url = offer_url(need, resource)
    page = text_of(sign_in("a_community"), url)
    assert "每月2人次，还剩 2" in page
    response = send(sign_in("a_community"), url, **TYPED)
    assert response.status_code == 302, response.content.decode()
    referral = Referral.objects.get()
    assert response["Location"] == f"/casework/referrals/{referral.pk}/"
    assert (referral.need, referral.household) == (need, cast.a.household)
    assert (referral.community, referral.resource) == (cast.a.communities[0], resource)
    assert (referral.state, referral.consent, referral.shares) == (
        ReferralState.OFFERED,
        "spoken",
        ["name", "phone"],
    )
    assert (referral.request, referral.advisor) == (REQUEST, cast.a.community_advisor)
    place = Place.objects.get()
    assert (place.holder, place.resource, place.taken_on) == (
        referral.pk,
        resource,
        date(2024, 9, 19),
    )
    record = ServiceRecord.objects.get(referral=referral)
    assert (record.unit_id, record.given_on) == (need.community_id, date(2024, 9, 19))
    line = Entry.objects.get(detail__referral=referral.receipt, action="created")
    assert line.subject == f"household:{cast.a.household.pk}"
    assert "还剩 1" in text_of(
        sign_in("a_community"), offer_url(make.NeedFactory(household=cast.a.household), resource)
    )


def test_the_request_lies_sealed(cast: Cast) -> None:
    referral = offered(cast)
    stored = bytes(Referral.objects.values_list("request_sealed", flat=True).get(pk=referral.pk))
    assert REQUEST.encode() not in stored


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"consent": ""}, "还没有得到本人同意，不能把这户的情况告诉别人"),
        ({"consent_on": ""}, "请填本人是哪一天同意的"),
        ({"consent_on": "2024-09-20"}, "同意日期2024-09-20晚于发起日期2024-09-19"),
        ({"consent_on": "2014-09-19"}, "2014-09-19早于2019年"),
        ({"offered_on": "2024-09-21"}, "2024-09-21还没有到"),
        ({"offered_on": "2024-09-01", "consent_on": "2024-09-01"}, "这项需求2024-09-02才登记"),
        ({"request": "好"}, "至少写5个字，现在是1个字"),
        ({"request": ""}, "请填写要提供方做什么"),
        ({"request": "请打 138-1234 5678 联系"}, "里面有电话号码"),
        ({"request": "石户明要人陪诊"}, "里面写了当事人的姓名"),
        ({"shares": ["diagnosis"]}, "diagnosis"),
        ({"advisor": ""}, "请选择对接人"),
    ],
)
def test_bad_input_has_its_own_sentence_and_keeps_the_rest(
    cast: Cast, sign_in, typed: dict[str, Any], sentence: str
) -> None:
    url = offer_url(a_need(cast), a_resource(cast))
    response = send(sign_in("a_community"), url, **{**TYPED, **typed})
    body = response.content.decode()
    assert response.status_code == 200
    assert sentence in body
    if "request" not in typed:
        assert REQUEST in body
    assert not Referral.objects.exists()
    assert not Place.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"consent": ""}, "consent"),
        ({"consent": "silent"}, "consent"),
        ({"consent_on": None}, "consent_on"),
        ({"consent_on": date(2024, 9, 20)}, "consent_on"),
        ({"shares": ("diagnosis",)}, "shares"),
        ({"request": "石户明要人陪诊"}, "request"),
    ],
)
def test_the_writer_itself_asks_for_consent(cast: Cast, changes: Any, field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        offered(cast, **changes)
    assert list(refused.value.error_dict) == [field]
    assert not Place.objects.exists()


def test_somebody_of_another_street_is_no_contact(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="不在岗，或不负责这个居村"):
        offered(cast, advisor=cast.b.community_advisor)


@pytest.mark.parametrize(
    ("resource", "sentence"),
    [
        ({"ends_on": date(2024, 9, 18)}, "2024-09-18已到期，没有保存；请另选一个资源"),
        ({"starts_on": date(2024, 10, 1)}, "2024-10-01才开始，没有保存"),
        (
            {"stopped_on": date(2024, 9, 1), "stop_reason": "used_up"},
            "2024-09-01已停用，没有保存",
        ),
        ({"capacity": 0, "per": "year"}, "名额刚好用完了，没有保存"),
    ],
)
def test_what_is_over_or_full_is_refused_and_what_was_typed_goes_elsewhere(
    cast: Cast, sign_in, resource: dict[str, Any], sentence: str
) -> None:
    need, wanted = a_need(cast), a_resource(cast, **resource)
    other = a_resource(cast, name="陪诊服务", capacity=3, per="month")
    a_resource(cast, name="没有名额的", capacity=0, per="month")
    client = sign_in("a_community")
    typed = filled(client, offer_url(need, wanted), **TYPED)
    response = client.post(offer_url(need, wanted), typed)
    body = response.content.decode()
    assert sentence in body
    assert REQUEST in body
    assert not Referral.objects.exists()
    assert f'formaction="{offer_url(need, other)}"' in body
    assert "没有名额的" not in body
    # The same form, sent on to the other: its words stand, consent is asked anew.
    carried = client.post(offer_url(need, other), {**typed, "carry": "1"})
    body = carried.content.decode()
    assert carried.status_code == 200
    assert REQUEST in body
    assert "请再问本人同意不同意" in body
    assert 'value="spoken" checked' not in body
    assert not Referral.objects.exists()
    assert client.post(offer_url(need, other), typed).status_code == 302
    assert Referral.objects.get().resource == other


def test_a_need_has_one_running_referral(cast: Cast, sign_in) -> None:
    first = offered(cast)
    other = a_resource(cast, name="陪诊服务")
    with pytest.raises(ValidationError, match="正在对接") as refused:
        offer(cast, first.need, other, by="a_manager")
    assert str(first) in str(refused.value)
    assert Place.objects.count() == 1
    client = sign_in("a_manager")
    led = client.get(offer_url(first.need, other))
    assert (led.status_code, led["Location"]) == (302, f"/casework/needs/{first.need.pk}/")
    typed = {**TYPED, "key": str(uuid4()), "advisor": str(cast.a.street_advisor.pk)}
    late = client.post(offer_url(first.need, other), typed)
    assert late.status_code == 409
    assert REQUEST in late.content.decode()
    assert "正在对接" in late.content.decode()
    rejected(cast, first)
    assert offer(cast, first.need, other, by="a_manager").state == ReferralState.OFFERED


def test_a_settled_need_is_offered_to_nobody(cast: Cast) -> None:
    need = a_need(cast, settlement="refused", settled_on=date(2024, 9, 10))
    with pytest.raises(ValidationError, match=r"2024-09-10已了结（本人谢绝），不用再对接"):
        offer(cast, need, a_resource(cast))


def test_the_same_form_sent_twice_offers_once(cast: Cast, sign_in) -> None:
    need, resource = a_need(cast), a_resource(cast)
    client, url = sign_in("a_community"), offer_url(need, resource)
    typed = filled(client, url, **TYPED)
    assert client.post(url, typed)["Location"] == client.post(url, typed)["Location"]
    assert (Referral.objects.count(), Place.objects.count()) == (1, 1)
    other = make.NeedFactory(household=cast.a.household, category="donation")
    with pytest.raises(ValidationError, match="这份表单已经用过了"):
        offer(cast, other, resource, key=Referral.objects.get().pk)


def test_a_draft_of_the_offer_is_kept_and_goes_with_it(cast: Cast, sign_in) -> None:
    client, url = sign_in("a_community"), offer_url(a_need(cast), a_resource(cast))
    keep_draft(client, url, {"request": "打到一半的请求"})
    assert "打到一半的请求" in text_of(client, f"{url}?draft=restore")
    assert send(client, url, **TYPED).status_code == 302
    assert not cast.users["a_community"].drafts.exists()


def test_the_districts_resource_serves_every_street_another_streets_none(
    cast: Cast, sign_in
) -> None:
    need = a_need(cast)
    districts = make.ResourceFactory(unit=cast.district)
    foreign = make.ResourceFactory(unit=cast.b.unit, name="邻街的")
    assert text_of(sign_in("a_community"), offer_url(need, districts))
    page = sign_in("a_community").get(offer_url(need, foreign))
    assert page.status_code == 404
    assert "邻街的" not in page.content.decode()
    with pytest.raises(ValidationError, match="这个资源不在您的范围内"):
        offer(cast, need, foreign)
    assert offer(cast, need, districts).resource == districts


@pytest.mark.parametrize("name", ["b_manager", "b_community", "reviewer", "a_admin", "auditor"])
def test_a_need_of_another_unit_is_offered_by_nobody(cast: Cast, sign_in, name: str) -> None:
    need, resource = a_need(cast), a_resource(cast)
    client = sign_in(name)
    for answer in (
        client.get(offer_url(need, resource)),
        client.post(offer_url(need, resource), TYPED),
    ):
        assert answer.status_code == (404 if name.startswith("b_") else 403)
        assert cast.a.household.head_name not in answer.content.decode()
    with pytest.raises(PermissionDenied):
        services.offer_referral(
            key=uuid4(), need=need, resource=resource, facts=facts(cast), by=cast.actor(name)
        )
