"""资源对接记录 in and out: what a row means, what it writes, what it must not, the way back."""

from datetime import date
from typing import Any

import pytest

from accounts.models import OneTimeLink
from audit.models import Entry
from casework.books.referrals import ReferralBooks
from casework.models import Need, Referral, ServiceRecord
from casework.referrals.linking import make_answer_link
from core.actor import Actor
from ledgers.batches import BatchRefused, check_for, undo_batch
from ledgers.comparing import compare
from resources.models import Place, Resource
from tests import factories as make
from tests.casework.ledger.scenes import differences, outcomes, problems, received
from tests.cast import Cast
from tests.ledgers.books import book
from tests.ledgers.scenes import entered
from tests.pages import rows_of

pytestmark = pytest.mark.django_db
HEADER = (
    "街镇", "居村", "需求编号", "需求类别", "资源", "提供方", "发起日期", "对接人", "同意方式",
    "同意日期", "状态", "答复日期", "完成日期", "未成原因", "结果",
)  # fmt: skip
DONE = {"状态": "已完成", "答复日期": "2024-09-06", "完成日期": "2024-09-12", "结果": "每周上门。"}


@pytest.fixture
def admin(cast: Cast) -> Actor:
    return cast.actor("a_admin")


@pytest.fixture
def need(cast: Cast) -> Need:
    return make.NeedFactory(household=cast.a.household, visit=cast.a.visit)


@pytest.fixture
def resource(cast: Cast) -> Resource:
    return make.ResourceFactory(unit=cast.a.unit, name="上门护理", capacity=2, per="month")


def ledger(*changes: dict[str, Any], header: tuple[str, ...] = HEADER) -> bytes:
    """A ledger with one row for each mapping, which says what differs from a good row."""
    good = {
        "街镇": "石泉路街道",
        "资源": "上门护理",
        "发起日期": "2024-09-05",
        "对接人": "石街明",
        "同意方式": "当面口头",
        "状态": "待接",
    }
    rows = [[{**good, **change}.get(label) for label in header] for change in changes]
    return book(("对接", [["资源对接记录（2024年度）"], header, *rows]))


def codes(content: bytes, by: Actor) -> list[str]:
    """The errors and warnings of the rows as the comparison has them."""
    return [one.code for row in compare(check_for(content, by=by)) for one in row.row.problems]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        (DONE, []),
        ({"状态": "已接", "答复日期": "2024-09-06"}, []),
        ({"同意方式": None}, ["consent_assumed"]),
        ({"同意日期": "2024-09-06"}, ["consent_late"]),
        ({"状态": "成了"}, ["choice_unknown"]),
        ({"状态": "待接", "答复日期": "2024-09-06"}, ["referral_state_days"]),
        ({"状态": "已接"}, ["answer_assumed"]),
        ({"状态": "已接", "完成日期": "2024-09-12"}, ["referral_state_days", "answer_assumed"]),
        ({**DONE, "完成日期": None}, ["required"]),
        ({**DONE, "答复日期": None}, ["answer_assumed"]),
        ({**DONE, "答复日期": "2024-09-04"}, ["date_order"]),
        ({**DONE, "完成日期": "2024-09-05"}, ["date_order"]),
        ({**DONE, "未成原因": "其他"}, ["referral_reason_idle"]),
        ({**DONE, "状态": "未成"}, ["reason_assumed"]),
        ({"状态": "未接"}, ["required", "reason_assumed"]),
        ({"状态": "未接", "答复日期": "2024-09-06", "未成原因": "名额已满"}, []),
        ({"发起日期": "2036-09-05"}, ["date_future"]),
        ({"对接人": "查无此人"}, ["advisor_unknown"]),
        ({"对接人": None}, []),
        ({"需求编号": "12"}, ["need_number_bad"]),
        ({"需求编号": "00000000"}, ["need_unknown"]),
        ({"居村": "石里2居委会"}, ["need_elsewhere"]),
        ({"需求类别": "助学"}, ["need_category_differs"]),
        ({"需求类别": "助医"}, []),
        ({"发起日期": "2024-09-01"}, ["referral_before_need"]),
        ({"资源": "没有的"}, ["resource_unknown"]),
        ({"提供方": "别家"}, ["resource_unknown"]),
        ({"街镇": "长寿路街道"}, ["out_of_scope"]),
    ],
)
def test_each_slip_has_its_own_code(
    admin: Actor, need: Need, resource: Resource, change: dict[str, Any], expected: list[str]
) -> None:
    assert codes(ledger({"需求编号": need.receipt, **change}), admin) == expected


def test_the_offices_own_columns_are_enough(admin: Actor, need: Need, resource: Resource) -> None:
    """ledgers.md §7: the street stands in the title, the advisor is who found the need."""
    header = ("需求编号", "资源", "发起日期", "状态", "完成日期", "结果")
    rows = [[need.receipt, "上门护理", "2024.9.5", "已完成", "2024.9.12", "每周上门。"]]
    entered(book(("对接", [["石泉路街道资源对接记录（2024年度）"], header, *rows])), admin)
    found = Referral.objects.get()
    assert (found.state, found.closed_on) == ("done", date(2024, 9, 12))
    # Nobody wrote the day of the answer: no earlier than the end, which is sure.
    assert found.answered_on == date(2024, 9, 12)
    assert found.advisor == need.visit.advisor
    assert (found.consent, found.consent_on) == ("spoken", date(2024, 9, 5))


