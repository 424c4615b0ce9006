"""What somebody tells of a referral when it is offered."""

from dataclasses import dataclass
from datetime import date

from advisors.models import Advisor


@dataclass(frozen=True)
class Offer:
    """A need offered to a resource: by whom, when, what the family agreed to, what is asked for.

    `consent` is how the family agreed, empty where it did not, or not yet; `shares` is what may
    be told beside the kind of help. `request` goes to the provider, and tells nobody's name.
    """

    advisor: Advisor
    consent: str
    consent_on: date | None
    shares: tuple[str, ...]
    request: str
    offered_on: date
