"""T3-1 by hand, and against a slow reading need by need. Thirty days from 1 July end on the 31st."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.models import Need, Referral
from core.measures import read_all
from orgs.models import Unit
from tests import factories as make
from tests.assessment.counting import BOOK, Counting
from tests.casework.indicators.scenes import a_street, day, found, listed, places, state_of

pytestmark = pytest.mark.django_db
ENDS = {
    "accepted": {},
    "done": {"closed_on"},
    "failed": {"closed_on", "reason"},
    "revoked": {"closed_on", "reason"},
    "rejected": {"closed_on", "reason"},
}


@pytest.fixture
def street() -> Unit:
    return a_street()


def need(street: Unit, on: str | date = "07-01", **fields: Any) -> Need:
    on = day(on) if isinstance(on, str) else on
    one: Need = make.NeedFactory(
        household=listed(places(street)[0], "2023-01-01"), registered_on=on, **fields
    )
    return one


def settled(one: Need, how: str, on: date) -> None:
    one.settlement, one.settled_on = how, on
    one.own_service = "visiting" if how == "own_service" else ""
    one.save()


def referred(one: Need, state: str, answered: date | None, closed: date | None = None) -> Referral:
    days: dict[str, Any] = {"answered_on": answered, "closed_on": closed}
    if "reason" in ENDS.get(state, {}):
        days["reason"] = "other"
    referral: Referral = make.ReferralFactory(
        need=one,
        offered_on=one.registered_on,
        consent_on=one.registered_on,
        state=state,
        **days,
    )
    return referral


def test_without_needs_there_is_nothing_to_count(street: Unit) -> None:
    assert found("T3-1", street, "09-30") == (0, 0)
    assert state_of("T3-1", street, "09-30") == ("no_data", "0.0000")


def test_nothing_met_is_nothing_earned(street: Unit) -> None:
    need(street)
    referred(need(street), "offered", None)
    assert found("T3-1", street, "07-30") == (0, 0)
    assert found("T3-1", street, "07-31") == (0, 2)
    assert state_of("T3-1", street, "09-30") == ("ok", "0.0000")
    assert Counting.on(day("09-30")).gap("T3-1", street) == "2 件需求已满 30 天，还没有着落。"


def test_each_way_of_meeting_a_need_counts(street: Unit) -> None:
    for state in ("accepted", "done"):
        closed = day("07-20") if state == "done" else None
        referred(need(street), state, day("07-10"), closed)
    for how in ("application", "own_service"):
        settled(need(street), how, day("07-31"))
    assert found("T3-1", street, "07-31") == (4, 4)
    assert state_of("T3-1", street, "09-30") == ("ok", "3.0000")
    assert Counting.on(day("09-30")).gap("T3-1", street) == ""


def test_partial_credit(street: Unit) -> None:
    for n in range(10):
        one = need(street)
        if n < 7:
            referred(one, "accepted", day("07-08"))
    # 0.7: (0.7 − 0.5) ÷ 0.4 × 3.
    assert state_of("T3-1", street, "09-30") == ("ok", "1.5000")
    assert Counting.on(day("09-30")).rows("T3-1", street) == [False] * 3 + [True] * 7


def test_met_too_late(street: Unit) -> None:
    referred(need(street), "accepted", day("08-01"))
    settled(need(street), "own_service", day("08-01"))
    assert found("T3-1", street, "09-30") == (0, 2)
    counting = Counting.on(day("09-30"))
    assert counting.gap("T3-1", street) == "2 件对接或了结时已超过期限。"
    # As of the day before, nothing had met them.
    assert Counting.on(day("07-31")).gap("T3-1", street) == "2 件需求已满 30 天，还没有着落。"


def test_a_need_met_early_is_due_at_once(street: Unit) -> None:
    referred(need(street), "accepted", day("07-10"))
    assert found("T3-1", street, "07-09") == (0, 0)
    assert found("T3-1", street, "07-10") == (1, 1)


def test_what_falls_through_meets_nothing_from_then_on(street: Unit) -> None:
    one = need(street)
    referred(one, "failed", day("07-10"), day("08-10"))
    referred(need(street), "revoked", day("07-10"), day("08-10"))
    referred(need(street), "rejected", day("07-10"), day("07-10"))
    assert found("T3-1", street, "08-09") == (2, 3)
    assert found("T3-1", street, "08-10") == (0, 3)
    # Another one within the thirty days stands for it.
    referred(one, "done", day("07-31"), day("08-20"))
    assert found("T3-1", street, "08-10") == (1, 3)


def test_a_refusal_leaves_the_figure_and_a_mistake_was_never_in_it(street: Unit) -> None:
    settled(need(street), "refused", day("08-20"))
    settled(need(street), "mistaken", day("08-20"))
    assert found("T3-1", street, "08-19") == (0, 1)
    assert found("T3-1", street, "08-20") == (0, 0)


def test_a_need_belongs_to_the_year_of_its_limit(street: Unit) -> None:
    # Thirty days from 1 December 2023 end on the 31st.
    need(street, date(2023, 12, 1))
    assert found("T3-1", street, "09-30") == (0, 0)
    need(street, date(2023, 12, 2))
    assert found("T3-1", street, "09-30") == (0, 1)
    need(street, "12-01")
    settled(need(street, "12-02"), "application", day("12-05"))
    assert found("T3-1", street, "12-31") == (0, 2)


def test_needs_of_another_street_are_its_own(street: Unit) -> None:
    other = a_street()
    need(other)
    assert found("T3-1", street, "09-30") == (0, 0)
    assert found("T3-1", other, "09-30") == (0, 1)


DAYS = st.dates(date(2023, 11, 15), date(2024, 12, 31))


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    needs=st.lists(
        st.tuples(
            DAYS,
            st.sampled_from(["", "application", "own_service", "refused", "mistaken"]),
            st.integers(0, 60),
            st.sampled_from(["", "offered", "accepted", "done", "failed", "rejected", "revoked"]),
            st.integers(0, 60),
            st.integers(0, 60),
        ),
        max_size=6,
    ),
    as_of=st.dates(date(2024, 1, 1), date(2024, 12, 31)),
    limit=st.sampled_from([10, 30]),
)
def test_the_query_equals_a_slow_reading_need_by_need(
    street: Unit, needs: list[tuple[Any, ...]], as_of: date, limit: int
) -> None:
    question = replace(BOOK.question(as_of), params={"T3-1": {"limit_days": limit}})
    with transaction.atomic():
        expected = []
        for one in needs:
            expected.append(_slowly(*one, as_of, limit))
            _write(street, *one)
        reading = read_all(question, ["T3-1"])["T3-1", street.code]
        transaction.set_rollback(True)
    due = [one for one in expected if one is not None]
    assert (reading.numerator, reading.denominator) == (due.count(True), len(due))


def _write(street: Unit, on: date, how: str, after: int, state: str, told: int, ends: int) -> None:
    one = need(street, on)
    if how:
        settled(one, how, on + timedelta(after))
    if state:
        answered = None if state == "offered" else on + timedelta(told)
        is_over = state not in ("offered", "accepted")
        referred(one, state, answered, on + timedelta(told + ends) if is_over else None)


def _slowly(
    on: date, how: str, after: int, state: str, told: int, ends: int, as_of: date, limit: int
) -> bool | None:
    """Whether it was met in time; None where it is not due."""
    last, settled_on = on + timedelta(limit), on + timedelta(after)
    answered, closed = on + timedelta(told), on + timedelta(told + ends)
    if how == "mistaken" or (how == "refused" and settled_on <= as_of):
        return None
    is_met = how in ("application", "own_service") and settled_on <= min(last, as_of)
    stands = state in ("accepted", "done") or (state in ("failed", "revoked") and closed > as_of)
    is_met = is_met or (stands and answered <= min(last, as_of))
    if last.year != 2024 or not (is_met or last <= as_of):
        return None
    return is_met
