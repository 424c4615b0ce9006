"""P1-3, P2-1, T1-1 and R1-1 against arithmetic by hand.

Due on Tuesday 30 April 2024; offices were closed from 1 to 5 May and open on Saturday 11 May.
"""

from datetime import date
from typing import Any

import pytest

from core.actor import Actor
from core.measures import measures, met_dates
from orgs.models import Unit
from plans.models import ConstructionPlan, LeadershipMeeting, PlanVersion
from tests import factories as make
from tests.assessment.counting import Counting, communities
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def day(text: str) -> date:
    return date.fromisoformat(f"2024-{text}")


@pytest.fixture
def street() -> Unit:
    """A street with three communities."""
    unit = make.StreetFactory()
    communities(unit, 3)
    return unit


def on(text: str) -> Counting:
    return Counting.on(day(text))


def codes(street: Unit) -> list[str]:
    return list(street.children.order_by("code").values_list("code", flat=True))


def plan_of(street: Unit, *versions: dict[str, Any], **facts: Any) -> ConstructionPlan:
    """A plan with its versions; approved on the day its last version was."""
    last = versions[-1] if versions else {}
    if last.get("is_approved"):
        facts |= {"state": "approved", "approved_on": last["reviewed_on"]}
    plan = make.ConstructionPlanFactory(street=street, **facts)
    for number, version in enumerate(versions, start=1):
        make.PlanVersionFactory(plan=plan, number=number, **version)
    return plan


def version(street: Unit, submitted_on: str, due_on: str = "04-30", **facts: Any) -> dict[str, Any]:
    listed = facts.pop("layout_codes", codes(street))
    return {
        "submitted_on": day(submitted_on),
        "due_on": day(due_on),
        "layout_codes": listed,
        **facts,
    }


def returned(on: str, new_due_on: str) -> dict[str, Any]:
    return {"reviewed_on": day(on), "is_approved": False, "new_due_on": day(new_due_on)}


def approved(on: str) -> dict[str, Any]:
    return {"reviewed_on": day(on), "is_approved": True}


def waits(code: str, street: Unit, on_day: str) -> bool:
    found = on(on_day).reading(code, street)
    return found is not None and found.is_waiting


# P1-3 -----------------------------------------------------------------------------------------


def test_a_draft_is_enough_from_the_day_it_was_begun(street: Unit) -> None:
    plan_of(street, begun_on=day("03-20"))
    assert on("03-19").counts("P1-3", street) is None
    assert on("03-20").counts("P1-3", street) == (1, None)


def test_the_plan_of_another_year_is_not_this_ones(street: Unit) -> None:
    make.ConstructionPlanFactory(street=street, year=2025, begun_on=day("03-20"))
    assert on("09-20").counts("P1-3", street) is None


def test_an_accepted_paper_was_a_draft_on_its_own_day(street: Unit) -> None:
    paper: dict[str, Any] = {"form": "uploaded", "paper_on": day("04-26")}
    plan = plan_of(street, version(street, "09-10"), begun_on=day("09-09"), **paper)
    assert on("04-26").counts("P1-3", street) is None
    plan.paper_accepted_on = day("09-12")
    plan.save()
    assert on("04-26").counts("P1-3", street) == (1, None)
    assert on("04-25").counts("P1-3", street) is None


# P2-1 -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("submitted_on", "late", "points"),
    [
        ("04-26", 0, "2.0000"),
        ("04-30", 0, "2.0000"),
        ("05-04", 0, "2.0000"),  # a holiday
        ("05-06", 1, "1.2000"),
        ("05-11", 6, "1.2000"),  # 6, 7, 8, 9, 10 and the Saturday 11 May
        ("05-15", 9, "1.2000"),  # 13, 14, 15 more
        ("05-16", 10, "1.2000"),
        ("05-17", 11, "0.6000"),
    ],
)
def test_a_plan_earns_by_the_workdays_it_was_late(
    street: Unit, submitted_on: str, late: int, points: str
) -> None:
    plan_of(street, version(street, submitted_on, **approved("06-03")))
    assert on("06-03").counts("P2-1", street) == (late, 1)
    assert on("06-03").points("P2-1", street) == points


def test_before_its_approval_there_is_no_figure(street: Unit) -> None:
    plan_of(street, version(street, "05-08", **approved("06-03")))
    assert on("06-02").points("P2-1", street) == "0.0000"
    reading = on("06-02").reading("P2-1", street)
    assert reading is not None
    assert (reading.denominator, reading.is_waiting) == (0, True)
    assert on("05-07").reading("P2-1", street) is None


def test_lateness_adds_up_over_returns_and_the_reviewers_days_cost_nothing(street: Unit) -> None:
    plan_of(
        street,
        # 6, 7, 8 May: 3.
        version(street, "05-08", **returned("05-14", "05-20")),
        # 21, 22 May: 2.
        version(street, "05-22", "05-20", **returned("06-20", "06-28")),
        # A day early, and looked at for a month.
        version(street, "06-27", "06-28", **approved("07-31")),
    )
    assert on("07-31").counts("P2-1", street) == (5, 1)
    assert on("07-31").points("P2-1", street) == "1.2000"
    assert on("12-31").counts("P2-1", street) == (5, 1)


