"""T7-5 and T7-7: what every community of a street does in a half-year, in a quarter."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from casework.enums import SurveyState
from casework.indicators.reckoning import (
    Asked,
    asked_of,
    begins_of,
    ended,
    how_many,
    mean_of_shares,
    spoken,
)
from casework.models import NeedsSurvey, ServiceRecord
from casework.periods import HALF_YEAR, QUARTER, Period
from core.measures import ItemColumn, Measure, Question, register
from orgs.models import Unit


@dataclass(frozen=True)
class Everywhere:
    """Something each community does once in a period of so many months.

    `done` gives the rows that show it, of an outer community in a period. The communities of a
    period are those there were on its last day (rule 5). `lacking` is what is missing, in words.
    """

    months: int
    done: Callable[[Question, Period], QuerySet[Any]]
    lacking: str

    def totals(self, question: Question) -> QuerySet[Any]:
        """Per street: the mean of the periods' shares, told in communities of all periods."""

        def there(period: Period) -> QuerySet[Any]:
            return _communities().valid_on(period.last).filter(parent=OuterRef("pk"))

        return mean_of_shares(
            question,
            self.months,
            due=lambda period: how_many(there(period), "parent"),
            met=lambda period: how_many(
                there(period).filter(Exists(self.done(question, period))), "parent"
            ),
        )

    def items(self, question: Question) -> QuerySet[Any]:
        """The communities of the periods that count; one counts that lacks it in none."""
        rows = _communities().annotate(street_code=F("parent_id"))
        rows = rows.annotate(begins=begins_of(question, "parent", self.months))
        return asked_of(
            rows,
            [
                Asked(
                    period,
                    is_due=Q(begins__lte=period.first) & _valid_on(period),
                    is_met=Exists(self.done(question, period)),
                )
                for period in ended(question, self.months)
            ],
        )

    def gap(self, question: Question, street_code: str) -> str:
        """Which communities lack it, by period."""
        rows = self.items(question).filter(street_code=street_code, counted=False)
        missing = list(rows.order_by("pk").values_list("short_name", "lacks"))
        told = []
        for period in ended(question, self.months):
            names = [name for name, lacks in missing if spoken(period) in lacks.split("、")]
            if names:
                told.append(
                    f"{spoken(period)} {len(names)} 个居村{self.lacking}：{'、'.join(names)}"
                )
        return f"{'；'.join(told)}。" if told else ""


def _communities() -> Any:
    return Unit.objects.communities()


def _valid_on(period: Period) -> Q:
    """As `UnitQuerySet.valid_on`, as a condition."""
    day = period.last
    return Q(Q(valid_from__isnull=True) | Q(valid_from__lte=day)) & Q(
        Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    )


def _surveys(question: Question, half: Period) -> QuerySet[Any]:
    """The needs survey of a half-year, if it was submitted by the day; late is submitted too."""
    return NeedsSurvey.objects.filter(
        community=OuterRef("pk"),
        year=half.first.year,
        half="1" if half.first.month == 1 else "2",
        state=SurveyState.SUBMITTED,
        submitted_on__lte=question.as_of,
    )


def _supports(question: Question, quarter: Period) -> QuerySet[Any]:
    """Records of any of the four supports, by the community itself."""
    return ServiceRecord.objects.filter(
        unit=OuterRef("pk"), given_on__gte=quarter.first, given_on__lte=quarter.last
    ).exclude(support_type="")


SURVEYED = Everywhere(HALF_YEAR, _surveys, "没有提交需求排摸")
SUPPORTING = Everywhere(QUARTER, _supports, "没有配合记录")
_COMMUNITY = ItemColumn("居村", lambda community, actor: community.name)

register(
    Measure(
        key="T7-5",
        items=SURVEYED.items,
        totals=SURVEYED.totals,
        columns=(
            _COMMUNITY,
            ItemColumn("没有提交的半年", lambda community, actor: community.lacks or "都已提交"),
        ),
        records="casework:needs-surveys",
        records_label="看需求排摸",
        order=("counted", "pk"),
        gap=SURVEYED.gap,
    ),
    Measure(
        key="T7-7",
        items=SUPPORTING.items,
        totals=SUPPORTING.totals,
        columns=(
            _COMMUNITY,
            ItemColumn("没有记录的季度", lambda community, actor: community.lacks or "各季都有"),
        ),
        records="casework:records",
        records_label="看服务记录",
        order=("counted", "pk"),
        gap=SUPPORTING.gap,
    ),
)
