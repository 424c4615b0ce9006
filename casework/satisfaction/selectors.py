"""What the pages of satisfaction surveys read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from casework.enums import SurveySource
from casework.models import SatisfactionSurvey
from core.actor import Actor
from core.measures import Question

MEASURE = "G-3"
# The clause's own number, for the days before a standard is out.
MIN_ASKED = 30


def satisfaction_names(keys: Iterable[str]) -> dict[str, str]:
    """Surveys as the trail tells them."""
    found = SatisfactionSurvey.objects.filter(pk__in=list(keys)).order_by("pk")
    return {str(one.pk): str(one) for one in found}


def min_asked_in(question: Question | None) -> int:
    """How many people the standard wants to be asked before their share says anything."""
    params = question.params.get(MEASURE, {}) if question else {}
    return int(params.get("min_asked", MIN_ASKED))


def surveys_of(actor: Actor) -> QuerySet[Any]:
    """The surveys within the actor's unit."""
    rows: QuerySet[Any] = SatisfactionSurvey.objects.visible_to(actor)
    return rows.select_related("street", "written_by")


def listed(actor: Actor, since: date | None, day: date) -> QuerySet[Any]:
    """Surveys of the cycle by a day, the latest first."""
    rows = surveys_of(actor).filter(surveyed_on__lte=day)
    if since is not None:
        rows = rows.filter(surveyed_on__gte=since)
    return rows.order_by("-surveyed_on", "-recorded_at", "pk")


def is_waiting() -> Q:
    """A street's own that the district has not accepted yet."""
    return Q(source=SurveySource.STREET, accepted_on__isnull=True)


@dataclass(frozen=True)
class Sums:
    """How many people were asked and are satisfied, in surveys that count; how many wait."""

    asked: int = 0
    satisfied: int = 0
    waiting: int = 0

    def words(self, min_asked: int) -> str:
        """The share to one decimal, or why there is none: 95.0%, 样本不足, 尚无记录."""
        if self.asked == 0:
            return "尚无记录"
        if self.asked < min_asked:
            return "样本不足"
        return share_words(self.satisfied, self.asked)


def sums_of(rows: QuerySet[Any]) -> dict[str, Sums]:
    """Street by street; one query."""
    counting = ~is_waiting()
    found = (
        rows.order_by()
        .values("street")
        .annotate(
            people=Sum("asked", filter=counting, default=0),
            content=Sum("satisfied", filter=counting, default=0),
            waiting=Count("pk", filter=is_waiting()),
        )
        .order_by("street")
    )
    return {one["street"]: Sums(one["people"], one["content"], one["waiting"]) for one in found}


def share_words(satisfied: int, asked: int) -> str:
    """38 of 40 → 95.0%; cut, not rounded, so that 94.96% is not 95.0%."""
    per_mille = satisfied * 1000 // asked
    return f"{per_mille // 10}.{per_mille % 10}%"
