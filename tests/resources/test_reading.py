"""How the resource ledger reads amounts, terms and providers; what a row is told."""

from datetime import date
from typing import Any

import pytest

from ledgers.checking import CheckedRow
from ledgers.problems import Rejected
from resources import reading
from resources.credit import kind_doubt, kind_meant_by
from resources.enums import ProviderKind
from tests.ledgers.books import book
from tests.ledgers.checks import check, codes
from tests.resources.pool import code_of

GOOD = {
    "街镇": "曹杨",
    "资源名称": "上门助浴",
    "资源类别": "为老",
    "资源方": "乐助社工中心",
    "单位性质": "社会组织",
    "统一社会信用代码": code_of(),
    "联系人": "钱联系",
    "联系电话": "13812345678",
    "服务能力": "每月20人次",
    "价值（万元）": "1.2",
    "合作期限": "2024.1-2024.12",
    "状态": "有效",
}


def rows(*changes: dict[str, Any], header: tuple[str, ...] = ()) -> tuple[CheckedRow, ...]:
    labels = (*GOOD, *header)
    cells = [[{**GOOD, **change}.get(label) for label in labels] for change in changes]
    return check(book(("清单", [labels, *cells]))).rows


def row(**change: Any) -> CheckedRow:
    extra = tuple(label for label in change if label not in GOOD)
    [found] = rows(change, header=extra)
    return found


def amount(text: str) -> tuple[Any, Any, Any]:
    values = row(服务能力=text).values
    return values["capacity"], values.get("per"), values.get("capacity_unit")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("每月20人次", (20, "month", "人次")),
        ("每季度30份", (30, "quarter", "份")),
        ("每年 1,200 户", (1200, "year", "户")),
        ("20人次/月", (20, "month", "人次")),
        ("20人次每月", (20, "month", "人次")),
        ("全年10场", (10, "year", "场")),
        ("每年约15人", (15, "year", "人")),
        ("1万元", (10_000, "term", "元")),
        ("30", (30, "term", None)),
        (30, (30, "term", None)),
        ("３０份", (30, "term", "份")),
    ],
)
def test_an_amount_has_a_number_a_period_and_a_unit(text: Any, expected: tuple) -> None:
    assert amount(text) == expected


@pytest.mark.parametrize("text", ["若干", "每周5人次", "每天1份", "0份", "每月", "9999999份"])
def test_an_amount_that_is_none_is_refused(text: str) -> None:
    assert codes(row(服务能力=text)) == ["number_invalid"]


def test_without_limit_there_is_no_number() -> None:
    assert row(服务能力="不限").values["is_unlimited"] is True
    assert "is_unlimited" not in row(服务能力=None).values


@pytest.mark.parametrize(
    ("text", "first", "last", "is_open"),
    [
        ("2024.1-2024.12", date(2024, 1, 1), date(2024, 12, 31), None),
        ("2024.1-2024.2", date(2024, 1, 1), date(2024, 2, 29), None),
        ("2024年1月1日至2024年6月30日", date(2024, 1, 1), date(2024, 6, 30), None),
        ("2024-01-01至2024-12-31", date(2024, 1, 1), date(2024, 12, 31), None),
        ("2024年", date(2024, 1, 1), date(2024, 12, 31), None),
        ("2024年度", date(2024, 1, 1), date(2024, 12, 31), None),
        ("长期", None, None, True),
        ("长期有效", None, None, True),
        ("2024-03-01起长期", date(2024, 3, 1), None, True),
        ("2024年3月起", date(2024, 3, 1), None, True),
        ("2024.3至今", date(2024, 3, 1), None, True),
        ("至2024-12-31", None, date(2024, 12, 31), None),
        ("2024年11月底前", None, date(2024, 11, 30), None),
        ("2024-12-31止", None, date(2024, 12, 31), None),
    ],
)
def test_a_term_has_two_ends_or_none(
    text: str, first: date | None, last: date | None, is_open: bool | None
) -> None:
    found = row(合作期限=text)
    assert found.problems == ()
    values = found.values
    assert (values["starts_on"], values["ends_on"], values.get("is_open_ended")) == (
        first,
        last,
        is_open,
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2024.12-2024.1", "date_order"),
        ("2024-03-01", "date_invalid"),
        ("2024.3", "date_invalid"),
        ("一年", "date_invalid"),
        ("2024-02-30至2024-12-31", "date_invalid"),
    ],
)
def test_a_term_that_is_none_is_refused(text: str, code: str) -> None:
    assert codes(row(合作期限=text)) == [code]


