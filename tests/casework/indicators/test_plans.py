"""T5-4 by hand."""

from datetime import date
from typing import Any

import pytest

from casework.models import SupportPlan
from orgs.models import Unit
from tests import factories as make
from tests.assessment.counting import Counting
from tests.casework.indicators.scenes import a_street, day, found, listed, places, state_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Unit:
    return a_street()


def plan(
    street: Unit, *kinds: str, closed_on: date | None = date(2024, 7, 1), **fields: Any
) -> SupportPlan:
    """A plan with a step of each kind, closed."""
    state: dict[str, Any] = {"state": "open"}
    if closed_on:
        state = {"state": "closed", "closed_on": closed_on, "result": "achieved"}
    one: SupportPlan = make.SupportPlanFactory(
        household=listed(places(street)[0]),
        opened_on=date(2023, 11, 1),
        **{**state, **fields},
    )
    for kind in kinds:
        make.PlanStepFactory(plan=one, provider_kind=kind)
    return one


def test_without_closed_cases_the_clause_does_not_apply(street: Unit) -> None:
    plan(street, "charity", "volunteer", closed_on=None)
    plan(street, "charity", "volunteer", closed_on=None, state="cancelled")
    assert found("T5-4", street, "12-31") == (0, 0)
    assert state_of("T5-4", street, "12-31") == ("not_applicable", "0.0000")


def test_closed_alone_is_closed_without_points(street: Unit) -> None:
    plan(street)
    plan(street, "charity", "charity")
    plan(street, "charity", "")
    assert found("T5-4", street, "12-31") == (0, 3)
    assert state_of("T5-4", street, "12-31") == ("ok", "0.0000")
    assert Counting.on(day("12-31")).gap("T5-4", street) == "3 件结案时参与的主体不足 2 类。"


def test_two_kinds_together_count(street: Unit) -> None:
    plan(street, "charity", "volunteer", "")
    for _ in range(9):
        plan(street)
    # A tenth of the cases, a third of what is asked.
    assert state_of("T5-4", street, "12-31") == ("ok", "0.3333")
    assert Counting.on(day("12-31")).rows("T5-4", street) == [False] * 9 + [True]
    for _ in range(4):
        plan(street, "department", "enterprise", "charity")
    assert found("T5-4", street, "12-31") == (5, 14)
    assert state_of("T5-4", street, "12-31") == ("ok", "1.0000")


def test_a_dropped_step_brings_nobody_in(street: Unit) -> None:
    one = plan(street, "charity", "volunteer")
    assert found("T5-4", street, "12-31") == (1, 1)
    one.steps.filter(provider_kind="volunteer").update(dropped_on=day("06-01"))
    assert found("T5-4", street, "12-31") == (0, 1)


def test_the_cycle_to_date(street: Unit) -> None:
    plan(street, "charity", "volunteer", closed_on=date(2023, 12, 31))
    plan(street, "charity", "volunteer", closed_on=date(2024, 1, 1))
    plan(street, "charity", closed_on=date(2024, 9, 21))
    plan(a_street(), "charity", closed_on=date(2024, 9, 1))
    assert found("T5-4", street, "09-20") == (1, 1)
    assert found("T5-4", street, "09-21") == (1, 2)
