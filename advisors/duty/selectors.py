"""What the pages of the duty read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, Q, QuerySet, Value, When

from advisors.duty.months import Month
from advisors.duty.presence import Presence, advisors_between
from advisors.enums import Away, DutySession
from advisors.models import Advisor, DutyRule, DutyShift
from core.actor import Actor
from core.workdays import workdays_in
from orgs.models import Unit
from stations.enums import StationKind
from stations.models import Station
from stations.selectors import stations_of

# 上午, 下午, 全天, and not as the identifiers sort.
SESSION_PLACE = Case(*(When(session=one, then=Value(n)) for n, one in enumerate(DutySession)))


def on_duty(station: Station, day: date) -> list[DutyShift]:
    """Who is on duty at a station on a day and really there; in the order of the sessions."""
    found = DutyShift.objects.kept().filter(station=station, day=day)
    return list(found.select_related("advisor").order_by(SESSION_PLACE, "pk"))


def shifts_of(actor: Actor, first: date, last: date) -> QuerySet[DutyShift]:
    """The shifts of a span that the actor may see, each with `away`, in order."""
    return (
        DutyShift.objects.visible_to(actor)
        .with_away()
        .filter(day__gte=first, day__lte=last)
        .select_related("advisor", "station")
        .order_by("day", SESSION_PLACE, "pk")
    )


def stations_with_duty(actor: Actor, street: Unit, first: date, last: date) -> list[Station]:
    """The stations of a street that are open in a span of days, its own one first."""
    return list(
        stations_of(actor)
        .filter(Q(closed_on__isnull=True) | Q(closed_on__gte=first))
        .filter(street=street, opened_on__lte=last)
    )


def last_rule(station: Station) -> DutyRule | None:
    """The rule of a station that was made last."""
    return station.duty_rules.order_by("-recorded_at", "-pk").first()


def turn_of(rule: DutyRule) -> list[Advisor]:
    """The advisors of a rule in their order."""
    return [one.advisor for one in rule.turns.select_related("advisor").order_by("place")]


@dataclass(frozen=True)
class Candidate:
    """An advisor who may be put on duty on a day.

    `away` is why she is not there (Away), `shifts` how many she has in that month.
    """

    advisor: Advisor
    away: str
    shifts: int

    @property
    def words(self) -> str:
        """石街明（本月3班）; 石街明（请假）."""
        said = Away(self.away).label if self.away else f"本月{self.shifts}班"
        return f"{self.advisor.name}（{said}）"


def candidates(street: Unit, day: date) -> list[Candidate]:
    """Who of a street may be put on duty on a day; those who are away stand last."""
    advisors = advisors_between(street, day, day)
    presence = Presence.of(advisors, day, day)
    month = Month.of(day)
    shifts = DutyShift.objects.filter(
        advisor__in=advisors, day__gte=month.first, day__lte=month.last
    )
    times = shifts.order_by().values("advisor").annotate(n=Count("pk"))
    counts = dict(times.values_list("advisor", "n"))
    found = [Candidate(one, presence.away(one, day), counts.get(one.pk, 0)) for one in advisors]
    return sorted(found, key=lambda one: bool(one.away))


@dataclass(frozen=True)
class StreetMonth:
    """A street's month at a glance: its workdays, and those with somebody on duty."""

    street: Unit
    workdays: int
    covered: int

    @property
    def gaps(self) -> int:
        """Workdays without anybody."""
        return self.workdays - self.covered

    @property
    def gap_words(self) -> str:
        """3天没人."""
        return f"{self.gaps}天没人"


def streets_in_month(actor: Actor, streets: Iterable[Unit], month: Month) -> list[StreetMonth]:
    """Every street's month at its own station, in two queries."""
    workdays = workdays_in(month.first, month.last)
    mains = stations_of(actor).filter(kind=StationKind.MAIN, opened_on__isnull=False)
    spans: dict[str, list[tuple[Any, date]]] = {}
    for street_id, opened_on, closed_on in mains.values_list("street", "opened_on", "closed_on"):
        spans.setdefault(street_id, []).append((opened_on, closed_on or month.last))
    shifts = DutyShift.objects.visible_to(actor).at_main_stations().kept()
    days = dict(
        shifts.filter(day__in=workdays)
        .order_by()
        .values("station__street")
        .annotate(n=Count("day", distinct=True))
        .values_list("station__street", "n")
    )
    return [
        StreetMonth(
            street,
            sum(
                any(begin <= day <= end for begin, end in spans.get(street.pk, ()))
                for day in workdays
            ),
            days.get(street.pk, 0),
        )
        for street in streets
    ]
