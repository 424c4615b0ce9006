"""From an uploaded workbook to the books, and back: the only writer of batches."""

import hashlib
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DataError, IntegrityError, connection, transaction
from django.utils import timezone

from audit import trail
from audit.history import StillNeeded, take_back, told_as
from audit.models import Entry
from core.actor import Actor
from core.clock import today
from ledgers.checking import CheckResult, Corrections, check_workbook
from ledgers.comparing import Compared, compare, preview_key
from ledgers.corrections import ANOTHER, Correction, Fix, Place, texts_of
from ledgers.directory import DatabaseDirectory
from ledgers.enums import BatchState, Outcome
from ledgers.headers import Mapping
from ledgers.models import LIVE, Batch, Row
from ledgers.permissions import LedgersPermission
from ledgers.previews import counts_of, rows_of, summary_of
from ledgers.registry import ledger_of
from ledgers.spec import Books
from ledgers.telling import masked

LONGEST_NAME = 200
OPEN = (BatchState.RECEIVED, BatchState.CHECKED)
DONE_WITH = "这一批已经处理过，不能再改。"
# What cannot stand in a file's name, and what would turn a line of text round.
_UNPRINTED = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2066-\u2069]")


class BatchRefused(Exception):
    """Why a step is not possible, in a sentence for the page."""


class UndoRefused(BatchRefused):
    """Why a batch stays in the books, with the records that stand in the way."""

    def __init__(self, why: StillNeeded) -> None:
        super().__init__(f"不能撤销：{why}。什么也没有动。")
        self.obstacles = why.obstacles


@dataclass(frozen=True)
class Received:
    """A batch; without a check of it where this very file was there before."""

    batch: Batch
    result: CheckResult | None = None

    @property
    def was_there(self) -> bool:
        """Whether the file had been uploaded already."""
        return self.result is None


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


def check_again(batch: Batch, *, by: Actor) -> CheckResult:
    """Check a batch as it stands, against the units and advisors of now; writes nothing."""
    return check_for(
        batch.content, by=by, mapping=batch.mapping, corrections=texts_of(batch.corrections)
    )


def receive(*, file_name: str, content: bytes, by: Actor, kind: str | None = None) -> Received:
    """Take a workbook in and check it; the same file again finds its batch.

    Raises UnreadableWorkbook, with nothing kept.
    """
    by.must(LedgersPermission.IMPORT).enforce()
    if there := _live_batch(content, by, kind):
        return Received(there)
    result = check_for(content, by=by, kind=kind)
    batch = _new_batch(file_name, content, by)
    try:
        with transaction.atomic():
            _store(batch, result)
    except IntegrityError:
        # The same click twice: the other one was faster.
        there = _live_batch(content, by, result.ledger.kind)
        if there is None:
            raise
        return Received(there)
    return Received(batch, result)


def receive_unmapped(*, file_name: str, content: bytes, by: Actor) -> Batch:
    """Keep a readable workbook whose headers are not known, until a person says what is what."""
    by.must(LedgersPermission.IMPORT).enforce()
    batch = _new_batch(file_name, content, by)
    batch.state = BatchState.RECEIVED
    try:
        with transaction.atomic():
            batch.save()
    except IntegrityError:
        return Batch.objects.visible_to(by).get(digest=batch.digest, kind="", state__in=LIVE)
    return batch


@transaction.atomic
def recheck(
    *, batch: Batch, by: Actor, mapping: Mapping | None = None, fixes: Sequence[Fix] = ()
) -> Batch:
    """Check again, with columns set by hand or with cells put right; replaces the preview.

    Fixes of cells that nothing is wrong with are passed over. Raises UnreadableWorkbook when
    the columns do not make a ledger, BatchRefused when the file is there as that ledger.
    """
    batch = _locked(batch, by, OPEN, DONE_WITH)
    if mapping is None and batch.mapping is None:
        raise BatchRefused("请先说明这份文件是哪种台账、表头在哪一行。")
    is_other_kind = mapping is not None and mapping.kind != batch.kind
    corrections = [] if is_other_kind else _put_right(batch, fixes)
    result = check_for(
        batch.content,
        by=by,
        mapping=mapping or batch.mapping,
        corrections=texts_of(corrections),
    )
    batch.corrections = corrections
    batch.state = BatchState.CHECKED
    batch.rows.all().delete()
    try:
        with transaction.atomic():
            _store(batch, result)
    except IntegrityError as error:
        raise BatchRefused(f"这个文件已经作为{result.ledger.title}导入过。") from error
    return batch


