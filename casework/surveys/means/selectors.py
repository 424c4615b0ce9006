"""What the pages of means surveys read."""

from decimal import Decimal

from django.db.models import QuerySet

from casework.models import CaseFile, MeansSurvey
from core.actor import Actor


def means_surveys_of(actor: Actor) -> QuerySet[MeansSurvey]:
    """Those of households within the actor's unit."""
    found: QuerySet[MeansSurvey] = MeansSurvey.objects.visible_to(actor)
    return found.select_related("household__community__parent", "community", "advisor")


def papers_of(survey: MeansSurvey) -> list[CaseFile]:
    """Its signed papers, without their content."""
    found = CaseFile.objects.filter(means_survey=survey).defer("content_sealed")
    return list(found.order_by("recorded_at", "pk"))


def paper_files_of(actor: Actor) -> QuerySet[CaseFile]:
    """The signed papers of households within the actor's unit."""
    found: QuerySet[CaseFile] = CaseFile.objects.visible_to(actor)
    return found.filter(means_survey__isnull=False).select_related("household")


def expense_of(survey: MeansSurvey) -> Decimal | None:
    """All that is spent in a month, as far as it is known."""
    parts = (survey.medical_expense, survey.education_expense, survey.other_expense)
    known = [one for one in parts if one is not None]
    return sum(known, Decimal(0)) if known else None


def income_a_head(survey: MeansSurvey, size: int | None) -> Decimal | None:
    """Income of a month for each member of the household."""
    if survey.income is None or not size:
        return None
    return (survey.income / size).quantize(Decimal("0.01"))
