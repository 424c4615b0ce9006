"""A check as JSON, in the shape that the command line prints and tests compare."""

import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from ledgers.checking import CheckedRow, CheckResult
from ledgers.problems import Problem

# The exit status of a command that could not read the file at all.
UNREADABLE = 2


def error_json(code: str, message: str) -> str:
    """Why nothing was done, as a JSON object."""
    return json.dumps({"error": {"code": code, "message": message}}, ensure_ascii=False)


def to_plain(result: CheckResult, *, with_values: bool = False) -> dict[str, Any]:
    """Kind, number of rows, errors and warnings as [sheet, Excel row, code].

    `values` holds the good rows, by "sheet!row"; hidden sheets stand there if there are any.
    """
    plain: dict[str, Any] = {
        "kind": result.ledger.kind,
        "rows": len(result.rows),
        "errors": _listed(result.rows, errors=True),
        "warnings": _listed(result.rows, errors=False),
    }
    if result.hidden_sheets:
        plain["hidden_sheets"] = list(result.hidden_sheets)
    if with_values:
        plain["values"] = {
            f"{row.sheet}!{row.number}": {key: _value(v) for key, v in row.values.items()}
            for row in result.good_rows
        }
    return plain


def _listed(rows: Iterable[CheckedRow], *, errors: bool) -> list[list[Any]]:
    """Each code once a row: a row with two wrong phones is wrong in one way."""
    return [
        [row.sheet, row.number, code]
        for row in rows
        for code in dict.fromkeys(p.code for p in _of(row, errors=errors))
    ]


def _of(row: CheckedRow, *, errors: bool) -> list[Problem]:
    return row.errors if errors else row.warnings


def _value(value: Any) -> Any:
    match value:
        case date():
            return value.isoformat()
        case Decimal():
            return int(value) if value == int(value) else float(value)
        case _:
            return value
