"""Visits from a ledger: whose they are, what is news, what is written, and the way back."""

from datetime import date
from typing import Any

import pytest

from casework.models import (
    Household,
    HouseholdCategory,
    Listing,
    Member,
    Need,
    ServiceRecord,
    Visit,
    VisitCompanion,
)
from core.actor import Actor
from ledgers.batches import BatchRefused, check_for, recheck, undo_batch
from ledgers.comparing import compare
from ledgers.corrections import Fix
from tests import factories as make
from tests.casework.ledger.scenes import (
    differences,
    facts,
    offers,
    outcomes,
    problems,
    received,
    visits,
)
from tests.cast import Cast
from tests.ledgers.scenes import entered

pytestmark = pytest.mark.django_db
ID_NUMBER = "31010719000101001X"


@pytest.fixture
def admin(cast: Cast) -> Actor:
    return cast.actor("a_admin")


def codes(content: bytes, by: Actor) -> list[str]:
    """The errors and warnings of a single row as the comparison has them."""
    return [one.code for row in compare(check_for(content, by=by)) for one in row.row.problems]


# What a row says -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"走访方式": None}, ["mode_assumed"]),
        ({"走访方式": "入户走访"}, []),
        ({"走访方式": "托梦"}, ["choice_unknown"]),
        ({"走访日期": "2018-12-31"}, ["advisor_not_in_post", "date_early"]),
        ({"走访日期": "2036-01-05"}, ["date_future"]),
        ({"对象类别": "富裕"}, ["choice_unknown"]),
        ({"对象类别": "支出型（刚性支出）+临时"}, []),
        ({"家庭人数": "二十一"}, ["number_invalid"]),
        ({"走访人": "查无此人"}, ["advisor_unknown"]),
        ({"走访情况": "好"}, ["text_length"]),
        ({"需求类别": "助医/助学、为老"}, []),
        ({"社区云编号": "√"}, ["cloud_ref_missing"]),
        ({"社区云编号": "否"}, []),
        ({"下次走访": "2024-09-10"}, ["date_order"]),
        ({"身份证号": "310107190001010010"}, ["id_checksum"]),
        ({"对象姓名": "王小芳（PT1）", "户编号": "PT2"}, ["household_conflict"]),
        ({"对象姓名": "王**"}, ["household_unknown"]),
        ({"居村": "寿里1居委会"}, ["community_unknown"]),
        ({"街镇": "长寿路街道", "居村": "寿里1居委会"}, ["out_of_scope"]),
    ],
)
def test_each_slip_has_its_own_code(
    admin: Actor, change: dict[str, Any], expected: list[str]
) -> None:
    assert codes(visits(change), admin) == expected


def test_a_tick_in_place_of_a_number_is_no_reference(admin: Actor) -> None:
    entered(visits({"社区云编号": "√"}, {"走访日期": "2024-09-11", "社区云编号": "SQY1"}), admin)
    refs = Visit.objects.filter(source="ledger").order_by("visited_on")
    assert list(refs.values_list("community_cloud_ref", flat=True)) == ["", "SQY1"]


# What is written -----------------------------------------------------------------------------


def test_an_unknown_household_gets_a_file_and_no_listing(admin: Actor, cast: Cast) -> None:
    entered(
        visits(
            {"走访日期": "2024-09-10", "对象类别": "低保", "身份证号": ID_NUMBER},
            {"走访日期": "2024-03-05", "对象类别": "低保、特困", "家庭人数": None},
        ),
        admin,
    )
    household = Household.objects.get(head_name="王小芳")
    assert (household.community_id, household.size) == (cast.a.communities[0].pk, 3)
    head = Member.objects.get(household=household)
    assert (head.name, head.relation, head.id_number) == ("王小芳", "head", ID_NUMBER)
    spans = HouseholdCategory.objects.filter(household=household).order_by("category")
    assert list(spans.values_list("category", "starts_on", "ends_on")) == [
        ("dibao", date(2024, 3, 5), None),
        ("tekun", date(2024, 3, 5), None),
    ]
    assert not Listing.objects.filter(household=household).exists()
    assert household.visits.count() == 2


