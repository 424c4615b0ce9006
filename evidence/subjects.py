"""What can be proved: declared by each room in its `proofs.py`, checked by everything here.

This room stands below those whose records it proves, so it keeps a subject as text
(`station:12`) and asks the registry who may see it, where it belongs and how it is called.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from core.actor import Actor


@dataclass(frozen=True)
class Tag:
    """One thing a photo or file can prove (室外挂牌), and the clause that asks for it.

    `hint` tells whoever takes the photo what must be seen on it. `is_document` is for what is
    proved by a file (a mechanism's document) and not by a photo. `clause` is empty where no
    clause of the standard counts it.
    """

    key: str
    label: str
    clause: str
    hint: str = ""
    is_document: bool = False


@dataclass(frozen=True)
class Subject:
    """A kind of record that evidence can be about.

    `of` gives the records an actor may see. `unit_of` gives the unit's code a record belongs
    to, `title_of` its name on pages, `page` the view of its own page (which takes its key),
    `tags_of` the tags that fit it. `title_from` are the fields its name is told from,
    where those of its own row are enough: lists then read no more.
    """

    kind: str
    label: str
    of: Callable[[Actor], QuerySet[Any]]
    unit_of: Callable[[Any], str]
    title_of: Callable[[Any], str]
    page: str
    tags_of: Callable[[Any], Iterable[Tag]]
    title_from: Sequence[str] = ()


subjects: dict[str, Subject] = {}
tags: dict[str, Tag] = {}


def register(subject: Subject, *declared: Tag) -> None:
    """Declare a kind of subject and the tags it brings; a key twice is a mistake."""
    if subject.kind in subjects:
        raise ValueError(f"{subject.kind} is declared twice")
    subjects[subject.kind] = subject
    for tag in declared:
        if tags.setdefault(tag.key, tag) != tag:
            raise ValueError(f"{tag.key} is declared twice")


def key_of(kind: str, record: Any) -> str:
    """A subject as it is kept: `station:12`."""
    return f"{kind}:{record.pk}"


def find(key: str, actor: Actor) -> tuple[Subject, Any] | None:
    """The record behind a key, if the actor may see it."""
    kind, _, pk = key.partition(":")
    subject = subjects.get(kind)
    if subject is None:
        return None
    field = subject.of(actor).model._meta.pk
    try:
        record = subject.of(actor).filter(pk=field.to_python(pk)).first()
    except ValidationError:  # a key that was made up need not even look like one
        return None
    # One record, one key: `station:012` would keep evidence where nobody counts it.
    return (subject, record) if record is not None and key_of(kind, record) == key else None


def label_of(tag: str) -> str:
    """A tag in words; one that no room declares any more is told by its key."""
    known = tags.get(tag)
    return known.label if known else tag


def kind_label(key: str) -> str:
    """What kind of record a key leads to, in words."""
    known = subjects.get(key.partition(":")[0])
    return known.label if known else "记录"


def titles(keys: Iterable[str], actor: Actor) -> Mapping[str, str]:
    """Subjects by name, in one query for each kind; those she may not see are left out."""
    by_kind: dict[str, set[str]] = {}
    for key in keys:
        kind, _, pk = key.partition(":")
        by_kind.setdefault(kind, set()).add(pk)
    return {
        key_of(kind, record): subjects[kind].title_of(record)
        for kind, pks in by_kind.items()
        if kind in subjects
        for record in _named(subjects[kind], actor).filter(pk__in=pks)
    }


def _named(subject: Subject, actor: Actor) -> QuerySet[Any]:
    rows = subject.of(actor).order_by()
    return rows.select_related(None).only(*subject.title_from) if subject.title_from else rows
