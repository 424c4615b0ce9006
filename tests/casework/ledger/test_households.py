"""The roster of households: files, lists, categories, tiers, who answers, and the way back."""

from datetime import date
from typing import Any

import pytest

from casework.ledger.frequency import read_frequency
from casework.models import (
    Care,
    Household,
    HouseholdCategory,
    HouseholdTier,
    Listing,
    Member,
    id_number_key,
)
from core.actor import Actor
from ledgers.batches import check_for, recheck, undo_batch
from ledgers.comparing import compare
from ledgers.corrections import ANOTHER, Fix
from ledgers.problems import Rejected
from tests import factories as make
from tests.casework.ledger.scenes import (
    HOUSEHOLD,
    differences,
    facts,
    households,
    outcomes,
    problems,
    received,
    visits,
)
from tests.casework.ledger.test_visits import ID_NUMBER
from tests.cast import Cast
from tests.ledgers.books import book
from tests.ledgers.scenes import entered, roster

DAY = date(2024, 9, 20)


@pytest.fixture
def admin(cast: Cast) -> Actor:
    return cast.actor("a_admin")


def codes(content: bytes, by: Actor) -> list[str]:
    return [one.code for row in compare(check_for(content, by=by)) for one in row.row.problems]


def opened() -> Household:
    return Household.objects.get(head_name="王小芳")


def spans(model: Any, *fields: str) -> list[tuple[Any, ...]]:
    """What the one household of the ledger has from a day to a day."""
    rows = model.objects.filter(household=opened()).order_by("starts_on", "pk")
    return list(rows.values_list(*fields, "starts_on", "ends_on"))


# What a row says -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "visits_a_quarter"),
    [
        ("每月1次", 3),
        ("每月一次", 3),
        ("每月走访两次", 6),
        ("每季度1次", 1),
        ("每季2次", 2),
        ("每季", 1),
        ("两周一次", 6),
        ("每两周1次", 6),
        ("半月一次", 6),
        ("每周", 13),
        ("1次/月", 3),
        ("2次每季度", 2),
        ("3", 3),
        (4, 4),
        ("2次", 2),
    ],
)
def test_how_often_comes_to_so_many_a_quarter(written: Any, visits_a_quarter: int) -> None:
    assert read_frequency(written, None).value == visits_a_quarter  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "written", ["经常", "每年1次", "每半年一次", "每天", "0", "20次", "每月5次"]
)
def test_what_is_no_number_of_visits_is_refused(written: str) -> None:
    with pytest.raises(Rejected):
        read_frequency(written, None)  # type: ignore[arg-type]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"户主": None}, ["required"]),
        ({"责任顾问": None}, ["required"]),
        ({"责任顾问": "查无此人"}, ["advisor_unknown"]),
        ({"责任顾问": "石居芳、石街明、石邻华"}, ["number_invalid"]),
        ({"身份证号": ID_NUMBER[:-1]}, ["id_length"]),
        ({"联系电话": "138"}, ["phone_bad"]),
        ({"类别": "富裕"}, ["choice_unknown"]),
        ({"走访频次": "偶尔"}, ["choice_unknown"]),
        ({"列入日期": "2036-01-01"}, ["date_future"]),
        ({"列入日期": "2024-04"}, ["date_precision"]),
        ({"移出日期": "2024-03-01"}, ["date_order"]),
        ({"列入日期": None}, ["start_assumed"]),
        ({"列入日期": None, "移出日期": "2024-09-01"}, ["date_order"]),
        ({"列入日期": "2024.4.1-长期"}, []),
        ({"列入日期": "2024.4.1至2024.8.31"}, []),
    ],
)
def test_each_slip_has_its_own_code(
    admin: Actor, change: dict[str, Any], expected: list[str]
) -> None:
    assert codes(households(change), admin) == expected


@pytest.mark.django_db
def test_kinds_are_told_apart_by_their_headers(admin: Actor) -> None:
    kinds = {
        check_for(content, by=admin).ledger.kind
        for content in (households({}), visits({}), roster({}))
    }
    assert kinds == {"households", "visits", "advisors"}
    named = {"户主": "姓名", "列入日期": "起止日期", "人数": "家庭人数"}
    row = {named.get(key, key): value for key, value in HOUSEHOLD.items()}
    content = book(("名册", [["困难对象名册"], list(row), list(row.values())]))
    assert check_for(content, by=admin).ledger.kind == "households"


