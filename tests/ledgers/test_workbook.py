"""A workbook comes back as people at Excel see it, out of a process with limits."""

import re
import subprocess
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest

from ledgers import workbook
from ledgers.guard import UnreadableWorkbook
from ledgers.parsing import parse
from ledgers.workbook import Broken, Merge, Sheet, from_plain, read_workbook, to_plain
from tests.ledgers.books import advisors, book, repacked, saved, with_sheet_xml
from tests.ledgers.directories import FIXTURES

ROW_OF_X = "".join(f'<c r="{letter}1" t="str"><v>x</v></c>' for letter in "ABCDEFGHIJ")


def only_sheet(data: bytes) -> Sheet:
    [sheet] = parse(data).sheets
    return sheet


def code_of(data: bytes) -> str:
    with pytest.raises(UnreadableWorkbook) as refused:
        parse(data)
    return refused.value.code


def formatted(value: object, number_format: str) -> object:
    """How a value reads under a number format."""
    source = openpyxl.Workbook()
    source.active["A1"] = value
    source.active["A1"].number_format = number_format
    return only_sheet(saved(source)).cell(1, 1)


def test_values_keep_excels_own_rows_and_columns() -> None:
    source = openpyxl.Workbook()
    source.active["C5"] = "x"
    source.active["D9"] = 3
    sheet = only_sheet(saved(source))

    assert sheet.rows == {5: [None, None, "x"], 9: [None, None, None, 3]}
    assert (sheet.cell(5, 3), sheet.cell(5, 4), sheet.cell(6, 1)) == ("x", None, None)


def test_values_come_as_they_are() -> None:
    values = ["文", 2.5, 7, True, date(2024, 3, 5), datetime(2024, 3, 5, 9, 30), time(2, 30)]  # noqa: DTZ001
    sheet = only_sheet(book(("表", [[*values, timedelta(hours=30), "  "]])))

    assert sheet.rows[1] == [*values, timedelta(hours=30)]
    assert isinstance(sheet.rows[1][2], int)


def test_a_number_of_18_digits_shows_what_excel_kept() -> None:
    assert only_sheet(book(("表", [[3.10107190808175e17]]))).cell(1, 1) == 310107190808175000


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (date(2024, 3, 1), 'yyyy"年"m"月"', "2024年3月"),
        (date(2024, 3, 1), '[$-804]yyyy"年"m"月";@', "2024年3月"),
        (date(2024, 3, 5), 'm"月"d"日"', date(2024, 3, 5)),
        (2024.1, "0.00", "2024.10"),
        (2024.1, "General", 2024.1),
        (16, "0.00", 16),
        (310107005, "000000000000", "000310107005"),
    ],
)
def test_a_format_that_changes_the_meaning_is_followed(
    value: object, number_format: str, shown: object
) -> None:
    assert formatted(value, number_format) == shown


def test_excels_own_chinese_month_format_is_known() -> None:
    source = openpyxl.Workbook()
    source.active["A1"] = date(2024, 3, 1)
    source.active["A1"].number_format = 'yyyy"年"m"月"'

    def built_in(name: str, content: bytes) -> bytes:
        return content.replace(b'numFmtId="164"', b'numFmtId="57"')

    assert only_sheet(repacked(saved(source), built_in)).cell(1, 1) == "2024年3月"


def test_formulas_without_a_result_and_errors_are_broken() -> None:
    cells = (
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>1+1</f><v></v></c>'
        '<c r="C1"><f>1+1</f></c><c r="D1" t="str"><f>""</f><v></v></c>'
        '<c r="E1" t="e"><v>#REF!</v></c><c r="F1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
        '<row r="2"><c r="B2"><f>A1</f></c></row>'
    )

    assert only_sheet(with_sheet_xml(cells)).rows == {
        1: [2, Broken("公式"), Broken("公式"), None, Broken("#REF!"), Broken("#DIV/0!")],
        2: [None, Broken("公式")],
    }


def test_cells_without_references_follow_one_another() -> None:
    cells = "<row><c><f>1</f></c><c><v>2</v></c></row><row><c><v>3</v></c><c><f>1</f></c></row>"

    assert only_sheet(with_sheet_xml(cells)).rows == {
        1: [Broken("公式"), 2],
        2: [3, Broken("公式")],
    }


