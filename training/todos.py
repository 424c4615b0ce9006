"""Class hours an advisor still owes in the year (T8-4)."""

from collections.abc import Iterator

from core.permissions import Role
from core.todos import Asker, Todo, register
from standards.asked import asked
from training.indicators import with_enough_hours
from training.selectors import hours

ADVISORS = (Role.STREET_ADVISOR, Role.COMMUNITY_ADVISOR)


def own_hours(asker: Asker) -> Iterator[Todo]:
    """For an advisor whose account is tied to her file, and whose hours T8-4 counts."""
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
            view="advisors:detail",
            args=(str(advisor.pk),),
            action="看我的课时",
            due_on=day.book.cycle_end,
        )


register(own_hours)
