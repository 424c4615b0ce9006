"""Service records counted by kind, unit and period, and as rows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import ExtractMonth

from casework.enums import SupportType
from casework.models import ServiceRecord
from casework.periods import MONTH, QUARTER, Period
from core.actor import Actor
from orgs.models import Unit


def records(actor: Actor, day: date) -> QuerySet[Any]:
    """The records of an actor's units up to a day, the latest first."""
    return ServiceRecord.objects.visible_to(actor).filter(given_on__lte=day)


# What the list has no use for, and minutes may be a large file.
_DEFERRED = (
    "conference__minutes_content_sealed",
    "referral__request_sealed",
    "referral__reason_note_sealed",
    "referral__result_sealed",
    "need__settlement_note_sealed",
    "stuck_case__visitor_phone_sealed",
    "stuck_case__matter_sealed",
    "stuck_case__answer_sealed",
    "stuck_case__extension_reason_sealed",
    "stuck_case__result_sealed",
    "support_plan__goal_sealed",
    "support_plan__result_note_sealed",
)


def with_origins(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Records with what they were written out of, and the household of that."""
    return (
        rows.select_related(
            "unit",
            "advisor",
            "visit__household",
            "consultation__household",
            "application__household",
            "means_survey__household",
            "needs_survey",
            "referral__household",
            "need__household",
            "stuck_case__household",
            "conference",
            "support_plan__household",
        )
        .defer(*_DEFERRED)
        .order_by("-given_on", "-pk")
    )


@dataclass(frozen=True)
class Tally:
    """How many records a year has: by (kind, month) for the six kinds and the three duties."""

    types: Counter[tuple[str, int]] = field(default_factory=Counter)
    duties: Counter[tuple[str, int]] = field(default_factory=Counter)

    def of_type(self, kind: str, period: Period) -> int:
        """Records of one of the six kinds in a quarter."""
        return sum(self.types[kind, month] for month in _months(period))

    def of_duty(self, duty: str, period: Period) -> int:
        """Records of one of the station's duties in a month."""
        return sum(self.duties[duty, month] for month in _months(period))


def tally_of(rows: QuerySet[Any], year: int) -> Tally:
    """The year's records counted, in one query."""
    tally = Tally()
    counted = (
        rows.filter(given_on__year=year)
        .order_by()
        .annotate(month=ExtractMonth("given_on"))
        .values_list("service_type", "station_duty", "month")
        .annotate(count=Count("pk"))
    )
    for kind, duty, month, count in counted:
        if kind:
            tally.types[kind, month] += count
        if duty:
            tally.duties[duty, month] += count
    return tally


@dataclass(frozen=True)
class Supporting:
    """What a community did beside its street's advisors in a quarter (T7-7)."""

    unit: Unit
    counts: tuple[int, ...]

    @property
    def lacking(self) -> int:
        """How many of the four kinds have no record."""
        return self.counts.count(0)


def supporting(
    rows: QuerySet[Any], communities: Sequence[Unit], quarter: Period
) -> list[Supporting]:
    """Each community's four kinds of support in a quarter; those that lack most come first."""
    counted = (
        rows.filter(given_on__range=(quarter.first, quarter.last))
        .exclude(support_type="")
        .order_by()
        .values_list("unit_id", "support_type")
        .annotate(count=Count("pk"))
    )
    found = {(unit, kind): count for unit, kind, count in counted}
    lines = [
        Supporting(one, tuple(found.get((one.pk, kind.value), 0) for kind in SupportType))
        for one in communities
    ]
    return sorted(lines, key=lambda line: (-line.lacking, line.unit.pk))


def quarters_until(day: date) -> list[Period]:
    """The quarters of a day's year that have begun by it."""
    return _until(day, QUARTER)


def months_until(day: date) -> list[Period]:
    """The months of a day's year that have begun by it."""
    return _until(day, MONTH)


def _until(day: date, months: int) -> list[Period]:
    period, found = Period.of(date(day.year, 1, 1), months), []
    while period.first <= day:
        found.append(period)
        period = period.after
    return found


def _months(period: Period) -> range:
    return range(period.first.month, period.first.month + period.months)
