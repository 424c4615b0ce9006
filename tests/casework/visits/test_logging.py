"""A visit is written down: in the form, by the service, in odd ways."""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import drafts
from audit.models import Entry
from audit.telling import told
from casework.enums import ServiceType
from casework.models import ServiceRecord, Visit
from casework.visits.forms import VisitForm
from casework.visits.services import record_visit
from tests import factories as make
from tests.casework.visits.telling import KEY, add_url, facts, logged, made, typed
from tests.cast import DAY, Cast
from tests.pages import text_of

SignIn = Callable[[str], Client]


def send(cast: Cast, sign_in: SignIn, who: str = "a_community", **change: Any) -> str:
    """The page that answers the form."""
    response = sign_in(who).post(add_url(cast), typed(**change), follow=True)
    assert response.status_code == 200
    return response.content.decode()


def refused(cast: Cast, by: str = "a_community", **change: Any) -> dict[str, list[str]]:
    """What the writer says is wrong."""
    before = Visit.objects.count()
    with pytest.raises(ValidationError) as wrong:
        record_visit(
            key=uuid.uuid4(),
            household=cast.a.household,
            facts=facts(cast, **change),
            by=cast.actor(by),
        )
    assert Visit.objects.count() == before
    return wrong.value.message_dict


# As it should be ------------------------------------------------------------------------------


def test_the_form_knows_household_day_and_who_visits(cast: Cast, sign_in: SignIn) -> None:
    page = text_of(sign_in("a_community"), add_url(cast))
    assert cast.a.household.head_name in page
    assert 'value="2024-09-20"' in page
    assert 'name="advisor"' not in page
    # 上门 is chosen already.
    assert page.count("checked") == 1
    assert "<title>记走访" in page


def test_two_ticks_are_a_visit(cast: Cast, sign_in: SignIn) -> None:
    page = send(cast, sign_in)
    assert "已登记：走访 3F2A91C0" in page
    visit = made()
    assert (visit.household, visit.community) == (cast.a.household, cast.a.communities[0])
    assert (visit.visited_on, visit.mode, visit.source) == (DAY, "home", "portal")
    assert (visit.advisor, visit.written_by) == (
        cast.a.community_advisor,
        cast.users["a_community"],
    )
    assert (visit.findings, visit.note) == (["stable"], "")


def test_all_that_can_be_told_is_kept(cast: Cast, sign_in: SignIn) -> None:
    colleague = make.AdvisorFactory(street=cast.a.unit, level="community")
    make.AssignmentFactory(advisor=colleague, community=cast.a.communities[0])
    send(
        cast,
        sign_in,
        findings=["illness", "care"],
        deeds=["policy_guidance", "resource_linkage"],
        note="老伴上周出院，\n想问居家护理的补贴。",
        action="已联系长护险评估。",
        need_kinds=["health", "elder_care"],
        question_type="policy",
        wants_referral="on",
        companions=[str(colleague.pk)],
        community_cloud_ref=" SQY-77 ",
        next_visit_on="2024-10-20",
    )
    visit = made()
    assert visit.note.splitlines() == ["老伴上周出院，", "想问居家护理的补贴。"]
    assert visit.action == "已联系长护险评估。"
    assert (visit.question_type, visit.wants_referral) == ("policy", True)
    assert (visit.community_cloud_ref, visit.next_visit_on) == ("SQY-77", date(2024, 10, 20))
    assert [one.advisor for one in visit.together.all()] == [colleague]
    needs = visit.needs.order_by("category")
    assert [(one.category, one.registered_on, one.household) for one in needs] == [
        ("elder_care", DAY, cast.a.household),
        ("health", DAY, cast.a.household),
    ]


def test_its_service_records_are_written_along(cast: Cast) -> None:
    visit = logged(cast, deeds=("policy_guidance", "emotional_support"))
    records = ServiceRecord.objects.filter(visit=visit)
    assert {one.service_type for one in records} == {
        ServiceType.VISITING, ServiceType.POLICY_GUIDANCE, ServiceType.EMOTIONAL_SUPPORT,
    }  # fmt: skip
    assert {one.unit_id for one in records} == {cast.a.communities[0].pk}


