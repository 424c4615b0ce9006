"""A workbook as the ledgers see it, and the only way to read one: in a limited process.

An uploaded file may be made to eat memory or time. It is parsed by a child process of its own
(ledgers/parsing.py) under limits, and comes back as JSON; the child loads neither Django nor
the portal's keys.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Protocol

from ledgers.guard import MAX_FILE, UnreadableWorkbook

DEADLINE_SECONDS = 10
# 60,000 full rows × 20 columns take 254 MB, a usual roster 18 MB; a hostile file wants gigabytes.
MEMORY_LIMIT = 320 * 1024 * 1024

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell that holds no value: a formula nobody calculated, or an error such as #REF!."""

    text: str

    def __str__(self) -> str:
        return self.text


CellValue = str | int | float | bool | date | datetime | time | timedelta | Broken | None


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged area, by Excel's row numbers and column numbers from 1, ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A visible sheet: its rows that are not blank, by Excel's row number.

    Each row is a list of cells from column A on; it may be shorter than the widest.
    `unread_from` is the row after 200 blank ones, where reading stopped although more stood
    below.
    """

    name: str
    rows: Mapping[int, list[CellValue]]
    merges: tuple[Merge, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    unread_from: int | None = None

    def cell(self, row: int, column: int) -> CellValue:
        """The value at an Excel row and column, both from 1; None where there is none."""
        cells = self.rows.get(row, ())
        return cells[column - 1] if column <= len(cells) else None


@dataclass(frozen=True, slots=True)
class Workbook:
    """What was read; `epoch_1904` says how bare numbers count days."""

    sheets: tuple[Sheet, ...]
    hidden_sheets: tuple[str, ...] = ()
    epoch_1904: bool = False


class Readable(Protocol):
    """An uploaded or opened file."""

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes."""


Source = bytes | Path | Readable


def read_workbook(source: Source) -> Workbook:
    """Read a workbook in a limited process; raises UnreadableWorkbook within the deadline."""
    answer = _parse_apart(_content_of(source))
    if "error" in answer:
        raise UnreadableWorkbook(**answer["error"])
    return from_plain(answer)


def _content_of(source: Source) -> bytes:
    # One byte past the limit is enough for the guard to refuse it.
    if isinstance(source, bytes):
        return source[: MAX_FILE + 1]
    if isinstance(source, Path):
        with source.open("rb") as file:
            return file.read(MAX_FILE + 1)
    return source.read(MAX_FILE + 1)


def _parse_apart(data: bytes) -> dict[str, Any]:
    # -P keeps the working directory off the path, so nothing there can shadow a module.
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import ledgers.parsing as p; p.main()"
    try:
        child = subprocess.run(
            [sys.executable, "-P", "-c", code],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PATH": os.environ.get("PATH", ""), "PYTHONUTF8": "1"},
            timeout=DEADLINE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise _too_heavy() from late
    if child.returncode:
        raise _too_heavy()
    answer: dict[str, Any] = json.loads(child.stdout)
    return answer


def _too_heavy() -> UnreadableWorkbook:
    return UnreadableWorkbook(
        "too_heavy",
        "读这个文件用的内存或时间超过了上限，已停止。请只保留台账本身，另存为新的 .xlsx 后再上传。",
    )


def to_plain(book: Workbook) -> dict[str, Any]:
    """A workbook as JSON holds it."""
    return {
        "epoch_1904": book.epoch_1904,
        "hidden_sheets": book.hidden_sheets,
        "sheets": [
            {
                "name": sheet.name,
                "rows": [
                    [number, [_cell_to_plain(value) for value in cells]]
                    for number, cells in sheet.rows.items()
                ],
                "merges": [[m.top, m.left, m.bottom, m.right] for m in sheet.merges],
                "hidden_rows": sorted(sheet.hidden_rows),
                "hidden_columns": sorted(sheet.hidden_columns),
                "unread_from": sheet.unread_from,
            }
            for sheet in book.sheets
        ],
    }


def from_plain(plain: Mapping[str, Any]) -> Workbook:
    """The workbook of `to_plain`."""
    return Workbook(
        sheets=tuple(
            Sheet(
                name=sheet["name"],
                rows={
                    number: [
                        value if type(value) is not dict else _cell_from_plain(value)
                        for value in cells
                    ]
                    for number, cells in sheet["rows"]
                },
                merges=tuple(Merge(*merge) for merge in sheet["merges"]),
                hidden_rows=frozenset(sheet["hidden_rows"]),
                hidden_columns=frozenset(sheet["hidden_columns"]),
                unread_from=sheet["unread_from"],
            )
            for sheet in plain["sheets"]
        ),
        hidden_sheets=tuple(plain["hidden_sheets"]),
        epoch_1904=plain["epoch_1904"],
    )


def _cell_to_plain(value: CellValue) -> Any:
    match value:
        case None | str() | bool() | int() | float():
            return value
        case datetime():
            return {"datetime": value.isoformat()}
        case date():
            return {"date": value.isoformat()}
        case time():
            return {"time": value.isoformat()}
        case timedelta():
            return {"seconds": value.total_seconds()}
        case Broken():
            return {"broken": value.text}


def _cell_from_plain(plain: dict[str, Any]) -> CellValue:
    [(kind, content)] = plain.items()
    match kind:
        case "datetime":
            return datetime.fromisoformat(content)
        case "date":
            return date.fromisoformat(content)
        case "time":
            return time.fromisoformat(content)
        case "seconds":
            return timedelta(seconds=content)
        case _:
            return Broken(content)
