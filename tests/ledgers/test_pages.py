"""The ledger pages, without a browser: handing in, entering, undoing, and whose they are."""

import io
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import Settings

from advisors.models import Advisor
from audit.models import Entry
from core.actor import Actor
from ledgers import batches
from ledgers.batches import receive
from ledgers.enums import BatchState
from ledgers.models import Batch, Row
from ledgers.registry import all_ledgers
from tests import factories as make
from tests.cast import Cast
from tests.ledgers.books import book
from tests.ledgers.desk import body, page, received, upload
from tests.ledgers.scenes import GOOD, ROSTER_HEADER, entered, facts, roster
from tests.pages import queries_of, text_of

pytestmark = pytest.mark.django_db

SignIn = Callable[[str], Client]


@pytest.fixture
def admin(cast: Cast) -> Actor:
    return cast.actor("district_admin")


@pytest.fixture
def desk(sign_in: SignIn) -> Client:
    return sign_in("district_admin")


# Handing in -------------------------------------------------------------------------------------


def test_the_first_page_says_what_to_hand_in_and_gives_empty_ledgers(desk: Client) -> None:
    text = text_of(desk, "/ledgers/")
    assert "还没有上传过台账" in text
    order = [text.index(f"<b>{title}</b>") for title in ("顾问名册", "站点台账", "培训台账")]
    assert order == sorted(order)
    assert "必填：街镇、姓名、联系电话、人员性质、上岗日期。" in text
    for ledger in all_ledgers():
        assert f'href="/ledgers/template/{ledger.kind}/"' in text


def test_an_upload_goes_straight_to_the_preview(desk: Client) -> None:
    response = upload(desk, roster({}, {"联系电话": "139"}))
    assert response.redirect_chain == [(page(Batch.objects.get()), 302)]
    text = body(response)
    assert "核对顾问名册" in text
    assert "核对没有写入任何数据。入账 1 行，退回 1 行" in text
    assert not Advisor.objects.filter(name="丁小一").exists()


def test_a_missing_column_opens_the_page_of_columns(desk: Client) -> None:
    rows = [[GOOD[key] for key in ("街镇", "姓名", "人员性质", "上岗日期")]]
    content = book(("名册", [["街镇", "姓名", "人员性质", "上岗日期"], *rows]))
    response = upload(desk, content)
    assert response.redirect_chain[-1][0].endswith("/columns/")
    assert "工作表“名册”缺联系电话" in body(response)


def test_a_street_that_the_sheets_name_tells_is_not_missing(desk: Client) -> None:
    keys = [key for key in ROSTER_HEADER if key not in ("街镇", "居村")]
    content = book(("石泉路街道", [keys, [GOOD[key] for key in keys]]))
    response = upload(desk, content)
    assert response.redirect_chain[-1][0] == page(Batch.objects.get())


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\x89PNG\r\n\x1a\n", "这不是 Excel 工作簿，而是一张图片。"),
        (b"", "这个文件是空的（0字节）。"),
        (b"PK\x03\x04 broken", "这个文件已损坏，读不出来。"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "这是旧版 Excel 文件（.xls）"),
    ],
)
def test_an_unreadable_file_is_one_sentence_and_changes_nothing(
    desk: Client, content: bytes, sentence: str
) -> None:
    response = upload(desk, content)
    assert response.status_code == 200
    text = body(response)
    assert text.count(sentence) == 2  # in the summary, and at its field
    assert "<title>错误：" in text
    assert not Batch.objects.exists()


def test_no_file_at_all_is_asked_for(desk: Client) -> None:
    assert "请选择台账文件" in body(desk.post("/ledgers/", {"kind": ""}))


