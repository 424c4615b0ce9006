"""The preview: what is wrong, what changes, and how it is put right."""

import re
from collections.abc import Callable
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from advisors.models import Advisor, phone_key
from core.actor import Actor
from ledgers import batches
from ledgers.guard import UnreadableWorkbook
from ledgers.todos import batches_to_enter
from tests.cast import Cast
from tests.ledgers.books import book
from tests.ledgers.desk import body, page, received
from tests.ledgers.scenes import GOOD, ROSTER_HEADER, entered, roster, training
from tests.pages import text_of

pytestmark = pytest.mark.django_db

SignIn = Callable[[str], Client]


@pytest.fixture
def admin(cast: Cast) -> Actor:
    return cast.actor("district_admin")


@pytest.fixture
def desk(sign_in: SignIn) -> Client:
    return sign_in("district_admin")


def test_a_problem_is_told_with_its_place_and_a_way_out(desk: Client, admin: Actor) -> None:
    batch = received(roster({"联系电话": "1391111", "上岗日期": "2024-02-30"}), admin)
    text = text_of(desk, page(batch))
    assert "****1111" in text
    assert ">1391111<" not in text
    assert 'name="fix|名册|3|phone"' in text
    assert 'name="take" value="名册|3|started_on|0">2024-02-29</button>' in text


def test_corrections_are_sent_together_and_the_rows_move(desk: Client, admin: Actor) -> None:
    batch = received(
        roster({"联系电话": "139"}, {"姓名": "丁小二", "上岗日期": "2024-02-30"}), admin
    )
    response = desk.post(
        page(batch, "?show=rejected"),
        {"fix|名册|3|phone": "13911110009", "take": "名册|4|started_on|0"},
        follow=True,
    )
    assert response.redirect_chain == [(page(batch, "?show=rejected"), 302)]
    assert "按您的 2 处改正重新核对了，又有 2 行可以入账" in body(response)
    assert "没有要改的行了" in body(response)
    assert "139****0009" in text_of(desk, page(batch, "?show=corrected"))


def test_a_correction_that_is_still_wrong_stays_in_its_place(desk: Client, admin: Actor) -> None:
    batch = received(roster({"上岗日期": "2024-02-30", "联系电话": "139"}), admin)
    response = desk.post(
        page(batch),
        {"fix|名册|3|started_on": "2024-13-01", "fix|名册|3|phone": "1391111000"},
        follow=True,
    )
    assert "不能入账的行没有减少" in body(response)
    assert 'name="fix|名册|3|started_on" value="2024-13-01"' in body(response)
    assert "1391111000" not in body(response)  # a phone is shown masked, also one typed here
    assert 'placeholder="填过 ****1000"' in body(response)
    assert "<code>2024-02-30</code>" in body(response)
    assert "有 2 处还不对" in body(response)
    assert 'class="notice is-warn"' in body(response)
    [(url, _)] = response.redirect_chain
    [row] = batch.rows.all()
    assert url == page(batch, f"#line-{row.position}-phone")
    assert f'id="line-{row.position}-phone"' in body(response)


def test_a_day_that_excel_counts_is_shown_as_a_day(desk: Client, admin: Actor) -> None:
    batch = received(training({"培训日期": "45446", "参训人员": "不存在"}), admin)
    text = text_of(desk, page(batch))
    assert "2024-06-03 · 低保政策" in text
    assert "45446 ·" not in text


