"""What the register of trainers shows: what each taught is counted, never typed (T8-6)."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from advisors.models import Advisor
from core.actor import Actor
from core.measures import Question
from orgs.models import Unit
from training.indicators.trainers import (
    count_of,
    courses_in,
    sessions_taught,
    teaching_advisors,
)
from training.models import Trainer


def trainers_of(actor: Actor) -> QuerySet[Trainer]:
    """Everybody who is or was on the register of the actor's unit."""
    return Trainer.objects.visible_to(actor).select_related("advisor__street")


def register_of(actor: Actor, question: Question) -> QuerySet[Trainer]:
    """Those named by the day, with how many sessions they `taught` this year, and what about."""
    taught = sessions_taught(question, OuterRef("advisor"))
    return (
        trainers_of(actor)
        .filter(since__lte=question.as_of)
        .annotate(taught=count_of(taught), courses=courses_in(taught))
        .order_by("advisor__street_id", "-taught", "since", "pk")
    )


def is_over(trainer: Trainer, day: date) -> bool:
    """Whether she had stopped before a day: as a trainer, or as an advisor of the street."""
    last_days = (trainer.until, trainer.advisor.ended_on)
    return any(last is not None and last < day for last in last_days)


def unregistered(actor: Actor, question: Question) -> QuerySet[Advisor]:
    """Advisors who taught this year and are not on the register on the day."""
    named = Trainer.objects.active_on(question.as_of).filter(advisor=OuterRef("pk"))
    return (
        teaching_advisors(question)
        .filter(pk__in=Advisor.objects.visible_to(actor).values("pk"))
        .filter(~Exists(named))
        .select_related("street")
        .order_by("street_id", "name", "pk")
    )


def candidates(actor: Actor, street: Unit, day: date) -> QuerySet[Advisor]:
    """The street's advisors in post who are not on the register: who may be named."""
    named = Trainer.objects.active_on(day).filter(advisor=OuterRef("pk"))
    return (
        Advisor.objects.visible_to(actor)
        .in_post(day)
        .filter(~Exists(named), street=street)
        .order_by("-level", "name", "pk")
    )
