"""Two at the same moment, with real threads and transactions: one gets it, the other is told."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from accounts.links import LinkRefused
from casework.models import Referral
from casework.referrals import linking, services
from resources.models import Place
from tests import factories as make
from tests.casework.referrals.telling import (
    REQUEST,
    TYPED,
    a_need,
    a_resource,
    offer,
    offer_url,
    offered,
)
from tests.cast import Cast
from tests.plans.test_at_once import at_once
from tests.stations.browsing import filled

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_last_place_goes_to_one_of_two_advisors(
    cast: Cast, sign_in: Callable[[str], Client]
) -> None:
    """In their browsers, for two needs at once; the other's form keeps what she typed."""
    resource = a_resource(cast, capacity=1, per="month")
    needs = [a_need(cast), make.NeedFactory(household=cast.a.household, category="elder_care")]
    sent = []
    for name, need, advisor in (
        ("a_community", needs[0], cast.a.community_advisor),
        ("a_advisor", needs[1], cast.a.street_advisor),
    ):
        client, url = sign_in(name), offer_url(need, resource)
        words = f"{REQUEST}（{name}）"
        typed = filled(client, url, **{**TYPED, "request": words, "advisor": str(advisor.pk)})
        sent.append((client, url, typed, words))
    came = at_once(*(lambda one=one: one[0].post(one[1], one[2]) for one in sent))
    assert sorted(one.status_code for one in came) == [200, 302], came
    assert (Referral.objects.count(), Place.objects.standing().count()) == (1, 1)
    slower = next(place for place, one in enumerate(came) if one.status_code == 200)
    body = came[slower].content.decode()
    assert "名额刚好用完了，没有保存；请另选一个资源" in body
    assert sent[slower][3] in body
    assert Referral.objects.get().need == needs[1 - slower]


def test_two_needs_and_places_enough_are_both_offered(cast: Cast) -> None:
    resource = a_resource(cast, capacity=2, per="month")
    needs = [a_need(cast), make.NeedFactory(household=cast.a.household, category="elder_care")]
    came = at_once(*(lambda need=need: offer(cast, need, resource) for need in needs))
    assert [type(one) for one in came] == [Referral, Referral]
    assert Place.objects.count() == 2


def test_one_need_is_offered_once_by_two(cast: Cast) -> None:
    need, resources = a_need(cast), [a_resource(cast), a_resource(cast, name="陪诊服务")]
    came = at_once(
        *(
            lambda one=one, by=by: offer(cast, need, one, by=by)
            for one, by in zip(resources, ("a_community", "a_manager"), strict=True)
        )
    )
    refused = [one for one in came if isinstance(one, Exception)]
    assert [type(one) for one in refused] == [ValidationError]
    assert "正在对接" in str(refused[0])
    assert (Referral.objects.count(), Place.objects.count()) == (1, 1)


def test_one_form_sent_twice_at_once_offers_once(cast: Cast) -> None:
    need, resource, key = a_need(cast), a_resource(cast, capacity=1, per="year"), uuid4()
    came = at_once(*[lambda: offer(cast, need, resource, key=key)] * 2)
    assert [one.pk for one in came] == [key, key]
    assert Place.objects.count() == 1


def test_the_provider_answers_or_the_advisor_takes_it_back_but_not_both(cast: Cast) -> None:
    referral, by = offered(cast), cast.actor("a_community")
    link, _ = linking.make_answer_link(referral=referral, by=by)
    came: list[Any] = at_once(
        lambda: linking.answer_by_link(link=link, is_accepted=False, reason="no_capacity"),
        lambda: services.revoke_referral(referral=referral, reason="declined", by=by),
    )
    refused = [one for one in came if isinstance(one, Exception)]
    assert len(refused) == 1
    assert isinstance(refused[0], LinkRefused | PermissionDenied)
    referral.refresh_from_db()
    assert referral.state == ("revoked" if isinstance(came[0], Exception) else "rejected")
    assert not Place.objects.standing().exists()


def test_a_link_answers_once(cast: Cast) -> None:
    link, _ = linking.make_answer_link(referral=offered(cast), by=cast.actor("a_community"))
    came = at_once(
        lambda: linking.answer_by_link(link=link, is_accepted=True),
        lambda: linking.answer_by_link(link=link, is_accepted=False, reason="no_capacity"),
    )
    assert [type(one) for one in came].count(LinkRefused) == 1
