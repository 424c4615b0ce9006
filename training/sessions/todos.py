"""A session whose day has come and whose list is still open waits for its host."""

from collections.abc import Iterator

from core.clock import page_day
from core.todos import Asker, Todo, register
from training.permissions import TrainingPermission
from training.sessions.selectors import unclosed_of


def unclosed(asker: Asker) -> Iterator[Todo]:
    """For whoever keeps the trainings of the host; one query."""
    actor = asker.actor
    if not actor.can(TrainingPermission.KEEP):
        return
    for session in unclosed_of(actor.unit_code, page_day(asker)):
        yield Todo(
            title=f"把“{session.topic}”登记完",
            note="勾选到场的人；没有登记为已举办的，课时和场次都不算（T8-3、T8-4）",
            view="training:session-close",
            args=(str(session.pk),),
            action="去登记",
            due_on=session.last_day,
        )


register(unclosed)
