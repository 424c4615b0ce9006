"""A street begins its plan, writes it, hands it in and takes it back."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import InternalError, transaction

from audit.models import Entry
from core.actor import Actor
from orgs.models import Unit
from plans import services
from plans.models import (
    ConstructionPlan,
    LeadershipGroup,
    PlanPart,
    PlanVersion,
)
from plans.parts import PARTS, answers_of
from plans.selectors import (
    asked_parts_of,
    content_for,
    current_version,
    lacking_in,
    parts_of,
)
from plans.services import ChangedMeanwhile
from stations.models import StreetMilestone
from tests import factories as make
from tests.cast import DAY, Cast
from tests.plans.writing import answered, begun, fill, filled, save, states, submitted

# A Friday; three workdays later is Wednesday the 25th.
LATER = date(2024, 9, 25)


# Beginning ------------------------------------------------------------------------------------


def test_a_plan_begins_with_twelve_parts_and_every_community(cast: Cast, manager: Actor) -> None:
    plan, is_new = services.begin_plan(street=cast.a.unit, year=2024, by=manager)
    assert is_new
    assert (plan.state, plan.form, plan.begun_on) == ("draft", "written", DAY)
    assert list(parts_of(plan)) == list(PARTS)
    points = parts_of(plan)["layout"].content["tables"]["points"]
    assert [row["community"] for row in points] == [one.pk for one in cast.a.communities]
    assert set(states(plan).values()) == {"open"}
    assert not any(part.is_complete for part in parts_of(plan).values())


def test_a_plan_begun_twice_is_begun_once(cast: Cast, manager: Actor) -> None:
    first, _ = services.begin_plan(street=cast.a.unit, year=2024, by=manager)
    second, is_new = services.begin_plan(street=cast.a.unit, year=2024, by=cast.actor("a_advisor"))
    assert (second, is_new) == (first, False)
    assert PlanPart.objects.count() == 12
    assert Entry.objects.filter(subject=f"constructionplan:{first.pk}").count() == 1


@pytest.mark.parametrize("role", ["reviewer", "district_admin", "a_admin", "b_manager"])
def test_only_the_street_itself_begins_its_plan(cast: Cast, role: str) -> None:
    with pytest.raises(PermissionDenied):
        services.begin_plan(street=cast.a.unit, year=2024, by=cast.actor(role))
    assert not ConstructionPlan.objects.exists()


def test_a_community_has_no_plan(cast: Cast, manager: Actor) -> None:
    with pytest.raises(PermissionDenied, match="建设方案由街镇制定"):
        services.begin_plan(street=cast.a.communities[0], year=2024, by=manager)


@pytest.mark.parametrize("year", [2023, 2026])
def test_a_plan_is_of_this_year_or_the_next(cast: Cast, manager: Actor, year: int) -> None:
    with pytest.raises(ValidationError, match="现在只能起草2024年或2025年的建设方案"):
        services.begin_plan(street=cast.a.unit, year=year, by=manager)


def test_next_years_plan_begins_with_this_years_without_its_days(
    cast: Cast, manager: Actor
) -> None:
    plan = begun(cast.a.unit, manager)
    fill(plan, manager, cast.a.communities)
    gone = cast.a.communities[2]
    Unit.objects.filter(pk=gone.pk).update(valid_to=date(2024, 6, 30))
    new = make.CommunityFactory(parent=cast.a.unit, number=9)
    later = begun(cast.a.unit, manager, year=2025, begun_from=plan)
    contents = content_for(manager, later)
    assert contents is not None
    assert contents["site"]["asks"]["address"] == "试验"
    assert contents["site"]["asks"]["opens_on"] == ""
    assert contents["leadership"]["asks"]["lead_name"] == "金丝雀"
    assert contents["leadership"] == filled(PARTS["leadership"])
    days = [row["planned_on"] for row in contents["schedule"]["tables"]["milestones"]]
    assert days == [""] * 7
    points = contents["layout"]["tables"]["points"]
    kept = [one.pk for one in cast.a.communities[:2]]
    assert [row["community"] for row in points] == [*kept, new.pk]
    assert [row["address"] for row in points] == ["试验", "试验", ""]
    assert later.begun_from == plan


def test_a_plan_from_another_street_brings_no_people_and_no_places(
    cast: Cast, manager: Actor, reviewer: Actor
) -> None:
    theirs = cast.actor("b_manager")
    source = submitted(cast.b.unit, cast.b.communities, theirs)
    answered(source, reviewer)
    services.finish_review(plan=source, by=reviewer)
    with pytest.raises(PermissionDenied, match="没有公开"):
        begun(cast.a.unit, manager, begun_from=source)
    services.publish_plan(plan=source, is_published=True, by=theirs)
    source.refresh_from_db()
    plan = begun(cast.a.unit, manager, begun_from=source)
    contents = content_for(manager, plan)
    assert contents is not None
    told = str(contents)
    assert "金丝雀" not in told
    assert "62580001" not in told
    assert not any(one.pk in told for one in cast.b.communities)
    assert contents["site"]["asks"]["address"] == ""
    assert contents["mechanisms"] == filled(PARTS["mechanisms"])
    # Of the same year, so its days may serve.
    assert contents["schedule"]["tables"]["milestones"][0]["planned_on"] == "2024-05-20"
    points = contents["layout"]["tables"]["points"]
    assert [row["community"] for row in points] == [one.pk for one in cast.a.communities]


# Writing --------------------------------------------------------------------------------------


def test_a_part_is_saved_and_told_without_its_text(cast: Cast, manager: Actor) -> None:
    plan = begun(cast.a.unit, manager)
    part = services.save_part(
        plan=plan, kind="leadership", content=filled(PARTS["leadership"]), version=1, by=manager
    )
    assert (part.version, part.is_complete, part.saved_by) == (2, True, "a_manager")
    fresh = parts_of(plan)["leadership"]
    assert (fresh.version, fresh.content) == (2, filled(PARTS["leadership"]))
    assert b"\xe9\x87\x91" not in bytes(fresh.content_sealed)
    line = Entry.objects.latest("id")
    assert (line.subject, line.detail) == (
        f"constructionplan:{plan.pk}",
        {"part": "组织领导", "unit": cast.a.unit.pk},
    )


def test_the_same_text_again_changes_nothing(cast: Cast, manager: Actor) -> None:
    plan = begun(cast.a.unit, manager)
    save(plan, "site", manager, address="石泉路140号")
    lines = Entry.objects.count()
    # The button pressed twice: the second form still carries the first version.
    content = parts_of(plan)["site"].content
    part = services.save_part(plan=plan, kind="site", content=content, version=1, by=manager)
    assert part.version == 2
    assert Entry.objects.count() == lines


def test_of_two_at_one_part_the_second_learns_what_the_first_wrote(
    cast: Cast, manager: Actor
) -> None:
    plan = begun(cast.a.unit, manager)
    save(plan, "site", manager, address="石泉路140号")
    mine = filled(PARTS["site"])
    with pytest.raises(ChangedMeanwhile) as caught:
        services.save_part(
            plan=plan, kind="site", content=mine, version=1, by=cast.actor("a_advisor")
        )
    current = caught.value.current
    assert answers_of(current.content)["address"] == "石泉路140号"
    assert (current.version, current.saved_by) == (2, "a_manager")
    assert parts_of(plan)["site"].content == current.content
    # Having seen both, she saves on top of the other's version.
    again = services.save_part(
        plan=plan, kind="site", content=mine, version=2, by=cast.actor("a_advisor")
    )
    assert again.version == 3


def test_two_at_two_parts_do_not_meet(cast: Cast, manager: Actor) -> None:
    plan = begun(cast.a.unit, manager)
    save(plan, "site", manager, address="石泉路140号")
    assert save(plan, "space", cast.actor("a_advisor"), seats="8").version == 2


def test_a_draft_may_hold_anything_but_other_streets_communities(
    cast: Cast, manager: Actor
) -> None:
    plan = begun(cast.a.unit, manager)
    part = save(plan, "space", manager, area_m2="大约三十")
    assert not part.is_complete
    assert "面积不是数字。" in lacking_in(plan)["space"]
    strangers = filled(PARTS["layout"], cast.b.communities)
    with pytest.raises(ValidationError, match="不属于本街镇的居村"):
        services.save_part(plan=plan, kind="layout", content=strangers, version=1, by=manager)
    with pytest.raises(ValidationError, match="太长"):
        save(plan, "mechanisms", manager, front_back="长" * 200_001)


@pytest.mark.parametrize("role", ["reviewer", "a_admin", "b_manager"])
def test_nobody_else_writes_a_streets_plan(cast: Cast, manager: Actor, role: str) -> None:
    plan = begun(cast.a.unit, manager)
    with pytest.raises(PermissionDenied):
        save(plan, "site", cast.actor(role), address="别处")


def test_what_was_handed_in_stays_as_it_is(waiting: ConstructionPlan, manager: Actor) -> None:
    with pytest.raises(PermissionDenied, match="方案已报送，现在不能修改。"):
        save(waiting, "site", manager, address="别处")


# Handing in -----------------------------------------------------------------------------------


def test_a_plan_handed_in_is_kept_as_a_version(cast: Cast, waiting: ConstructionPlan) -> None:
    version = PlanVersion.objects.get()
    assert (version.number, version.submitted_on, version.submitted_by) == (1, DAY, "a_manager")
    assert version.due_on == date(2024, 4, 30)
    assert version.layout_codes == [one.pk for one in cast.a.communities]
    assert version.content["site"] == filled(PARTS["site"])
    assert set(states(waiting).values()) == {"awaiting_review"}


def test_what_was_handed_in_cannot_be_changed_after(waiting: ConstructionPlan) -> None:
    for facts in ({"submitted_on": date(2024, 4, 26)}, {"layout_codes": []}):
        with pytest.raises(InternalError), transaction.atomic():
            PlanVersion.objects.update(**facts)


def test_a_plan_that_is_not_filled_is_not_handed_in(cast: Cast, manager: Actor) -> None:
    plan = begun(cast.a.unit, manager)
    fill(plan, manager, cast.a.communities)
    save(plan, "site", manager, address="")
    with pytest.raises(PermissionDenied, match="还没有填齐：选址与场所。"):
        services.submit_plan(plan=plan, by=manager)
    assert not PlanVersion.objects.exists()
    assert not LeadershipGroup.objects.exists()


def test_two_clicks_hand_in_once(waiting: ConstructionPlan, manager: Actor) -> None:
    first = PlanVersion.objects.get()
    assert services.submit_plan(plan=waiting, by=manager) == first
    assert PlanVersion.objects.count() == 1
    with pytest.raises(PermissionDenied):
        services.submit_plan(plan=waiting, by=Actor(1, "x", "x", manager.role, "310107015", "x"))


def test_the_advisor_writes_and_the_manager_hands_in(cast: Cast) -> None:
    advisor = cast.actor("a_advisor")
    plan = begun(cast.a.unit, advisor)
    fill(plan, advisor, cast.a.communities)
    with pytest.raises(PermissionDenied, match="不能报送建设方案"):
        services.submit_plan(plan=plan, by=advisor)
    services.submit_plan(plan=plan, by=cast.actor("a_manager"))


def test_handing_in_names_the_group_and_plans_the_milestones(
    cast: Cast, waiting: ConstructionPlan
) -> None:
    group = LeadershipGroup.objects.get()
    assert (group.street, group.year, group.named_on) == (cast.a.unit, 2024, DAY)
    assert (group.lead_name, group.contact_phone) == ("金丝雀", "62580001")
    planned = StreetMilestone.objects.filter(street=cast.a.unit, year=2024)
    assert set(planned.values_list("planned_on", flat=True)) == {date(2024, 5, 20)}
    assert planned.count() == 7


def test_a_group_changed_on_its_own_page_outlives_a_plan_handed_in_again(
    cast: Cast, waiting: ConstructionPlan, manager: Actor
) -> None:
    services.keep_leadership(
        street=cast.a.unit, year=2024, facts={"lead_name": "新组长"}, by=manager
    )
    services.withdraw_plan(plan=waiting, by=manager)
    services.submit_plan(plan=waiting, by=manager)
    assert LeadershipGroup.objects.get().lead_name == "新组长"
    services.withdraw_plan(plan=waiting, by=manager)
    save(waiting, "leadership", manager, lead_name="又一位")
    services.submit_plan(plan=waiting, by=manager)
    assert LeadershipGroup.objects.get().lead_name == "又一位"


def test_a_stamped_file_comes_with_the_figures_alone(cast: Cast, manager: Actor) -> None:
    plan = begun(cast.a.unit, manager, form="uploaded")
    assert list(asked_parts_of(plan)) == ["layout", "schedule", "leadership"]
    fill(plan, manager, cast.a.communities)
    with pytest.raises(PermissionDenied, match="还没有上传盖章的方案"):
        services.submit_plan(plan=plan, by=manager)
    photo = make.EvidenceFactory(unit=cast.a.unit, subject=f"plan:{plan.pk}", kind="document")
    proof = make.ProofFactory(
        evidence=photo, unit=cast.a.unit, subject=f"plan:{plan.pk}", tag="attachment"
    )
    with pytest.raises(PermissionDenied, match="还没有上传盖章的方案"):
        services.submit_plan(plan=plan, by=manager)
    proof.tag = "stamped_plan"
    proof.save()
    services.submit_plan(plan=plan, by=manager)
    assert states(plan)["layout"] == "awaiting_review"
    assert states(plan)["site"] == "open"
    with pytest.raises(PermissionDenied, match="不用填写"):
        save(plan, "site", manager, address="别处")


def test_the_form_is_chosen_until_the_first_review(cast: Cast, manager: Actor) -> None:
    plan = begun(cast.a.unit, manager)
    save(plan, "site", manager, address="石泉路140号")
    plan = services.choose_form(plan=plan, form="uploaded", by=manager)
    services.note_paper(plan=plan, paper_on=date(2024, 4, 26), by=manager)
    plan = services.choose_form(plan=plan, form="written", by=manager)
    assert plan.paper_on is None
    assert answers_of(parts_of(plan)["site"].content)["address"] == "石泉路140号"


# Taking back ----------------------------------------------------------------------------------


def test_a_plan_is_taken_back_before_its_review(waiting: ConstructionPlan, manager: Actor) -> None:
    plan = services.withdraw_plan(plan=waiting, by=manager)
    assert (plan.state, plan.due_on) == ("draft", None)
    assert set(states(plan).values()) == {"open"}
    assert PlanVersion.objects.get().withdrawn_on == DAY
    assert current_version(plan) is None
    services.submit_plan(plan=plan, by=manager)
    version = current_version(plan)
    assert version is not None
    assert (version.number, version.due_on) == (2, date(2024, 4, 30))


def test_a_returned_plan_is_taken_back_to_returned(
    waiting: ConstructionPlan, manager: Actor, reviewer: Actor
) -> None:
    answered(waiting, reviewer, returned=["site"])
    services.finish_review(plan=waiting, new_due_on=LATER, by=reviewer)
    services.submit_plan(plan=waiting, by=manager)
    plan = services.withdraw_plan(plan=waiting, by=manager)
    assert (plan.state, plan.due_on) == ("returned", LATER)
    assert states(plan)["site"] == "returned"
    assert states(plan)["space"] == "accepted"


def test_nothing_is_taken_back_once_the_review_has_begun(
    waiting: ConstructionPlan, manager: Actor, reviewer: Actor
) -> None:
    services.begin_review(plan=waiting, by=reviewer)
    with pytest.raises(PermissionDenied, match="现在的状态是“审核中”，不能撤回方案。"):
        services.withdraw_plan(plan=waiting, by=manager)
    assert PlanVersion.objects.get().withdrawn_on is None
