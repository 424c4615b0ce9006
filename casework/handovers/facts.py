"""What somebody tells of a handover."""

from dataclasses import dataclass
from datetime import date

from advisors.models import Advisor
from casework.models import Household


@dataclass(frozen=True)
class HandoverFacts:
    """A matter handed over; `acknowledged_on` where the other side has said already that it has it."""

    way: str
    kind: str
    matter: str
    advisor: Advisor
    sent_on: date
    household: Household | None = None
    person_name: str = ""
    clerk: str = ""
    acknowledged_on: date | None = None
