"""The desk's set-based reading of due days comes to the same as that of single households."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.models import Care, Household, HouseholdTier, Visit
from casework.periods import quarter_of
from casework.visits.due import NEAR, with_due
from casework.visits.duesets import due_counts
from orgs.models import Unit
from tests import factories as make
from tests.cast import Cast


def _one_by_one(day: date, usual: int) -> dict[tuple[str, object], tuple[int, ...]]:
    """What `with_due` says of each household, counted in Python."""
    households = with_due(Household.objects.standing().listed_on(day), day, usual)
    leads = dict(
        Care.objects.running_on(day).leads().order_by("pk").values_list("household", "advisor")
    )
    found: dict[tuple[str, object], Counter[str]] = {}
    for one in households.order_by("pk"):
        counts = found.setdefault((one.community_id, leads.get(one.pk)), Counter())
        counts["households"] += 1
        counts["unvisited"] += one.done == 0
        counts["enough"] += one.done >= one.asked
        counts["late"] += one.due_on < day
        counts["near"] += day <= one.due_on <= day + NEAR
    names = ("households", "unvisited", "enough", "late", "near")
    return {key: tuple(counts[name] for name in names) for key, counts in found.items()}


def _at_once(day: date, usual: int) -> dict[tuple[str, object], tuple[int, ...]]:
    rows = due_counts(Household.objects.standing().listed_on(day), day, usual)
    return {
        (one.community, one.advisor): (
            one.households,
            one.unvisited,
            one.enough,
            one.late,
            one.near,
        )
        for one in rows
    }


def _fill(communities: list[Unit], chance: Random, day: date) -> None:
    """Households of every kind, with visits around the quarter of a day."""
    quarter = quarter_of(day)
    advisors = [make.AdvisorFactory(street=communities[0].parent) for _ in range(2)]
    for _ in range(12):
        household = make.HouseholdFactory(
            community=chance.choice(communities), listed_on=chance.choice([date(2024, 1, 1), False])
        )
        if chance.random() < 0.5:
            asked = chance.choice([None, 1, 2, 3, 6, 13])
            ends = chance.choice([None, None, day, day - timedelta(days=1)])
            HouseholdTier.objects.create(
                household=household, tier="key", visits_per_quarter=asked,
                starts_on=date(2023, 12, 1), ends_on=ends,
            )  # fmt: skip
        if chance.random() < 0.7:
            make.CareFactory(household=household, advisor=chance.choice(advisors))
        for _ in range(chance.randrange(5)):
            visited = quarter.first + timedelta(days=chance.randrange(-60, quarter.days))
            ahead = chance.choice([None, None, 3, 20, 70, 150])
            make.VisitFactory(
                household=household, advisor=advisors[0], visited_on=visited,
                next_visit_on=ahead and visited + timedelta(days=ahead),
                findings=chance.choice([[], [], ["absent"], ["stable"]]),
            )  # fmt: skip
    void = Visit.objects.order_by("pk").first()
    if void is not None:
        Visit.objects.filter(pk=void.pk).update(voided_at="2024-09-01T00:00Z", void_reason="错")


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    seed=st.integers(0, 10**6),
    day=st.dates(date(2024, 1, 1), date(2025, 1, 31)),
    usual=st.integers(1, 3),
)
def test_counted_at_once_and_one_by_one_are_the_same(
    cast: Cast, seed: int, day: date, usual: int
) -> None:
    with transaction.atomic():
        _fill(cast.a.communities, Random(seed), day)
        assert _at_once(day, usual) == _one_by_one(day, usual)
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_nobody_on_the_list_counts_nothing() -> None:
    assert list(due_counts(Household.objects.standing(), date(2024, 9, 20), 1)) == []


@pytest.mark.parametrize(("ahead", "late", "near"), [(-1, 1, 0), (0, 0, 1), (7, 0, 1), (8, 0, 0)])
def test_what_is_due_today_is_near_and_not_late(
    cast: Cast, ahead: int, late: int, near: int
) -> None:
    day = date(2024, 9, 20)
    make.VisitFactory(
        household=cast.a.household,
        visited_on=date(2024, 9, 3),
        next_visit_on=day + timedelta(days=ahead),
    )
    own = Household.objects.filter(pk=cast.a.household.pk)
    (row,) = due_counts(own, day, 1)
    assert (row.late, row.near) == (late, near)
