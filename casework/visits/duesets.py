"""The same as `due.with_due` for very many households at once, counted and not listed.

`with_due` asks four things of each household by itself, which is right for a page of fifty. The
desk counts twenty thousand: here the visits of the quarter are grouped once and joined. Both
have to come to the same (tests/casework/visits/test_duesets.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, QuerySet
from django.db.models.expressions import RawSQL

from casework.models import Care, HouseholdTier, Visit
from casework.periods import quarter_of
from casework.visits.due import NEAR

_SQL = """
WITH household AS ({households}),
tier AS ({tiers}),
visited AS ({visited}),
care AS ({cares}),
counted AS (
  SELECT household.id AS household_id,
         household.community_id,
         care.advisor_id,
         coalesce(visited.done, 0)::integer AS done,
         coalesce(tier.visits_per_quarter, %(usual)s) AS asked,
         latest.next_visit_on AS planned_on
  FROM household
  LEFT JOIN tier ON tier.household_id = household.id
  LEFT JOIN visited ON visited.household_id = household.id
  LEFT JOIN LATERAL ({latest}) latest ON true
  LEFT JOIN care ON care.household_id = household.id
),
due AS (
  SELECT household_id, community_id, advisor_id, done, asked,
         least(planned_on, CASE
           WHEN done < asked THEN %(first)s + (((done + 1) * %(days)s + asked - 1) / asked - 1)
           ELSE %(next_first)s + ((%(next_days)s + asked - 1) / asked - 1)
         END) AS due_on
  FROM counted
)
"""
_COUNTED = """
SELECT community_id, advisor_id,
       count(*),
       count(*) FILTER (WHERE done = 0),
       count(*) FILTER (WHERE done >= asked),
       count(*) FILTER (WHERE due_on < %(day)s),
       count(*) FILTER (WHERE due_on BETWEEN %(day)s AND %(near)s)
FROM due
GROUP BY community_id, advisor_id
"""
_KEYS = {
    "late": "SELECT household_id FROM due WHERE due_on < %(day)s",
    "near": "SELECT household_id FROM due WHERE due_on BETWEEN %(day)s AND %(near)s",
}


@dataclass(frozen=True)
class DueCounts:
    """Households of a community for which one advisor answers (None: nobody does).

    `unvisited` have no visit in the quarter, `enough` as many as their tier asks; `late` are
    past their due day, `near` due within seven days.
    """

    community: str
    advisor: Any
    households: int
    unvisited: int
    enough: int
    late: int
    near: int


def due_counts(households: QuerySet[Any], day: date, usual: int) -> Iterator[DueCounts]:
    """Households counted by community and advisor, in one query; `usual` as in `with_due`."""
    for row in _rows(_COUNTED, households, day, usual):
        yield DueCounts(*row)


def due_keys(households: QuerySet[Any], which: str, day: date, usual: int) -> list[UUID]:
    """The keys of those past their due day (`late`), or due within seven days (`near`)."""
    return [key for (key,) in _rows(_KEYS[which], households, day, usual)]


def _rows(asked: str, households: QuerySet[Any], day: date, usual: int) -> list[tuple[Any, ...]]:
    quarter = quarter_of(day)
    made = Visit.objects.standing().filter(visited_on__lte=day)
    own = RawSQL("household.id", [])
    parts = {
        "households": households.order_by().values("id", "community_id"),
        "tiers": HouseholdTier.objects.running_on(day)
        .order_by()
        .values("household_id", "visits_per_quarter"),
        "visited": made.counting()
        .filter(
            visited_on__gte=quarter.first, household_id__in=RawSQL("SELECT id FROM household", [])
        )
        .order_by()
        .values("household_id")
        .annotate(done=Count("pk")),
        # One step into the index for each household: sorting all visits there are takes longer.
        "latest": made.filter(household_id=own)
        .order_by("-visited_on", "-recorded_at")
        .values("next_visit_on")[:1],
        "cares": Care.objects.running_on(day)
        .leads()
        .order_by()
        .values("household_id", "advisor_id"),
    }
    sql, params = _compiled(parts)
    params |= {
        "usual": usual,
        "first": quarter.first,
        "days": quarter.days,
        "next_first": quarter.after.first,
        "next_days": quarter.after.days,
        "day": day,
        "near": day + NEAR,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql + asked, params)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _compiled(parts: dict[str, QuerySet[Any]]) -> tuple[str, dict[str, Any]]:
    """The statement with its parts in place; their parameters by name."""
    texts: dict[str, str] = {}
    params: dict[str, Any] = {}
    for name, rows in parts.items():
        text, values = rows.query.sql_with_params()
        named = [f"{name}_{number}" for number in range(len(values))]
        texts[name] = text % tuple(f"%({one})s" for one in named)
        params |= dict(zip(named, values, strict=True))
    return _SQL.format(**texts), params
