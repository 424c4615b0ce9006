"""What somebody tells of a consultation and of an application, read and typed."""

from dataclasses import dataclass
from datetime import date

from advisors.models import Advisor
from casework.models import Household


@dataclass(frozen=True)
class ConsultationFacts:
    """A question that was asked, and its answer where there was one.

    An answer without a day was given on the spot. `visitor_phone` is None to leave what is on
    record, empty to take it away.
    """

    asked_on: date
    question_type: str
    advisor: Advisor
    matter: str
    household: Household | None = None
    visitor_name: str = ""
    visitor_phone: str | None = None
    answer: str = ""
    answered_on: date | None = None


@dataclass(frozen=True)
class ApplicationFacts:
    """An application that was handed in, for a household on file or for somebody named."""

    kind: str
    submitted_on: date
    advisor: Advisor
    household: Household | None = None
    applicant_name: str = ""
    is_assisted: bool = False
    note: str = ""