def test_a_row_is_a_referral_with_its_place_and_its_record(
    cast: Cast, admin: Actor, need: Need, resource: Resource
) -> None:
    entered(ledger({"需求编号": need.receipt, **DONE}), admin)
    found = Referral.objects.get()
    assert (found.need, found.household, found.resource) == (need, need.household, resource)
    assert (found.community, found.advisor) == (need.community, cast.a.street_advisor)
    assert (found.result, found.answered_by) == ("每周上门。", "a_admin")
    place = Place.objects.get()
    assert (place.holder, place.resource, place.taken_on) == (found.pk, resource, found.offered_on)
    [record] = ServiceRecord.objects.filter(referral=found)
    assert (record.unit_id, record.station_duty) == (cast.a.unit.pk, "resource_linkage")


def test_the_same_again_is_no_news_and_a_row_takes_it_further(
    admin: Actor, need: Need, resource: Resource
) -> None:
    number = {"需求编号": need.receipt}
    entered(ledger(number), admin)
    assert outcomes(received(ledger({**number, "需求类别": "健康医疗"}), admin)) == ["same"]
    batch = received(ledger({**number, **DONE}), admin)
    assert differences(batch) == [
        ("状态", "待接", "已完成"),
        ("答复日期", "", "2024-09-06"),
        ("完成日期", "", "2024-09-12"),
        ("结果", "", "每周上门。"),
    ]
    entered(ledger({**number, **DONE}), admin)
    found = Referral.objects.get()
    assert (found.state, found.result) == ("done", "每周上门。")
    assert Place.objects.standing().count() == 1
    back = received(ledger({**number, "状态": "已接", "答复日期": "2024-09-06"}), admin)
    assert outcomes(back) == ["rejected"]
    assert "系统里这个对接已经是“已完成”，台账写的是“已接”" in problems(back)[0]


def test_what_fails_gives_its_place_back_and_frees_its_need(
    admin: Actor, need: Need, resource: Resource
) -> None:
    number = {"需求编号": need.receipt}
    entered(ledger(number), admin)
    failed = {**DONE, "状态": "未成", "未成原因": "本人不要了", "结果": None}
    again = {**number, "发起日期": "2024-09-13"}
    # Below it in the same file, its need is offered anew once it is free.
    assert outcomes(received(ledger(again), admin)) == ["rejected"]
    entered(ledger({**number, **failed}), admin)
    place = Place.objects.get()
    assert place.given_back_on == date(2024, 9, 12)
    [record] = ServiceRecord.objects.all()
    assert record.referral_id is not None
    # Another file: the same one is the same batch.
    entered(ledger({**again, "同意日期": "2024-09-13"}), admin)
    assert sorted(Referral.objects.values_list("state", flat=True)) == ["failed", "offered"]


def test_a_need_is_held_once_and_a_settled_one_not_at_all(
    cast: Cast, admin: Actor, need: Need, resource: Resource
) -> None:
    other = make.ResourceFactory(unit=cast.district, name="区级护理")
    two = ledger({"需求编号": need.receipt}, {"需求编号": need.receipt, "资源": other.name})
    batch = received(two, admin)
    assert outcomes(batch) == ["new", "rejected"]
    assert "已经有一个对接在进行，或已完成" in problems(batch)[0]
    settled = make.NeedFactory(
        household=cast.a.household, settlement="refused", settled_on=date(2024, 9, 4)
    )
    batch = received(ledger({"需求编号": settled.receipt}), admin)
    assert "2024-09-04已了结（本人谢绝），不用再对接" in problems(batch)[0]
    wrong = make.NeedFactory(
        household=cast.a.household, settlement="mistaken", settled_on=date(2024, 9, 4)
    )
    assert codes(ledger({"需求编号": wrong.receipt}), admin) == ["need_mistaken"]


def test_places_are_counted_within_their_period(
    cast: Cast, admin: Actor, resource: Resource
) -> None:
    needs = [
        make.NeedFactory(household=cast.a.household, registered_on=date(2024, 8, 1))
        for _ in range(4)
    ]
    rows = [{"需求编号": one.receipt} for one in needs]
    rows[3]["发起日期"] = "2024-08-30"
    batch = received(ledger(*rows), admin)
    assert outcomes(batch) == ["new", "new", "rejected", "new"]
    assert "名额（2）已经用完" in problems(batch)[0]
    entered(ledger(*rows[:2]), admin)
    assert codes(ledger(rows[2]), admin) == ["resource_full"]
    # What never took place took no place.
    fell = {"状态": "未接", "答复日期": "2024-09-06", "未成原因": "名额已满"}
    assert codes(ledger({**rows[2], **fell}), admin) == []


