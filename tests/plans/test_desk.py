"""The district's desk: where each street's plan stands, how late it is, what lies with us."""

import re
from datetime import date

import pytest

from audit.models import Entry
from core.clock import acting_on
from plans.desk import Line, lines_of, our_state
from plans.models import ConstructionPlan, PlanVersion
from standards.asked import ask
from tests import factories as make
from tests.cast import Cast
from tests.pages import costs_the_same, rows_of, text_of


def plan_of(street, *versions: dict, **facts) -> ConstructionPlan:
    """A plan with its versions; the first is due on 2024-04-30."""
    plan = make.ConstructionPlanFactory(street=street, **facts)
    for number, one in enumerate(versions, start=1):
        make.PlanVersionFactory(plan=plan, number=number, **one)
    return plan


def line_on(cast: Cast, day: date) -> Line:
    """Street A's line as of a day."""
    lines = lines_of(cast.actor("reviewer"), ask(day), 2024)
    return next(one for one in lines if one.street == cast.a.unit)


def returned_and_back(cast: Cast) -> ConstructionPlan:
    """Handed in two workdays late, returned, late by one again, approved."""
    return plan_of(
        cast.a.unit,
        {
            "submitted_on": date(2024, 5, 7),
            "review_begun_on": date(2024, 5, 9),
            "reviewed_on": date(2024, 5, 13),
            "is_approved": False,
            "new_due_on": date(2024, 5, 20),
        },
        {
            "due_on": date(2024, 5, 20),
            "submitted_on": date(2024, 5, 21),
            "review_begun_on": date(2024, 5, 23),
            "reviewed_on": date(2024, 5, 24),
            "is_approved": True,
        },
        state="approved",
        approved_on=date(2024, 5, 24),
        due_on=date(2024, 5, 20),
        begun_on=date(2024, 4, 1),
    )


@pytest.mark.parametrize(
    ("day", "state", "late", "ours", "due_on"),
    [
        (date(2024, 3, 31), "not_started", 0, None, date(2024, 4, 30)),
        (date(2024, 4, 1), "draft", 0, 0, date(2024, 4, 30)),
        # May 1st to 5th are holidays: the 6th is the first workday after April 30th.
        (date(2024, 5, 5), "draft", 0, 0, date(2024, 4, 30)),
        (date(2024, 5, 6), "draft", 1, 0, date(2024, 4, 30)),
        (date(2024, 5, 7), "submitted", 2, 0, date(2024, 4, 30)),
        (date(2024, 5, 9), "under_review", 2, 2, date(2024, 4, 30)),
        # Saturday the 11th was a workday. What lies with the district makes nobody late.
        (date(2024, 5, 13), "returned", 2, 5, date(2024, 5, 20)),
        (date(2024, 5, 20), "returned", 2, 5, date(2024, 5, 20)),
        (date(2024, 5, 21), "submitted", 3, 5, date(2024, 5, 20)),
        (date(2024, 5, 23), "under_review", 3, 7, date(2024, 5, 20)),
        (date(2024, 6, 30), "approved", 3, 8, date(2024, 5, 20)),
    ],
)
def test_a_line_stands_as_it_did_on_the_day(
    cast: Cast, day: date, state: str, late: int, ours: int | None, due_on: date
) -> None:
    returned_and_back(cast)
    line = line_on(cast, day)
    assert (line.state, line.late_days, line.due_on) == (state, late, due_on)
    assert (line.clocks.reviewer_days if line.clocks else None) == ours


def test_a_street_that_has_not_begun_is_late_all_the_same(cast: Cast) -> None:
    assert line_on(cast, date(2024, 4, 30)).late_days == 0
    # The 6th, 7th, 8th, 9th and 10th.
    assert line_on(cast, date(2024, 5, 10)).late_days == 5


def test_what_was_taken_back_was_never_handed_in(cast: Cast) -> None:
    plan_of(cast.a.unit, {"submitted_on": date(2024, 4, 25), "withdrawn_on": date(2024, 4, 29)})
    assert line_on(cast, date(2024, 4, 28)).state == "submitted"
    after = line_on(cast, date(2024, 5, 6))
    assert (after.state, after.version, after.late_days) == ("draft", None, 1)


