"""Minutes of training as class hours: 45 minutes make one, and nothing is rounded up (T8-4)."""

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from core.measures import Question

TENTH = Decimal("0.1")


def class_hours(minutes: int, class_minutes: int) -> Decimal:
    """Class hours to one decimal, cut off: 539 minutes are 11.9, not 12."""
    return (Decimal(minutes) / class_minutes).quantize(TENTH, ROUND_DOWN)


def class_hours_in(minutes: int, question: Question) -> Decimal:
    """The same, with a class hour as long as the standard says."""
    return class_hours(minutes, int(question.settings["class_minutes"]))


@dataclass(frozen=True)
class Hours:
    """What somebody has attended in the cycle, against what the year asks for, in minutes."""

    minutes: int
    required_minutes: int
    class_minutes: int

    @property
    def done(self) -> Decimal:
        """Class hours attended."""
        return class_hours(self.minutes, self.class_minutes)

    @property
    def required(self) -> Decimal:
        """Class hours asked for."""
        return class_hours(self.required_minutes, self.class_minutes)

    @property
    def is_enough(self) -> bool:
        """Whether the year's class hours are reached."""
        return self.minutes >= self.required_minutes

    @property
    def owed(self) -> Decimal:
        """Class hours still to attend; what is done and what is owed add up."""
        return Decimal("0.0") if self.is_enough else self.required - self.done

    @property
    def state(self) -> str:
        """A key of core.badges.STATES: ok, partial or no_data."""
        if self.is_enough:
            return "ok"
        return "partial" if self.minutes else "no_data"

    @property
    def word(self) -> str:
        """The state in Chinese."""
        return {"ok": "已达标", "partial": "不足", "no_data": "未参训"}[self.state]

    @property
    def tone(self) -> str:
        """How loud the meter is (core.badges.Tone)."""
        return "good" if self.is_enough else "warn"


@dataclass(frozen=True)
class Pace:
    """Where somebody's class hours will stand at the year's end, in minutes.

    `ahead` are those of the sessions she is enrolled in, `projected` what she will have with
    them if she goes on as she did so far.
    """

    hours: Hours
    ahead: int
    projected: int

    @property
    def ahead_hours(self) -> Decimal:
        """Class hours of the sessions she is enrolled in."""
        return class_hours(self.ahead, self.hours.class_minutes)

    @property
    def year_end(self) -> Decimal:
        """Class hours at the end of the year."""
        return class_hours(self.projected, self.hours.class_minutes)

    @property
    def is_enough(self) -> bool:
        """Whether the year's class hours will be reached."""
        return self.projected >= self.hours.required_minutes

    @property
    def state(self) -> str:
        """A key of core.badges.STATES."""
        if self.hours.is_enough:
            return "ok"
        return "running" if self.is_enough else self.hours.state

    @property
    def word(self) -> str:
        """The state in Chinese."""
        if self.hours.is_enough or not self.hours.minutes:
            return self.hours.word
        return "赶得上" if self.is_enough else "赶不上"
