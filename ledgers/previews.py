"""What a batch keeps of a check, for the preview: its rows, their number, how it was read."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from ledgers.checking import CheckedRow, CheckResult
from ledgers.comparing import Compared, HeaderWords
from ledgers.corrections import Correction, Place
from ledgers.enums import Outcome
from ledgers.models import Batch, Row
from ledgers.problems import Problem
from ledgers.spec import Column, Ledger
from ledgers.telling import masked

STREET_WIDTH = 9
# A day as Excel counts it.
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")


def counts_of(compared: Iterable[Compared], corrected: Collection[Place]) -> dict[str, int]:
    """How many rows come to what; `choose` are among the rejected, the last two among all."""
    counts = dict.fromkeys((*Outcome.values, "choose", "warning", "corrected"), 0)
    rows = {(sheet, number) for sheet, number, _ in corrected}
    for one in compared:
        counts[one.outcome.value] += 1
        counts["choose"] += _has_choice(one.row)
        counts["warning"] += _has_warning(one)
        counts["corrected"] += (one.row.sheet, one.row.number) in rows
    return counts


def summary_of(result: CheckResult) -> dict[str, Any]:
    """How the workbook was read: what was left out, and where a column is missing.

    `missing` are columns that a sheet lacks and that keep a row of it out.
    """
    hidden = Counter(row.sheet for row in result.skipped if row.reason == "hidden")
    return {
        "hidden_sheets": list(result.hidden_sheets),
        "other_sheets": list(result.mapping.other_sheets),
        "hidden_rows": dict(hidden),
        "hidden_columns": [one.sheet for one in result.mapping.sheets if one.hidden_columns],
        "skipped": dict(Counter(row.reason for row in result.skipped)),
        "unread": dict(result.unread),
        "missing": _missing(result),
    }


def rows_of(
    batch: Batch,
    result: CheckResult,
    compared: Sequence[Compared],
    corrections: Sequence[Correction],
) -> Iterable[Row]:
    """The rows of a batch, with only what the preview shows of them; numbers masked."""
    headers = HeaderWords(result.mapping, result.ledger)
    places = {one.place[:2] for one in corrections}
    for position, one in enumerate(compared):
        checked = one.row
        row = Row(
            batch=batch,
            position=position,
            sheet=checked.sheet,
            number=checked.number,
            street=str(checked.values.get("street") or "")[:STREET_WIDTH],
            outcome=one.outcome,
            has_choice=_has_choice(checked),
            has_warning=_has_warning(one),
            is_corrected=(checked.sheet, checked.number) in places,
        )
        row.content = {
            "cells": {
                column.key: _told(text, checked.values.get(column.key), column)
                for column in result.ledger.columns
                if (text := checked.raw.get(column.key))
            },
            "problems": [
                _problem(problem, headers, result.ledger, checked.sheet)
                for problem in checked.problems
            ],
            "differences": [asdict(each) for each in one.differences],
            "is_likely": one.is_likely,
        }
        yield row


def _told(text: str, value: Any, column: Column) -> str:
    """A cell's text, masked; the day where the sheet shows its number (45383) instead."""
    if isinstance(value, date) and _SERIAL.fullmatch(text):
        return value.isoformat()
    return masked(text, column)


def _has_choice(row: CheckedRow) -> bool:
    return bool(row.errors) and all(problem.candidates for problem in row.errors)


def _has_warning(one: Compared) -> bool:
    return one.outcome != Outcome.REJECTED and bool(one.row.warnings)


def _problem(problem: Problem, headers: HeaderWords, ledger: Ledger, sheet: str) -> dict[str, Any]:
    column = ledger.by_key.get(problem.column)
    offers = [[each.value, masked(each.label, column)] for each in problem.candidates]
    if problem.suggestion:
        offers.append([problem.suggestion, masked(problem.suggestion, column)])
    return {
        "is_error": problem.is_error,
        "column": problem.column,
        "header": headers.of(sheet, problem.column),
        "raw": masked(problem.raw, column),
        "message": masked(problem.message),
        "offers": offers,
    }


def _missing(result: CheckResult) -> dict[str, list[str]]:
    """Required columns that a sheet lacks, where a row of it is rejected for that."""
    absent = {
        (sheet.sheet, column.key): column.label
        for sheet in result.mapping.sheets
        for column in result.ledger.columns
        if column.required and column.key not in sheet.columns.values()
    }
    missing: dict[str, list[str]] = {}
    asked = {(row.sheet, p.column) for row in result.rejected_rows for p in row.errors}
    for (sheet, key), label in absent.items():
        if (sheet, key) in asked:
            missing.setdefault(sheet, []).append(label)
    return missing
