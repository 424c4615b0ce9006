"""From an uploaded workbook to the books, and back: the only writer of batches."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping as Map
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit import trail
from audit.history import StillNeeded, take_back, told_as
from audit.models import Entry
from core.actor import Actor
from core.clock import today
from ledgers.checking import CheckedRow, CheckResult, Corrections, check_workbook
from ledgers.directory import DatabaseDirectory
from ledgers.enums import BatchState, Outcome
from ledgers.headers import Mapping
from ledgers.models import Batch, Row
from ledgers.permissions import LedgersPermission
from ledgers.spec import Books, Values

LIVE = (BatchState.CHECKED, BatchState.ENTERED)


class BatchRefused(Exception):
    """Why a step is not possible, in a sentence for the page."""


@dataclass(frozen=True)
class Compared:
    """A checked row beside the books: what becomes of it, and which values change how."""

    row: CheckedRow
    outcome: Outcome
    changes: Map[str, tuple[Any, Any]]


@dataclass(frozen=True)
class Received:
    """A batch, and whether this very file was there before."""

    batch: Batch
    was_there: bool


def check_for(
    content: bytes,
    *,
    by: Actor,
    kind: str | None = None,
    mapping: Mapping | None = None,
    corrections: Corrections | None = None,
) -> CheckResult:
    """Read and check a workbook with an actor's scope; writes nothing."""
    return check_workbook(
        content,
        directory=DatabaseDirectory(today()),
        today=today(),
        kind=kind,
        mapping=mapping,
        corrections=corrections,
        scope=by.unit_code,
    )


def compare(result: CheckResult) -> list[Compared]:
    """Set every row beside the books."""
    books = _books_of(result)
    good = result.good_rows
    recorded = dict(zip(map(id, good), books.recorded([row.values for row in good]), strict=True))
    compared = []
    for row in result.rows:
        if not row.is_good:
            compared.append(Compared(row, Outcome.REJECTED, {}))
            continue
        held = recorded[id(row)]
        changes = _changes(row.values, held) if held is not None else {}
        outcome = Outcome.NEW if held is None else Outcome.CHANGED if changes else Outcome.SAME
        compared.append(Compared(row, outcome, changes))
    return compared


def receive(*, file_name: str, content: bytes, by: Actor, kind: str | None = None) -> Received:
    """Take a workbook in and check it; the same file again finds its batch.

    Raises UnreadableWorkbook, with nothing kept.
    """
    by.must(LedgersPermission.IMPORT).enforce()
    result = check_for(content, by=by, kind=kind)
    digest = hashlib.sha256(content).hexdigest()
    batch = Batch(
        unit_id=by.unit_code,
        kind=result.ledger.kind,
        file_name=file_name[-200:],
        digest=digest,
        uploaded_by=by.username,
    )
    batch.content = content
    try:
        with transaction.atomic():
            _store(batch, result)
    except IntegrityError:
        there = Batch.objects.get(
            unit=by.unit_code, kind=result.ledger.kind, digest=digest, state__in=LIVE
        )
        return Received(there, was_there=True)
    return Received(batch, was_there=False)


@transaction.atomic
def recheck(
    *,
    batch: Batch,
    by: Actor,
    mapping: Mapping | None = None,
    corrections: Corrections | None = None,
) -> Batch:
    """Check again, with columns set by hand or with cells put right; replaces the preview.

    Raises UnreadableWorkbook when the columns do not make a ledger.
    """
    batch = _locked(batch, by, BatchState.CHECKED, "这一批已经处理过，不能再改。")
    merged = {**corrections_of(batch), **(corrections or {})}
    result = check_for(
        batch.content,
        by=by,
        mapping=mapping or Mapping.from_plain(batch.mapping),
        corrections=merged,
    )
    batch.corrections = json.dumps(
        [[*where, text] for where, text in merged.items()], ensure_ascii=False
    )
    batch.kind = result.ledger.kind
    batch.rows.all().delete()
    _store(batch, result)
    return batch


@transaction.atomic
def enter_batch(*, batch: Batch, by: Actor) -> Batch:
    """Write the good rows into the books, all or none; the rejected ones stay in the batch.

    The file is checked once more, against the books as they are now.
    """
    batch = _locked(batch, by, BatchState.CHECKED, "这一批已经入账或已经放弃。")
    result = check_for(
        batch.content,
        by=by,
        mapping=Mapping.from_plain(batch.mapping),
        corrections=corrections_of(batch),
    )
    compared = compare(result)
    writing = [c for c in compared if c.outcome in (Outcome.NEW, Outcome.CHANGED)]
    with told_as(batch=str(batch.pk)):
        _books_of(result).enter([one.row.values for one in writing], by)
    batch.rows.all().delete()
    batch.state = BatchState.ENTERED
    batch.entered_at = timezone.now()
    batch.entered_by = by.username
    _store(batch, result, compared)
    trail.record(
        actor=by, action=Entry.Action.IMPORTED, subject=f"batch:{batch.pk}", **batch.counts
    )
    return batch


