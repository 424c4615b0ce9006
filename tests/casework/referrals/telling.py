"""What the tests of referrals tell the forms and the writers."""

from datetime import date
from typing import Any
from uuid import uuid4

from casework.models import Need, Referral
from casework.referrals import services
from casework.referrals.facts import Offer
from core.actor import Actor
from resources.models import Resource
from tests import factories as make
from tests.cast import DAY, Cast

LIST = "/casework/referrals/"
REQUEST = "每周上门护理一次，先做三个月。"
PHONE, HOME = "13812345678", "石泉路1弄2号303室"
TYPED = {
    "consent": "spoken",
    "consent_on": "2024-09-19",
    "shares": ["name", "phone"],
    "request": REQUEST,
    "offered_on": "2024-09-19",
}


def a_need(cast: Cast, **changes: Any) -> Need:
    """A need of street A's household, which has a phone and an address."""
    household = cast.a.household
    household.phone, household.address = PHONE, HOME
    household.save()
    need: Need = make.NeedFactory(household=household, **changes)
    return need


def a_resource(cast: Cast, **changes: Any) -> Resource:
    """A resource of street A."""
    told = {"unit": cast.a.unit, "name": "上门护理", **changes}
    resource: Resource = make.ResourceFactory(**told)
    return resource


def facts(cast: Cast, **changes: Any) -> Offer:
    """What the form hands to the writer."""
    told: dict[str, Any] = {
        "advisor": cast.a.community_advisor,
        "consent": "spoken",
        "consent_on": date(2024, 9, 19),
        "shares": ("name", "phone"),
        "request": REQUEST,
        "offered_on": date(2024, 9, 19),
        **changes,
    }
    return Offer(**told)


def offer(
    cast: Cast, need: Need, resource: Resource, by: str | Actor = "a_community", **changes: Any
) -> Referral:
    """Offered by the writer itself."""
    key = changes.pop("key", None) or uuid4()
    actor = cast.actor(by) if isinstance(by, str) else by
    referral, _ = services.offer_referral(
        key=key, need=need, resource=resource, facts=facts(cast, **changes), by=actor
    )
    return referral


def offered(cast: Cast, **changes: Any) -> Referral:
    """A need of street A's household, offered to a resource of street A."""
    return offer(cast, a_need(cast), a_resource(cast), **changes)


def accepted(cast: Cast, referral: Referral | None = None, **changes: Any) -> Referral:
    """The same once the provider took it on."""
    return services.answer_referral(
        referral=referral or offered(cast),
        is_accepted=True,
        answered_on=changes.pop("answered_on", DAY),
        by=cast.actor(changes.pop("by", "a_community")),
    )


def rejected(cast: Cast, referral: Referral | None = None, **changes: Any) -> Referral:
    """The same where the provider did not."""
    return services.answer_referral(
        referral=referral or offered(cast),
        is_accepted=False,
        answered_on=changes.pop("answered_on", DAY),
        reason=changes.pop("reason", "no_capacity"),
        reason_note=changes.pop("reason_note", ""),
        by=cast.actor(changes.pop("by", "a_community")),
    )


def offer_url(need: Need, resource: Resource) -> str:
    return f"/casework/needs/{need.pk}/offer/{resource.pk}/"
