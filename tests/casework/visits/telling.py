"""What the tests of visits tell the form and the writer."""

import uuid
from typing import Any

from casework.models import Visit
from casework.visits.facts import VisitFacts
from casework.visits.services import record_visit
from tests.cast import DAY, Cast

KEY = "3f2a91c0-0000-4000-8000-000000000001"


def typed(**change: Any) -> dict[str, Any]:
    """What stands in the form when a visit is sent."""
    return {
        "key": KEY,
        "version": "0",
        "visited_on": "2024-09-20",
        "mode": "home",
        "findings": ["stable"],
        **change,
    }


def facts(cast: Cast, **change: Any) -> VisitFacts:
    """The same as the writer gets it, by the community's advisor."""
    told = {
        "visited_on": DAY,
        "mode": "home",
        "advisor": cast.a.community_advisor,
        "findings": ("stable",),
        **change,
    }
    return VisitFacts(**told)


def logged(cast: Cast, by: str = "a_community", **change: Any) -> Visit:
    """A visit that was written down."""
    visit, is_new = record_visit(
        key=uuid.uuid4(),
        household=cast.a.household,
        facts=facts(cast, **change),
        by=cast.actor(by),
    )
    assert is_new
    visit.refresh_from_db()
    return visit


def add_url(cast: Cast) -> str:
    return f"/casework/households/{cast.a.household.pk}/visit/"


def made() -> Visit:
    """The visit of the form's key."""
    return Visit.objects.get(pk=KEY)
