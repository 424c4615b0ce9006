"""What somebody tells of a visit, read and typed: from the form, from the phone."""

from dataclasses import dataclass
from datetime import date, datetime

from advisors.models import Advisor
from casework.enums import VisitSource


@dataclass(frozen=True)
class VisitFacts:
    """A visit as it was told; `findings`, `deeds` and `needs` hold the values of their enums.

    `written_at` is the clock of whatever it was written on. `is_old_confirmed` and
    `is_second_confirmed` are the ticks that say: yes, before 2019; yes, another one that day.
    """

    visited_on: date
    mode: str
    advisor: Advisor
    companions: tuple[Advisor, ...] = ()
    findings: tuple[str, ...] = ()
    deeds: tuple[str, ...] = ()
    note: str = ""
    action: str = ""
    needs: tuple[str, ...] = ()
    question_type: str = ""
    is_new_finding: bool = False
    wants_referral: bool = False
    community_cloud_ref: str = ""
    next_visit_on: date | None = None
    source: str = VisitSource.PORTAL
    written_at: datetime | None = None
    is_old_confirmed: bool = False
    is_second_confirmed: bool = False