def test_hidden_sheets_are_named_and_not_read() -> None:
    source = openpyxl.Workbook()
    source.active.title = "名册"
    for name, state in (("旧数据", "hidden"), ("更旧", "veryHidden")):
        source.create_sheet(name).sheet_state = state
    read = parse(saved(source))

    assert [sheet.name for sheet in read.sheets] == ["名册"]
    assert read.hidden_sheets == ("旧数据", "更旧")


def test_merges_and_hidden_rows_and_columns_are_told() -> None:
    source = openpyxl.Workbook()
    for row in range(1, 5):
        source.active.append([row, "x", "y"])
    source.active.merge_cells("A2:B3")
    source.active.row_dimensions[4].hidden = True
    source.active.column_dimensions["C"].hidden = True
    sheet = only_sheet(saved(source))

    assert sheet.merges == (Merge(2, 1, 3, 2),)
    assert sheet.hidden_rows == {4}
    assert sheet.hidden_columns == {3}


def test_merges_reach_no_further_than_the_content() -> None:
    tail = '<mergeCells><mergeCell ref="B1:XFD1048576"/><mergeCell ref="Z9:Z10"/></mergeCells>'
    sheet = only_sheet(with_sheet_xml(f'<row r="1">{ROW_OF_X}</row>', tail=tail))

    assert sheet.merges == (Merge(1, 2, 1, 10),)


def test_merges_that_overlap_are_damage() -> None:
    """Excel writes none; ten thousand of them would keep a server busy."""
    twice = '<mergeCell ref="A1:J1"/>' * 2
    tail = f"<mergeCells>{twice}</mergeCells>"
    assert code_of(with_sheet_xml(f'<row r="1">{ROW_OF_X}</row>', tail=tail)) == "damaged"


def test_a_number_without_end_is_broken() -> None:
    sheet = only_sheet(with_sheet_xml('<row r="1"><c r="A1"><v>1e999</v></c></row>'))
    assert sheet.cell(1, 1) == Broken("#NUM!")


def test_days_of_a_1904_workbook_are_counted_from_1904() -> None:
    def from_1904(name: str, content: bytes) -> bytes:
        return re.sub(rb"<workbookPr\b", b'<workbookPr date1904="1"', content)

    read = parse(repacked(book(("表", [[date(2024, 3, 5)]])), from_1904))

    assert read.epoch_1904
    assert read.sheets[0].cell(1, 1) == date(2028, 3, 6)


def test_reading_stops_after_200_blank_rows() -> None:
    rows = [["x"], *[[]] * 200, ["far"], ["farther"]]
    near = only_sheet(book(("表", rows[:1] + rows[2:])))
    far = only_sheet(book(("表", rows)))

    assert (list(near.rows), near.unread_from) == ([1, 201, 202], None)
    assert (list(far.rows), far.unread_from) == ([1], 202)


def test_a_sheet_written_with_prefixes_is_read_the_same() -> None:
    def prefixed(name: str, content: bytes) -> bytes:
        if name != "xl/worksheets/sheet1.xml":
            return content
        return (
            b'<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            b'<x:sheetData><x:row r="1" hidden="1"><x:c r="A1"><x:f>1</x:f></x:c>'
            b'<x:c r="B1"><x:v>5</x:v></x:c></x:row></x:sheetData></x:worksheet>'
        )

    sheet = only_sheet(repacked(book(("表", [["x"]])), prefixed))

    assert (sheet.rows, sheet.hidden_rows) == ({1: [Broken("公式"), 5]}, {1})


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', "too_many_rows"),
        ('<row r="1"><c r="XFD1048576"><v>1</v></c></row>', "too_many_rows"),
        ('<row r="1"><c r="XFD1"><v>1</v></c></row>', "too_many_columns"),
        ('<row r="1"><c r="GS1"><v>1</v></c></row>', "too_many_columns"),
        ('<row r="60001"><c r="A60001"><v>1</v></c></row>', "too_many_rows"),
        ('<row r="59000"><c r="GR59000"><v>1</v></c></row>', "too_many_cells"),
    ],
)
def test_content_that_spreads_too_far_is_refused(cells: str, code: str) -> None:
    assert code_of(with_sheet_xml(cells)) == code


def test_ten_thousand_columns_are_refused() -> None:
    row = "".join("<c><v>1</v></c>" for _ in range(10_000))

    assert code_of(with_sheet_xml(f'<row r="1">{row}</row>')) == "too_many_columns"


