"""Workbooks that were handed in and wait to be entered."""

from collections.abc import Iterator

from core.todos import Asker, Todo, register
from ledgers.enums import BatchState
from ledgers.models import Batch
from ledgers.permissions import LedgersPermission

UNFINISHED = (BatchState.RECEIVED, BatchState.CHECKED)


def batches_to_enter(asker: Asker) -> Iterator[Todo]:
    """Every batch in the actor's unit that is neither entered nor put aside.

    One that was checked and has no row of data is nothing to do.
    """
    if not asker.actor.can(LedgersPermission.IMPORT):
        return
    waiting = Batch.objects.visible_to(asker.actor).filter(state__in=UNFINISHED)
    for pk, file_name, state, unit_name, counts in waiting.order_by(
        "uploaded_at", "pk"
    ).values_list("pk", "file_name", "state", "unit__name", "counts"):
        if state == BatchState.CHECKED and not any(counts.values()):
            continue
        yield Todo(
            title=f"{file_name}：{BatchState(state).label}",
            note=unit_name,
            view="ledgers:batch",
            args=(str(pk),),
            action="接着办",
        )


register(batches_to_enter)
