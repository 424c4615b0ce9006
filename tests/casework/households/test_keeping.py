"""A household's file by hand: opening and changing it, and what happened to it in words."""

import uuid
from datetime import date, timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import Entry
from casework.households.history import history_of
from casework.households.services import (
    AlreadyOnFile,
    begin_category,
    change_household,
    rename_category,
    set_tier,
)
from casework.models import Household, HouseholdCategory, HouseholdTier, Listing
from core.versions import ChangedMeanwhile
from tests import factories as make
from tests.accounts.test_drafts import save as keep_draft
from tests.casework.households.filing import HIS_ID, NEW_YEAR, at_once, opened, spans, url
from tests.cast import DAY, Cast
from tests.pages import costs_the_same, text_of
from tests.stations.browsing import filled, send

EVE = DAY - timedelta(days=1)


@pytest.fixture
def manager(cast: Cast, sign_in):
    return sign_in("a_manager")


@pytest.fixture
def add_url(cast: Cast) -> str:
    return f"/casework/households/add/{cast.a.unit.code}/"


def typed(cast: Cast, **change: object) -> dict[str, object]:
    return {
        "head_name": "王 建国",
        "id_number": HIS_ID.lower(),
        "community": cast.a.communities[0].code,
        "number": "PT-77",
        "size": "3人",
        "phone": "138 1234 5678",
        "address": "石泉路1弄2号303室",
        "listed_on": "2024.9.1",
        "categories": ["dibao", "rigid_expenditure"],
        "categories_from": "2024-08-01",
        "tier": "key",
        "advisor": str(cast.a.community_advisor.pk),
        **change,
    }


def test_a_file_is_opened_as_typed(cast: Cast, manager, add_url: str) -> None:
    response = send(manager, add_url, **typed(cast))
    added = Household.objects.get(number="PT-77")
    assert response["Location"] == url(added)
    assert (added.head_name, added.size, added.phone) == ("王建国", 3, "13812345678")
    assert added.address == "石泉路1弄2号303室"
    assert spans(Listing.objects.filter(household=added)) == [(date(2024, 9, 1), None)]
    assert spans(HouseholdCategory.objects.filter(household=added), "category") == [
        ("dibao", date(2024, 8, 1), None),
        ("rigid_expenditure", date(2024, 8, 1), None),
    ]
    # 重点 means three visits where nobody says otherwise.
    assert spans(HouseholdTier.objects.filter(household=added), "visits_per_quarter") == [
        (3, date(2024, 9, 1), None)
    ]
    assert added.cares.get().advisor == cast.a.community_advisor
    head = added.members.get()
    assert (head.name, head.relation, head.id_number) == ("王建国", "head", HIS_ID)
    line = Entry.objects.get(subject=f"household:{added.pk}")
    assert "王" not in str(line.detail)


def test_a_file_may_be_opened_without_being_listed(cast: Cast) -> None:
    found = opened(cast, listed_on=None, categories=["dibao"])
    assert not found.listings.exists()
    assert found.categories.get().starts_on == DAY


def test_a_form_sent_twice_opens_one_file(cast: Cast, manager, add_url: str) -> None:
    sent = filled(manager, add_url, **typed(cast))
    first, second = (manager.post(add_url, sent)["Location"] for _ in range(2))
    assert first == second
    assert Household.objects.filter(head_name="王建国").count() == 1


def test_an_id_number_of_the_street_leads_to_its_file(cast: Cast, manager, add_url: str) -> None:
    there = opened(cast, head_name="王剑国", id_number=HIS_ID)
    page = send(manager, add_url, **typed(cast)).content.decode()
    assert f'href="{url(there)}"' in page
    assert "一户只建一份" in page
    assert not Household.objects.filter(head_name="王建国").exists()
    # An empty one is nobody's.
    opened(cast, head_name="李梅")
    opened(cast, head_name="李兰")


