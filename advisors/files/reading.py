"""What is typed into the form of a file, read by the columns of the ledger."""

from collections.abc import Collection, Mapping
from typing import Any

from advisors.ledger import LEDGER, check_identity, check_level
from core.clock import portal_day
from ledgers.cells import is_blank
from ledgers.problems import Rejected
from ledgers.roster import Roster
from ledgers.spec import Cell, Row, SheetContext
from orgs.names import UnitNames


def read_columns(
    texts: Mapping[str, str],
    chosen: Mapping[str, Any],
    *,
    may_be_blank: Collection[str],
    asks_community: bool,
) -> Row:
    """The row that these cells make, with what the ledger would say of it.

    `chosen` are values that need no reading; `asks_community` checks that level and community
    fit. Columns that the ledger requires may be blank where `may_be_blank` names them.
    """
    today = portal_day()
    sheet = SheetContext(
        today=today,
        year=today.year,
        epoch_1904=False,
        street="",
        units=UnitNames([], []),
        roster=Roster(),
        headers={},
    )
    row = Row(sheet, raw={**texts, **chosen}, values=dict(chosen))
    for key, text in texts.items():
        _read(row, key, text, may_be_blank=key in may_be_blank)
    check_identity(row)
    if asks_community and row.get("level"):
        check_level(row)
    return row


def _read(row: Row, key: str, text: str, *, may_be_blank: bool) -> None:
    column = LEDGER.by_key[key]
    try:
        if not is_blank(text):
            reading = column.reader(text, Cell(row, key, column.label))
        elif column.required and not may_be_blank:
            raise Rejected("required", f"“{column.label}”没有填。")
        else:
            return
    except Rejected as rejected:
        row.add(key, rejected.problem)
        return
    row.values |= {key: reading.value, **reading.also}
    for note in reading.warnings:
        row.add(key, note)
