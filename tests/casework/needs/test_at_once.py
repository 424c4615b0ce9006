"""Two at the same moment, with real threads: a need is met once."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from casework.models import Need, ServiceRecord
from casework.needs import services
from casework.needs.facts import NeedFacts, Settling
from casework.needs.services import AlreadyWaiting
from casework.referrals.facts import Offer
from casework.referrals.services import offer_referral
from tests.casework.needs.scenes import need_of, resource_of
from tests.cast import DAY, Cast
from tests.plans.test_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def settle(cast: Cast, need: Need, name: str, **told: Any) -> Any:
    facts = Settling(**{"settlement": "refused", "settled_on": DAY, "note": "不要了", **told})
    by = cast.actor(name)
    return lambda: services.settle_need(need=need, facts=facts, by=by)


def test_two_who_settle_it_settle_it_once(cast: Cast) -> None:
    need = need_of(cast.a)
    service = {
        "settlement": "own_service",
        "own_service": "emotional_support",
        "advisor": cast.a.community_advisor,
    }
    came = at_once(settle(cast, need, "a_manager", **service), settle(cast, need, "a_community"))
    refused = [one for one in came if isinstance(one, Exception)]
    assert [type(one) for one in refused] == [PermissionDenied]
    need.refresh_from_db()
    is_service = need.settlement == "own_service"
    assert ServiceRecord.objects.filter(need=need).exists() is is_service


def test_settled_or_offered_but_not_both(cast: Cast) -> None:
    need = need_of(cast.a)
    resource = resource_of(cast.a, capacity=5, per="month")
    by = cast.actor("a_community")
    facts = Offer(
        advisor=cast.a.community_advisor,
        offered_on=DAY,
        consent="spoken",
        consent_on=DAY,
        request="每周上门一次",
        shares=(),
    )
    came = at_once(
        settle(cast, need, "a_manager"),
        lambda: offer_referral(key=uuid4(), need=need, resource=resource, facts=facts, by=by),
    )
    refused = [one for one in came if isinstance(one, Exception)]
    assert len(refused) == 1
    assert isinstance(refused[0], PermissionDenied | ValidationError)
    need.refresh_from_db()
    assert bool(need.settlement) is not need.referrals.exists()


def test_one_form_sent_twice_at_once_registers_once(cast: Cast) -> None:
    key, by = uuid4(), cast.actor("a_community")

    def add(one: Any, name: str = "health") -> Any:
        facts = NeedFacts(name, DAY)
        return lambda: services.add_need(key=one, household=cast.a.household, facts=facts, by=by)

    came = at_once(add(key), add(key))
    assert sorted(is_new for _, is_new in came) == [False, True]
    # Two forms that tell the same need: the second is asked.
    others = at_once(add(uuid4(), "education"), add(uuid4(), "education"))
    assert [type(one) for one in others].count(AlreadyWaiting) == 1
    assert Need.objects.count() == 2
