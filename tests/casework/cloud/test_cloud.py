"""社区云: an export's headers are matched once; then it marks and adds visits as a ledger does."""

import io
import re
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from audit.models import Entry
from casework.models import CloudLayout, Visit
from ledgers.batches import enter_batch, undo_batch
from ledgers.models import Batch
from tests import factories as make
from tests.casework.ledger.scenes import differences, outcomes
from tests.cast import Cast
from tests.ledgers.books import book
from tests.ledgers.desk import MIME, body

pytestmark = pytest.mark.django_db
# As no ledger calls its columns; what it means stands beside it.
HEADERS = {
    "记录流水号": "社区云编号",
    "居民区": "",
    "服务对象姓名": "对象姓名",
    "服务日期": "走访日期",
    "服务人员": "走访人",
    "录入时间": "",
}


def export(*rows: tuple[Any, ...], headers: Any = tuple(HEADERS)) -> bytes:
    foot = ("合计：2条", *[None] * (len(headers) - 1))
    return book(("导出", [["社区救助顾问 服务记录"], headers, *rows, foot]))


def hers(cast: Cast, reference: str = "SQY001") -> tuple[Any, ...]:
    """The row of the visit that is on record in street A."""
    visit = cast.a.visit
    name, day = visit.household.head_name, str(visit.visited_on)
    return reference, "石里1居委会", name, day, "石居芳", "2024-09-03 10:00"


NEW = ("SQY002", "石里1居委会", "李小红", "2024-09-05", "石居芳", "2024-09-05 10:00")


def hand_in(client: Client, content: bytes) -> Any:
    file = SimpleUploadedFile("导出.xlsx", content, MIME)
    return client.post("/casework/cloud/", {"workbook": file}, follow=True)


def match(client: Client, answer: Any, **change: str) -> Any:
    """Choose what each header is, as a person would."""
    path = answer.redirect_chain[-1][0]
    meanings = {**HEADERS, "居民区": "居村", **change}
    data = {f"column-{at}": meanings[header] for at, header in enumerate(HEADERS)}
    return client.post(path, data, follow=True)


def test_headers_are_matched_once_and_visits_marked_and_added(cast: Cast, sign_in: Any) -> None:
    client = sign_in("a_admin")
    answer = hand_in(client, export(hers(cast), NEW))
    page = body(answer)
    assert "对表头" in page
    # What goes by a known name needs no choosing.
    assert re.findall(r'value="(\w+)" selected', page) == ["居村"]
    assert Visit.objects.filter(source="ledger").count() == 0

    answer = match(client, answer)
    batch = Batch.objects.get(kind="visits")
    assert answer.redirect_chain[-1][0] == f"/ledgers/{batch.pk}/"
    assert outcomes(batch) == ["changed", "new"]
    assert differences(batch) == [("社区云编号", "", "SQY001")]
    layout = CloudLayout.objects.get()
    assert (layout.unit_id, layout.columns["服务人员"]) == (cast.a.unit.pk, "走访人")
    assert Entry.objects.filter(detail__has_key="cloud_columns").count() == 1

    enter_batch(batch=batch, by=cast.actor("a_admin"))
    cast.a.visit.refresh_from_db()
    assert (cast.a.visit.community_cloud_ref, cast.a.visit.note) == ("SQY001", "看望，情况稳定。")
    added = Visit.objects.get(source="ledger")
    assert (added.community_cloud_ref, added.mode, added.note) == ("SQY002", "home", "")

    # The next of the same kind is not asked about, and tells nothing twice.
    third = ("SQY003", *NEW[1:3], "2024-09-06", *NEW[4:])
    answer = hand_in(client, export(hers(cast), NEW, third))
    latest = Batch.objects.filter(kind="visits").latest("uploaded_at")
    assert answer.redirect_chain[-1][0] == f"/ledgers/{latest.pk}/"
    assert outcomes(latest) == ["same", "same", "new"]


def test_the_same_export_is_taken_in_once(cast: Cast, sign_in: Any) -> None:
    client = sign_in("a_admin")
    match(client, hand_in(client, export(hers(cast))))
    answer = hand_in(client, export(hers(cast)))
    assert Batch.objects.filter(kind="visits").count() == 1
    assert "已经上传过" in body(answer)