def test_a_resource_is_the_streets_own_or_the_districts_and_in_force(
    cast: Cast, admin: Actor, need: Need
) -> None:
    number = {"需求编号": need.receipt}
    make.ResourceFactory(unit=cast.b.unit, name="上门护理")
    assert codes(ledger(number), admin) == ["resource_unknown"]
    shared = make.ResourceFactory(unit=cast.district, name="上门护理", ends_on=date(2024, 9, 4))
    assert codes(ledger(number), admin) == ["resource_over"]
    # The street's own goes before the district's of the same name.
    one = make.ResourceFactory(unit=cast.a.unit, name="上门护理")
    assert codes(ledger(number), admin) == []
    other = make.ResourceFactory(unit=cast.a.unit, name="上门护理")
    batch = received(ledger(number), admin)
    assert "有几项资源都叫“上门护理”" in problems(batch)[0]
    entered(ledger({**number, "提供方": other.provider.name}), admin)
    assert Referral.objects.get().resource == other
    assert {one.pk, shared.pk}.isdisjoint({Referral.objects.get().resource_id})


def test_who_offered_it_is_found_or_asked_for(cast: Cast, admin: Actor, resource: Resource) -> None:
    bare = make.NeedFactory(household=make.HouseholdFactory(community=cast.a.communities[0]))
    row = {"需求编号": bare.receipt, "对接人": None}
    assert codes(ledger(row), admin) == ["advisor_missing"]
    cared = make.NeedFactory(household=cast.a.household)
    entered(ledger({"需求编号": cared.receipt, "对接人": None}), admin)
    assert Referral.objects.get().advisor == cast.a.community_advisor


def test_somebody_quicker_is_told_and_nothing_is_written(
    cast: Cast, admin: Actor, need: Need, resource: Resource
) -> None:
    row = {
        "street": cast.a.unit.pk, "need_number": need.receipt, "resource": "上门护理",
        "offered_on": date(2024, 9, 5), "state": "offered", "advisors": [],
        "advisor": str(cast.a.street_advisor.pk),
    }  # fmt: skip
    make.ReferralFactory(need=need, resource=make.ResourceFactory(unit=cast.a.unit))
    with pytest.raises(BatchRefused, match="刚才有人先办了，没有入账"):
        ReferralBooks().enter([row], admin)
    assert Referral.objects.count() == 1


def test_what_the_ledger_writes_down_ends_the_providers_link(
    cast: Cast, admin: Actor, need: Need, resource: Resource
) -> None:
    entered(ledger({"需求编号": need.receipt}), admin)
    make_answer_link(referral=Referral.objects.get(), by=cast.actor("a_advisor"))
    entered(ledger({"需求编号": need.receipt, "状态": "已接", "答复日期": "2024-09-06"}), admin)
    assert Referral.objects.get().state == "accepted"
    assert OneTimeLink.objects.get().revoked_at is not None


def test_a_batch_is_undone_exactly(admin: Actor, need: Need, resource: Resource) -> None:
    batch = entered(ledger({"需求编号": need.receipt, **DONE}), admin)
    assert Place.objects.count() == 1
    undo_batch(batch=batch, by=admin)
    for model in (Referral, Place):
        assert not model.objects.exists()
    assert not ServiceRecord.objects.filter(referral__isnull=False).exists()


def test_the_export_names_nobody_and_comes_back_as_it_went(
    cast: Cast, sign_in, admin: Actor, need: Need, resource: Resource
) -> None:
    other = make.NeedFactory(household=cast.a.household, category="education")
    entered(
        ledger(
            {"需求编号": need.receipt, **DONE},
            {
                "需求编号": other.receipt, "状态": "未接", "答复日期": "2024-09-06",
                "未成原因": "名额已满",
            },
        ),
        admin,
    )  # fmt: skip
    make.ReferralFactory(need=make.NeedFactory(household=cast.b.household))
    answer = sign_in("a_admin").get("/casework/referrals/export/")
    assert answer.status_code == 200
    rows = rows_of(answer.content)
    assert len(rows) == 3 + 2
    each = [dict(zip(rows[2], row, strict=True)) for row in rows[3:]]
    told = next(one for one in each if one["需求编号"] == need.receipt)
    assert (told["需求编号"], told["状态"], told["对接人"]) == (need.receipt, "已完成", "石街明")
    assert told["结果"] == "（内容不导出，见系统）"
    for secret in (cast.a.household.head_name, "每周上门", "寿"):
        assert secret not in str(rows)
    line = Entry.objects.get(action=Entry.Action.EXPORTED)
    assert (line.subject, line.detail["rows"]) == ("资源对接记录", 2)
    batch = received(answer.content, admin)
    assert batch.kind == "referrals"
    assert outcomes(batch) == ["same", "same"]
    masked = sign_in("reviewer").get(f"/casework/referrals/export/?street={cast.a.unit.pk}")
    assert "石街明" not in str(rows_of(masked.content))
    assert sign_in("auditor").get("/casework/referrals/export/").status_code == 403