def test_accepted_parts_are_counted_by_the_day_over_all_versions(cast: Cast) -> None:
    plan = returned_and_back(cast)
    first, second = PlanVersion.objects.filter(plan=plan).order_by("number")
    for kind in ("site", "space"):
        make.PartAnswerFactory(version=first, kind=kind, answered_on=date(2024, 5, 10))
    make.PartAnswerFactory(
        version=first,
        kind="money",
        is_accepted=False,
        comment="少一项",
        answered_on=date(2024, 5, 10),
    )
    make.PartAnswerFactory(version=second, kind="money", answered_on=date(2024, 5, 24))
    accepted = {day: line_on(cast, date(2024, 5, day)).accepted for day in (9, 10, 23, 24)}
    assert accepted == {9: 0, 10: 2, 23: 2, 24: 3}
    assert line_on(cast, date(2024, 5, 24)).asked == 12


@pytest.mark.parametrize(
    ("day", "state", "words"),
    [
        (date(2024, 5, 13), "not_due", "还有3个工作日"),
        (date(2024, 5, 14), "due_soon", "还有2个工作日"),
        (date(2024, 5, 16), "due_soon", "今天要审完"),
        (date(2024, 5, 20), "overdue", "超过2个工作日"),
    ],
)
def test_the_reviewers_clock_warns_the_reviewer(day: date, state: str, words: str) -> None:
    assert our_state(date(2024, 5, 16), day) == (state, words)


def test_streets_stand_by_their_code_whatever_their_state(cast: Cast, sign_in) -> None:
    returned_and_back(cast)
    body = text_of(sign_in("reviewer"), "/plans/")
    # 长寿路 …015 has not begun, 石泉路 …017 is approved.
    assert body.index("长寿路街道") < body.index("石泉路街道")


def test_the_states_filter_the_table_and_tell_how_many(cast: Cast, sign_in) -> None:
    returned_and_back(cast)
    client = sign_in("reviewer")
    body = text_of(client, "/plans/")
    chips = dict(re.findall(r">([^<>]+) <span class=\"chip-count\">(\d+)</span>", body))
    assert chips == {
        "全部街镇": "2",
        "未开始": "1",
        "起草中": "0",
        "待审": "0",
        "审核中": "0",
        "退回": "0",
        "已通过": "1",
        "街镇迟的": "2",
    }
    approved = text_of(client, "/plans/?state=approved")
    assert "石泉路" in approved
    assert "长寿路" not in approved
    assert "已隐藏 1 个街镇" in approved
    assert "没有这一类的街镇" in text_of(client, "/plans/?state=returned")
    assert "长寿路" in text_of(client, "/plans/?state=nonsense")


def test_a_past_day_shows_the_states_of_then(cast: Cast, sign_in) -> None:
    returned_and_back(cast)
    client = sign_in("reviewer")
    then = text_of(client, "/plans/?as_of=2024-05-10&state=under_review")
    assert "石泉路" in then
    assert "还有7个工作日" in then
    assert "没有这一类" in text_of(client, "/plans/?state=under_review")


def test_a_draft_leads_nowhere(cast: Cast, sign_in) -> None:
    plan = plan_of(cast.a.unit)
    assert f"/plans/{plan.pk}/" not in text_of(sign_in("reviewer"), "/plans/")


def test_the_desk_goes_out_as_a_workbook_with_a_line_in_the_trail(cast: Cast, sign_in) -> None:
    returned_and_back(cast)
    response = sign_in("reviewer").get("/plans/export/")
    rows = rows_of(response.content)
    assert rows[0][0] == "2024年建设方案审核情况"
    assert [row[:2] for row in rows[3:]] == [["长寿路街道", "未开始"], ["石泉路街道", "已通过"]]
    assert rows[4][4:7] == [3, 8, 2]
    entry = Entry.objects.order_by("-id").first()
    assert (entry.action, entry.detail["rows"]) == (Entry.Action.EXPORTED, 2)


def test_a_street_is_not_shown_the_desk(cast: Cast, sign_in) -> None:
    plan_of(cast.b.unit, {})
    body = text_of(sign_in("a_manager"), "/plans/")
    assert "长寿路" not in body
    assert sign_in("a_manager").get("/plans/export/").status_code == 403


def test_the_cost_is_that_of_two_streets(cast: Cast, sign_in) -> None:
    plan_of(cast.b.unit, {})
    returned_and_back(cast)

    def add_streets() -> None:
        for street in make.StreetFactory.create_batch(8):
            plan = plan_of(street, {}, state="submitted")
            make.PartAnswerFactory(version=plan.versions.get())
            make.ReminderFactory(unit=street)

    with acting_on(date(2024, 5, 10)):
        assert costs_the_same(sign_in("reviewer"), "/plans/", add_streets)