def test_the_two_ends_may_stand_in_columns_of_their_own() -> None:
    labels = tuple(label for label in GOOD if label != "合作期限")
    header = (*labels, "有效期起", "有效期止")

    def read(first: str | None, last: str | None) -> CheckedRow:
        cells = [*(GOOD[label] for label in labels), first, last]
        [found] = check(book(("清单", [header, cells]))).rows
        return found

    values = read("2024.1", "2024.12").values
    assert (values["starts_on"], values["ends_on"]) == (date(2024, 1, 1), date(2024, 12, 31))
    assert read("2024-01-01", "长期").values["is_open_ended"] is True
    assert codes(read("2024-06-01", "2024-05-31")) == ["date_order"]
    assert read(None, None).problems == ()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"资源类别": "其它什么"}, ["choice_unknown"]),
        ({"资源名称": None}, ["required"]),
        ({"联系人": None}, ["required"]),
        ({"联系电话": "1381"}, ["phone_bad"]),
        ({"统一社会信用代码": None}, ["required"]),
        ({"统一社会信用代码": "5231010"}, ["uscc_length"]),
        ({"单位性质": "志愿者", "统一社会信用代码": None}, []),
        ({"单位性质": "志愿者"}, ["provider_type_mismatch", "credit_code_unneeded"]),
        ({"单位性质": None}, ["provider_type_assumed"]),
        ({"单位性质": None, "统一社会信用代码": None}, ["required"]),
        ({"单位性质": "爱心企业"}, ["provider_type_mismatch"]),
        ({"单位性质": "慈善组织"}, []),
        ({"单位性质": "公司"}, ["choice_unknown"]),
        ({"价值（万元）": "-1"}, ["number_invalid"]),
        ({"状态": "其它"}, ["choice_unknown"]),
        ({"街镇": "火星街道"}, ["street_unknown"]),
    ],
)
def test_what_a_row_is_told(change: dict[str, Any], expected: list[str]) -> None:
    assert codes(row(**change)) == expected


def test_a_row_as_it_goes_into_the_books() -> None:
    values = row().values
    assert values["street"] == "310107005"
    assert (values["category"], values["provider_type"]) == ("elder_care", "social_organisation")
    assert values["value_yuan"] == "12000.00"
    assert row(街镇="普陀区").values["street"] == "310107"


@pytest.mark.parametrize(
    ("status", "term", "expected"),
    [
        ("有效", "长期", False),
        (None, "长期", None),
        ("停用", "长期", True),
        # Over by itself.
        ("停用", "2024.1-2024.12", None),
        ("停用", "2026.1-2026.12", True),
    ],
)
def test_what_is_past_its_term_needs_no_stopping(
    status: str | None, term: str, expected: bool | None
) -> None:
    assert row(状态=status, 合作期限=term).values.get("is_stopped") is expected


def test_two_rows_of_one_provider_with_one_name_are_one_too_many() -> None:
    first, again, other = rows({}, {"联系人": "别人家"}, {"资源名称": "另一项"})
    assert (codes(first), codes(again), codes(other)) == ([], ["duplicate_row"], [])


@pytest.mark.parametrize(
    ("head", "kind", "others"),
    [
        ("11", "department", ["enterprise", "charity"]),
        ("12", "department", ["social_organisation"]),
        ("51", "social_organisation", ["department"]),
        ("52", "social_organisation", ["enterprise"]),
        ("53", "charity", ["enterprise", "department"]),
        ("91", "enterprise", ["social_organisation"]),
        ("93", "enterprise", ["charity"]),
    ],
)
def test_the_head_of_a_code_speaks_for_a_kind(head: str, kind: str, others: list[str]) -> None:
    code = code_of(head)
    assert kind_meant_by(code) == ProviderKind(kind)
    assert kind_doubt(kind, code) == ""
    for other in others:
        assert f"以{head}开头" in kind_doubt(other, code)


def test_a_head_that_speaks_for_none_is_not_doubted() -> None:
    assert kind_meant_by(code_of("31")) is None
    assert kind_doubt("enterprise", code_of("31")) == ""
    assert kind_doubt("enterprise", "") == ""


def test_a_reader_says_what_would_do() -> None:
    with pytest.raises(Rejected, match="每月20人次"):
        reading.read_capacity("若干", None)  # type: ignore[arg-type]
