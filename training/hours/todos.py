"""Class hours still owed (T8-4): an advisor's own, and those of a street's people."""

from collections.abc import Iterator
from datetime import date

from core.permissions import Role
from core.todos import Asker, Todo, register
from standards.asked import asked
from training.hours.selectors import hours, last_reminder, will_miss
from training.indicators.hours import with_enough_hours

ADVISORS = (Role.STREET_ADVISOR, Role.COMMUNITY_ADVISOR)
# From this month on a street is told who will miss her class hours; there is still time to act.
TOLD_FROM_MONTH = 9


def own_hours(asker: Asker) -> Iterator[Todo]:
    """For an advisor whose account is tied to her file, and whose hours T8-4 counts.

    Her street's last reminder of the year stands beside it, until she has enough.
    """
    day, actor = asked(asker), asker.actor
    if actor.role not in ADVISORS or day.book is None:
        return
    question = day.book.question(day.as_of)
    own = with_enough_hours(question).filter(user=actor.user_id, street=actor.street_code)
    for advisor in own.filter(counted=False).order_by("-started_on", "pk")[:1]:
        told = hours(advisor, question)
        yield Todo(
            title=f"今年还差 {told.owed} 课时",
            note=f"已有 {told.done} 课时，要求 {told.required} 课时（T8-4）",
            view="training:my-hours",
            action="看怎么补",
            due_on=day.book.cycle_end,
        )
        reminder = last_reminder(advisor, question)
        if reminder is not None:
            on = reminder.reminded_on
            yield Todo(
                title=f"街镇{on.month}月{on.day}日提醒：补齐培训课时",
                note=reminder.text,
                view="training:my-hours",
                action="去报名",
                due_on=day.book.cycle_end,
            )


def people_who_will_miss(asker: Asker) -> Iterator[Todo]:
    """For the manager of a street, from September on."""
    day, actor = asked(asker), asker.actor
    if actor.role != Role.STREET_MANAGER or day.book is None:
        return
    if day.as_of < date(day.book.cycle_start.year, TOLD_FROM_MONTH, 1):
        return
    question = day.book.question(day.as_of)
    if count := will_miss(actor.street_code, question):
        yield Todo(
            title=f"{count}人按现在的进度年底不足{question.settings['class_hours_required']}课时",
            note="可以只给还差的人报名或发提醒（T8-4）",
            view="training:hours",
            query=(("show", "behind"),),
            action="看是谁",
            due_on=day.book.cycle_end,
        )


register(own_hours, people_who_will_miss)
