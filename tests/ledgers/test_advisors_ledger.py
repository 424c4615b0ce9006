"""What the roster's own rules say of a row."""

from typing import Any

import pytest

from tests.ledgers.books import ADVISOR_HEADER
from tests.ledgers.checks import codes, row_of, rows_of
from tests.ledgers.directories import TODAY


@pytest.mark.parametrize(
    ("change", "level", "expected"),
    [
        ({"类别": None}, "community", []),
        ({"类别": None, "居村": None}, "street", []),
        ({"类别": "居村", "居村": None}, "community", ["required"]),
        ({"类别": "街镇", "居村": None}, "street", []),
        ({"类别": "街镇"}, "street", ["level_conflict"]),
    ],
)
def test_the_level_follows_from_the_community(
    change: dict[str, Any], level: str, expected: list[str]
) -> None:
    row = row_of(("类别",), **change)

    assert row.values["level"] == level
    assert codes(row) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"性别": "男"}, ["sex_mismatch"]),
        ({"性别": "女"}, []),
        ({"出生年月": "1949-12-31"}, []),
        ({"出生年月": "1949年12月"}, ["date_precision"]),
        ({"出生年月": "1949-12-30"}, ["birth_mismatch"]),
        ({"出生年月": "1949年11月"}, ["date_precision", "birth_mismatch"]),
    ],
)
def test_the_id_agrees_with_sex_and_birth(change: dict[str, Any], expected: list[str]) -> None:
    row = row_of(("性别", "出生年月"), 身份证号="11010519491231002X", **change)

    assert codes(row) == expected
    assert row.is_good


@pytest.mark.parametrize(
    ("change", "status", "expected"),
    [
        ({"离岗日期": "2024-01-31"}, "left", []),
        ({"离岗日期": "2024-01-31", "状态": "在岗"}, "active", ["status_conflict"]),
        ({"离岗日期": TODAY}, "active", []),
        ({"离岗日期": TODAY, "状态": "在岗"}, "active", []),
        ({"状态": "离岗"}, "left", ["required"]),
        ({"离岗日期": "2022-01-31"}, "left", ["date_order"]),
        ({"状态": "产假"}, "on_leave", []),
    ],
)
def test_leaving_has_its_day(change: dict[str, Any], status: str, expected: list[str]) -> None:
    row = row_of(("离岗日期", "状态"), **change)

    assert (row.values["status"], codes(row)) == (status, expected)


def test_a_filing_is_not_in_the_future() -> None:
    assert codes(row_of(("备案日期",), 备案日期="2030-01-01")) == ["date_future"]
    assert codes(row_of(("离岗日期",), 离岗日期="2030-01-01")) == []


def test_stars_and_other_choices_go_by_many_words() -> None:
    header = (*ADVISOR_HEADER, "星级", "学历", "职业资格")
    written = ["★★★", "3星", "三", "三星", 3, "无"]
    rows = rows_of(
        *({"星级": each, "姓名": f"王{'芳' * at}"} for at, each in enumerate(written, 1)),
        header=header,
    )
    assert [row.values["star"] for row in rows] == [3, 3, 3, 3, 3, None]
    for written, star in (("4星", 4), ("★★★★", 4), ("五", 5), ("五星", 5)):
        assert row_of(("星级",), 星级=written).values["star"] == star

    row = row_of(("学历", "职业资格"), 学历="专科", 职业资格="社工师、心理咨询师")
    assert row.values["education"] == "college"
    assert row.values["qualifications"] == ["社会工作师", "心理咨询师"]
