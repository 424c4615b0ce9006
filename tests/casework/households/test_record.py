"""A household's record: who opens it, what it tells, and that it is written down."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from audit.models import Entry
from casework.households import reasons
from casework.households.timeline import Happening, timeline_of
from casework.models import Household
from tests import factories as make
from tests.cast import Cast
from tests.pages import costs_the_same, text_of

SEEN = Entry.Action.SEEN


def url_of(household: Household) -> str:
    return f"/casework/households/{household.pk}/"


def seen(cast: Cast) -> list[Entry]:
    subject = f"household:{cast.a.household.pk}"
    return list(Entry.objects.filter(action=SEEN, subject=subject).order_by("id"))


# Who opens it --------------------------------------------------------------------------------


@pytest.mark.parametrize("seat", ["a_community", "a_advisor", "a_manager"])
def test_who_serves_it_reads_names_in_full_and_numbers_masked(
    cast: Cast, sign_in, seat: str
) -> None:
    household = cast.a.household
    household.phone, household.address = "13787654321", "石泉路1弄2号"
    household.save()
    make.MemberFactory(household=household, name="石小芳", id_number="310107198703074321")
    body = text_of(sign_in(seat), url_of(household))
    for shown in (household.head_name, "石小芳", "310107********4321", "137****4321"):
        assert shown in body
    for sealed in ("13787654321", "310107198703074321", "石泉路1弄"):
        assert sealed not in body
    title = body[body.index("<title>") : body.index("</title>")]
    assert household.number in title
    assert household.head_name not in title


@pytest.mark.parametrize("seat", ["b_manager", "b_community"])
def test_the_neighbour_finds_nothing(cast: Cast, sign_in, seat: str) -> None:
    client = sign_in(seat)
    for page in ("", "reason/", "reveal/"):
        assert client.get(url_of(cast.a.household) + page).status_code in (403, 404), page
    assert client.get(url_of(cast.a.household)).status_code == 404
    assert seen(cast) == []


def test_a_community_finds_no_other_of_its_street(cast: Cast, sign_in) -> None:
    other = Household.objects.get(head_name="石邻户")
    assert sign_in("a_community").get(url_of(other)).status_code == 404
    assert sign_in("a_manager").get(url_of(other)).status_code == 200


@pytest.mark.parametrize("seat", ["a_admin", "district_admin"])
def test_the_data_admin_is_told_why_not(cast: Cast, sign_in, seat: str) -> None:
    answer = sign_in(seat).get(url_of(cast.a.household))
    assert answer.status_code == 403
    body = answer.content.decode()
    assert "只看困难家庭名册，不看家庭档案全文" in body
    assert cast.a.household.head_name not in body
    assert seen(cast) == []


def test_the_auditor_has_no_business_here(cast: Cast, sign_in) -> None:
    assert sign_in("auditor").get(url_of(cast.a.household)).status_code == 403


def test_each_time_it_is_opened_one_line_is_written(cast: Cast, sign_in) -> None:
    client = sign_in("a_community")
    for _ in range(2):
        text_of(client, url_of(cast.a.household))
    lines = seen(cast)
    assert [line.username for line in lines] == ["a_community"] * 2
    assert cast.a.household.head_name not in str([line.detail for line in lines])


def test_a_duplicate_leads_to_the_one_it_was_merged_into(cast: Cast, sign_in) -> None:
    duplicate = make.HouseholdFactory(community=cast.a.communities[0], merged_into=cast.a.household)
    answer = sign_in("a_manager").get(url_of(duplicate))
    assert answer.headers["Location"] == url_of(cast.a.household)
    reason = sign_in("reviewer").get(f"{url_of(duplicate)}reason/")
    assert reason.headers["Location"] == url_of(cast.a.household)


# The district gives a reason -----------------------------------------------------------------


def test_a_reviewer_gives_a_reason_first_and_reads_alone(cast: Cast, sign_in) -> None:
    client, page = sign_in("reviewer"), url_of(cast.a.household)
    assert client.get(page).headers["Location"] == f"{page}reason/"
    asked = text_of(client, f"{page}reason/")
    assert cast.a.household.number in asked
    assert cast.a.household.head_name not in asked
    assert seen(cast) == [], "nothing was read yet"
    answer = client.post(f"{page}reason/", {"reason": "complaint"})
    assert answer.headers["Location"] == page
    assert seen(cast)[0].detail == {"reason": "处理来信来访或投诉"}
    body = text_of(client, page)
    assert cast.a.household.head_name in body
    assert len(seen(cast)) == 2
    for act in ("记走访", "改档案", "显示", "移出名册"):
        assert act not in body[body.index("<h1") :], act


def test_a_reason_holds_for_that_household_for_half_an_hour(
    cast: Cast, sign_in, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, page = sign_in("reviewer"), url_of(cast.a.household)
    client.post(f"{page}reason/", {"reason": "check"})
    assert client.get(page).status_code == 200
    assert client.get(url_of(cast.b.household)).status_code == 302
    at = timezone.now().timestamp()
    monkeypatch.setattr(reasons, "time", lambda: at + 29 * 60)
    assert client.get(page).status_code == 200
    monkeypatch.setattr(reasons, "time", lambda: at + 31 * 60)
    assert client.get(page).status_code == 302
    assert sign_in("reviewer").get(page).status_code == 302, "in another session"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "请选一个查看原因"),
        ({"reason": "because"}, "查看原因"),
        ({"reason": "other"}, "请写明是什么原因"),
        ({"reason": "other", "words": "打 13787654321 核实"}, "不要写电话、证件号等号码"),
        ({"reason": "check", "words": "石户明投诉"}, "不要写姓名"),
        ({"words": "长" * 61}, "60"),
    ],
)
def test_a_reason_that_is_none_opens_nothing(
    cast: Cast, sign_in, data: dict[str, str], words: str
) -> None:
    client, page = sign_in("reviewer"), url_of(cast.a.household)
    answer = client.post(f"{page}reason/", data)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert client.get(page).status_code == 302
    assert seen(cast) == []


def test_another_reason_is_kept_in_its_words(cast: Cast, sign_in) -> None:
    page = url_of(cast.a.household)
    sign_in("reviewer").post(f"{page}reason/", {"reason": "other", "words": "市里抽查"})
    assert seen(cast)[0].detail == {"reason": "市里抽查"}


@pytest.mark.parametrize("seat", ["a_manager", "district_admin"])
def test_a_reason_opens_nothing_for_others(cast: Cast, sign_in, seat: str) -> None:
    page = url_of(cast.a.household)
    assert sign_in(seat).post(f"{page}reason/", {"reason": "check"}).status_code == 403


# What it tells -------------------------------------------------------------------------------


def test_it_tells_what_comes_next_and_what_is_open(cast: Cast, sign_in) -> None:
    household = cast.a.household
    make.NeedFactory(household=household, category="employment")
    make.LeadFactory(community=cast.a.communities[0], household=household, source="data")
    make.ApplicationFactory(
        unit=cast.a.communities[0], household=household, kind="medical",
        advisor=cast.a.community_advisor,
    )  # fmt: skip
    make.ConsultationFactory(unit=cast.a.unit, household=household, advisor=cast.a.street_advisor)
    body = text_of(sign_in("a_manager"), url_of(household))
    # Once a quarter, and done: the next part ends with the year.
    assert 'datetime="2024-12-31"' in body
    assert "本季 1/1 次" in body
    waiting = body[body.index("没办完的") : body.index("家庭成员</h2>")]
    for words in ("线索待处置", "申请医疗救助办理中", "咨询还没有答复", "需求：就业帮扶"):
        assert words in waiting, words


def test_what_is_done_with_is_not_open(cast: Cast, sign_in) -> None:
    household = cast.a.household
    make.LeadFactory(
        community=cast.a.communities[0], household=household, state="decided",
        decision="linked", decided_on=date(2024, 9, 5),
    )  # fmt: skip
    make.ApplicationFactory(
        unit=cast.a.unit, household=household, result="approved", result_on=date(2024, 9, 9)
    )
    body = text_of(sign_in("a_manager"), url_of(household))
    assert "没有等着办的需求、线索、申请、对接和方案" in body


def test_a_household_off_the_list_says_so(cast: Cast, sign_in) -> None:
    there = cast.a.communities[0]
    unlisted = make.HouseholdFactory(community=there, listed_on=False)
    client = sign_in("a_community")
    assert "这户还没有列入名册" in text_of(client, url_of(unlisted))
    make.ListingFactory(household=unlisted, ends_on=date(2024, 8, 31))
    assert "已在 2024-08-31 移出名册" in text_of(client, url_of(unlisted))


def everything(cast: Cast) -> Household:
    """Street A's household with one of each, on days of its own."""
    household, there = cast.a.household, cast.a.communities[0]
    advisor = cast.a.community_advisor
    cast.a.visit.findings, cast.a.visit.deeds = ["illness", "job"], ["resource_linkage"]
    cast.a.visit.save()
    make.NeedFactory(household=household, visit=cast.a.visit, category="health")
    make.NeedFactory(household=household, category="donation", registered_on=date(2024, 9, 3))
    make.ConsultationFactory(
        household=household, unit=cast.a.unit, asked_on=date(2024, 9, 4), advisor=advisor,
        answered_on=date(2024, 9, 6),
    )  # fmt: skip
    make.ApplicationFactory(
        household=household, unit=there, submitted_on=date(2024, 9, 5), is_assisted=True,
        advisor=advisor, result="approved", result_on=date(2024, 9, 8),
    )  # fmt: skip
    make.MeansSurveyFactory(household=household, surveyed_on=date(2024, 9, 6), advisor=advisor)
    make.NeedsAssessmentFactory(
        household=household, assessed_on=date(2024, 9, 7), advisor=advisor, level="high"
    )
    make.LeadFactory(
        community=there, visit=cast.a.visit, source="visit", found_on=date(2024, 9, 10)
    )
    make.HouseholdTierFactory(household=household, starts_on=date(2024, 3, 1))
    make.CareFactory(
        household=household, role="deputy", advisor=cast.a.street_advisor,
        starts_on=date(2024, 4, 1), ends_on=date(2024, 5, 31),
    )  # fmt: skip
    household.categories.update(ends_on=date(2024, 6, 30))
    return household


