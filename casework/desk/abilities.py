"""The three abilities of G-2, as far as they can be counted: a trend, and no score."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, Q
from django.db.models.functions import TruncQuarter

from casework.enums import FOUND_BY_ADVISORS, ConferenceState
from casework.models import ConferenceCase, Consultation, Lead
from casework.periods import QUARTER, Period, quarter_of
from core.actor import Actor

# How many quarters the trend shows.
QUARTERS = 6


@dataclass(frozen=True)
class Finding:
    """Leads of a quarter, and how many of them the advisors found themselves."""

    quarter: Period
    found: int
    leads: int

    @property
    def share(self) -> Decimal | None:
        """Per cent; None where there was no lead."""
        return Decimal(100 * self.found) / self.leads if self.leads else None


@dataclass(frozen=True)
class Answering:
    """Questions of a quarter: how many, how many answered, and the median of days until then."""

    quarter: Period
    asked: int
    answered: int
    median: float | None


@dataclass(frozen=True)
class Solving:
    """Cases that conferences of a quarter dealt with, and how many of them are solved."""

    quarter: Period
    cases: int
    solved: int

    @property
    def share(self) -> Decimal | None:
        """Per cent; None where no conference dealt with a case."""
        return Decimal(100 * self.solved) / self.cases if self.cases else None


class Median(Aggregate):
    """In SQL: the middle value; of two middle ones their mean."""

    function = "percentile_cont"
    name = "Median"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


def last_quarters(day: date) -> list[Period]:
    """The quarter of a day and those before it, the earliest first."""
    found = [quarter_of(day)]
    while len(found) < QUARTERS:
        first = found[0].first
        month = first.month - QUARTER
        year = first.year if month > 0 else first.year - 1
        found.insert(0, Period.of(date(year, (month - 1) % 12 + 1, 1), QUARTER))
    return found


def findings(actor: Actor, quarters: Sequence[Period], day: date) -> list[Finding]:
    """Leads by the quarter they were found in, up to a day; one query."""
    by_advisors = Q(source__in=FOUND_BY_ADVISORS)
    rows = _by_quarter(Lead.objects.visible_to(actor).standing(), "found_on", quarters, day)
    counted = rows.annotate(leads=Count("pk"), found=Count("pk", filter=by_advisors))
    there = {one["first"]: one for one in counted}
    return [
        Finding(one, there[one.first]["found"], there[one.first]["leads"])
        if one.first in there
        else Finding(one, 0, 0)
        for one in quarters
    ]


def answerings(actor: Actor, quarters: Sequence[Period], day: date) -> list[Answering]:
    """Questions by the quarter they were asked in, as answered by a day; one query."""
    is_answered = Q(answered_on__lte=day)
    took = ExpressionWrapper(F("answered_on") - F("asked_on"), DurationField())
    rows = _by_quarter(Consultation.objects.visible_to(actor), "asked_on", quarters, day)
    counted = rows.annotate(
        asked=Count("pk"),
        answered=Count("pk", filter=is_answered),
        median=Median(took, filter=is_answered, output_field=DurationField()),
    )
    there = {one["first"]: one for one in counted}
    return [
        Answering(one, found["asked"], found["answered"], _days(found["median"]))
        if (found := there.get(one.first))
        else Answering(one, 0, 0, None)
        for one in quarters
    ]


def solvings(actor: Actor, quarters: Sequence[Period], day: date) -> list[Solving]:
    """Cases by the quarter of their conference, as solved by a day; one query.

    Conferences that were cancelled, or are still to be held, dealt with none.
    """
    held = ConferenceCase.objects.visible_to(actor).filter(conference__state=ConferenceState.HELD)
    rows = _by_quarter(held, "conference__held_on", quarters, day)
    counted = rows.annotate(
        cases=Count("pk"), solved=Count("pk", filter=Q(solved_on__lte=day))
    )  # fmt: skip
    there = {one["first"]: one for one in counted}
    return [
        Solving(one, there[one.first]["cases"], there[one.first]["solved"])
        if one.first in there
        else Solving(one, 0, 0)
        for one in quarters
    ]


def _by_quarter(rows: Any, name: str, quarters: Sequence[Period], day: date) -> Any:
    """Rows of the quarters up to a day, to be counted by the first day of each (`first`)."""
    within = rows.filter(**{f"{name}__range": (quarters[0].first, day)}).order_by()
    return within.annotate(first=TruncQuarter(name)).values("first")


def _days(took: timedelta | None) -> float | None:
    return None if took is None else took / timedelta(days=1)
