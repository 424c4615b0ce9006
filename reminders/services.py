"""The only writer of reminders."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from audit import trail
from audit.models import Entry
from core.actor import Actor
from core.clock import portal_day
from orgs.models import Unit
from reminders.matters import owing
from reminders.models import Reminder
from reminders.policies import free_on, is_pausing, may_remind
from reminders.selectors import last_reminded
from standards.asked import ask

LONGEST_TEXT = 300


@dataclass(frozen=True)
class Paused:
    """A unit that was reminded only lately, and the day from which it may be reminded again."""

    unit: Unit
    last_on: date
    free_on: date


@dataclass
class Sent:
    """What became of each unit: reminded, left in peace, or done meanwhile."""

    sent: list[Unit] = field(default_factory=list)
    paused: list[Paused] = field(default_factory=list)
    done: list[Unit] = field(default_factory=list)


@transaction.atomic
def remind(*, matter: str, units: Sequence[Unit], text: str, by: Actor) -> Sent:
    """Remind those of the units that still owe a matter, and tell what became of each.

    Who owes is asked here, with the rows held that could become done: whoever handed in a second
    ago gets none. Two presses of the button follow each other, and the second finds the pause.
    """
    codes = {unit.pk for unit in units}
    may_remind(by, codes).enforce()
    text = text.strip()
    if not 0 < len(text) <= LONGEST_TEXT:
        raise ValidationError(f"提醒的话要写 1 到 {LONGEST_TEXT} 个字。")
    list(Unit.objects.select_for_update(no_key=True).filter(pk__in=codes).order_by("pk"))
    day = portal_day()
    owed = owing([matter], codes, ask(day), is_locking=True)
    last = last_reminded(matter)
    answer = Sent()
    for unit in sorted(set(units), key=lambda one: one.pk):
        last_on = last.get(unit.pk)
        if (matter, unit.pk) not in owed:
            answer.done.append(unit)
        elif last_on is not None and is_pausing(last_on, day):
            answer.paused.append(Paused(unit, last_on, free_on(last_on)))
        else:
            answer.sent.append(unit)
    _write(matter, answer.sent, text, day, by)
    return answer


def _write(matter: str, units: Sequence[Unit], text: str, day: date, by: Actor) -> None:
    if not units:
        return
    Reminder.objects.bulk_create(
        Reminder(unit=unit, matter=matter, text=text, sent_on=day, sent_by=by.username)
        for unit in units
    )
    trail.record(
        actor=by,
        action=Entry.Action.CREATED,
        subject=f"reminder:{matter}",
        count=len(units),
        units=[unit.pk for unit in units],
    )
