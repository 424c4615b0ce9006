"""What many service points have in common when a street opens them together."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from orgs.models import Unit

# Stands in an address for the community's own name.
PLACE = "〔居村〕"


@dataclass(frozen=True)
class Pattern:
    """Address (with 〔居村〕 in it), phone, hours and opening day of every point."""

    address: str = ""
    phone: str = ""
    opening_hours: str = ""
    opened_on: date | None = None

    def facts_for(self, community: Unit) -> dict[str, Any]:
        """The fields of one community's point."""
        return {
            "address": self.address.replace(PLACE, community.name),
            "phone": self.phone,
            "opening_hours": self.opening_hours,
            "opened_on": self.opened_on,
        }
