"""What the pages about training show."""

from typing import Any

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from advisors.models import Advisor
from advisors.selectors import running_assignments
from core.actor import Actor
from core.measures import Question
from training.hours import Hours
from training.indicators import (
    attendances,
    required_minutes,
    with_enough_hours,
    year_sessions,
)
from training.models import Attendance, TrainingSession


def sessions_of(actor: Actor, question: Question) -> QuerySet[TrainingSession]:
    """The year's sessions up to the day, the latest first; `present` counts one's own people.

    For an advisor of a community that is herself alone.
    """
    visible = TrainingSession.objects.visible_to(actor)
    own = Attendance.objects.visible_to(actor).filter(session=OuterRef("pk"))
    if actor.is_community:
        own = own.filter(advisor__user=actor.user_id)
    present = own.order_by().values("session").annotate(n=Count("pk")).values("n")
    return (
        year_sessions(question)
        .filter(pk__in=visible.values("pk"))
        .select_related("host", "trainer")
        .annotate(present=Coalesce(Subquery(present), 0))
        .order_by("-held_on", "host_id", "pk")
    )


def with_attendees(sessions: QuerySet[TrainingSession], actor: Actor) -> QuerySet[TrainingSession]:
    """Sessions with the actor's own people in `attendees`."""
    return sessions.prefetch_related(
        Prefetch("attendances", own_attendances(actor), to_attr="attendees")
    )


def own_attendances(actor: Actor) -> QuerySet[Attendance]:
    """Who of the actor's unit attended, street by street."""
    return (
        Attendance.objects.visible_to(actor)
        .select_related("advisor__street")
        .order_by("advisor__street_id", "-advisor__level", "advisor__name", "pk")
    )


def hours_list(actor: Actor, question: Question) -> QuerySet[Advisor]:
    """The very people T8-4 counts: `minutes`, `required`, `counted` (enough), `sessions`."""
    attended = attendances(question, advisor=OuterRef("pk"))
    sessions = attended.order_by().values("advisor").annotate(n=Count("pk")).values("n")
    return (
        with_enough_hours(question)
        .filter(pk__in=Advisor.objects.visible_to(actor).values("pk"))
        .annotate(sessions=Coalesce(Subquery(sessions), 0))
        .select_related("street")
        .prefetch_related(running_assignments(question.as_of))
        .order_by("street_id", "-level", "name", "pk")
    )


def hours(counted: Any, question: Question) -> Hours:
    """The class hours of an advisor as T8-4 counts them (a row of `with_enough_hours`)."""
    return Hours(counted.minutes, counted.required, int(question.settings["class_minutes"]))


def hours_of(advisor: Advisor, question: Question) -> Hours:
    """One advisor's class hours of the year up to the day.

    Whoever T8-4 doesn't count (a volunteer, somebody on leave) is told by the same measure.
    """
    counted = with_enough_hours(question).filter(pk=advisor.pk).first()
    if counted is not None:
        return hours(counted, question)
    total = attendances(question, advisor=advisor).aggregate(total=Sum("minutes"))["total"]
    return Hours(total or 0, required_minutes(question), int(question.settings["class_minutes"]))


def attended_by(advisor: Advisor, question: Question) -> QuerySet[Attendance]:
    """What one advisor attended in the year up to the day, the latest first."""
    return (
        attendances(question, advisor=advisor)
        .select_related("session__host")
        .order_by("-session__held_on", "pk")
    )