# What is written -----------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_household_is_put_on_its_list_with_all_that_is_told(admin: Actor, cast: Cast) -> None:
    entered(
        households(
            {
                "身份证号": ID_NUMBER,
                "类别": "低保、特困",
                "走访频次": "每月1次",
                "责任顾问": "石居芳、石街明",
                "联系人": "李阿婆",
                "备注": "独居",
            }
        ),
        admin,
    )
    household = opened()
    assert (household.number, household.size, household.note) == (
        "SQ0001",
        3,
        "独居；联系人：李阿婆",
    )
    assert (household.phone, household.address) == ("13911110001", "石泉路1号")
    member = Member.objects.get(household=household)
    assert (member.name, member.relation, member.id_number) == ("王小芳", "head", ID_NUMBER)
    assert member.id_number_key == id_number_key(ID_NUMBER)
    start = date(2024, 4, 1)
    assert spans(Listing, "community") == [(cast.a.communities[0].pk, start, None)]
    assert spans(HouseholdCategory, "category") == [
        ("dibao", start, None),
        ("tekun", start, None),
    ]
    assert spans(HouseholdTier, "tier", "visits_per_quarter") == [("key", 3, start, None)]
    assert spans(Care, "advisor__name", "role") == [
        ("石居芳", "lead", start, None),
        ("石街明", "deputy", start, None),
    ]


@pytest.mark.django_db
def test_who_has_left_the_list_is_kept_with_her_days(admin: Actor) -> None:
    entered(households({"列入日期": "2024.4.1至2024.8.31"}), admin)
    start, end = date(2024, 4, 1), date(2024, 8, 31)
    assert spans(Listing, "end_reason") == [("other", start, end)]
    assert spans(Care, "role") == [("lead", start, end)]


@pytest.mark.django_db
def test_the_same_roster_again_is_no_news(admin: Actor) -> None:
    row = {"走访频次": "每月1次", "身份证号": ID_NUMBER, "联系人": "李阿婆", "分层": "重点"}
    entered(households(row), admin)
    assert outcomes(received(households(row, {"户编号": "N2"}), admin)) == ["same", "new"]


@pytest.mark.django_db
def test_what_changed_holds_from_the_day_it_is_entered(admin: Actor) -> None:
    entered(households({}), admin)
    change = {
        "类别": "特困",
        "人数": 2,
        "联系电话": "13922220002",
        "走访频次": "每月1次",
        "责任顾问": "石街明",
    }
    batch = received(households(change), admin)
    assert differences(batch) == [
        ("人数", "3", "2"),
        ("联系电话", "139****0001", "139****0002"),
        ("类别", "低保", "特困"),
        ("走访频次", "每季1次", "每季3次"),
        ("责任顾问", "石居芳", "石街明"),
    ]
    # Another file, so that it isn't the one that waits.
    entered(households(change, {"户编号": "N2", "户主": "李小红"}), admin)
    start, eve = date(2024, 4, 1), date(2024, 9, 19)
    assert spans(HouseholdCategory, "category") == [("dibao", start, eve), ("tekun", DAY, None)]
    assert spans(HouseholdTier, "visits_per_quarter") == [(1, start, eve), (3, DAY, None)]
    assert spans(Care, "advisor__name") == [("石居芳", start, eve), ("石街明", DAY, None)]
    assert spans(Listing) == [(start, None)]


@pytest.mark.django_db
def test_off_the_list_and_on_it_again(admin: Actor) -> None:
    entered(households({}), admin)
    entered(households({"移出日期": "2024-08-31"}), admin)
    start, end = date(2024, 4, 1), date(2024, 8, 31)
    assert spans(Listing, "end_reason") == [("other", start, end)]
    assert spans(Care) == [(start, end)]
    batch = received(households({"列入日期": None, "备注": "又来"}), admin)
    assert "已不在册" in problems(batch)[0]
    entered(households({"列入日期": "2024-09-10"}), admin)
    assert spans(Listing) == [(start, end), (date(2024, 9, 10), None)]
    assert spans(Care) == [(start, end), (date(2024, 9, 10), None)]


