"""What the district reminded a street of, until it is done."""

from collections.abc import Iterator

from core.todos import Asker, Todo, register
from reminders.matters import kind_of
from reminders.permissions import RemindersPermission
from reminders.selectors import latest_to
from standards.asked import asked


def reminded_of(asker: Asker) -> Iterator[Todo]:
    """The last reminder of each open matter; its due day is the one of now, not of the reminder."""
    actor = asker.actor
    if not actor.street_code or not actor.can(RemindersPermission.VIEW):
        return
    for line in latest_to(actor.unit_code, asked(asker)):
        sent_on, kind = line.reminder.sent_on, kind_of(line.reminder.matter)
        yield Todo(
            title=f"区里{sent_on.month}月{sent_on.day}日提醒：{line.title}",
            note=line.reminder.text,
            view=kind.view,
            action=kind.action,
            due_on=line.due_on,
        )


register(reminded_of)
