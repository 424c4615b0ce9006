"""Class hours as the pages show them."""

from typing import Any

from django.db.models import Count, QuerySet, Sum

from advisors.enums import HELPERS
from advisors.models import Advisor
from advisors.selectors import running_assignments
from core.actor import Actor
from core.measures import Question
from training.hours.pace import FALLS_SHORT, enrolments_ahead, with_pace
from training.hours.reckoning import Hours, Pace
from training.indicators.hours import (
    attendances,
    gives_class_hours,
    required_minutes,
    summed_by,
    total_of,
    with_enough_hours,
)
from training.models import Attendance, Correction, Enrolment, HoursReminder


def hours_list(actor: Actor, question: Question) -> QuerySet[Advisor]:
    """The very people T8-4 counts, with `sessions` attended and their pace (`with_pace`)."""
    sessions = total_of(attendances(question), "advisor__person", "person", Count("pk"))
    return (
        with_pace(with_enough_hours(question), question)
        .filter(pk__in=Advisor.objects.visible_to(actor).values("pk"))
        .annotate(sessions=sessions)
        .select_related("street")
        .prefetch_related(running_assignments(question.as_of))
        .order_by("street_id", "-level", "name", "pk")
    )


def short_of(street_code: str, question: Question) -> QuerySet[Any]:
    """Who of a street owes class hours, most owed first, each with her pace."""
    return (
        with_pace(with_enough_hours(question), question)
        .filter(street_code=street_code, counted=False)
        .select_related("street")
        .order_by("-owed", "name", "pk")
    )


def will_miss(street_code: str, question: Question) -> int:
    """How many of a street will not have their class hours by the year's end at today's pace."""
    return short_of(street_code, question).filter(FALLS_SHORT).count()


def hours(counted: Any, question: Question) -> Hours:
    """The class hours of an advisor as T8-4 counts them (a row of `with_enough_hours`)."""
    return Hours(counted.minutes, counted.required, int(question.settings["class_minutes"]))


def pace(counted: Any, question: Question) -> Pace:
    """The same with where they will stand at the year's end (a row of `with_pace`)."""
    return Pace(hours(counted, question), counted.ahead, counted.projected)


def hours_of(advisor: Advisor, question: Question) -> Hours:
    """One advisor's class hours of the year up to the day.

    Whoever T8-4 doesn't count (a volunteer, somebody on leave) is told by the same measure.
    """
    found = pace_of(advisor, question)
    return found.hours if found else _uncounted(advisor, question)


def own_hours(advisor: Advisor, hours: Hours, question: Question) -> Hours:
    """What she attended herself, of `hours_of`: where a station's add up, hers are told apart."""
    return hours if summed_by(question)[1] == "person" else _uncounted(advisor, question)


def pace_of(advisor: Advisor, question: Question) -> Pace | None:
    """One advisor's pace, None where T8-4 doesn't count her."""
    found = with_pace(with_enough_hours(question), question).filter(pk=advisor.pk).first()
    return pace(found, question) if found else None


def _uncounted(advisor: Advisor, question: Question) -> Hours:
    attended = _of_file(advisor, question).filter(gives_class_hours(question))
    total = attended.aggregate(total=Sum("minutes"))["total"]
    return Hours(total or 0, required_minutes(question), int(question.settings["class_minutes"]))


def attended_by(advisor: Advisor, question: Question) -> QuerySet[Attendance]:
    """What one advisor attended in the year up to the day, the latest first."""
    return (
        _of_file(advisor, question)
        .select_related("session__host", "session__course")
        .order_by("-session__held_on", "pk")
    )


def _of_file(advisor: Advisor, question: Question) -> QuerySet[Attendance]:
    return attendances(question, **_files_of(advisor, question))


def _files_of(advisor: Advisor, question: Question) -> dict[str, Any]:
    """All files of the person; an ended one tells nothing of what she did elsewhere since."""
    files: dict[str, Any] = {"advisor__person": advisor.person}
    if advisor.ended_on and advisor.ended_on < question.as_of:
        files["advisor__started_on__lte"] = advisor.started_on
    return files


def corrections_of(advisor: Advisor, question: Question) -> QuerySet[Correction]:
    """How somebody's attendances of the year were put right by the day, the last one last."""
    return (
        Correction.objects.filter(
            **_files_of(advisor, question),
            session__held_on__gte=question.cycle_start,
            session__held_on__lte=question.as_of,
            corrected_on__lte=question.as_of,
        )
        .select_related("session__host")
        .order_by("recorded_at", "pk")
    )


def last_reminder(advisor: Advisor, question: Question) -> HoursReminder | None:
    """The last time her street reminded an advisor of the year's class hours."""
    sent = HoursReminder.objects.filter(advisor=advisor, year=question.cycle_start.year)
    return sent.filter(reminded_on__lte=question.as_of).order_by("-reminded_on").first()


def enrolled_ahead(advisor: Advisor, question: Question) -> QuerySet[Any]:
    """The sessions to come that an advisor is enrolled in, the next one first."""
    return (
        enrolments_ahead(question)
        .filter(advisor__person=advisor.person)
        .select_related("session__host")
        .order_by("session__held_on", "session__starts_at", "pk")
    )


def next_enrolled(advisor: Advisor, question: Question) -> Enrolment | None:
    """The next session in which an advisor has a seat."""
    return enrolled_ahead(advisor, question).filter(waiting=0).first()


def why_not_counted(advisor: Advisor, question: Question) -> str:
    """Why T8-4 asks nothing of an advisor on the day; empty where it does."""
    day, settings = question.as_of, question.settings
    if advisor.started_on > day:
        return f"{advisor.started_on:%Y-%m-%d} 上岗，从那天起计课时"
    if advisor.ended_on and advisor.ended_on < day:
        return f"{advisor.ended_on:%Y-%m-%d} 已离岗"
    if advisor.staff_kind in HELPERS and not settings["third_party_counted"]:
        return f"{advisor.get_staff_kind_display()}不计入课时要求"
    if not Advisor.objects.filter(pk=advisor.pk).in_post(day).exists():
        return "请假期间不计入课时要求，销假后再计"
    return ""
