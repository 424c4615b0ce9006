"""The review of a plan: read, taken up, answered part by part, ended; nothing typed is lost."""

import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import date

import pytest
from django.test import Client

from accounts import drafts
from plans import services
from plans.enums import PartState, PlanForm, PlanState
from plans.models import ConstructionPlan, PartAnswer
from plans.parts import PARTS
from tests import factories as make
from tests.cast import DAY, Cast
from tests.pages import costs_the_same, text_of
from tests.plans.writing import answered, begun, fill, submitted

SignIn = Callable[[str], Client]


@pytest.fixture
def plan(cast: Cast) -> ConstructionPlan:
    """Street A's plan, handed in today."""
    return submitted(cast.a.unit, cast.a.communities, cast.actor("a_manager"))


@pytest.fixture
def under_review(cast: Cast, plan: ConstructionPlan) -> ConstructionPlan:
    services.begin_review(plan=plan, by=cast.actor("reviewer"))
    plan.refresh_from_db()
    return plan


def url(plan: ConstructionPlan, *parts: str) -> str:
    return f"/plans/{plan.pk}/review/" + "".join(f"{one}/" for one in parts)


def states(plan: ConstructionPlan) -> dict[str, str]:
    return dict(plan.parts.values_list("kind", "state"))


def main_of(body: str) -> str:
    """The page without the frame around it."""
    return body.split("<h1>")[1].split("</main>")[0]


def edit(cast: Cast, plan: ConstructionPlan, kind: str, change: Callable[[dict], None]) -> None:
    """The street changes a part and saves it."""
    part = plan.parts.get(kind=kind)
    content = deepcopy(part.content)
    change(content)
    services.save_part(
        plan=plan, kind=kind, content=content, version=part.version, by=cast.actor("a_manager")
    )


def returned(cast: Cast, plan: ConstructionPlan, *kinds: str) -> None:
    """A first round that ends with some parts sent back."""
    reviewer = cast.actor("reviewer")
    answered(plan, reviewer, kinds)
    services.finish_review(plan=plan, new_due_on=date(2024, 9, 27), by=reviewer)
    plan.refresh_from_db()


# Reading ----------------------------------------------------------------------------------------


def test_a_plan_that_waits_can_be_read_before_the_review_begins(
    plan: ConstructionPlan, sign_in: SignIn
) -> None:
    body = text_of(sign_in("reviewer"), url(plan, "money"))
    assert "开始审核" in body
    assert "12000.50" in body
    assert 'name="answer"' not in body


def test_the_text_of_a_draft_is_not_for_the_reviewer(cast: Cast, sign_in: SignIn) -> None:
    manager = cast.actor("a_manager")
    draft = begun(cast.a.unit, manager)
    fill(draft, manager, cast.a.communities)
    body = main_of(text_of(sign_in("reviewer"), url(draft, "money")))
    assert "街镇还没有报送" in body
    assert "12000.50" not in body


def test_what_was_taken_back_is_no_longer_read(
    cast: Cast, plan: ConstructionPlan, sign_in: SignIn
) -> None:
    services.withdraw_plan(plan=plan, by=cast.actor("a_manager"))
    body = main_of(text_of(sign_in("reviewer"), url(plan, "money")))
    assert "街镇还没有报送" in body
    assert "12000.50" not in body


def test_what_a_street_writes_after_a_return_is_read_when_it_is_handed_in(
    cast: Cast, plan: ConstructionPlan, sign_in: SignIn
) -> None:
    returned(cast, plan, "money")
    edit(cast, plan, "money", lambda one: one["asks"].update(control="三方会签。"))
    client = sign_in("reviewer")
    assert "三方会签" not in text_of(client, url(plan, "money"))
    services.submit_plan(plan=plan, by=cast.actor("a_manager"))
    assert "三方会签" in text_of(client, url(plan, "money"))


def test_people_are_masked(plan: ConstructionPlan, sign_in: SignIn) -> None:
    body = text_of(sign_in("reviewer"), url(plan, "leadership"))
    assert "金**" in body
    assert "金丝雀" not in body
    assert "62580001" not in body


def test_the_clause_stands_beside_the_part_in_its_own_words(
    plan: ConstructionPlan, sign_in: SignIn
) -> None:
    body = text_of(sign_in("reviewer"), url(plan, "money"))
    assert "“通过财政预算、社区市民综合帮扶资金等渠道筹措资金”" in body
    assert "R2-1 经费落实" in body


