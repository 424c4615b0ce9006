"""Communities and who looks after them, as the pages show them."""

from datetime import date

from django.db.models import QuerySet

from advisors.models import Advisor, Assignment
from advisors.models.spans import running_on
from orgs.models import Unit


def assignments_of(advisor: Advisor) -> QuerySet[Assignment]:
    """Every community of an advisor, those that run on first."""
    found = Assignment.objects.filter(advisor=advisor).select_related("community")
    return found.order_by("-ends_on", "-starts_on", "community_id", "pk")


def communities_ever(street: str) -> QuerySet[Unit]:
    """Every community of a street, also those of other days."""
    return Unit.objects.communities().filter(parent=street).order_by("code")


def others_on(advisor: Advisor, assignment: Assignment, day: date) -> list[str]:
    """The other communities she looks after on a day, by their names."""
    others = Assignment.objects.filter(running_on(day), advisor=advisor).exclude(
        community=assignment.community_id
    )
    return list(others.order_by("community_id").values_list("community__name", flat=True))
