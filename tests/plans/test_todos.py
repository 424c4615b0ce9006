"""What waits for the street, and what for the district; and what proves a plan."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from audit.telling import told
from core.actor import Actor
from core.todos import Todo
from evidence.subjects import find, subjects, titles
from plans import services
from plans.todos import plans_to_hand_in, plans_to_review
from tests import factories as make
from tests.cast import Cast
from tests.plans.writing import answered, begun, submitted


@dataclass
class Asker:
    actor: Actor
    asked_day: date | None = None


def told_todos(todos: list[Todo]) -> list[tuple[str, str, date | None]]:
    return [(one.title, one.note, one.due_on) for one in todos]


def test_a_street_is_told_of_its_draft_and_its_returned_plan(cast: Cast) -> None:
    manager, reviewer = Asker(cast.actor("a_manager")), cast.actor("reviewer")
    assert list(plans_to_hand_in(manager)) == []
    plan = begun(cast.a.unit, manager.actor)
    assert told_todos(list(plans_to_hand_in(manager))) == [
        ("2024年建设方案待报送", "起草中，填齐后报送", date(2024, 4, 30))
    ]
    plan.delete()
    plan = submitted(cast.a.unit, cast.a.communities, manager.actor)
    assert list(plans_to_hand_in(manager)) == []
    answered(plan, reviewer, returned=["site"])
    services.finish_review(plan=plan, new_due_on=date(2024, 9, 25), by=reviewer)
    for role in ("a_manager", "a_advisor"):
        assert told_todos(list(plans_to_hand_in(Asker(cast.actor(role))))) == [
            ("2024年建设方案退回待改", "只改退回的部分，改好再报送", date(2024, 9, 25))
        ]
    for role in ("reviewer", "a_admin", "b_manager", "a_community", "auditor"):
        assert list(plans_to_hand_in(Asker(cast.actor(role)))) == []


def test_the_district_is_told_by_when_it_should_answer(cast: Cast, settings: Settings) -> None:
    reviewer = Asker(cast.actor("reviewer"))
    plan = submitted(cast.a.unit, cast.a.communities, cast.actor("a_manager"))
    settings.PORTAL_DAY = date(2024, 9, 24)
    # After the 20th: 23–27, the shifted Sunday 29, 30 September; 8, 9, 10 October.
    assert told_todos(list(plans_to_review(reviewer))) == [
        (
            "审核石泉路街道2024年建设方案",
            "第1稿，还没有开始审核，已在区里 2 个工作日",
            date(2024, 10, 10),
        )
    ]
    services.begin_review(plan=plan, by=reviewer.actor)
    (todo,) = plans_to_review(reviewer)
    assert todo.note == "第1稿，审核中，已在区里 2 个工作日"
    assert (todo.view, todo.args) == ("plans:review", (str(plan.pk),))
    for role in ("district_admin", "a_manager", "auditor"):
        assert list(plans_to_review(Asker(cast.actor(role)))) == []
    answered(plan, reviewer.actor)
    services.finish_review(plan=plan, by=reviewer.actor)
    assert list(plans_to_review(reviewer)) == []


def test_the_district_is_told_in_one_query(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(3):
        make.PlanVersionFactory(plan__street__parent=cast.district)
    reviewer = Asker(cast.actor("reviewer"))
    with django_assert_num_queries(1):
        assert len(list(plans_to_review(reviewer))) == 3


def test_plans_and_meetings_can_be_proved(cast: Cast) -> None:
    plan = make.ConstructionPlanFactory(street=cast.a.unit)
    meeting = make.LeadershipMeetingFactory(street=cast.a.unit)
    manager = cast.actor("a_manager")
    assert titles([f"plan:{plan.pk}", f"meeting:{meeting.pk}"], manager) == {
        f"plan:{plan.pk}": "石泉路街道2024年建设方案",
        f"meeting:{meeting.pk}": "石泉路街道 2024-04-10 研究站点建设方案",
    }
    assert find(f"plan:{plan.pk}", cast.actor("b_manager")) is None
    tags = {tag.key: (tag.clause, tag.is_document) for tag in subjects["plan"].tags_of(plan)}
    assert tags == {"stamped_plan": ("P2-1", True), "attachment": ("", True)}
    assert [tag.key for tag in subjects["meeting"].tags_of(meeting)] == ["minutes"]
    for kind, record in (("plan", plan), ("meeting", meeting)):
        assert reverse(subjects[kind].page, args=[record.pk])


def test_the_trail_tells_of_plans_in_words(cast: Cast) -> None:
    plan = make.ConstructionPlanFactory(street=cast.a.unit)
    group = make.LeadershipGroupFactory(street=cast.a.unit)
    meeting = make.LeadershipMeetingFactory(street=cast.a.unit)
    lines = told(
        [
            make.EntryFactory(
                subject=f"constructionplan:{plan.pk}", detail={"transition": "报送方案"}
            ),
            make.EntryFactory(
                subject=f"constructionplan:{plan.pk}",
                detail={"part": "经费", "answer": "退回"},
            ),
            make.EntryFactory(
                subject=f"leadershipgroup:{group.pk}", detail={"fields": ["contact_name"]}
            ),
            make.EntryFactory(subject=f"leadershipmeeting:{meeting.pk}"),
        ]
    )
    assert [(line.subject, line.detail) for line in lines] == [
        ("石泉路街道2024年建设方案", "报送方案"),
        ("石泉路街道2024年建设方案", "“经费”部分；退回"),
        ("石泉路街道2024年领导小组", "联系人"),
        ("石泉路街道 2024-04-10 领导小组会议", ""),
    ]


def test_a_plan_that_is_begun_stands_for_the_milestones_it_leads_to(cast, sign_in) -> None:
    client = sign_in("a_manager")
    titles = ("报送建设方案", "报送阵地布局清单", "细化工作进度")
    before = client.get("/").content.decode()
    assert [title in before for title in titles] == [True, True, True]
    begun(cast.a.unit, cast.actor("a_manager"))
    after = client.get("/").content.decode()
    todo = after.partition('id="todo"')[2].partition("</section>")[0]
    assert [f"<b>{title}</b>" in todo for title in titles] == [False, False, False]
    assert "2024年建设方案待报送" in todo
