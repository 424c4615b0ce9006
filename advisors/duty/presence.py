"""Who of a street can be on duty on which day: in post, and not on any leave."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Self
from uuid import UUID

from django.db.models import Q

from advisors.enums import Away, DutySession, Status
from advisors.models import Advisor, DutyShift, Leave
from orgs.models import Unit

Span = tuple[date, date | None]


class Presence:
    """The leaves of some advisors over a span of days, read once (one query)."""

    def __init__(self, leaves: Iterable[Leave] = ()) -> None:
        self._leaves: dict[UUID, list[Span]] = defaultdict(list)
        for leave in leaves:
            self._leaves[leave.advisor_id].append((leave.starts_on, leave.ends_on))

    @classmethod
    def of(cls, advisors: Sequence[Advisor], first: date, last: date) -> Self:
        """Of these advisors, from a day to a day."""
        there = Q(ends_on__isnull=True) | Q(ends_on__gte=first)
        leaves = Leave.objects.filter(there, advisor__in=advisors, starts_on__lte=last)
        return cls(leaves.order_by("advisor_id", "starts_on"))

    def away(self, advisor: Advisor, day: date) -> str:
        """Why she is not there on a day of the span (Away), or empty.

        The same as `DutyShiftQuerySet.with_away` tells of a shift.
        """
        if day < advisor.started_on:
            return Away.NOT_BEGUN
        if advisor.ended_on is not None and day > advisor.ended_on:
            return Away.LEFT
        if advisor.status == Status.ON_LEAVE or self._leave(advisor, day):
            return Away.ON_LEAVE
        return ""

    def words(self, advisor: Advisor, day: date) -> str:
        """The same as a sentence for the form, without the name; empty if she is there."""
        match self.away(advisor, day):
            case Away.NOT_BEGUN:
                return f"这名顾问 {advisor.started_on} 才上岗，{day} 不能值守。"
            case Away.LEFT:
                return f"这名顾问 {advisor.ended_on} 已离岗，{day} 不能值守。"
            case Away.ON_LEAVE:
                span = self._leave(advisor, day)
                until = (span[1] or "未定") if span else ""
                told = f"（{span[0]} 至 {until}）" if span else ""
                return f"这名顾问 {day} 请假{told}，不能值守。请换一名，或先改请假。"
            case _:
                return ""

    def _leave(self, advisor: Advisor, day: date) -> Span | None:
        spans = self._leaves.get(advisor.pk, [])
        return next((one for one in spans if one[0] <= day and (one[1] or day) >= day), None)


def advisors_between(street: Unit, first: date, last: date) -> list[Advisor]:
    """Those of a street who are in post on some day of the span, street level first."""
    there = Q(ended_on__isnull=True) | Q(ended_on__gte=first)
    found = Advisor.objects.filter(there, street=street, started_on__lte=last)
    return list(found.order_by("-level", "name", "pk"))


def overlap(one: str, other: str) -> bool:
    """Whether nobody can do both sessions of a day at two places."""
    return one == other or DutySession.ALL_DAY in (one, other)


def clash_words(shift: DutyShift, others: Iterable[DutyShift]) -> str:
    """What of her other shifts of the day stands against this one; empty for nothing."""
    for other in others:
        if other.session == shift.session:
            if other.station_id == shift.station_id:
                return f"这名顾问 {shift.day} {other.get_session_display()}已经排在本站。"
            return (
                f"这名顾问 {shift.day} {other.get_session_display()}已排在"
                f"“{other.station.official_name}”，同一班不能排在两个站。"
            )
        if overlap(other.session, shift.session):
            return (
                f"这名顾问 {shift.day} 已排{other.get_session_display()}，"
                f"不能再排{shift.get_session_display()}。请先移除或更改原来的一班。"
            )
    return ""
