"""What the pages about training show."""

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from advisors.models import Advisor
from advisors.selectors import running_assignments
from core.actor import Actor
from core.measures import Question
from training.hours import Hours
from training.indicators import required_minutes, trained_staff, year_sessions
from training.models import Attendance, TrainingSession


def sessions_of(actor: Actor, question: Question) -> QuerySet[TrainingSession]:
    """The year's sessions up to the day, the latest first; `present` counts one's own people."""
    own = Attendance.objects.visible_to(actor).filter(session=OuterRef("pk"))
    present = own.order_by().values("session").annotate(n=Count("pk")).values("n")
    return (
        year_sessions(question)
        .visible_to(actor)
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
    """The very people T8-4 counts, with `minutes` and `sessions` attended in the year so far."""
    attended = Attendance.objects.filter(
        advisor=OuterRef("pk"),
        session__held_on__range=(question.cycle_start, question.as_of),
    )
    sessions = attended.order_by().values("advisor").annotate(n=Count("pk")).values("n")
    return (
        trained_staff(question)
        .visible_to(actor)
        .annotate(sessions=Coalesce(Subquery(sessions), 0))
        .select_related("street")
        .prefetch_related(running_assignments(question.as_of))
        .order_by("street_id", "-level", "name", "pk")
    )


def hours(minutes: int, question: Question) -> Hours:
    """Minutes against what the standard asks for."""
    return Hours(minutes, required_minutes(question), int(question.settings["class_minutes"]))


def hours_of(advisor: Advisor, question: Question) -> Hours:
    """One advisor's class hours of the year up to the day."""
    total = attended_by(advisor, question).aggregate(total=Sum("minutes"))["total"]
    return hours(total or 0, question)


def attended_by(advisor: Advisor, question: Question) -> QuerySet[Attendance]:
    """What one advisor attended in the year up to the day, the latest first."""
    return (
        Attendance.objects.filter(
            advisor=advisor, session__held_on__range=(question.cycle_start, question.as_of)
        )
        .select_related("session__host")
        .order_by("-session__held_on", "pk")
    )
