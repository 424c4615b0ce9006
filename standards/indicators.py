"""What the standards room can tell: that the district's standard is out (T2-1)."""

from typing import Any

from django.db.models import F, Q, QuerySet, Subquery

from core.measures import ItemColumn, Measure, MilestoneFact, Question, register, true_when
from orgs.models import Unit
from standards.enums import Status
from standards.models import Standard


def _issued(question: Question) -> QuerySet[Standard]:
    """The versions of this cycle's standard that were published, the first issued one first.

    The day that counts is the one on its paper, not that on which it was entered here (rule 7).
    """
    issued = Standard.objects.exclude(status=Status.DRAFT)
    return issued.filter(cycle_start=question.cycle_start).order_by("issued_on", "version")


def in_force(question: Question) -> QuerySet[Any]:
    """T2-1: the version in force, beside each street that it holds for."""
    newest = _issued(question).filter(issued_on__lte=question.as_of).order_by("-version")
    return (
        Unit.objects.streets()
        .valid_on(question.as_of)
        .annotate(
            street_code=F("code"),
            number=Subquery(newest.values("document_number")[:1]),
            version=Subquery(newest.values("version")[:1]),
            issued_on=Subquery(newest.values("issued_on")[:1]),
        )
        .filter(version__isnull=False)
        .annotate(counted=true_when(Q(pk__isnull=False)))
    )


def published(question: Question) -> QuerySet[Any]:
    """The day the district's standard of this cycle was issued (T2-1)."""
    districts = Unit.objects.filter(level=Unit.Level.DISTRICT)
    issued = Subquery(_issued(question).values("issued_on")[:1])
    return districts.annotate(street_code=F("code"), met_on=issued)


register(
    Measure(
        key="T2-1",
        items=in_force,
        columns=(
            ItemColumn("发文字号", lambda street, actor: street.number),
            ItemColumn("版本", lambda street, actor: f"第 {street.version} 版"),
            ItemColumn("印发日期", lambda street, actor: street.issued_on),
        ),
        records="assessment:clauses",
        records_label="看标准",
        is_count=True,
    ),
    MilestoneFact("standards.published", published),
)
