"""From a workbook to the books: what is counted, what is written, what is never lost."""

import threading
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from advisors.books import RosterBooks
from advisors.models import Advisor, Assignment, StarRating
from audit.models import Entry
from core.actor import Actor
from ledgers import batches
from ledgers.batches import BatchRefused, discard_batch, enter_batch, receive, recheck, safe_name
from ledgers.corrections import Fix
from ledgers.enums import BatchState, Outcome
from ledgers.guard import UnreadableWorkbook
from ledgers.headers import Mapping
from ledgers.models import Batch, Row
from tests.cast import Cast
from tests.ledgers import scenes
from tests.ledgers.books import book
from tests.ledgers.scenes import GOOD, ROSTER, SAMPLES, dump, entered, facts, roster, sample

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(cast: Cast) -> Actor:
    return cast.actor("district_admin")


@pytest.fixture
def street_admin(cast: Cast) -> Actor:
    return cast.actor("a_admin")


@pytest.fixture
def putuo(settings: Settings) -> Actor:
    settings.PORTAL_DAY = date(2024, 9, 20)
    return scenes.load_putuo()


def received(content: bytes, by: Actor) -> Batch:
    return receive(file_name="台账.xlsx", content=content, by=by).batch


def outcomes(batch: Batch) -> dict[int, str]:
    return dict(batch.rows.values_list("number", "outcome"))


def differences(batch: Batch) -> list[tuple[str, str, str]]:
    rows = batch.rows.filter(outcome=Outcome.CHANGED).order_by("position")
    return [
        (one["label"], one["old"], one["new"]) for row in rows for one in row.content["differences"]
    ]


# The arithmetic ------------------------------------------------------------------------------


def test_the_samples_add_up_and_a_second_time_nothing_is_news(putuo: Actor) -> None:
    wanted = {
        "顾问名册-全区-2024": (370, 21),
        "站点台账-2024": (248, 5),
        "培训台账-2024": (106, 13),
    }
    for name in SAMPLES:
        rows, rejected = wanted[name]
        batch = received(sample(name), putuo)
        assert sum(batch.counts[outcome] for outcome in Outcome) == batch.rows.count() == rows
        assert batch.counts["rejected"] == rejected
        assert enter_batch(batch=batch, by=putuo).counts["new"] == rows - rejected
    before = facts()
    for name in SAMPLES:
        result = batches.check_for(sample(name), by=putuo)
        compared = batches.compare(result)
        assert {one.outcome for one in compared} == {Outcome.SAME, Outcome.REJECTED}
    assert facts() == before


def test_each_rejected_row_says_where_and_why(putuo: Actor) -> None:
    batch = received(sample(ROSTER), putuo)
    rejected = batch.rows.filter(outcome=Outcome.REJECTED)
    for row in rejected.order_by("position"):
        assert row.sheet
        assert row.number > 3
        errors = [one for one in row.content["problems"] if one["is_error"]]
        assert errors
        assert all(one["header"] and one["message"] for one in errors)


def test_a_roster_becomes_files_assignments_and_stars(admin: Actor, cast: Cast) -> None:
    entered(roster({}, {"居村": "石里2居委会"}), admin)
    advisor = Advisor.objects.get(name="丁小一")
    assert advisor.phone == "13911110001"
    assert [one.community_id for one in advisor.assignments.order_by("community_id")] == [
        cast.a.communities[0].code,
        cast.a.communities[1].code,
    ]
    assert list(advisor.star_ratings.values_list("year", "level")) == [(2024, 3)]


# What is compared ----------------------------------------------------------------------------


def test_a_star_that_changed_is_shown_old_and_new(admin: Actor) -> None:
    entered(roster({}), admin)
    batch = received(roster({"星级": "五星"}), admin)
    assert batch.counts["changed"] == 1
    assert differences(batch) == [("星级", "3星", "5星")]
    enter_batch(batch=batch, by=admin)
    assert StarRating.objects.get(advisor__name="丁小一").level == 5


