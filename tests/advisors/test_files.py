"""An advisor's file by hand: adding, changing, ending, taking back, removing."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from advisors.ending.services import end_service
from advisors.files.services import change_file
from advisors.models import Advisor, Assignment, DutyShift, Leave, Post
from audit.models import Entry
from core.versions import ChangedMeanwhile
from ledgers.identifiers import id_check_digit
from tests import factories as make
from tests.cast import DAY, Cast
from tests.pages import costs_the_same, text_of
from tests.stations.browsing import filled, send

FEMALE = "31010719800101122"
FEMALE_ID = FEMALE + id_check_digit(FEMALE)
FACTS = {
    "name": "欧阳 小·芳",
    "sex": "female",
    "phone": "138 1234 5678",
    "id_number": FEMALE_ID.lower(),
    "level": "community",
    "staff_kind": "social_worker",
    "employment": "full_time",
    "position": "副站长",
    "education": "bachelor",
    "qualifications": ["社会工作师"],
    "other_qualifications": "心理咨询师、教师",
    "started_on": "2024年3月",
    "filed_on": "2024-04-10",
    "contract_ends_on": "2025-12-31",
    "note": "原在邻里中心",
}


@pytest.fixture
def manager(cast: Cast, sign_in):
    return sign_in("a_manager")


@pytest.fixture
def add_url(cast: Cast) -> str:
    return f"/advisors/add/{cast.a.unit.code}/"


@pytest.fixture
def hers(cast: Cast) -> str:
    return f"/advisors/{cast.a.community_advisor.pk}/"


def test_a_file_is_opened_as_typed(cast: Cast, manager, add_url: str) -> None:
    community = cast.a.communities[2]
    response = send(manager, add_url, **FACTS, community=community.code)
    assert response.status_code == 302
    added = Advisor.objects.get(name="欧阳小·芳")
    assert response["Location"] == f"/advisors/{added.pk}/"
    assert (added.street, added.phone) == (cast.a.unit, "13812345678")
    assert (added.started_on, added.started_words) == (date(2024, 3, 1), "2024-03")
    assert added.qualifications == ["社会工作师", "心理咨询师", "教师"]
    assert (added.filed_on, added.contract_ends_on) == (date(2024, 4, 10), date(2025, 12, 31))
    assignment = added.assignments.get()
    assert (assignment.community, assignment.starts_on) == (community, date(2024, 3, 1))
    assert added.id_number == "", "checked, and kept only where the setting says so"
    entry = Entry.objects.order_by("-id").first()
    assert (entry.action, entry.subject) == (Entry.Action.CREATED, f"advisor:{added.pk}")
    assert "欧阳" not in str(entry.detail)
    assert "13812345678" not in str(entry.detail)


def test_an_id_number_is_kept_where_the_standard_says_so(
    cast: Cast, manager, add_url: str, monkeypatch
) -> None:
    for module in ("views", "services"):
        monkeypatch.setattr(f"advisors.files.{module}.keeps_id_numbers", lambda: True)
    send(manager, add_url, **FACTS, community=cast.a.communities[2].code)
    assert Advisor.objects.get(name="欧阳小·芳").id_number == FEMALE_ID


def test_the_same_form_sent_twice_opens_one_file(cast: Cast, manager, add_url: str) -> None:
    typed = filled(manager, add_url, **FACTS, community=cast.a.communities[2].code)
    first, second = (manager.post(add_url, typed) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Advisor.objects.filter(name="欧阳小·芳").count() == 1


def test_the_same_person_twice_leads_to_the_file_there_is(
    cast: Cast, manager, add_url: str
) -> None:
    there = cast.a.street_advisor
    body = send(
        manager, add_url, **FACTS | {"name": there.name, "phone": there.phone, "level": "street"}
    ).content.decode()
    assert "已有同名、同电话的顾问" in body
    assert f'href="/advisors/{there.pk}/"' in body
    assert Advisor.objects.filter(name=there.name).count() == 1
    assert 'value="副站长"' in body, "nothing typed is lost"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": "王5"}, "姓名里有数字"),
        ({"name": "王"}, "姓名应为2到30个字"),
        ({"phone": "1381234567"}, "手机号"),
        ({"phone": "没有"}, "“联系电话”没有填"),
        ({"id_number": FEMALE_ID[:-1]}, "身份证号应为18位，现在是17位，少1位"),
        ({"id_number": FEMALE + ("1" if FEMALE_ID[-1] != "1" else "2")}, "最后一位对不上"),
        ({"started_on": "2024-09-21"}, "2024-09-21还没有到"),
        ({"started_on": "去年"}, "日期"),
        ({"filed_on": "2024-09-21"}, "2024-09-21还没有到"),
        ({"contract_ends_on": "2024-02-29"}, "合同到期日2024-02-29早于上岗日期2024-03-01"),
        ({"community": ""}, "要填是哪个居村"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    cast: Cast, manager, add_url: str, wrong: dict[str, str], sentence: str
) -> None:
    typed = FACTS | {"community": cast.a.communities[2].code} | wrong
    response = send(manager, add_url, **typed)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not Advisor.objects.filter(note="原在邻里中心").exists()


def test_an_agency_is_for_third_party_staff(cast: Cast, manager, add_url: str) -> None:
    own, other = (make.PartnerContractFactory(street=one.unit) for one in (cast.a, cast.b))
    typed = FACTS | {"level": "street", "partner": str(own.pk)}
    assert "只有人员性质是“第三方”的" in send(manager, add_url, **typed).content.decode()
    page = manager.get(add_url).content.decode()
    assert other.name not in page
    assert send(manager, add_url, **typed | {"staff_kind": "third_party"}).status_code == 302
    assert Advisor.objects.get(name="欧阳小·芳").partner == own


def test_another_sex_than_the_number_tells_is_saved_with_a_warning(
    cast: Cast, manager, add_url: str
) -> None:
    typed = filled(manager, add_url, **FACTS | {"sex": "male", "level": "street"})
    body = manager.post(add_url, typed, follow=True).content.decode()
    assert "身份证号上是女，与填的性别不一致" in body
    assert Advisor.objects.get(name="欧阳小·芳").sex == "male"


def test_a_change_keeps_the_phone_that_was_not_typed_anew(cast: Cast, manager, hers: str) -> None:
    advisor = cast.a.street_advisor
    url = f"/advisors/{advisor.pk}/change/"
    Advisor.objects.filter(pk=advisor.pk).update(name="石大明")
    page = text_of(manager, url)
    assert advisor.phone not in page, "looking at a form is no revealing"
    assert advisor.masked_phone in page
    assert send(manager, url, education="college").status_code == 302
    advisor.refresh_from_db()
    assert (advisor.education, advisor.phone_key != "") == ("college", True)
    assert send(manager, url, phone="021-66158630").status_code == 302
    advisor.refresh_from_db()
    assert advisor.phone == "021-66158630"
    story = text_of(manager, f"/advisors/{advisor.pk}/")
    assert "换过" in story
    assert "021-66158630" not in story


def test_a_later_first_day_takes_the_communities_along(cast: Cast, manager, hers: str) -> None:
    send(manager, f"{hers}change/", name="石小芳", started_on="2024-02-01")
    assert cast.a.community_advisor.assignments.get().starts_on == date(2024, 2, 1)


def test_two_at_one_form_lose_nothing(cast: Cast, manager, sign_in, hers: str) -> None:
    url = f"{hers}change/"
    mine = filled(manager, url, name="石小芳", position="组长")
    send(sign_in("a_admin"), url, name="石小芳", education="postgraduate", position="站长")
    response = manager.post(url, mine)
    body = response.content.decode()
    assert response.status_code == 409
    assert "还没有保存：a_admin" in body
    assert 'value="组长"' in body, "what I typed"
    assert '<option value="postgraduate" selected>' in body, "what I left alone"
    advisor = cast.a.community_advisor
    with pytest.raises(ChangedMeanwhile):
        change_file(
            advisor=advisor,
            version=1,
            facts={"position": "组长"},
            sealed={"phone": "", "id_number": ""},
            by=cast.actor("a_manager"),
        )


def test_a_form_that_was_not_sent_waits_as_a_draft(cast: Cast, manager, add_url: str) -> None:
    page = text_of(manager, add_url)
    assert f'data-draft="{add_url}"' in page


def test_the_district_keeps_service_but_writes_no_file(cast: Cast, sign_in, hers: str) -> None:
    client = sign_in("district_admin")
    response = client.get(f"{hers}change/")
    assert response.status_code == 403
    assert "由本街镇自己登记" in response.content.decode()
    assert cast.a.community_advisor.name not in text_of(client, f"{hers}end/")
    with pytest.raises(PermissionDenied):
        end_service(
            advisor=cast.b.street_advisor,
            version=1,
            ended_on=DAY,
            reason="resigned",
            by=cast.actor("a_manager"),
        )


def test_whoever_was_transferred_is_in_one_street_at_a_time(cast: Cast, manager, hers: str) -> None:
    advisor = cast.a.community_advisor
    Advisor.objects.filter(pk=advisor.pk).update(name="石小芳", started_on=date(2024, 7, 1))
    make.AdvisorFactory(
        street=cast.b.unit,
        person=advisor.person,
        started_on=date(2023, 3, 1),
        ended_on=date(2024, 6, 30),
    )
    refused = send(manager, f"{hers}change/", started_on="2024-06-30").content.decode()
    assert f"在{cast.b.unit.name}在岗到 2024-06-30 为止" in refused
    assert send(manager, f"{hers}change/", started_on="2024-07-02").status_code == 302


def test_the_first_community_ends_with_itself(cast: Cast, manager, add_url: str) -> None:
    community = cast.a.communities[2]
    community.valid_to = date(2024, 12, 31)
    community.save()
    send(manager, add_url, **FACTS, community=community.code)
    added = Advisor.objects.get(name="欧阳小·芳")
    assert added.assignments.get().ends_on == date(2024, 12, 31)


# The end of a service -------------------------------------------------------------------------


def test_a_service_ends_with_all_that_ran_on(cast: Cast, manager, hers: str) -> None:
    advisor = cast.a.community_advisor
    later = make.AssignmentFactory(
        advisor=advisor, community=cast.a.communities[2], starts_on=date(2024, 10, 1)
    )
    post = make.PostFactory(station=cast.a.station, advisor=advisor)
    on, after = (
        make.DutyShiftFactory(station=cast.a.station, advisor=advisor, day=DAY + timedelta(n))
        for n in (0, 1)
    )
    coming = make.LeaveFactory(
        advisor=advisor, starts_on=date(2024, 9, 21), ends_on=date(2024, 9, 25)
    )
    page = text_of(manager, f"{hers}end/")
    assert cast.a.communities[0].name in page
    assert "请数据管理员结束账号的任职" in page
    assert "还有 1 班" in page
    assert send(manager, f"{hers}end/", ended_on="2024-09-20", reason="retired").status_code == 302
    advisor.refresh_from_db()
    assert (advisor.ended_on, advisor.end_reason) == (DAY, "retired")
    ran = Assignment.objects.get(advisor=advisor)
    assert ran.ends_on == DAY
    assert not Assignment.objects.filter(pk=later.pk).exists()
    post.refresh_from_db()
    assert post.ends_on == DAY
    assert list(DutyShift.objects.filter(pk__in=[on.pk, after.pk])) == [on]
    assert not Leave.objects.filter(pk=coming.pk).exists()
    # On her last day she counts, on the next no more.
    assert Advisor.objects.in_post(DAY).filter(pk=advisor.pk).exists()
    assert not Advisor.objects.in_post(DAY + timedelta(1)).filter(pk=advisor.pk).exists()
    assert "已办理离岗" in manager.get(f"{hers}end/", follow=True).content.decode()


def test_a_long_leave_that_ran_stays_long_when_the_service_ends(
    cast: Cast, manager, hers: str
) -> None:
    advisor = cast.a.community_advisor
    make.LeaveFactory(advisor=advisor, starts_on=date(2024, 9, 1), ends_on=None)
    send(manager, f"{hers}end/", ended_on="2024-09-20", reason="resigned")
    assert not Advisor.objects.in_post(date(2024, 9, 10)).filter(pk=advisor.pk).exists()


def test_ended_before_begun_is_a_sentence(manager, cast: Cast, hers: str) -> None:
    response = send(manager, f"{hers}end/", ended_on="2023-02-28", reason="resigned")
    assert "最后一天 2023-02-28 早于上岗日期 2023-03-01" in response.content.decode()


def test_no_service_ends_before_what_has_begun_since(cast: Cast, manager, hers: str) -> None:
    advisor = cast.a.community_advisor
    make.AssignmentFactory(
        advisor=advisor, community=cast.a.communities[2], starts_on=date(2024, 9, 20)
    )
    body = send(manager, f"{hers}end/", ended_on="2024-09-19", reason="resigned").content.decode()
    assert "2024-09-20 开始的居村分工晚于这一天" in body
    assert advisor.assignments.count() == 2
    assert send(manager, f"{hers}end/", ended_on="2024-09-20", reason="resigned").status_code == 302


def test_an_end_by_mistake_is_taken_back(cast: Cast, manager, hers: str) -> None:
    advisor = cast.a.community_advisor
    post = make.PostFactory(station=cast.a.station, advisor=advisor, is_lead=True)
    send(manager, f"{hers}end/", ended_on="2024-09-10", reason="resigned")
    advisor.refresh_from_db()
    assert advisor.status == "left"
    other = make.PostFactory(
        station=cast.a.station, is_lead=True, starts_on=date(2024, 9, 11), title="站长"
    )
    manager.post(f"{hers}back/", {"version": advisor.version})
    advisor.refresh_from_db()
    assert (advisor.ended_on, advisor.end_reason, advisor.status) == (None, "", "active")
    assert advisor.assignments.get().ends_on is None
    post.refresh_from_db()
    assert post.ends_on == date(2024, 9, 10), "another leads the station by now"
    assert Post.objects.get(pk=other.pk).ends_on is None


def test_an_end_in_the_wrong_year_loses_nothing(cast: Cast, manager, hers: str) -> None:
    advisor = cast.a.community_advisor
    # Planned to December; the duty and the leave of these days are over.
    advisor.assignments.update(ends_on=date(2024, 12, 31))
    past = make.DutyShiftFactory(station=cast.a.station, advisor=advisor, day=date(2024, 6, 3))
    coming = make.DutyShiftFactory(station=cast.a.station, advisor=advisor, day=date(2024, 9, 20))
    leave = make.LeaveFactory(advisor=advisor)
    send(manager, f"{hers}end/", ended_on="2023-09-10", reason="resigned")
    assert list(DutyShift.objects.filter(pk__in=[past.pk, coming.pk])) == [past]
    assert not DutyShift.objects.kept().filter(pk=past.pk).exists(), "counts for nothing"
    advisor.refresh_from_db()
    manager.post(f"{hers}back/", {"version": advisor.version})
    assert DutyShift.objects.kept().filter(pk=past.pk).exists()
    assert Leave.objects.filter(pk=leave.pk).exists()
    assert advisor.assignments.get().ends_on == date(2024, 12, 31)


def test_whoever_was_transferred_is_not_taken_back(cast: Cast, manager) -> None:
    gone = make.AdvisorFactory(
        street=cast.a.unit, ended_on=date(2024, 6, 30), end_reason="transferred", status="left"
    )
    response = manager.post(f"/advisors/{gone.pk}/back/", {"version": 1})
    assert response.status_code == 403
    assert "已调往别的街镇" in response.content.decode()


# Removing -------------------------------------------------------------------------------------


def test_a_file_without_records_goes(cast: Cast, manager) -> None:
    wrong = make.AdvisorFactory(street=cast.a.unit, name="石登错")
    make.AssignmentFactory(advisor=wrong, community=cast.a.communities[2])
    assert send(manager, f"/advisors/{wrong.pk}/remove/").status_code == 302
    assert not Advisor.objects.filter(pk=wrong.pk).exists()
    entry = Entry.objects.order_by("-id").first()
    assert (entry.action, entry.subject) == (Entry.Action.DELETED, f"advisor:{wrong.pk}")


def test_one_with_records_is_led_to_the_end_of_the_service(cast: Cast, manager, hers: str) -> None:
    advisor = cast.a.community_advisor
    page = text_of(manager, f"{hers}remove/")
    assert "星级评定" in page
    assert "签到" in page or "培训" in page, "a room above, asked without knowing it"
    assert f'href="{hers}end/"' in page
    answer = manager.post(f"{hers}remove/")
    assert answer["Location"] == f"{hers}end/"
    assert Advisor.objects.filter(pk=advisor.pk).exists()


# The page -------------------------------------------------------------------------------------


def test_each_field_of_the_filing_leads_to_where_it_is_put_right(cast: Cast, manager) -> None:
    advisor = make.AdvisorFactory(street=cast.a.unit, name="石不全", phone="", education="master")
    page = text_of(manager, f"/advisors/{advisor.pk}/")
    assert f"/advisors/{advisor.pk}/change/#id_phone" in page
    assert f"/advisors/{advisor.pk}/change/#id_education" in page
    assert "填的是“master”，不在可选项里" in page
    assert f"/advisors/{advisor.pk}/change/#id_sex" not in page
    assert "备案信息还缺：联系电话、学历" in page
    assert f'href="/advisors/{advisor.pk}/#filing"' in text_of(
        manager, "/advisors/?show=incomplete"
    )


def test_the_page_tells_all_of_her_to_those_who_may_know(cast: Cast, manager, sign_in) -> None:
    advisor = cast.a.community_advisor
    Advisor.objects.filter(pk=advisor.pk).update(note="家属来过", contract_ends_on="2024-12-31")
    make.LeaveFactory(advisor=advisor, kind="maternity")
    make.PostFactory(station=cast.a.station, advisor=advisor, title="接待岗")
    url = f"/advisors/{advisor.pk}/"
    page = text_of(manager, url)
    for words in ("2024-12-31", "产假", "接待岗", "3 星", "家属来过", "变更记录"):
        assert words in page
    own = text_of(sign_in("a_community"), url)
    assert "产假" in own, "her own file"
    assert f"{url}change/" not in own
    district = text_of(sign_in("reviewer"), url)
    assert advisor.name not in district
    for words in ("产假", "家属来过", "变更记录"):
        assert words not in district


def test_a_colleague_of_the_community_reads_no_reasons(cast: Cast, sign_in) -> None:
    other = make.AssignmentFactory(community=cast.a.communities[0], advisor__name="石同事").advisor
    make.LeaveFactory(advisor=other, kind="maternity")
    page = text_of(sign_in("a_community"), f"/advisors/{other.pk}/")
    assert "石同事" in page
    assert "产假" not in page
    assert "变更记录" not in page


def test_a_transfer_shows_the_other_file_only_to_whom_it_is_open(
    cast: Cast, manager, sign_in
) -> None:
    there = make.AdvisorFactory(street=cast.b.unit, person=cast.a.community_advisor.person)
    make.TransferFactory(
        advisor=cast.a.community_advisor,
        to_street=cast.b.unit,
        state="taken",
        answered_on=date(2024, 6, 25),
        new_file=there,
    )
    url = f"/advisors/{cast.a.community_advisor.pk}/"
    page = text_of(manager, url)
    assert cast.b.unit.name in page
    assert f"/advisors/{there.pk}/" not in page
    assert f"/advisors/{there.pk}/" in text_of(sign_in("district_admin"), url)


def test_the_stars_of_an_earlier_street_stand_in_the_new_file(cast: Cast, manager) -> None:
    advisor = cast.a.street_advisor
    before = make.AdvisorFactory(street=cast.b.unit, person=advisor.person)
    make.StarRatingFactory(advisor=before, year=2022, level=5)
    page = text_of(manager, f"/advisors/{advisor.pk}/")
    assert "2022 年" in page
    assert f"5 星{cast.b.unit.name}所评" in "".join(page.split("<small>"))


def test_the_page_costs_the_same_whatever_happened(cast: Cast, manager, hers: str) -> None:
    def live() -> None:
        for n in range(3):
            start = date(2024, 1 + n, 1)
            make.LeaveFactory(
                advisor=cast.a.community_advisor, starts_on=start, ends_on=start + timedelta(5)
            )
            make.StarRatingFactory(advisor=cast.a.community_advisor, year=2021 + n)
        make.PostFactory(station=cast.a.station, advisor=cast.a.community_advisor)

    send(manager, f"{hers}change/", name="石小芳")
    assert costs_the_same(manager, hers, live)
    assert costs_the_same(
        manager,
        f"{hers}leave/",
        lambda: make.LeaveFactory(
            advisor=cast.a.community_advisor, starts_on=date(2024, 8, 1), ends_on=date(2024, 8, 2)
        ),
    )
