"""What somebody tells of an unresolved matter, read and typed."""

from dataclasses import dataclass
from datetime import date

from advisors.models import Advisor
from casework.models import Household


@dataclass(frozen=True)
class StuckFacts:
    """A matter that could not be done, and what was answered on the spot.

    `visitor_phone` is None to leave what is on record, empty to take it away.
    """

    received_on: date
    blocker: str
    matter: str
    advisor: Advisor | None = None
    household: Household | None = None
    visitor_name: str = ""
    visitor_phone: str | None = None
    answer: str = ""


@dataclass(frozen=True)
class Closing:
    """How a matter ended, and on which day."""

    closed_on: date
    outcome: str
    result: str
