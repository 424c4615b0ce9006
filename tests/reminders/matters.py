"""A matter of the tests' own: whoever is in `done` owes nothing."""

from collections.abc import Collection
from datetime import date

import pytest

from reminders import matters
from reminders.matters import Matter
from standards.asked import Asked

MATTER = "paper:2024"


class Papers:
    """Who handed in the paper, and when it is due."""

    def __init__(self) -> None:
        self.done: set[str] = set()
        self.due_on: date | None = date(2024, 4, 30)
        self.was_locked = False

    def owing(
        self,
        asked_for: Collection[str],
        codes: Collection[str],
        asked: Asked,
        *,
        is_locking: bool = False,
    ) -> dict[tuple[str, str], date | None]:
        self.was_locked |= is_locking
        return {(one, code): self.due_on for one in asked_for for code in set(codes) - self.done}


@pytest.fixture
def papers(monkeypatch: pytest.MonkeyPatch) -> Papers:
    """The only matter that is known."""
    made = Papers()
    kind = Matter(
        "paper", lambda matter: f"报送{matter[6:]}年度材料", made.owing, "stations:list", "去报送"
    )
    monkeypatch.setattr(matters, "_known", {"paper": kind})
    return made
