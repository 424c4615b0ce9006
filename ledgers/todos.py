"""Workbooks that were handed in and wait to be entered."""

from collections.abc import Iterator

from core.todos import Asker, Todo, register
from ledgers.enums import BatchState
from ledgers.models import Batch
from ledgers.permissions import LedgersPermission

UNFINISHED = (BatchState.RECEIVED, BatchState.CHECKED)


def batches_to_enter(asker: Asker) -> Iterator[Todo]:
    """Every batch in the actor's unit that is neither entered nor put aside."""
    if not asker.actor.can(LedgersPermission.IMPORT):
        return
    waiting = Batch.objects.visible_to(asker.actor).filter(state__in=UNFINISHED)
    for pk, file_name, state, unit_name in waiting.order_by("uploaded_at", "pk").values_list(
        "pk", "file_name", "state", "unit__name"
    ):
        yield Todo(
            title=f"{file_name}：{BatchState(state).label}",
            note=unit_name,
            view="ledgers:batch",
            args=(str(pk),),
            action="接着办",
        )


register(batches_to_enter)
