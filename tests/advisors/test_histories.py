"""For random histories the measures in SQL equal a slow, obvious reading, day by day."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from advisors.staffing.forecast import forecast
from advisors.staffing.loading import team_of
from advisors.staffing.team import Team
from core.actor import Actor
from core.measures import Question, Reading, read_all
from core.permissions import Role
from orgs.models import Unit
from tests.advisors.histories import (
    ONE_DAY,
    SLOWLY,
    STREETS,
    History,
    community_code,
    coverage,
    histories,
    ratio,
    recorded,
    scored,
    served,
)
from tests.assessment.counting import Counting

pytestmark = pytest.mark.django_db

DISTRICT = Actor(1, "reviewer", "某人", Role.DISTRICT_REVIEWER, "310107", "普陀区")
quick = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def question(history: History, day: date) -> Question:
    return Counting.on(day, **history.settings).question


@quick
@given(histories())
def test_measures_equal_the_slow_reading_on_every_day_of_change(history: History) -> None:
    with recorded(history):
        for day in history.days():
            asked = question(history, day)
            found = read_all(asked, SLOWLY)
            for key, read_slowly in SLOWLY.items():
                for number, street in enumerate(STREETS):
                    have, need = read_slowly(history, number, day, dict(asked.settings))
                    reading = found.get((key, street), Reading(0, 0))  # type: ignore[arg-type]
                    told = (int(reading.numerator), int(reading.denominator or 0))
                    assert told == (have, need), f"{key} of {street} on {day}"


@quick
@given(histories())
def test_the_forecast_tells_each_day_on_which_it_gets_worse_and_no_other(
    history: History,
) -> None:
    day, until = date(2024, 3, 1), date(2025, 3, 1)
    asked = question(history, day)
    with recorded(history):
        streets = list(Unit.objects.streets().filter(pk__in=STREETS).order_by("pk"))
        team = team_of(DISTRICT, streets, asked, until)
    chosen = dict(asked.settings)
    told = {
        (one.day, one.street): (
            (one.after.have, one.after.need) if one.is_short else None,
            [place.code for place in one.uncovered],
        )
        for one in forecast(team, day, until)
    }
    expected = {}
    for on in history.days():
        if not day < on <= until:
            continue
        for number, street in enumerate(STREETS):
            agrees(team, history, number, on, chosen)
            worse = worsening(history, number, on, chosen)
            if worse != (None, []):
                expected[on, street] = worse
    assert told == expected


def agrees(team: Team, history: History, number: int, day: date, chosen: dict[str, Any]) -> None:
    """The team as it was loaded knows each later day as the records do."""
    staffing = team.staffing(STREETS[number], day)
    assert (staffing.have, staffing.need) == ratio(history, number, day, chosen), day
    wanted = team.scored(STREETS[number], day)
    lacking = team.uncovered(STREETS[number], day)
    covered = (len(wanted) - len(lacking), len(wanted))
    assert covered == coverage(history, number, day, chosen), day


def worsening(
    history: History, number: int, day: date, chosen: dict[str, Any]
) -> tuple[tuple[int, int] | None, list[str]]:
    """The ratio of a day that lacks more than the day before; who newly has nobody."""
    eve = day - ONE_DAY
    before, after = ratio(history, number, eve, chosen), ratio(history, number, day, chosen)
    lacked, lacks = (max(need - have, 0) for have, need in (before, after))
    had, has = (served(history, number, on, chosen) for on in (eve, day))
    existed = scored(history, number, eve, chosen)
    lost = [
        community_code(number, place)
        for place in scored(history, number, day, chosen)
        if place not in has and (place in had or place not in existed)
    ]
    return (after if lacks > lacked else None), lost
