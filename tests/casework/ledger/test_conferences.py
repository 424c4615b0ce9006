"""Conferences from a ledger (会商记录): what a row says, what is written, and the way back."""

import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.test import Client

from audit.models import Entry
from casework.conferences import services
from casework.models import (
    CaseConference,
    ConferenceAction,
    ConferenceCase,
    ConferenceParticipant,
    ServiceRecord,
)
from core.actor import Actor
from ledgers.batches import check_for, undo_batch
from ledgers.comparing import compare
from tests import factories as make
from tests.casework.conferences.telling import called, case_in, closed, resolved
from tests.casework.ledger.scenes import offers, outcomes, problems, received
from tests.cast import DAY, Cast
from tests.ledgers.books import book
from tests.ledgers.scenes import entered

pytestmark = pytest.mark.django_db
HEADER = (
    "街镇", "日期", "地点", "主持人", "参加单位/人员", "个案编号", "情况", "意见", "决议事项", "纪要",
)  # fmt: skip
ROW = {
    "街镇": "石泉路街道",
    "日期": "2024-09-10",
    "地点": "会商研讨区",
    "主持人": "陈主持",
    "参加单位/人员": "石街明、社区卫生服务中心 李医生、司法所",
    "情况": "母亲卧床。",
    "意见": "先评估。",
    "决议事项": "1. 联系上门护理（石居芳，9月13日）\n2. 补交病历，责任人：司法所，期限：2024-09-20",
    "纪要": "2024-09-12",
}
MODELS = (
    CaseConference, ConferenceParticipant, ConferenceCase, ConferenceAction, ServiceRecord,
)  # fmt: skip


@pytest.fixture
def admin(cast: Cast) -> Actor:
    return cast.actor("a_admin")


def ledger(cast: Cast, *changes: dict[str, Any]) -> bytes:
    """A ledger with one row for each mapping, which says what differs from a good row."""
    good = {**ROW, "个案编号": cast.a.household.number}
    rows = [[{**good, **change}.get(label) for label in HEADER] for change in changes or ({},)]
    return book(("会商", [["会商记录（2024年度）"], HEADER, *rows]))


def codes(content: bytes, by: Actor) -> list[str]:
    return [one.code for row in compare(check_for(content, by=by)) for one in row.row.problems]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"日期": "2018-09-10", "决议事项": "没有决议事项"}, ["date_early"]),
        ({"日期": "2036-09-10"}, ["date_future"]),
        ({"主持人": None}, ["required"]),
        ({"参加单位/人员": None}, ["required"]),
        ({"参加单位/人员": "司法所 13800138000"}, ["people_private"]),
        ({"个案编号": None}, ["required"]),
        ({"个案编号": "没有的号"}, ["household_unknown"]),
        ({"个案编号": "310107199001010010"}, ["household_number_personal"]),
        ({"情况": "打13800138000。"}, ["text_private"]),
        ({"决议事项": None}, ["required"]),
        ({"决议事项": "联系上门护理"}, ["action_no_owner"]),
        ({"决议事项": "联系上门护理（无，9月13日）"}, ["action_no_owner"]),
        ({"决议事项": "联系上门护理（石居芳，9月9日）"}, ["date_order"]),
        ({"决议事项": "联系上门护理（石居芳，2024年10月）"}, ["date_invalid"]),
        ({"决议事项": "联系上门护理（石居芳，尽快）"}, ["date_invalid"]),
        ({"决议事项": "联系上门护理/石居芳/9月13日"}, []),
        ({"决议事项": "没有决议事项"}, []),
        ({"纪要": "2024-09-09"}, ["date_order"]),
        ({"纪要": "√"}, ["minutes_undated"]),
        ({"纪要": "会商纪要.docx"}, ["minutes_undated"]),
        ({"街镇": "长寿路街道"}, ["out_of_scope"]),
    ],
)
def test_each_slip_has_its_own_code(
    cast: Cast, admin: Actor, change: dict[str, Any], expected: list[str]
) -> None:
    assert codes(ledger(cast, change), admin) == expected


def test_an_action_without_an_owner_says_which(cast: Cast, admin: Actor) -> None:
    written = "联系上门护理（石居芳，9月13日）\n补交病历"
    batch = received(ledger(cast, {"决议事项": written}), admin)
    assert "第2项没有写明责任人和期限，请写成“事项（责任人，期限）”，几项分行写。" in problems(
        batch
    )


