"""What ends with an advisor's service: communities, posts, duty that was still to come."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import F, OuterRef, Q, Subquery

from advisors.models import Advisor, Assignment, DutyShift, Leave, Post
from core.clock import portal_day


@dataclass(frozen=True)
class Ended:
    """How many rows an end of service touched."""

    assignments: int
    posts: int
    shifts: int


def end_spans(advisors: Collection[UUID]) -> Ended:
    """End with the last day what still runs on for advisors who have one; in eight statements.

    What was to begin later goes. A leave that has begun stays as it is: cut short, a long one
    would become a short one, and she would count as in post on days she was away. Duty of days
    gone by stays too: after her last day it counts for nothing, and were that day a mistake,
    nobody could enter it again.
    """
    to_come = portal_day()
    ended = Advisor.objects.filter(pk__in=advisors, ended_on__isnull=False)
    last = Subquery(ended.filter(pk=OuterRef("advisor")).values("ended_on")[:1])
    hers = {"advisor__in": ended}
    shifts, _ = DutyShift.objects.filter(
        day__gt=F("advisor__ended_on"), day__gte=to_come, **hers
    ).delete()
    Leave.objects.filter(
        starts_on__gt=F("advisor__ended_on"), starts_on__gte=to_come, **hers
    ).delete()
    assignments, posts = (_end(model, ended, last) for model in (Assignment, Post))
    return Ended(assignments, posts, shifts)


def _end(model: Any, ended: Any, last: Subquery) -> int:
    hers = model.objects.filter(advisor__in=ended)
    hers.filter(starts_on__gt=F("advisor__ended_on")).delete()
    beyond = hers.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=F("advisor__ended_on")))
    return int(model.objects.filter(pk__in=beyond.values("pk")).update(ends_on=last))


def resume_spans(advisor: Advisor, ended_on: date | None) -> None:
    """Let the communities and posts run on that ended with the service, to the day they had.

    A post that another has taken meanwhile, or a community looked after again, stays ended.
    """
    for model in (Assignment, Post):
        for one in model.objects.filter(advisor=advisor, ends_on=ended_on).order_by("pk"):
            one.ends_on = _last_day_before(one)
            try:
                one.full_clean()
            except ValidationError:
                continue
            one.save()


def _last_day_before(one: Any) -> date | None:
    """The last day that a row had before its present one, as the history tells; None if open."""
    events = type(one).pgh_event_model.objects.filter(pgh_obj_id=one.pk)
    earlier = events.exclude(ends_on=one.ends_on).order_by("-pgh_id")
    found: date | None = earlier.values_list("ends_on", flat=True).first()
    return found
