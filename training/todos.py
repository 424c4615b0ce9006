"""Class hours an advisor still owes in the year (T8-4)."""

from collections.abc import Iterator

from advisors.selectors import own_file
from core.permissions import Role
from core.todos import Asker, Todo, register
from standards.asked import asked
from training.selectors import hours_of

ADVISORS = (Role.STREET_ADVISOR, Role.COMMUNITY_ADVISOR)


def own_hours(asker: Asker) -> Iterator[Todo]:
    """For an advisor whose account is tied to her file on the roster."""
    day = asked(asker)
    if asker.actor.role not in ADVISORS or day.book is None:
        return
    advisor = own_file(asker.actor)
    if advisor is None:
        return
    hours = hours_of(advisor, day.book.question(day.as_of))
    if not hours.is_enough:
        yield Todo(
            title=f"今年还差 {hours.owed} 课时",
            note=f"已有 {hours.done} 课时，要求 {hours.required} 课时（T8-4）",
            view="advisors:detail",
            args=(str(advisor.pk),),
            action="看我的课时",
            due_on=day.book.cycle_end,
        )


register(own_hours)