def test_what_was_said_is_sealed_and_the_trail_tells_none_of_it(cast: Cast) -> None:
    visit = logged(cast, note="孩子上学的钱还没有着落")
    with connection.cursor() as cursor:
        cursor.execute("SELECT note_sealed FROM casework_visit WHERE id = %s", [visit.pk])
        assert "孩子".encode() not in bytes(cursor.fetchone()[0])
    line = Entry.objects.order_by("-pk").first()
    assert line
    assert (line.action, line.subject) == ("created", f"household:{cast.a.household.pk}")
    words = told([line])[0]
    assert words.detail == f"走访 {visit.receipt}"
    assert cast.a.household.head_name not in f"{words.subject}{words.detail}{line.detail}"


def test_sent_twice_it_is_one_visit_and_the_answer_is_the_same(cast: Cast, sign_in: SignIn) -> None:
    send(cast, sign_in)
    page = send(cast, sign_in, note="第二次送来的别的话", findings=[])
    assert "没有重复登记：走访 3F2A91C0" in page
    assert made().note == ""
    assert ServiceRecord.objects.filter(visit=KEY).count() == 1


def test_a_key_of_another_households_visit_is_refused(cast: Cast, sign_in: SignIn) -> None:
    other = make.HouseholdFactory(community=cast.a.communities[0])
    make.VisitFactory(pk=KEY, household=other, advisor=cast.a.community_advisor)
    assert "已用在另一户的走访上" in send(cast, sign_in)


def test_the_phone_keeps_its_own_time_beside_the_servers(cast: Cast) -> None:
    moment = datetime(2024, 9, 20, 1, 15, tzinfo=UTC)
    visit = logged(cast, source="phone", written_at=moment)
    assert (visit.source, visit.written_at) == ("phone", moment)
    assert visit.recorded_at != moment


def test_a_manager_says_who_visited(cast: Cast, sign_in: SignIn) -> None:
    assert "走访人" in text_of(sign_in("a_manager"), add_url(cast))
    assert "请选择是哪位顾问走访的" in send(cast, sign_in, "a_manager")
    page = send(cast, sign_in, "a_manager", advisor=str(cast.a.street_advisor.pk))
    assert made().advisor == cast.a.street_advisor
    assert f"走访 {made().receipt}</h1>" in page
    # A street's advisor works for its station.
    assert ServiceRecord.objects.get(visit=KEY).unit_id == cast.a.unit.pk


def test_the_form_on_the_phones_own_page_holds_nobodys_data(cast: Cast) -> None:
    form = VisitForm.blank()
    assert not form.is_bound
    drawn = "".join(str(one) for one in form)
    for secret in (*cast.a.secrets, *cast.b.secrets):
        assert secret not in drawn
    assert not form.asks_advisor
    assert form.asks_household
    assert not form.asks_companions


def test_saving_takes_few_queries(cast: Cast) -> None:
    told_facts = facts(cast, needs=("health",))
    with CaptureQueriesContext(connection) as captured:
        record_visit(
            key=uuid.uuid4(),
            household=cast.a.household,
            facts=told_facts,
            by=cast.actor("a_community"),
        )
    inserts = [one for one in captured.captured_queries if "INSERT" in one["sql"]]
    others = [one for one in captured.captured_queries if "SELECT" in one["sql"][:7]]
    # The visit, its need, its service record, the line in the trail.
    assert len(inserts) == 4
    # The household, the visits of the day, who is in post, and two of the trail.
    assert len(others) <= 7


# Of my households -----------------------------------------------------------------------------


