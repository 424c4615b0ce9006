"""Thousands of rows cost no more queries than one, and a bearable time."""

import time
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework.books.households import HouseholdBooks
from casework.books.visits import VisitBooks
from casework.models import Household, ServiceRecord, Visit
from tests.cast import Cast

pytestmark = pytest.mark.django_db
MANY = 2_000
PATIENCE = 60


def visit_rows(cast: Cast, count: int, first: int = 0) -> list[dict[str, Any]]:
    advisor = str(cast.a.community_advisor.pk)
    return [
        {
            "street": cast.a.unit.pk,
            "community": cast.a.communities[n % 3].pk,
            "visited_on": date(2024, 1, 1) + timedelta(days=n % 200),
            "name": f"困{n // 5}难",
            "categories": ["dibao"],
            "mode": "home",
            "advisors": [advisor],
            "advisor": advisor,
            "story": "老人独居，身体尚可。",
            "needs": ["health"],
        }
        for n in range(first, first + count)
    ]


def household_rows(cast: Cast, count: int, first: int = 0) -> list[dict[str, Any]]:
    return [
        {
            "street": cast.a.unit.pk,
            "community": cast.a.communities[n % 3].pk,
            "name": f"困{n}难",
            "household_number": f"N{n}",
            "id_number": None,
            "categories": ["dibao"],
            "phone": "13911110001",
            "starts_on": date(2024, 4, 1),
            "visits_per_quarter": 3,
            "advisors": [str(cast.a.community_advisor.pk)],
            "is_listed": True,
        }
        for n in range(first, first + count)
    ]


def queries(books: Any, rows: list[dict[str, Any]], cast: Cast) -> int:
    """Of doubts, comparison and entering; batches of inserts counted once."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        books.doubts(rows)
        books.recorded(rows)
        books.enter(rows, cast.actor("a_admin"))
    return len(captured)


@pytest.mark.parametrize(
    ("books", "rows"), [(VisitBooks(), visit_rows), (HouseholdBooks(), household_rows)]
)
def test_queries_do_not_grow_with_the_rows(cast: Cast, books: Any, rows: Any) -> None:
    few = queries(books, rows(cast, 10), cast)
    assert queries(books, rows(cast, 300, first=1000), cast) == few
    # Nor where all of them are on file.
    again = rows(cast, 10)
    with CaptureQueriesContext(connection) as ten:
        held = books.recorded(again)
    assert None not in held
    with CaptureQueriesContext(connection) as three_hundred:
        books.recorded(rows(cast, 300, first=1000))
    assert len(three_hundred) == len(ten)


def test_thousands_of_visits_are_entered_in_a_bearable_time(cast: Cast) -> None:
    books, rows = VisitBooks(), visit_rows(cast, MANY)
    before = Visit.objects.count()
    begun = time.monotonic()
    assert not any(books.doubts(rows))
    assert set(books.recorded(rows)) == {None}
    books.enter(rows, cast.actor("a_admin"))
    assert time.monotonic() - begun < PATIENCE
    assert Visit.objects.count() == before + MANY
    assert ServiceRecord.objects.count() == MANY
    families = {(row["community"], row["name"]) for row in rows}
    opened = Household.objects.filter(visits__source="ledger").distinct()
    assert opened.count() == len(families)
