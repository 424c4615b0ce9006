"""G-3 by hand: tracked, without points."""

from datetime import date
from typing import Any

import pytest

from assessment.scoring import State
from core.measures import read_all
from orgs.models import Unit
from tests import factories as make
from tests.assessment.counting import Counting
from tests.casework.indicators.scenes import a_street, day, found, scored

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Unit:
    return a_street()


def asked(street: Unit, people: int, satisfied: int, on: str = "07-01", **fields: Any) -> None:
    make.SatisfactionSurveyFactory(
        street=street, surveyed_on=day(on), asked=people, satisfied=satisfied, **fields
    )


def test_nobody_was_asked(street: Unit) -> None:
    assert Counting.on().reading("G-3", street) is None
    assert scored("G-3", street, "12-31").state == State.TRACKED
    assert Counting.on().gap("G-3", street) == ""


@pytest.mark.parametrize(
    ("satisfied", "attained"), [(80, "0%"), (88, "53.33%"), (95, "100%"), (100, "100%")]
)
def test_the_satisfied_of_all_asked(street: Unit, satisfied: int, attained: str) -> None:
    asked(street, 60, satisfied - 40, source="third_party")
    asked(street, 40, 40)
    assert found("G-3", street, "12-31") == (satisfied, 100)
    line = scored("G-3", street, "12-31")
    assert (line.state, str(line.points)) == (State.TRACKED, "0.0000")
    assert attained.removesuffix("%")[:4] in line.explanation


def test_fewer_than_thirty_are_no_sample(street: Unit) -> None:
    asked(street, 29, 29)
    assert found("G-3", street, "12-31") == (0, 0)
    assert scored("G-3", street, "12-31").value is None
    assert Counting.on().gap("G-3", street) == "样本不足：已调查 29 人，还差 1 人满 30 人。"
    asked(street, 1, 0)
    assert found("G-3", street, "12-31") == (29, 30)
    assert Counting.on().gap("G-3", street) == ""


def test_a_streets_own_survey_waits_for_the_district(street: Unit) -> None:
    asked(street, 40, 30)
    asked(street, 40, 40, source="street")
    counting = Counting.on()
    assert found("G-3", street, "09-20") == (30, 40)
    reading = counting.reading("G-3", street)
    assert reading
    assert reading.is_waiting
    assert counting.rows("G-3", street) == [False, True]
    assert counting.gap("G-3", street) == "1 份街镇自查等区里认可。"


def test_it_counts_from_the_day_it_was_accepted(street: Unit) -> None:
    asked(street, 40, 38, source="street", accepted_on=day("08-01"), accepted_by="区员")
    assert found("G-3", street, "07-31") == (0, 0)
    assert Counting.on(day("07-31")).gap("G-3", street) == "1 份街镇自查等区里认可。"
    assert found("G-3", street, "08-01") == (38, 40)


def test_the_cycle_to_date_and_each_street_its_own(street: Unit) -> None:
    make.SatisfactionSurveyFactory(street=street, surveyed_on=date(2023, 12, 31))
    asked(street, 50, 45, on="09-20")
    asked(a_street(), 30, 30)
    assert ("G-3", street.code) not in read_all(Counting.on(day("09-19")).question, ["G-3"])
    assert found("G-3", street, "09-20") == (45, 50)