def test_what_was_taken_back_leaves_no_trace(street: Unit) -> None:
    plan_of(
        street,
        version(street, "05-20", withdrawn_on=day("05-21")),
        version(street, "05-07", **approved("05-31")),
    )
    # The second counts as the first: 6 and 7 May.
    assert on("05-31").counts("P2-1", street) == (2, 1)


def test_a_paper_counts_once_the_district_accepts_it(street: Unit) -> None:
    paper: dict[str, Any] = {"form": "uploaded", "paper_on": day("04-26")}
    plan = plan_of(street, version(street, "05-17", **approved("05-31")), **paper)
    assert on("05-31").counts("P2-1", street) == (11, 1)
    plan.paper_accepted_on = day("05-31")
    plan.save()
    assert on("05-31").counts("P2-1", street) == (0, 1)
    assert on("05-31").points("P2-1", street) == "2.0000"
    (row,) = measures["P2-1"].items_of(on("05-31").question, street.code)
    shown = [column.value(row, None) for column in measures["P2-1"].columns]
    assert shown == ["2024年建设方案", day("04-26"), day("05-31"), 0, "补录"]


def test_where_a_plan_stands_is_told_while_there_is_no_figure(street: Unit, cast: Cast) -> None:
    assert on("05-07").gap("P2-1", street) == "还没有起草建设方案。"
    plan_of(
        street,
        version(street, "05-08", **returned("05-14", "05-20")),
        version(street, "05-22", "05-20", **approved("05-27")),
        begun_on=day("03-20"),
    )
    told = {text: on(text).gap("P2-1", street) for text in ("04-29", "05-07", "05-09", "05-21")}
    assert told == {
        "04-29": "建设方案起草中，还没有报送，期限 2024-04-30。",
        "05-07": "建设方案起草中，还没有报送，期限 2024-04-30，目前迟 2 个工作日。",
        "05-09": "已报送待审：第1稿，2024-05-08 报送，目前迟 3 个工作日。",
        "05-21": "退回待改：2024-05-14 退回，新期限 2024-05-20，目前迟 4 个工作日。",
    }
    assert on("05-27").gap("P2-1", street) == "通过时共迟 5 个工作日。"


def test_nothing_is_lacking_in_a_plan_approved_in_time(street: Unit, cast: Cast) -> None:
    plan_of(street, version(street, "04-26", **approved("05-10")))
    assert on("05-10").gap("P2-1", street) == ""


def test_a_plan_waits_for_the_district_between_submission_and_answer(street: Unit) -> None:
    plan_of(
        street,
        version(street, "04-20", withdrawn_on=day("04-22")),
        version(street, "04-26", **returned("05-14", "05-20")),
        version(street, "05-20", "05-20"),
    )
    days = ["04-19", "04-20", "04-22", "04-26", "05-13", "05-14", "05-20", "06-30"]
    assert [waits("P2-1", street, one) for one in days] == [
        False,
        True,
        False,
        True,
        True,
        False,
        True,
        True,
    ]


# T1-1 -----------------------------------------------------------------------------------------


def test_a_list_in_time_approved_and_covering_all_is_full(street: Unit) -> None:
    plan_of(street, version(street, "04-30", **approved("05-10")))
    assert on("04-29").counts("T1-1", street) == (0, 2)
    assert on("04-30").counts("T1-1", street) == (1, 2)
    assert on("05-09").counts("T1-1", street) == (1, 2)
    assert waits("T1-1", street, "05-09")
    assert on("05-10").counts("T1-1", street) == (2, 2)
    assert on("05-10").points("T1-1", street) == "1.0000"
    assert not waits("T1-1", street, "05-10")


def test_without_a_plan_there_is_no_list(street: Unit) -> None:
    assert on("05-10").counts("T1-1", street) is None
    assert on("05-10").gap("T1-1", street) == "布点清单随建设方案报送，还没有报送。"


def test_a_list_that_came_late_stays_at_half(street: Unit, cast: Cast) -> None:
    plan_of(street, version(street, "05-06", **approved("05-10")))
    assert on("05-10").points("T1-1", street) == "0.5000"
    assert on("05-10").gap("T1-1", street) == "清单迟 1 个工作日报送"
    # The district can do nothing about that.
    assert not waits("T1-1", street, "05-09")


def test_a_list_that_leaves_communities_out_stays_at_half(street: Unit, cast: Cast) -> None:
    first, *rest = codes(street)
    plan_of(street, version(street, "04-26", layout_codes=rest, **approved("05-10")))
    name = Unit.objects.get(pk=first).short_name
    assert on("05-10").points("T1-1", street) == "0.5000"
    assert on("05-10").gap("T1-1", street) == f"1 个居村不在清单上：{name}"