@transaction.atomic
def undo_batch(*, batch: Batch, by: Actor) -> Batch:
    """Take a batch out of the books again, while nothing rests on it."""
    batch = _locked(batch, by, BatchState.ENTERED, "这一批没有入账，不用撤销。")
    try:
        touched = take_back(batch=str(batch.pk))
    except StillNeeded as why:
        raise BatchRefused(
            f"不能撤销：{why}。请先撤销后来的批次，或在页面上逐条改正。"
        ) from why
    batch.state = BatchState.UNDONE
    batch.undone_at = timezone.now()
    batch.undone_by = by.username
    batch.save(update_fields=["state", "undone_at", "undone_by"])
    trail.record(
        actor=by, action=Entry.Action.UNDONE, subject=f"batch:{batch.pk}", records=touched
    )
    return batch


@transaction.atomic
def discard_batch(*, batch: Batch, by: Actor) -> Batch:
    """Put a checked batch aside without entering it."""
    batch = _locked(batch, by, BatchState.CHECKED, "这一批已经处理过。")
    batch.state = BatchState.DISCARDED
    batch.save(update_fields=["state"])
    return batch


def corrections_of(batch: Batch) -> dict[tuple[str, int, str], str]:
    """The cells a person put right, by sheet, row and column."""
    if not batch.corrections:
        return {}
    rows = json.loads(batch.corrections)
    return {(sheet, number, column): text for sheet, number, column, text in rows}


def _locked(batch: Batch, by: Actor, state: BatchState, refusal: str) -> Batch:
    """The batch, locked against a second click, in the state a step starts from."""
    by.must(LedgersPermission.IMPORT).enforce()
    held = Batch.objects.visible_to(by).select_for_update().filter(pk=batch.pk).first()
    if held is None:
        raise PermissionDenied("这一批不属于您的单位。")
    if held.state != state:
        raise BatchRefused(refusal)
    return held


def _store(batch: Batch, result: CheckResult, compared: list[Compared] | None = None) -> None:
    compared = compared if compared is not None else compare(result)
    counts = Counter(one.outcome.value for one in compared)
    batch.counts = {outcome.value: counts[outcome.value] for outcome in Outcome}
    batch.mapping = result.mapping.to_plain()
    batch.summary = {
        "hidden_sheets": list(result.hidden_sheets),
        "skipped": Counter(row.reason for row in result.skipped),
        "unread": dict(result.unread),
    }
    batch.save()
    Row.objects.bulk_create(
        (_row(batch, position, one) for position, one in enumerate(compared)), batch_size=1000
    )


def _row(batch: Batch, position: int, one: Compared) -> Row:
    problems = one.row.problems
    row = Row(
        batch=batch,
        position=position,
        sheet=one.row.sheet,
        number=one.row.number,
        outcome=one.outcome,
        has_choice=any(p.is_error and p.candidates for p in problems),
        has_warning=any(not p.is_error for p in problems),
    )
    row.content = json.dumps(
        {
            "raw": dict(one.row.raw),
            "problems": [_problem(p) for p in problems],
            "changes": {key: [_plain(a), _plain(b)] for key, (a, b) in one.changes.items()},
        },
        ensure_ascii=False,
    )
    return row


def _problem(problem: Any) -> dict[str, Any]:
    return {
        "level": problem.level.value,
        "code": problem.code,
        "column": problem.column,
        "raw": problem.raw,
        "message": problem.message,
        "suggestion": problem.suggestion,
        "candidates": [[c.value, c.label] for c in problem.candidates],
    }


def _changes(values: Values, held: Values) -> dict[str, tuple[Any, Any]]:
    """Old and new where a filled cell says something else than the books."""
    return {
        key: (old, values[key])
        for key, old in held.items()
        if values.get(key) is not None and values[key] != old
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value if value is None else str(value)


def _books_of(result: CheckResult) -> Books:
    books = result.ledger.books
    if books is None:
        raise BatchRefused(f"{result.ledger.title}暂时只能核对，还不能入账。")
    return books