def enter_batch(*, batch: Batch, by: Actor) -> Batch:
    """Write the good rows into the books, all or none; the rejected ones stay in the batch.

    The file is checked once more. Where the books changed since the preview, nothing is
    written: BatchRefused, and the preview is new.
    """
    entered = _enter_as_seen(batch, by)
    if entered is None:
        raise BatchRefused(
            "您核对以后，账上有了变化，所以没有入账。下面已按现在的账重新核对，请再看一遍。"
        )
    return entered


@transaction.atomic
def undo_batch(*, batch: Batch, by: Actor) -> Batch:
    """Take a batch out of the books again, while nothing rests on it; else UndoRefused."""
    batch = _locked(batch, by, [BatchState.ENTERED], "这一批没有入账，不用撤销。")
    _one_at_a_time(batch.kind)
    try:
        touched = take_back(batch=str(batch.pk))
    except StillNeeded as why:
        raise UndoRefused(why) from why
    batch.state = BatchState.UNDONE
    batch.undone_at = timezone.now()
    batch.undone_by = by.username
    batch.save(update_fields=["state", "undone_at", "undone_by"])
    trail.record(actor=by, action=Entry.Action.UNDONE, subject=f"batch:{batch.pk}", records=touched)
    return batch


@transaction.atomic
def discard_batch(*, batch: Batch, by: Actor) -> Batch:
    """Put a batch aside without entering it; nothing it said is kept."""
    batch = _locked(batch, by, OPEN, "这一批已经处理过，不能放弃。")
    batch.state = BatchState.DISCARDED
    batch.rows.all().delete()
    batch.content_sealed = batch.mapping_sealed = batch.corrections_sealed = None
    batch.save()
    return batch


def _live_batch(content: bytes, by: Actor, kind: str | None) -> Batch | None:
    """The batch that this very file is in already, of a kind where one is asked for."""
    batches = Batch.objects.filter(unit=by.unit_code, digest=_digest(content), state__in=LIVE)
    return (batches.filter(kind=kind) if kind else batches).first()


def _new_batch(file_name: str, content: bytes, by: Actor) -> Batch:
    batch = Batch(
        unit_id=by.unit_code,
        file_name=safe_name(file_name),
        digest=_digest(content),
        uploaded_by=by.username,
    )
    batch.content = content
    return batch


def safe_name(name: str) -> str:
    """A file's own name: no folders, nothing unprinted, its ending kept where it is too long."""
    name = _UNPRINTED.sub("", name.replace("\\", "/").rpartition("/")[2]).strip()
    ending = PurePath(name).suffix[:10]
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - len(ending)] + ending


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _locked(batch: Batch, by: Actor, states: Collection[BatchState], refusal: str) -> Batch:
    """The batch, locked against a second click, in a state that a step starts from."""
    by.must(LedgersPermission.IMPORT).enforce()
    held = Batch.objects.visible_to(by).select_for_update().filter(pk=batch.pk).first()
    if held is None:
        raise PermissionDenied("这一批不属于您的单位。")
    if held.state not in states:
        raise BatchRefused(refusal)
    return held


def _put_right(batch: Batch, fixes: Sequence[Fix]) -> list[Correction]:
    """The batch's corrections with a person's fixes among them."""
    corrections = {one.place: one for one in batch.corrections}
    fixes = [*fixes, *(also for fix in fixes if fix.alike for also in _alike(batch, fix))]
    found = batch.rows.filter(
        sheet__in={fix.place[0] for fix in fixes}, number__in={fix.place[1] for fix in fixes}
    )
    contents = {(row.sheet, row.number): row.content for row in found}
    for fix in fixes:
        sheet, number, _ = fix.place
        content = contents.get((sheet, number))
        was = corrections.get(fix.place)
        if content is None:
            continue
        if not fix.text and fix.offer is None:
            corrections.pop(fix.place, None)
        elif new := _correction(fix, content, batch.kind):
            corrections[fix.place] = replace(new, before=was.before) if was else new
    return list(corrections.values())