def test_a_visit_is_kept_with_needs_companions_and_its_service_record(
    admin: Actor, cast: Cast
) -> None:
    household = cast.a.household
    entered(
        visits(
            {
                "对象姓名": household.head_name,
                "走访人": "石居芳、石街明",
                "需求类别": "助医/助学",
                "处理措施": "已联系医院。",
                "四问类型": "问策",
                "是否新发现": "√",
            }
        ),
        admin,
    )
    visit = Visit.objects.get(household=household, source="ledger")
    assert (visit.note, visit.action) == ("老人独居，身体尚可。", "已联系医院。")
    assert (visit.advisor, visit.mode) == (cast.a.community_advisor, "home")
    assert (visit.question_type, visit.is_new_finding) == ("policy", True)
    assert visit.written_by == cast.users["a_admin"]
    assert [one.advisor for one in VisitCompanion.objects.filter(visit=visit)] == [
        cast.a.street_advisor
    ]
    needs = Need.objects.filter(visit=visit).order_by("category")
    assert list(needs.values_list("category", "registered_on")) == [
        ("education", date(2024, 9, 10)),
        ("health", date(2024, 9, 10)),
    ]
    [record] = ServiceRecord.objects.filter(visit=visit)
    assert (record.unit_id, record.service_type) == (cast.a.communities[0].pk, "visiting")


def test_a_service_of_the_streets_own_advisor_is_the_stations(admin: Actor, cast: Cast) -> None:
    entered(visits({"走访人": "石街明"}), admin)
    [record] = ServiceRecord.objects.filter(visit__source="ledger")
    assert record.unit_id == cast.a.unit.pk


# Found again ---------------------------------------------------------------------------------


def test_the_same_visit_again_is_no_news(admin: Actor) -> None:
    entered(visits({}), admin)
    assert outcomes(received(visits({}, {"走访日期": "2024-09-11"}), admin)) == ["same", "new"]


def test_a_reference_filled_in_marks_the_visit(admin: Actor, cast: Cast) -> None:
    visit = cast.a.visit
    row = {
        "对象姓名": visit.household.head_name,
        "走访日期": str(visit.visited_on),
        "走访方式": None,
        "走访情况": "（内容不导出，见系统）",
        "需求类别": None,
        "社区云编号": "SQY00012345",
    }
    batch = received(visits(row), admin)
    assert differences(batch) == [("社区云编号", "", "SQY00012345")]
    before = ServiceRecord.objects.count()
    entered(visits(row, {}), admin)
    visit.refresh_from_db()
    assert (visit.community_cloud_ref, visit.note) == ("SQY00012345", "看望，情况稳定。")
    # The one of the other row.
    assert ServiceRecord.objects.count() == before + 1


def test_needs_and_companions_grow_and_are_not_taken_away(admin: Actor) -> None:
    entered(visits({"需求类别": "助医、助学"}), admin)
    assert outcomes(received(visits({"需求类别": "助学"}), admin)) == ["same"]
    batch = received(visits({"需求类别": "为老", "走访人": "石居芳、石街明"}), admin)
    assert differences(batch) == [("需求类别", "", "养老服务"), ("走访人", "", "石街明")]
    entered(visits({"需求类别": "为老", "走访人": "石居芳、石街明", "家庭人数": 2}), admin)
    visit = Visit.objects.get(source="ledger")
    assert (visit.needs.count(), visit.companions.count()) == (3, 1)


def test_somebody_elses_visit_on_the_day_is_told(admin: Actor) -> None:
    entered(visits({"走访人": "石居芳、石街明"}), admin)
    # Who came along is the same visit; another who did not come makes another.
    assert outcomes(received(visits({"走访人": "石街明"}), admin)) == ["same"]
    other = received(visits({"走访人": "石邻华"}), admin)
    assert outcomes(other) == ["new"]
    assert "当天已有别的顾问走访" in problems(other)[0]


def test_a_void_visit_is_not_written_again(admin: Actor, cast: Cast) -> None:
    visit = cast.a.visit
    Visit.objects.filter(pk=visit.pk).update(voided_at="2024-09-05T00:00Z", void_reason="填错")
    batch = received(
        visits({"对象姓名": visit.household.head_name, "走访日期": str(visit.visited_on)}), admin
    )
    assert outcomes(batch) == ["rejected"]
    assert "已经作废" in problems(batch)[0]


# Whose visit ---------------------------------------------------------------------------------


