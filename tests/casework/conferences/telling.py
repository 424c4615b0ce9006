"""What the tests of conferences tell the forms and the writers."""

from datetime import date
from typing import Any
from uuid import uuid4

from casework.conferences import services
from casework.conferences.people import Guest
from casework.conferences.selectors import CASE_ORDER
from casework.conferences.services import Party
from casework.models import CaseConference, ConferenceAction, ConferenceCase, Household
from tests.cast import Cast

LIST = "/casework/conferences/"
DOCTOR = Guest("社区卫生服务中心", "李医生")
TYPED = {
    "version": "0",
    "state": "held",
    "held_on": "2024-09-19",
    "place": "会商研讨区",
    "chair": "陈主持",
    "numbers": "",
    "guests": "社区卫生服务中心 李医生\n司法所",
}


def called(
    cast: Cast,
    *households: Household,
    by: str = "a_manager",
    state: str = "held",
    held_on: date = date(2024, 9, 3),
    party: Party | None = None,
) -> CaseConference:
    """A conference of street A, by the writer itself; on its first household unless said otherwise."""
    party = party or Party([cast.a.street_advisor], [DOCTOR])
    conference, _ = services.record_conference(
        key=uuid4(),
        street=cast.a.unit,
        facts={"state": state, "held_on": held_on, "place": "会商研讨区", "chair": "陈主持"},
        party=party,
        households=households or [cast.a.household],
        by=cast.actor(by),
    )
    return conference


def case_in(conference: CaseConference) -> ConferenceCase:
    """Its first case."""
    found: ConferenceCase = conference.cases.order_by(*CASE_ORDER)[0]
    return found


def facts(**changes: Any) -> dict[str, Any]:
    """What the form of an action hands to the writer."""
    return {
        "matter": "联系上门护理。",
        "case": None,
        "owner": None,
        "owner_name": "街道残联",
        "due_on": date(2024, 9, 13),
        **changes,
    }


def resolved(
    cast: Cast, conference: CaseConference, by: str = "a_manager", **changes: Any
) -> ConferenceAction:
    """An action of it, by the writer itself."""
    action, _ = services.add_action(
        key=uuid4(), conference=conference, facts=facts(**changes), by=cast.actor(by)
    )
    return ConferenceAction.objects.get(pk=action.pk)


def closed(
    cast: Cast, action: ConferenceAction, by: str = "a_manager", on: date = date(2024, 9, 12)
) -> ConferenceAction:
    """The same once it was done."""
    return services.close_action(
        action=action, closed_on=on, result="已上门三次。", by=cast.actor(by)
    )
