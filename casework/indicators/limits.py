"""What the measures of limits in workdays share: what is due, and what was done in time.

Something belongs to the cycle in which its limit lies, so many workdays after it began. It is
due from the last of these days on, as every day counts as done on the day itself, or from the
day on which it was done.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self

from django.db.models import DateField, F, Func, Q

from casework.leads.limits import found_by_when_due_before
from core.measures import Question
from core.workdays import workday_number

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class WithinWorkdays:
    """To be done within so many workdays; `began` and `done` name the two days of a row."""

    question: Question
    began: str
    done: str
    limit: int

    @classmethod
    def of(cls, question: Question, measure: str, began: str, done: str, usual: int) -> Self:
        """With the limit of a measure's clause; `usual` before a standard is out."""
        params = question.params.get(measure, {})
        return cls(question, began, done, int(params.get("limit_workdays", usual)))

    def before(self, day: date) -> date:
        """The last day of beginning whose limit is over before a day."""
        return found_by_when_due_before(day, self.limit)

    @property
    def is_over(self) -> Q:
        """The limit has come by the day."""
        return Q(**{f"{self.began}__lte": self.before(self.question.as_of + ONE_DAY)})

    @property
    def is_done(self) -> Q:
        """Done by the day; without one the comparison alone would be neither true nor false."""
        return Q(**{f"{self.done}__isnull": False, f"{self.done}__lte": self.question.as_of})

    @property
    def begins_in_cycle(self) -> Q:
        """The limit is not over before the cycle begins."""
        return Q(**{f"{self.began}__gt": self.before(self.question.cycle_start)})

    @property
    def ends_in_cycle(self) -> Q:
        """Nor does it lie behind its end."""
        return Q(**{f"{self.began}__lte": self.before(self.question.cycle_end + ONE_DAY)})

    @property
    def is_due(self) -> Q:
        """Of this cycle, and over its limit by the day or done by it."""
        return (self.is_over | self.is_done) & self.begins_in_cycle & self.ends_in_cycle

    @property
    def used(self) -> Any:
        """Workdays from the day it began to the day before it was done.

        As long as these are fewer than the limit, its last day was not over. So the weekend
        after that day is too late.
        """
        # Holds all days in question, those of what began before the cycle too.
        span = (self.before(self.question.cycle_start), self.question.as_of)
        day_before = Func(F(self.done), template="(%(expressions)s - 1)", output_field=DateField())
        return workday_number(day_before, *span) - workday_number(F(self.began), *span)
