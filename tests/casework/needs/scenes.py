"""What the tests of needs begin with."""

from datetime import date
from typing import Any
from uuid import uuid4

from casework.models import Need, Referral
from casework.needs import services
from casework.needs.facts import NeedFacts, Settling
from resources.models import Resource
from tests import factories as make
from tests.cast import DAY, Cast, Street

LIST = "/casework/needs/"


def need_of(street: Street, **changes: Any) -> Need:
    """A need of the street's household in its first community, registered on 2024-09-02."""
    need: Need = make.NeedFactory(household=street.household, **changes)
    return need


def resource_of(street: Street, **changes: Any) -> Resource:
    """A resource of the street for health, without a limit."""
    resource: Resource = make.ResourceFactory(unit=street.unit, **changes)
    return resource


def referral_of(need: Need, state: str = "offered", **changes: Any) -> Referral:
    """A referral as its state asks for it, answered on the 5th and over on the 9th."""
    days: dict[str, Any] = {}
    if state in ("accepted", "done", "failed"):
        days["answered_on"] = date(2024, 9, 5)
    if state in ("done", "failed", "revoked"):
        days["closed_on"] = date(2024, 9, 9)
    if state == "rejected":
        days = {"answered_on": date(2024, 9, 5), "closed_on": date(2024, 9, 5)}
    if state in ("rejected", "failed", "revoked"):
        days["reason"] = "no_capacity"
    referral: Referral = make.ReferralFactory(need=need, state=state, **{**days, **changes})
    return referral


def added(cast: Cast, by: str = "a_community", **changes: Any) -> Need:
    """A need by the writer itself, registered today."""
    facts = NeedFacts(**{"category": "health", "registered_on": DAY, **changes})
    need, _ = services.add_need(
        key=uuid4(), household=cast.a.household, facts=facts, by=cast.actor(by)
    )
    return need


def settled(cast: Cast, need: Need, by: str = "a_community", **changes: Any) -> Need:
    """A need settled by the writer: refused by the family on the 10th, unless told otherwise."""
    told = {
        "settlement": "refused",
        "settled_on": date(2024, 9, 10),
        "note": "家里说不用",
        **changes,
    }
    services.settle_need(need=need, facts=Settling(**told), by=cast.actor(by))
    need.refresh_from_db()
    return need


def served(cast: Cast, need: Need, by: str = "a_community", **changes: Any) -> Need:
    """A need that the community's advisor met herself."""
    told = {
        "settlement": "own_service",
        "own_service": "emotional_support",
        "advisor": cast.a.community_advisor,
        "note": "陪他去配了药",
    }
    return settled(cast, need, by, **{**told, **changes})
