"""Answers to “may she?”, with the reason when not."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied


@dataclass(frozen=True)
class Allowed:
    """Yes."""

    def __bool__(self) -> bool:
        return True

    def enforce(self) -> None:
        """Let the caller go on."""


@dataclass(frozen=True)
class Denied:
    """No, and why, in a sentence for the page."""

    reason: str

    def __bool__(self) -> bool:
        return False

    def enforce(self) -> None:
        """Stop the caller with the reason (403)."""
        raise PermissionDenied(self.reason)


Answer = Allowed | Denied
