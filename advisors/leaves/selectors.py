"""Leaves as the pages tell them: how long, and who and what is touched."""

from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from advisors.models import Advisor, Assignment, DutyShift, Leave
from advisors.models.people import LONG_LEAVE


class Span(Protocol):
    """Anything from a day to a day, or without an end."""

    starts_on: date
    ends_on: date | None


@dataclass
class LeaveTold:
    """One leave. `days` is None while the end is open; a long one counts her out (T6-1, T6-2).

    `communities` are those she looks after in that time; `alone` those of them for which nobody
    else is assigned; `shifts` is how often she is on duty in it.
    """

    leave: Leave
    days: int | None
    is_long: bool
    communities: list[str] = field(default_factory=list)
    alone: list[str] = field(default_factory=list)
    shifts: int = 0


def leaves_of(advisor: Advisor) -> list[LeaveTold]:
    """Every leave of an advisor, the latest first, in four queries."""
    leaves = list(Leave.objects.filter(advisor=advisor).order_by("-starts_on", "pk"))
    hers = list(
        Assignment.objects.filter(advisor=advisor).select_related("community").order_by("pk")
    )
    communities = [one.community_id for one in hers]
    others = list(
        Assignment.objects.filter(community__in=communities).exclude(advisor=advisor).order_by("pk")
    )
    days = list(
        DutyShift.objects.filter(advisor=advisor).order_by("day").values_list("day", flat=True)
    )
    return [_told(leave, hers, others, days) for leave in leaves]


def length_of(leave: Span) -> int | None:
    """How many days, both ends included."""
    return None if leave.ends_on is None else (leave.ends_on - leave.starts_on).days + 1


def is_long(leave: Span) -> bool:
    """Whether she counts as away: as `LeaveQuerySet.long` has it."""
    days = length_of(leave)
    return days is None or days >= LONG_LEAVE.days


def _told(
    leave: Leave, hers: list[Assignment], others: list[Assignment], days: list[date]
) -> LeaveTold:
    touched = [one for one in hers if _meet(one, leave)]
    covered = {one.community_id for one in others if _meet(one, leave)}
    return LeaveTold(
        leave,
        length_of(leave),
        is_long(leave),
        [one.community.name for one in touched],
        [one.community.name for one in touched if one.community_id not in covered],
        sum(_covers(leave, day) for day in days),
    )


def _meet(one: Span, other: Span) -> bool:
    """Whether two spans have a day in common."""
    return (one.ends_on is None or one.ends_on >= other.starts_on) and (
        other.ends_on is None or other.ends_on >= one.starts_on
    )


def _covers(leave: Span, day: date) -> bool:
    return leave.starts_on <= day and (leave.ends_on is None or day <= leave.ends_on)