def test_it_tells_how_many_were_found_added_and_are_missing(cast: Cast, sign_in: Any) -> None:
    client = sign_in("a_admin")
    match(client, hand_in(client, export(hers(cast), NEW)))
    make.VisitFactory(household=cast.a.household, advisor=cast.a.community_advisor)
    batch = Batch.objects.get(kind="visits")
    enter_batch(batch=batch, by=cast.actor("a_admin"))
    page = body(client.get("/casework/cloud/"))
    assert "对上 1 条，新增 1 条" in page
    assert "cloud=without&period=all" in page
    # Of the three, one stands in no export.
    figures = client.get("/casework/cloud/").context
    assert figures["unreferenced"] == 1
    undo_batch(batch=batch, by=cast.actor("a_admin"))
    cast.a.visit.refresh_from_db()
    assert cast.a.visit.community_cloud_ref == ""


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"服务人员": ""}, "还缺：走访人"),
        ({"录入时间": "走访日期"}, "“走访日期”已经选给“服务日期”，不能再选一次"),
    ],
)
def test_a_wrong_match_is_told_and_nothing_is_kept(
    cast: Cast, sign_in: Any, change: dict[str, str], sentence: str
) -> None:
    client = sign_in("a_admin")
    page = body(match(client, hand_in(client, export(hers(cast))), **change))
    assert sentence in page
    assert not CloudLayout.objects.exists()
    assert not Batch.objects.filter(kind="visits").exists()


def test_the_match_can_be_changed(cast: Cast, sign_in: Any) -> None:
    client = sign_in("a_admin")
    match(client, hand_in(client, export(hers(cast))))
    known = CloudLayout.objects.get().columns
    meanings = {**known, "录入时间": "处理措施"}
    data = {f"column-{at}": meanings[header] for at, header in enumerate(known)}
    client.post("/casework/cloud/columns/", data, follow=True)
    assert CloudLayout.objects.get().columns == meanings


def test_headers_that_go_by_a_known_name_need_no_matching(cast: Cast, sign_in: Any) -> None:
    headers = ("社区云编号", "居村", "对象姓名", "走访日期", "走访人", "走访方式")
    row = (*hers(cast)[:5], "上门")
    hand_in(sign_in("a_admin"), export(row, headers=headers))
    assert outcomes(Batch.objects.get(kind="visits")) == ["changed"]
    assert not CloudLayout.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "请检查后重新选择文件"),
        (b"x,y", "这不是 Excel 工作簿"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 Excel"),
        (book(("空", [["只有一格"]])), "没有找到表头"),
    ],
)
def test_a_wrong_file_is_told_in_its_own_sentence(
    cast: Cast, sign_in: Any, content: bytes, sentence: str
) -> None:
    assert sentence in body(hand_in(sign_in("a_admin"), content))
    assert not Batch.objects.exists()


def test_without_a_file_it_asks_for_one(cast: Cast, sign_in: Any) -> None:
    assert "请先选择从社区云导出的文件" in body(
        sign_in("a_admin").post("/casework/cloud/", {"send": "1"})
    )


def test_the_street_sees_the_result_and_the_admin_hands_in(cast: Cast, sign_in: Any) -> None:
    client = sign_in("a_manager")
    assert "上传由数据管理员办理" in body(client.get("/casework/cloud/"))
    assert hand_in(client, export(hers(cast))).status_code == 403
    for name in ("a_community", "reviewer", "auditor"):
        assert sign_in(name).get("/casework/cloud/").status_code == 403


def test_another_streets_export_is_not_there(cast: Cast, sign_in: Any) -> None:
    answer = hand_in(sign_in("a_admin"), export(hers(cast)))
    path = answer.redirect_chain[-1][0]
    make.MembershipFactory(user=cast.users["outsider"], unit=cast.b.unit, role="data_admin")
    other = sign_in("outsider")
    assert other.get(path).status_code == 404
    assert other.post(path, {}).status_code == 404
    assert "导出.xlsx" not in body(other.get("/casework/cloud/"))


def test_rows_that_are_no_data_are_left_out_and_merged_cells_lend(cast: Cast, sign_in: Any) -> None:
    source = openpyxl.Workbook()
    sheet = source.active
    headers = ("社区云编号", "居村", "对象姓名", "走访日期", "走访人", "走访情况")
    for row in (
        headers,
        (*hers(cast)[:5], "情况稳定，已看望。"),
        ("SQY009", None, "李小红", "2024-09-05", "石居芳", "情况稳定，已看望。"),
        ("SQY010", "石里1居委会", "赵小强", "2024-09-06", "石居芳", "藏起来的一行。"),
        ("合计", 3),
    ):
        sheet.append(row)
    sheet.merge_cells("B2:B3")
    sheet.row_dimensions[4].hidden = True
    buffer = io.BytesIO()
    source.save(buffer)
    hand_in(sign_in("a_admin"), buffer.getvalue())
    assert outcomes(Batch.objects.get(kind="visits")) == ["changed", "new"]


def test_pages_take_few_queries(
    cast: Cast, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    client = sign_in("a_admin")
    match(client, hand_in(client, export(hers(cast))))
    for path in ("/casework/cloud/", "/casework/cloud/columns/"):
        with django_assert_max_num_queries(15):
            client.get(path)
