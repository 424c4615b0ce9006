"""What the standards room can tell about milestones."""

from typing import Any

from django.db.models import F, QuerySet, Subquery

from core.measures import MilestoneFact, Question, register
from orgs.models import Unit
from standards.enums import Status
from standards.models import Standard


def published(question: Question) -> QuerySet[Any]:
    """The day the district's standard of this cycle was issued (T2-1).

    That is the day on its paper, not the day on which it was entered here (rule 7).
    """
    standards = Standard.objects.exclude(status=Status.DRAFT).filter(
        cycle_start=question.cycle_start
    )
    issued = standards.order_by("issued_on").values("issued_on")[:1]
    districts = Unit.objects.filter(level=Unit.Level.DISTRICT)
    return districts.annotate(street_code=F("code"), met_on=Subquery(issued))


register(MilestoneFact("standards.published", published))