def test_an_id_number_on_another_streets_list_is_told_without_whose(
    cast: Cast, manager, add_url: str
) -> None:
    there = opened(
        cast, "b_manager", community=cast.b.communities[0], id_number=HIS_ID, listed_on=NEW_YEAR
    )
    page = send(manager, add_url, **typed(cast)).content.decode()
    assert "本区另一个街镇的困难家庭名册里" in page
    assert str(there.pk) not in page
    assert "长寿" not in page
    Listing.objects.filter(household=there).update(ends_on=EVE)
    response = send(manager, add_url, **typed(cast))
    assert response.status_code == 302
    assert "也有旧档案" in text_of(manager, add_url)


def test_namesakes_are_asked_about_once(cast: Cast, manager, add_url: str) -> None:
    make.HouseholdFactory(community=cast.a.communities[0], head_name="王建国", number="PT-1")
    page = send(manager, add_url, **typed(cast))
    assert "已有同名户主的档案（PT-1）" in page.content.decode()
    assert send(manager, add_url, **typed(cast, is_namesake="on")).status_code == 302
    # In another community nobody is asked.
    elsewhere = typed(cast, community=cast.a.communities[1].code, number="", id_number="")
    assert send(manager, add_url, **elsewhere).status_code == 302


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"head_name": ""}, "请填写户主姓名"),
        ({"community": ""}, "请选择居村"),
        ({"id_number": "310107197001011"}, "最后一位"),
        ({"id_number": "31010719700101121"}, "少1位"),
        ({"listed_on": "2024-09-21"}, "2024-09-21 还没有到"),
        ({"categories_from": "2025-01-01"}, "2025-01-01 还没有到"),
        ({"size": "25"}, "25"),
        ({"visits_per_quarter": "14"}, "14"),
        ({"visits_per_quarter": "2", "tier": ""}, "请选重点或常规"),
        ({"phone": "1381234567"}, "少1位"),
        ({"categories_from": "2023-06-30"}, "2023-07-01 才启用"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    cast: Cast, manager, add_url: str, change: dict[str, str], words: str
) -> None:
    if "id_number" in change and len(change["id_number"]) == 15:
        change = {"id_number": HIS_ID[:17] + ("0" if HIS_ID[17] != "0" else "1")}
    response = send(manager, add_url, **typed(cast, **change))
    assert response.status_code == 200
    assert words in response.content.decode()
    assert not Household.objects.filter(number="PT-77").exists()


def test_a_number_stands_for_one_household_of_a_community(
    cast: Cast, manager, add_url: str
) -> None:
    make.HouseholdFactory(community=cast.a.communities[0], number="PT-77")
    page = send(manager, add_url, **typed(cast)).content.decode()
    assert "这个居村已有户编号 PT-77 的家庭" in page


def test_an_advisor_who_is_not_in_post_answers_for_nobody(cast: Cast) -> None:
    with pytest.raises(ValidationError) as refused:
        opened(cast, care=cast.b.street_advisor)
    assert "不在本街镇在岗" in str(refused.value)
    assert not Household.objects.filter(head_name="王建国").exists()


def test_only_the_street_opens_files_and_only_its_own(cast: Cast, sign_in, add_url: str) -> None:
    for name, status in (("a_advisor", 200), ("a_community", 403), ("reviewer", 403)):
        assert sign_in(name).get(add_url).status_code == status
    assert sign_in("b_manager").get(add_url).status_code == 404
    assert sign_in("a_manager").get("/casework/households/add/310107/").status_code == 404
    with pytest.raises(PermissionDenied):
        opened(cast, "b_manager")


def test_what_is_typed_waits_as_a_draft(cast: Cast, manager, add_url: str) -> None:
    assert f'data-draft="{add_url}"' in text_of(manager, add_url)
    keep_draft(manager, add_url, {"head_name": "沈阿姨"})
    assert 'value="沈阿姨"' in text_of(manager, f"{add_url}?draft=restore")