def test_too_large_a_file_is_refused_unread(
    desk: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LEDGER_MAX_BYTES = 1024 * 1024
    monkeypatch.setattr(batches, "check_workbook", None)
    response = upload(desk, b"PK\x03\x04" + b"0" * 1024 * 1024)
    assert "超过 1 MB。请删去图片，或分成几份再传。" in body(response)


def test_the_same_file_leads_to_its_batch(desk: Client, admin: Actor) -> None:
    content = roster({})
    upload(desk, content)
    batch = Batch.objects.get()
    response = upload(desk, content, "另一个名字.xlsx")
    assert response.redirect_chain == [(page(batch), 302)]
    assert "还没有入账。下面就是那一批" in body(response)
    batches.enter_batch(batch=batch, by=admin)
    assert "已经入账；没有再收一次" in body(upload(desk, content))
    assert Batch.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd 名册.xlsx", "passwd 名册.xlsx"),
        ("名册\r\nX-Evil: 1.xlsx", "名册"),
        ("<img src=x onerror=alert(1)>.xlsx", "&lt;img src=x onerror=alert(1)&gt;.xlsx"),
        ("册" * 250 + ".xlsx", "册" * 195 + ".xlsx"),
        ("r" * 300 + ".xlsx", "r" * 195 + ".xlsx"),
    ],
)
def test_a_files_name_does_no_harm(desk: Client, name: str, shown: str) -> None:
    file = io.BytesIO(roster({"联系电话": "139"}))
    file.name = name
    response = desk.post("/ledgers/", {"workbook": file}, follow=True)
    assert shown in response.content.decode()
    assert "<img src=x" not in response.content.decode()
    back = desk.get(page(Batch.objects.get(), "returns/"))
    assert "X-Evil" not in back
    assert "\n" not in back["Content-Disposition"]
    assert "/" not in back["Content-Disposition"].replace("utf-8''", "")


# Entering and undoing ---------------------------------------------------------------------------


def test_entering_shows_what_was_written_and_the_way_to_it(desk: Client, admin: Actor) -> None:
    batch = received(roster({}, {"联系电话": "139"}), admin)
    response = desk.post(page(batch, "enter/"), follow=True)
    text = body(response)
    assert "已入账 1 行。" in text
    assert 'href="/advisors/?street=310107017"' in text
    assert "下载退回表" in text
    assert Advisor.objects.filter(name="丁小一").count() == 1


def test_a_second_click_finds_it_done(desk: Client, admin: Actor) -> None:
    batch = received(roster({}), admin)
    desk.post(page(batch, "enter/"), follow=True)
    before = facts()
    response = desk.post(page(batch, "enter/"), follow=True)
    assert "这一批已经入账，没有再做一次。" in body(response)
    assert facts() == before


def test_texts_typed_beside_the_button_are_checked_before_anything_is_entered(
    desk: Client, admin: Actor
) -> None:
    batch = received(roster({"联系电话": "139"}, {"姓名": "丁小二"}), admin)
    response = desk.post(page(batch, "enter/"), {"fix|名册|3|phone": "13911110009"}, follow=True)
    assert response.redirect_chain == [(page(batch), 302)]
    assert "还没有入账" in body(response)
    batch.refresh_from_db()
    assert (batch.state, batch.counts["new"]) == (BatchState.CHECKED, 2)


def test_a_text_that_did_not_do_holds_nobody_up(desk: Client, admin: Actor) -> None:
    """It stands in its field still, and is sent with the button."""
    batch = received(roster({"上岗日期": "2024-02-30"}, {"姓名": "丁小二"}), admin)
    typed = {"fix|名册|3|started_on": "2024-13-01"}
    text = body(desk.post(page(batch), typed, follow=True))
    assert '<input type="hidden" name="was|名册|3|started_on" value="2024-13-01">' in text
    desk.post(page(batch, "enter/"), typed | {"was|名册|3|started_on": "2024-13-01"})
    batch.refresh_from_db()
    assert batch.state == BatchState.ENTERED
    assert Advisor.objects.filter(name="丁小二").exists()


def test_books_that_changed_meanwhile_are_shown_again_first(desk: Client, admin: Actor) -> None:
    batch = received(roster({"星级": "五星"}), admin)
    entered(roster({}), admin)
    text = body(desk.post(page(batch, "enter/"), follow=True))
    assert "账上有了变化" in text
    assert "<ins>5星</ins>" in text


