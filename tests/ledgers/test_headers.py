"""The kind, the header and the columns are found, and may be put right by hand."""

import json
from typing import Any

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from ledgers.guard import UnreadableWorkbook
from ledgers.headers import Mapping, SheetMapping, find_mapping
from ledgers.parsing import parse
from ledgers.registry import all_ledgers, ledger_of
from tests.ledgers.books import ADVISOR_HEADER, ADVISOR_ROW, book

STATION_HEADER = ("街镇", "居村", "站点名称", "类型", "地址", "联系电话", "开放时间", "负责人")
TRAINING_HEADER = ("街镇", "培训时间", "培训内容", "培训类型", "课时", "参训人员")
RESOURCE_HEADER = (
    "街镇",
    "资源名称",
    "资源类别",
    "提供方",
    "联系人",
    "联系电话",
    "服务对象",
    "备注",
)


def mapped(rows: list[Any], kind: str | None = None, **how: Any) -> SheetMapping:
    [sheet] = find_mapping(parse(book(("表", rows), **how)), all_ledgers(), kind).sheets
    return sheet


def keys_of(mapping: SheetMapping) -> dict[int, str]:
    return dict(mapping.columns)


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        (ADVISOR_HEADER, "advisors"),
        (STATION_HEADER, "stations"),
        (TRAINING_HEADER, "training"),
        (RESOURCE_HEADER, "resources"),
    ],
)
def test_the_kind_is_told_by_the_header(header: tuple[str, ...], kind: str) -> None:
    found = find_mapping(parse(book(("表", [["台账"], header, ["x"] * 8]))), all_ledgers())

    assert found.kind == kind
    assert found.sheets[0].header_rows == (2,)


@pytest.mark.parametrize(
    "rows", [[["x"]], [["甲", "乙", "丙"], ["x"] * 3], [*[["题"]] * 15, ADVISOR_HEADER], []]
)
def test_no_known_header_is_one_sentence_with_what_is_wanted(rows: list[Any]) -> None:
    with pytest.raises(UnreadableWorkbook) as refused:
        mapped(rows)

    assert refused.value.code == "no_known_header"
    assert "能读的有：站点台账、顾问名册、培训台账" in refused.value.message


def test_no_known_header_of_a_kind_names_its_columns() -> None:
    with pytest.raises(UnreadableWorkbook) as refused:
        mapped([["x"]], "training")
    assert "培训台账应有：街镇、培训日期、培训主题" in refused.value.message


def test_the_header_is_searched_in_the_first_15_rows() -> None:
    assert mapped([*[["题"]] * 14, ADVISOR_HEADER]).header_rows == (15,)


def test_with_a_kind_three_known_headers_are_enough() -> None:
    header = ("走访人", "街镇", "居村委", "联系电话")

    assert keys_of(mapped([header], "advisors")) == {2: "street", 3: "community", 4: "phone"}
    with pytest.raises(UnreadableWorkbook):
        mapped([header[:3]], "advisors")


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("姓 名", "name"),
        ("姓\n名", "name"),
        ("姓名*", "name"),
        ("*姓名（必填）", "name"),
        ("姓名：", "name"),
        ("姓名(全名)", "name"),
        ("街道(镇)", "street"),
        ("街道（镇）", "street"),
        ("居委（村）", "community"),
        ("公民身份号码", "id_number"),
        ("是否在岗", "status"),
    ],
)
def test_a_header_goes_by_its_aliases_however_spaced(written: str, key: str) -> None:
    header = ("职务", "学历", "专兼职", written)

    assert keys_of(mapped([header], "advisors"))[4] == key


def test_of_two_columns_for_one_key_its_own_label_wins_then_the_left() -> None:
    assert keys_of(mapped([("手机", "联系电话", "姓名", "街镇")], "advisors"))[2] == "phone"
    first = keys_of(mapped([("手机", "电话", "姓名", "街镇")], "advisors"))
    assert (first[1], 2 in first) == ("phone", False)


def two_rows(sheet: Worksheet) -> None:
    sheet.merge_cells("A2:A3")
    sheet.merge_cells("B2:B3")
    sheet.merge_cells("C2:D2")
    sheet.merge_cells("E2:F2")


def test_a_header_of_two_rows_is_told_by_its_merges() -> None:
    rows = [
        ["顾问名册"],
        ["街镇", "姓名", "身份信息", None, "任职", None],
        [None, None, "身份证号码", "联系方式", "上岗时间", "人员性质"],
        ["曹杨", "张三", None, "13800000000", "2023-03-01", "社区工作者"],
    ]
    found = mapped(rows, arrange=two_rows)

    assert found.header_rows == (2, 3)
    assert list(keys_of(found).values()) == [
        "street",
        "name",
        "id_number",
        "phone",
        "started_on",
        "staff_kind",
    ]
    assert found.headers[3] == "身份信息/身份证号码"