def test_a_new_phone_is_a_change_of_the_same_person(admin: Actor) -> None:
    entered(roster({}), admin)
    batch = received(roster({"联系电话": "13922220002"}), admin)
    assert differences(batch) == [("联系电话", "139****0001", "139****0002")]
    assert batch.rows.get().content["is_likely"]
    enter_batch(batch=batch, by=admin)
    advisor = Advisor.objects.get(name="丁小一")
    assert advisor.phone == "13922220002"
    assert received(roster({"联系电话": "13922220002", "学历": "本科 "}), admin).counts["same"] == 1


def test_a_phone_that_the_file_names_still_is_nobodys_old_one(admin: Actor) -> None:
    entered(roster({}), admin)
    batch = entered(roster({"联系电话": "13922220002"}, {"居村": "石里2居委会"}), admin)
    assert (batch.counts["new"], batch.counts["changed"]) == (1, 1)
    assert Advisor.objects.filter(name="丁小一").count() == 2


def test_of_two_new_phones_neither_is_taken_for_the_old_one(admin: Actor) -> None:
    entered(roster({}), admin)
    batch = entered(roster({"联系电话": "13922220002"}, {"联系电话": "13933330003"}), admin)
    assert batch.counts["new"] == 2
    assert Advisor.objects.filter(name="丁小一").count() == 3


def test_who_is_of_the_other_sex_is_another(admin: Actor) -> None:
    entered(roster({}), admin)
    Advisor.objects.filter(name="丁小一").update(sex="male")
    row = {**GOOD, "联系电话": "13922220002", "性别": "女"}
    batch = received(book(("名册", [["2024年"], list(row), list(row.values())])), admin)
    assert batch.counts["new"] == 1


def test_a_person_can_say_that_it_is_another(admin: Actor) -> None:
    entered(roster({}), admin)
    batch = received(roster({"联系电话": "13922220002"}), admin)
    batch = recheck(batch=batch, by=admin, fixes=[Fix(("名册", 3, "another"), "1")])
    assert batch.counts["new"] == 1
    enter_batch(batch=batch, by=admin)
    assert {a.phone for a in Advisor.objects.filter(name="丁小一")} == {
        "13911110001",
        "13922220002",
    }


def test_a_second_community_is_news(admin: Actor) -> None:
    entered(roster({}), admin)
    batch = received(roster({"居村": "石里3居委会"}), admin)
    assert batch.counts["changed"] == 1
    row = batch.rows.get()
    assert row.content["differences"] == [
        {"label": "居村", "old": "", "new": "石里3居委会", "is_added": True}
    ]
    enter_batch(batch=batch, by=admin)
    assert Assignment.objects.filter(advisor__name="丁小一").count() == 2


def test_choices_units_and_marks_are_told_in_chinese(admin: Actor) -> None:
    entered(roster({"人员性质": "居村干部", "学历": "大专"}), admin)
    batch = received(roster({}), admin)
    assert differences(batch) == [
        ("人员性质", "居村干部", "社区工作者"),
        ("学历", "大专", "本科"),
    ]


def test_a_blank_cell_leaves_what_is_there(admin: Actor) -> None:
    entered(roster({}), admin)
    batch = received(roster({"学历": None, "星级": "无"}), admin)
    assert batch.counts["same"] == 1


# Corrections ---------------------------------------------------------------------------------


def test_a_cell_put_right_moves_its_row(admin: Actor) -> None:
    batch = received(roster({"联系电话": "1391111"}, {"姓名": "丁小二"}), admin)
    assert batch.counts["rejected"] == 1
    batch = recheck(batch=batch, by=admin, fixes=[Fix(("名册", 3, "phone"), "13911110009")])
    assert (batch.counts["rejected"], batch.counts["new"], batch.counts["corrected"]) == (0, 2, 1)
    enter_batch(batch=batch, by=admin)
    assert Advisor.objects.get(name="丁小一").phone == "13911110009"


def test_a_correction_can_be_taken_back(admin: Actor) -> None:
    batch = received(roster({"上岗日期": "2024-02-30"}), admin)
    place = ("名册", 3, "started_on")
    batch = recheck(batch=batch, by=admin, fixes=[Fix(place, "2024-02-28")])
    assert batch.corrections[0].before == "2024-02-30"
    batch = recheck(batch=batch, by=admin, fixes=[Fix(place, "2024-02-27")])
    assert batch.corrections[0].before == "2024-02-30"
    batch = recheck(batch=batch, by=admin, fixes=[Fix(place)])
    assert (batch.corrections, batch.counts["rejected"]) == ([], 1)