def test_the_layout_is_counted_against_the_communities_of_the_day(
    cast: Cast, sign_in: SignIn
) -> None:
    two = cast.a.communities[:2]
    plan = submitted(cast.a.unit, two, cast.actor("a_manager"))
    body = main_of(text_of(sign_in("reviewer"), url(plan, "layout")))
    assert re.search(r"<b>2 / 3</b>\s*个居村已列入", body)
    assert f"还缺 1 个居村：{cast.a.communities[2].short_name}" in body
    assert f"石泉路街道{two[0].short_name}社区救助顾问服务点" in body


def test_the_clocks_stand_above(cast: Cast, plan: ConstructionPlan, sign_in: SignIn) -> None:
    ConstructionPlan.objects.update(begun_on=date(2024, 9, 11))
    body = main_of(text_of(sign_in("reviewer"), url(plan)))
    figures = re.findall(r"<dt>(.+?)</dt>\s*<dd><b>(\d+)</b> 个工作日", body)
    # From Wednesday the 11th to Friday the 20th, without the feast from the 15th to the 17th,
    # but with Saturday the 14th.
    assert figures == [("街镇用时", "6"), ("区级用时", "0"), ("退回修改", "0")]
    assert "还有10个工作日" in body


# What changed -------------------------------------------------------------------------------


def test_a_first_version_has_no_marks(plan: ConstructionPlan, sign_in: SignIn) -> None:
    body = main_of(text_of(sign_in("reviewer"), url(plan, "money")))
    assert "<ins>" not in body
    assert "<del>" not in body


def test_what_changed_since_the_last_version_is_marked(
    cast: Cast, plan: ConstructionPlan, sign_in: SignIn
) -> None:
    returned(cast, plan, "layout", "leadership")
    gone = cast.a.communities[0]

    def new_layout(content: dict) -> None:
        content["asks"]["overview"] = "按通知要求办理。分两批设立。"
        points = content["tables"]["points"]
        points[1]["opens_on"] = "2024-06-10"
        del points[0]

    edit(cast, plan, "layout", new_layout)
    edit(cast, plan, "leadership", lambda one: one["asks"].update(lead_name="金龟子"))
    services.submit_plan(plan=plan, by=cast.actor("a_manager"))
    client = sign_in("reviewer")
    layout = main_of(text_of(client, url(plan, "layout")))
    assert "和第 1 稿比，改了 3 处" in layout
    # A long text is marked clause by clause, a cell as a whole, a row that went in every cell.
    assert "按通知要求办理。<ins>分两批设立。</ins>" in layout
    assert "<del>2024-05-20</del> <ins>2024-06-10</ins>" in layout
    assert f"<del>{gone.short_name}</del>" in layout
    assert "删去的一行" in layout
    people = main_of(text_of(client, url(plan, "leadership")))
    # 金丝雀 → 金龟子 reads the same once it is masked.
    assert "<ins>" not in people
    assert "有改动，姓名电话不全显示" in people
    assert "金龟子" not in people
    assert "和第 1 稿一样" in text_of(client, url(plan, "money"))


# Answering ------------------------------------------------------------------------------------


def post(client: Client, plan: ConstructionPlan, kind: str, **data: str):
    return client.post(url(plan, kind), {"version": "1", "seen": "none", **data})


def test_the_review_is_taken_up_with_a_button(plan: ConstructionPlan, sign_in: SignIn) -> None:
    response = sign_in("reviewer").post(url(plan), {"version": "1"}, follow=True)
    plan.refresh_from_db()
    assert plan.state == PlanState.UNDER_REVIEW
    assert plan.versions.get().review_begun_on == DAY
    assert 'name="answer"' in response.content.decode()


def test_a_plan_taken_back_while_it_was_read_is_not_taken_up(
    cast: Cast, plan: ConstructionPlan, sign_in: SignIn
) -> None:
    manager, client = cast.actor("a_manager"), sign_in("reviewer")
    services.withdraw_plan(plan=plan, by=manager)
    told = client.post(url(plan), {"version": "1"}, follow=True).content.decode()
    assert "没有开始审核：街镇刚把方案撤回去修改" in told
    services.submit_plan(plan=plan, by=manager)
    told = client.post(url(plan), {"version": "1"}, follow=True).content.decode()
    assert "没有开始审核：街镇撤回后又报送了第 2 稿" in told
    plan.refresh_from_db()
    assert plan.state == PlanState.SUBMITTED


def test_an_accepted_part_leads_on_to_the_next_that_waits(
    under_review: ConstructionPlan, sign_in: SignIn
) -> None:
    client = sign_in("reviewer")
    response = post(client, under_review, "site", answer="accept")
    assert response["Location"] == url(under_review, "space")
    answer = PartAnswer.objects.get()
    assert (answer.kind, answer.is_accepted, answer.answered_on) == ("site", True, DAY)
    assert post(client, under_review, "leadership", answer="accept")["Location"] == url(
        under_review, "space"
    )
    body = text_of(client, url(under_review))
    assert "12 个部分：2 个已接受，0 个退回，10 个待审。" in body


