"""Rows are checked one by one: what is data, what it says, and what keeps it out."""

from dataclasses import replace
from datetime import date
from typing import Any

import openpyxl
import pytest

from ledgers.guard import UnreadableWorkbook
from ledgers.headers import Mapping, find_mapping
from ledgers.parsing import parse
from ledgers.registry import all_ledgers
from tests.ledgers.books import ADVISOR_HEADER, ADVISOR_ROW, advisors, book, saved, with_sheet_xml
from tests.ledgers.checks import CAOYANG, ZHENRU, check, codes, only_problem, row_of, rows_of
from tests.ledgers.directories import TODAY


def test_a_good_row_is_read() -> None:
    row = row_of()

    assert row.is_good
    assert (row.sheet, row.number) == ("顾问名册", 3)
    assert row.raw["street"] == "曹杨"
    assert row.values["street"] == CAOYANG
    assert row.values["community"] == "310107005001"
    assert row.values["started_on"] == date(2023, 3, 1)
    assert row.values["started_on_precision"] == "day"
    assert (row.values["level"], row.values["status"]) == ("community", "active")


@pytest.mark.parametrize("label", ["街镇", "姓名", "联系电话", "人员性质", "上岗日期"])
def test_what_is_required_must_be_there(label: str) -> None:
    for nothing in (None, "无", "/"):
        problem = only_problem(
            row_of(**{label: nothing}, **({"居村": None} if label == "街镇" else {}))
        )
        assert (problem.code, problem.message) == ("required", f"“{label}”没有填。")


def test_a_column_that_is_missing_is_missing_from_every_row() -> None:
    header = tuple(label for label in ADVISOR_HEADER if label != "人员性质")
    result = check(advisors({}, {"姓名": "李四"}, header=header))

    assert result.mapping.sheets[0].missing_from(result.ledger) == ["人员性质"]
    assert [codes(row) for row in result.rows] == [["required"], ["required"]]


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"街镇": "曹扬"}, "street", "street_unknown"),
        ({"居村": "不存在居委会"}, "community", "community_unknown"),
        ({"街镇": None}, "street", "required"),
        ({"居村": "海棠苑居委会"}, "community", "community_unknown"),
        ({"街镇": "石泉", "居村": "铜川路居委会"}, "community", "unit_ambiguous"),
        ({"姓名": "张三2"}, "name", "name_bad"),
        ({"联系电话": "138000000"}, "phone", "phone_bad"),
        ({"身份证号": "110105194912310021"}, "id_number", "id_checksum"),
        ({"身份证号": 3.10107198001011e17}, "id_number", "id_excel_lost"),
        ({"人员性质": "社工"}, "staff_kind", "choice_unknown"),
        ({"上岗日期": "2024-02-30"}, "started_on", "date_invalid"),
        ({"上岗日期": "2029.1.5"}, "started_on", "date_future"),
    ],
)
def test_a_wrong_cell_keeps_its_row_out(change: dict[str, Any], column: str, code: str) -> None:
    row = row_of(**change)

    found = [problem for problem in row.errors if problem.column == column]
    assert [problem.code for problem in found] == [code]
    assert found[0].raw == row.raw[column]
    # What hangs on a wrong cell is not told besides.
    assert len(row.errors) == 1


def test_ambiguous_units_come_with_candidates_that_may_be_written_instead() -> None:
    problem = only_problem(row_of(街镇="石泉", 居村="铜川路居委会"))
    assert [each.label for each in problem.candidates] == [
        "石泉路街道 · 铜川路第一居委",
        "石泉路街道 · 铜川路第二居委",
    ]
    assert problem.candidates[1].value == "铜川路第二居委会"

    row = row_of(街镇="石泉", 居村=problem.candidates[1].value)
    assert row.values["community"] == "310107017030"


def test_a_community_of_another_street_is_no_candidate_but_told() -> None:
    problem = only_problem(row_of(居村="曹杨花苑"))

    assert problem.code == "community_unknown"
    assert all(each.value.startswith(CAOYANG) for each in problem.candidates)
    assert "别的街镇有这个名称" in only_problem(row_of(居村="海棠苑居委会")).message


def test_a_future_day_is_suggested_in_the_ledgers_year() -> None:
    assert only_problem(row_of(上岗日期="2029.1.5")).suggestion == "2024-01-05"


def test_today_is_no_future_day() -> None:
    assert row_of(上岗日期=TODAY).is_good


def test_a_month_is_kept_with_its_precision() -> None:
    row = row_of(上岗日期="2022年7月")

    assert codes(row) == ["date_precision"]
    assert row.is_good
    assert row.values["started_on"] == date(2022, 7, 1)
    assert row.values["started_on_precision"] == "month"


def test_a_rejected_row_keeps_its_warnings() -> None:
    row = row_of(联系电话="138", 上岗日期="2022年7月")
    assert sorted(codes(row)) == ["date_precision", "phone_bad"]


