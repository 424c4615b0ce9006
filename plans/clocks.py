"""How long a plan lay where, in workdays, and how late it is (P2-1). Pure: no database.

Late is counted on the street's clock alone: what a version took to be reviewed costs nothing.
What was taken back before its review counts as never handed in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.workdays import workday_after, workdays_between
from plans.models import ConstructionPlan, PlanVersion

# How long the district may take for one version; proposed, for the notice names no day.
REVIEW_WORKDAYS = 10


@dataclass(frozen=True)
class Clocks:
    """The three clocks of a plan on a day, in workdays.

    `street_days`: drafting, and each time after a return; `returned_days` is the second part of
    it alone. `reviewer_days`: from each submission to its answer. `late_days`: after the due
    day to the first submission, and after each return's new due day to the next; it runs on
    while the plan is still with the street. `answer_due_on` is the day by which the district
    should answer the version that waits, None while none does.
    """

    street_days: int
    reviewer_days: int
    returned_days: int
    late_days: int
    answer_due_on: date | None = None

    @property
    def is_with_district(self) -> bool:
        """Whether a version waits for its answer."""
        return self.answer_due_on is not None


def clocks_of(
    plan: ConstructionPlan,
    versions: Sequence[PlanVersion],
    day: date,
    due_on: date | None = None,
) -> Clocks:
    """The clocks as they stood on a day.

    `due_on` is the day of the first submission by the standard (`plans.dues.first_due_of`); a
    version that was handed in knows its own.
    """
    street = reviewer = returned = late = 0
    since: date | None = plan.begun_on
    answer_due_on = None
    handed_in = handed_in_by(plan, versions, day)
    for place, (version, arrived) in enumerate(handed_in):
        if since is not None:
            spent = workdays_between(since, arrived)
            street += spent
            returned += spent if place else 0
        late += workdays_between(version.due_on, arrived)
        answered = version.reviewed_on if _is_by(version.reviewed_on, day) else None
        reviewer += workdays_between(version.submitted_on, answered or day)
        since, due_on = None, None
        if answered is None:
            answer_due_on = workday_after(version.submitted_on, REVIEW_WORKDAYS)
        elif not version.is_approved:
            since, due_on = answered, version.new_due_on
    if since is not None:
        spent = workdays_between(since, day)
        street += spent
        returned += spent if handed_in else 0
        late += workdays_between(due_on, day) if due_on else 0
    return Clocks(street, reviewer, returned, late, answer_due_on)


def handed_in_by(
    plan: ConstructionPlan, versions: Sequence[PlanVersion], day: date
) -> list[tuple[PlanVersion, date]]:
    """The versions that had reached the district by a day, each with the day it did.

    Those taken back by then are left out. Of a paper that was accepted (补录) the first came on
    the paper's day, before its scan.
    """
    arrived = [
        (one, arrived_on(plan, one, is_first=place == 0))
        for place, one in enumerate(_kept(versions, day))
    ]
    return [(one, came_on) for one, came_on in arrived if came_on <= day]


def arrived_on(plan: ConstructionPlan, version: PlanVersion, *, is_first: bool) -> date:
    """The day a version reached the district; an accepted paper came before its scan (补录)."""
    if is_first and plan.paper_on is not None and plan.paper_accepted_on is not None:
        return min(plan.paper_on, version.submitted_on)
    return version.submitted_on


def standing_on(versions: Sequence[PlanVersion], day: date) -> list[PlanVersion]:
    """The versions handed in here by a day and not taken back by then, in their order."""
    return [one for one in _kept(versions, day) if one.submitted_on <= day]


def _kept(versions: Sequence[PlanVersion], day: date) -> list[PlanVersion]:
    kept = [one for one in versions if not _is_by(one.withdrawn_on, day)]
    return sorted(kept, key=lambda one: one.number)


def _is_by(day: date | None, limit: date) -> bool:
    return day is not None and day <= limit
