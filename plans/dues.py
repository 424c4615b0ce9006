"""When a plan is due: the standard's day for the first submission, the return's after one (P2-1)."""

from datetime import date

from django.core.exceptions import PermissionDenied

from plans.models import ConstructionPlan
from plans.standings import due_day
from standards.selectors import standard_for


def first_due_of(year: int) -> date:
    """The day by which the plans of a year are to be handed in first (2024: 30 April).

    A standard that still serves in a later year lends its month and day. 403 with the reason
    while no standard is out.
    """
    due = due_day(standard_for(date(year, 12, 31)), year)
    if due is None:
        raise PermissionDenied("还没有发布的标准，不知道建设方案的报送期限。请先发布标准。")
    return due


def due_day_of(plan: ConstructionPlan) -> date:
    """The day by which a plan is to be handed in next, or was last."""
    return plan.due_on or first_due_of(plan.year)