def test_one_line_of_time_tells_everything_newest_first(cast: Cast) -> None:
    household = everything(cast)
    told = timeline_of(household, cast.actor("a_manager"))
    assert [(f"{one.on:%m-%d}", one.what, one.words) for one in told] == [
        ("09-10", "线索：走访发现", ""),
        ("09-07", "需求评估", "困境等级：高"),
        ("09-06", "家境调查", ""),
        ("09-05", "申请低保", "代办，2024-09-08 有结果"),
        ("09-04", "咨询：困难问策", "2024-09-06 答复"),
        ("09-03", "登记需求：公益捐赠", ""),
        (
            "09-02",
            "上门走访",
            "生病或医疗支出大、失业或想找工作；做了：对接资源；需求：健康医疗",
        ),
        ("06-30", "低保到这天为止", ""),
        ("04-01", "协助顾问", "到 2024-05-31"),
        ("03-01", "分层：重点，每季 3 次", ""),
        ("01-01", "列入石里1居委的名册", ""),
        ("01-01", "救助类别：低保", ""),
        ("01-01", "责任顾问", ""),
    ]
    assert all(one.who for one in told if one.what in ("上门走访", "家境调查", "责任顾问"))


def test_it_leads_to_the_pages_within_reach(cast: Cast) -> None:
    household = everything(cast)

    def links(seat: str) -> dict[str, str]:
        return {one.what[:2]: one.view for one in timeline_of(household, cast.actor(seat))}

    of_street, of_community = links("a_manager"), links("a_community")
    assert of_street["上门"] == of_community["上门"] == "casework:visit"
    assert of_street["咨询"] == "casework:consultation"
    assert of_community["咨询"] == "", "the station's own"
    assert of_street["需求"] == ""


