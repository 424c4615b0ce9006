"""The only writer of standards."""

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from audit import trail
from audit.models import Entry
from core.actor import Actor
from standards import book as pages
from standards.book import StandardBook
from standards.enums import Status
from standards.models import (
    Clause,
    Content,
    Convention,
    Milestone,
    Part,
    Phase,
    Setting,
    Standard,
)
from standards.parsing import plain
from standards.permissions import StandardsPermission
from standards.policies import may_edit, may_publish
from standards.selectors import read_book
from standards.validation import check

# Who stands in the trail where the portal's own set-up acts, from the repository's file.
SETUP = "系统初始化"


@transaction.atomic
def write_draft(*, book: StandardBook, by: Actor | None = None) -> Standard:
    """Store a standard as a draft; the year's version must be new.

    `by` is None for the set-up, which has no second person to wait for.
    """
    columns = {
        field.name: getattr(book, field.name)
        for field in fields(book)
        if not isinstance(getattr(book, field.name), tuple)
    }
    standard = Standard.objects.create(**columns, drafted_by=_name(by), editors=[_name(by)])
    _write(Part, standard, book.parts)
    _write(Convention, standard, book.conventions)
    _write(Setting, standard, book.settings)
    _write(Phase, standard, book.phases)
    _write(Milestone, standard, book.milestones)
    Clause.objects.bulk_create(
        Clause(standard=standard, position=position, part=part.code, **_row(clause))
        for position, (part, clause) in enumerate(
            ((part, clause) for part in book.parts for clause in part.clauses), start=1
        )
    )
    _record(standard, Entry.Action.CREATED, by)
    return standard


@transaction.atomic
def note_edit(*, standard: Standard, by: Actor, **detail: Any) -> None:
    """Remember who edited a draft, and so may not publish it.

    `detail` names the clause and the fields in the trail.
    """
    draft = Standard.objects.select_for_update().get(pk=standard.pk)
    may_edit(by, draft).enforce()
    if by.username not in draft.editors:
        draft.editors = [*draft.editors, by.username]
        draft.save(update_fields=["editors"])
    _record(draft, Entry.Action.CHANGED, by, **detail)


@transaction.atomic
def delete_draft(*, standard: Standard, by: Actor) -> None:
    """Give a draft up, with all its content."""
    may_edit(by, standard).enforce()
    _record(standard, Entry.Action.UNDONE, by)
    standard.delete()


@transaction.atomic
def publish_standard(*, standard: Standard, by: Actor) -> Standard:
    """Draft → published; the year's former standard is retired with it.

    Raises InvalidStandard when weights, names or worked examples don't hold, PermissionDenied
    with the reason when `by` may not.
    """
    draft = Standard.objects.select_for_update().get(pk=standard.pk)
    may_publish(by, draft).enforce()
    return _publish(draft, by)


@transaction.atomic
def publish_at_set_up(*, standard: Standard) -> Standard:
    """The same for the repository's own file, at the command line: there nobody signs.

    No page may call this. Raises InvalidStandard as above, PermissionDenied for anything but a
    draft that no person has touched.
    """
    draft = Standard.objects.select_for_update().get(pk=standard.pk)
    if not draft.is_draft or draft.editors != [SETUP]:
        raise PermissionDenied("这份草稿有人改过，或已经发布；请由可签发的人在后台发布。")
    return _publish(draft, None)


def _publish(draft: Standard, by: Actor | None) -> Standard:
    check(read_book(draft))
    now = timezone.now()
    former = Standard.objects.published().filter(year=draft.year)
    for one in former.select_for_update():
        Standard.objects.filter(pk=one.pk).update(status=Status.RETIRED, retired_at=now)
        _record(one, Entry.Action.CHANGED, by, retired_for=draft.version)
    draft.status = Status.PUBLISHED
    draft.published_by = _name(by)
    draft.published_at = now
    draft.save(update_fields=["status", "published_by", "published_at"])
    _record(draft, Entry.Action.PUBLISHED, by)
    return draft


@transaction.atomic
def new_version(*, standard: Standard, by: Actor) -> Standard:
    """A draft of the same year, with the next number and the same content."""
    by.must(StandardsPermission.EDIT).enforce()
    last = Standard.objects.filter(year=standard.year).aggregate(last=Max("version"))["last"]
    return write_draft(book=replace(read_book(standard), version=last + 1), by=by)


def _write(model: type[Content], standard: Standard, items: Iterable[Any]) -> None:
    model._default_manager.bulk_create(
        model(standard=standard, position=position, **_row(item))
        for position, item in enumerate(items, start=1)
    )


def _row(item: Any) -> dict[str, Any]:
    """The columns of one row, from its dataclass in `standards.book`."""
    row = {field.name: getattr(item, field.name) for field in fields(item)}
    match item:
        case pages.Part():
            del row["clauses"]
        case pages.Setting():
            row.update(value=plain(item.value), choices=plain(item.choices))
        case pages.Clause():
            due = row.pop("due")
            row["due_on"] = due if isinstance(due, date) else None
            row["due_period"] = "" if row["due_on"] or due is None else due
            row["rule"] = item.rule.as_json() if item.rule else None
            row["examples"] = plain(item.examples)
    return row


def _name(actor: Actor | None) -> str:
    return actor.username if actor else SETUP


def _record(standard: Standard, action: Entry.Action, by: Actor | None, **detail: Any) -> None:
    trail.record(
        actor=by,
        username=_name(by),
        action=action,
        subject=f"standard:{standard.pk}",
        year=standard.year,
        version=standard.version,
        **detail,
    )