def test_a_return_wants_a_word(under_review: ConstructionPlan, sign_in: SignIn) -> None:
    client = sign_in("reviewer")
    refused = post(client, under_review, "money", answer="return", comment=" ")
    assert refused.status_code == 200
    assert "退回要写明哪里要改、怎么改" in refused.content.decode()
    assert not PartAnswer.objects.exists()
    post(client, under_review, "money", answer="return", comment="来源没有写明。")
    answer = PartAnswer.objects.get()
    assert (answer.is_accepted, answer.comment) == (False, "来源没有写明。")


def test_too_long_a_comment_is_refused_and_stays(
    under_review: ConstructionPlan, sign_in: SignIn
) -> None:
    long = "补" * 501
    refused = post(sign_in("reviewer"), under_review, "money", answer="return", comment=long)
    assert long in refused.content.decode()
    assert not PartAnswer.objects.exists()


def test_an_answer_can_be_changed_until_the_round_ends(
    under_review: ConstructionPlan, sign_in: SignIn
) -> None:
    client = sign_in("reviewer")
    post(client, under_review, "money", answer="return", comment="来源没有写明。")
    assert "来源没有写明。</textarea>" in text_of(client, url(under_review, "money"))
    post(client, under_review, "money", answer="accept", comment="")
    assert PartAnswer.objects.get().is_accepted


def test_a_comment_typed_and_not_sent_is_there_again(
    cast: Cast, under_review: ConstructionPlan, sign_in: SignIn
) -> None:
    reviewer, page = cast.actor("reviewer"), url(under_review, "money")
    drafts.keep(reviewer.user_id, page, drafts.text_of({"comment": ["写到一半"]}))
    client = sign_in("reviewer")
    body = text_of(client, page)
    assert "写到一半</textarea>" in body
    assert "写的，还没有提交" in body
    post(client, under_review, "money", answer="return", comment="写完了。")
    assert drafts.kept(reviewer.user_id, page) is None


@pytest.fixture
def colleague(cast: Cast):
    """A second reviewer of the district."""
    user = make.UserFactory(username="second")
    make.MembershipFactory(user=user, unit=cast.district, role="district_reviewer")
    return replace(cast.actor("reviewer"), username="second", user_id=user.pk)


def test_two_reviewers_are_told_of_one_another(
    under_review: ConstructionPlan, colleague, sign_in: SignIn
) -> None:
    client = sign_in("reviewer")
    services.answer_part(plan=under_review, kind="money", is_accepted=True, by=colleague)
    told = post(client, under_review, "money", answer="return", comment="来源没有写明。")
    assert told.status_code == 409
    body = told.content.decode()
    assert "另一位审核人已接受了这一部分" in body
    assert "账号 second 也在审这一稿，已审 1 个部分" in body
    assert "来源没有写明。</textarea>" in body
    assert PartAnswer.objects.get().is_accepted
    seen = re.search(r'name="seen" value="(\w+)"', body)
    assert seen is not None
    again = post(
        client, under_review, "money", answer="return", comment="来源没有写明。", seen=seen[1]
    )
    assert again.status_code == 302
    assert PartAnswer.objects.get().comment == "来源没有写明。"


def test_a_comment_that_comes_after_the_round_has_ended_stays_on_the_page(
    cast: Cast, under_review: ConstructionPlan, colleague, sign_in: SignIn
) -> None:
    client = sign_in("reviewer")
    answered(under_review, colleague, ["site"])
    services.finish_review(plan=under_review, new_due_on=date(2024, 9, 27), by=colleague)
    late = post(client, under_review, "money", answer="return", comment="还有一点。")
    assert late.status_code == 409
    assert "还有一点。</textarea>" in late.content.decode()
    assert PartAnswer.objects.get(kind="money").is_accepted


# Ending the round -----------------------------------------------------------------------------


def test_the_round_ends_when_every_part_is_answered(
    under_review: ConstructionPlan, sign_in: SignIn
) -> None:
    client = sign_in("reviewer")
    post(client, under_review, "site", answer="accept")
    body = main_of(text_of(client, url(under_review, "finish")))
    assert "还有 11 个部分没有审" in body
    assert 'type="submit"' not in body
    client.post(url(under_review, "finish"), {})
    under_review.refresh_from_db()
    assert under_review.state == PlanState.UNDER_REVIEW


