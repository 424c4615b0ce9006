"""T5-3 by hand, and against a slow reading day by day.

Five workdays from Monday 2 September 2024 end on the 9th.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.models import StuckCase
from core.measures import read_all
from core.workdays import workday_after
from orgs.models import Unit
from tests import factories as make
from tests.assessment.counting import BOOK, Counting
from tests.casework.indicators.scenes import a_street, day, found, places, state_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Unit:
    return a_street()


def heard(unit: Unit, on: date, closed: date | None = None, **fields: Any) -> StuckCase:
    street = unit.parent if unit.level == "community" else unit
    state = {"state": "closed", "closed_on": closed, "outcome": "explained"} if closed else {}
    one: StuckCase = make.StuckCaseFactory(
        unit=unit,
        received_on=on,
        advisor=make.AdvisorFactory(street=street),
        **{**state, **fields},
    )
    return one


def extended(until: str, decided: str = "09-06", state: str = "approved") -> dict[str, Any]:
    decided_on = None if state == "asked" else day(decided)
    return {
        "extension": state,
        "extended_until": day(until),
        "extension_decided_on": decided_on,
    }


def test_nobody_came_and_nothing_needs_a_report(street: Unit) -> None:
    assert found("T5-3", street, "09-30") == (0, 0)
    assert state_of("T5-3", street, "09-30") == ("not_applicable", "0.0000")


def test_an_open_matter_is_due_from_the_last_day_of_its_limit(street: Unit) -> None:
    heard(street, day("09-02"))
    assert found("T5-3", street, "09-08") == (0, 0)
    assert found("T5-3", street, "09-09") == (0, 1)
    assert state_of("T5-3", street, "09-30") == ("ok", "0.0000")
    assert Counting.on(day("09-09")).gap("T5-3", street) == (
        "1 件办不成事已到 5 个工作日或批准的延期，还没有办结。"
    )


@pytest.mark.parametrize(("on", "is_in_time"), [("09-02", 1), ("09-09", 1), ("09-10", 0)])
def test_closed_within_five_workdays(street: Unit, on: str, is_in_time: int) -> None:
    heard(street, day("09-02"), day(on))
    assert found("T5-3", street, "09-30") == (is_in_time, 1)
    gap = "" if is_in_time else "1 件办结时已过期。"
    assert Counting.on(day("09-30")).gap("T5-3", street) == gap


def test_an_approved_extension_is_a_later_limit(street: Unit) -> None:
    heard(street, day("09-02"), **extended("09-20"))
    assert found("T5-3", street, "09-19") == (0, 0)
    assert found("T5-3", street, "09-20") == (0, 1)
    heard(street, day("09-02"), day("09-20"), **extended("09-20"))
    heard(street, day("09-02"), day("09-21"), **extended("09-20"))
    assert found("T5-3", street, "09-30") == (1, 3)


@pytest.mark.parametrize("state", ["asked", "refused"])
def test_one_that_is_not_approved_changes_nothing(street: Unit, state: str) -> None:
    heard(street, day("09-02"), day("09-16"), **extended("09-20", state=state))
    assert found("T5-3", street, "09-09") == (0, 1)
    assert found("T5-3", street, "09-30") == (0, 1)


def test_an_extension_holds_from_the_day_of_its_approval(street: Unit) -> None:
    heard(street, day("09-02"), **extended("09-20", decided="09-12"))
    assert found("T5-3", street, "09-11") == (0, 1)
    assert found("T5-3", street, "09-12") == (0, 0)


def test_an_extension_is_never_shorter_than_the_limit(street: Unit) -> None:
    heard(street, day("09-02"), day("09-09"), **extended("09-05"))
    assert found("T5-3", street, "09-30") == (1, 1)


def test_those_heard_in_communities_count_for_their_street(street: Unit) -> None:
    heard(places(street)[1], day("07-01"), day("07-03"))
    heard(street, day("07-01"))
    heard(street, day("07-01"), state="withdrawn")
    heard(a_street(), day("07-01"), day("07-02"))
    assert found("T5-3", street, "09-30") == (1, 2)
    assert Counting.on(day("09-30")).rows("T5-3", street) == [False, True]


def test_partial_and_full_credit(street: Unit) -> None:
    for n in range(20):
        heard(street, day("07-01"), day("07-03" if n < 16 else "07-10"))
    # 0.8: (0.8 − 0.6) ÷ 0.35.
    assert state_of("T5-3", street, "09-30") == ("ok", "0.5714")
    StuckCase.objects.filter(closed_on=day("07-10")).update(closed_on=day("07-08"))
    assert state_of("T5-3", street, "09-30") == ("ok", "1.0000")


def test_an_extension_can_carry_a_matter_into_the_next_year(street: Unit) -> None:
    heard(street, day("12-16"), **extended("12-31", decided="12-20"))
    assert found("T5-3", street, "12-31") == (0, 1)
    StuckCase.objects.update(extended_until=date(2025, 1, 10))
    assert found("T5-3", street, "12-31") == (0, 0)
    StuckCase.objects.update(received_on=date(2023, 12, 11), extended_until=date(2024, 1, 3))
    StuckCase.objects.update(extension_decided_on=date(2023, 12, 15))
    assert found("T5-3", street, "01-02") == (0, 0)
    assert found("T5-3", street, "01-03") == (0, 1)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    matters=st.lists(
        st.tuples(
            st.dates(date(2023, 12, 10), date(2024, 12, 31)),
            st.one_of(st.none(), st.integers(0, 25)),
            st.one_of(st.none(), st.tuples(st.integers(0, 10), st.integers(0, 25))),
        ),
        max_size=6,
    ),
    as_of=st.dates(date(2024, 1, 1), date(2024, 12, 31)),
    limit=st.sampled_from([2, 5]),
)
def test_the_query_equals_a_slow_reading_day_by_day(
    street: Unit, matters: list[tuple[Any, Any, Any]], as_of: date, limit: int
) -> None:
    question = replace(BOOK.question(as_of), params={"T5-3": {"limit_workdays": limit}})
    with transaction.atomic():
        for on, closed, extension in matters:
            days = {}
            if extension:
                days = {
                    "extension": "approved",
                    "extension_decided_on": on + timedelta(extension[0]),
                    "extended_until": on + timedelta(extension[1]),
                }
            heard(street, on, None if closed is None else on + timedelta(closed), **days)
        reading = read_all(question, ["T5-3"])["T5-3", street.code]
        transaction.set_rollback(True)
    expected = [_slowly(*one, as_of, limit) for one in matters]
    due = [one for one in expected if one is not None]
    assert (reading.numerator, reading.denominator) == (due.count(True), len(due))


def _slowly(
    on: date, closed: int | None, extension: tuple[int, int] | None, as_of: date, limit: int
) -> bool | None:
    """Whether it was closed in time; None where it is not due."""
    last = workday_after(on, limit)
    if extension and on + timedelta(extension[0]) <= as_of:
        last = max(last, on + timedelta(extension[1]))
    is_closed = closed is not None and on + timedelta(closed) <= as_of
    if last.year != 2024 or not (is_closed or last <= as_of):
        return None
    return closed is not None and is_closed and on + timedelta(closed) <= last