def test_rows_are_counted_over_all_sheets() -> None:
    def far_down(name: str, content: bytes) -> bytes:
        return content.replace(b"A1", b"A31000").replace(b'row r="1"', b'row r="31000"')

    data = book(("一", [["x"]]), ("二", [["x"]]))

    assert len(parse(data).sheets) == 2
    assert code_of(repacked(data, far_down)) == "too_many_rows"


def test_a_styled_blank_at_the_far_corner_costs_nothing() -> None:
    row = '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    sheet = only_sheet(with_sheet_xml(f'<row r="1">{ROW_OF_X}</row>{row}'))

    assert list(sheet.rows) == [1]


@pytest.mark.parametrize("cells", ["<row><c", "<row r='x'><c r='A1'><v>1</v></c></row>"])
def test_broken_xml_is_damage(cells: str) -> None:
    assert code_of(with_sheet_xml(cells)) == "damaged"


def test_xml_that_breaks_off_is_damage() -> None:
    def break_off(name: str, content: bytes) -> bytes:
        return content[: content.index(b"</row>")] if name.endswith("sheet1.xml") else content

    assert code_of(repacked(advisors({}), break_off)) == "damaged"


def test_a_workbook_crosses_to_the_other_process_whole() -> None:
    read = parse((FIXTURES / "顾问名册-全区-2024.xlsx").read_bytes())

    assert from_plain(to_plain(read)) == read
    assert read_workbook(FIXTURES / "顾问名册-全区-2024.xlsx") == read


@pytest.mark.parametrize("kind", ["bytes", "path", "file"])
def test_bytes_paths_and_files_are_read(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(advisors({}))
    with path.open("rb") as file:
        source = {"bytes": path.read_bytes(), "path": path, "file": file}[kind]
        assert read_workbook(source).sheets[0].name == "顾问名册"


def test_a_refusal_crosses_too() -> None:
    with pytest.raises(UnreadableWorkbook) as refused:
        read_workbook(b"")
    assert refused.value.code == "empty_file"


def bomb_of_strings() -> bytes:
    """One long text that 200,000 cells point at: 0.4 MB here, 19 GB once each holds its own."""
    long = "啊" * 32_000
    cells = "".join(f'<c r="{letter}%d" t="s"><v>0</v></c>' for letter in "ABCDEFGHIJ")
    rows = "".join(f'<row r="{n}">{cells % ((n,) * 10)}</row>' for n in range(1, 20_001))
    schemas = "http://schemas.openxmlformats.org"
    strings = f'<sst xmlns="{schemas}/spreadsheetml/2006/main"><si><t>{long}</t></si></sst>'
    relation = (
        f'<Relationship Id="rId99" Target="sharedStrings.xml" '
        f'Type="{schemas}/officeDocument/2006/relationships/sharedStrings"/></Relationships>'
    )

    def point_at_strings(name: str, content: bytes) -> bytes:
        if name != "xl/_rels/workbook.xml.rels":
            return content
        return content.replace(b"</Relationships>", relation.encode())

    return repacked(
        with_sheet_xml(rows), point_at_strings, added={"xl/sharedStrings.xml": strings.encode()}
    )


READ_AND_TELL = """
import resource, sys, time
from ledgers.guard import UnreadableWorkbook
from ledgers.workbook import read_workbook
started = time.monotonic()
try:
    read_workbook(sys.stdin.buffer)
except UnreadableWorkbook as refused:
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    print(refused.code, peak, int(time.monotonic() - started))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its limits")
def test_what_eats_memory_is_stopped_at_the_limit() -> None:
    # In a process of its own, whose children are that one reader.
    told = subprocess.run(
        [sys.executable, "-c", READ_AND_TELL],
        input=bomb_of_strings(),
        capture_output=True,
        check=True,
        cwd=workbook.ROOT,
    )
    code, peak, seconds = told.stdout.split()

    assert code == b"too_heavy"
    assert int(peak) <= workbook.MEMORY_LIMIT
    assert int(seconds) <= workbook.DEADLINE_SECONDS


def test_what_takes_too_long_is_stopped_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "DEADLINE_SECONDS", 0.01)
    with pytest.raises(UnreadableWorkbook) as refused:
        read_workbook(advisors({}))
    assert refused.value.code == "too_heavy"


def test_the_reading_process_loads_no_django() -> None:
    code = "import sys, ledgers.parsing; print('django' in sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=workbook.ROOT
    )
    assert told.stdout.strip() == "False"