def test_what_was_typed_comes_back_when_the_check_fails(
    desk: Client, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = received(roster({"上岗日期": "2024-02-30", "联系电话": "139"}), admin)

    def refuse(*_: Any, **__: Any) -> None:
        raise UnreadableWorkbook("too_heavy", "读这个文件用的时间超过了上限。")

    monkeypatch.setattr(batches, "check_workbook", refuse)
    response = desk.post(page(batch), {"fix|名册|3|phone": "13911110009"})
    assert response.status_code == 409
    assert "读这个文件用的时间超过了上限。" in body(response)
    assert 'name="fix|名册|3|phone" value="13911110009"' in body(response)


def test_changes_stand_old_beside_new(desk: Client, admin: Actor) -> None:
    entered(roster({}), admin)
    batch = received(roster({"学历": "大专", "联系电话": "13922220002"}), admin)
    text = re.sub(r"\s+", " ", text_of(desk, page(batch)))
    assert "<del>本科</del>" in text
    assert "<ins>大专</ins>" in text
    assert "<del>139****0001</del>" in text
    assert "按同名认作同一条，请核对" in text
    place = re.search(r'name="another" value="([^"]+)"', text)
    assert place
    response = desk.post(page(batch), {"another": unescape(place[1])}, follow=True)
    batch.refresh_from_db()
    assert batch.counts["new"] == 1
    assert "不是同一个，另外登记" in text_of(desk, page(batch, "?show=corrected"))
    desk.post(page(batch), {"restore": unescape(place[1])})
    batch.refresh_from_db()
    assert (response.status_code, batch.counts["changed"]) == (200, 1)


def test_rows_that_are_new_are_shown_whole_but_masked(desk: Client, admin: Actor) -> None:
    batch = received(roster({}), admin)
    text = text_of(desk, page(batch, "?show=new"))
    for shown in ("石泉路街道", "石里1居委会", "丁小一", "139****0001", "2024-03-05"):
        assert shown in text
    assert "13911110001" not in text


def test_what_was_left_out_is_told(desk: Client, admin: Actor) -> None:
    def arrange(sheet: Any) -> None:
        if sheet.title == "旧数据":
            sheet.sheet_state = "hidden"
        if sheet.title == "名册":
            sheet.row_dimensions[3].hidden = True

    rows = [ROSTER_HEADER, list(GOOD.values()), list(GOOD.values()), ["合计", "2人"]]
    content = book(("名册", rows), ("旧数据", rows), ("目录", [["说明"]]), arrange=arrange)
    text = text_of(desk, page(received(content, admin)))
    for words in (
        "第 1 行为表头",
        "合计行已略过",
        "隐藏的工作表“旧数据”没有读",
        "工作表“目录”不是这种台账，没有读",
        "工作表“名册”有 1 行被隐藏，没有读",
    ):
        assert words in text


def test_a_ledger_without_rows_says_so(desk: Client, admin: Actor) -> None:
    text = text_of(desk, page(received(roster(), admin)))
    assert "没有数据行" in text
    for offered in ("换一个文件", "放弃"):
        assert offered in text
    for not_offered in ("入账 0 行", "重新核对"):
        assert not_offered not in text
    assert not list(batches_to_enter(SimpleNamespace(actor=admin, asked_day=None)))


@pytest.mark.parametrize(
    "show", ["rejected", "choose", "changed", "warning", "corrected", "new", "same", "all", "no"]
)
def test_every_view_of_the_rows_opens(desk: Client, admin: Actor, show: str) -> None:
    entered(roster({}), admin)
    batch = received(
        roster(
            {"学历": "大专"},
            {"姓名": "丁小二", "上岗日期": "2024年3月"},
            {"姓名": "丁小三", "人员性质": "社工"},
            {"姓名": "丁小四", "联系电话": "139"},
        ),
        admin,
    )
    assert text_of(desk, page(batch, f"?show={show}"))
    batches.enter_batch(batch=batch, by=admin)
    assert text_of(desk, page(batch, f"?show={show}"))


def test_a_long_list_is_put_right_where_it_is_wrong(desk: Client, admin: Actor) -> None:
    names = "石街明\n石居芳\n石邻华\n石街明\n石居芳\n石邻华\n不存在"
    batch = received(training({"参训人员": names}), admin)
    text = desk.get(page(batch)).content.decode()
    assert f'name="was|培训|3|attendees" value="{names}"' in text
    assert f">\n{names}</textarea>" in text
    # A browser sends line breaks as CR LF, and what is untouched is no correction.
    sent = names.replace("\n", "\r\n")
    desk.post(page(batch), {"was|培训|3|attendees": names, "fix|培训|3|attendees": sent})
    batch.refresh_from_db()
    assert batch.corrections == []
    put_right = sent.replace("\r\n不存在", "")
    desk.post(page(batch), {"was|培训|3|attendees": names, "fix|培训|3|attendees": put_right})
    batch.refresh_from_db()
    assert (batch.counts["new"], batch.counts["rejected"]) == (1, 0)


def test_a_namesake_is_picked_once_for_all_rows_that_ask_the_same(
    desk: Client, admin: Actor
) -> None:
    names = {"居村": "石里1居委会", "姓名": "王芳"}
    entered(
        roster({**names, "联系电话": "13911115678"}, {**names, "联系电话": "13911119012"}), admin
    )
    days = ("2024-06-03", "2024-06-04", "2024-06-05")
    content = training(
        *({"培训日期": day, "参训人员": "石街明、王芳"} for day in days), {"参训人员": "王芳、王小"}
    )
    batch = received(content, admin)
    assert (batch.counts["rejected"], batch.counts["new"]) == (4, 0)
    text = text_of(desk, page(batch, "?show=choose"))
    assert "点“建议”里的一项时，问题相同、也有这一项的其他行一起选" in text
    [place] = re.findall(r'name="take" value="([^"]*\|3\|attendees\|\d)">王芳（9012', text)
    desk.post(page(batch), {"take": unescape(place), "alike": "on"})
    batch.refresh_from_db()
    # The fourth row has another problem: nobody is called 王小.
    assert (batch.counts["rejected"], batch.counts["new"]) == (1, 3)
    desk.post(f"/ledgers/{batch.pk}/enter/")
    chosen, other = (
        Advisor.objects.get(phone_key=phone_key(f"1391111{end}")) for end in (9012, 5678)
    )
    assert (chosen.attendances.count(), other.attendances.count()) == (3, 0)
