"""办不成事接待登记 in and out: what is read, found again, written, undone, handed out."""

import io
from datetime import date
from typing import Any

import openpyxl
import pytest

from audit.models import Entry
from casework.models import ServiceRecord, StuckCase
from core.actor import Actor
from ledgers.batches import undo_batch
from tests import factories as make
from tests.casework.ledger.scenes import differences, outcomes, problems, received
from tests.cast import DAY, Cast
from tests.ledgers.books import book
from tests.ledgers.scenes import entered

pytestmark = pytest.mark.django_db
HEADER = (
    "街镇", "居村", "登记编号", "日期", "来访人", "户编号", "电话", "事项", "未办成原因", "答复",
    "接待人", "转办单位", "转办日期", "办结日期", "办理结果", "办理情况", "回访日期", "满意度",
)  # fmt: skip
GOOD = {
    "街镇": "石泉路街道",
    "居村": "石里1居委会",
    "日期": "2024-09-10",
    "来访人": "王小芳",
    "电话": "13911110001",
    "事项": "医疗救助申请被退回。",
    "未办成原因": "材料不全",
    "答复": "请补出院小结。",
    "接待人": "石居芳",
}
CLOSED = {"办结日期": "2024-09-12", "办理结果": "已解决", "满意度": "满意"}


@pytest.fixture
def admin(cast: Cast) -> Actor:
    return cast.actor("a_admin")


def stuck(*changes: dict[str, Any], header: tuple[str, ...] = HEADER) -> bytes:
    """A ledger with one row for each mapping, which says what differs from a good row."""
    rows = [[{**GOOD, **change}.get(label) for label in header] for change in changes]
    return book(("登记", [["办不成事接待登记（2024年度）"], header, *rows]))


def facts() -> list[dict[str, Any]]:
    return [
        {
            key: bytes(value) if isinstance(value, memoryview) else value
            for key, value in row.items()
            if key != "version"
        }
        for model in (StuckCase, ServiceRecord)
        for row in model.objects.order_by("pk").values()
    ]


# In -------------------------------------------------------------------------------------------


def test_a_messy_register_is_read_as_the_offices_keep_it(admin: Actor, cast: Cast) -> None:
    content = book(
        (
            "9月",
            [
                ["石泉路街道2024年“办不成事”接待登记表"],
                ["填报单位：石泉路街道", None, None, "填报日期：2024.9.20"],
                ["序号", "所属居委", "接待日期", "来访群众", "联系电话", "来访事项", "办不成原因",
                 "答复情况", "转办部门", "办结时间", "是否满意"],
                [1, "石里1居委", "2024.9.2", "王　芳", "１３９１１１１０００１", "低保申请两次没有受理",
                 "缺材料", "请补收入证明", "/", "9月4日", "非常满意"],
                [2, None, 45545, "无", None, "社保卡系统查不到", "系统故障", "已报修", "区社保中心",
                 None, None],
                ["合计", 2],
                ["填表人：张三"],
            ],
        )
    )  # fmt: skip
    batch = received(content, admin)
    assert batch.kind == "stuck"
    assert outcomes(batch) == ["new", "new"]
    assert any("没有写办理结果，按“已解释，本人理解”记" in one for one in problems(batch))
    entered(content, admin)
    first, second = StuckCase.objects.order_by("received_on")
    assert (first.unit, first.received_on) == (cast.a.communities[0], date(2024, 9, 2))
    assert (first.visitor_name, first.visitor_phone) == ("王芳", "13911110001")
    assert (first.blocker, first.matter) == ("papers", "低保申请两次没有受理")
    assert (first.state, first.closed_on, first.outcome) == (
        "closed",
        date(2024, 9, 4),
        "explained",
    )
    assert (first.satisfaction, first.handed_to) == ("satisfied", "")
    # Without a community it is the station's.
    assert (second.unit, second.received_on) == (cast.a.unit, date(2024, 9, 10))
    assert (second.state, second.blocker) == ("open", "system")
    assert (second.handed_to, second.visitor_name) == ("区社保中心", "")


