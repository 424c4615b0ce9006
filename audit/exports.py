"""Hands a ledger out and writes down that it was."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse

from audit import trail
from audit.models import Entry
from core.exports import LedgerResource
from core.spreadsheet import download


def hand_out(resource: LedgerResource, records: Iterable[Any], **detail: Any) -> HttpResponse:
    """The workbook of these records, with one line in the trail: who, which ledger, how many.

    `detail` says what it was narrowed to; never names.
    """
    content = resource.workbook(records)
    trail.record(
        actor=resource.actor,
        action=Entry.Action.EXPORTED,
        subject=resource.title,
        rows=resource.count,
        as_of=resource.day.isoformat(),
        **detail,
    )
    return download(content, resource.file_name)
