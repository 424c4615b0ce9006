"""Reminding of the plan: only those with whom it lies, told who and why."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from plans import services
from plans.audience import audience_of, group_text
from plans.matters import matter_of, owing
from plans.models import ConstructionPlan
from reminders.models import Reminder
from reminders.services import remind
from standards.asked import ask
from tests import factories as make
from tests.cast import Cast
from tests.pages import costs_the_same, text_of
from tests.plans.writing import begun, fill

URL = "/plans/remind/"
TEXT = "请报送建设方案。"
DAY = date(2024, 5, 8)
REVIEWED = {"review_begun_on": date(2024, 5, 6), "reviewed_on": date(2024, 5, 7)}
# State → the facts of the plan (None: there is none), those of its version (None: it has none).
STATES: dict[str, tuple[dict | None, dict | None]] = {
    "not begun": (None, None),
    "draft": ({}, None),
    "taken back": ({}, {"withdrawn_on": date(2024, 4, 29)}),
    "submitted": ({"state": "submitted"}, {}),
    "under review": ({"state": "under_review"}, {"review_begun_on": DAY}),
    "returned": (
        {"state": "returned", "due_on": date(2024, 5, 14)},
        REVIEWED | {"is_approved": False, "new_due_on": date(2024, 5, 14)},
    ),
    "approved": (
        {"state": "approved", "approved_on": date(2024, 5, 7)},
        REVIEWED | {"is_approved": True},
    ),
}


@pytest.fixture(autouse=True)
def in_may(cast: Cast, settings: Settings) -> None:
    settings.PORTAL_DAY = DAY


def in_state(name: str, street) -> ConstructionPlan | None:
    facts, version = STATES[name]
    if facts is None:
        return None
    plan = make.ConstructionPlanFactory(street=street, **facts)
    if version is not None:
        make.PlanVersionFactory(plan=plan, **version)
    return plan


def test_a_reminder_reaches_those_who_owe_and_nobody_else(cast: Cast) -> None:
    by_state = {name: make.StreetFactory() for name in STATES}
    for name, street in by_state.items():
        in_state(name, street)
    answer = remind(
        matter=matter_of(2024), units=[*by_state.values()], text=TEXT, by=cast.actor("reviewer")
    )
    reached = set(Reminder.objects.values_list("unit", flat=True))
    got = {name for name, street in by_state.items() if street.pk in reached}
    assert got == {"not begun", "draft", "taken back", "returned"}
    done = {name for name, street in by_state.items() if street in answer.done}
    assert done == {"submitted", "under review", "approved"}


def test_the_plans_are_held_before_it_is_read_who_has_handed_in(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as captured:
        remind(matter=matter_of(2024), units=[cast.a.unit], text=TEXT, by=cast.actor("reviewer"))
    queries = [one["sql"] for one in captured]
    held = next(n for n, one in enumerate(queries) if _is_hold(one))
    read = next(n for n, one in enumerate(queries) if 'FROM "plans_planversion"' in one)
    written = next(n for n, one in enumerate(queries) if "INSERT" in one and "reminder" in one)
    assert held < read < written


def _is_hold(query: str) -> bool:
    return 'FROM "plans_constructionplan"' in query and "FOR UPDATE" in query


def test_the_due_day_is_that_of_the_return(cast: Cast) -> None:
    in_state("returned", cast.a.unit)
    codes = [cast.a.unit.pk, cast.b.unit.pk]
    assert owing(["plan:2024"], codes, ask(DAY)) == {
        ("plan:2024", cast.a.unit.pk): date(2024, 5, 14),
        ("plan:2024", cast.b.unit.pk): date(2024, 4, 30),
    }


def test_years_are_matters_of_their_own(cast: Cast) -> None:
    in_state("submitted", cast.a.unit)
    owed = owing(["plan:2024", "plan:2025"], [cast.a.unit.pk], ask(DAY))
    assert set(owed) == {("plan:2025", cast.a.unit.pk)}


def test_the_page_says_who_gets_it_and_why_and_who_does_not(cast: Cast, sign_in) -> None:
    in_state("submitted", cast.a.unit)
    body = text_of(sign_in("reviewer"), URL)
    gets, does_not = body.split("不发给谁")
    # May 6th, 7th and 8th are the workdays since April 30th.
    assert "还没有开始起草，期限已过3个工作日" in gets
    assert f'value="{cast.b.unit.pk}" checked' in gets
    assert cast.a.unit.pk not in gets
    assert "已报送，等区里审核（4月26日第1稿）" in does_not
    assert "长寿路" not in does_not


def test_the_words_for_the_chat_name_who_owes_and_when_it_is_due(cast: Cast) -> None:
    in_state("returned", cast.a.unit)
    listeners = audience_of(cast.actor("reviewer"), ask(DAY), 2024)
    assert [one.owes for one in listeners] == [True, True]
    lines = group_text(listeners, 2024, DAY).splitlines()
    assert lines[1:3] == [
        "· 长寿路街道（期限4月30日，迟3个工作日）",
        "· 石泉路街道退回待重报（期限5月14日，还有6天）",
    ]


def press(client: Client, *units: str, text: str = TEXT) -> str:
    response = client.post(URL, {"units": units, "text": text}, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_the_button_reminds_those_chosen_once_however_often_it_is_pressed(
    cast: Cast, sign_in
) -> None:
    client = sign_in("reviewer")
    a, b = cast.a.unit.pk, cast.b.unit.pk
    assert "已提醒 1 个街镇：石泉路。" in press(client, a)
    assert Reminder.objects.get().unit == cast.a.unit
    again = press(client, a)
    # Reminded on the 8th; the 9th, 10th and 11th (a Saturday) are workdays.
    assert "石泉路5月8日刚提醒过，5月11日起可以再提醒，这次没有发。" in again
    assert "刚提醒过，5月11日起可以再提醒" in again.split("不发给谁")[1]
    assert Reminder.objects.count() == 1
    press(client, a, b)
    assert Reminder.objects.count() == 2
    assert "没有报送的街镇都刚提醒过" in text_of(client, URL)


def test_a_street_that_hands_in_while_the_page_is_open_gets_none(cast: Cast, sign_in) -> None:
    client = sign_in("reviewer")
    manager = cast.actor("a_manager")
    plan = begun(cast.a.unit, manager)
    fill(plan, manager, cast.a.communities)
    assert f'value="{cast.a.unit.pk}" checked' in text_of(client, URL)
    services.submit_plan(plan=plan, by=manager)
    assert "石泉路已经报送，没有发。" in press(client, cast.a.unit.pk)
    assert Reminder.objects.count() == 0


def test_without_a_street_or_words_nothing_is_sent_and_the_words_stay(cast: Cast, sign_in) -> None:
    client = sign_in("reviewer")
    body = press(client, text="别忘了报送")
    assert "请至少选一个街镇" in body
    assert "别忘了报送" in body
    assert "请填写提醒的话" in press(client, cast.a.unit.pk, text=" ")
    press(client, "310105001")
    assert Reminder.objects.count() == 0


def test_the_street_reads_it_on_its_first_page_until_it_has_handed_in(cast: Cast, sign_in) -> None:
    press(sign_in("reviewer"), cast.a.unit.pk)
    title = "区里5月8日提醒：报送2024年度建设方案"
    for name in ("a_manager", "a_advisor"):
        body = text_of(sign_in(name), "/")
        todo = re.search(rf"<b>{title}</b><small>([^<]*)</small>", body)
        assert todo is not None
        assert todo[1].split() == ["4月30日前", "·", TEXT]
    assert title not in text_of(sign_in("b_manager"), "/")
    manager = cast.actor("a_manager")
    plan = begun(cast.a.unit, manager)
    fill(plan, manager, cast.a.communities)
    services.submit_plan(plan=plan, by=manager)
    assert title not in text_of(sign_in("a_manager"), "/")


def test_when_everybody_has_handed_in_there_is_nobody_to_remind(cast: Cast, sign_in) -> None:
    in_state("submitted", cast.a.unit)
    in_state("approved", cast.b.unit)
    body = text_of(sign_in("reviewer"), URL)
    assert "各街镇都报送了" in body
    assert "<form" not in body.split("<h1>")[1]


@pytest.mark.parametrize("name", ["a_manager", "district_admin", "auditor"])
def test_only_the_reviewer_may_remind(cast: Cast, sign_in, name: str) -> None:
    client = sign_in(name)
    assert client.get(URL).status_code == 403
    assert client.post(URL, {"units": [cast.b.unit.pk], "text": TEXT}).status_code == 403
    assert Reminder.objects.count() == 0


def test_the_cost_is_that_of_two_streets(cast: Cast, sign_in) -> None:
    in_state("submitted", cast.a.unit)

    def add_streets() -> None:
        for street in make.StreetFactory.create_batch(8):
            in_state("returned", street)
            make.ReminderFactory(unit=street, sent_on=date(2024, 5, 6))

    assert costs_the_same(sign_in("reviewer"), URL, add_streets)