def test_undoing_asks_and_then_does(desk: Client, admin: Actor) -> None:
    batch = entered(roster({}), admin)
    assert 'data-dialog="undo"' in text_of(desk, page(batch))
    assert "撤销 1 行" in text_of(desk, page(batch, "undo/"))
    assert Advisor.objects.filter(name="丁小一").exists()
    text = body(desk.post(page(batch, "undo/"), follow=True))
    assert "已撤销，账上和入账前一样" in text
    assert not Advisor.objects.filter(name="丁小一").exists()


def test_why_it_cannot_be_undone_is_told(desk: Client, admin: Actor, cast: Cast) -> None:
    batch = entered(roster({}), admin)
    make.AttendanceFactory(session=cast.a.session, advisor=Advisor.objects.get(name="丁小一"))
    text = body(desk.post(page(batch, "undo/"), follow=True))
    assert "不能撤销：有1条“参训”记录要用到这一批新增的“顾问”" in text
    assert f'href="/training/{cast.a.session.pk}/">丁** · ' in text
    assert "用到这一批新增的顾问" in text
    assert "改用别的，再来撤销这一批" in text
    batch.refresh_from_db()
    assert batch.state == BatchState.ENTERED


def test_the_batch_that_changed_a_record_since_is_linked(desk: Client, admin: Actor) -> None:
    first = entered(roster({}), admin)
    second = entered(roster({"学历": "研究生"}), admin, "第二批.xlsx")
    text = body(desk.post(page(first, "undo/")))
    assert "有1条“顾问”记录后来又改过" in text
    assert "改了学历" in text
    assert ">丁**</a>" in text
    assert f'href="{page(second)}">顾问名册：第二批.xlsx' in text
    assert "先撤销后来改过它们的批次" in text


def test_an_account_linked_since_is_told(desk: Client, admin: Actor, cast: Cast) -> None:
    batch = entered(roster({}), admin)
    Advisor.objects.filter(name="丁小一").update(user=cast.users["a_manager"])
    text = body(desk.post(page(batch, "undo/")))
    assert "已关联账号" in text
    assert "先解除顾问与账号的关联" in text


def test_putting_aside_asks_and_then_does(desk: Client, admin: Actor) -> None:
    batch = received(roster({}), admin)
    assert "放弃这一批" in text_of(desk, page(batch, "discard/"))
    text = body(desk.post(page(batch, "discard/"), follow=True))
    assert "已放弃" in text
    assert Batch.objects.get().content == b""
    assert "已放弃" in text_of(desk, "/ledgers/")


def test_a_file_whose_columns_nobody_told_can_be_put_aside(desk: Client, admin: Actor) -> None:
    content = book(("花名册", [["甲", "乙"], ["石泉路街道", "丁小一"]]))
    upload(desk, content)
    batch = Batch.objects.get()
    assert desk.get(page(batch)).headers["Location"] == page(batch, "columns/")
    desk.post(page(batch, "discard/"))
    assert "已放弃" in text_of(desk, page(batch, "?show=new"))


@pytest.mark.parametrize("step", ["columns/", "undo/", "discard/"])
def test_a_step_that_is_over_leads_to_where_the_batch_stands(
    desk: Client, admin: Actor, step: str
) -> None:
    batch = entered(roster({}), admin)
    if step == "undo/":
        desk.post(page(batch, step))
    response = desk.get(page(batch, step), follow=True)
    assert response.redirect_chain[-1][0] == page(batch)


# Whose it is ------------------------------------------------------------------------------------


