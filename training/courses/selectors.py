"""What the pages of courses show (T8-2)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core.actor import Actor
from orgs.models import Unit
from training.models import Course, Material, TrainingSession


def courses_of(actor: Actor) -> QuerySet[Course]:
    """The own unit's courses, and those of the units above, which are open to it."""
    return Course.objects.visible_to(actor).select_related("owner")


def listed(actor: Actor, day: date) -> QuerySet[Course]:
    """Those finished by a day, with how many `materials_there` are and how often `taught`."""
    materials = Material.objects.there_on(day).filter(course=OuterRef("pk"))
    return (
        courses_of(actor)
        .filter(developed_on__lte=day)
        .annotate(
            materials_there=_count(materials, "course"),
            taught=_count(sessions_of(actor, day).filter(course=OuterRef("pk")), "course"),
        )
    )


def sessions_of(actor: Actor, day: date) -> QuerySet[TrainingSession]:
    """Held up to a day, as far as the actor sees them; the latest first."""
    return (
        TrainingSession.objects.visible_to(actor)
        .held()
        .filter(held_on__lte=day)
        .select_related("host", "trainer")
        .order_by("-held_on", "host_id", "pk")
    )


def all_materials_of(actor: Actor) -> QuerySet[Material]:
    """The materials of the courses that the actor sees, those taken back included."""
    found = Material.objects.visible_to(actor).select_related("course__owner")
    return found.order_by("course_id", "pk")


def materials_of(actor: Actor) -> QuerySet[Material]:
    """What can be read: the materials that were not taken back."""
    return all_materials_of(actor).filter(withdrawn_on__isnull=True)


def owners_in(actor: Actor) -> QuerySet[Unit]:
    """The district or streets within the actor's unit: whoever may develop a course."""
    return Unit.objects.visible_to(actor).exclude(level=Unit.Level.COMMUNITY)


def course_names(keys: Iterable[str]) -> dict[str, str]:
    """Keys → what courses are called in the trail: by their unit, for a title may name people."""
    found = Course.objects.filter(pk__in=set(keys)).select_related("owner")
    return {str(one.pk): f"{one.owner.name}的课程（{one.pk}）" for one in found}


def _count(rows: QuerySet[Any], by: str) -> Coalesce:
    counts = rows.order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counts), 0)
