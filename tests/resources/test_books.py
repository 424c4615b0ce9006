"""The resource ledger into the books and out of them again."""

import json
from collections import Counter
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from audit.models import Entry
from core.actor import Actor
from ledgers.batches import check_again, enter_batch, receive, undo_batch
from ledgers.comparing import compare
from ledgers.enums import Outcome
from ledgers.models import Batch
from resources.models import Provider, Resource
from resources.resources import PoolResource
from resources.selectors import listed
from tests import factories as make
from tests.cast import DAY, Cast
from tests.ledgers.books import book
from tests.ledgers.directories import FIXTURES, checked_sample
from tests.ledgers.scenes import load_putuo
from tests.pages import rows_of
from tests.resources.pool import code_of

SAMPLE = "资源清单-2024"
GOOD = {
    "街镇": "石泉路街道",
    "资源名称": "上门助浴",
    "资源类别": "养老服务",
    "提供方": "乐助社工中心",
    "主体类型": "社会组织",
    "统一社会信用代码": code_of(),
    "联系人": "钱联系",
    "联系电话": "13812345678",
    "数量": "每月20人次",
    "金额（元）": "1200",
    "合作期限": "2024-01-01至2024-12-31",
    "状态": "有效",
}


def workbook(*changes: dict[str, Any]) -> bytes:
    rows = [[{**GOOD, **change}.get(label) for label in GOOD] for change in changes]
    return book(("清单", [["资源清单（2024年度）"], tuple(GOOD), *rows]))


def received(by: Actor, *changes: dict[str, Any]) -> Batch:
    return receive(file_name="清单.xlsx", content=workbook(*changes), by=by).batch


def entered(by: Actor, *changes: dict[str, Any]) -> Batch:
    return enter_batch(batch=received(by, *changes), by=by)


def outcomes(batch: Batch) -> Counter[str]:
    return Counter(batch.rows.values_list("outcome", flat=True))


def told(batch: Batch) -> list[tuple[str, str, str]]:
    return [
        (one["label"], one["old"], one["new"])
        for row in batch.rows.order_by("position")
        for one in row.content.get("differences", ())
    ]


def codes(batch: Batch, by: Actor) -> list[str]:
    rows = compare(check_again(batch, by=by))
    return [problem.code for one in rows for problem in one.row.problems]


@pytest.fixture
def admin(cast: Cast) -> Actor:
    return cast.actor("a_admin")


# The shared ledger -----------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_shared_ledger_reads_as_expected_from_the_shell(settings: Settings) -> None:
    settings.PORTAL_DAY = DAY
    load_putuo()
    expected = json.loads((FIXTURES / f"{SAMPLE}.expected.json").read_text(encoding="utf-8"))
    out = StringIO()
    path = FIXTURES / f"{SAMPLE}.xlsx"
    call_command("check_ledger", str(path), "--json", "--values", stdout=out)
    found = json.loads(out.getvalue())
    for key in ("kind", "rows", "errors", "warnings"):
        assert found[key] == expected[key], key
    assert found["values"].keys() == expected["values"].keys()
    for place, values in expected["values"].items():
        assert {key: found["values"][place][key] for key in values} == values, place


@pytest.mark.django_db
def test_the_shared_ledger_goes_in_once_and_comes_out_the_same(settings: Settings) -> None:
    settings.PORTAL_DAY = DAY
    by = load_putuo()
    content = (FIXTURES / f"{SAMPLE}.xlsx").read_bytes()
    batch = enter_batch(batch=receive(file_name="清单.xlsx", content=content, by=by).batch, by=by)
    assert outcomes(batch) == {Outcome.NEW: 97, Outcome.REJECTED: 14}
    assert Resource.objects.count() == 97
    good = checked_sample(SAMPLE).good_rows
    providers = {(row.values["street"], row.values["provider"]) for row in good}
    assert Provider.objects.count() == len(providers)
    first = Resource.objects.get(name="曹杨就业帮扶服务1")
    assert (first.unit_id, first.category) == ("310107005", "employment")
    assert (first.capacity, first.per, first.capacity_unit) == (24, "month", "人次")
    assert (first.starts_on, first.ends_on) == (date(2024, 1, 1), date(2024, 12, 31))
    assert (first.contact_name, first.contact_phone) == ("林远涵", "18671920417")
    assert first.provider.credit_code == "523101076PCBL96EN2"
    assert Resource.objects.get(name="曹杨心理服务服务2").value_yuan == Decimal(12_000)
    # A second time nothing is news, however it is asked.
    again = compare(checked_sample(SAMPLE))
    assert Counter(one.outcome for one in again) == {Outcome.SAME: 97, Outcome.REJECTED: 14}
    undo_batch(batch=batch, by=by)
    assert not Resource.objects.exists()
    assert not Provider.objects.exists()


