"""T7-6 by hand, and against a slow reading day by day.

Ten workdays from Monday 2 September 2024 end on Saturday the 14th, which is worked for 中秋.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.models import Lead
from core.measures import read_all
from core.workdays import is_workday
from orgs.models import Unit
from tests import factories as make
from tests.assessment.counting import BOOK, Counting
from tests.casework.indicators.scenes import a_street, day, found, places, state_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Unit:
    return a_street()


def lead(street: Unit, found_on: date, decided_on: date | None = None, **fields: str) -> Lead:
    decided = {"state": "decided", "decision": "linked", "decided_on": decided_on}
    one: Lead = make.LeadFactory(
        community=places(street)[0], found_on=found_on, **(decided if decided_on else {}), **fields
    )
    return one


def test_without_leads_the_clause_does_not_apply(street: Unit) -> None:
    assert found("T7-6", street, "09-30") == (0, 0)
    assert state_of("T7-6", street, "09-30") == ("not_applicable", "0.0000")


def test_an_open_lead_is_due_from_the_last_day_of_its_limit(street: Unit) -> None:
    lead(street, day("09-02"))
    assert found("T7-6", street, "09-13") == (0, 0)
    assert found("T7-6", street, "09-14") == (0, 1)
    assert Counting.on(day("09-14")).gap("T7-6", street) == (
        "1 条线索已到 10 个工作日，还没有处置。"
    )


@pytest.mark.parametrize(
    ("decided_on", "is_in_time"), [("09-02", 1), ("09-13", 1), ("09-14", 1), ("09-15", 0)]
)
def test_decided_within_ten_workdays(street: Unit, decided_on: str, is_in_time: int) -> None:
    lead(street, day("09-02"), day(decided_on))
    assert found("T7-6", street, "09-30") == (is_in_time, 1)
    assert Counting.on(day("09-30")).rows("T7-6", street) == [bool(is_in_time)]


def test_the_weekend_after_the_last_day_is_too_late(street: Unit) -> None:
    # Ten workdays from Friday 5 July end on Friday the 19th.
    lead(street, day("07-05"), day("07-19"))
    lead(street, day("07-05"), day("07-20"))
    assert found("T7-6", street, "07-31") == (1, 2)
    assert Counting.on(day("07-31")).gap("T7-6", street) == "1 条处置时已过期。"


def test_as_of_a_day_it_was_not_decided_yet(street: Unit) -> None:
    lead(street, day("09-02"), day("09-10"))
    assert found("T7-6", street, "09-09") == (0, 0)
    assert found("T7-6", street, "09-10") == (1, 1)
    late = lead(street, day("09-03"), day("09-25"))
    assert found("T7-6", street, "09-24") == (1, 2)
    assert "1 条线索已到" in Counting.on(day("09-24")).gap("T7-6", street)
    Lead.objects.filter(pk=late.pk).update(state="withdrawn", decision="", decided_on=None)
    assert found("T7-6", street, "09-24") == (1, 1)


def test_partial_credit(street: Unit) -> None:
    for n in range(20):
        lead(street, day("07-01"), day("07-05") if n < 16 else day("08-20"))
    # 0.8: (0.8 − 0.6) ÷ 0.35 × 2.
    assert state_of("T7-6", street, "09-30") == ("ok", "1.1429")


def test_a_lead_belongs_to_the_year_of_its_limit(street: Unit) -> None:
    # Ten workdays from 15 December 2023 end on the 29th; from the 18th on 2 January.
    lead(street, date(2023, 12, 15))
    assert found("T7-6", street, "09-30") == (0, 0)
    lead(street, date(2023, 12, 18), date(2023, 12, 20))
    assert found("T7-6", street, "09-30") == (1, 1)
    # From 18 December 2024 ten workdays end on 2 January 2025: another year's.
    lead(street, day("12-17"), day("12-18"))
    lead(street, day("12-18"), day("12-19"))
    assert found("T7-6", street, "12-31") == (2, 2)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    leads=st.lists(
        st.tuples(
            st.dates(date(2023, 12, 1), date(2024, 12, 31)),
            st.one_of(st.none(), st.integers(0, 40)),
        ),
        max_size=8,
    ),
    as_of=st.dates(date(2024, 1, 1), date(2024, 12, 31)),
    limit=st.sampled_from([1, 5, 10]),
)
def test_the_query_equals_a_slow_reading_day_by_day(
    street: Unit, leads: list[tuple[date, int | None]], as_of: date, limit: int
) -> None:
    question = replace(BOOK.question(as_of), params={"T7-6": {"limit_workdays": limit}})
    days = [(a, None if n is None else a + timedelta(days=n)) for a, n in leads]
    with transaction.atomic():
        for found_on, decided_on in days:
            lead(street, found_on, decided_on)
        reading = read_all(question, ["T7-6"])["T7-6", street.code]
        transaction.set_rollback(True)
    expected = [_slowly(*one, as_of, limit) for one in days]
    due = [one for one in expected if one is not None]
    assert (reading.numerator, reading.denominator) == (due.count(True), len(due))


def _slowly(found_on: date, decided_on: date | None, as_of: date, limit: int) -> bool | None:
    """Whether it was decided in time; None where it is not due."""
    last, left = found_on, limit
    while left:
        last += timedelta(days=1)
        left -= is_workday(last)
    is_decided = decided_on is not None and decided_on <= as_of
    if last.year != 2024 or not (is_decided or last <= as_of):
        return None
    return is_decided and decided_on is not None and decided_on <= last
