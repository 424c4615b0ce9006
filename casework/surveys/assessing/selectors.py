"""What the pages of needs assessments read."""

from django.db.models import QuerySet

from casework.enums import HardshipLevel
from casework.models import Household, NeedsAssessment
from core.actor import Actor
from resources.enums import NeedCategory


def assessments_of(actor: Actor) -> QuerySet[NeedsAssessment]:
    """Those of households within the actor's unit."""
    found: QuerySet[NeedsAssessment] = NeedsAssessment.objects.visible_to(actor)
    return found.select_related("household__community__parent", "advisor")


def earlier(household: Household) -> list[NeedsAssessment]:
    """The last assessments of a household, without their texts."""
    found = NeedsAssessment.objects.filter(household=household).defer("summary_sealed")
    return list(found.select_related("advisor").order_by("-assessed_on", "pk")[:10])


def levels_in_words(assessment: NeedsAssessment) -> list[tuple[str, str]]:
    """(健康医疗, 高) for each kind of need in question, in the order of the seven."""
    return [
        (str(one.label), str(HardshipLevel(assessment.levels[one.value]).label))
        for one in NeedCategory
        if one.value in assessment.levels
    ]
