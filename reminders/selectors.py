"""What is read of reminders."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, QuerySet

from core.actor import Actor
from reminders.matters import kind_of, owing
from reminders.models import Reminder
from standards.asked import Asked


@dataclass(frozen=True)
class Line:
    """One reminder in the log: what it was about, and how that stands on the day asked for."""

    reminder: Reminder
    title: str
    is_open: bool
    due_on: date | None


def last_reminded(matter: str, day: date | None = None) -> dict[str, date]:
    """Unit code → the day it was last reminded of a matter, up to a day."""
    rows = Reminder.objects.filter(matter=matter)
    if day is not None:
        rows = rows.filter(sent_on__lte=day)
    return dict(rows.order_by().values_list("unit").annotate(last=Max("sent_on")))


def reminders_of(actor: Actor, day: date) -> QuerySet[Reminder]:
    """Every reminder to the actor's units up to a day, the latest first."""
    return (
        Reminder.objects.visible_to(actor)
        .filter(sent_on__lte=day)
        .select_related("unit")
        .order_by("-sent_on", "-sent_at", "unit_id")
    )


def latest_to(code: str, asked: Asked) -> list[Line]:
    """The last reminder of each matter that a unit still owes, of this cycle alone."""
    rows = Reminder.objects.filter(unit=code, sent_on__lte=asked.as_of)
    if asked.book is not None:
        rows = rows.filter(sent_on__gte=asked.book.cycle_start)
    latest = rows.order_by("matter", "-sent_on", "-sent_at").distinct("matter")
    return [line for line in told(latest, asked) if line.is_open]


def told(reminders: Iterable[Reminder], asked: Asked) -> list[Line]:
    """Reminders in words, and which of them are still open."""
    rows = list(reminders)
    open_ones = owing({row.matter for row in rows}, {row.unit_id for row in rows}, asked)
    return [
        Line(
            reminder=row,
            title=kind_of(row.matter).title(row.matter),
            is_open=(row.matter, row.unit_id) in open_ones,
            due_on=open_ones.get((row.matter, row.unit_id)),
        )
        for row in rows
    ]