@pytest.mark.parametrize("tail", ["", "columns/", "undo/", "discard/", "returns/", "enter/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_anothers_batch_is_not_found(
    cast: Cast, sign_in: SignIn, admin: Actor, tail: str, method: str
) -> None:
    batch = received(roster({"联系电话": "139"}), admin)
    before = facts()
    answer = getattr(sign_in("a_admin"), method)(page(batch, tail))
    assert answer.status_code in (404, 405)
    assert "丁小一" not in answer.content.decode()
    batch.refresh_from_db()
    assert (batch.state, facts()) == (BatchState.CHECKED, before)


def test_a_street_sees_its_own_batches_and_the_district_all(
    cast: Cast, sign_in: SignIn, admin: Actor
) -> None:
    receive(file_name="全区.xlsx", content=roster({}), by=admin)
    receive(file_name="石泉.xlsx", content=roster({}, {"姓名": "丁二"}), by=cast.actor("a_admin"))
    assert "全区.xlsx" not in text_of(sign_in("a_admin"), "/ledgers/")
    text = text_of(sign_in("district_admin"), "/ledgers/")
    assert "全区.xlsx" in text
    assert "石泉.xlsx" in text


def test_a_district_ledger_from_a_streets_admin_keeps_to_her_street(
    cast: Cast, sign_in: SignIn
) -> None:
    desk = sign_in("a_admin")
    other = {"街镇": cast.b.unit.name, "居村": "寿里1居委会", "姓名": "丁小二"}
    text = body(upload(desk, roster({}, other)))
    assert "不在您的管辖范围内，不能入账" in text
    batch = Batch.objects.get()
    assert 'name="fix|名册|4|' not in text
    desk.post(page(batch, "enter/"))
    assert list(Advisor.objects.filter(name__startswith="丁小").values_list("name", flat=True)) == [
        "丁小一"
    ]


# What it costs ----------------------------------------------------------------------------------


def multiplied(batch: Batch, times: int) -> None:
    """Give a batch as many times its rows."""
    rows = list(batch.rows.order_by("position"))
    for at in range(len(rows), times * len(rows)):
        like = rows[at % len(rows)]
        row = Row(
            batch=batch,
            position=at,
            sheet=like.sheet,
            number=at + 3,
            street=like.street,
            outcome=like.outcome,
            has_choice=like.has_choice,
        )
        row.content = like.content
        rows.append(row)
    Row.objects.bulk_create(rows[len(rows) // times :], batch_size=1000)
    batch.counts = {key: times * count for key, count in batch.counts.items()}
    batch.save()


def test_the_pages_cost_the_same_for_ten_rows_and_for_five_thousand(
    desk: Client, admin: Actor
) -> None:
    wrong = [{}, {"联系电话": "139"}, {"人员性质": "社工"}, {"上岗日期": "2024-02-30"}, {}]
    people = [
        {"姓名": f"丁{name}", **wrong[at % 5]} for at, name in enumerate("一二三四五六七八九十")
    ]
    batch = received(roster(*people), admin)
    pages = [page(batch, tail) for tail in ("", "?show=new", "?show=choose", "?show=all")]
    few = [queries_of(desk, url) for url in pages]
    multiplied(batch, 500)
    assert batch.rows.count() == 5000
    assert [queries_of(desk, url) for url in pages] == few
    assert max(few) <= 10


def test_an_entered_batch_and_the_list_cost_the_same_for_many(desk: Client, admin: Actor) -> None:
    batch = entered(roster({}, {"姓名": "丁小二", "联系电话": "139"}), admin)
    few = queries_of(desk, page(batch)), queries_of(desk, "/ledgers/")
    multiplied(batch, 50)
    for name in "三四五六":
        received(roster({"姓名": f"丁小{name}"}), admin)
    assert (queries_of(desk, page(batch)), queries_of(desk, "/ledgers/")) == few
    assert max(few) <= 12


def test_looking_changes_no_row(desk: Client, admin: Actor) -> None:
    batch = received(roster({"联系电话": "139"}), admin)
    lines = Entry.objects.count()
    before = list(Batch.objects.values())
    for tail in ("", "columns/", "discard/", "?show=all"):
        desk.get(page(batch, tail))
    desk.get("/ledgers/")
    assert list(Batch.objects.values()) == before
    assert Entry.objects.count() == lines
