"""Whom a ledger may mean when it writes a name: the advisors of a street, by name and day.

Pure Python. The advisors' room fills it from its tables; tests fill it from a workbook.
"""

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

_HINTED = re.compile(r"(.+?)[（(](.+?)[）)]")


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """An advisor on file; `ref` is her key, `street` a 9-digit code, `ended_on` her last day.

    `hints` tell namesakes apart, and may be written behind a name in brackets: 王芳（源园），
    王芳（5678）. The first is the one to suggest.
    """

    ref: str
    street: str
    name: str
    started_on: date
    ended_on: date | None = None
    hints: tuple[str, ...] = ()

    def serves_on(self, day: date) -> bool:
        """Whether the day lies within her time in post."""
        return self.started_on <= day and (self.ended_on is None or day <= self.ended_on)

    @property
    def spelling(self) -> str:
        """What to write to mean her and no namesake."""
        return f"{self.name}（{self.hints[0]}）" if self.hints else self.name

    @property
    def label(self) -> str:
        """How she reads in a list of candidates."""
        told = "、".join(self.hints)
        since = f"{self.started_on:%Y-%m}上岗"
        until = f"，{self.ended_on:%Y-%m}离岗" if self.ended_on else ""
        return (
            f"{self.name}（{told}，{since}{until}）" if told else f"{self.name}（{since}{until}）"
        )


@dataclass(frozen=True, slots=True)
class Found:
    """What a name turned out to be; `candidates` where it is not one advisor."""

    outcome: Literal["found", "ambiguous", "unknown"]
    entry: RosterEntry | None = None
    candidates: tuple[RosterEntry, ...] = ()


class Roster:
    """The advisors on file, to be asked for by name."""

    def __init__(self, entries: Iterable[RosterEntry] = ()) -> None:
        self._by_name: dict[str, list[RosterEntry]] = defaultdict(list)
        self._names: dict[str, set[str]] = defaultdict(set)
        for entry in entries:
            self._by_name[entry.name].append(entry)
            self._names[entry.street].add(entry.name)

    def covers(self, unit: str) -> bool:
        """Whether any advisor of a street, or of a district's streets, is on file."""
        return any(street.startswith(unit) for street in self._names)

    def find(self, name: str, unit: str, day: date | None = None) -> Found:
        """Look a name up within a street's code, or a district's for its own trainings.

        Of namesakes, those in post on the day come first; if that does not leave one, they are
        listed. An unknown name is listed with like names of the same street.
        """
        hinted = _HINTED.fullmatch(name)
        bare, hint = (hinted[1], hinted[2]) if hinted else (name, "")
        named = [
            entry
            for entry in self._by_name.get(bare, ())
            if entry.street.startswith(unit) and (not hint or hint in entry.hints)
        ]
        if len(named) > 1 and day:
            named = [entry for entry in named if entry.serves_on(day)] or named
        if len(named) == 1:
            return Found("found", named[0])
        if named:
            return Found("ambiguous", candidates=tuple(named))
        return Found("unknown", candidates=self._like(bare, unit))

    def _like(self, name: str, unit: str) -> tuple[RosterEntry, ...]:
        names = difflib.get_close_matches(name, self._names.get(unit, ()), n=3, cutoff=0.6)
        return tuple(
            entry
            for like in names
            for entry in self._by_name[like]
            if entry.street.startswith(unit)
        )
