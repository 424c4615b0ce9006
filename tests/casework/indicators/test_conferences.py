"""T4-2 and T4-3 by hand."""

from datetime import date
from typing import Any

import pytest

from casework.models import CaseConference, ConferenceAction
from orgs.models import Unit
from tests import factories as make
from tests.assessment.counting import Counting
from tests.casework.indicators.scenes import a_street, day, found, state_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Unit:
    return a_street()


def held(street: Unit, on: str, minutes: str | None = None) -> CaseConference:
    one: CaseConference = make.CaseConferenceFactory(
        street=street,
        held_on=day(on),
        state="held",
        minutes_on=day(minutes) if minutes else None,
    )
    return one


# T4-2 ------------------------------------------------------------------------------------------


def test_before_the_first_quarter_is_over_it_is_not_due(street: Unit) -> None:
    held(street, "05-06", "05-08")
    assert found("T4-2", street, "06-29") == (0, 0)
    assert state_of("T4-2", street, "06-29") == ("not_due", "0.0000")


def test_none_one_and_both_quarters(street: Unit) -> None:
    assert found("T4-2", street, "09-30") == (0, 2)
    assert state_of("T4-2", street, "09-30") == ("ok", "0.0000")
    counting = Counting.on(day("09-30"))
    assert counting.gap("T4-2", street) == "第2季度、第3季度没有会商。"
    held(street, "04-01", "04-03")
    # Two in one quarter are one quarter.
    held(street, "06-30", "07-02")
    assert found("T4-2", street, "09-30") == (1, 2)
    assert state_of("T4-2", street, "09-30") == ("ok", "1.5000")
    held(street, "09-30", "09-30")
    assert found("T4-2", street, "09-30") == (2, 2)
    assert state_of("T4-2", street, "09-30") == ("ok", "3.0000")
    assert counting.gap("T4-2", street) == ""
    assert counting.rows("T4-2", street) == [True] * 3


def test_late_minutes_count_from_their_day_on(street: Unit) -> None:
    held(street, "05-06", "08-12")
    assert found("T4-2", street, "08-11") == (0, 1)
    told = Counting.on(day("08-11"))
    assert told.gap("T4-2", street) == "第2季度的会商还没有纪要。"
    assert told.rows("T4-2", street) == [False]
    assert found("T4-2", street, "08-12") == (1, 1)


def test_only_what_was_held_counts(street: Unit) -> None:
    make.CaseConferenceFactory(street=street, held_on=day("05-06"))
    make.CaseConferenceFactory(street=street, held_on=day("05-07"), state="cancelled")
    held(street, "05-08")
    held(a_street(), "05-08", "05-09")
    assert found("T4-2", street, "06-30") == (0, 1)
    assert Counting.on(day("06-30")).rows("T4-2", street) == [False]


def test_a_station_opened_later_begins_with_its_own_quarter() -> None:
    street = a_street(opened_on=date(2024, 7, 15))
    held(street, "05-06", "05-08")
    assert found("T4-2", street, "09-30") == (0, 1)
    assert Counting.on(day("09-30")).rows("T4-2", street) == []
    held(street, "07-02", "07-03")
    assert found("T4-2", street, "09-30") == (1, 1)


# T4-3 ------------------------------------------------------------------------------------------


def action(
    street: Unit, due_on: str, closed_on: str | None = None, **fields: Any
) -> ConferenceAction:
    one: ConferenceAction = make.ConferenceActionFactory(
        conference=fields.pop("conference", None) or held(street, "07-01"),
        due_on=day(due_on),
        closed_on=day(closed_on) if closed_on else None,
        **fields,
    )
    return one


def test_without_actions_the_clause_does_not_apply(street: Unit) -> None:
    held(street, "05-06", "05-08")
    assert found("T4-3", street, "09-30") == (0, 0)
    assert state_of("T4-3", street, "09-30") == ("not_applicable", "0.0000")


def test_an_open_action_is_due_on_its_day(street: Unit) -> None:
    action(street, "07-15")
    assert found("T4-3", street, "07-14") == (0, 0)
    assert found("T4-3", street, "07-15") == (0, 1)
    assert state_of("T4-3", street, "09-30") == ("ok", "0.0000")
    assert Counting.on(day("09-30")).gap("T4-3", street) == "1 项会商决议已到期限，还没有办结。"


def test_closed_in_time_early_and_late(street: Unit) -> None:
    action(street, "07-15", "07-15")
    action(street, "09-30", "07-20")
    action(street, "07-15", "07-16")
    assert found("T4-3", street, "07-14") == (0, 0)
    assert found("T4-3", street, "07-15") == (1, 2)
    assert found("T4-3", street, "07-20") == (2, 3)
    counting = Counting.on(day("07-20"))
    assert counting.gap("T4-3", street) == "1 项办结时已过期限。"
    assert counting.rows("T4-3", street) == [False, True, True]
    # As of its day it was open.
    assert "还没有办结" in Counting.on(day("07-15")).gap("T4-3", street)


def test_partial_and_full_credit(street: Unit) -> None:
    conference = held(street, "07-01")
    for n in range(10):
        action(street, "07-15", "07-10" if n < 7 else None, conference=conference)
    # 0.7: (0.7 − 0.5) ÷ 0.4 × 2.
    assert state_of("T4-3", street, "09-30") == ("ok", "1.0000")
    for one in ConferenceAction.objects.filter(closed_on=None)[:2]:
        one.closed_on = day("07-15")
        one.save()
    assert state_of("T4-3", street, "09-30") == ("ok", "2.0000")


def test_actions_of_cancelled_conferences_and_other_years_are_nowhere(street: Unit) -> None:
    off = make.CaseConferenceFactory(street=street, held_on=day("07-01"), state="cancelled")
    action(street, "07-15", conference=off)
    make.ConferenceActionFactory(conference=held(street, "12-20"), due_on=date(2025, 1, 10))
    make.ConferenceActionFactory(conference=held(street, "12-20"), due_on=date(2023, 12, 31))
    assert found("T4-3", street, "12-31") == (0, 0)
    # What is due on the year's last day is of this year.
    action(street, "12-31")
    assert found("T4-3", street, "12-31") == (0, 1)
