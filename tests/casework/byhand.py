"""T7-1, T7-3, T7-4 and T7-7 of two streets, reckoned from the shared visit ledger's rows by hand.

Plain Python over the workbook's cells: nothing of the portal's readers, books or measures.
"""

import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl

FIXTURES = Path("tests/ledgers/fixtures")
LEDGER = "走访台账-2024"
QUARTERS = (
    (date(2024, 4, 1), date(2024, 6, 30)),
    (date(2024, 7, 1), date(2024, 9, 30)),
    (date(2024, 10, 1), date(2024, 12, 31)),
)
FIXED_START = date(2024, 4, 1)
LEAST_DAYS = 30
SIX = 6


@dataclass(frozen=True)
class Visited:
    """A row of the ledger that can be entered, as its cells stand."""

    community: str
    name: str
    category: str
    day: date
    advisor: str
    reference: str

    @property
    def household(self) -> tuple[str, str]:
        return self.community, self.name


@dataclass(frozen=True)
class Listed:
    """A household as the test puts it on the roster."""

    number: str
    community: str
    name: str
    category: str
    advisor: str
    first: date
    last: date | None = None
    asked: int = 1

    def days_in(self, first: date, last: date) -> int:
        """Of a span of days those on which it is on the list."""
        span = min(self.last or last, last) - max(self.first, first)
        return max(span.days + 1, 0)


def rows_of(sheet_name: str) -> list[Visited]:
    """The good rows of one street's sheet."""
    expected = json.loads((FIXTURES / f"{LEDGER}.expected.json").read_text("utf-8"))
    wrong = {row for sheet, row, _ in expected["errors"] if sheet == sheet_name}
    sheet = openpyxl.load_workbook(FIXTURES / f"{LEDGER}.xlsx")[sheet_name]
    return [one for number, one in _read(sheet) if number not in wrong]


def _read(sheet: Any) -> Iterator[tuple[int, Visited]]:
    community = ""
    head = [cell.value for cell in sheet[3]]
    for number, cells in enumerate(sheet.iter_rows(min_row=4, values_only=True), 4):
        row = dict(zip(head, cells, strict=True))
        # A merged cell stands in its first row alone.
        community = row["居村委"] or community
        # What has no number in front is a sum, a remark or the header once more.
        if not isinstance(row["序号"], int):
            continue
        yield (
            number,
            Visited(
                community=community,
                name=row["救助对象"] or "",
                category=row["困难类型"],
                day=day_of(row["走访时间"]) or date.min,
                advisor=row["走访人"],
                reference=row["社区云编号"] or "",
            ),
        )


def day_of(value: Any) -> date | None:
    """A day in any of the ways that the ledger writes it."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, int):
        return date(1899, 12, 30) + timedelta(days=value)
    groups = re.findall(r"\d+", unicodedata.normalize("NFKC", value))
    if len(groups) == 1:
        groups = [groups[0][:4], groups[0][4:6], groups[0][6:]]
    year, month, day = map(int, groups)
    return date(year, month, day) if month <= 12 else None


def roster_for(visits: Sequence[Visited], tag: str) -> list[Listed]:
    """A roster of the ledger's households, and five that nobody visited.

    Of the first one a visit a month is asked for; the second one leaves the list in Q2, the
    third after too few days of Q3, the last one comes too late for Q4.
    """
    heads = {one.household: one for one in reversed(visits)}
    known = [
        (community, name, one.category, one.advisor) for (community, name), one in heads.items()
    ]
    places = {community: one.advisor for (community, _), one in heads.items()}
    unseen = [
        (community, f"未走访{'甲乙丙丁戊'[at]}", "低保", advisor)
        for at, (community, advisor) in enumerate(list(places.items())[:5])
    ]
    listed = [
        Listed(f"{tag}{at:04d}", *each, first=FIXED_START)
        for at, each in enumerate([*known, *unseen])
    ]
    changes: dict[int, dict[str, Any]] = {
        0: {"asked": 3},
        1: {"last": date(2024, 5, 15)},
        2: {"last": date(2024, 7, 20)},
        len(listed) - 1: {"first": date(2024, 9, 12)},
    }
    return [Listed(**{**vars(one), **changes.get(at, {})}) for at, one in enumerate(listed)]


def kinds_in_a_quarter(visits: Sequence[Visited]) -> tuple[Fraction, int]:
    """T7-1: a visit is one kind of six; the mean of the quarters."""
    found = [any(first <= one.day <= last for one in visits) for first, last in QUARTERS]
    return Fraction(sum(found), len(QUARTERS)), SIX


def visited_enough(visits: Sequence[Visited], roster: Sequence[Listed]) -> tuple[Fraction, int]:
    """T7-3: the mean of the quarters' shares, in households of all quarters."""
    shares, due_in_all = [], 0
    for first, last in QUARTERS:
        times = Counter(one.household for one in visits if first <= one.day <= last)
        due = [one for one in roster if one.days_in(first, last) >= LEAST_DAYS]
        met = [one for one in due if times[one.community, one.name] >= one.asked]
        due_in_all += len(due)
        shares.append(Fraction(len(met), len(due)))
    return due_in_all * sum(shares) / len(shares), due_in_all


def with_reference(visits: Sequence[Visited], opened_on: date) -> tuple[Fraction, int]:
    """T7-4: of the visits since the street's start those with a number."""
    counting = [one for one in visits if one.day >= max(opened_on, FIXED_START)]
    return Fraction(sum(bool(one.reference) for one in counting)), len(counting)


def in_touch(visits: Sequence[Visited], communities: int) -> tuple[Fraction, int]:
    """T7-7: a visit by a community's own advisor is 日常联系; the mean of the quarters' shares.

    `communities` is how many the street has, told for all quarters.
    """
    shares = [
        Fraction(len({one.community for one in visits if first <= one.day <= last}), communities)
        for first, last in QUARTERS
    ]
    in_all = communities * len(QUARTERS)
    return in_all * sum(shares) / len(shares), in_all


def communities_of(visits: Sequence[Visited]) -> dict[str, list[Visited]]:
    """The rows by community, as a check that merged cells were read well."""
    found: dict[str, list[Visited]] = defaultdict(list)
    for one in visits:
        found[one.community].append(one)
    return found
