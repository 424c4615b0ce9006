"""Whatever stands in a cell, a row is read or rejected; it never breaks the check."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ledgers.checking import check_workbook
from ledgers.registry import all_ledgers
from ledgers.roster import Roster, RosterEntry
from ledgers.spec import Ledger
from ledgers.workbook import Broken, Sheet, Workbook
from tests.ledgers.directories import TODAY, FixedDirectory

ROSTER = Roster([RosterEntry("1", "310107005", "张三", date(2020, 1, 1))])
LONG = "9" * 5_000

words = st.sampled_from(
    ["曹杨", "源园", "张三", "2024.3.5-3.7", "3课时", "点", "站", "居村", "岗前培训", "13800000000"]
)
odd = st.text(alphabet="0123456789０²٣.-/年月日课时万第一居（）, XE+\n半", max_size=24)
cells = st.one_of(
    st.none(),
    words,
    odd,
    st.text(max_size=30),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(min_value=timedelta(0)),
    st.builds(Broken, st.just("#REF!")),
)


def check_row(ledger: Ledger, row: list[Any]) -> None:
    header: list[Any] = [column.label for column in ledger.columns]
    # Blank text and blank rows are no part of a sheet.
    row = [None if isinstance(value, str) and not value.strip() else value for value in row]
    sheet = Sheet("表", {1: header, 2: row} if any(v is not None for v in row) else {1: header})
    result = check_workbook(
        Workbook((sheet,)),
        directory=FixedDirectory(roster=ROSTER),
        today=TODAY,
        kind=ledger.kind,
    )
    assert len(result.rows) + len(result.skipped) == len(sheet.rows) - 1
    for problem in (problem for checked in result.rows for problem in checked.problems):
        assert problem.code
        assert problem.message.endswith(("。", "？"))


@pytest.mark.parametrize("ledger", all_ledgers(), ids=lambda ledger: ledger.kind)
@given(data=st.data())
def test_any_row_is_read_or_rejected(ledger: Ledger, data: st.DataObject) -> None:
    width = len(ledger.columns)
    check_row(ledger, data.draw(st.lists(cells, min_size=width, max_size=width)))


@pytest.mark.parametrize("ledger", all_ledgers(), ids=lambda ledger: ledger.kind)
@example(value=LONG)
@example(value=LONG + "课时")
@example(value="-" + LONG)
@example(value="²²²²²")
@example(value="²" * 15)
@example(value="٣" * 11)
@example(value=10**400)
@example(value=time.max)
@example(value=timedelta(days=999))
@given(value=cells)
def test_any_value_in_every_column_is_read_or_rejected(ledger: Ledger, value: Any) -> None:
    check_row(ledger, ["曹杨", *[value] * (len(ledger.columns) - 1)])
    check_row(ledger, [value] * len(ledger.columns))