def test_a_number_of_two_communities_is_asked_for(cast: Cast, admin: Actor) -> None:
    number = cast.a.household.number
    make.HouseholdFactory(community=cast.a.communities[2], number=number)
    batch = received(ledger(cast), admin)
    here = f"{number}（{cast.a.communities[0].short_name}）"
    assert here in offers(batch)
    assert outcomes(received(ledger(cast, {"个案编号": here}), admin)) == ["new"]


def test_all_of_a_row_is_kept_and_can_be_undone(cast: Cast, admin: Actor) -> None:
    batch = entered(ledger(cast), admin)
    conference = CaseConference.objects.get()
    assert (conference.held_on, conference.state) == (date(2024, 9, 10), "held")
    assert (conference.place, conference.chair) == ("会商研讨区", "陈主持")
    assert (conference.minutes_on, conference.minutes_by) == (date(2024, 9, 12), "a_admin")
    people = ConferenceParticipant.objects.order_by("pk")
    assert [(one.advisor_id, one.organisation, one.name) for one in people] == [
        (cast.a.street_advisor.pk, "", "石街明"),
        (None, "社区卫生服务中心", "李医生"),
        (None, "司法所", ""),
    ]
    case = ConferenceCase.objects.get()
    assert (case.household, case.community_id) == (cast.a.household, cast.a.communities[0].pk)
    assert (case.situation, case.opinions) == ("母亲卧床。", "先评估。")
    first, second = ConferenceAction.objects.order_by("due_on")
    assert (first.matter, first.owner, first.due_on) == (
        "联系上门护理",
        cast.a.community_advisor,
        date(2024, 9, 13),
    )
    assert (second.matter, second.owner, second.owner_name) == ("补交病历", None, "司法所")
    assert first.case == case
    record = ServiceRecord.objects.get(conference=conference)
    assert (record.unit_id, record.given_on) == (cast.a.unit.code, date(2024, 9, 10))
    # In another file it is all the same; undone, nothing is left.
    assert outcomes(received(ledger(cast, {"纪要": None}), admin)) == ["same"]
    undo_batch(batch=batch, by=admin)
    assert [model.objects.exists() for model in MODELS[:4]] == [False] * 4
    assert not ServiceRecord.objects.filter(conference__isnull=False).exists()


def test_several_rows_tell_one_conference(cast: Cast, admin: Actor) -> None:
    other = make.HouseholdFactory(community=cast.a.communities[1])
    entered(
        ledger(
            cast,
            {"决议事项": "联系上门护理（石居芳，9月13日）"},
            {
                "个案编号": other.number,
                "情况": "儿子失业。",
                "决议事项": "推荐岗位（石街明，9月20日）",
            },
        ),
        admin,
    )
    conference = CaseConference.objects.get()
    told = {one.household_id: one.situation for one in conference.cases.order_by("pk")}
    assert told == {cast.a.household.pk: "母亲卧床。", other.pk: "儿子失业。"}
    owners = {one.case.household_id: one.owner_name for one in conference.actions.order_by("pk")}
    assert owners == {cast.a.household.pk: "石居芳", other.pk: "石街明"}
    assert conference.participants.count() == 3


def test_several_numbers_in_a_cell_are_several_cases(cast: Cast, admin: Actor) -> None:
    other = make.HouseholdFactory(community=cast.a.communities[1])
    entered(ledger(cast, {"个案编号": f"{cast.a.household.number}、{other.number}"}), admin)
    assert CaseConference.objects.get().cases.count() == 2
    # Nobody can tell on which of them it was resolved.
    assert set(ConferenceAction.objects.values_list("case", flat=True)) == {None}


def test_what_is_new_is_added_to_a_conference_on_record(cast: Cast, admin: Actor) -> None:
    conference = called(cast, held_on=date(2024, 9, 10))
    kept = resolved(cast, conference, matter="联系上门护理", owner=cast.a.community_advisor)
    batch = received(ledger(cast), admin)
    assert outcomes(batch) == ["changed"]
    entered(ledger(cast), admin)
    assert CaseConference.objects.get() == conference
    assert ConferenceCase.objects.get().situation == "母亲卧床。"
    assert ConferenceAction.objects.count() == 2
    assert ConferenceAction.objects.filter(pk=kept.pk).exists()
    assert conference.participants.count() == 3


