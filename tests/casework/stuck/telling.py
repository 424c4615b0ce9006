"""What the tests of unresolved matters tell the form and the writer."""

from datetime import date
from typing import Any
from uuid import uuid4

from casework.models import StuckCase
from casework.stuck import services
from casework.stuck.facts import Closing, StuckFacts
from tests import factories as make
from tests.cast import DAY, Cast

LIST = "/casework/stuck/"
MATTER = "医疗救助申请被退回，说缺出院小结。"
TYPED = {
    "matter": MATTER,
    "blocker": "papers",
    "visitor_name": "陆 一鸣",
    "visitor_phone": "138 1234 5678",
}


def url_of(case: StuckCase, deed: str = "") -> str:
    return f"{LIST}{case.pk}/{deed}"


def facts(**changes: Any) -> StuckFacts:
    told = {"received_on": DAY, "blocker": "papers", "matter": MATTER, "visitor_name": "陆一鸣"}
    return StuckFacts(**{**told, **changes})


def received(cast: Cast, by: str = "a_community", **changes: Any) -> StuckCase:
    """A matter received today in street A, at the writer's own place, by the writer itself."""
    actor = cast.actor(by)
    unit = next(one for one in (cast.a.unit, *cast.a.communities) if one.pk == actor.unit_code)
    case, _ = services.receive(key=uuid4(), unit=unit, facts=facts(**changes), by=actor)
    return StuckCase.objects.get(pk=case.pk)


def closed(cast: Cast, case: StuckCase, by: str = "a_community", on: date = DAY) -> StuckCase:
    services.close(
        case=case, closing=Closing(on, "solved", "补齐材料，已受理。"), by=cast.actor(by)
    )
    return StuckCase.objects.get(pk=case.pk)


def old_case(cast: Cast, received_on: date, **changes: Any) -> StuckCase:
    """A matter received on a day in street A's first community."""
    told = {"unit": cast.a.communities[0], "advisor": cast.a.community_advisor, **changes}
    case: StuckCase = make.StuckCaseFactory(received_on=received_on, **told)
    return case