@pytest.mark.django_db
def test_looking_and_writing_cost_the_same_for_one_row_and_for_many(
    cast: Cast, admin: Actor
) -> None:
    def cost(count: int, tag: str) -> int:
        rows = [
            {"资源名称": f"{tag}{n}", "提供方": f"{tag}家{n}", "主体类型": "志愿者",
             "统一社会信用代码": None} for n in range(count)
        ]  # fmt: skip
        batch = received(admin, *rows)
        with CaptureQueriesContext(connection) as captured:
            enter_batch(batch=batch, by=admin)
        return len(captured)

    assert cost(1, "一") == cost(40, "多")


# What is found again, what changes ---------------------------------------------------------------


@pytest.mark.django_db
def test_what_differs_is_told_and_a_blank_leaves_what_is_there(cast: Cast, admin: Actor) -> None:
    entered(admin, {})
    assert outcomes(received(admin, {"状态": None})) == {Outcome.SAME: 1}
    changed = {
        "数量": "每季30份",
        "金额（元）": None,
        "合作期限": "长期",
        "联系电话": "13912345678",
        "状态": "停用",
    }
    batch = entered(admin, changed)
    assert outcomes(batch) == {Outcome.CHANGED: 1}
    assert told(batch) == [
        ("数量", "20", "30"),
        ("周期", "每月", "每季"),
        ("单位", "人次", "份"),
        ("联系电话", "138****5678", "139****5678"),
        ("有效期", "有期限", "长期"),
        ("状态", "有效", "停用"),
    ]
    resource = Resource.objects.get()
    assert (resource.capacity, resource.per, resource.ends_on) == (30, "quarter", None)
    assert (resource.value_yuan, resource.contact_phone) == (Decimal(1200), "13912345678")
    assert (resource.stopped_on, resource.stop_reason) == (DAY, "other")
    entered(admin, {"数量": "不限"})
    resource.refresh_from_db()
    assert (resource.capacity, resource.per, resource.stopped_on) == (None, "", None)


@pytest.mark.django_db
def test_a_provider_is_found_by_its_code_or_its_name(cast: Cast, admin: Actor) -> None:
    entered(admin, {})
    # By its code: it has another name now.
    batch = entered(admin, {"提供方": "乐助社会工作中心"})
    assert told(batch) == [("提供方", "乐助社工中心", "乐助社会工作中心")]
    # By its name, however that is written.
    entered(admin, {"提供方": "乐助 社会工作中心", "资源名称": "另一项"})
    assert Provider.objects.count() == 1
    assert Resource.objects.count() == 2
    # A code that was still missing comes with its name.
    make.ProviderFactory(unit=cast.a.unit, name="无码家", credit_code="")
    entered(admin, {"提供方": "无码家", "统一社会信用代码": code_of(tail="MJ22222")})
    assert Provider.objects.get(name="无码家").credit_code == code_of(tail="MJ22222")


@pytest.mark.django_db
def test_which_provider_is_meant_is_never_guessed(cast: Cast, admin: Actor) -> None:
    entered(admin, {})
    other = code_of(tail="MJ33333")
    make.ProviderFactory(unit=cast.a.unit, name="另一家", credit_code=other)
    for change in (
        {"统一社会信用代码": code_of(tail="MJ44444")},  # its name under another code
        {"统一社会信用代码": other},  # its name, the other's code
    ):
        batch = received(admin, {"资源名称": "新的", **change})
        assert (codes(batch, admin), outcomes(batch)) == (
            ["provider_conflict"],
            {Outcome.REJECTED: 1},
        )
    # Of rows that contradict each other the later ones wait.
    new = {"提供方": "新家", "统一社会信用代码": code_of(tail="MJ55555")}
    batch = received(
        admin,
        {**new, "资源名称": "一"},
        {**new, "资源名称": "二", "提供方": "新新家"},
        {**new, "资源名称": "三", "统一社会信用代码": code_of(tail="MJ66666")},
        {**new, "资源名称": "四", "主体类型": "慈善组织"},
        {**new, "资源名称": "一", "提供方": "新 家"},
        {**new, "资源名称": "五"},
    )
    assert codes(batch, admin) == [*["provider_conflict"] * 3, "duplicate_row"]
    assert outcomes(batch) == {Outcome.NEW: 2, Outcome.REJECTED: 4}


