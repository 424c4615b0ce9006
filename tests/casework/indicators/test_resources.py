"""T3-4 by hand."""

from datetime import date
from typing import Any

import pytest

from casework.indicators.resources import months_before
from orgs.models import Unit
from resources.models import Resource
from tests import factories as make
from tests.assessment.counting import Counting
from tests.casework.indicators.scenes import a_street, day, found, listed, places, state_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Unit:
    return a_street()


def used(resource: Resource, street: Unit, on: date, state: str = "accepted", **days: Any) -> None:
    one = make.NeedFactory(household=listed(places(street)[0]), registered_on=on)
    make.ReferralFactory(
        need=one,
        resource=resource,
        offered_on=on,
        consent_on=on,
        state=state,
        answered_on=None if state == "offered" else on,
        **days,
    )


def test_a_pool_without_resources_has_no_share(street: Unit) -> None:
    assert Counting.on().reading("T3-4", street) is None
    assert state_of("T3-4", street, "12-31") == ("no_data", "0.0000")


def test_nothing_partial_and_full(street: Unit) -> None:
    pool = [make.ResourceFactory(unit=street) for _ in range(4)]
    assert found("T3-4", street, "12-31") == (0, 4)
    assert state_of("T3-4", street, "12-31") == ("ok", "0.0000")
    counting = Counting.on(day("12-31"))
    assert counting.gap("T3-4", street) == "4 项资源 12 个月里没有用过，可以在需求里对接。"
    used(pool[0], street, day("07-01"))
    # A quarter of them, half of what is asked.
    assert state_of("T3-4", street, "12-31") == ("ok", "1.0000")
    used(pool[1], street, day("07-01"))
    assert state_of("T3-4", street, "12-31") == ("ok", "2.0000")
    assert counting.rows("T3-4", street) == [False, False, True, True]


def test_used_is_accepted_whatever_came_of_it(street: Unit) -> None:
    ends = {"closed_on": day("08-01"), "reason": "other"}
    for state, days in {
        "offered": {},
        "rejected": {"closed_on": day("07-01"), "reason": "other"},
        "accepted": {},
        "done": {"closed_on": day("08-01")},
        "failed": ends,
        "revoked": ends,
    }.items():
        used(make.ResourceFactory(unit=street), street, day("07-01"), state, **days)
    assert found("T3-4", street, "12-31") == (4, 6)
    # One more use of the same resource changes nothing.
    used(Resource.objects.get(referrals__state="done"), street, day("07-02"))
    assert found("T3-4", street, "12-31") == (4, 6)


def test_a_use_is_too_old_after_twelve_months(street: Unit) -> None:
    resource = make.ResourceFactory(unit=street, starts_on=None)
    used(resource, street, date(2023, 7, 10))
    assert found("T3-4", street, "07-09") == (1, 1)
    assert found("T3-4", street, "07-10") == (0, 1)
    used(resource, street, day("09-02"))
    assert found("T3-4", street, "09-01") == (0, 1)
    assert found("T3-4", street, "09-02") == (1, 1)


def test_the_pool_is_the_streets_own_of_the_day(street: Unit) -> None:
    make.ResourceFactory(unit=street, ends_on=day("06-30"))
    make.ResourceFactory(unit=street, starts_on=day("08-01"))
    make.ResourceFactory(unit=street, stopped_on=day("05-01"), stop_reason="ended")
    make.ResourceFactory(unit=a_street())
    shared = make.ResourceFactory(unit=street.parent)
    used(shared, street, day("06-03"))
    assert found("T3-4", street, "06-30") == (0, 1)
    assert Counting.on(day("07-31")).reading("T3-4", street) is None
    assert found("T3-4", street, "08-01") == (0, 1)


@pytest.mark.parametrize(
    ("on", "before"),
    [
        ("2024-09-20", "2023-09-20"),
        ("2024-02-29", "2023-02-28"),
        ("2024-01-31", "2023-01-31"),
        ("2024-12-31", "2023-12-31"),
    ],
)
def test_twelve_months_before(on: str, before: str) -> None:
    assert months_before(date.fromisoformat(on), 12) == date.fromisoformat(before)


def test_other_numbers_of_months() -> None:
    assert months_before(date(2024, 3, 31), 1) == date(2024, 2, 29)
    assert months_before(date(2024, 1, 15), 1) == date(2023, 12, 15)
    assert months_before(date(2024, 1, 15), 13) == date(2022, 12, 15)
