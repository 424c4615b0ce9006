"""The office's own workbook back: the reason beside each row that cannot be entered."""

from collections import defaultdict
from typing import Any

from core.clock import today
from ledgers.enums import Outcome
from ledgers.models import Batch
from ledgers.splicing import Remarks, with_remarks

# Enough candidates to see what was meant; the page has them all.
MOST_OFFERS = 6


def returned_workbook(batch: Batch) -> tuple[bytes, int]:
    """The workbook with its rejected rows marked, and how many they are."""
    reasons: dict[str, dict[int, str]] = defaultdict(dict)
    rows = batch.rows.filter(outcome=Outcome.REJECTED)
    for row in rows.order_by("position"):
        errors = [one for one in row.content["problems"] if one["is_error"]]
        reasons[row.sheet][row.number] = "\n".join(_told(error) for error in errors)
    mapping = batch.mapping
    headers = {one.sheet: one.header_rows for one in mapping.sheets} if mapping else {}
    head = f"退回原因（{today():%Y-%m-%d}核对）"
    remarks = {sheet: Remarks(head, headers[sheet], told) for sheet, told in reasons.items()}
    return with_remarks(batch.content, remarks), sum(map(len, reasons.values()))


def returned_name(batch: Batch) -> str:
    """What the returned workbook is called: 退回-顾问名册.xlsx."""
    return f"退回-{batch.file_name}"


def _told(error: dict[str, Any]) -> str:
    """One error: its column, what is wrong, what may stand there instead."""
    where = f"{error['header']}：" if error["header"] else ""
    offers = [label for _, label in error["offers"][:MOST_OFFERS]]
    # Where the sentence names them already, once is enough.
    missing = [label for label in offers if label not in error["message"]]
    hint = f"可填：{'、'.join(missing)}。" if missing else ""
    return f"{where}{error['message']}{hint}"
