"""What can be wrong with a cell, said so that the person who typed it can put it right."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Self


class Level(StrEnum):
    """An error keeps a row out of the books; a warning goes in with it."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing that may have been meant: what to write in the cell, and how it reads."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding about one cell, or about a whole row (`column` empty).

    `code` is for machines (domain rules), `message` for people. `suggestion` is a text that
    would pass in the cell's place; `candidates` are to choose from where nobody may guess.
    """

    level: Level
    code: str
    message: str
    column: str = ""
    raw: str = ""
    suggestion: str = ""
    candidates: tuple[Candidate, ...] = ()

    @property
    def is_error(self) -> bool:
        """Whether it keeps the row out."""
        return self.level is Level.ERROR

    def at(self, column: str, raw: str) -> Self:
        """The same finding, placed in a column."""
        return replace(self, column=column, raw=raw)


def error(
    code: str, message: str, *, suggestion: str = "", candidates: tuple[Candidate, ...] = ()
) -> Problem:
    """A finding that keeps the row out."""
    return Problem(Level.ERROR, code, message, suggestion=suggestion, candidates=candidates)


def warning(code: str, message: str, *, suggestion: str = "") -> Problem:
    """A finding to look at, that lets the row in."""
    return Problem(Level.WARNING, code, message, suggestion=suggestion)


class Rejected(Exception):
    """A value that cannot be read; carries the error to show."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        suggestion: str = "",
        candidates: tuple[Candidate, ...] = (),
    ) -> None:
        super().__init__(message)
        self.problem = error(code, message, suggestion=suggestion, candidates=candidates)


@dataclass(frozen=True, slots=True)
class Reading:
    """A value as it goes into the books, with warnings on how it was read.

    `also` holds what the same cell says besides (the precision of a day, the end of a range),
    by the key it has among the row's values.
    """

    value: Any
    warnings: tuple[Problem, ...] = ()
    also: Mapping[str, Any] = field(default_factory=dict)


# What a blank cell says.
NOTHING = Reading(None)
