"""Takes exports of 社区云 in: keeps how they are laid out, and hands them to the ledgers."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from audit import trail
from audit.models import Entry
from casework.cloud import layouts
from casework.cloud.layouts import Columns, ExportSheet
from casework.cloud.selectors import PREFIX, columns_for
from casework.households.lines import lock_street
from casework.ledger.visits import LEDGER
from casework.models import CloudLayout
from casework.permissions import CaseworkPermission
from core.actor import Actor
from ledgers.batches import Received, discard_batch, receive, receive_unmapped
from ledgers.enums import BatchState
from ledgers.models import Batch
from ledgers.workbook import read_workbook


@dataclass(frozen=True)
class TakenIn:
    """An export: its batch of visits, or one that waits until its headers are matched."""

    batch: Batch
    is_waiting: bool = False
    was_there: bool = False


def take_in(*, file_name: str, content: bytes, by: Actor) -> TakenIn:
    """Check an export as a ledger of visits; where its headers are not known, keep it first.

    Raises UnreadableWorkbook, with nothing kept.
    """
    by.must(CaseworkPermission.RECONCILE).enforce()
    known = columns_for(by)
    sheets = layouts.sheets_of(read_workbook(content), known)
    headers = layouts.headers_of(sheets)
    if not layouts.is_settled(headers, known, needs_street=by.is_district):
        return TakenIn(_keep(file_name, content, by), is_waiting=True)
    columns = layouts.first_columns(headers, known)
    received = _receive(file_name, sheets, columns, by)
    return TakenIn(received.batch, was_there=received.was_there)


@transaction.atomic
def match_and_take_in(*, batch: Batch, columns: Columns, by: Actor) -> TakenIn:
    """Keep how the headers of a waiting export were matched, and check it as a ledger."""
    by.must_within(CaseworkPermission.RECONCILE, batch.unit_id).enforce()
    save_columns(columns=columns, by=by)
    sheets = layouts.sheets_of(read_workbook(batch.content), columns)
    received = _receive(batch.file_name, sheets, columns, by)
    if batch.state == BatchState.RECEIVED:
        discard_batch(batch=batch, by=by)
    return TakenIn(received.batch, was_there=received.was_there)


@transaction.atomic
def save_columns(*, columns: Columns, by: Actor) -> CloudLayout:
    """Keep what the headers mean for the actor's unit; those of other exports stay known."""
    by.must(CaseworkPermission.RECONCILE).enforce()
    # Two who match their headers at once follow each other.
    lock_street(by.unit_code)
    held = CloudLayout.objects.select_for_update().filter(unit=by.unit_code).first()
    layout = held or CloudLayout(unit_id=by.unit_code)
    if held and all(held.columns.get(key) == value for key, value in columns.items()):
        return layout
    layout.columns = {**layout.columns, **columns}
    layout.matched_by = by.name or by.username
    layout.matched_at = timezone.now()
    layout.save()
    trail.record(
        actor=by,
        action=Entry.Action.CHANGED,
        subject=f"unit:{by.unit_code}",
        cloud_columns=sum(bool(meaning) for meaning in columns.values()),
    )
    return layout


def _keep(file_name: str, content: bytes, by: Actor) -> Batch:
    """Keep an export until its headers are matched, even if it was handed in as a ledger before."""
    batch = receive_unmapped(file_name=_name(file_name), content=content, by=by)
    if not batch.file_name.startswith(PREFIX):
        batch.file_name = _name(batch.file_name)
        batch.save(update_fields=["file_name"])
    return batch


def _name(file_name: str) -> str:
    return file_name if file_name.startswith(PREFIX) else f"{PREFIX}{file_name}"


def _receive(
    file_name: str, sheets: Sequence[ExportSheet], columns: Columns, by: Actor
) -> Received:
    street = "" if by.is_district else by.street_code
    title = f"{by.unit_name}走访台账（社区云导出）"
    content = layouts.as_ledger(sheets, columns, street=street, title=title)
    name = _name(file_name)
    return receive(file_name=name, content=content, by=by, kind=LEDGER.kind)
