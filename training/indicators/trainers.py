"""T8-6: advisors of the street who teach."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from advisors.indicators.columns import LEVEL, NAME
from advisors.models import Advisor
from core.measures import ItemColumn, Measure, Question, register
from training.indicators.sessions import year_sessions


def teaching_advisors(question: Question) -> QuerySet[Any]:
    """Advisors who taught a session held this year, each once.

    `taught` counts the sessions, `courses` names what they were about.
    """
    taught = sessions_taught(question, OuterRef("pk"))
    return Advisor.objects.filter(Exists(taught)).annotate(
        street_code=F("street_id"),
        taught=count_of(taught),
        courses=courses_in(taught),
        counted=Value(True),
    )


def sessions_taught(question: Question, advisor: Any) -> QuerySet[Any]:
    """The sessions of the year that an advisor taught; those not held are none."""
    return year_sessions(question).filter(trainer=advisor)


def count_of(taught: QuerySet[Any]) -> Coalesce:
    """How many these are."""
    counts = taught.order_by().values("trainer").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counts), 0)


def courses_in(taught: QuerySet[Any]) -> ArraySubquery:
    """The titles of their courses, or their topics where they follow none; each once."""
    titles = taught.order_by().annotate(about=Coalesce("course__title", "topic"))
    return ArraySubquery(titles.values("about").distinct().order_by("about"))


register(
    Measure(
        key="T8-6",
        items=teaching_advisors,
        columns=(
            NAME,
            LEVEL,
            ItemColumn("授课场次", lambda advisor, actor: advisor.taught, is_number=True),
            ItemColumn("所授课程", lambda advisor, actor: "、".join(advisor.courses)),
        ),
        records="training:trainers",
        records_label="看讲师名册",
        ledger="培训台账",
        is_count=True,
    )
)
