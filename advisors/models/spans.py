"""Spans of days: from `starts_on` to `ends_on`, both included, or without an end."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db.models import Func, Q


def running_on(day: date) -> Q:
    """Begun by a day and not ended before it."""
    return Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


def no_overlap(
    name: str, *same: str, message: str, condition: Q | None = None
) -> ExclusionConstraint:
    """Two rows with the same `same` fields have no day in common."""
    span = Func(
        "starts_on",
        "ends_on",
        RangeBoundary(inclusive_lower=True, inclusive_upper=True),
        function="daterange",
        output_field=DateRangeField(),
    )
    return ExclusionConstraint(
        name=name,
        expressions=[
            *((field, RangeOperators.EQUAL) for field in same),
            (span, RangeOperators.OVERLAPS),
        ],
        condition=condition,
        violation_error_message=message,
    )