def test_what_was_offered_can_be_taken(admin: Actor) -> None:
    batch = received(roster({"上岗日期": "2024-02-30", "人员性质": "社工"}), admin)
    row = batch.rows.get()
    offers = {
        one["column"]: [label for _, label in one["offers"]] for one in row.content["problems"]
    }
    batch = recheck(
        batch=batch,
        by=admin,
        fixes=[
            Fix(("名册", 3, "staff_kind"), offer=offers["staff_kind"].index("专业社工")),
            Fix(("名册", 3, "started_on"), offer=0),
        ],
    )
    assert batch.counts["new"] == 1
    enter_batch(batch=batch, by=admin)
    advisor = Advisor.objects.get(name="丁小一")
    assert (advisor.staff_kind, advisor.started_on) == ("social_worker", date(2024, 2, 29))


@pytest.mark.parametrize(
    "fix",
    [
        Fix(("名册", 3, "name"), "别人"),
        Fix(("名册", 99, "phone"), "13911110009"),
        Fix(("别的表", 3, "phone"), "13911110009"),
        Fix(("名册", 3, "phone"), offer=7),
        Fix(("名册", 3, "another"), "1"),
    ],
)
def test_what_is_not_asked_about_cannot_be_changed(admin: Actor, fix: Fix) -> None:
    batch = received(roster({"联系电话": "1391111"}), admin)
    batch = recheck(batch=batch, by=admin, fixes=[fix])
    assert batch.corrections == []


# Columns by hand -----------------------------------------------------------------------------


def test_columns_set_by_hand_are_read_so(admin: Actor) -> None:
    batch = received(roster({}), admin)
    plain: dict[str, Any] = batch.mapping.to_plain()
    plain["sheets"][0]["columns"] = {
        at: key for at, key in plain["sheets"][0]["columns"].items() if key != "star"
    }
    batch = recheck(batch=batch, by=admin, mapping=Mapping.from_plain(plain))
    enter_batch(batch=batch, by=admin)
    assert not StarRating.objects.filter(advisor__name="丁小一").exists()


def test_unknown_headers_wait_for_a_person(admin: Actor) -> None:
    content = book(("花名册", [["甲", "乙"], ["石泉路", "丁小一"]]))
    with pytest.raises(UnreadableWorkbook, match="没有找到认识的表头"):
        received(content, admin)
    batch = batches.receive_unmapped(file_name="花名册.xlsx", content=content, by=admin)
    assert (batch.state, batch.kind, batch.mapping) == (BatchState.RECEIVED, "", None)
    assert batches.receive_unmapped(file_name="b.xlsx", content=content, by=admin) == batch
    assert received(content, admin) == batch
    with pytest.raises(BatchRefused, match="表头在哪一行"):
        recheck(batch=batch, by=admin)
    with pytest.raises(BatchRefused):
        enter_batch(batch=batch, by=admin)


# Once and for all, or not at all -------------------------------------------------------------


def test_the_same_file_finds_its_batch(admin: Actor) -> None:
    content = roster({})
    first = receive(file_name="一.xlsx", content=content, by=admin)
    again = receive(file_name="二.xlsx", content=content, by=admin)
    assert not first.was_there
    assert again.was_there
    assert again.batch == first.batch
    third = receive(file_name="三.xlsx", content=content, by=admin, kind="advisors")
    assert third.batch == first.batch


def test_a_file_that_was_put_aside_can_come_again(admin: Actor) -> None:
    content = roster({})
    batch = discard_batch(batch=received(content, admin), by=admin)
    assert batch.state == BatchState.DISCARDED
    assert not batch.rows.exists()
    assert batch.content == b""
    assert received(content, admin) != batch


def test_a_batch_is_entered_once(admin: Actor) -> None:
    batch = received(roster({}), admin)
    enter_batch(batch=batch, by=admin)
    before = facts()
    with pytest.raises(BatchRefused, match="已经入账"):
        enter_batch(batch=batch, by=admin)
    with pytest.raises(BatchRefused, match="已经处理过"):
        recheck(batch=batch, by=admin)
    with pytest.raises(BatchRefused, match="已经处理过"):
        discard_batch(batch=batch, by=admin)
    assert facts() == before


