"""T7-3 by hand, and against a slow reading day by day."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.models import Household, HouseholdTier, Listing, Visit
from core.measures import measures, read_all
from orgs.models import Unit
from stations.models import Station
from tests import factories as make
from tests.assessment.counting import BOOK, Counting
from tests.casework.indicators.scenes import (
    a_street,
    day,
    found,
    listed,
    places,
    state_of,
    visited,
)

pytestmark = pytest.mark.django_db
Q2, Q3 = (day("04-01"), day("06-30")), (day("07-01"), day("09-30"))


@pytest.fixture
def street() -> Unit:
    return a_street()


def told(street: Unit, on: str) -> list[tuple[str, str]]:
    """What each row tells, and what it lacks."""
    rows = measures["T7-3"].items_of(Counting.on(day(on)).question, street.code)
    return [(row.told, row.lacks) for row in rows]


def test_every_closed_quarter_weighs_the_same(street: Unit) -> None:
    here = places(street)[0]
    first, second = listed(here), listed(here)
    for _ in range(2):
        listed(here, since="2024-07-01")
    visited(first, "04-01", "07-01")
    visited(second, "06-30")
    assert found("T7-3", street, "06-29") == (0, 0)
    assert state_of("T7-3", street, "06-29") == ("not_due", "0.0000")
    assert found("T7-3", street, "06-30") == (2, 2)
    assert state_of("T7-3", street, "06-30") == ("ok", "3.0000")
    # (2/2 + 1/4) ÷ 2 = 0.625 of 6 households: 3.75. (0.625 − 0.6) ÷ 0.35 × 3 = 0.2143.
    assert found("T7-3", street, "09-30") == (3.75, 6)
    assert state_of("T7-3", street, "09-30") == ("ok", "0.2143")
    counting = Counting.on(day("09-30"))
    assert counting.gap("T7-3", street) == "3 户第3季度没有走访到位。"
    assert counting.rows("T7-3", street) == [False, False, False, True]
    assert told(street, "09-30")[-1] == ("第2季度 1/1 次、第3季度 1/1 次", "")
    assert ("第2季度 1/1 次、第3季度 0/1 次", "第3季度") in told(street, "09-30")
    assert ("第3季度 0/1 次", "第3季度") in told(street, "09-30")


def test_a_visit_of_the_next_quarter_is_too_late(street: Unit) -> None:
    one = listed(places(street)[0])
    visited(one, "10-01")
    assert found("T7-3", street, "09-30") == (0, 2)
    visited(one, "09-30")
    assert found("T7-3", street, "09-30") == (1, 2)


@pytest.mark.parametrize(
    ("since", "until", "due"),
    [
        ("2024-06-01", None, 1),  # 30 days of June
        ("2024-06-02", None, 0),
        ("2024-01-01", "2024-04-30", 1),
        ("2024-01-01", "2024-04-29", 0),
        ("2024-05-01", "2024-05-30", 1),
        ("2024-05-01", "2024-05-29", 0),
    ],
)
def test_thirty_days_on_the_list_count(
    street: Unit, since: str, until: str | None, due: int
) -> None:
    listed(places(street)[0], since, until)
    assert found("T7-3", street, "06-30") == (0, due)
    assert len(Counting.on(day("06-30")).rows("T7-3", street)) == due


def test_spells_in_one_street_add_up_and_in_two_do_not(street: Unit) -> None:
    one, two = places(street)
    other = a_street()
    household = listed(one, "2024-04-01", "2024-04-15")
    make.ListingFactory(
        household=household, community=two, starts_on=day("05-01"), ends_on=day("05-15")
    )
    assert found("T7-3", street, "06-30") == (0, 1)
    Listing.objects.filter(community=two).update(community=places(other)[0])
    assert found("T7-3", street, "06-30") == (0, 0)
    assert found("T7-3", other, "06-30") == (0, 0)


def test_who_moves_is_due_in_both_streets_and_met_by_visits_there(street: Unit) -> None:
    other = a_street()
    household = listed(places(street)[0], "2024-01-01", "2024-05-10")
    there = places(other)[0]
    make.ListingFactory(household=household, community=there, starts_on=day("05-11"))
    visited(household, "04-15")
    household.community = there
    household.save()
    assert found("T7-3", street, "06-30") == (1, 1)
    assert found("T7-3", other, "06-30") == (0, 1)
    visited(household, "06-15", community=there)
    assert found("T7-3", other, "06-30") == (1, 1)
    assert Counting.on(day("06-30")).rows("T7-3", other) == [True]


def test_the_tier_on_the_last_day_tells_how_often(street: Unit) -> None:
    one = listed(places(street)[0])
    visited(one, "04-10", "05-10")
    make.HouseholdTierFactory(
        household=one, visits_per_quarter=3, starts_on=day("04-01"), ends_on=day("06-29")
    )
    assert found("T7-3", street, "06-30") == (1, 1)
    make.HouseholdTierFactory(household=one, visits_per_quarter=3, starts_on=day("06-30"))
    assert found("T7-3", street, "06-30") == (0, 1)
    assert told(street, "06-30") == [("第2季度 2/3 次", "第2季度")]
    visited(one, "06-30", mode="phone")
    assert found("T7-3", street, "06-30") == (1, 1)
    HouseholdTier.objects.filter(starts_on=day("06-30")).update(visits_per_quarter=None)
    Visit.objects.filter(household=one).exclude(visited_on=day("04-10")).delete()
    assert found("T7-3", street, "06-30") == (1, 1)


def test_void_visits_and_closed_doors_do_not_count(street: Unit) -> None:
    one = listed(places(street)[0])
    (visit,) = visited(one, "05-10", findings=["absent"])
    assert found("T7-3", street, "06-30") == (0, 1)
    Visit.objects.filter(pk=visit.pk).update(findings=["stable"])
    assert found("T7-3", street, "06-30") == (1, 1)
    Visit.objects.filter(pk=visit.pk).update(voided_at="2024-05-11 09:00+08", void_reason="重")
    assert found("T7-3", street, "06-30") == (0, 1)


def test_a_merged_duplicate_was_never_a_household(street: Unit) -> None:
    here = places(street)[0]
    one, twin = listed(here), listed(here)
    visited(one, "05-10")
    assert found("T7-3", street, "06-30") == (1, 2)
    Household.objects.filter(pk=twin.pk).update(merged_into=one)
    assert found("T7-3", street, "06-30") == (1, 1)
    assert Counting.on(day("06-30")).rows("T7-3", street) == [True]


def test_a_quarter_without_households_has_no_share(street: Unit) -> None:
    one = listed(places(street)[0], "2024-07-01")
    assert found("T7-3", street, "06-30") == (0, 0)
    assert state_of("T7-3", street, "06-30") == ("no_data", "0.0000")
    visited(one, "07-10")
    assert found("T7-3", street, "09-30") == (1, 1)


def test_only_quarters_since_the_station_opened(street: Unit) -> None:
    listed(places(street)[0])
    Station.objects.filter(street=street).update(opened_on=day("05-15"))
    assert found("T7-3", street, "09-30") == (0, 2)
    assert found("T7-3", street, "09-30", first_partial_period_counts=False) == (0, 1)
    counting = Counting.on(day("09-30"), first_partial_period_counts=False)
    assert counting.gap("T7-3", street) == "1 户第3季度没有走访到位。"


def test_the_standard_says_how_long_and_how_often(street: Unit) -> None:
    """Two books asked one after the other: what was compiled for one is not used for the other."""
    one = listed(places(street)[0], "2024-06-02")
    visited(one, "06-10")
    numbers = [(30, 1), (29, 1), (29, 2), (30, 1)]
    assert [_under(street, *of) for of in numbers] == [(0, 0), (1, 1), (0, 1), (0, 0)]


def _under(street: Unit, min_days: int, visits: int) -> tuple[int, int]:
    params = {"min_days_listed": min_days, "visits_per_quarter": visits}
    parts = tuple(
        replace(
            part,
            clauses=tuple(
                replace(one, params=params) if one.code == "T7-3" else one for one in part.clauses
            ),
        )
        for part in BOOK.parts
    )
    question = replace(BOOK, parts=parts).question(day("06-30"))
    reading = read_all(question, ["T7-3"])["T7-3", street.code]
    assert reading.denominator is not None
    return int(reading.numerator), int(reading.denominator)


# Against a slow reading ---------------------------------------------------------------------------


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 10**6), opened=st.sampled_from(["03-01", "05-15", "07-01", "08-02"]))
def test_the_query_equals_a_slow_reading_day_by_day(street: Unit, seed: int, opened: str) -> None:
    chance = Random(seed)
    with transaction.atomic():
        Station.objects.update(opened_on=day(opened))
        other = a_street(day(opened))
        streets = [street, other]
        _live(chance, [*places(street), *places(other)])
        for one in streets:
            whole, shares = _slowly(one, day(opened))
            mean = sum(shares, Fraction(0)) / len(shares) if shares else Fraction(0)
            counts = found("T7-3", one, "09-30")
            assert counts is not None
            assert counts[1] == whole
            assert counts[0] == pytest.approx(float(mean * whole), abs=1e-3)
            rows = list(measures["T7-3"].items_of(Counting.on(day("09-30")).question, one.code))
            assert sum(row.due_0 + row.due_1 for row in rows) == whole
        transaction.set_rollback(True)


def _live(chance: Random, communities: list[Unit]) -> None:
    """Households that come and go, with tiers and visits."""
    days = [day("03-25") + timedelta(days=n) for n in range(200)]
    for _ in range(5):
        household = make.HouseholdFactory(community=communities[0], listed_on=False)
        begun = chance.choice(days[:60])
        for _ in range(chance.randint(1, 4)):
            ended = begun + timedelta(days=chance.choice((5, 14, 28, 29, 30, 60)))
            make.ListingFactory(
                household=household,
                community=chance.choice(communities),
                starts_on=begun,
                ends_on=ended,
            )
            begun = ended + timedelta(days=chance.choice((1, 1, 10)))
        if chance.random() < 0.5:
            changed = chance.choice([day("06-30"), day("07-01"), chance.choice(days)])
            make.HouseholdTierFactory(
                household=household,
                visits_per_quarter=chance.choice((1, 2, 3)),
                ends_on=changed - timedelta(days=1),
            )
            often = chance.choice((None, 2))
            make.HouseholdTierFactory(
                household=household, visits_per_quarter=often, starts_on=changed
            )
        for _ in range(chance.randint(0, 6)):
            make.VisitFactory(
                household=household,
                community=chance.choice(communities),
                visited_on=chance.choice(days),
                findings=chance.choice(([], ["absent"], ["stable"], ["stable"])),
            )


def _slowly(street: Unit, opened_on: date) -> tuple[int, list[Fraction]]:
    """Household-quarters due, and the share of each quarter, with no query but for the rows."""
    whole, shares = 0, []
    for first, last in (Q2, Q3):
        if last < opened_on:
            continue
        due = met = 0
        for household in Household.objects.all():
            stays = [one for one in household.listings.all() if one.community.parent == street]
            days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
            on_list = [
                one for one in days if any(s.starts_on <= one <= (s.ends_on or one) for s in stays)
            ]
            if len(on_list) < 30:
                continue
            due += 1
            visits = [
                one
                for one in household.visits.all()
                if one.community.parent == street
                and first <= one.visited_on <= last
                and "absent" not in one.findings
            ]
            tiers = [
                one.visits_per_quarter
                for one in household.tiers.all()
                if one.starts_on <= last <= (one.ends_on or last)
            ]
            met += len(visits) >= ((tiers[0] if tiers else None) or 1)
        whole += due
        if due:
            shares.append(Fraction(met, due))
    return whole, shares
