"""T7-4 by hand."""

import pytest

from casework.models import Visit
from orgs.models import Unit
from stations.models import Station
from tests.assessment.counting import Counting
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


@pytest.fixture
def street() -> Unit:
    return a_street()


def test_a_visit_is_due_when_its_quarter_is_over(street: Unit) -> None:
    one = listed(places(street)[0])
    visited(one, "04-01", "06-30", community_cloud_ref="YC1")
    visited(one, "05-01", "07-01")
    assert found("T7-4", street, "06-29") == (0, 0)
    assert state_of("T7-4", street, "06-29") == ("no_data", "0.0000")
    assert found("T7-4", street, "06-30") == (2, 3)
    assert found("T7-4", street, "09-29") == (2, 3)
    assert found("T7-4", street, "09-30") == (2, 4)
    # 0.5 ÷ 0.9 × 1.
    counting = Counting.on(day("09-30"))
    assert counting.points("T7-4", street) == "0.5556"
    assert counting.rows("T7-4", street) == [False, False, True, True]
    assert counting.gap("T7-4", street) == "2 次走访没有社区云编号。"
    Visit.objects.update(community_cloud_ref="YC2")
    assert counting.points("T7-4", street) == "1.0000"
    assert counting.gap("T7-4", street) == ""


def test_visits_before_the_start_void_ones_and_other_streets_are_none_of_it(street: Unit) -> None:
    one = listed(places(street)[0])
    visited(one, "03-31")
    visited(one, "05-01", voided_at="2024-05-02 09:00+08:00", void_reason="重")
    visited(listed(places(a_street())[0]), "05-01")
    assert found("T7-4", street, "09-30") == (0, 0)
    # Nobody met is a visit all the same, and stands in the city's platform.
    visited(one, "05-14", "05-15", findings=["absent"])
    assert found("T7-4", street, "09-30") == (0, 2)
    Station.objects.filter(street=street).update(opened_on=day("05-15"))
    assert found("T7-4", street, "09-30") == (0, 1)
    assert Counting.on(day("09-30")).rows("T7-4", street) == [False]
