"""Calling conferences, recording them afterwards, changing, holding and cancelling them."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import Entry
from casework.conferences import services
from casework.conferences.people import Guest, guest_of
from casework.conferences.services import Party
from casework.models import CaseConference, ServiceRecord
from core.versions import ChangedMeanwhile
from tests import factories as make
from tests.casework.conferences.telling import LIST, TYPED, called, closed, resolved
from tests.cast import DAY, Cast
from tests.pages import text_of


def form(cast: Cast, **changes: object) -> dict[str, object]:
    return {
        **TYPED,
        "key": uuid4(),
        "numbers": cast.a.household.number,
        "advisors": [str(cast.a.community_advisor.pk)],
        **changes,
    }


def add_url(cast: Cast) -> str:
    return f"{LIST}add/{cast.a.unit.code}/"


def test_a_conference_that_took_place_is_recorded_with_its_service(cast: Cast, sign_in) -> None:
    client, typed = sign_in("a_advisor"), form(cast)
    answer = client.post(add_url(cast), typed)
    conference = CaseConference.objects.get()
    assert (answer.status_code, answer.url) == (302, f"{LIST}{conference.pk}/")
    assert (conference.state, conference.held_on) == ("held", date(2024, 9, 19))
    assert conference.cases.get().household == cast.a.household
    people = conference.participants.order_by("pk")
    assert [(one.advisor_id, one.organisation, one.name) for one in people] == [
        (cast.a.community_advisor.pk, "", "石居芳"),
        (None, "社区卫生服务中心", "李医生"),
        (None, "司法所", ""),
    ]
    record = ServiceRecord.objects.get(conference=conference)
    assert (record.unit_id, record.given_on) == (cast.a.unit.code, date(2024, 9, 19))
    assert record.service_type == "community_support"
    line = Entry.objects.get(action=Entry.Action.CREATED, subject__startswith="caseconference")
    assert "陈主持" not in str(line.detail)
    # Sent twice, it is recorded once.
    assert client.post(add_url(cast), typed).status_code == 302
    assert CaseConference.objects.count() == 1


def test_a_planned_one_gives_no_service_until_it_was_held(cast: Cast) -> None:
    conference = called(cast, state="planned", held_on=date(2024, 9, 26))
    assert not ServiceRecord.objects.filter(conference=conference).exists()
    with pytest.raises(ValidationError, match="2024-09-26还没有到"):
        services.hold_conference(
            conference=conference, held_on=date(2024, 9, 26), by=cast.actor("a_manager")
        )
    held = services.hold_conference(conference=conference, held_on=DAY, by=cast.actor("a_manager"))
    assert (held.state, held.held_on) == ("held", DAY)
    assert ServiceRecord.objects.get(conference=conference).given_on == DAY
    with pytest.raises(PermissionDenied, match="已召开"):
        services.hold_conference(conference=conference, held_on=DAY, by=cast.actor("a_manager"))


def test_holding_twice_says_so_and_a_wrong_day_stays_typed(cast: Cast, sign_in) -> None:
    conference = called(cast, state="planned", held_on=date(2024, 9, 26))
    client, url = sign_in("a_manager"), f"{LIST}{conference.pk}/hold/"
    body = client.post(url, {"held_on": "2024-09-27"}).content.decode()
    assert "2024-09-27还没有到" in body
    assert 'value="2024-09-27"' in body
    assert client.post(url, {"held_on": "2024-09-20"}).status_code == 302
    answer = client.post(url, {"held_on": "2024-09-20"}, follow=True)
    assert "已经记为已召开了" in answer.content.decode()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"held_on": "2024-09-21"}, "2024-09-21还没有到，要在今天（2024-09-20）或以前"),
        ({"held_on": "2018-09-01"}, "早于2019年"),
        ({"state": "planned", "held_on": "2024-09-19"}, "已经过了。已经开过的，请选“已召开”"),
        ({"state": "planned", "held_on": "2026-09-19"}, "离今天超过一年"),
        ({"chair": ""}, "请填写主持人"),
        ({"chair": "陈主持 13800138000"}, "里面有电话号码"),
        ({"numbers": "没有的号"}, "本街镇没有户编号是“没有的号”的档案"),
        ({"guests": "司法所 13800138000"}, "里面有电话号码"),
        ({"guests": "很" * 61}, "太长，每行写一个单位或一个人"),
    ],
)
def test_each_slip_has_its_own_sentence_and_keeps_what_was_typed(
    cast: Cast, sign_in, change: dict[str, str], words: str
) -> None:
    answer = sign_in("a_manager").post(add_url(cast), form(cast, **change))
    body = answer.content.decode()
    assert answer.status_code == 200
    assert words in body
    assert "会商研讨区" in body
    assert not CaseConference.objects.exists()


def test_a_number_that_two_communities_have_asks_which(cast: Cast, sign_in) -> None:
    number = cast.a.household.number
    make.HouseholdFactory(community=cast.a.communities[2], number=number)
    client = sign_in("a_manager")
    body = client.post(add_url(cast), form(cast)).content.decode()
    here = f"{number}（{cast.a.communities[0].short_name}）"
    assert "请写明是哪一户" in body
    assert here in body
    assert client.post(add_url(cast), form(cast, numbers=here)).status_code == 302
    assert CaseConference.objects.get().cases.get().household == cast.a.household


def test_households_of_another_street_are_not_to_be_had(cast: Cast, sign_in) -> None:
    typed = form(cast, numbers=cast.b.household.number)
    if cast.b.household.number == cast.a.household.number:
        pytest.fail("both streets have the same number")
    assert "本街镇没有户编号" in sign_in("a_manager").post(add_url(cast), typed).content.decode()
    with pytest.raises(PermissionDenied):
        called(cast, cast.b.household)


def test_who_may_call_one(cast: Cast, sign_in) -> None:
    expected = {
        "a_manager": 200,
        "a_advisor": 200,
        "a_community": 403,
        "a_admin": 403,
        "reviewer": 403,
        "auditor": 403,
        "b_manager": 404,
    }
    found = {name: sign_in(name).get(add_url(cast)).status_code for name in expected}
    assert found == expected


def test_open_actions_of_the_last_one_stand_where_the_next_is_made(cast: Cast, sign_in) -> None:
    assert "这是第一次会商" in text_of(sign_in("a_manager"), add_url(cast))
    earlier = called(cast, held_on=date(2024, 7, 3))
    resolved(cast, earlier, matter="补交病历。", due_on=date(2024, 7, 20))
    last = called(cast)
    done = resolved(cast, last, matter="联系居家养老。")
    resolved(cast, last, matter="上门评估。", owner_name="街道残联")
    closed(cast, done)
    body = text_of(sign_in("a_advisor"), add_url(cast))
    assert body.index("上门评估。") < body.index("补交病历。")
    assert "街道残联" in body
    assert "联系居家养老。" not in body
    assert "迟62天" in body
    assert "上门评估。" not in text_of(sign_in("b_manager"), f"{LIST}add/{cast.b.unit.code}/")


def test_a_household_of_the_address_is_filled_in(cast: Cast, sign_in) -> None:
    client = sign_in("a_manager")
    body = text_of(client, f"{add_url(cast)}?household={cast.a.household.pk}")
    assert f"{cast.a.household.number}（" in body
    body = text_of(client, f"{add_url(cast)}?household={cast.b.household.pk}")
    assert cast.b.household.number not in body


def test_a_change_is_told_by_its_fields_and_its_clash(cast: Cast, sign_in) -> None:
    conference = called(cast)
    client, url = sign_in("a_manager"), f"{LIST}{conference.pk}/change/"
    drawn = client.get(url).context["form"]
    typed = {one.html_name: one.value() for one in drawn}
    initial = {f"initial-{name}": value for name, value in typed.items() if name != "version"}
    data = {**typed, **initial, "place": "二楼会议室", "guests": "司法所"}
    assert client.post(url, data).status_code == 302
    conference.refresh_from_db()
    assert conference.place == "二楼会议室"
    assert set(conference.participants.values_list("organisation", flat=True)) == {"", "司法所"}
    line = Entry.objects.filter(subject=f"caseconference:{conference.pk}").latest("pk")
    assert line.detail["fields"] == ["place", "party"]
    # The same form once more, from before the change, and with something else in it.
    answer = client.post(url, {**data, "place": "三楼"})
    assert answer.status_code == 409
    assert "三楼" in answer.content.decode()
    conference.refresh_from_db()
    assert conference.place == "二楼会议室"


def test_other_participants_alone_clash_as_well(cast: Cast) -> None:
    conference = called(cast)
    told = {"held_on": conference.held_on, "place": "会商研讨区", "chair": "陈主持"}
    by = cast.actor("a_manager")
    change = {"conference": conference, "version": conference.version, "facts": told, "by": by}
    assert services.change_conference(party=Party([], [Guest("司法所")]), **change)
    with pytest.raises(ChangedMeanwhile):
        services.change_conference(party=Party([], [Guest("居委会")]), **change)
    assert not services.change_conference(party=Party([], [Guest("司法所")]), **change)


def test_the_day_stays_before_what_follows_it(cast: Cast) -> None:
    conference = called(cast)
    resolved(cast, conference, due_on=date(2024, 9, 10))
    told = {"held_on": date(2024, 9, 11), "place": "", "chair": "陈主持"}
    with pytest.raises(ValidationError, match="决议的期限有写2024-09-10的"):
        services.change_conference(
            conference=conference,
            version=conference.version,
            facts=told,
            party=Party(),
            by=cast.actor("a_manager"),
        )


def test_a_cancelled_one_takes_its_service_along(cast: Cast, sign_in) -> None:
    conference = called(cast)
    client, url = sign_in("a_manager"), f"{LIST}{conference.pk}/cancel/"
    assert client.post(url).status_code == 302
    conference.refresh_from_db()
    assert conference.state == "cancelled"
    assert not ServiceRecord.objects.filter(conference=conference).exists()
    assert "已经取消过了" in client.post(url, follow=True).content.decode()


def test_one_with_minutes_or_with_work_done_is_not_cancelled(cast: Cast, sign_in) -> None:
    conference = called(cast)
    closed(cast, resolved(cast, conference))
    url = f"{LIST}{conference.pk}/cancel/"
    body = sign_in("a_manager").post(url).content.decode()
    assert "已有1项决议办结，不能取消" in body
    settled = called(cast)
    resolved(cast, settled, case=settled.cases.get())
    services.settle_minutes(conference=settled, minutes_on=DAY, by=cast.actor("a_manager"))
    body = sign_in("a_manager").post(f"{LIST}{settled.pk}/cancel/").content.decode()
    assert "有确认过的纪要，不能取消" in body


@pytest.mark.parametrize(
    ("written", "guest"),
    [
        ("社区卫生服务中心 李医生", Guest("社区卫生服务中心", "李医生")),
        ("社区卫生服务中心：李医生", Guest("社区卫生服务中心", "李医生")),
        ("李医生（社区卫生服务中心）", Guest("社区卫生服务中心", "李医生")),
        ("司法所（王强）", Guest("司法所", "王强")),
        ("司法所", Guest("司法所", "")),
        ("王强", Guest("", "王强")),
        ("王　强", Guest("", "王强")),
        ("区民政局", Guest("区民政局", "")),
    ],
)
def test_who_took_part_is_read_from_a_line(written: str, guest: Guest) -> None:
    assert guest_of(written) == guest