@pytest.mark.parametrize("then", [True, False])
def test_a_round_is_not_ended_on_answers_that_a_colleague_has_changed(
    cast: Cast, plan: ConstructionPlan, sign_in: SignIn, then: bool
) -> None:
    reviewer, client = cast.actor("reviewer"), sign_in("reviewer")
    answered(plan, reviewer, ["money"] if then else [])
    page = text_of(client, url(plan, "finish"))
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    services.answer_part(
        plan=plan, kind="money", is_accepted=then, comment="" if then else "少一项", by=reviewer
    )
    sent = {"seen": seen, "new_due_on": "2024-09-27"}
    refused = client.post(url(plan, "finish"), sent).content.decode()
    assert "另一位审核人改了结果" in refused
    plan.refresh_from_db()
    assert plan.state == PlanState.UNDER_REVIEW
    seen = re.search(r'name="seen" value="(\w+)"', refused)[1]
    client.post(url(plan, "finish"), sent | {"seen": seen})
    plan.refresh_from_db()
    assert plan.state == (PlanState.APPROVED if then else PlanState.RETURNED)


def test_the_word_document_is_asked_for_by_a_form(plan: ConstructionPlan, sign_in: SignIn) -> None:
    client = sign_in("reviewer")
    assert f'<form method="post" action="/plans/{plan.pk}/word/">' in text_of(client, url(plan))
    assert client.post(f"/plans/{plan.pk}/word/").status_code == 200


def test_returned_parts_alone_open_again_with_a_new_due_day(
    cast: Cast, plan: ConstructionPlan, sign_in: SignIn
) -> None:
    answered(plan, cast.actor("reviewer"), ["layout", "money"])
    client = sign_in("reviewer")
    page = main_of(text_of(client, url(plan, "finish")))
    assert "10 个部分接受，2 个部分退回" in page
    assert page.count("请补充。") == 2
    # Five workdays after Friday, September 20th 2024.
    assert 'value="2024-09-27"' in page
    refused = client.post(url(plan, "finish"), {"new_due_on": "2024-09-20"})
    assert "新的期限要晚于今天" in refused.content.decode()
    refused = client.post(url(plan, "finish"), {"new_due_on": "9999-12-31"})
    assert "请核对年份" in refused.content.decode()
    told = client.post(url(plan, "finish"), {"new_due_on": "2024-09-26"}, follow=True)
    assert "街镇要在 2024-09-26 前重新报送" in told.content.decode()
    plan.refresh_from_db()
    assert (plan.state, plan.due_on) == (PlanState.RETURNED, date(2024, 9, 26))
    closed = {kind for kind, state in states(plan).items() if state == PartState.ACCEPTED}
    assert set(PARTS) - closed == {"layout", "money"}


def test_in_the_second_round_accepted_parts_stay_closed(
    cast: Cast, plan: ConstructionPlan, sign_in: SignIn
) -> None:
    returned(cast, plan, "money")
    services.submit_plan(plan=plan, by=cast.actor("a_manager"))
    services.begin_review(plan=plan, by=cast.actor("reviewer"))
    client = sign_in("reviewer")
    assert 'name="answer"' not in text_of(client, url(plan, "site"))
    refused = post(client, plan, "site", answer="return", comment="再看看。", version="2")
    assert refused.status_code == 409
    money = text_of(client, url(plan, "money"))
    assert "第 1 稿 · 9月20日 退回" in money
    assert "请补充。" in money
    response = post(client, plan, "money", answer="accept", version="2")
    assert response["Location"] == url(plan, "money")
    assert [one["kind"] for one in PartAnswer.objects.filter(version__number=2).values()] == [
        "money"
    ]


@pytest.mark.parametrize("is_published", [True, False])
def test_with_nothing_returned_the_plan_is_approved(
    cast: Cast, plan: ConstructionPlan, sign_in: SignIn, is_published: bool
) -> None:
    answered(plan, cast.actor("reviewer"))
    data = {"is_published": "on"} if is_published else {}
    client = sign_in("reviewer")
    client.post(url(plan, "finish"), data)
    plan.refresh_from_db()
    assert (plan.state, plan.approved_on) == (PlanState.APPROVED, DAY)
    assert plan.is_published is is_published
    again = client.post(url(plan, "finish"), data, follow=True)
    assert "本轮审核已经完成，没有再做一遍" in again.content.decode()
    assert client.get(url(plan, "finish")).status_code == 403


# Beside -----------------------------------------------------------------------------------------


def approve(cast: Cast, plan: ConstructionPlan) -> None:
    answered(plan, cast.actor("reviewer"))
    services.finish_review(plan=plan, new_due_on=None, by=cast.actor("reviewer"))