def test_a_planned_one_is_held_by_it(cast: Cast, admin: Actor) -> None:
    planned = make.CaseConferenceFactory(
        street=cast.a.unit, held_on=date(2024, 9, 10), chair="陈主持"
    )
    entered(ledger(cast), admin)
    planned.refresh_from_db()
    assert planned.state == "held"


def test_nothing_is_added_to_settled_minutes_or_a_cancelled_one(cast: Cast, admin: Actor) -> None:
    conference = called(cast, held_on=date(2024, 9, 10))
    by = cast.actor("a_manager")
    resolved(cast, conference, case=case_in(conference))
    services.settle_minutes(conference=conference, minutes_on=DAY, by=by)
    assert codes(ledger(cast), admin) == ["conference_settled"]
    services.withdraw_minutes(conference=conference, by=by)
    services.cancel_conference(conference=conference, by=by)
    assert codes(ledger(cast), admin) == ["conference_cancelled"]


# Handed out ----------------------------------------------------------------------------------


def exported(client: Client) -> bytes:
    answer = client.get("/casework/conferences/export/")
    assert answer.status_code == 200
    content: bytes = answer.content
    return content


def told(content: bytes) -> dict[str, Any]:
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
    assert len(rows) == 4
    return dict(zip(rows[2], rows[3], strict=True))


def test_the_export_tells_no_texts_and_no_families(cast: Cast, sign_in: Any, admin: Actor) -> None:
    entered(ledger(cast), admin)
    called(cast, state="planned", held_on=date(2024, 9, 26))
    row = told(exported(sign_in("a_manager")))
    assert row["街镇"] == "石泉路街道"
    assert row["参加单位/人员"] == "石街明、社区卫生服务中心 李医生、司法所"
    assert row["个案编号"].startswith(cast.a.household.number)
    assert (row["情况"], row["意见"]) == ("（内容不导出，见系统）", "（内容不导出，见系统）")
    assert row["决议事项"].splitlines() == [
        "（内容不导出，见系统）（石居芳，2024-09-13）",
        "（内容不导出，见系统）（司法所，2024-09-20）",
    ]
    assert str(row["纪要日期"])[:10] == "2024-09-12"
    for secret in ("卧床", "护理", cast.a.household.head_name):
        assert secret not in str(row)
    line = Entry.objects.get(action=Entry.Action.EXPORTED)
    assert (line.subject, line.detail["rows"]) == ("会商记录", 1)
    row = told(exported(sign_in("reviewer")))
    for secret in ("石街明", "李医生", "陈主持", "石居芳"):
        assert secret not in str(row)


def test_read_back_in_it_is_all_the_same(cast: Cast, sign_in: Any, admin: Actor) -> None:
    entered(ledger(cast), admin)
    batch = received(exported(sign_in("a_manager")), admin)
    assert batch.kind == "conferences"
    assert (outcomes(batch), problems(batch)) == (["same"], [])
    # Closed meanwhile, by the owner: no news either, nor for the district's masked copy.
    closed(cast, ConferenceAction.objects.get(owner=cast.a.community_advisor), by="a_community")
    assert outcomes(received(exported(sign_in("a_manager")), admin)) == ["same"]
    assert outcomes(received(exported(sign_in("reviewer")), cast.actor("district_admin"))) == [
        "same"
    ]


def test_one_without_people_cases_and_actions_comes_back_too(
    cast: Cast, sign_in: Any, admin: Actor
) -> None:
    conference = called(cast, party=services.Party())
    services.drop_case(case=case_in(conference), by=cast.actor("a_manager"))
    batch = received(exported(sign_in("a_manager")), admin)
    assert (outcomes(batch), problems(batch)) == (["same"], [])


def test_another_street_is_not_in_it(cast: Cast, sign_in: Any, admin: Actor) -> None:
    entered(ledger(cast), admin)
    rows = openpyxl.load_workbook(io.BytesIO(exported(sign_in("b_manager")))).active
    assert "石泉路街道" not in str(list(rows.iter_rows(values_only=True))[3:])