def test_nothing_is_written_that_the_preview_did_not_show(admin: Actor) -> None:
    batch = received(roster({"星级": "五星"}), admin)
    assert batch.counts["new"] == 1
    entered(roster({}), admin)
    with pytest.raises(BatchRefused, match="账上有了变化"):
        enter_batch(batch=batch, by=admin)
    assert StarRating.objects.get(advisor__name="丁小一").level == 3
    batch.refresh_from_db()
    assert (batch.state, batch.counts["changed"]) == (BatchState.CHECKED, 1)
    enter_batch(batch=batch, by=admin)
    assert StarRating.objects.get(advisor__name="丁小一").level == 5


def test_a_failure_in_the_middle_leaves_nothing(
    admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = received(roster({}, {"姓名": "丁小二"}), admin)
    before, lines = facts(), Entry.objects.count()
    enter = RosterBooks.enter

    def breaks_off(self: RosterBooks, rows: Any, by: Actor) -> None:
        enter(self, rows, by)
        raise RuntimeError("power cut")

    monkeypatch.setattr(RosterBooks, "enter", breaks_off)
    with pytest.raises(RuntimeError):
        enter_batch(batch=batch, by=admin)
    batch.refresh_from_db()
    assert (batch.state, facts(), Entry.objects.count()) == (BatchState.CHECKED, before, lines)


def test_what_the_database_refuses_is_a_sentence(
    admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = received(roster({}), admin)
    monkeypatch.setattr(
        RosterBooks, "enter", lambda self, rows, by: Advisor.objects.create(name="字" * 31)
    )
    with pytest.raises(BatchRefused, match="一行也没有入账"):
        enter_batch(batch=batch, by=admin)


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_enter_one_batch(cast: Cast) -> None:
    admin = cast.actor("district_admin")
    batch = received(roster({}, {"姓名": "丁小二"}), admin)
    both_ready = threading.Barrier(2)
    answers: list[str] = []

    def click() -> None:
        both_ready.wait()
        try:
            enter_batch(batch=batch, by=admin)
            answers.append("entered")
        except BatchRefused:
            answers.append("refused")
        finally:
            connection.close()

    clicks = [threading.Thread(target=click) for _ in range(2)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    assert sorted(answers) == ["entered", "refused"]
    assert Advisor.objects.filter(name__startswith="丁小").count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_batches_that_name_one_person_at_once_make_one_file(cast: Cast) -> None:
    admin = cast.actor("district_admin")
    waiting = [received(roster({"学历": words}), admin) for words in ("本科", "大专")]
    both_ready = threading.Barrier(2)
    answers: list[str] = []

    def click(batch: Batch) -> None:
        both_ready.wait()
        try:
            enter_batch(batch=batch, by=admin)
            answers.append("entered")
        except BatchRefused as refused:
            answers.append(str(refused)[:12])
        finally:
            connection.close()

    clicks = [threading.Thread(target=click, args=[batch]) for batch in waiting]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    assert sorted(answers) == ["entered", "您核对以后，账上有了变化"]
    assert Advisor.objects.filter(name="丁小一").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_file_sent_twice_at_once_is_one_batch(cast: Cast) -> None:
    admin = cast.actor("district_admin")
    content = roster({})
    both_ready = threading.Barrier(2)
    found: list[Batch] = []

    def send() -> None:
        both_ready.wait()
        try:
            found.append(received(content, admin))
        finally:
            connection.close()

    senders = [threading.Thread(target=send) for _ in range(2)]
    for one in senders:
        one.start()
    for one in senders:
        one.join()
    assert found[0] == found[1]
    assert Batch.objects.count() == 1


# Whose rows ----------------------------------------------------------------------------------


def test_rows_of_other_streets_are_rejected_from_a_streets_admin(
    street_admin: Actor, cast: Cast
) -> None:
    other = {"街镇": cast.b.unit.name, "居村": "寿里1居委会", "姓名": "丁小二"}
    batch = received(roster({}, other), street_admin)
    assert outcomes(batch) == {3: Outcome.NEW, 4: Outcome.REJECTED}
    [problem] = batch.rows.get(number=4).content["problems"]
    assert "不在您的管辖范围内" in problem["message"]
    assert (problem["column"], problem["offers"]) == ("", [])
    enter_batch(batch=batch, by=street_admin)
    assert not Advisor.objects.filter(name="丁小二").exists()


def test_a_check_that_forgot_the_scope_is_not_enough(
    street_admin: Actor, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = {"街镇": cast.b.unit.name, "居村": "寿里1居委会"}
    check = batches.check_workbook
    monkeypatch.setattr(
        batches, "check_workbook", lambda content, **told: check(content, **{**told, "scope": ""})
    )
    batch = received(roster(other), street_admin)
    with pytest.raises(PermissionDenied):
        enter_batch(batch=batch, by=street_admin)
    assert not Advisor.objects.filter(name="丁小一").exists()


@pytest.mark.parametrize("step", [recheck, enter_batch, discard_batch, batches.undo_batch])
def test_anothers_batch_is_out_of_reach(cast: Cast, step: Any) -> None:
    mine = received(roster({}), cast.actor("district_admin"))
    with pytest.raises(PermissionDenied):
        step(batch=mine, by=cast.actor("a_admin"))
    with pytest.raises(PermissionDenied, match="不能导入台账"):
        step(batch=mine, by=cast.actor("reviewer"))


def test_only_who_may_import_can_hand_in(cast: Cast) -> None:
    for name in ("reviewer", "a_manager", "auditor"):
        with pytest.raises(PermissionDenied, match="不能导入台账"):
            received(roster({}), cast.actor(name))
    assert not Batch.objects.exists()


# What is kept, and how -----------------------------------------------------------------------


def test_no_personal_number_and_no_cell_is_in_clear(putuo: Actor) -> None:
    entered(sample(ROSTER), putuo)
    text = dump("ledgers_batch", "ledgers_row")
    secrets = ["18684871723", "310107190201020773", "15235124071", "郑国远", "唐子桂"]
    for secret in secrets:
        assert secret not in text
        assert secret.encode().hex() not in text
    row = Row.objects.order_by("position").first()
    assert "唐子桂" in str(row.content)
    assert "18684871723" not in str(row.content)


def test_corrections_are_sealed_too(admin: Actor) -> None:
    batch = received(roster({"联系电话": "1391111"}), admin)
    recheck(batch=batch, by=admin, fixes=[Fix(("名册", 3, "phone"), "13911110009")])
    assert "13911110009" not in dump("ledgers_batch", "ledgers_row")


def test_entering_is_written_into_the_trail(admin: Actor) -> None:
    batch = entered(roster({}), admin)
    line = Entry.objects.get(action=Entry.Action.IMPORTED)
    assert (line.username, line.subject) == ("district_admin", f"batch:{batch.pk}")
    assert line.detail == {"new": 1, "changed": 0, "same": 0, "rejected": 0}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/顾问名册.xlsx", "顾问名册.xlsx"),
        ("C:\\台账\\顾问名册.xlsx", "顾问名册.xlsx"),
        ("名册\r\nSet-Cookie: a=b.xlsx", "名册Set-Cookie: a=b.xlsx"),
        ("名\u202ecod.xlsx", "名cod.xlsx"),
        ("册" * 300 + ".xlsx", "册" * 195 + ".xlsx"),
    ],
)
def test_a_files_name_is_made_safe(given: str, kept: str) -> None:
    assert safe_name(given) == kept


# How much it costs ---------------------------------------------------------------------------


def queries_for(count: int, admin: Actor) -> tuple[int, int]:
    """How many queries it takes to receive and to enter a roster of so many people."""
    people = [{"姓名": f"丁{'一二三四五六七八九十'[n % 10]}{n // 10 * '甲'}"} for n in range(count)]
    Advisor.objects.filter(name__startswith="丁").delete()
    with CaptureQueriesContext(connection) as receiving:
        batch = received(roster(*people), admin)
    with CaptureQueriesContext(connection) as entering:
        enter_batch(batch=batch, by=admin)
    assert batch.counts["new"] == count
    return len(receiving), len(entering)


def test_the_number_of_queries_does_not_grow_with_the_rows(admin: Actor) -> None:
    queries_for(1, admin)  # the standard is read once
    few = queries_for(5, admin)
    assert queries_for(60, admin) == few
    assert few[0] <= 12
    assert few[1] <= 26