def test_of_a_void_visit_the_needs_are_not_open(cast: Cast, sign_in) -> None:
    make.NeedFactory(household=cast.a.household, visit=cast.a.visit, category="elder_care")
    cast.a.visit.voided_at, cast.a.visit.void_reason = timezone.now(), "记错了户"
    cast.a.visit.save()
    body = text_of(sign_in("a_manager"), url_of(cast.a.household))
    assert "需求：养老服务，" not in body[: body.index("做过的事")]
    assert "已作废" in body


def test_it_reads_another_household_s_rows_never(cast: Cast) -> None:
    everything(cast)
    other = Household.objects.get(head_name="石邻户")
    what = [one.what for one in timeline_of(other, cast.actor("a_manager"))]
    assert len(what) == 3, "its listing, its category, who answers for it"


def test_the_district_sees_no_names_of_advisors(cast: Cast) -> None:
    told: list[Happening] = timeline_of(everything(cast), cast.actor("reviewer"))
    assert not [one for one in told if cast.a.community_advisor.name in one.who]


@pytest.mark.parametrize(
    ("seat", "acts"),
    [
        ("a_community", {"记走访": True, "救助申请": True, "改档案": False, "移出名册": False}),
        ("a_manager", {"记走访": True, "救助申请": True, "改档案": True, "移出名册": True}),
    ],
)
def test_the_buttons_are_those_that_she_may_press(
    cast: Cast, sign_in, seat: str, acts: dict[str, bool]
) -> None:
    body = text_of(sign_in(seat), url_of(cast.a.household))
    actions = body[body.index("pagehead-actions") : body.index("接下来")]
    assert {act: act in actions for act in acts} == acts


def test_what_is_asked_from_the_page_is_of_this_household(cast: Cast, sign_in) -> None:
    client, own = sign_in("a_community"), cast.a.household
    url = f"/casework/consultations/add/{cast.a.communities[0].pk}/?household={own.pk}"
    assert f'href="{url}"' in text_of(client, url_of(own))
    assert own.reference in text_of(client, url)


def test_a_long_life_has_pages(cast: Cast, sign_in) -> None:
    for n in range(60):
        make.VisitFactory(
            household=cast.a.household, advisor=cast.a.community_advisor,
            visited_on=date(2024, 1, 2) + timedelta(days=n),
        )  # fmt: skip
    client = sign_in("a_community")
    assert "第 1–50 行，共 64 行" in text_of(client, url_of(cast.a.household))
    assert "第 51–64 行" in text_of(client, f"{url_of(cast.a.household)}?page=2")


@pytest.mark.parametrize("seat", ["a_community", "a_manager"])
def test_the_cost_does_not_grow(cast: Cast, sign_in, seat: str) -> None:
    def add() -> Any:
        everything(cast)
        make.MemberFactory.create_batch(4, household=cast.a.household)
        make.VisitFactory.create_batch(5, household=cast.a.household)

    assert costs_the_same(sign_in(seat), url_of(cast.a.household), add)