def _alike(batch: Batch, fix: Fix) -> Iterator[Fix]:
    """The same offer wherever another row has the same problem in the same column."""
    sheet, number, key = fix.place
    offered = {
        (row.sheet, row.number): [
            (problem["message"], label)
            for problem in row.content["problems"]
            if problem["column"] == key
            for _, label in problem["offers"]
        ]
        for row in batch.rows.filter(has_choice=True).order_by("position")
    }
    taken = offered.pop((sheet, number), [])
    if fix.offer is None or not 0 <= fix.offer < len(taken):
        return
    for place, offers in offered.items():
        if taken[fix.offer] in offers:
            yield Fix((*place, key), offer=offers.index(taken[fix.offer]))


def _correction(fix: Fix, content: dict[str, Any], kind: str) -> Correction | None:
    """What a fix comes to in its row; None where nothing is wrong with that cell."""
    key = fix.place[2]
    if key == ANOTHER:
        is_asked = content["is_likely"]
        return Correction(fix.place, "1", "不是同一个，另外登记", "") if is_asked else None
    problems = [one for one in content["problems"] if one["column"] == key]
    column = ledger_of(kind).by_key.get(key)
    if not problems or column is None:
        return None
    before = problems[0]["raw"]
    if fix.offer is None:
        return Correction(fix.place, fix.text, masked(fix.text, column), before)
    offers = [offer for one in problems for offer in one["offers"]]
    if not 0 <= fix.offer < len(offers):
        return None
    text, shown = offers[fix.offer]
    return Correction(fix.place, text, shown, before)


@transaction.atomic
def _enter_as_seen(batch: Batch, by: Actor) -> Batch | None:
    """Enter a batch if its preview still holds; else only renew the preview."""
    batch = _locked(batch, by, [BatchState.CHECKED], "这一批已经入账或已经放弃。")
    _one_at_a_time(batch.kind)
    result = check_again(batch, by=by)
    compared = compare(result, _places(batch))
    if preview_key(compared) != batch.preview_key:
        batch.rows.all().delete()
        _store(batch, result, compared)
        return None
    with told_as(batch=str(batch.pk)):
        _write(result, compared, by)
    batch.state = BatchState.ENTERED
    batch.entered_at = timezone.now()
    batch.entered_by = by.username
    batch.save(update_fields=["state", "entered_at", "entered_by"])
    counts = {outcome.value: batch.counts[outcome] for outcome in Outcome}
    trail.record(actor=by, action=Entry.Action.IMPORTED, subject=f"batch:{batch.pk}", **counts)
    return batch


def _write(result: CheckResult, compared: Sequence[Compared], by: Actor) -> None:
    writing = [one.values for one in compared if one.is_written]
    for values in writing:
        # Asked again before the write: a check that forgot a scope must not be enough.
        unit = next(values[key] for key in result.ledger.unit_keys if values.get(key))
        if not by.covers(unit):
            raise PermissionDenied("有的行不属于您的单位。")
    try:
        _books_of(result).enter(writing, by)
        connection.check_constraints()
    except (IntegrityError, DataError) as error:
        raise BatchRefused(
            "有的行登记不了（内容太长，或与账上的记录冲突），这一批一行也没有入账。"
            "请把文件交给数据管理员查看。"
        ) from error


def _store(batch: Batch, result: CheckResult, compared: Sequence[Compared] | None = None) -> None:
    """Keep what a check found as the batch's preview."""
    corrections = batch.corrections
    places = _places(batch)
    compared = compared if compared is not None else compare(result, places)
    batch.kind = result.ledger.kind
    batch.mapping = result.mapping
    batch.counts = counts_of(compared, places)
    batch.summary = summary_of(result)
    batch.preview_key = preview_key(compared)
    batch.save()
    Row.objects.bulk_create(rows_of(batch, result, compared, corrections), batch_size=1000)


def _places(batch: Batch) -> set[Place]:
    return {one.place for one in batch.corrections}


def _one_at_a_time(kind: str) -> None:
    """Two batches of a ledger wait for each other: both may name the same record."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"ledgers.books.{kind}"])


def _books_of(result: CheckResult) -> Books:
    books = result.ledger.books
    if books is None:
        raise BatchRefused(f"{result.ledger.title}暂时只能核对，还不能入账。")
    return books
