"""Who may remind whom, and how soon again."""

from collections.abc import Iterable
from datetime import date

from core.actor import Actor
from core.policies import Allowed, Answer, Denied
from core.workdays import workday_after, workdays_between
from reminders.permissions import RemindersPermission

# Workdays that must have passed since the last reminder of the same matter to the same unit.
REMINDER_PAUSE_WORKDAYS = 3


def may_remind(actor: Actor, codes: Iterable[str]) -> Answer:
    """The district's reviewer, the units of her own district."""
    if not actor.can(RemindersPermission.SEND):
        return actor.must(RemindersPermission.SEND)
    if not all(actor.covers(code) for code in codes):
        return Denied("有单位不在您的范围内，没有发提醒。")
    return Allowed()


def is_pausing(last_on: date | None, day: date) -> bool:
    """Whether a unit was reminded too lately to be reminded again."""
    return last_on is not None and workdays_between(last_on, day) < REMINDER_PAUSE_WORKDAYS


def free_on(last_on: date) -> date:
    """The day on which a unit may be reminded again: 2024-04-29 → 2024-05-07."""
    return workday_after(last_on, REMINDER_PAUSE_WORKDAYS)
