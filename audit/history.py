"""History of every fact, kept by the database itself: bulk and raw changes included."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Self

import pghistory
import pghistory.runtime
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import Max


def tracked(model: Any) -> Any:
    """Keep each insert, update and delete of a model in an append-only table of its own."""
    track = pghistory.track(
        pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent()
    )
    return track(model)


@contextmanager
def told_as(**facts: str) -> Iterator[None]:
    """Mark every change made inside, and no other, with facts such as the batch it belongs to.

    A nested pghistory.context would write the facts into the request's own context, and so mark
    what the request changes before and after, or a second batch with the first. So the
    request's is put aside meanwhile; its facts are told beside these.
    """
    running = pghistory.runtime._tracker
    outer = getattr(running, "value", None)
    if outer is not None:
        del running.value
    try:
        with pghistory.context(**(outer.metadata if outer else {}), **facts):
            yield
    finally:
        if outer is not None:
            running.value = outer
    if outer is None and connection.in_atomic_block:
        # The database keeps the last context to the end of its transaction.
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('pghistory.context_id', '', true)")


class StillNeeded(Exception):
    """What should be taken back has been changed since, or others rest on it; says which."""


def take_back(**facts: str) -> int:
    """Undo every change that was marked with these facts; return how many records that touched.

    Records that were added go, changed ones get their old values, deleted ones come back. The
    history itself is never changed: taking back is history too. Raises StillNeeded, having
    changed nothing, where a record was changed again since or where others rest on it.
    """
    with transaction.atomic():
        # Later models rest on earlier ones, so children go before their parents.
        marked = [_marked(event_model, facts) for event_model in reversed(_event_models())]
        for one in marked:
            one.refuse_if_changed_since()
        for one in marked:
            one.remove_added()
            one.restore_changed()
        try:
            connection.check_constraints()
        except IntegrityError as error:
            raise StillNeeded("改之前的记录所引用的内容已经不在了") from error
    return sum(len(one.first) for one in marked)


def _event_models() -> list[Any]:
    """The history tables, in the order of the models they tell of."""
    models = apps.get_models()
    events = [model for model in models if hasattr(model, "pgh_tracked_model")]
    return sorted(events, key=lambda event: models.index(event.pgh_tracked_model))


def _marked(event_model: Any, facts: dict[str, str]) -> "_Marked":
    """The marked changes of one model, with its records locked."""
    marks = {f"pgh_context__metadata__{name}": value for name, value in facts.items()}
    events = event_model.objects.filter(**marks).order_by("pgh_id")
    marked = _Marked(event_model)
    for key, event, label in events.values_list("pgh_obj_id", "pgh_id", "pgh_label"):
        marked.note(key, event, label)
    return marked.locked()


@dataclass
class _Marked:
    """What is to be taken back in one model: the first and last marked event of each record."""

    events: Any
    first: dict[Any, int] = field(default_factory=dict)
    last: dict[Any, int] = field(default_factory=dict)
    added: set[Any] = field(default_factory=set)

    @property
    def model(self) -> Any:
        return self.events.pgh_tracked_model

    @property
    def name(self) -> str:
        return f"“{self.model._meta.verbose_name}”"

    def note(self, key: Any, event: int, label: str) -> None:
        if key not in self.first:
            self.first[key] = event
            if label == "insert":
                self.added.add(key)
        self.last[key] = event

    def locked(self) -> Self:
        """Nobody changes these records between the questions below and the answer to them."""
        if self.first:
            list(self._records(self.first).select_for_update().values_list("pk", flat=True))
        return self

    def refuse_if_changed_since(self) -> None:
        if not self.first:
            return
        events = self.events.objects.filter(pgh_obj_id__in=list(self.first)).order_by("pgh_obj_id")
        newest = events.values("pgh_obj_id").annotate(newest=Max("pgh_id"))
        later = [
            key for key, at in newest.values_list("pgh_obj_id", "newest") if at != self.last[key]
        ]
        if later:
            raise StillNeeded(f"有{len(later)}条{self.name}记录后来又改过")

    def remove_added(self) -> None:
        if not self.added:
            return
        for relation in self.model._meta.get_fields(include_hidden=True):
            if not (relation.auto_created and relation.one_to_many):
                continue
            resting = relation.related_model
            if hasattr(resting, "pgh_tracked_model"):
                continue
            reference = relation.field.name
            count = resting._base_manager.filter(**{f"{reference}__in": list(self.added)}).count()
            if count:
                name = resting._meta.verbose_name
                raise StillNeeded(f"有{count}条“{name}”记录要用到这一批新增的{self.name}")
        self._records(self.added).delete()

    def restore_changed(self) -> None:
        """Give records the values they had before, and bring deleted ones back."""
        before = {key: at for key, at in self.first.items() if key not in self.added}
        if not before:
            return
        fields = [f.attname for f in self.model._meta.concrete_fields if not f.primary_key]
        states = {}
        events = self.events.objects.filter(pgh_obj_id__in=list(before)).order_by("pgh_id")
        for event in events:
            if event.pgh_id < before[event.pgh_obj_id]:
                states[event.pgh_obj_id] = event
        if len(states) < len(before):
            raise StillNeeded(f"有{len(before) - len(states)}条{self.name}记录没有留下改前的样子")
        present = self._records(before).in_bulk()
        gone = []
        for key, state in states.items():
            record = present.get(key) or self.model(pk=key)
            for name in fields:
                setattr(record, name, getattr(state, name))
            if key not in present:
                gone.append(record)
        self.model._base_manager.bulk_update(present.values(), fields, batch_size=500)
        self.model._base_manager.bulk_create(gone, batch_size=1000)

    def _records(self, keys: Iterable[Any]) -> Any:
        return self.model._base_manager.filter(pk__in=list(keys))
