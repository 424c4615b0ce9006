"""T10-2 by hand: 60 days from 1 July 2024 end on 30 August."""

from datetime import date
from typing import Any

import pytest

from casework.models import ConferenceCase, StuckCase
from casework.records.deriving import write_records
from core.measures import counted_rows
from orgs.models import Unit
from tests import factories as make
from tests.assessment.counting import Counting
from tests.casework.indicators.scenes import a_street, day, found, listed, places, state_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Unit:
    return a_street()


def matter(unit: Unit, on: date, solved: date | None = None, **fields: Any) -> StuckCase:
    """A stuck case with the service record that it is."""
    street = unit.parent if unit.level == "community" else unit
    state = {"state": "closed", "closed_on": solved, "outcome": "solved"} if solved else {}
    one: StuckCase = make.StuckCaseFactory(
        unit=unit,
        received_on=on,
        advisor=make.AdvisorFactory(street=street),
        **{**state, **fields},
    )
    write_records([one])
    return one


def conferred(
    street: Unit, on: date, *solved: date | None, state: str = "held"
) -> list[ConferenceCase]:
    """A conference with so many cases, and its service record."""
    held = make.CaseConferenceFactory(street=street, held_on=on, state=state)
    write_records([held])
    return [
        make.ConferenceCaseFactory(
            conference=held,
            household=listed(places(street)[0]),
            outcome="solved" if one else "open",
            solved_on=one,
        )
        for one in solved
    ]


def rows(street: Unit, on: str) -> list[bool]:
    """The rows behind the figure, which must not differ from it."""
    counting = Counting.on(day(on))
    there = counting.rows("T10-2", street)
    assert counting.counts("T10-2", street) == (there.count(True), len(there))
    number = counted_rows(counting.question, ["T10-2"], street.code).get("T10-2", 0)
    assert number == len(there)
    return there


def test_without_problems_the_clause_does_not_apply(street: Unit) -> None:
    conferred(street, day("07-01"))
    assert found("T10-2", street, "12-31") == (0, 0)
    assert state_of("T10-2", street, "12-31") == ("not_applicable", "0.0000")
    assert rows(street, "12-31") == []


def test_a_problem_counts_once_it_is_sixty_days_old(street: Unit) -> None:
    matter(street, day("07-01"))
    conferred(street, day("07-01"), None, None)
    assert found("T10-2", street, "08-29") == (0, 0)
    assert found("T10-2", street, "08-30") == (0, 3)
    assert state_of("T10-2", street, "12-31") == ("ok", "0.0000")
    assert rows(street, "12-31") == [False] * 3
    assert Counting.on(day("12-31")).gap("T10-2", street) == (
        "1 件办不成事、2 件会商个案满 60 天还没有解决。"
    )


def test_solved_early_or_late_by_the_day(street: Unit) -> None:
    matter(street, day("07-01"), day("07-05"))
    conferred(street, day("07-01"), day("07-20"), day("10-08"), None)
    # Solved or not, it waits until it is old enough.
    assert found("T10-2", street, "08-29") == (0, 0)
    assert found("T10-2", street, "10-07") == (2, 4)
    assert rows(street, "10-07") == [False, False, True, True]
    assert found("T10-2", street, "10-08") == (3, 4)
    assert rows(street, "10-08") == [False, True, True, True]


def test_only_solved_is_solved(street: Unit) -> None:
    for outcome in ("explained", "unsolved"):
        matter(street, day("07-01"), day("07-05"), outcome=outcome)
    (one,) = conferred(street, day("07-01"), None)
    one.outcome = "unsolved"
    one.save()
    assert found("T10-2", street, "12-31") == (0, 3)
    assert rows(street, "12-31") == [False] * 3


def test_partial_and_full_credit(street: Unit) -> None:
    for n in range(5):
        matter(places(street)[n % 2], day("07-01"), day("07-05") if n < 3 else None)
    conferred(street, day("07-01"), day("08-01"), day("08-01"), day("08-01"), None, None)
    # 0.6: (0.6 − 0.4) ÷ 0.4.
    assert state_of("T10-2", street, "12-31") == ("ok", "0.5000")
    assert rows(street, "12-31") == [False] * 4 + [True] * 6
    ConferenceCase.objects.filter(outcome="open").update(outcome="solved", solved_on=day("12-31"))
    assert state_of("T10-2", street, "12-31") == ("ok", "1.0000")
    assert found("T10-2", street, "12-30") == (6, 10)


def test_what_was_taken_back_or_never_held_is_nowhere(street: Unit) -> None:
    matter(street, day("07-01"), state="withdrawn")
    conferred(street, day("07-01"), None, state="planned")
    conferred(street, day("07-01"), None, state="cancelled")
    other = a_street()
    matter(other, day("07-01"))
    conferred(other, day("07-01"), None)
    assert rows(street, "12-31") == []
    assert rows(other, "12-31") == [False, False]


def test_a_problem_belongs_to_the_year_in_which_it_comes_of_age(street: Unit) -> None:
    # 60 days from 1 November 2023 end on 31 December.
    matter(street, date(2023, 11, 1))
    conferred(street, date(2023, 11, 1), None)
    assert rows(street, "12-31") == []
    matter(street, date(2023, 11, 2))
    conferred(street, date(2023, 11, 2), None)
    assert rows(street, "01-01") == [False, False]
    matter(street, day("11-02"))
    assert rows(street, "12-31") == [False, False]
    matter(street, day("11-01"))
    assert rows(street, "12-31") == [False] * 3
