"""By when a need is to be met: so many days after it was registered (T3-1)."""

from datetime import date, timedelta

from casework.enums import Settlement
from casework.needs.stages import Stage
from core import due
from core.measures import Question

MEASURE = "T3-1"
# The clause's own number, for the days before a standard is out.
LIMIT_DAYS = 30
# From so many days before it, a limit is near.
NEAR = timedelta(days=due.SOON_DAYS)


def limit_in(question: Question | None) -> timedelta:
    """How long the standard leaves for a need to be met."""
    params = question.params.get(MEASURE, {}) if question else {}
    return timedelta(days=int(params.get("limit_days", LIMIT_DAYS)))


def limit_of(
    registered_on: date, stage: Stage, settlement: str, met_on: date | None, within: timedelta,
    day: date,
) -> due.Due:  # fmt: skip
    """Where a need stands to its limit on a day; `met_on` is when it was linked or settled.

    A family that refused, and what was registered in error, has a limit no more.
    """
    last = registered_on + within
    is_free = settlement in (Settlement.REFUSED, Settlement.MISTAKEN)
    if stage in (Stage.SETTLED, Stage.MISTAKEN) and is_free:
        return due.Due(last, "not_applicable", "不计")
    return due.due(last, day, met_on)
