"""How the lists of conferences and of their actions are narrowed."""

from typing import Any

from orgs.filters import StreetFilter


class ConferenceFilter(StreetFilter):
    """By street."""

    @property
    def is_narrowed(self) -> bool:
        """Whether a street was chosen."""
        return bool(self.code)

    def apply(self, rows: Any) -> Any:
        """The conferences that the choice leaves."""
        return self.narrow(rows, "street")

    def apply_to_actions(self, rows: Any) -> Any:
        """The actions that it leaves."""
        return self.narrow(rows, "conference__street")
