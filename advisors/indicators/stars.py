"""Star ratings of the year (T6-5)."""

from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value

from advisors.models import Advisor, StarRating
from core.measures import ItemColumn, Measure, Question, register


def rated_this_year(question: Question) -> QuerySet[Any]:
    """T6-5: stars of the cycle's year, given by the day, to advisors on file on it.

    Whoever is on leave keeps hers. They count where she serves on the day, which after a transfer
    is another street than gave them: `file` is her file there.
    """
    day = question.as_of
    there = Advisor.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gte=day),
        started_on__lte=day,
        person=OuterRef("advisor__person"),
    )
    return (
        StarRating.objects.decided_by(question.as_of)
        .filter(year=question.cycle_start.year)
        .select_related("advisor")
        .annotate(
            street_code=Subquery(there.order_by("-started_on", "pk").values("street_id")[:1]),
            file=Subquery(there.order_by("-started_on", "pk").values("pk")[:1]),
            counted=Value(True),
        )
        .filter(street_code__isnull=False)
    )


register(
    Measure(
        key="T6-5",
        items=rated_this_year,
        columns=(
            ItemColumn(
                "顾问",
                lambda r, actor: actor.shown_name(r.advisor.name, r.street_code),
                page="advisors:detail",
                key=lambda r: r.file,
            ),
            ItemColumn("星级", lambda r, actor: f"{r.level} 星"),
            ItemColumn("评定日期", lambda r, actor: r.decided_on or "未登记"),
        ),
        records="advisors:stars",
        records_label="看星级评定",
        ledger="顾问名册",
        is_count=True,
    )
)