def test_last_years_plan_and_approved_ones_stand_beside(
    cast: Cast, plan: ConstructionPlan, sign_in: SignIn
) -> None:
    manager = cast.actor("b_manager")
    other = submitted(cast.b.unit, cast.b.communities, manager)
    last_year = make.ConstructionPlanFactory(
        street=cast.a.unit, year=2023, state="approved", approved_on=date(2023, 5, 5)
    )
    version = make.PlanVersionFactory.build(plan=last_year)
    version.content = {"money": {"asks": {"control": "去年的管理办法。"}, "tables": {}}}
    version.save()
    client = sign_in("reviewer")
    body = text_of(client, url(plan, "money"))
    assert "本街镇 2023 年的方案" in body
    assert "去年的管理办法" not in body
    assert "长寿路已通过的方案" not in body
    approve(cast, other)
    assert "长寿路已通过的方案" in text_of(client, url(plan, "money"))
    assert "去年的管理办法" in text_of(client, f"{url(plan, 'money')}?beside={last_year.pk}")
    beside = text_of(client, f"{url(plan, 'layout')}?beside={other.pk}")
    assert cast.b.communities[0].short_name in beside
    # The way to the next part keeps it open.
    assert f"{url(plan, 'money')}?beside={other.pk}" in beside


@pytest.mark.parametrize("beside", ["nonsense", "999999", "%00"])
def test_nonsense_stands_beside_nothing(
    plan: ConstructionPlan, sign_in: SignIn, beside: str
) -> None:
    body = text_of(sign_in("reviewer"), f"{url(plan, 'money')}?beside={beside}")
    assert "参考的方案" not in body


# 补录 -------------------------------------------------------------------------------------------


def test_a_paper_that_came_earlier_is_accepted_beside_its_scan(cast: Cast, sign_in: SignIn) -> None:
    plan = make.ConstructionPlanFactory(
        street=cast.a.unit,
        form=PlanForm.UPLOADED,
        state="submitted",
        paper_on=date(2024, 4, 28),
    )
    make.PlanVersionFactory(plan=plan, submitted_on=date(2024, 5, 10))
    for kind in PARTS:
        make.PlanPartFactory(plan=plan, kind=kind, state="awaiting_review")
    client = sign_in("reviewer")
    body = main_of(text_of(client, url(plan)))
    assert "盖章方案 2024-04-28 已送到区里" in body
    assert "盖章方案" in body.split('class="review-stamped"')[1]
    # Only the parts that carry figures are asked beside a stamped file.
    asked = [one.kind for one in PARTS.values() if one.is_figure]
    assert f"{len(asked)} 个部分：" in body
    client.post(url(plan, "paper"))
    plan.refresh_from_db()
    assert plan.paper_accepted_on == DAY
    assert "按 2024-04-28 第一次报送计算" in text_of(client, url(plan))


# Who, and what it costs ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a_manager", "a_advisor", "district_admin", "auditor"])
def test_the_review_is_the_reviewers(plan: ConstructionPlan, sign_in: SignIn, name: str) -> None:
    client = sign_in(name)
    for page in (url(plan), url(plan, "money"), url(plan, "finish")):
        assert client.get(page).status_code == 403
        assert client.post(page, {"answer": "accept"}).status_code == 403
    assert client.post(url(plan, "paper")).status_code == 403


def test_another_districts_plan_is_not_found(cast: Cast, sign_in: SignIn) -> None:
    other = make.DistrictFactory(code="310105", name="长宁区")
    plan = make.ConstructionPlanFactory(street=make.StreetFactory(code="310105001", parent=other))
    client = sign_in("reviewer")
    assert client.get(url(plan)).status_code == 404
    assert client.post(url(plan, "site"), {"answer": "accept"}).status_code == 404


def test_a_part_that_does_not_exist_is_not_found(plan: ConstructionPlan, sign_in: SignIn) -> None:
    assert sign_in("reviewer").get(url(plan, "nonsense")).status_code == 404


def test_the_cost_does_not_grow_with_versions_answers_and_references(
    cast: Cast, under_review: ConstructionPlan, sign_in: SignIn
) -> None:
    def add_rows() -> None:
        for kind in PARTS:
            make.PartAnswerFactory(version=under_review.versions.get(), kind=kind)
        for street in make.StreetFactory.create_batch(8):
            make.ConstructionPlanFactory(street=street, state="approved", approved_on=DAY)
        for n in range(20, 50):
            make.CommunityFactory(parent=cast.a.unit, number=n)

    assert costs_the_same(sign_in("reviewer"), url(under_review, "layout"), add_rows)