def test_a_known_mistake_in_a_street_is_a_warning() -> None:
    problem = only_problem(row_of(街镇="长征街道", 居村="北巷"))
    assert (problem.code, problem.suggestion) == ("unit_name_corrected", "长征镇")


def test_the_same_row_twice_is_a_duplicate_of_the_first() -> None:
    first, second, third = rows_of({}, {"备注": "又"}, {"联系电话": "13900000000"})

    assert (first.is_good, third.is_good) == (True, True)
    assert codes(second) == ["duplicate_row"]
    assert second.problems[0].message == "与第3行重复，只能留一行。"


def test_the_same_person_in_two_communities_is_no_duplicate() -> None:
    assert all(row.is_good for row in rows_of({}, {"居村": "花溪园"}))


def test_a_duplicate_in_another_sheet_says_which() -> None:
    rows = [ADVISOR_HEADER, ADVISOR_ROW]
    result = check(book(("甲", rows), ("乙", rows)))

    assert result.rows[1].problems[0].message == "与工作表“甲”第2行重复，只能留一行。"


def test_a_good_row_is_no_duplicate_of_a_rejected_one() -> None:
    wrong, right = rows_of({"上岗日期": "若干"}, {})
    assert (wrong.is_good, right.is_good) == (False, True)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["合计", 3], "total"),
        (["合 计", 3], "total"),
        ([None, "小计：3人"], "total"),
        (["总计"], "total"),
        (["以下空白"], "total"),
        (["备注：1.请按时报送"], "note"),
        (["注: 同上"], "note"),
        (["说明：略"], "note"),
        (["填表人：张三", None, "审核人：李四"], "note"),
        ([7], "number_only"),
        (ADVISOR_HEADER, "header"),
        ([None] * 8 + ["写在表外"], "unknown_columns"),
    ],
)
def test_what_is_no_data_is_skipped_and_told(row: list[Any], reason: str) -> None:
    result = check(book(("名册", [ADVISOR_HEADER, row, ADVISOR_ROW])))

    assert [(each.number, each.reason) for each in result.skipped] == [(2, reason)]
    assert [each.number for each in result.rows] == [3]


def test_one_word_of_the_header_makes_no_header() -> None:
    result = check(book(("名册", [ADVISOR_HEADER, [None, None, None, "姓名"], ADVISOR_ROW])))
    assert [row.number for row in result.rows] == [2, 3]


def test_a_person_called_like_a_total_is_a_person() -> None:
    header = ("姓名", "街镇", "联系电话", "人员性质", "上岗日期", "居村")
    rows = [header, ["合欢", "曹杨", "13800000000", "社区工作者", "2023-03-01", "源园"]]
    assert check(book(("名册", rows))).rows[0].values["name"] == "合欢"


def test_hidden_rows_are_told_and_not_read() -> None:
    source = openpyxl.Workbook()
    for row in (ADVISOR_HEADER, ADVISOR_ROW, (2, "曹杨", "源园", "李四")):
        source.active.append(row)
    source.active.row_dimensions[3].hidden = True
    source.create_sheet("旧数据").sheet_state = "hidden"
    result = check(saved(source))

    assert [row.number for row in result.rows] == [2]
    assert [(each.number, each.reason) for each in result.skipped] == [(3, "hidden")]
    assert result.hidden_sheets == ("旧数据",)


def test_rows_below_200_blank_ones_are_told() -> None:
    result = check(book(("名册", [ADVISOR_HEADER, ADVISOR_ROW, *[[]] * 200, ADVISOR_ROW])))

    assert len(result.rows) == 1
    assert result.unread == {"名册": 203}


def merged_down(letter: str) -> bytes:
    """Two rows whose cells in one column are merged."""
    source = openpyxl.Workbook()
    for row in (ADVISOR_HEADER, ADVISOR_ROW, (2, "曹杨", "源园", "李四", *ADVISOR_ROW[4:])):
        source.active.append(row)
    source.active.merge_cells(f"{letter}2:{letter}3")
    return saved(source)


@pytest.mark.parametrize(("letter", "key"), [("B", "street"), ("C", "community")])
def test_a_merged_unit_is_filled_down(letter: str, key: str) -> None:
    first, second = check(merged_down(letter)).rows

    assert second.is_good
    assert first.values[key] == second.values[key] is not None


def test_a_merged_cell_lends_to_no_row_below_it() -> None:
    source = openpyxl.Workbook()
    for name, community in (("张三", "源园"), ("李四", None), ("王五", "花溪园"), ("赵六", None)):
        source.active.append((1, "曹杨", community, name, *ADVISOR_ROW[4:]))
    source.active.insert_rows(1)
    for at, label in enumerate(ADVISOR_HEADER, start=1):
        source.active.cell(1, at, label)
    source.active.merge_cells("C2:C3")
    rows = check(saved(source)).rows

    assert [row.raw["community"] for row in rows] == ["源园", "源园", "花溪园", ""]