def test_a_file_is_changed_and_what_is_sealed_stays(cast: Cast, manager) -> None:
    there = opened(cast, phone="13812345678", address="石泉路1弄", number="PT-9")
    page = text_of(manager, url(there, "change/"))
    assert "13812345678" not in page
    assert "石泉路1弄" not in page
    response = send(manager, url(there, "change/"), size="4", head_name="王建军")
    assert response.status_code == 302
    there.refresh_from_db()
    assert (there.size, there.head_name, there.phone) == (4, "王建军", "13812345678")
    assert there.members.get().name == "王建军"
    send(manager, url(there, "change/"), cleared=["phone"], address="石泉路2弄")
    there.refresh_from_db()
    assert (there.phone, there.address) == ("", "石泉路2弄")


def test_two_who_change_one_file_lose_nothing(cast: Cast, sign_in, manager) -> None:
    there = opened(cast)
    mine = filled(manager, url(there, "change/"), size="4")
    send(sign_in("a_advisor"), url(there, "change/"), size="5", note="低楼层")
    response = manager.post(url(there, "change/"), mine)
    body = response.content.decode()
    assert response.status_code == 409
    assert "还没有保存：a_advisor" in body
    assert 'value="4"' in body, "what I typed"
    assert 'value="低楼层"' in body, "what I left alone"
    with pytest.raises(ChangedMeanwhile):
        change_household(
            household=there, version=1, facts={"size": 6}, sealed={}, by=cast.actor("a_manager")
        )


def test_a_merged_file_is_changed_no_more(cast: Cast, manager) -> None:
    there = opened(cast)
    there.merged_into = cast.a.household
    there.save()
    response = manager.get(url(there, "change/"))
    assert response.status_code == 403
    assert "已并入另一份" in response.content.decode()


# Categories and tiers ------------------------------------------------------------------------


def test_a_category_goes_on_under_its_new_name(cast: Cast, manager) -> None:
    there = opened(cast)
    old = make.HouseholdCategoryFactory(household=there, category="expenditure_poverty")
    page = text_of(manager, url(there, "categories/"))
    assert "改称刚性支出" in page
    send(manager, url(there, f"categories/{old.pk}/rename/"), starts_on="2024-09-20")
    assert spans(there.categories.all(), "category") == [
        ("expenditure_poverty", NEW_YEAR, EVE),
        ("rigid_expenditure", DAY, None),
    ]
    with pytest.raises(ValidationError):
        rename_category(category=old, starts_on=NEW_YEAR, by=cast.actor("a_manager"))


def test_a_category_is_in_force_once_at_a_time(cast: Cast, manager) -> None:
    there = opened(cast)
    make.HouseholdCategoryFactory(household=there)
    page = send(
        manager, url(there, "categories/"), category="dibao", starts_on="2024-09-01"
    ).content.decode()
    assert "2024-01-01 起已登记为“低保”" in page
    held = there.categories.get()
    send(manager, url(there, f"categories/{held.pk}/"), ends_on="2024-08-31")
    send(manager, url(there, "categories/"), category="dibao", starts_on="2024-09-01")
    assert there.categories.count() == 2
    manager.post(url(there, f"categories/{held.pk}/remove/"))
    assert spans(there.categories.all()) == [(date(2024, 9, 1), None)]


def test_a_name_given_up_is_not_given_any_more(cast: Cast) -> None:
    begin = partial(begin_category, household=cast.a.household, by=cast.actor("a_manager"))
    with pytest.raises(ValidationError, match="2023-07-01 才启用"):
        begin(category="rigid_expenditure", starts_on=date(2023, 6, 30))
    begin(category="expenditure_poverty", starts_on=DAY)


