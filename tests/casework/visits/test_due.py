"""When a household is to be visited next."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.models import Household, HouseholdTier, Visit
from casework.visits.due import due_day, usual_per_quarter, with_due
from tests import factories as make
from tests.cast import DAY, Cast

ONE_DAY = timedelta(days=1)
FIRST, SPAN = date(2024, 1, 1), 400


def due_of(household: Household, day: date = DAY, usual: int = 1) -> Any:
    return with_due(Household.objects.filter(pk=household.pk), day, usual).get()


@pytest.fixture
def household(db: None) -> Household:
    made: Household = make.HouseholdFactory()
    return made


def visited(household: Household, *days: str, **facts: Any) -> None:
    for day in days:
        make.VisitFactory(household=household, visited_on=date.fromisoformat(day), **facts)


def test_a_household_without_a_visit_is_due_by_the_end_of_the_quarter(household) -> None:
    found = due_of(household)
    assert (found.asked, found.done, found.last_visit_on) == (1, 0, None)
    assert found.due_on == date(2024, 9, 30)


def test_visited_as_often_as_asked_it_is_due_in_the_next_quarter(household) -> None:
    visited(household, "2024-07-01")
    found = due_of(household)
    assert (found.done, found.last_visit_on) == (1, date(2024, 7, 1))
    assert found.due_on == date(2024, 12, 31)


def test_a_visit_of_the_last_quarter_does_not_count_in_this_one(household) -> None:
    visited(household, "2024-06-30")
    found = due_of(household)
    assert (found.done, found.last_visit_on, found.due_on) == (
        0, date(2024, 6, 30), date(2024, 9, 30),
    )  # fmt: skip


def test_three_visits_a_quarter_are_due_at_the_end_of_each_third(household) -> None:
    make.HouseholdTierFactory(household=household, visits_per_quarter=3)
    # 92 days in three parts: the 31st, the 62nd and the 92nd.
    assert due_of(household).due_on == date(2024, 7, 31)
    visited(household, "2024-07-20")
    assert due_of(household).due_on == date(2024, 8, 31)
    visited(household, "2024-08-20")
    assert due_of(household).due_on == date(2024, 9, 30)
    visited(household, "2024-09-19")
    # And of the 92 days of the quarter after, the 31st.
    assert due_of(household).due_on == date(2024, 10, 31)


def test_a_tier_of_another_time_asks_for_nothing(household) -> None:
    make.HouseholdTierFactory(household=household, ends_on=DAY - ONE_DAY)
    assert due_of(household).asked == 1


def test_a_tier_without_a_number_asks_for_the_usual(household) -> None:
    make.HouseholdTierFactory(household=household, tier="regular", visits_per_quarter=None)
    assert due_of(household, usual=2).asked == 2


def test_the_day_that_was_agreed_on_comes_first_if_it_is_earlier(household) -> None:
    visited(household, "2024-09-02", next_visit_on=date(2024, 9, 18))
    assert due_of(household).due_on == date(2024, 9, 18)
    visited(household, "2024-09-03", next_visit_on=date(2025, 2, 1))
    assert due_of(household).due_on == date(2024, 12, 31)


def test_nobody_met_is_no_visit_but_sets_the_next_day(household) -> None:
    visited(household, "2024-09-02", findings=["absent"], next_visit_on=date(2024, 9, 25))
    found = due_of(household)
    assert (found.done, found.last_visit_on, found.due_on) == (0, None, date(2024, 9, 25))


def test_what_is_void_or_still_ahead_counts_for_nothing(household) -> None:
    visited(household, "2024-09-02", voided_at="2024-09-03T00:00+08:00", void_reason="登错了户")
    visited(household, "2024-09-21")
    found = due_of(household)
    assert (found.done, found.last_visit_on, found.due_on) == (0, None, date(2024, 9, 30))


def test_how_often_is_the_standards_to_say(cast: Cast) -> None:
    assert usual_per_quarter(DAY) == 1


# A slow reading, day by day -------------------------------------------------------------------


def month_of_quarter(day: date) -> int:
    return (day.month - 1) // 3


def days_of_quarter(day: date) -> list[date]:
    """Every day of the quarter that a day lies in, found by walking."""
    first = day
    while month_of_quarter(first - ONE_DAY) == month_of_quarter(day):
        first -= ONE_DAY
    days = [first]
    while month_of_quarter(days[-1] + ONE_DAY) == month_of_quarter(day):
        days.append(days[-1] + ONE_DAY)
    return days


def last_day_of_part(days: Sequence[date], part: int, parts: int) -> date:
    """Of days cut into even parts, the last that begins before the part is over."""
    inside = [one for number, one in enumerate(days) if number * parts < part * len(days)]
    return inside[-1]


def slow_due(visits: Sequence[dict[str, Any]], asked: int, day: date) -> tuple[int, date]:
    quarter = days_of_quarter(day)
    known = [one for one in visits if not one["is_void"] and one["visited_on"] <= day]
    met = [one for one in known if "absent" not in one["findings"]]
    done = sum(1 for one in met if one["visited_on"] in quarter)
    if done < asked:
        by_rule = last_day_of_part(quarter, done + 1, asked)
    else:
        by_rule = last_day_of_part(days_of_quarter(quarter[-1] + ONE_DAY), 1, asked)
    latest = max(known, key=lambda one: one["visited_on"], default=None)
    planned = latest["next_visit_on"] if latest else None
    return done, min(planned, by_rule) if planned else by_rule


days = st.integers(0, SPAN).map(lambda number: FIRST + timedelta(days=number))
visits_made = st.lists(
    st.builds(
        dict,
        visited_on=days,
        findings=st.sampled_from([[], ["stable"], ["absent"], ["absent", "mood"]]),
        next_in=st.one_of(st.none(), st.integers(1, 120)),
        is_void=st.booleans(),
    ),
    max_size=8,
    unique_by=lambda one: one["visited_on"],
)


@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(made=visits_made, per_quarter=st.one_of(st.none(), st.integers(1, 13)), day=days)
def test_the_query_equals_a_slow_reading_day_by_day(
    household: Household, made: list[dict[str, Any]], per_quarter: int | None, day: date
) -> None:
    Visit.objects.filter(household=household).delete()
    HouseholdTier.objects.filter(household=household).delete()
    if per_quarter:
        make.HouseholdTierFactory(household=household, visits_per_quarter=per_quarter)
    for one in made:
        ahead = one["next_in"]
        one["next_visit_on"] = one["visited_on"] + timedelta(days=ahead) if ahead else None
    keep(household, made)
    found = due_of(household, day, usual=2)
    slow = slow_due(made, per_quarter or 2, day)
    assert (found.done, found.due_on) == slow
    assert due_day(day, found.asked, found.done, found.planned_on) == slow[1]


def keep(household: Household, made: Sequence[dict[str, Any]]) -> None:
    care = household.cares.first() or make.CareFactory(household=household)
    Visit.objects.bulk_create(
        Visit(
            household=household,
            community=household.community,
            advisor=care.advisor,
            mode="home",
            source="portal",
            visited_on=one["visited_on"],
            findings=one["findings"],
            next_visit_on=one["next_visit_on"],
            voided_at=f"{one['visited_on']}T12:00+08:00" if one["is_void"] else None,
            void_reason="登错了户" if one["is_void"] else "",
        )
        for one in made
    )