def test_the_household_is_chosen_among_mine(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("a_community")
    page = text_of(client, "/casework/visits/new/")
    assert f"{cast.a.household.head_name} {cast.a.household.number}" in page
    assert "石邻户" not in page
    data = typed(household=str(cast.a.household.pk))
    assert "已登记" in client.post("/casework/visits/new/", data, follow=True).content.decode()
    assert made().household == cast.a.household


@pytest.mark.parametrize("which", ["other community", "other street", "nobody's", "no key"])
def test_a_household_out_of_scope_cannot_be_chosen(cast: Cast, sign_in: SignIn, which: str) -> None:
    elsewhere = make.HouseholdFactory(community=cast.a.communities[1], head_name="别村人")
    chosen = {
        "other community": str(elsewhere.pk),
        "other street": str(cast.b.household.pk),
        "nobody's": str(uuid.uuid4()),
        "no key": "石户明",
    }[which]
    response = sign_in("a_community").post("/casework/visits/new/", typed(household=chosen))
    page = response.content.decode()
    assert "这户不在您的范围内，请从列表里重新选择。" in page
    assert "别村人" not in page
    assert cast.b.household.head_name not in page
    assert not Visit.objects.filter(pk=KEY).exists()


def test_without_a_household_it_asks_for_one(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in("a_community").post("/casework/visits/new/", typed(household=""))
    assert "请选择走访了哪一户。" in page.content.decode()


# What can't be --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"visited_on": "2024-09-21"}, "2024-09-21还没有到"),
        ({"visited_on": "2018-12-31"}, "早于2019年，请核对年份"),
        ({"visited_on": ""}, "请填写走访日期"),
        ({"visited_on": "昨天"}, "日期"),
        ({"mode": "dream"}, "走访方式请从列出的几种里选"),
        ({"mode": ""}, "请选择怎么走访的"),
        ({"findings": []}, "写至少5个字"),
        ({"findings": [], "note": "都好的。"}, "写至少5个字"),
        ({"findings": ["dream"]}, "“看到什么”里有一项不认识"),
        ({"findings": ["absent", "stable"]}, "请去掉一个"),
        ({"next_visit_on": "2024-09-20"}, "下次走访要晚于这次（2024-09-20）"),
        ({"key": ""}, "请重新打开这一页再填"),
        ({"key": "1"}, "请重新打开这一页再填"),
        ({"companions": ["x"]}, "“同行的顾问”里有一项不认识"),
        ({"note": "长" * 1001}, "最多1000个字"),
        ({"community_cloud_ref": "1" * 41}, "社区云编号"),
    ],
)
def test_each_mistake_has_its_own_sentence(
    cast: Cast, sign_in: SignIn, change: dict[str, Any], words: str
) -> None:
    make.AssignmentFactory(
        advisor=make.AdvisorFactory(street=cast.a.unit), community=cast.a.communities[0]
    )
    page = send(cast, sign_in, **change)
    assert words in page
    assert "有 1 处要改" in page
    assert not Visit.objects.filter(pk=KEY).exists()


def test_five_signs_of_text_are_enough(cast: Cast, sign_in: SignIn) -> None:
    send(cast, sign_in, findings=[], note="都好，没事")
    assert made().note == "都好，没事"


def test_a_day_before_2019_is_confirmed_by_a_tick(cast: Cast, sign_in: SignIn) -> None:
    make.AdvisorFactory(street=cast.a.unit)
    cast.a.community_advisor.started_on = date(2015, 1, 1)
    cast.a.community_advisor.save()
    page = send(cast, sign_in, visited_on="2018-12-31")
    assert "日期没有写错" in page
    send(cast, sign_in, visited_on="2018-12-31", is_old_confirmed="on")
    assert made().visited_on == date(2018, 12, 31)


def test_a_second_visit_on_the_day_is_asked_about(cast: Cast, sign_in: SignIn) -> None:
    first = logged(cast, mode="phone")
    page = send(cast, sign_in)
    assert f"已登记过一次走访这户（电话，编号 {first.receipt}）" in page
    assert "同一天确实又走访了一次" in page
    assert not Visit.objects.filter(pk=KEY).exists()
    send(cast, sign_in, is_second_confirmed="on")
    assert made().visited_on == first.visited_on


def test_a_void_visit_is_no_other_one(cast: Cast) -> None:
    first = logged(cast)
    first.voided_at, first.void_reason = timezone.now(), "登错了户"
    first.save()
    logged(cast)


def test_an_advisor_who_was_not_in_post_that_day(cast: Cast, sign_in: SignIn) -> None:
    cast.a.community_advisor.started_on = date(2024, 9, 10)
    cast.a.community_advisor.save()
    assert "2024-09-01不在岗" in send(cast, sign_in, visited_on="2024-09-01")
    wrong = refused(cast, visited_on=date(2024, 9, 1))
    assert list(wrong) == ["advisor"]


def test_one_who_left_can_still_be_named_for_a_day_before(cast: Cast, sign_in: SignIn) -> None:
    gone = make.AdvisorFactory(
        street=cast.a.unit, started_on=date(2024, 1, 1), ended_on=date(2024, 8, 31), status="left"
    )
    who = {"advisor": str(gone.pk)}
    assert "这名顾问那天不在岗" in send(cast, sign_in, "a_manager", **who)
    send(cast, sign_in, "a_manager", visited_on="2024-08-30", **who)
    assert made().advisor == gone


