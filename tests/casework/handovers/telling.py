"""What the tests of handovers tell the form and the writer."""

from datetime import date
from typing import Any
from uuid import uuid4

from casework.handovers import services
from casework.handovers.facts import HandoverFacts
from casework.handovers.linking import make_answer_link
from casework.models import Handover
from tests.cast import DAY, Cast, Street

LIST = "/casework/handovers/"
MATTER = "申请临时救助，材料已齐，请受理。"


def facts(street: Street, **changes: Any) -> HandoverFacts:
    """What the form hands to the writer."""
    told: dict[str, Any] = {
        "way": "to_counter",
        "kind": "temporary",
        "matter": MATTER,
        "advisor": street.street_advisor,
        "sent_on": DAY,
        "household": street.household,
        **changes,
    }
    return HandoverFacts(**told)


def sent(cast: Cast, by: str = "a_advisor", **changes: Any) -> Handover:
    """A handover of street A's station, by the writer itself."""
    unit = changes.pop("unit", cast.a.unit)
    one, _ = services.send_handover(
        key=uuid4(), unit=unit, facts=facts(cast.a, **changes), by=cast.actor(by)
    )
    return Handover.objects.get(pk=one.pk)


def linked(cast: Cast, handover: Handover, by: str = "a_advisor") -> str:
    """The address of the counter's link."""
    return f"/h/{make_answer_link(handover=handover, by=cast.actor(by))[1]}/"


def typed(cast: Cast, **changes: Any) -> dict[str, Any]:
    """What a browser sends of the form."""
    return {
        "key": str(uuid4()),
        "version": "0",
        "way": "to_counter",
        "kind": "temporary",
        "household": cast.a.household.reference,
        "person_name": "",
        "matter": MATTER,
        "clerk": "",
        "advisor": str(cast.a.street_advisor.pk),
        "sent_on": DAY.isoformat(),
        "acknowledged_on": "",
        **changes,
    }


def early(n: int) -> date:
    """A day of that September."""
    return date(2024, 9, n)
