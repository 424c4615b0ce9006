"""Support plans from their goal to the end: who makes them, what keeps them open (T5-4)."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import Entry
from casework.models import PlanStep, ServiceRecord, SupportPlan
from casework.plans import services
from casework.plans.selectors import kinds_of, open_of, steps_of, unfinished_of
from core.versions import ChangedMeanwhile
from tests import factories as make
from tests.casework.plans.telling import GOAL, close, made, step
from tests.cast import DAY, Cast
from tests.pages import costs_the_same, text_of
from tests.plans.test_at_once import at_once
from tests.stations.browsing import filled, send


@pytest.fixture
def plan(cast: Cast) -> SupportPlan:
    return made(cast)


def url_of(plan: SupportPlan, deed: str = "") -> str:
    return f"/casework/support-plans/{plan.pk}/{deed}"


def test_a_plan_is_made_in_the_browser_and_written_down(cast: Cast, sign_in) -> None:
    client = sign_in("a_community")
    url = f"/casework/households/{cast.a.household.pk}/plan/"
    response = send(client, url, goal=GOAL)
    found = SupportPlan.objects.get()
    assert response["Location"] == url_of(found)
    assert (found.goal, found.opened_on, found.advisor) == (GOAL, DAY, cast.a.community_advisor)
    assert found.community == cast.a.communities[0]
    record = ServiceRecord.objects.get(support_plan=found)
    assert (record.service_type, record.unit_id) == ("community_support", found.community_id)
    entry = Entry.objects.filter(subject=f"supportplan:{found.pk}").order_by("id").first()
    assert entry.action == Entry.Action.CREATED
    assert GOAL not in str(entry.detail)
    # The door leads to the one that runs, and no second one is made.
    assert client.get(url)["Location"] == url_of(found)
    page = text_of(client, url_of(found))
    assert GOAL in page
    assert "还没有步骤" in page
    assert cast.a.household.head_name in page
    assert cast.a.household.head_name not in page.split("</title>")[0]


def test_the_same_form_sent_twice_makes_one(cast: Cast) -> None:
    told = {"opened_on": DAY, "advisor_id": cast.a.community_advisor.pk, "goal": GOAL}
    key, by = uuid4(), cast.actor("a_community")
    for is_new in (True, False):
        _, came = services.open_plan(key=key, household=cast.a.household, facts=told, by=by)
        assert came is is_new
    assert ServiceRecord.objects.filter(support_plan=key).count() == 1
    with pytest.raises(ValidationError, match="已有一份帮扶中的方案"):
        made(cast)
    assert open_of(cast.a.household).pk == key


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"goal": "好"}, "至少写4个字，现在是1个字"),
        ({"goal": ""}, "请填写帮扶目标"),
        ({"opened_on": "2024-09-21"}, "2024-09-21还没有到"),
        ({"opened_on": "1924-09-20"}, "1924-09-20早于2019年"),
        ({"opened_on": "2024-02-30"}, "制定日期"),
        ({"advisor": ""}, "责任顾问"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_typed_is_lost(
    cast: Cast, sign_in, typed: dict[str, str], sentence: str
) -> None:
    url = f"/casework/households/{cast.a.household.pk}/plan/"
    response = send(sign_in("a_community"), url, **{"goal": "还清药费。", **typed})
    assert response.status_code == 200
    body = response.content.decode()
    assert sentence in body
    assert ("还清药费。" in body) is ("goal" not in typed)
    assert not SupportPlan.objects.exists()


def test_who_makes_and_reads_plans(cast: Cast, sign_in, plan: SupportPlan) -> None:
    step(cast, plan)
    for name in ("a_community", "a_manager", "a_advisor"):
        assert sign_in(name).get(url_of(plan)).status_code == 200
    for name in ("reviewer", "a_admin", "auditor"):
        assert sign_in(name).get(url_of(plan)).status_code == 403
    assert sign_in("b_manager").get(url_of(plan)).status_code == 404
    neighbour = make.HouseholdFactory(community=cast.a.communities[1])
    url = f"/casework/households/{neighbour.pk}/plan/"
    assert sign_in("a_community").get(url).status_code == 404
    assert sign_in("a_manager").get(url).status_code == 200
    with pytest.raises(PermissionDenied):
        step(cast, plan, by="b_manager")
    with pytest.raises(PermissionDenied):
        close(cast, plan, by="reviewer")


def test_the_list_is_masked_and_cut_to_the_unit(cast: Cast, sign_in, plan: SupportPlan) -> None:
    for due_on in (date(2024, 9, 13), date(2024, 9, 30)):
        step(cast, plan, due_on=due_on)
    other = make.SupportPlanFactory(household=cast.b.household)
    for name in ("a_manager", "reviewer", "a_admin"):
        body = text_of(sign_in(name), "/casework/support-plans/")
        assert plan.receipt in body
        assert cast.a.household.masked_name in body
        assert cast.a.household.head_name not in body
        assert GOAL not in body
        assert "0/2" in body
        assert (other.receipt in body) is (name == "reviewer")
    assert url_of(plan) in text_of(sign_in("a_manager"), "/casework/support-plans/")
    assert url_of(plan) not in text_of(sign_in("reviewer"), "/casework/support-plans/")
    assert plan.receipt in text_of(sign_in("a_manager"), "/casework/support-plans/?show=late")
    assert plan.receipt not in text_of(sign_in("a_manager"), "/casework/support-plans/?show=closed")


def test_a_change_is_kept_and_a_clash_is_told(cast: Cast, sign_in, plan: SupportPlan) -> None:
    client = sign_in("a_community")
    url = url_of(plan, "change/")
    drawn = filled(client, url, goal="半年内还清药费。")
    services.change_plan(
        plan=plan,
        version=plan.version,
        facts={
            "opened_on": plan.opened_on, "advisor_id": plan.advisor_id, "goal": "先治好病。",
        },
        by=cast.actor("a_manager"),
    )  # fmt: skip
    response = client.post(url, drawn)
    body = response.content.decode()
    assert response.status_code == 409
    assert "半年内还清药费。" in body
    assert "先治好病。" in body
    plan.refresh_from_db()
    assert plan.goal == "先治好病。"
    assert send(client, url, goal="半年内还清药费。").status_code == 302
    plan.refresh_from_db()
    assert plan.goal == "半年内还清药费。"
    with pytest.raises(ChangedMeanwhile):
        services.change_plan(
            plan=plan,
            version=0,
            facts={"opened_on": DAY, "advisor_id": plan.advisor_id, "goal": "别的。"},
            by=cast.actor("a_manager"),
        )


def test_steps_are_added_done_dropped_and_taken_back(
    cast: Cast, sign_in, plan: SupportPlan
) -> None:
    client = sign_in("a_community")
    provider = make.ProviderFactory(unit=cast.a.unit, kind="charity")
    shared = make.ProviderFactory(unit=cast.district)
    foreign = make.ProviderFactory(unit=cast.b.unit)
    add = url_of(plan, "steps/add/")
    form = text_of(client, add)
    assert str(provider.pk) in form
    assert str(shared.pk) in form
    assert str(foreign.pk) not in form
    typed = {"what": "送去助学金。", "who": "慈善超市", "due_on": "2024-09-25"}
    assert send(client, add, **typed, provider=str(provider.pk)).status_code == 302
    one = PlanStep.objects.get()
    assert (one.what, one.provider, one.provider_kind) == ("送去助学金。", provider, "charity")
    assert one.what in text_of(client, url_of(plan))
    # The button pressed twice.
    assert send(client, add, **typed, provider=str(provider.pk)).status_code == 302
    assert PlanStep.objects.count() == 1
    done = f"/casework/plan-steps/{one.pk}/done/"
    refused = send(client, done, done_on="2024-09-21")
    assert "2024-09-21还没有到" in refused.content.decode()
    assert "不能在那以前做完" in send(client, done, done_on="2024-09-01").content.decode()
    assert send(client, done, done_on="2024-09-19").status_code == 302
    one.refresh_from_db()
    assert one.done_on == date(2024, 9, 19)
    # Done meanwhile: it is not dropped any more.
    with pytest.raises(ValidationError, match="刚才已由别人"):
        services.drop_step(step=one, by=cast.actor("a_manager"))
    client.post(f"/casework/plan-steps/{one.pk}/reopen/")
    client.post(f"/casework/plan-steps/{one.pk}/drop/")
    one.refresh_from_db()
    assert (one.done_on, one.dropped_on) == (None, DAY)
    assert sign_in("b_community").post(f"/casework/plan-steps/{one.pk}/drop/").status_code == 404


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"who": ""}, "谁来做"),
        ({"who": "面馆老板 13800138000"}, "里面有电话号码"),
        ({"what": ""}, "做什么"),
        ({"due_on": ""}, "期限"),
        ({"due_on": "2024-09-01"}, "方案2024-09-02才制定，步骤的期限不能早于那天"),
        ({"provider_kind": "charity"}, "选的提供方是爱心企业，和主体类型不一样"),
    ],
)
def test_a_step_that_cannot_be(
    cast: Cast, sign_in, plan: SupportPlan, typed: dict[str, str], sentence: str
) -> None:
    firm = make.ProviderFactory(unit=cast.a.unit, kind="enterprise")
    told = {
        "what": "安排面试。", "who": "面馆", "due_on": "2024-09-25", "provider": str(firm.pk),
        **typed,
    }  # fmt: skip
    response = send(sign_in("a_community"), url_of(plan, "steps/add/"), **told)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not PlanStep.objects.exists()


def test_a_step_names_no_provider_of_another_street(cast: Cast, plan: SupportPlan) -> None:
    theirs = make.ProviderFactory(unit=cast.b.unit, kind="department")
    with pytest.raises(ValidationError, match="这个提供方不在您的范围内") as refused:
        step(cast, plan, provider=theirs)
    assert list(refused.value.message_dict) == ["provider"]
    assert step(cast, plan, provider=make.ProviderFactory(unit=cast.a.unit, kind="department"))


def test_the_kinds_that_take_part(cast: Cast, plan: SupportPlan) -> None:
    step(cast, plan)
    step(cast, plan, what="再推荐一次。")
    step(cast, plan, what="陪同面试。", provider_kind="")
    gone = step(cast, plan, what="发放物资。", provider_kind="charity")
    assert sorted(kinds_of(steps_of(plan))) == ["慈善组织", "职能部门"]
    services.drop_step(step=gone, by=cast.actor("a_community"))
    assert kinds_of(steps_of(plan)) == ["职能部门"]


def test_open_steps_and_resolutions_keep_a_plan_open(
    cast: Cast, sign_in, plan: SupportPlan
) -> None:
    client = sign_in("a_community")
    one, two = step(cast, plan), step(cast, plan, what="陪同面试。")
    conference = make.CaseConferenceFactory(street=cast.a.unit, state="held")
    case = make.ConferenceCaseFactory(conference=conference, household=cast.a.household)
    action = make.ConferenceActionFactory(conference=conference, case=case)
    called_off = make.CaseConferenceFactory(street=cast.a.unit, state="cancelled")
    make.ConferenceActionFactory(
        conference=called_off,
        case=make.ConferenceCaseFactory(conference=called_off, household=cast.a.household),
    )
    typed = {"result": "partly", "result_note": "找到了工作。"}
    body = send(client, url_of(plan, "close/"), **typed).content.decode()
    assert "2个步骤没有做完，也没有写明不做了；这户还有1项会商决议没有办结" in body
    assert "找到了工作。" in body
    plan.refresh_from_db()
    assert plan.state == "open"
    services.complete_step(step=one, done_on=date(2024, 9, 18), by=cast.actor("a_community"))
    services.drop_step(step=two, by=cast.actor("a_community"))
    with pytest.raises(PermissionDenied, match="1项会商决议没有办结"):
        close(cast, plan)
    action.closed_on = date(2024, 9, 12)
    action.save()
    assert not unfinished_of(plan)
    assert send(client, url_of(plan, "close/"), **typed, closed_on="2024-09-17").status_code == 200
    response = send(client, url_of(plan, "close/"), **typed, closed_on="2024-09-19")
    assert response["Location"] == url_of(plan)
    plan.refresh_from_db()
    assert (plan.state, plan.result, plan.closed_on) == ("closed", "partly", date(2024, 9, 19))
    assert plan.result_note == "找到了工作。"
    # As of the day before, it still ran.
    before = text_of(client, "/casework/support-plans/?as_of=2024-09-18")
    assert plan.receipt in before
    assert "帮扶中" in before
    # Pressed again, it says so; nothing of it is changed any more.
    assert client.post(url_of(plan, "close/"))["Location"] == url_of(plan)
    with pytest.raises(PermissionDenied, match="这份帮扶方案已结案"):
        services.reopen_step(step=one, by=cast.actor("a_community"))
    assert made(cast).pk != plan.pk


@pytest.mark.parametrize(
    ("closed_on", "sentence"),
    [
        (date(2024, 9, 21), "还没有到"),
        (date(2024, 9, 1), "不能在那以前结案"),
        (date(2024, 9, 10), "2024-09-12才做完"),
    ],
)
def test_the_day_of_closing(cast: Cast, plan: SupportPlan, closed_on: date, sentence: str) -> None:
    one = step(cast, plan)
    services.complete_step(step=one, done_on=date(2024, 9, 12), by=cast.actor("a_community"))
    with pytest.raises(ValidationError, match=sentence):
        close(cast, plan, closed_on=closed_on)


def test_a_cancelled_plan_leaves_no_record(cast: Cast, sign_in, plan: SupportPlan) -> None:
    client = sign_in("a_community")
    assert "为什么取消" in client.post(url_of(plan, "cancel/")).content.decode()
    assert client.post(url_of(plan, "cancel/"), {"reason": "登记有误"}).status_code == 302
    plan.refresh_from_db()
    assert plan.state == "cancelled"
    assert not ServiceRecord.objects.filter(support_plan=plan).exists()
    entry = Entry.objects.filter(subject=f"supportplan:{plan.pk}").order_by("-id").first()
    assert entry.detail["reason"] == "登记有误"
    assert client.post(url_of(plan, "cancel/")).status_code == 302
    assert client.get(url_of(plan)).status_code == 200


def test_late_steps_wait_for_whoever_answers_for_the_plan(
    cast: Cast, sign_in, plan: SupportPlan
) -> None:
    step(cast, plan)
    words = f"{cast.a.household.reference}的帮扶方案有一步过期了"
    assert words in text_of(sign_in("a_community"), "/")
    assert words not in text_of(sign_in("a_manager"), "/")
    step(cast, plan, what="再推荐一次。", due_on=date(2024, 9, 29))
    assert "快到期" not in text_of(sign_in("a_community"), "/")
    for number in range(5):
        step(cast, plan, what=f"第{number}次面试。")
    assert "6个帮扶步骤快到期，其中6个已过期" in text_of(sign_in("a_community"), "/")


def test_the_list_costs_the_same_at_any_length(cast: Cast, sign_in) -> None:
    def add() -> Any:
        for _ in range(4):
            one = make.SupportPlanFactory(
                household=make.HouseholdFactory(community=cast.a.communities[0])
            )
            make.PlanStepFactory(plan=one, due_on=date(2024, 9, 2), provider_kind="charity")

    add()
    for name in ("a_manager", "reviewer", "a_community"):
        for query in ("", "?show=late", f"?street={cast.a.unit.pk}"):
            assert costs_the_same(sign_in(name), f"/casework/support-plans/{query}", add)


def test_a_plan_costs_the_same_with_many_steps(cast: Cast, sign_in, plan: SupportPlan) -> None:
    def add() -> Any:
        for _ in range(10):
            make.PlanStepFactory(plan=plan, provider=make.ProviderFactory(unit=cast.a.unit))

    add()
    client = sign_in("a_community")
    assert costs_the_same(client, url_of(plan), add)
    assert costs_the_same(client, url_of(plan, "steps/add/"), add)
    assert costs_the_same(client, url_of(plan, "close/"), add)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_plan(cast: Cast) -> None:
    came = at_once(lambda: made(cast), lambda: made(cast, by="a_manager"))
    assert [type(one) for one in came].count(ValidationError) == 1
    assert SupportPlan.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_closed_while_a_step_is_added(cast: Cast) -> None:
    """One of the two is told; a closed plan never holds an open step."""
    plan = made(cast)
    came = at_once(lambda: close(cast, plan), lambda: step(cast, plan, by="a_manager"))
    assert [type(one) for one in came].count(PermissionDenied) == 1
    plan.refresh_from_db()
    assert (plan.state == "closed") is (plan.steps.count() == 0)
