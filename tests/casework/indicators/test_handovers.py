"""T5-2 by hand. Two workdays from Monday 2 September 2024 end on the 4th."""

from datetime import date
from typing import Any

import pytest

from casework.models import Handover
from orgs.models import Unit
from tests import factories as make
from tests.assessment.counting import Counting
from tests.casework.indicators.scenes import a_street, day, found, places, state_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Unit:
    return a_street()


def sent(unit: Unit, on: date, acknowledged: date | None = None, **fields: Any) -> Handover:
    street = unit.parent if unit.level == "community" else unit
    state = {"state": "acknowledged", "acknowledged_on": acknowledged} if acknowledged else {}
    one: Handover = make.HandoverFactory(
        unit=unit,
        sent_on=on,
        advisor=make.AdvisorFactory(street=street),
        **{**state, **fields},
    )
    return one


def test_without_handovers_the_clause_does_not_apply(street: Unit) -> None:
    assert found("T5-2", street, "09-30") == (0, 0)
    assert state_of("T5-2", street, "09-30") == ("not_applicable", "0.0000")


def test_an_open_one_is_due_from_the_last_day_of_its_limit(street: Unit) -> None:
    sent(street, day("09-02"))
    assert found("T5-2", street, "09-03") == (0, 0)
    assert found("T5-2", street, "09-04") == (0, 1)
    assert state_of("T5-2", street, "09-30") == ("ok", "0.0000")
    assert Counting.on(day("09-04")).gap("T5-2", street) == (
        "1 件衔接已到 2 个工作日，对方还没有确认。"
    )


@pytest.mark.parametrize(("on", "is_in_time"), [("09-02", 1), ("09-04", 1), ("09-05", 0)])
def test_acknowledged_within_two_workdays(street: Unit, on: str, is_in_time: int) -> None:
    sent(street, day("09-02"), day(on))
    assert found("T5-2", street, "09-30") == (is_in_time, 1)
    gap = "" if is_in_time else "1 件确认时已过期。"
    assert Counting.on(day("09-30")).gap("T5-2", street) == gap


def test_days_off_do_not_count(street: Unit) -> None:
    # From Monday 30 September: the holidays last to 7 October, so the second workday is the 9th.
    sent(street, day("09-30"), day("10-09"))
    sent(street, day("09-30"), day("10-10"))
    assert found("T5-2", street, "10-31") == (1, 2)


def test_as_of_a_day_it_was_not_acknowledged_yet(street: Unit) -> None:
    sent(street, day("09-02"), day("09-10"))
    assert found("T5-2", street, "09-03") == (0, 0)
    assert "还没有确认" in Counting.on(day("09-09")).gap("T5-2", street)
    sent(street, day("09-09"), day("09-10"))
    assert found("T5-2", street, "09-09") == (0, 1)
    assert found("T5-2", street, "09-10") == (1, 2)


def test_those_of_communities_count_for_their_street(street: Unit) -> None:
    sent(places(street)[0], day("07-01"), day("07-02"), way="from_counter")
    sent(street, day("07-01"))
    sent(street, day("07-01"), state="withdrawn")
    sent(a_street(), day("07-01"), day("07-02"))
    assert found("T5-2", street, "09-30") == (1, 2)
    assert Counting.on(day("09-30")).rows("T5-2", street) == [False, True]


def test_partial_and_full_credit(street: Unit) -> None:
    for n in range(20):
        sent(street, day("07-01"), day("07-03" if n < 16 else "07-10"))
    # 0.8: (0.8 − 0.6) ÷ 0.35.
    assert state_of("T5-2", street, "09-30") == ("ok", "0.5714")
    Handover.objects.filter(acknowledged_on=day("07-10")).update(acknowledged_on=day("07-03"))
    assert state_of("T5-2", street, "09-30") == ("ok", "1.0000")


def test_a_handover_belongs_to_the_year_of_its_limit(street: Unit) -> None:
    # Two workdays from 27 December 2023 end on the 29th; from the 28th on 2 January.
    sent(street, date(2023, 12, 27))
    assert found("T5-2", street, "09-30") == (0, 0)
    sent(street, date(2023, 12, 28), date(2023, 12, 29))
    assert found("T5-2", street, "09-30") == (1, 1)
    sent(street, day("12-31"), day("12-31"))
    assert found("T5-2", street, "12-31") == (1, 1)
