"""All streets' plans as the district's desk shows them: by official code, never a ranking."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from core.actor import Actor
from core.spreadsheet import Sheet
from core.workdays import workdays_between
from orgs.models import Unit
from orgs.selectors import streets_of
from plans.clocks import Clocks, arrived_on, clocks_of, standing_on
from plans.enums import PlanForm, PlanState
from plans.matters import matter_of
from plans.models import ConstructionPlan, PlanVersion
from plans.parts import parts_asked
from plans.selectors import plans_of
from plans.standings import HANDED_IN, NOT_STARTED, due_day, due_on, state_on
from reminders.selectors import last_reminded
from standards.asked import Asked

# In the order in which a plan goes through them: value, words on the desk.
STATES = (
    (NOT_STARTED, "未开始"),
    (PlanState.DRAFT, "起草中"),
    (PlanState.SUBMITTED, "待审"),
    (PlanState.UNDER_REVIEW, "审核中"),
    (PlanState.RETURNED, "退回"),
    (PlanState.APPROVED, "已通过"),
)
# From how many workdays before its own limit the district is warned.
WARNED_BEFORE = 2
WORDS: dict[str, str] = {str(state): words for state, words in STATES}


@dataclass(frozen=True)
class Line:
    """A street and its plan on a day; without a plan only what it owes.

    `late_days` is counted on the street's clock alone, in workdays. `accepted` of `asked` parts
    were accepted by the day.
    """

    street: Unit
    plan: ConstructionPlan | None
    state: str
    version: PlanVersion | None
    is_first: bool
    due_on: date | None
    late_days: int
    clocks: Clocks | None
    accepted: int
    asked: int
    reminded_on: date | None

    @property
    def words(self) -> str:
        """The state in words."""
        return WORDS[self.state]

    @property
    def handed_in_on(self) -> date | None:
        """The day it reached the district, while the street has nothing to do."""
        if self.plan is None or self.version is None or self.state not in HANDED_IN:
            return None
        return arrived_on(self.plan, self.version, is_first=self.is_first)

    @property
    def owes(self) -> bool:
        """Whether the plan lies with the street."""
        return self.state not in HANDED_IN

    @property
    def is_with_us(self) -> bool:
        """Whether it waits for the district."""
        return self.state in (PlanState.SUBMITTED, PlanState.UNDER_REVIEW)


def plans_of_year(actor: Actor, year: int) -> QuerySet[ConstructionPlan]:
    """The plans of a year with their versions, without their texts."""
    versions = PlanVersion.objects.defer("content_sealed").order_by("number")
    return plans_of(actor).filter(year=year).prefetch_related(Prefetch("versions", versions))


def lines_of(actor: Actor, asked: Asked, year: int) -> list[Line]:
    """Every street of the day in official order; five queries, however many there are."""
    day = asked.as_of
    by_day = Q(versions__answers__is_accepted=True, versions__answers__answered_on__lte=day)
    plans = plans_of_year(actor, year).filter(begun_on__lte=day).select_related(None)
    accepted = Count("versions__answers__kind", filter=by_day, distinct=True)
    by_street = {plan.street_id: plan for plan in plans.annotate(accepted=accepted)}
    reminded = last_reminded(matter_of(year), day)
    first = due_day(asked.book, year)
    return [
        _line(street, by_street.get(street.pk), day, first, reminded.get(street.pk))
        for street in streets_of(actor, day).order_by("code")
    ]


def _line(street: Unit, plan: Any, day: date, first: date | None, reminded_on: date | None) -> Line:
    versions = list(plan.versions.all()) if plan else []
    standing = standing_on(versions, day)
    due_by = due_on(versions, day, first)
    clocks = clocks_of(plan, versions, day, first) if plan else None
    # A street that has not begun is late all the same.
    not_begun = workdays_between(due_by, day) if due_by else 0
    return Line(
        street=street,
        plan=plan,
        state=state_on(versions, day) if plan else NOT_STARTED,
        version=standing[-1] if standing else None,
        is_first=len(standing) == 1,
        due_on=due_by,
        late_days=clocks.late_days if clocks else not_begun,
        clocks=clocks,
        accepted=plan.accepted if plan else 0,
        asked=len(parts_asked(plan.form if plan else PlanForm.WRITTEN)),
        reminded_on=reminded_on,
    )


def our_state(answer_due_on: date, day: date) -> tuple[str, str]:
    """A badge and its words for the district's own limit; near it, the reviewer is warned."""
    over = workdays_between(answer_due_on, day)
    if over:
        return "overdue", f"超过{over}个工作日"
    left = workdays_between(day, answer_due_on)
    words = f"还有{left}个工作日" if left else "今天要审完"
    return "due_soon" if left <= WARNED_BEFORE else "not_due", words


def desk_sheet(lines: Sequence[Line], title: str, note: str) -> Sheet:
    """The desk in the offices' layout."""
    return Sheet(
        title=title,
        note=note,
        headers=[
            "街镇", "状态", "期限", "报送日期", "迟（工作日）", "区级用时（工作日）",
            "稿次", "已接受部分", "上次提醒",
        ],
        widths=[18, 10, 12, 12, 12, 16, 8, 12, 12],
        rows=(
            [
                line.street.name,
                line.words,
                line.due_on,
                line.version.submitted_on if line.version else None,
                line.late_days,
                line.clocks.reviewer_days if line.clocks else None,
                line.version.number if line.version else None,
                f"{line.accepted}/{line.asked}",
                line.reminded_on,
            ]
            for line in lines
        ),
    )  # fmt: skip
