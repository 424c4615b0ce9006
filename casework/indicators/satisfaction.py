"""G-3: how many of those asked are satisfied."""

from typing import Any

from django.db.models import Case, F, IntegerField, Q, QuerySet, Sum, When

from casework.enums import SurveySource
from casework.models import SatisfactionSurvey
from core.measures import ItemColumn, Measure, Question, register, true_when

KEY = "G-3"


def _accepted(question: Question) -> Q:
    """The district's own and third parties'; a street's own once the district accepted it."""
    return ~Q(source=SurveySource.STREET) | Q(
        accepted_on__isnull=False, accepted_on__lte=question.as_of
    )


def surveys(question: Question) -> QuerySet[Any]:
    """The surveys of the cycle to date; a street's own counts once the district accepted it."""
    return SatisfactionSurvey.objects.filter(
        surveyed_on__gte=question.cycle_start, surveyed_on__lte=question.as_of
    ).annotate(street_code=F("street_id"), counted=true_when(_accepted(question)))


def people(question: Question) -> QuerySet[Any]:
    """G-3 per street: the satisfied of the people asked; both numbers 0 below the least number.

    Fewer than so many are no sample (样本不足).
    """
    least = question.params[KEY]["min_asked"]

    def if_enough(number: Any) -> Case:
        return Case(When(all_asked__gte=least, then=number), default=0, output_field=IntegerField())

    return (
        surveys(question)
        .filter(counted=True)
        .order_by()
        .values("street_code")
        .annotate(all_asked=Sum("asked"), all_satisfied=Sum("satisfied"))
        .annotate(numerator=if_enough(F("all_satisfied")), denominator=if_enough(F("all_asked")))
    )


def waiting(question: Question) -> QuerySet[Any]:
    """Streets' own surveys that the district has not accepted by the day."""
    return surveys(question).filter(counted=False)


def satisfaction_gap(question: Question, street_code: str) -> str:
    """How many were asked where that is no sample, and what waits for the district."""
    own = surveys(question).filter(street_code=street_code)
    found = own.filter(counted=True).aggregate(asked=Sum("asked"))["asked"] or 0
    waits = own.filter(counted=False).count()
    least = question.params[KEY]["min_asked"]
    words = []
    if 0 < found < least:
        words.append(f"样本不足：已调查 {found} 人，还差 {least - found} 人满 {least} 人")
    if waits:
        words.append(f"{waits} 份街镇自查等区里认可")
    return f"{'；'.join(words)}。" if words else ""


register(
    Measure(
        key=KEY,
        items=surveys,
        totals=people,
        columns=(
            ItemColumn("调查日期", lambda one, actor: one.surveyed_on),
            ItemColumn("来源", lambda one, actor: one.get_source_display()),
            ItemColumn("方式", lambda one, actor: one.get_method_display()),
            ItemColumn("调查人数", lambda one, actor: one.asked, is_number=True),
            ItemColumn("满意人数", lambda one, actor: one.satisfied, is_number=True),
            ItemColumn("认可日期", lambda one, actor: one.accepted_on or ""),
        ),
        records="casework:satisfaction",
        records_label="看满意度调查",
        order=("counted", "-surveyed_on", "pk"),
        gap=satisfaction_gap,
        waiting=waiting,
    )
)
