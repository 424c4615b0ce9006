"""How a street's plan stood on a day, told from its versions alone. Pure: no database."""

from collections.abc import Sequence
from datetime import date

from plans.clocks import standing_on
from plans.enums import PlanState
from plans.models import PlanVersion
from standards.book import StandardBook
from standards.due import due_from

NOT_STARTED = "not_started"
# Nobody waits for the street in these.
HANDED_IN = frozenset({PlanState.SUBMITTED, PlanState.UNDER_REVIEW, PlanState.APPROVED})

CLAUSE = "P2-1"


def due_day(book: StandardBook | None, year: int) -> date | None:
    """The day by which the plans of a year are to be handed in first; None without a standard."""
    due = due_from(book.clause(CLAUSE), book) if book else None
    return due.replace(year=year) if due else None


def version_on(versions: Sequence[PlanVersion], day: date) -> PlanVersion | None:
    """The version that counts on a day: the last one handed in and not taken back by then."""
    standing = standing_on(versions, day)
    return standing[-1] if standing else None


def state_on(versions: Sequence[PlanVersion], day: date) -> PlanState:
    """The state of a plan that was begun by the day."""
    latest = version_on(versions, day)
    if latest is None:
        return PlanState.DRAFT
    if latest.reviewed_on is not None and latest.reviewed_on <= day:
        return PlanState.APPROVED if latest.is_approved else PlanState.RETURNED
    if latest.review_begun_on is not None and latest.review_begun_on <= day:
        return PlanState.UNDER_REVIEW
    return PlanState.SUBMITTED


def due_on(versions: Sequence[PlanVersion], day: date, first: date | None) -> date | None:
    """The day the street has to keep: that of the version with us, of the return, or the first."""
    latest = version_on(versions, day)
    if latest is None:
        return first
    is_returned = state_on(versions, day) == PlanState.RETURNED
    return latest.new_due_on if is_returned else latest.due_on