def test_a_row_is_a_matter_with_its_service(admin: Actor, cast: Cast) -> None:
    entered(stuck({**CLOSED, "户编号": cast.a.household.number, "回访日期": "2024-09-13"}), admin)
    case = StuckCase.objects.get()
    assert (case.household, case.advisor) == (cast.a.household, cast.a.community_advisor)
    assert case.written_by == cast.users["a_admin"]
    assert (case.answer, case.outcome) == ("请补出院小结。", "solved")
    assert (case.called_back_on, case.satisfaction) == (date(2024, 9, 13), "satisfied")
    [record] = ServiceRecord.objects.filter(stuck_case=case)
    assert (record.unit, record.given_on) == (case.unit, case.received_on)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"日期": "2099-09-21"}, "2099-09-21还没有到"),
        ({"日期": None}, "日期"),
        ({"事项": None}, "事项"),
        ({"未办成原因": "不想办"}, "不在可选项里，应是：材料不全、政策不符、系统问题、跨区、其他"),
        ({"答复": None}, "答复"),
        ({"转办单位": "找13812345678"}, "里面有电话号码"),
        ({"转办日期": "2024-09-09"}, "转办日期2024-09-09应晚于2024-09-10"),
        ({"办结日期": "2024-09-09"}, "办结日期2024-09-09应晚于2024-09-10"),
        ({**CLOSED, "回访日期": "2024-09-11"}, "回访日期2024-09-11应晚于2024-09-12"),
        ({"满意度": "满意"}, "写了满意度，请补上办结日期"),
        ({"办理结果": "已解决"}, "写了办理结果，请补上办结日期"),
        ({"登记编号": "1234"}, "登记编号是系统给的8位字母数字"),
        ({"登记编号": "0A0A0A0A"}, "本街镇没有这个登记编号"),
        ({"户编号": "没有的号"}, "这里没有这个户编号"),
        ({"接待人": "没有此人"}, "顾问名册里没有"),
        ({"事项": "（内容不导出，见系统）"}, "也没有登记编号，认不出是哪一件"),
    ],
)
def test_a_bad_row_is_told_why(admin: Actor, changes: dict[str, Any], sentence: str) -> None:
    batch = received(stuck(changes), admin)
    assert outcomes(batch) == ["rejected"]
    assert sentence in "".join(problems(batch))
    assert "王小芳" not in "".join(problems(batch))


def test_a_household_of_another_community_is_not_linked(admin: Actor, cast: Cast) -> None:
    other = make.HouseholdFactory(community=cast.a.communities[1], number="W9")
    assert outcomes(received(stuck({"户编号": other.number}), admin)) == ["rejected"]
    entered(stuck({"户编号": other.number, "居村": None}), admin)
    assert StuckCase.objects.get().household == other


# Found again ----------------------------------------------------------------------------------


def test_the_same_matter_again_is_no_news_and_what_is_new_is_added(
    admin: Actor, cast: Cast
) -> None:
    entered(stuck({}), admin)
    assert outcomes(received(stuck({}, {"日期": "2024-09-11"}), admin)) == ["same", "new"]
    assert outcomes(received(stuck({"事项": "另一件事"}), admin)) == ["new"]
    assert outcomes(received(stuck({"来访人": "李小明"}), admin)) == ["new"]
    batch = received(stuck({**CLOSED, "来访人": None, "电话": None}), admin)
    assert outcomes(batch) == ["changed"]
    assert differences(batch) == [
        ("办结日期", "", "2024-09-12"),
        ("办理结果", "", "已解决"),
        ("满意度", "", "满意"),
    ]
    entered(stuck(CLOSED), admin)
    case = StuckCase.objects.get()
    assert (case.state, case.outcome, case.visitor_name) == ("closed", "solved", "王小芳")
    # An outcome that nobody wrote says nothing against the one on record.
    assert outcomes(received(stuck({"办结日期": "2024-09-12"}), admin)) == ["same"]