def test_a_household_is_found_by_number_by_a_member_and_by_id_number(
    admin: Actor, cast: Cast
) -> None:
    household = cast.a.household
    make.MemberFactory(household=household, name="石小囡", id_number=ID_NUMBER)
    entered(
        visits(
            {"对象姓名": household.head_name, "户编号": household.number},
            {"对象姓名": "石小囡", "走访日期": "2024-09-11"},
            {"对象姓名": "石囡", "走访日期": "2024-09-12", "身份证号": ID_NUMBER},
            {"对象姓名": "石**", "户编号": household.number, "走访日期": "2024-09-13"},
        ),
        admin,
    )
    assert household.visits.filter(source="ledger").count() == 4
    assert Household.objects.filter(community=household.community).count() == 1


def test_of_namesakes_nobody_is_guessed(admin: Actor, cast: Cast) -> None:
    one, other = (
        make.HouseholdFactory(community=cast.a.communities[0], head_name="王小芳") for _ in "12"
    )
    batch = received(visits({}), admin)
    assert outcomes(batch) == ["rejected"]
    assert batch.counts["choose"] == 1
    assert offers(batch) == [f"王小芳（{one.number}）", f"王小芳（{other.number}）"]
    told = str(list(batch.rows.values_list("content_sealed", flat=True)))
    assert "王小芳" not in told + "".join(problems(batch))

    place = ("走访", 3, "name")
    batch = recheck(batch=batch, by=admin, fixes=[Fix(place, offer=1)])
    assert outcomes(batch) == ["new"]
    entered(visits({"对象姓名": f"王小芳({other.number})"}), admin)
    assert Visit.objects.get(source="ledger").household == other


def test_namesakes_with_new_numbers_in_one_file_are_two_households(admin: Actor) -> None:
    rows = [{"户编号": "N1"}, {"户编号": "N2"}, {"走访日期": "2024-09-11"}]
    batch = received(visits(*rows), admin)
    assert outcomes(batch) == ["new", "new", "rejected"]
    assert offers(batch) == ["王小芳（N1）", "王小芳（N2）"]
    entered(visits(*rows[:2]), admin)
    assert sorted(
        Household.objects.filter(head_name="王小芳").values_list("number", flat=True)
    ) == [
        "N1",
        "N2",
    ]


def test_a_number_of_another_family_is_asked_about(admin: Actor, cast: Cast) -> None:
    batch = received(visits({"户编号": cast.a.household.number}), admin)
    assert outcomes(batch) == ["rejected"]
    assert "户主是石**" in problems(batch)[0]
    assert offers(batch) == [f"{cast.a.household.head_name}（{cast.a.household.number}）"]


def test_a_duplicate_leads_to_the_file_it_was_merged_into(admin: Actor, cast: Cast) -> None:
    duplicate = make.HouseholdFactory(community=cast.a.communities[0], head_name="王小芳")
    Household.objects.filter(pk=duplicate.pk).update(merged_into=cast.a.household)
    entered(visits({}), admin)
    assert Visit.objects.get(source="ledger").household == cast.a.household


def test_who_moved_within_the_street_is_found_where_she_was_listed(
    admin: Actor, cast: Cast
) -> None:
    household = cast.a.household
    Household.objects.filter(pk=household.pk).update(community=cast.a.communities[1])
    entered(visits({"对象姓名": household.head_name}), admin)
    visit = Visit.objects.get(source="ledger")
    assert (visit.household, visit.community) == (household, cast.a.communities[0])


def test_two_rows_of_one_visit_under_name_and_number_are_told(admin: Actor, cast: Cast) -> None:
    name, number = cast.a.household.head_name, cast.a.household.number
    batch = received(visits({"对象姓名": name}, {"对象姓名": name, "户编号": number}), admin)
    assert outcomes(batch) == ["new", "rejected"]


# The way back --------------------------------------------------------------------------------


def test_a_batch_is_undone_exactly(admin: Actor, cast: Cast) -> None:
    visit = cast.a.visit
    before = facts()
    batch = entered(
        visits(
            {"走访人": "石居芳、石街明"},
            {
                "对象姓名": visit.household.head_name,
                "走访日期": str(visit.visited_on),
                "社区云编号": "SQY1",
            },
        ),
        admin,
    )
    assert facts() != before
    undo_batch(batch=batch, by=admin)
    assert facts() == before


def test_a_file_that_something_rests_on_stays(admin: Actor) -> None:
    batch = entered(visits({}), admin)
    household = Household.objects.get(head_name="王小芳")
    make.ListingFactory(household=household, community=household.community)
    with pytest.raises(BatchRefused, match="“在册”记录要用到这一批新增的“困难家庭”"):
        undo_batch(batch=batch, by=admin)