@pytest.mark.django_db
def test_a_provider_of_the_district_is_named_and_not_changed(cast: Cast, admin: Actor) -> None:
    shared = make.ProviderFactory(unit=cast.district, name="区慈善会", credit_code=code_of("53"))
    row = {"提供方": "区慈善会（普陀）", "主体类型": "慈善组织", "统一社会信用代码": code_of("53")}
    entered(admin, row)
    assert Resource.objects.get().provider == shared
    shared.refresh_from_db()
    assert (shared.name, Provider.objects.count()) == ("区慈善会", 1)
    assert outcomes(received(admin, {**row, "状态": None})) == {Outcome.SAME: 1}


@pytest.mark.django_db
def test_a_street_enters_nothing_of_its_neighbours(cast: Cast, admin: Actor) -> None:
    assert codes(received(admin, {"街镇": "长寿路街道"}), admin) == ["out_of_scope"]
    entered(cast.actor("district_admin"), {"街镇": "普陀区"})
    assert Resource.objects.get().unit == cast.district


# Out again ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_export_is_read_again_as_it_is(cast: Cast, admin: Actor) -> None:
    unit = cast.a.unit
    coded = make.ProviderFactory(unit=unit, name="乐助", credit_code=code_of())
    helper = make.ProviderFactory(unit=unit, name="孙志愿", kind="volunteer")
    facts: list[dict[str, Any]] = [
        {"name": "甲", "capacity": 20, "per": "month", "capacity_unit": "人次"},
        {"name": "乙", "capacity": 3, "per": "term", "value_yuan": Decimal("1200.50")},
        {"name": "丙", "starts_on": None, "ends_on": date(2024, 12, 31), "provider": helper},
        {"name": "丁", "starts_on": None, "how_to_apply": "打电话", "eligibility_note": "老人"},
        {"name": "戊", "ends_on": date(2024, 6, 30), "capacity": 5, "per": "year"},
        {"name": "己", "stopped_on": DAY, "stop_reason": "ended", "capacity": 9, "per": "quarter"},
    ]
    for one in facts:
        whose = {"unit": unit, "provider": coded, **one}
        make.ResourceFactory(contact_phone="13812345678", **whose)
    content = PoolResource(admin, DAY).workbook(listed(admin, DAY).defer(None))
    rows = rows_of(content)
    header = next(row for row in rows if "资源名称" in row)
    assert header[1:] == [
        "街镇", "资源名称", "资源类别", "资源方", "单位性质", "统一社会信用代码", "联系人",
        "联系电话", "服务对象", "服务能力", "金额（元）", "合作期限", "申请方式", "状态",
    ]  # fmt: skip
    by_name = {row[2]: row for row in rows}
    assert by_name["甲"][10] == "每月20人次"
    assert by_name["丙"][12] == "至2024-12-31"
    assert by_name["丁"][12] == "长期"
    assert by_name["戊"][14] == "停用"
    batch = receive(file_name="导出.xlsx", content=content, by=admin).batch
    assert (codes(batch, admin), outcomes(batch)) == ([], {Outcome.SAME: 6})


@pytest.mark.django_db
def test_the_export_is_narrowed_masked_and_written_down(cast: Cast, sign_in) -> None:
    for unit, name in ((cast.a.unit, "石泉助浴"), (cast.b.unit, "长寿午餐")):
        make.ResourceFactory(unit=unit, name=name, contact_phone="13812345678")
    rows = rows_of(sign_in("a_manager").get("/resources/export/").content)
    assert [row[2] for row in rows[-1:]] == ["石泉助浴"]
    assert "13812345678" in rows[-1]
    there = rows_of(
        sign_in("reviewer").get(f"/resources/export/?street={cast.b.unit.code}").content
    )
    assert there[-1][2] == "长寿午餐"
    assert "13812345678" not in str(there)
    line = Entry.objects.filter(action="exported").order_by("-id")[0]
    assert line.detail["rows"] == 1
    assert line.detail["street"] == cast.b.unit.code
    assert sign_in("auditor").get("/resources/export/").status_code == 403