def test_a_later_version_may_complete_the_list(street: Unit) -> None:
    plan_of(
        street,
        version(street, "04-26", layout_codes=codes(street)[:1], **returned("05-10", "05-20")),
        version(street, "05-20", "05-20", **approved("05-31")),
    )
    assert on("05-15").counts("T1-1", street) == (1, 2)
    assert on("05-31").counts("T1-1", street) == (2, 2)


def test_a_list_is_measured_by_the_communities_of_the_day(street: Unit) -> None:
    plan_of(street, version(street, "04-26", **approved("05-10")))
    make.CommunityFactory(parent=street, number=800, valid_from=day("07-01"))
    assert on("06-30").counts("T1-1", street) == (2, 2)
    assert on("07-01").counts("T1-1", street) == (1, 2)


def test_what_a_listed_community_was_split_into_is_listed_with_it(street: Unit) -> None:
    plan_of(street, version(street, "04-26", **approved("05-10")))
    old = street.children.order_by("code").first()
    for number in (801, 802):
        new = make.CommunityFactory(parent=street, number=number, valid_from=day("07-01"))
        new.predecessors.add(old)
    Unit.objects.filter(pk=old.pk).update(valid_to=day("06-30"))
    assert on("07-01").counts("T1-1", street) == (2, 2)
    assert on("07-01").gap("T1-1", street) == ""


def test_an_empty_list_is_none(street: Unit) -> None:
    plan_of(street, version(street, "04-26", layout_codes=[], **approved("05-10")))
    assert on("05-10").counts("T1-1", street) == (0, 2)


# R1-1 -----------------------------------------------------------------------------------------


def test_lead_contact_and_a_meeting_are_a_third_each(street: Unit) -> None:
    assert on("09-20").counts("R1-1", street) is None
    assert on("09-20").gap("R1-1", street) == "还没有负责人、联系人、本周期的会议记录。"
    group = make.LeadershipGroupFactory(street=street, contact_name="", named_on=day("03-25"))
    assert on("03-24").counts("R1-1", street) is None
    assert on("03-25").counts("R1-1", street) == (1, 3)
    assert on("03-25").gap("R1-1", street) == "还没有联系人、本周期的会议记录。"
    group.contact_name = "宋科长"
    group.save()
    assert on("04-09").points("R1-1", street) == "0.6667"
    make.LeadershipMeetingFactory(street=street, held_on=day("04-10"))
    assert on("04-09").counts("R1-1", street) == (2, 3)
    assert on("04-10").counts("R1-1", street) == (3, 3)
    assert on("04-10").gap("R1-1", street) == ""


def test_a_meeting_counts_in_its_own_cycle(street: Unit) -> None:
    LeadershipMeeting.objects.create(street=street, held_on=date(2023, 12, 31), topic="去年的会")
    make.LeadershipGroupFactory(street=street, year=2023)
    assert on("09-20").counts("R1-1", street) is None


def test_people_are_masked_for_strangers(street: Unit, cast: Cast) -> None:
    make.LeadershipGroupFactory(street=street, lead_name="胡主任", contact_name="宋科长")
    (row,) = measures["R1-1"].items_of(on("09-20").question, street.code)

    def shown(actor: Actor) -> list[Any]:
        return [column.value(row, actor) for column in measures["R1-1"].columns]

    assert shown(cast.actor("reviewer")) == ["胡**", "宋**", "没有"]


# Milestones -----------------------------------------------------------------------------------


def test_the_days_on_which_a_street_reached_its_milestones(street: Unit) -> None:
    plan_of(
        street,
        version(street, "04-20", withdrawn_on=day("04-22")),
        version(street, "05-08"),
        begun_on=day("03-20"),
    )
    make.LeadershipGroupFactory(street=street, named_on=day("03-25"))
    make.LeadershipMeetingFactory(street=street, held_on=day("04-10"))
    make.LeadershipMeetingFactory(street=street, held_on=day("06-10"))
    keys = ["plans.begun", "plans.submitted", "plans.layout_submitted", "plans.led"]

    def met(text: str) -> list[date | None]:
        found = met_dates(on(text).question, keys)
        return [found.get((key, street.code)) for key in keys]

    assert met("09-20") == [day("03-20"), day("05-08"), day("05-08"), day("04-10")]
    assert met("04-21") == [day("03-20"), day("04-20"), day("04-20"), day("04-10")]
    assert met("04-09") == [day("03-20"), None, None, None]


def test_sql_and_python_agree_on_what_is_late(street: Unit) -> None:
    from plans.clocks import clocks_of

    plan = plan_of(
        street,
        version(street, "04-20", withdrawn_on=day("04-22")),
        version(street, "05-10", **returned("05-13", "05-17")),
        version(street, "05-28", "05-17", **approved("06-12")),
    )
    versions = list(PlanVersion.objects.order_by("number"))
    expected = clocks_of(plan, versions, day("06-12"), day("04-30")).late_days
    # 6–10 May: 5; 20–24, 27, 28 May: 7.
    assert expected == 12
    assert on("06-12").counts("P2-1", street) == (12, 1)