@pytest.mark.parametrize("letter", ["D", "F"])
def test_a_merged_name_or_phone_is_not(letter: str) -> None:
    assert codes(check(merged_down(letter)).rows[1]) == ["required"]


def test_as_above_copies_with_a_warning() -> None:
    first, second, third = rows_of(
        {}, {"姓名": "李四", "居村": "同上"}, {"姓名": "王五", "居村": "〃"}
    )

    assert {row.values["community"] for row in (first, second, third)} == {"310107005001"}
    assert (codes(second), codes(third)) == (["copied_from_above"], ["copied_from_above"])


def test_a_blank_street_is_the_sheets() -> None:
    rows = [ADVISOR_HEADER, (1, None, *ADVISOR_ROW[2:])]

    for name, title in (
        ("曹杨", []),
        ("Sheet1", [["填报单位：曹杨新村街道（盖章）"]]),
        ("Sheet1", [["曹杨新村街道名册"]]),
    ):
        [row] = check(book((name, [*title, *rows]))).rows
        assert row.values["street"] == CAOYANG
        assert codes(row) == ["street_assumed"]
    [row] = check(book(("Sheet1", rows))).rows
    assert "required" in codes(row)


def test_a_formula_without_a_result_is_told() -> None:
    labels = "".join(
        f'<c r="{letter}1" t="str"><v>{label}</v></c>'
        for letter, label in zip("ABCDEFGH", ADVISOR_HEADER, strict=True)
    )
    cells = (
        '<c r="B2" t="str"><v>曹杨</v></c><c r="D2"><f>A1</f></c><c r="E2" t="e"><v>#N/A</v></c>'
    )
    [row] = check(with_sheet_xml(f'<row r="1">{labels}</row><row r="2">{cells}</row>')).rows

    broken = {p.column: p.raw for p in row.problems if p.code == "formula_no_result"}
    assert broken == {"name": "公式", "id_number": "#N/A"}


def test_a_correction_is_read_in_the_cells_place() -> None:
    data = advisors({"联系电话": "138", "街镇": "曹扬"})
    [wrong] = check(data).rows
    [right] = check(
        data,
        corrections={
            ("顾问名册", 3, "phone"): "13900000000",
            ("顾问名册", 3, "street"): CAOYANG,
            ("顾问名册", 4, "phone"): "1",
        },
    ).rows

    assert not wrong.is_good
    assert right.is_good
    assert (right.values["phone"], right.raw["phone"]) == ("13900000000", "13900000000")


def test_a_correction_may_fill_a_column_that_the_sheet_lacks() -> None:
    header = tuple(label for label in ADVISOR_HEADER if label != "人员性质")
    [row] = check(
        advisors({}, header=header), corrections={("顾问名册", 3, "staff_kind"): "志愿者"}
    ).rows
    assert row.values["staff_kind"] == "volunteer"


def test_a_persons_own_mapping_goes_before_the_found_one() -> None:
    data = book(("表", [["甲", "乙", *ADVISOR_HEADER[2:]], ["李四", "曹杨", *ADVISOR_ROW[2:]]]))
    book_read = parse(data)
    found = find_mapping(book_read, all_ledgers(), "advisors")
    columns = {**found.sheets[0].columns, 1: "name", 2: "street"}
    del columns[4]
    own = Mapping("advisors", (replace(found.sheets[0], columns=columns),))

    [row] = check(data, mapping=own).rows
    assert (row.values["name"], row.values["street"]) == ("李四", CAOYANG)


@pytest.mark.parametrize(
    "change", [{"sheet": "没有"}, {"columns": {1: "colour"}}, {"header_rows": ()}]
)
def test_a_mapping_that_does_not_fit_is_refused(change: dict[str, Any]) -> None:
    data = advisors({})
    found = find_mapping(parse(data), all_ledgers())
    own = replace(found, sheets=(replace(found.sheets[0], **change),))

    with pytest.raises(UnreadableWorkbook) as refused:
        check(data, mapping=own)
    assert refused.value.code == "bad_mapping"


def test_rows_of_another_street_are_rejected_without_a_look() -> None:
    own, other = rows_of({}, {"街镇": "真如", "居村": "海棠苑", "联系电话": "1"}, scope=CAOYANG)

    assert own.is_good
    assert codes(other) == ["out_of_scope"]
    assert "真如镇街道海棠苑居委会" in other.problems[0].message
    assert other.values == {}


@pytest.mark.parametrize(("scope", "is_good"), [("310107", True), ("", True), (ZHENRU, False)])
def test_the_scope_is_a_prefix(scope: str, is_good: bool) -> None:
    assert rows_of({}, scope=scope)[0].is_good is is_good