def test_a_tier_ends_the_day_before_the_next(cast: Cast, manager) -> None:
    there = opened(cast, tier="key", visits_per_quarter=2, listed_on=NEW_YEAR)
    send(manager, url(there, "tier/"), tier="regular", starts_on="2024-09-20")
    assert spans(there.tiers.all(), "tier", "visits_per_quarter") == [
        ("key", 2, NEW_YEAR, EVE),
        ("regular", None, DAY, None),
    ]
    # On the same day it is put right, not added.
    send(manager, url(there, "tier/"), tier="key", starts_on="2024-09-20")
    assert spans(there.tiers.all(), "tier", "visits_per_quarter")[1:] == [("key", 3, DAY, None)]
    with pytest.raises(ValidationError, match="已另定分层"):
        set_tier(
            household=there, tier="key", visits_per_quarter=1, starts_on=EVE,
            by=cast.actor("a_manager"),
        )  # fmt: skip


# History -------------------------------------------------------------------------------------


def test_the_history_tells_what_changed_and_nothing_of_a_person(cast: Cast, manager) -> None:
    there = opened(cast, phone="13812345678", number="PT-9", note="独居老人")
    send(manager, url(there, "change/"), head_name="王建军", phone="13900001111", size="4")
    send(manager, url(there, "members/"), name="赵红", relation="spouse")
    told = text_of(manager, url(there, "history/"))
    for secret in ("王建", "赵红", "1381234", "1390000", "独居"):
        assert secret not in told
    words = [
        f"{one.label}：{one.before}→{one.after}"
        for change in history_of(there, cast.actor("a_manager"))
        for one in change.differences
    ]
    assert "家庭人数：→4" in words
    assert "联系电话：有→换过" in words
    assert "户主：有→换过" in words
    assert "家庭成员：→1 人" in words
    assert any(one.startswith("在册：→") and "2024-09-20 起" in one for one in words)


def test_pages_cost_the_same_however_much_there_is(cast: Cast, manager, add_url: str) -> None:
    there = opened(cast)
    send(manager, url(there, "change/"), size="3")
    more = partial(make.MemberFactory.create_batch, 3, household=there)
    for page in ("members/", "tier/", "history/", "change/", "move/", "merge/", "care/"):
        assert costs_the_same(manager, url(there, page), more)
    kind = partial(make.HouseholdCategoryFactory, household=there, category="tekun")
    assert costs_the_same(manager, url(there, "categories/"), kind)
    assert costs_the_same(manager, add_url, partial(make.AdvisorFactory, street=cast.a.unit))


@pytest.mark.django_db(transaction=True)
def test_two_files_at_once_do_not_get_one_number_or_one_person(cast: Cast) -> None:
    for n in range(4):
        facts = {"number": f"PT-X{n}", "key": None}
        two = [partial(opened, cast, head_name=name, **facts) for name in ("甲某", "乙某")]
        done = at_once(two)
        assert [isinstance(one, ValidationError) for one in done].count(True) == 1
    key = uuid.uuid4()
    same = at_once([partial(opened, cast, head_name="丙某", key=key) for _ in range(2)])
    assert same[0].pk == same[1].pk == key


def test_the_same_person_is_refused_by_the_writer_too(cast: Cast) -> None:
    there = opened(cast, id_number=HIS_ID)
    with pytest.raises(AlreadyOnFile) as refused:
        opened(cast, "a_advisor", head_name="王剑国", id_number=HIS_ID)
    assert refused.value.household == there


@pytest.mark.parametrize(
    ("field", "typed_in", "told"),
    [
        ("number", HIS_ID, "户编号不能用身份证号或电话号码"),
        ("number", "138-1234-5678", "户编号不能用身份证号或电话号码"),
        ("note", "儿子电话13812345678", "里面有电话号码"),
        ("note", "王建国的前妻住在隔壁", "里面写了当事人的姓名"),
    ],
)
def test_what_many_read_tells_nobody(
    cast: Cast, manager, add_url: str, field: str, typed_in: str, told: str
) -> None:
    before = Household.objects.count()
    page = send(manager, add_url, **typed(cast, **{field: typed_in})).content.decode()
    assert told in page
    assert Household.objects.count() == before
    there = opened(cast)
    page = send(manager, url(there, "change/"), **{field: typed_in}).content.decode()
    assert told in page
