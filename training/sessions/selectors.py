"""Sessions as the pages show them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from advisors.models import Advisor
from core.actor import Actor
from core.measures import Question
from core.scope import ancestors
from orgs.models import Unit
from training.enums import SessionKind, SessionState
from training.indicators.sessions import year_sessions
from training.models import Attendance, Correction, Course, Enrolment, TrainingSession


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


def open_sessions(actor: Actor, day: date) -> QuerySet[TrainingSession]:
    """Planned, from the day on, that the actor's street may join; each with `seats_left`."""
    return (
        TrainingSession.objects.visible_to(actor)
        .filter(state=SessionState.PLANNED, held_on__gte=day)
        .with_seats_left()
        .select_related("host")
        .order_by("held_on", F("starts_at").asc(nulls_last=True), "host_id", "pk")
    )


def coming_up(actor: Actor, day: date, own: Advisor | None) -> QuerySet[TrainingSession]:
    """What is ahead, the cancelled ones told; for those who keep it what is not closed yet too.

    `mine` holds one's own enrolment, with its place; `is_there` tells whether she signed in.
    """
    ahead = Q(held_on__gte=day) | Q(ended_on__gte=day)
    unclosed = Q(host=actor.unit_code, state=SessionState.PLANNED)
    return (
        TrainingSession.objects.visible_to(actor)
        .filter(ahead | unclosed)
        .exclude(state=SessionState.HELD)
        .with_seats_left()
        .annotate(is_there=Exists(Attendance.objects.filter(session=OuterRef("pk"), advisor=own)))
        .select_related("host", "trainer")
        .prefetch_related(
            Prefetch(
                "enrolments",
                Enrolment.objects.filter(advisor=own).with_place(),
                to_attr="mine",
            )
        )
        .order_by("held_on", F("starts_at").asc(nulls_last=True), "host_id", "pk")
    )


def session_in_full(actor: Actor) -> QuerySet[TrainingSession]:
    """A session for its page, with `seats_left`."""
    return (
        TrainingSession.objects.visible_to(actor)
        .with_seats_left()
        .select_related("host", "trainer", "course")
    )


def own_enrolments(actor: Actor, session: TrainingSession) -> QuerySet[Enrolment]:
    """Who of one's own people enrolled, in the order of their places, with `signed_in_at`."""
    signed = Attendance.objects.filter(session=session, advisor=OuterRef("advisor"))
    return (
        Enrolment.objects.visible_to(actor)
        .filter(session=session)
        .with_place()
        .annotate(signed_in_at=Subquery(signed.values("signed_in_at")[:1]))
        .select_related("advisor__street", "session")
        .order_by("place")
    )


def stayed_away(actor: Actor, session: TrainingSession) -> QuerySet[Enrolment]:
    """Who of one's own people had enrolled and did not come."""
    came = Attendance.objects.filter(session=session).values("advisor")
    return (
        Enrolment.objects.visible_to(actor)
        .filter(session=session)
        .exclude(advisor__in=came)
        .select_related("advisor")
        .order_by("enrolled_at", "pk")
    )


def enrolment_of(session: TrainingSession, own: Advisor | None) -> Enrolment | None:
    """Somebody's own enrolment, with her place."""
    return Enrolment.objects.filter(session=session, advisor=own).with_place().first()


def attendance_of(session: TrainingSession, own: Advisor | None) -> Attendance | None:
    """Whether somebody was there herself."""
    return Attendance.objects.filter(session=session, advisor=own).first()


def signed_in_so_far(session: TrainingSession) -> dict[str, int]:
    """How many have signed in, of how many enrolled; `session` is one the actor keeps."""
    return {
        "there": Attendance.objects.filter(session=session).count(),
        "enrolled": Enrolment.objects.filter(session=session).count(),
    }


def corrections_of(actor: Actor, session: TrainingSession) -> QuerySet[Correction]:
    """What was put right about one's own people, the latest first."""
    return (
        Correction.objects.visible_to(actor)
        .filter(session=session)
        .select_related("advisor")
        .order_by("-recorded_at", "-pk")
    )


def roster_for(actor: Actor, session: TrainingSession) -> QuerySet[Advisor]:
    """Whom of her people the actor may put on the list: on file on that day, street by street.

    Each with `is_enrolled`, `came` (signed in or noted) and the minutes noted. 岗前培训 also takes
    those whose first day is still to come.
    """
    day = session.held_on
    noted = Attendance.objects.filter(session=session, advisor=OuterRef("pk"))
    enrolled = Enrolment.objects.filter(session=session, advisor=OuterRef("pk"))
    people = (
        Advisor.objects.visible_to(actor)
        .filter(street__code__startswith=session.host_id)
        .filter(Q(ended_on__isnull=True) | Q(ended_on__gte=day))
    )
    if session.kind != SessionKind.INDUCTION:
        people = people.filter(started_on__lte=day)
    return (
        people.annotate(
            minutes_noted=Subquery(noted.values("minutes")[:1]),
            noted_by=Subquery(noted.values("came_by")[:1]),
            enrolled_at=Subquery(enrolled.values("enrolled_at")[:1]),
        )
        .select_related("street")
        .order_by("street_id", "-level", "name", "pk")
    )


def hosts_of(actor: Actor) -> QuerySet[Unit]:
    """Streets and districts an actor can see, for whom sessions are kept."""
    return Unit.objects.visible_to(actor).exclude(level=Unit.Level.COMMUNITY)


def courses_for(host: Unit, day: date, session: TrainingSession | None = None) -> QuerySet[Course]:
    """Courses a host may teach: its own and those of the district in use; a session keeps its own."""
    owners = [host.pk, *ancestors(host.pk)]
    in_use = Course.objects.in_use_on(day).values("pk")
    kept = Q(pk=session.course_id if session else None)
    return Course.objects.filter(Q(pk__in=in_use, owner__in=owners) | kept).order_by(
        "owner_id", "title"
    )


def trainers_for(
    host: Unit, actor: Actor, day: date, session: TrainingSession | None = None
) -> QuerySet[Advisor]:
    """Advisors who may teach at a host's session: on file, not gone; a session keeps its own."""
    not_gone = Q(ended_on__isnull=True) | Q(ended_on__gte=day)
    if session is not None:
        not_gone |= Q(pk=session.trainer_id)
    return (
        Advisor.objects.visible_to(actor)
        .filter(not_gone, street__code__startswith=host.pk)
        .select_related("street")
        .order_by("street_id", "-level", "name", "pk")
    )


def unclosed_of(unit_code: str, day: date) -> QuerySet[Any]:
    """A host's own sessions whose day has come and whose list is still open, the oldest first."""
    over = Q(ended_on__isnull=True, held_on__lte=day) | Q(ended_on__lte=day)
    return TrainingSession.objects.filter(
        over, host=unit_code, state=SessionState.PLANNED
    ).order_by("held_on", "pk")


def session_names(keys: Iterable[str]) -> dict[str, str]:
    """Keys → what sessions are called in the trail: by host and day, for a topic may name people."""
    found = TrainingSession.objects.filter(pk__in=set(keys)).select_related("host")
    return {str(one.pk): f"{one.host.name}{one.held_on}的培训（{one.pk}）" for one in found}