def test_an_advisor_of_another_street_or_community(cast: Cast) -> None:
    assert list(refused(cast, "a_manager", advisor=cast.b.community_advisor)) == ["advisor"]
    # A community names those who look after it, and nobody else.
    assert list(refused(cast, advisor=cast.a.street_advisor)) == ["advisor"]
    wrong = refused(cast, companions=(cast.b.street_advisor,))
    assert list(wrong) == ["companions"]


def test_several_mistakes_are_told_at_once(cast: Cast) -> None:
    logged(cast)
    wrong = refused(cast, findings=(), next_visit_on=DAY, advisor=cast.b.street_advisor)
    assert set(wrong) == {"note", "next_visit_on", "advisor", "is_second_confirmed"}


def test_a_household_that_moved_counts_where_it_was_listed(cast: Cast) -> None:
    was, now = cast.a.communities[0], cast.a.communities[1]
    household = cast.a.household
    household.listings.update(ends_on=date(2024, 9, 9))
    make.ListingFactory(household=household, community=now, starts_on=date(2024, 9, 10))
    household.community = now
    household.save()
    before = facts(cast, visited_on=date(2024, 9, 5))
    visit, _ = record_visit(
        key=uuid.uuid4(), household=household, facts=before, by=cast.actor("a_manager")
    )
    assert visit.community_id == was.pk
    # The community it lives in now did not look after it then.
    make.MembershipFactory(user=cast.users["outsider"], unit=now, role="community_advisor")
    with pytest.raises(ValidationError) as wrong:
        record_visit(key=uuid.uuid4(), household=household, facts=before, by=cast.actor("outsider"))
    assert "2024-09-05这户还在" in wrong.value.message_dict["visited_on"][0]


def test_a_household_off_the_list_can_be_visited_and_the_page_says_so(
    cast: Cast, sign_in: SignIn
) -> None:
    cast.a.household.listings.all().delete()
    assert "这户现在不在册" in text_of(sign_in("a_community"), add_url(cast))
    send(cast, sign_in)
    assert "走访那天这户不在册" in text_of(sign_in("a_community"), f"/casework/visits/{made().pk}/")


def test_a_household_merged_into_another_gets_no_visits(cast: Cast, sign_in: SignIn) -> None:
    kept = make.HouseholdFactory(community=cast.a.communities[0])
    cast.a.household.merged_into = kept
    cast.a.household.save()
    page = text_of(sign_in("a_community"), add_url(cast), status=403)
    assert "已并入另一份" in page
    with pytest.raises(PermissionDenied):
        logged(cast)


@pytest.mark.parametrize("who", ["b_manager", "b_community"])
def test_the_neighbours_find_no_household(cast: Cast, sign_in: SignIn, who: str) -> None:
    client = sign_in(who)
    for response in (client.get(add_url(cast)), client.post(add_url(cast), typed())):
        assert response.status_code == 404
        assert cast.a.household.head_name not in response.content.decode()
    with pytest.raises(PermissionDenied):
        logged(cast, by=who)


@pytest.mark.parametrize("who", ["reviewer", "a_admin", "auditor"])
def test_who_serves_nobody_logs_no_visit(cast: Cast, sign_in: SignIn, who: str) -> None:
    text_of(sign_in(who), add_url(cast), status=403)
    with pytest.raises(PermissionDenied):
        logged(cast, by=who)


# Drafts ---------------------------------------------------------------------------------------


def test_a_visit_of_an_ended_session_comes_back_as_a_draft(cast: Cast, sign_in: SignIn) -> None:
    text = drafts.text_of({"note": ["电话打来，没写完"], "key": [KEY], "mode": ["phone"]})
    user = cast.users["a_community"]
    drafts.keep(user.pk, add_url(cast), text)
    client = sign_in("a_community")
    assert "有一份" in text_of(client, add_url(cast))
    page = text_of(client, f"{add_url(cast)}?draft=restore")
    assert "电话打来，没写完" in page
    assert f'value="{KEY}"' in page
    client.post(add_url(cast), typed())
    assert drafts.kept(user.pk, add_url(cast)) is None
