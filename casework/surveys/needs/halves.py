"""Half-years, as the needs surveys count them (T7-5)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from casework.enums import Half
from casework.models import half_span

EARLIEST_YEAR = 2019
# Before its end a half-year without a survey is work to do.
LAST_DAYS = timedelta(days=30)


@dataclass(frozen=True, order=True)
class HalfYear:
    """A half-year: 2024年上半年."""

    year: int
    half: str

    @classmethod
    def of(cls, day: date) -> Self:
        """The one that a day lies in."""
        return cls(day.year, Half.FIRST.value if day.month <= 6 else Half.SECOND.value)

    @property
    def first(self) -> date:
        """Its first day."""
        return half_span(self.year, self.half)[0]

    @property
    def last(self) -> date:
        """Its last day."""
        return half_span(self.year, self.half)[1]

    @property
    def before(self) -> "HalfYear":
        """The one before it."""
        return HalfYear.of(self.first - timedelta(days=1))

    @property
    def label(self) -> str:
        """2024年上半年."""
        return f"{self.year}年{Half(self.half).label}"

    def is_begun(self, day: date) -> bool:
        """Whether a day lies in it or after it."""
        return self.first <= day


def half_year(year: int, half: str) -> HalfYear | None:
    """The half-year of an address or a choice; None for what is none, or too long ago."""
    if half not in Half.values or not EARLIEST_YEAR <= year <= date.max.year - 1:
        return None
    return HalfYear(year, half)


def parse_half(text: str) -> HalfYear | None:
    """A half-year written 2024-1."""
    year, _, half = text.partition("-")
    # Longer than any year, or no digits of ours.
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        return None
    return half_year(int(year), half)


def offered(day: date, count: int = 6) -> list[HalfYear]:
    """The half-year of a day and those before it, the latest first."""
    found = [HalfYear.of(day)]
    while len(found) < count and found[-1].year >= EARLIEST_YEAR:
        found.append(found[-1].before)
    return [one for one in found if one.year >= EARLIEST_YEAR]