def test_a_matter_that_was_taken_back_is_not_written_again(admin: Actor) -> None:
    entered(stuck({}), admin)
    StuckCase.objects.update(state="withdrawn")
    batch = received(stuck({"电话": None}), admin)
    assert outcomes(batch) == ["rejected"]
    assert "已经撤回" in "".join(problems(batch))


def test_it_does_not_end_after_the_visitor_was_told(admin: Actor) -> None:
    entered(stuck({**CLOSED, "回访日期": "2024-09-13"}), admin)
    batch = received(stuck({"办结日期": "2024-09-16", "办理结果": "已解决"}), admin)
    assert outcomes(batch) == ["rejected"]
    assert "2024-09-13已经回访，办结日期不能晚于那天" in "".join(problems(batch))


def test_a_batch_is_undone_exactly(admin: Actor, cast: Cast) -> None:
    make.StuckCaseFactory(
        unit=cast.a.communities[0],
        received_on=date(2024, 9, 10),
        visitor_name="王小芳",
        advisor=cast.a.community_advisor,
    )
    before = facts()
    batch = entered(stuck(CLOSED, {"日期": "2024-09-11"}), admin)
    assert outcomes(batch) == ["changed", "new"]
    assert facts() != before
    undo_batch(batch=batch, by=admin)
    assert facts() == before


# Out ------------------------------------------------------------------------------------------


def exported(client: Any, query: str = "") -> bytes:
    answer = client.get(f"/casework/stuck/export/{query}")
    assert answer.status_code == 200
    content: bytes = answer.content
    return content


def texts(content: bytes) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))


def test_the_export_is_masked_and_keeps_the_offices_columns(cast: Cast, sign_in: Any) -> None:
    admin = cast.actor("a_admin")
    entered(stuck({**CLOSED, "转办单位": "区医保中心", "户编号": cast.a.household.number}), admin)
    make.StuckCaseFactory(unit=cast.b.unit, visitor_name="寿来客")
    make.StuckCaseFactory(unit=cast.a.unit, state="withdrawn", visitor_name="撤回人")
    make.StuckCaseFactory(unit=cast.a.unit, received_on=DAY.replace(day=25), visitor_name="明日人")
    rows = texts(exported(sign_in("a_manager")))
    assert len(rows) == 4
    told = dict(zip(rows[2], rows[3], strict=True))
    case = StuckCase.objects.get(visitor_name="王小芳")
    assert (told["登记编号"], told["来访人"]) == (case.receipt, "王**")
    assert (told["街镇"], told["居村"]) == ("石泉路街道", "石里1居委会")
    assert (told["未办成原因"], told["接待人"]) == ("材料不全", "石居芳")
    assert (told["转办单位"], told["满意度"]) == ("区医保中心", "满意")
    shown = str(rows)
    for secret in ("王小芳", "13911110001", "退回", "出院小结", "寿", "撤", "明日"):
        assert secret not in shown
    line = Entry.objects.get(action=Entry.Action.EXPORTED)
    assert (line.subject, line.detail["rows"]) == ("办不成事接待登记", 1)
    assert "石居芳" not in str(texts(exported(sign_in("reviewer"))))


def test_read_back_in_it_is_all_the_same(cast: Cast, sign_in: Any) -> None:
    admin = cast.actor("a_admin")
    entered(stuck({**CLOSED, "回访日期": "2024-09-13"}, {"居村": None, "来访人": None}), admin)
    content = exported(sign_in("a_admin"))
    batch = received(content, admin)
    assert batch.kind == "stuck"
    assert outcomes(batch) == ["same", "same"]
    file = openpyxl.load_workbook(io.BytesIO(content))
    sheet = file.active
    at = [cell.value for cell in sheet[3]].index("转办单位") + 1
    sheet.cell(4, at, "区民政局")
    buffer = io.BytesIO()
    file.save(buffer)
    batch = entered(buffer.getvalue(), admin)
    assert sorted(outcomes(batch)) == ["changed", "same"]
    assert StuckCase.objects.filter(handed_to="区民政局").count() == 1
    assert StuckCase.objects.filter(visitor_name="王小芳").count() == 1
