"""Two at the same moment, with real threads: one gets it, the other is told."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from resources import services
from resources.models import Place, Provider, Resource
from resources.places import take_place
from tests import factories as make
from tests.cast import DAY, Cast
from tests.plans.test_at_once import at_once
from tests.resources.pool import code_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_last_place_goes_to_one(cast: Cast) -> None:
    resource = make.ResourceFactory(unit=cast.a.unit, capacity=1, per="month")

    def take(who: str) -> Any:
        by = cast.actor(who)
        return lambda: take_place(
            resource=resource, holder=uuid4(), unit=cast.a.communities[0], day=DAY, by=by
        )

    came = at_once(take("a_advisor"), take("a_community"), take("a_manager"))
    refused = [one for one in came if isinstance(one, Exception)]
    assert [type(one) for one in refused] == [ValidationError] * 2
    assert "名额刚好用完了" in str(refused[0])
    assert Place.objects.standing().count() == 1


def test_one_provider_and_one_resource_of_two_forms(cast: Cast) -> None:
    key = uuid4()
    facts = {
        "name": "上门助浴",
        "category": "elder_care",
        "starts_on": date(2024, 1, 1),
        "contact_name": "钱联系",
        "contact_phone": "13812345678",
    }

    def record(pk: Any) -> Any:
        by = cast.actor("a_advisor")
        return lambda: services.record_resource(
            key=pk,
            unit=cast.a.unit,
            new_provider={
                "name": "乐助", "kind": "social_organisation", "credit_code": code_of(),
            },
            facts=facts,
            by=by,
        )[1]  # fmt: skip

    assert sorted(at_once(record(key), record(key))) == [False, True]
    came = at_once(record(uuid4()), record(uuid4()))
    assert [type(one) for one in came] == [ValidationError] * 2, "the name is taken"
    assert (Provider.objects.count(), Resource.objects.count()) == (1, 1)