# Whose row -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_visits_first_and_the_roster_later_are_one_household(admin: Actor) -> None:
    entered(visits({}), admin)
    household = opened()
    batch = received(households({}), admin)
    assert ("户编号", "", "SQ0001") in differences(batch)
    assert ("在册", "否", "是") in differences(batch)
    entered(households({}, {"户编号": "N2", "户主": "李小红"}), admin)
    assert opened() == household
    household.refresh_from_db()
    assert household.number == "SQ0001"
    assert spans(Listing) == [(date(2024, 4, 1), None)]
    # Known by its number now, and by its name.
    more = [{"户编号": "SQ0001", "走访日期": "2024-09-12"}, {"走访日期": "2024-09-13"}]
    entered(visits(*more), admin)
    assert household.visits.count() == 3


@pytest.mark.django_db
def test_a_person_may_say_that_it_is_another_household(admin: Actor) -> None:
    entered(visits({}), admin)
    batch = received(households({}), admin)
    batch = recheck(batch=batch, by=admin, fixes=[Fix(("名册", 3, ANOTHER), "1")])
    assert outcomes(batch) == ["new"]


@pytest.mark.django_db
def test_by_its_id_number_a_household_is_found_under_another_name(admin: Actor, cast: Cast) -> None:
    household = cast.a.household
    make.MemberFactory(household=household, name="石小囡", id_number=ID_NUMBER)
    row = {"户编号": None, "户主": "石囡", "身份证号": ID_NUMBER, "列入日期": None}
    batch = received(households(row), admin)
    assert outcomes(batch) == ["changed"]
    assert Household.objects.filter(head_name="石囡").count() == 0


@pytest.mark.django_db
def test_what_stands_on_another_communitys_list_is_not_listed_twice(
    admin: Actor, cast: Cast
) -> None:
    household = cast.a.household
    row = {"户编号": household.number, "户主": household.head_name, "居村": "石里2居委会"}
    batch = received(households(row), admin)
    assert outcomes(batch) == ["rejected"]
    assert "先在它的档案里办迁移" in problems(batch)[0]


@pytest.mark.django_db
def test_a_household_twice_in_one_file_is_told(admin: Actor) -> None:
    batch = received(households({}, {"户编号": None}), admin)
    assert outcomes(batch) == ["new", "rejected"]


@pytest.mark.django_db
def test_personal_columns_are_masked_on_the_preview(admin: Actor) -> None:
    batch = received(households({"身份证号": ID_NUMBER, "联系人": "李阿婆"}), admin)
    [row] = batch.rows.all()
    told = str(row.content)
    for secret in ("王小芳", "李阿婆", ID_NUMBER, "13911110001", "石泉路1号"):
        assert secret not in told
    assert row.content["cells"]["name"] == "王**"


# The way back --------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_batch_is_undone_exactly(admin: Actor) -> None:
    entered(visits({}), admin)
    entered(households({"户主": "李小红", "户编号": "N2"}), admin)
    before = facts()
    batch = entered(
        households(
            {"类别": "特困", "走访频次": "每月1次", "责任顾问": "石街明", "身份证号": ID_NUMBER},
            {"户主": "李小红", "户编号": "N2", "移出日期": "2024-08-31"},
            {"户主": "赵小强", "户编号": "N3"},
        ),
        admin,
    )
    assert batch.counts["rejected"] == 0
    assert facts() != before
    undo_batch(batch=batch, by=admin)
    assert facts() == before


@pytest.mark.parametrize(
    "written",
    [
        {"户编号": "310107197001011217"},
        {"户编号": "138 1234 5678"},
        {"户编号": "", "户主": "王小芳（13812345678）"},
        {"户编号": "", "户主": "王小芳（身份证310107197001011217）"},
    ],
)
def test_a_number_of_a_person_is_no_number_of_a_household(
    cast: Cast, admin: Actor, written: dict[str, str]
) -> None:
    batch = received(households(written), admin)
    assert outcomes(batch) == ["rejected"]
    assert any("户编号不能用身份证号或电话号码" in told for told in problems(batch))


def test_a_number_of_the_offices_may_be_long(cast: Cast, admin: Actor) -> None:
    batch = received(households({"户编号": "310107000000202400"}), admin)
    assert outcomes(batch) == ["new"]


def test_a_note_holds_no_numbers_and_the_preview_shows_little_of_it(
    cast: Cast, admin: Actor
) -> None:
    refused = received(households({"备注": "找儿子13812345678"}), admin)
    assert outcomes(refused) == ["rejected"]
    assert any("里面有电话号码" in told for told in problems(refused))
    entered(households({"备注": "长期卧床需要护理"}), admin)
    again = received(households({"备注": "已经能够下床走动"}), admin)
    assert differences(again) == [("备注", "长期卧床需要…", "已经能够下床…")]
