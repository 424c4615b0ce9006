"""Reminders: never to those who are done, never too often, each with its line in the log."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from audit.models import Entry
from reminders.models import Reminder
from reminders.policies import free_on, is_pausing
from reminders.selectors import last_reminded
from reminders.services import Sent, remind
from tests import factories as make
from tests.cast import Cast
from tests.reminders.matters import MATTER, Papers

TEXT = "请在平台报送材料。"


def send(cast: Cast, text: str = TEXT, by: str = "reviewer") -> Sent:
    units = [cast.a.unit, cast.b.unit]
    return remind(matter=MATTER, units=units, text=text, by=cast.actor(by))


def test_who_owes_is_reminded_once_with_a_line_in_the_trail(cast: Cast, papers: Papers) -> None:
    answer = send(cast)
    # In official order: 长寿路 …015 before 石泉路 …017.
    assert answer.sent == [cast.b.unit, cast.a.unit]
    assert Reminder.objects.count() == 2
    assert {one.sent_on for one in Reminder.objects.all()} == {date(2024, 9, 20)}
    entry = Entry.objects.order_by("-id").first()
    assert (entry.action, entry.subject) == (Entry.Action.CREATED, "reminder:paper:2024")
    assert entry.detail == {"count": 2, "units": [cast.b.unit.pk, cast.a.unit.pk]}


def test_a_second_press_sends_nothing(cast: Cast, papers: Papers) -> None:
    send(cast)
    lines = Entry.objects.count()
    again = send(cast)
    assert again.sent == []
    # 2024-09-20 is a Friday before the autumn feast: the 23rd, 24th and 25th are workdays.
    assert [(one.last_on, one.free_on) for one in again.paused] == [
        (date(2024, 9, 20), date(2024, 9, 25))
    ] * 2
    assert Reminder.objects.count() == 2
    assert Entry.objects.count() == lines


def test_a_unit_named_twice_is_reminded_once(cast: Cast, papers: Papers) -> None:
    units = [cast.a.unit, cast.a.unit]
    answer = remind(matter=MATTER, units=units, text=TEXT, by=cast.actor("reviewer"))
    assert answer.sent == [cast.a.unit]
    assert Reminder.objects.count() == 1


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=st.sets(st.integers(0, 5)), done=st.sets(st.integers(0, 5)))
def test_whoever_is_done_gets_none_whatever_was_chosen(
    six: list, reviewer, papers: Papers, chosen: set[int], done: set[int]
) -> None:
    Reminder.objects.all().delete()
    papers.done = {six[n].pk for n in done}
    answer = remind(matter=MATTER, units=[six[n] for n in chosen], text=TEXT, by=reviewer)
    reached = set(Reminder.objects.values_list("unit", flat=True))
    assert reached == {six[n].pk for n in chosen - done}
    assert {unit.pk for unit in answer.sent} == reached
    assert {unit.pk for unit in answer.done} == {six[n].pk for n in chosen & done}


@pytest.fixture
def six(cast: Cast) -> list:
    return make.StreetFactory.create_batch(6)


@pytest.fixture
def reviewer(cast: Cast):
    return cast.actor("reviewer")


def test_who_owes_is_asked_with_the_rows_held(cast: Cast, papers: Papers) -> None:
    send(cast)
    assert papers.was_locked


@pytest.mark.parametrize(
    ("day", "is_sent"),
    [
        # Labour Day 2024 is from May 1st to 5th; 4-30, 5-6 and 5-7 are the three workdays.
        (date(2024, 4, 30), False),
        (date(2024, 5, 5), False),
        (date(2024, 5, 6), False),
        (date(2024, 5, 7), True),
    ],
)
def test_the_pause_counts_workdays_across_a_holiday(
    cast: Cast, papers: Papers, settings: Settings, day: date, is_sent: bool
) -> None:
    settings.PORTAL_DAY = date(2024, 4, 29)
    assert len(send(cast).sent) == 2
    settings.PORTAL_DAY = day
    answer = send(cast)
    assert len(answer.sent) == (2 if is_sent else 0)
    assert {one.free_on for one in answer.paused} == (set() if is_sent else {date(2024, 5, 7)})


def test_the_first_free_day_is_the_first_without_a_pause() -> None:
    last_on = date(2024, 4, 29)
    assert free_on(last_on) == date(2024, 5, 7)
    assert is_pausing(last_on, date(2024, 5, 6))
    assert not is_pausing(last_on, date(2024, 5, 7))
    assert not is_pausing(None, last_on)


def test_the_pause_is_of_one_matter(cast: Cast, papers: Papers) -> None:
    send(cast)
    other = remind(matter="paper:2025", units=[cast.a.unit], text=TEXT, by=cast.actor("reviewer"))
    assert other.sent == [cast.a.unit]


def test_the_last_reminder_is_told_by_the_day_asked_for(cast: Cast, papers: Papers) -> None:
    for day in (date(2024, 4, 29), date(2024, 5, 7)):
        make.ReminderFactory(unit=cast.a.unit, matter=MATTER, sent_on=day)
    assert last_reminded(MATTER) == {cast.a.unit.pk: date(2024, 5, 7)}
    assert last_reminded(MATTER, date(2024, 5, 6)) == {cast.a.unit.pk: date(2024, 4, 29)}
    assert last_reminded("paper:2025") == {}


@pytest.mark.parametrize("name", ["a_manager", "a_advisor", "district_admin", "auditor"])
def test_only_the_reviewer_reminds(cast: Cast, papers: Papers, name: str) -> None:
    with pytest.raises(PermissionDenied):
        send(cast, by=name)
    assert Reminder.objects.count() == 0


def test_nobody_is_reminded_outside_the_district(cast: Cast, papers: Papers) -> None:
    other = make.DistrictFactory(code="310105", name="长宁区")
    away = make.StreetFactory(code="310105001", parent=other)
    with pytest.raises(PermissionDenied, match="不在您的范围内"):
        remind(matter=MATTER, units=[away], text=TEXT, by=cast.actor("reviewer"))


@pytest.mark.parametrize("text", ["", "  ", "字" * 301])
def test_a_reminder_has_words_and_not_too_many(cast: Cast, papers: Papers, text: str) -> None:
    with pytest.raises(ValidationError, match="1 到 300 个字"):
        send(cast, text=text)
    assert Reminder.objects.count() == 0
