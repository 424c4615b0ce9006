"""History of every fact, kept by the database itself: bulk and raw changes included."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Self

import pghistory
import pghistory.runtime
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import Max

from core.versions import is_counted


def tracked(model: Any) -> Any:
    """Keep each insert, update and delete of a model in an append-only table of its own."""
    return tracked_as("")(model)


def tracked_as(mark: str) -> Callable[[Any], Any]:
    """The same with a mark in the names of the triggers.

    The database's name for a trigger ends in five signs of a hash of model and trigger; the mark
    is for a model whose signs another one has already.
    """
    kinds = (pghistory.InsertEvent, pghistory.UpdateEvent, pghistory.DeleteEvent)
    named = (kind(trigger_name=f"{kind.label}_{mark}" if mark else None) for kind in kinds)
    return pghistory.track(*named)


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


@dataclass(frozen=True)
class Obstacle:
    """Records of one model that stand in the way of taking changes back.

    `rests_on` is the model of the added records that they use. Without it they were changed
    since themselves: `fields` names, for each key, the fields in question; none for a record
    that was deleted.
    """

    model: Any
    keys: tuple[Any, ...]
    rests_on: Any = None
    fields: Mapping[Any, tuple[str, ...]] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """What they are, how many, and why they stand there."""
        which = f"有{len(self.keys)}条{_name(self.model)}记录"
        if self.rests_on is None:
            return f"{which}后来又改过"
        return f"{which}要用到这一批新增的{_name(self.rests_on)}"


class StillNeeded(Exception):
    """What should be taken back has been changed since, or others rest on it; says which."""

    def __init__(self, told: str = "", obstacles: Sequence[Obstacle] = ()) -> None:
        super().__init__(told or "；".join(one.sentence for one in obstacles))
        self.obstacles = tuple(obstacles)


def take_back(**facts: str) -> int:
    """Undo every change that was marked with these facts; return how many records that touched.

    Records that were added go, changed ones get their old values, deleted ones come back. What
    was changed since in fields that these changes left alone (an account linked to an advisor)
    stays. The history itself is never changed: taking back is history too. Raises StillNeeded,
    having changed nothing, where a record was changed again since or where others rest on it;
    it tells of all of them at once.
    """
    with transaction.atomic():
        # Later models rest on earlier ones, so children go before their parents.
        marked = [_marked(event_model, facts) for event_model in reversed(_event_models())]
        touched = {one.model: one.first.keys() for one in marked}
        # All at once; what the marked changes touched themselves is looked at again below.
        _refuse([why for one in marked for why in (*one.changed_since(), *one.resting(touched))])
        try:
            for one in marked:
                _refuse(one.resting({}))
                one.remove_added()
                one.restore_changed()
            connection.check_constraints()
        except IntegrityError as error:
            raise StillNeeded("改之前的记录所引用的内容已经不在了，或者与后来的记录冲突") from error
    return sum(len(one.first) for one in marked)


def newest_events(model: Any, keys: Iterable[Any]) -> dict[Any, Any]:
    """The newest event of each record of a tracked model, with its context, by the record's key."""
    events = _events_of(model).objects.filter(pgh_obj_id__in=list(keys))
    newest = events.order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id")
    return {event.pgh_obj_id: event for event in newest.select_related("pgh_context")}


def _refuse(obstacles: Sequence[Obstacle]) -> None:
    if obstacles:
        raise StillNeeded(obstacles=obstacles)


def _name(model: Any) -> str:
    return f"“{model._meta.verbose_name}”"


def _event_models() -> list[Any]:
    """The history tables, in the order of the models they tell of."""
    models = apps.get_models()
    events = [model for model in models if hasattr(model, "pgh_tracked_model")]
    return sorted(events, key=lambda event: models.index(event.pgh_tracked_model))


def _events_of(model: Any) -> Any:
    return next(one for one in _event_models() if one.pgh_tracked_model is model)


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
    def fields(self) -> list[str]:
        counted = "version" if is_counted(self.model) else ""
        fields = [f for f in self.model._meta.concrete_fields if not f.primary_key]
        return [f.attname for f in fields if f.attname != counted]

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

    def changed_since(self) -> list[Obstacle]:
        """The records changed again, in a field that is to be taken back, or deleted."""
        events = self.events.objects.filter(pgh_obj_id__in=list(self.first)).order_by("pgh_obj_id")
        newest = events.values("pgh_obj_id").annotate(newest=Max("pgh_id"))
        later = {
            key: at
            for key, at in newest.values_list("pgh_obj_id", "newest")
            if at != self.last[key]
        }
        if not later:
            return []
        before = self._before(later)
        states = self.events.objects.in_bulk([*later.values(), *map(self.last.get, later)])
        changed = {}
        for key, at in later.items():
            left, found = states[self.last[key]], states[at]
            since = self._differing(left, found) & self._differing(before.get(key), left)
            if since or "delete" in (left.pgh_label, found.pgh_label):
                changed[key] = () if found.pgh_label == "delete" else tuple(sorted(since))
        return [Obstacle(self.model, tuple(changed), fields=changed)] if changed else []

    def resting(self, besides: Mapping[Any, Collection[Any]]) -> list[Obstacle]:
        """The records that use added ones, other than those `besides`, by model."""
        if not self.added:
            return []
        found = []
        for relation in self.model._meta.get_fields(include_hidden=True):
            if not (relation.auto_created and relation.one_to_many):
                continue
            resting = relation.related_model
            if hasattr(resting, "pgh_tracked_model"):
                continue
            using = resting._base_manager.filter(
                **{f"{relation.field.name}__in": list(self.added)}
            ).exclude(pk__in=list(besides.get(resting, ())))
            if keys := tuple(using.values_list("pk", flat=True)):
                found.append(Obstacle(resting, keys, rests_on=self.model))
        return found

    def remove_added(self) -> None:
        """Delete the records that were not there before."""
        if self.added:
            self._records(self.added).delete()

    def restore_changed(self) -> None:
        """Give records the values they had before, and bring deleted ones back."""
        changed = self.first.keys() - self.added
        if not changed:
            return
        before = self._before(changed)
        if lost := len(changed - before.keys()):
            raise StillNeeded(f"有{lost}条{_name(self.model)}记录没有留下改前的样子")
        left = self.events.objects.in_bulk([self.last[key] for key in changed])
        present = self._records(changed).in_bulk()
        gone = []
        for key, state in before.items():
            record = present.get(key) or self.model(pk=key)
            names = self._differing(state, left[self.last[key]]) if key in present else self.fields
            for name in names:
                setattr(record, name, getattr(state, name))
            if key not in present:
                gone.append(record)
        self.model._base_manager.bulk_update(present.values(), self.fields, batch_size=500)
        self.model._base_manager.bulk_create(gone, batch_size=1000)

    def _before(self, keys: Iterable[Any]) -> dict[Any, Any]:
        """The last event of each record before its first marked one; none of added records."""
        asked = [key for key in keys if key not in self.added]
        states = {}
        for event in self.events.objects.filter(pgh_obj_id__in=asked).order_by("pgh_id"):
            if event.pgh_id < self.first[event.pgh_obj_id]:
                states[event.pgh_obj_id] = event
        return states

    def _differing(self, one: Any, other: Any) -> set[str]:
        """The fields in which two events differ; all of them where there is but one."""
        if one is None:
            return set(self.fields)
        return {name for name in self.fields if getattr(one, name) != getattr(other, name)}

    def _records(self, keys: Iterable[Any]) -> Any:
        return self.model._base_manager.filter(pk__in=list(keys))
