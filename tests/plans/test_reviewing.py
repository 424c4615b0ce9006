"""The district answers a plan part by part; who reads it; who leads the work."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from pytest_django import Settings

from audit.models import Entry
from core.actor import Actor
from plans import services
from plans.models import (
    ConstructionPlan,
    LeadershipGroup,
    LeadershipMeeting,
    PartAnswer,
    PlanVersion,
)
from plans.parts import PARTS, answers_of
from plans.selectors import (
    content_for,
    left_out,
    plans_of,
    published_to,
    readable_by,
    unanswered,
)
from tests.cast import DAY, Cast
from tests.plans.writing import answered, begun, save, states

# A Friday; three workdays later is Wednesday the 25th.
LATER = date(2024, 9, 25)


# Reviewing ------------------------------------------------------------------------------------


def test_a_review_is_begun_once(waiting: ConstructionPlan, reviewer: Actor) -> None:
    services.begin_review(plan=waiting, by=reviewer)
    plan = services.begin_review(plan=waiting, by=reviewer)
    assert plan.state == "under_review"
    assert PlanVersion.objects.get().review_begun_on == DAY
    assert Entry.objects.filter(detail__transition="开始审核").count() == 1


def test_an_answer_may_be_changed_until_the_review_ends(
    waiting: ConstructionPlan, reviewer: Actor
) -> None:
    services.begin_review(plan=waiting, by=reviewer)
    said: dict[str, Any] = {"plan": waiting, "kind": "site", "by": reviewer}
    services.answer_part(**said, is_accepted=False, comment="地址写到门牌号。")
    services.answer_part(**said, is_accepted=True)
    lines = Entry.objects.count()
    services.answer_part(**said, is_accepted=True)
    assert Entry.objects.count() == lines
    answer = PartAnswer.objects.get()
    assert (answer.is_accepted, answer.comment, answer.answered_by) == (True, "", "reviewer")
    assert unanswered(waiting) == [kind for kind in PARTS if kind != "site"]
    # Until the end the street sees none of it.
    assert states(waiting)["site"] == "awaiting_review"


def test_a_part_is_returned_with_words_alone(waiting: ConstructionPlan, reviewer: Actor) -> None:
    services.begin_review(plan=waiting, by=reviewer)
    with pytest.raises(ValidationError, match="退回的部分须写明意见。"):
        services.answer_part(
            plan=waiting, kind="site", is_accepted=False, comment="  ", by=reviewer
        )


def test_parts_are_answered_by_the_district_under_review(
    cast: Cast, waiting: ConstructionPlan, reviewer: Actor
) -> None:
    said: dict[str, Any] = {"plan": waiting, "kind": "site", "is_accepted": True}
    with pytest.raises(PermissionDenied, match="不在审核中"):
        services.answer_part(**said, by=reviewer)
    services.begin_review(plan=waiting, by=reviewer)
    for role in ("a_manager", "district_admin", "auditor"):
        with pytest.raises(PermissionDenied):
            services.answer_part(**said, by=cast.actor(role))


def test_a_return_opens_only_the_returned_parts(
    waiting: ConstructionPlan, manager: Actor, reviewer: Actor
) -> None:
    answered(waiting, reviewer, returned=["site", "money"])
    plan = services.finish_review(plan=waiting, new_due_on=LATER, by=reviewer)
    assert (plan.state, plan.due_on) == ("returned", LATER)
    opened = {kind for kind, state in states(plan).items() if state == "returned"}
    assert opened == {"site", "money"}
    assert list(states(plan).values()).count("accepted") == 10
    version = PlanVersion.objects.get()
    assert (version.is_approved, version.reviewed_on, version.new_due_on) == (False, DAY, LATER)
    with pytest.raises(PermissionDenied, match="这一部分区里已经接受"):
        save(plan, "space", manager, seats="9")
    save(plan, "site", manager, address="石泉路140号2楼")


@pytest.mark.parametrize("new_due_on", [None, date(2024, 9, 19), DAY])
def test_a_return_wants_a_day_to_come(
    waiting: ConstructionPlan, reviewer: Actor, new_due_on: date | None
) -> None:
    answered(waiting, reviewer, returned=["site"])
    with pytest.raises(ValidationError, match="晚于今天"):
        services.finish_review(plan=waiting, new_due_on=new_due_on, by=reviewer)
    waiting.refresh_from_db()
    assert waiting.state == "under_review"


def test_a_review_ends_when_every_part_is_answered(
    waiting: ConstructionPlan, reviewer: Actor
) -> None:
    services.begin_review(plan=waiting, by=reviewer)
    with pytest.raises(PermissionDenied, match="还有部分没有审核：选址与场所、"):
        services.finish_review(plan=waiting, by=reviewer)


def test_the_second_round_is_about_the_returned_parts_alone(
    waiting: ConstructionPlan, manager: Actor, reviewer: Actor, settings: Settings
) -> None:
    answered(waiting, reviewer, returned=["site"])
    services.finish_review(plan=waiting, new_due_on=LATER, by=reviewer)
    save(waiting, "site", manager, address="石泉路140号2楼")
    settings.PORTAL_DAY = date(2024, 9, 26)
    version = services.submit_plan(plan=waiting, by=manager)
    assert (version.number, version.due_on) == (2, LATER)
    services.begin_review(plan=waiting, by=reviewer)
    assert unanswered(waiting) == ["site"]
    with pytest.raises(PermissionDenied, match="已经接受"):
        services.answer_part(
            plan=waiting, kind="space", is_accepted=False, comment="再改", by=reviewer
        )
    services.answer_part(plan=waiting, kind="site", is_accepted=True, by=reviewer)
    plan = services.finish_review(plan=waiting, by=reviewer)
    assert (plan.state, plan.approved_on) == ("approved", date(2024, 9, 26))
    assert set(states(plan).values()) == {"accepted"}
    first, second = PlanVersion.objects.order_by("number")
    assert answers_of(first.content["site"])["address"] == "试验"
    assert answers_of(second.content["site"])["address"] == "石泉路140号2楼"
    assert (first.is_approved, second.is_approved) == (False, True)


def test_an_approved_plan_is_closed(
    waiting: ConstructionPlan, manager: Actor, reviewer: Actor
) -> None:
    answered(waiting, reviewer)
    services.finish_review(plan=waiting, by=reviewer)
    for act in (services.submit_plan, services.withdraw_plan):
        with pytest.raises(PermissionDenied):
            act(plan=waiting, by=manager)  # type: ignore[operator]
    with pytest.raises(PermissionDenied):
        services.finish_review(plan=waiting, by=reviewer)


# Paper ----------------------------------------------------------------------------------------


def test_a_paper_is_noted_with_its_scan_and_accepted_by_the_district(
    cast: Cast, manager: Actor, reviewer: Actor
) -> None:
    plan = begun(cast.a.unit, manager)
    with pytest.raises(PermissionDenied, match="补录须上传盖章文件"):
        services.note_paper(plan=plan, paper_on=date(2024, 4, 26), by=manager)
    services.choose_form(plan=plan, form="uploaded", by=manager)
    with pytest.raises(ValidationError, match="不能晚于今天"):
        services.note_paper(plan=plan, paper_on=date(2024, 9, 21), by=manager)
    plan = services.note_paper(plan=plan, paper_on=date(2024, 4, 26), by=manager)
    with pytest.raises(PermissionDenied, match="报送之后才能认可补录"):
        services.accept_paper(plan=plan, by=reviewer)
    ConstructionPlan.objects.update(state="submitted")
    with pytest.raises(PermissionDenied):
        services.accept_paper(plan=plan, by=manager)
    plan = services.accept_paper(plan=plan, by=reviewer)
    assert services.accept_paper(plan=plan, by=reviewer).paper_accepted_on == DAY
    assert Entry.objects.filter(detail__field="paper_accepted_on").count() == 1
    ConstructionPlan.objects.update(state="draft")
    with pytest.raises(PermissionDenied, match="已经认可这次补录"):
        services.note_paper(plan=plan, paper_on=date(2024, 4, 1), by=manager)


# Who reads what -------------------------------------------------------------------------------


def test_the_district_sees_that_a_draft_is_there_and_not_its_text(
    cast: Cast, manager: Actor, reviewer: Actor
) -> None:
    plan = begun(cast.a.unit, manager)
    save(plan, "site", manager, address="石泉路140号")
    assert list(plans_of(reviewer)) == [plan]
    assert content_for(reviewer, plan) is None
    assert content_for(manager, plan) is not None


def test_the_district_reads_what_was_handed_in_last_with_names_masked(
    waiting: ConstructionPlan, manager: Actor, reviewer: Actor
) -> None:
    answered(waiting, reviewer, returned=["site"])
    services.finish_review(plan=waiting, new_due_on=LATER, by=reviewer)
    save(waiting, "site", manager, address="还没想好")
    contents = content_for(reviewer, waiting)
    assert contents is not None
    assert contents["site"]["asks"]["address"] == "试验"
    assert contents["leadership"]["asks"]["lead_name"] == "金**"


def test_other_streets_read_what_is_published_without_people(
    cast: Cast, waiting: ConstructionPlan, manager: Actor, reviewer: Actor
) -> None:
    neighbour = cast.actor("b_manager")
    assert list(readable_by(neighbour)) == []
    with pytest.raises(PermissionDenied, match="通过的方案才能公开"):
        services.publish_plan(plan=waiting, is_published=True, by=manager)
    answered(waiting, reviewer)
    services.finish_review(plan=waiting, by=reviewer)
    assert list(readable_by(neighbour)) == []
    with pytest.raises(PermissionDenied):
        services.publish_plan(plan=waiting, is_published=True, by=neighbour)
    plan = services.publish_plan(plan=waiting, is_published=True, by=manager)
    assert services.publish_plan(plan=plan, is_published=True, by=reviewer).is_published
    told = Entry.objects.filter(subject=f"constructionplan:{plan.pk}", action="published")
    assert told.count() == 1
    assert list(readable_by(neighbour)) == [plan]
    assert list(published_to(neighbour)) == [plan]
    assert list(published_to(manager)) == []
    assert list(plans_of(neighbour)) == []
    contents = content_for(neighbour, plan)
    assert "金丝雀" not in str(contents)
    assert "62580001" not in str(contents)
    services.publish_plan(plan=plan, is_published=False, by=manager)
    assert list(readable_by(neighbour)) == []


def test_communities_left_out_of_a_layout_are_named(cast: Cast) -> None:
    listed = [cast.a.communities[0].pk]
    assert list(left_out(cast.a.unit, listed, DAY)) == cast.a.communities[1:]


# Leadership -----------------------------------------------------------------------------------


def test_a_group_is_named_once_and_changed_after(
    cast: Cast, manager: Actor, settings: Settings
) -> None:
    facts = {"lead_name": "胡主任", "contact_name": "宋科长", "contact_phone": "62580002"}
    group = services.keep_leadership(street=cast.a.unit, year=2024, facts=facts, by=manager)
    settings.PORTAL_DAY = date(2024, 10, 8)
    services.keep_leadership(street=cast.a.unit, year=2024, facts=facts, by=manager)
    assert Entry.objects.filter(subject=f"leadershipgroup:{group.pk}").count() == 1
    changed = {**facts, "contact_name": "李科长"}
    services.keep_leadership(street=cast.a.unit, year=2024, facts=changed, by=manager)
    group = LeadershipGroup.objects.get()
    assert (group.contact_name, group.contact_phone, group.named_on) == (
        "李科长",
        "62580002",
        DAY,
    )
    told = Entry.objects.latest("id")
    assert told.detail == {"fields": ["contact_name"], "unit": cast.a.unit.pk}


def test_a_meeting_is_recorded_once(cast: Cast, manager: Actor) -> None:
    said: dict[str, Any] = {"street": cast.a.unit, "held_on": DAY, "topic": "研究方案"}
    meeting, is_new = services.add_meeting(**said, by=manager)
    assert is_new
    assert services.add_meeting(**said, by=manager) == (meeting, False)
    assert LeadershipMeeting.objects.count() == 1
    with pytest.raises(ValidationError, match="会议日期不能晚于今天"):
        services.add_meeting(street=cast.a.unit, held_on=date(2199, 1, 1), topic="以后", by=manager)
    for role in ("reviewer", "b_manager", "a_admin"):
        with pytest.raises(PermissionDenied):
            services.add_meeting(**said, by=cast.actor(role))
