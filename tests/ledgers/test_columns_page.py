"""The page of columns: what each means, told by hand."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from advisors.models import Advisor
from core.actor import Actor
from ledgers import batches
from ledgers.batches import recheck
from ledgers.corrections import Fix
from ledgers.guard import UnreadableWorkbook
from ledgers.models import Batch
from tests.cast import Cast
from tests.ledgers.books import book
from tests.ledgers.desk import body, page, received, upload
from tests.ledgers.scenes import GOOD, ROSTER_HEADER, roster

pytestmark = pytest.mark.django_db

SignIn = Callable[[str], Client]


@pytest.fixture
def admin(cast: Cast) -> Actor:
    return cast.actor("district_admin")


@pytest.fixture
def desk(sign_in: SignIn) -> Client:
    return sign_in("district_admin")


UNKNOWN = book(
    ("花名册", [["辖区", "人", "手机", "来的日子", "做什么"],
               ["石泉路街道", "丁小一", "13911110001", "2024-03-05", "社区工作者"]]),
)  # fmt: skip


def test_unknown_headers_are_no_dead_end(desk: Client, cast: Cast) -> None:
    response = upload(desk, UNKNOWN)
    batch = Batch.objects.get()
    assert response.redirect_chain == [(page(batch, "columns/"), 302)]
    assert "没有找到认识的表头" in body(response)
    assert "139****0001" in body(response)
    assert "13911110001" not in body(response)
    form = response.context["form"]
    sent = sent_by(form)
    sent |= {
        "group0-column-1": "street",
        "group0-column-2": "name",
        "group0-column-3": "phone",
        "group0-column-4": "started_on",
        "group0-column-5": "staff_kind",
    }
    response = desk.post(page(batch, "columns/"), sent, follow=True)
    assert response.redirect_chain == [(page(batch), 302)]
    batch.refresh_from_db()
    assert (batch.kind, batch.state, batch.counts["new"]) == ("advisors", "checked", 1)


def sent_by(form: Any) -> dict[str, Any]:
    """What the browser sends if nothing on the page of columns is changed."""
    sent: dict[str, Any] = {}
    for part in form.parts:
        for field in part:
            if field.value() not in (None, ""):
                sent[field.html_name] = field.value()
    return sent


def test_the_columns_that_were_found_can_be_sent_as_they_are(desk: Client, admin: Actor) -> None:
    batch = received(roster({}, {"联系电话": "139"}), admin)
    before = (batch.mapping, batch.counts)
    form = desk.get(page(batch, "columns/")).context["form"]
    response = desk.post(page(batch, "columns/"), sent_by(form), follow=True)
    assert "已按您对的列重新核对" in body(response)
    batch.refresh_from_db()
    assert (batch.mapping, batch.counts) == before


def test_like_sheets_are_told_about_once(desk: Client, admin: Actor) -> None:
    rows = [ROSTER_HEADER, [GOOD[key] for key in ROSTER_HEADER]]
    other = [[*ROSTER_HEADER, "备注"], [*(GOOD[key] for key in ROSTER_HEADER), "无"]]
    other[1][2] = "丁小二"
    batch = received(book(("甲", rows), ("乙", rows), ("丙", other), ("丁", [["目录"]])), admin)
    form = desk.get(page(batch, "columns/")).context["form"]
    assert [group.group.names for group in form.groups] == [["甲", "乙"], ["丙"], ["丁"]]
    sent = sent_by(form) | {"group0-sheets": ["甲"]}
    desk.post(page(batch, "columns/"), sent)
    batch.refresh_from_db()
    assert [one.sheet for one in batch.mapping.sheets] == ["甲", "丙"]
    assert batch.summary["other_sheets"] == ["乙", "丁"]


def test_another_header_row_finds_the_columns_anew(desk: Client, admin: Actor) -> None:
    batch = received(book(("名册", [["x"], ROSTER_HEADER, list(GOOD.values())])), admin)
    form = desk.get(page(batch, "columns/")).context["form"]
    response = desk.post(page(batch, "columns/"), sent_by(form) | {"group0-rows": "1"}, follow=True)
    assert response.redirect_chain == [(page(batch, "columns/"), 302)]
    assert "已按新的种类或表头重新找了一遍" in body(response)
    batch.refresh_from_db()
    assert batch.mapping.sheets[0].header_rows == (1,)


def test_another_kind_finds_the_columns_anew_and_forgets_corrections(
    desk: Client, admin: Actor
) -> None:
    batch = received(roster({"联系电话": "139"}), admin)
    recheck(batch=batch, by=admin, fixes=[Fix(("名册", 3, "phone"), "13911110009")])
    form = desk.get(page(batch, "columns/")).context["form"]
    sent = sent_by(form) | {"kind": "stations"}
    response = desk.post(page(batch, "columns/"), sent, follow=True)
    batch.refresh_from_db()
    assert (batch.kind, batch.corrections) == ("stations", [])
    assert response.redirect_chain == [(page(batch, "columns/"), 302)]


def test_a_file_that_cannot_be_read_any_more_is_a_sentence(
    desk: Client, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = received(roster({}), admin)

    def refuse(content: bytes) -> None:
        raise UnreadableWorkbook("too_heavy", "读这个文件用的时间超过了上限。")

    monkeypatch.setattr("ledgers.views.read_workbook", refuse)
    response = desk.get(page(batch, "columns/"), follow=True)
    assert "读这个文件用的时间超过了上限。" in body(response)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"group0-rows": "表头"}, "写一个行号"),
        ({"group0-rows": "3-9"}, "最多3行"),
        ({"group0-column-4": "name"}, "“姓名”已经选给 C 列，不能再选给 D 列"),
        ({"group0-sheets": []}, "一张工作表也没有选"),
        ({"group0-sheets": ["不存在"]}, "不存在"),
        ({"group0-column-4": "password"}, "password"),
        ({"drawn": "old"}, "对列又改过了"),
        ({"group0-year": "1024"}, "2000"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_place(
    desk: Client, admin: Actor, change: dict[str, Any], sentence: str
) -> None:
    batch = received(roster({}), admin)
    form = desk.get(page(batch, "columns/")).context["form"]
    response = desk.post(page(batch, "columns/"), sent_by(form) | change)
    assert response.status_code == 200
    assert sentence in body(response)
    assert "data-focus" in body(response)
    assert Batch.objects.get().mapping == batch.mapping


def test_the_ledgers_year_can_be_told(desk: Client, admin: Actor) -> None:
    batch = received(roster({}, title="顾问名册"), admin)
    form = desk.get(page(batch, "columns/")).context["form"]
    desk.post(page(batch, "columns/"), sent_by(form) | {"group0-year": "2023"})
    batches.enter_batch(batch=batch, by=admin)
    assert Advisor.objects.get(name="丁小一").star_ratings.get().year == 2023
