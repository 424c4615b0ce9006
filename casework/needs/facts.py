"""What somebody tells of a need, and of what settled it, read and typed."""

from dataclasses import dataclass
from datetime import date

from advisors.models import Advisor
from casework.models import Application, Visit


@dataclass(frozen=True)
class NeedFacts:
    """A need; `is_another` says that it is none of those waiting already."""

    category: str
    registered_on: date
    visit: Visit | None = None
    is_another: bool = False


@dataclass(frozen=True)
class Settling:
    """What settled a need, where it was no referral.

    An application brings its own day; what was registered in error is so from today on.
    """

    settlement: str
    settled_on: date | None = None
    application: Application | None = None
    own_service: str = ""
    advisor: Advisor | None = None
    note: str = ""
