"""Workbooks as the portal writes them."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from core.spreadsheet import Sheet, download, workbook


def cells(*values: object) -> list:
    """The cells of the one row of a workbook."""
    sheet = Sheet("台账", "填报单位", [str(n) for n in range(len(values))], [10], [values])
    return list(load_workbook(BytesIO(workbook(sheet))).worksheets[0][4])


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_what_looks_like_a_formula_is_text(start: str) -> None:
    (cell,) = cells(f"{start}1+1")
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert cell.number_format == "@"


def test_numbers_and_days_stay_numbers_and_days() -> None:
    number, share, day = cells(3, Decimal("2.5"), date(2024, 9, 20))
    assert (number.value, share.value) == (3, 2.5)
    assert day.value.date() == date(2024, 9, 20)


def test_long_numbers_written_as_text_stay_text() -> None:
    (cell,) = cells("310107190001011238")
    assert cell.value == "310107190001011238"
    assert cell.data_type == "s"


def test_nothing_is_an_empty_cell_and_control_characters_are_dropped() -> None:
    nothing, bell = cells(None, "a\x07b")
    assert nothing.value in (None, "")
    assert bell.value == "ab"


@pytest.mark.parametrize("name", ["顾问名册.xlsx", "../../etc/passwd", 'a"\r\nX: y', "长" * 300])
def test_file_names_are_safe(name: str) -> None:
    disposition = download(b"", name)["Content-Disposition"]
    assert disposition.startswith("attachment")
    assert "\r" not in disposition
    assert "\n" not in disposition
