"""Who writes and who reviews, and a plan that waits."""

import pytest

from core.actor import Actor
from plans.models import ConstructionPlan
from tests.cast import Cast
from tests.plans.writing import submitted


@pytest.fixture
def manager(cast: Cast) -> Actor:
    return cast.actor("a_manager")


@pytest.fixture
def reviewer(cast: Cast) -> Actor:
    return cast.actor("reviewer")


@pytest.fixture
def waiting(cast: Cast, manager: Actor) -> ConstructionPlan:
    """Street A's plan, handed in on 20 September."""
    return submitted(cast.a.unit, cast.a.communities, manager)
