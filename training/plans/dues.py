"""When a street's training plan is due (T8-1)."""

from datetime import date

from django.core.exceptions import PermissionDenied

from standards.book import StandardBook
from standards.due import due_from
from standards.selectors import standard_for
from training.models import TrainingPlan

CLAUSE = "T8-1"
# A standard that still serves after its year: “以后各年3月31日”.
MONTH_AND_DAY = (3, 31)


def due_day(book: StandardBook | None, year: int) -> date | None:
    """The day by which the plans of a year are to be submitted (2024: 30 June); None without a
    standard.
    """
    due = due_from(book.clause(CLAUSE), book) if book else None
    if due is None or due.year == year:
        return due
    return date(year, *MONTH_AND_DAY)


def due_day_of(plan: TrainingPlan) -> date:
    """The day that a plan has to keep; 403 with the reason while no standard is out."""
    due = plan.due_on or due_day(standard_for(date(plan.year, 12, 31)), plan.year)
    if due is None:
        raise PermissionDenied("还没有发布的标准，不知道培训方案的期限。请先发布标准。")
    return due
