"""The office's own workbook back: the reason beside each row that cannot be entered.

What was put right on the page stands in its cells, so that the file can be handed in again.
"""

from collections import defaultdict
from typing import Any

from core.clock import today
from ledgers.comparing import HeaderWords
from ledgers.enums import BatchState, Outcome
from ledgers.headers import Mapping
from ledgers.models import Batch
from ledgers.registry import ledger_of
from ledgers.splicing import Remarks, with_remarks

# Enough candidates to see what was meant; the page has them all.
MOST_OFFERS = 6


def returned_workbook(batch: Batch) -> tuple[bytes, int]:
    """The workbook with its rejected rows marked, what was put right, and how many are rejected."""
    reasons: dict[str, dict[int, str]] = defaultdict(dict)
    rows = batch.rows.filter(outcome=Outcome.REJECTED)
    for row in rows.order_by("position"):
        errors = [one for one in row.content["problems"] if one["is_error"]]
        reasons[row.sheet][row.number] = "\n".join(_told(error) for error in errors)
    mapping = batch.mapping
    headers = {one.sheet: one.header_rows for one in mapping.sheets} if mapping else {}
    head = f"退回原因（{today():%Y-%m-%d}核对）"
    texts, notes = _put_right(batch, mapping, reasons) if mapping else ({}, {})
    remarks = {
        sheet: Remarks(
            head, headers[sheet], reasons[sheet], notes.get(sheet, {}), texts.get(sheet, {})
        )
        for sheet in {*reasons, *notes, *texts}
    }
    return with_remarks(batch.content, remarks), sum(map(len, reasons.values()))


def _put_right(
    batch: Batch, mapping: Mapping, reasons: dict[str, dict[int, str]]
) -> tuple[dict[str, dict[int, dict[int, str]]], dict[str, dict[int, str]]]:
    """The texts typed on the page, by sheet, row and column; a note for rows that are good now."""
    headers = HeaderWords(mapping, ledger_of(batch.kind))
    columns = {(one.sheet, key): at for one in mapping.sheets for at, key in one.columns.items()}
    texts: dict[str, dict[int, dict[int, str]]] = defaultdict(lambda: defaultdict(dict))
    notes: dict[str, dict[int, str]] = defaultdict(dict)
    end = "已入账" if batch.state == BatchState.ENTERED else "可入账"
    told: dict[tuple[str, int], list[str]] = defaultdict(list)
    for one in batch.corrections:
        sheet, row, key = one.place
        if (at := columns.get((sheet, key))) is None:
            continue
        texts[sheet][row][at] = one.text
        told[sheet, row].append(f"{headers.of(sheet, key)}：已在核对时改正为“{one.shown}”")
    for (sheet, row), lines in told.items():
        if row not in reasons.get(sheet, {}):
            notes[sheet][row] = "\n".join([*lines, f"{end}。"])
    return texts, notes


def returned_name(batch: Batch) -> str:
    """What the returned workbook is called: 退回-顾问名册.xlsx."""
    return f"退回-{batch.file_name}"


def _told(error: dict[str, Any]) -> str:
    """One error: its column, what is wrong, what may stand there instead."""
    where = f"{error['header']}：" if error["header"] else ""
    said = error["message"]
    # Where the sentence names them already, once is enough.
    missing = [
        label
        for text, label in error["offers"][:MOST_OFFERS]
        if label not in said and text not in said
    ]
    hint = f"可填：{'、'.join(missing)}。" if missing else ""
    return f"{where}{error['message']}{hint}"
