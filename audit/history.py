"""History of every fact, kept by the database itself: bulk and raw changes included."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pghistory
from django.apps import apps
from django.db.models import Max, ProtectedError


def tracked(model: Any) -> Any:
    """Keep each insert, update and delete of a model in an append-only table of its own."""
    track = pghistory.track(
        pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent()
    )
    return track(model)


@contextmanager
def told_as(**facts: str) -> Iterator[None]:
    """Mark every change made inside with facts, such as the batch it belongs to."""
    with pghistory.context(**facts):
        yield


class StillNeeded(Exception):
    """What should be taken back has been changed since, or others rest on it."""


def take_back(**facts: str) -> int:
    """Undo every change that was marked with these facts; return how many rows that touched.

    Records that were added go, changed ones get their old values, deleted ones come back. The
    history itself is never changed: taking back is history too. Call it in a transaction.
    Raises StillNeeded, having changed nothing, where a record was changed again since or where
    other records rest on it.
    """
    touched = 0
    # Children stand after their parents in a registry of rooms, so backwards is safe.
    for model in reversed(_tracked_models()):
        touched += _take_back(model, {f"pgh_context__metadata__{k}": v for k, v in facts.items()})
    return touched


def _tracked_models() -> list[Any]:
    events = [m for m in apps.get_models() if hasattr(m, "pgh_tracked_model")]
    order = {model: place for place, model in enumerate(apps.get_models())}
    return sorted(events, key=lambda event: order[event.pgh_tracked_model])


def _take_back(event_model: Any, marked: dict[str, str]) -> int:
    """Undo the marked changes of one model, in a fixed number of queries."""
    model = event_model.pgh_tracked_model
    first: dict[Any, Any] = {}
    last: dict[Any, int] = {}
    for event in event_model.objects.filter(**marked).order_by("pgh_id"):
        first.setdefault(event.pgh_obj_id, event)
        last[event.pgh_obj_id] = event.pgh_id
    if not first:
        return 0
    newest = event_model.objects.filter(pgh_obj_id__in=first).order_by("pgh_obj_id")
    for key, newest_id in newest.values("pgh_obj_id").annotate(newest=Max("pgh_id")).values_list(
        "pgh_obj_id", "newest"
    ):
        if newest_id != last[key]:
            raise StillNeeded("有记录后来又改过")
    added = [key for key, event in first.items() if event.pgh_label == "insert"]
    changed = [key for key in first if key not in set(added)]
    try:
        model.objects.filter(pk__in=added).delete()
    except ProtectedError as error:
        raise StillNeeded("有其他记录要用到它们") from error
    _restore(model, event_model, {key: first[key].pgh_id for key in changed})
    return len(first)


def _restore(model: Any, event_model: Any, before: dict[Any, int]) -> None:
    """Give records the values they had before an event, and bring deleted ones back."""
    if not before:
        return
    fields = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
    states: dict[Any, Any] = {}
    for event in event_model.objects.filter(pgh_obj_id__in=before).order_by("pgh_id"):
        if event.pgh_id < before[event.pgh_obj_id]:
            states[event.pgh_obj_id] = event
    present = model.objects.in_bulk(list(before))
    gone = []
    for key, state in states.items():
        record = present.get(key) or model(pk=key)
        for field in fields:
            setattr(record, field, getattr(state, field))
        if key not in present:
            gone.append(record)
    model.objects.bulk_update(present.values(), fields, batch_size=500)
    model.objects.bulk_create(gone, batch_size=1000)
