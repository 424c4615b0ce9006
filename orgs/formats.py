"""CSV as the offices' Excel writes and reads it."""

from typing import Any

import tablib
from import_export.formats.base_formats import CSV

from core.spreadsheet import FORMULA_STARTS


class OfficeCsv(CSV):
    """Read in UTF-8 or in GB 18030; written in UTF-8 with the mark by which Excel knows it.

    A text that a spreadsheet would run as a formula goes out with an apostrophe before it, and
    comes back without.
    """

    def is_binary(self) -> bool:
        """Bytes, because the encoding is found here."""
        return True

    def get_read_mode(self) -> str:
        """As bytes."""
        return "rb"

    def create_dataset(self, in_stream: bytes, **kwargs: Any) -> tablib.Dataset:
        """Rows of a file; UnicodeDecodeError when it is in neither encoding."""
        try:
            text = in_stream.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = in_stream.decode("gb18030")
        dataset = tablib.import_set(text, format="csv")
        return _with_cells(dataset, _unquoted)

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        """The file."""
        text: str = _with_cells(dataset, _quoted).export("csv")
        return text.encode("utf-8-sig")


def _with_cells(dataset: tablib.Dataset, change: Any) -> tablib.Dataset:
    rows = [[change(cell) for cell in row] for row in dataset]
    return tablib.Dataset(*rows, headers=dataset.headers)


def _quoted(cell: Any) -> str:
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _unquoted(cell: str) -> str:
    return cell[1:] if cell.startswith(tuple(f"'{start}" for start in FORMULA_STARTS)) else cell