def test_a_header_of_two_rows_is_told_by_its_words_where_nothing_is_merged() -> None:
    rows = [
        ["街镇", "姓名", "身份信息", None, "人员性质", "上岗日期"],
        [None, None, "身份证号码", "联系方式", None, None],
        ["曹杨", "张三", None, "13800000000", "社区工作者", "2023-03-01"],
    ]
    found = mapped(rows)

    assert found.header_rows == (1, 2)
    assert keys_of(found)[4] == "phone"


def test_sub_headers_nobody_knows_still_belong_to_the_header() -> None:
    rows = [
        ["街镇", "姓名", "联系电话", "人员性质", "上岗日期", "参训", None],
        [None, None, None, None, None, "上半年", "下半年"],
        ["曹杨", "张三", "13800000000", "社区工作者", "2023-03-01", 1, 2],
    ]
    found = mapped(rows, arrange=lambda sheet: sheet.merge_cells("F1:G1"))

    assert found.header_rows == (1, 2)
    assert found.headers[7] == "参训/下半年"


def test_a_header_may_have_three_rows() -> None:
    rows = [
        ["街镇", "姓名", "身份信息", None, "上岗日期"],
        [None, None, "证件", "联系", None],
        [None, None, "身份证号码", "手机", None],
        ["曹杨", "张三", None, "13800000000", "2023-03-01"],
    ]

    def merge(sheet: Worksheet) -> None:
        for area in ("A1:A3", "B1:B3", "C1:D1", "E1:E3"):
            sheet.merge_cells(area)

    found = mapped(rows, "advisors", arrange=merge)
    assert found.header_rows == (1, 2, 3)
    assert found.headers[4] == "身份信息/联系/手机"
    assert (found.columns[4], found.first_row) == ("phone", 4)


def test_a_row_of_data_is_no_second_header() -> None:
    header = ("街镇", "姓名", "联系电话", "类别", "人员性质", "上岗日期")
    data = ("街镇", "张三", "13800000000", "居村", "社区工作者", "2023-03-01")

    assert mapped([header, data, data]).header_rows == (1,)


def test_numbering_is_no_column() -> None:
    assert 1 not in keys_of(mapped([("编号", *ADVISOR_HEADER[1:])]))


def test_title_rows_give_year_and_street() -> None:
    rows = [
        ["顾问名册（2023年度）"],
        ["填报单位：曹杨新村街道（盖章）", None, "填报日期：2024年1月5日"],
    ]
    found = mapped([*rows, ADVISOR_HEADER])

    assert found.year == 2023
    assert found.titles == ("表", "曹杨新村街道", "顾问名册（2023年度）")


def test_the_header_itself_is_no_title() -> None:
    found = mapped([(*ADVISOR_HEADER, "2023年考核")])
    assert (found.year, found.titles) == (None, ("表",))


@pytest.mark.parametrize(
    ("rows", "year"),
    [
        ([["名册"], ["填报日期：2024年1月5日"]], 2024),
        ([["名册"]], None),
        ([["二〇二三年名册"]], None),
    ],
)
def test_without_a_year_in_the_title_the_filing_date_has_it(rows: list[Any], year: int) -> None:
    assert mapped([*rows, ADVISOR_HEADER]).year == year


def test_hidden_columns_are_left_for_a_person_to_choose() -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.column_dimensions["F"].hidden = True

    found = mapped([ADVISOR_HEADER, ADVISOR_ROW], arrange=hide)

    assert 6 not in found.columns
    assert found.hidden_columns == (6,)
    assert found.headers[6] == "联系电话"
    assert found.missing_from(ledger_of("advisors")) == ["联系电话"]


def test_sheets_without_the_ledger_are_named() -> None:
    longer = (*ADVISOR_HEADER, "学历", "星级")
    data = book(("说明", [["填表说明"]]), ("名册", [longer]), ("另", [STATION_HEADER]))
    found = find_mapping(parse(data), all_ledgers())

    assert [sheet.sheet for sheet in found.sheets] == ["名册"]
    assert found.other_sheets == ("说明", "另")


def test_a_mapping_survives_json() -> None:
    found = find_mapping(parse(book(("名册", [ADVISOR_HEADER]))), all_ledgers())

    assert Mapping.from_plain(json.loads(json.dumps(found.to_plain()))) == found


def test_a_form_may_send_columns_alone() -> None:
    sheet = {"sheet": "表", "header_rows": ["2"], "columns": {"1": "street", "2": ""}}
    read = Mapping.from_plain({"kind": "advisors", "sheets": [sheet]})

    assert read.sheets == (SheetMapping("表", (2,), {1: "street"}),)
