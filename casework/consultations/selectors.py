"""What the pages of consultations and applications read."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from advisors.models import Advisor, Assignment
from casework.models import Application, Consultation, Household
from core.actor import Actor
from orgs.models import Unit

# Whoever left may still stand in a form for what she took in before.
LEFT_SINCE = timedelta(days=366)
# How a household without a number is called (Household.reference).
_UNNUMBERED = re.compile(r"未编号-([0-9A-Fa-f]{6})")


def consultation_names(keys: Iterable[str]) -> dict[str, str]:
    """Consultations as the trail tells them: by number, never by name."""
    return {
        str(one.pk): str(one)
        for one in Consultation.objects.filter(pk__in=list(keys)).order_by("pk")
    }


def application_names(keys: Iterable[str]) -> dict[str, str]:
    """Applications likewise."""
    return {
        str(one.pk): str(one)
        for one in Application.objects.filter(pk__in=list(keys)).order_by("pk")
    }


def places(actor: Actor, day: date) -> QuerySet[Any]:
    """The stations and service points an actor may log for: streets and communities of hers."""
    units = Unit.objects.visible_to(actor).valid_on(day)
    return units.exclude(level=Unit.Level.DISTRICT)


def consultations(actor: Actor) -> QuerySet[Any]:
    """Consultations within her unit, the latest first."""
    rows = Consultation.objects.visible_to(actor)
    rows = rows.select_related("unit", "advisor", "household__community")
    return rows.order_by("-asked_on", "-recorded_at", "pk")


def applications(actor: Actor) -> QuerySet[Any]:
    """Applications within her unit, the latest first."""
    rows = Application.objects.visible_to(actor)
    rows = rows.select_related("unit", "advisor", "household__community")
    return rows.order_by("-submitted_on", "-recorded_at", "pk")


def hands(actor: Actor, day: date, also: Any = None) -> list[Advisor]:
    """Who may have taken something in, to choose from: her street's; for a community its own.

    `also` is the key of who stands in the row already. Whether somebody was in post on the day
    is asked once the day is known (`rules`).
    """
    there = Advisor.objects.filter(street=actor.street_code, started_on__lte=day).filter(
        Q(ended_on__isnull=True) | Q(ended_on__gte=day - LEFT_SINCE)
    )
    if actor.is_community:
        hers = Assignment.objects.filter(community=actor.unit_code).values("advisor")
        there = there.filter(Q(pk__in=hers) | Q(user=actor.user_id))
    there = there | Advisor.objects.filter(street=actor.street_code, pk=also)
    return list(there.order_by("level", "name", "pk"))


def households_called(actor: Actor, reference: str) -> list[Household]:
    """Those within her unit of a number, or of the sign that stands for a missing one.

    Two at most: whether it is one alone is all that is asked.
    """
    rows = Household.objects.visible_to(actor).standing().select_related("community")
    found = _UNNUMBERED.fullmatch(reference)
    if found:
        first, last = (UUID(f"{found[1]}{rest * 26}") for rest in "0f")
        rows = rows.filter(number="", pk__range=(first, last))
    else:
        rows = rows.filter(number=reference)
    return list(rows.order_by("pk")[:2])
