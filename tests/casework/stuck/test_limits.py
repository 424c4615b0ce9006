"""Limits of unresolved matters: five workdays, or an approved extension (T5-3)."""

from datetime import date, timedelta

import pytest

from casework.models import StuckCase
from casework.stuck.limits import last_day, limit_in, limit_of, over_and_near
from core.measures import Question
from tests import factories as make
from tests.casework.stuck.telling import old_case
from tests.cast import DAY, Cast


@pytest.mark.parametrize(
    ("received_on", "due"),
    [
        (date(2024, 9, 2), date(2024, 9, 9)),
        (date(2024, 9, 10), date(2024, 9, 18)),  # a Saturday worked, three days of rest
        (date(2024, 9, 29), date(2024, 10, 11)),  # over the National Day
        (date(2024, 2, 9), date(2024, 2, 22)),  # over the Spring Festival, a Sunday worked
    ],
)
def test_limits_by_hand(received_on: date, due: date) -> None:
    assert last_day(StuckCase(received_on=received_on), 5) == due


@pytest.mark.parametrize(
    ("facts", "state", "words"),
    [
        ({}, "overdue", "迟8个工作日"),
        ({"received_on": DAY}, "not_due", "还有5个工作日"),
        ({"received_on": date(2024, 9, 13)}, "due_soon", "还有1个工作日"),
        ({"received_on": date(2024, 9, 12)}, "due_soon", "今天到期"),
        ({"state": "closed", "closed_on": date(2024, 9, 9)}, "on_time", "按期"),
        ({"state": "closed", "closed_on": date(2024, 9, 11)}, "done_late", "迟2个工作日办结"),
        ({"state": "closed", "closed_on": date(2024, 9, 21)}, "overdue", "迟8个工作日"),
        ({"state": "withdrawn"}, "not_applicable", "不用办结"),
        ({"extension": "approved", "extended_until": DAY}, "due_soon", "今天到期"),
        ({"extension": "asked", "extended_until": DAY}, "overdue", "迟8个工作日"),
        ({"extension": "refused", "extended_until": DAY}, "overdue", "迟8个工作日"),
    ],
)
def test_where_a_matter_stands(facts: dict, state: str, words: str) -> None:
    case = StuckCase(**{"received_on": date(2024, 9, 2), "state": "open", **facts})
    limit = limit_of(case, 5, DAY)
    assert (limit.state, limit.words) == (state, words)


def test_an_extension_counts_from_the_day_it_was_approved() -> None:
    case = StuckCase(
        received_on=date(2024, 9, 10),
        state="open",
        extension="approved",
        extended_until=date(2024, 10, 15),
        extension_decided_on=DAY,
    )
    assert limit_of(case, 5, DAY).day == date(2024, 10, 15)
    assert limit_of(case, 5, date(2024, 9, 19)).day == date(2024, 9, 18)
    assert last_day(case, 5) == date(2024, 10, 15)


def test_the_standard_says_how_many_workdays() -> None:
    span = (DAY, date(2024, 1, 1), date(2024, 12, 31))
    assert limit_in(Question(*span, {}, {"T5-3": {"limit_workdays": 7}})) == 7
    assert limit_in(Question(*span, {})) == 5
    assert limit_in(None) == 5


def test_the_database_agrees_with_the_words(cast: Cast) -> None:
    for n in range(25):
        old_case(cast, DAY - timedelta(days=n))
        for state, until in (("approved", 2), ("approved", -1), ("refused", 9), ("asked", 9)):
            # Approved or refused a few days ago, or the day after.
            decided = None if state == "asked" else DAY + timedelta(days=1 - n % 3)
            make.StuckCaseFactory(
                unit=cast.a.unit,
                received_on=DAY - timedelta(days=n),
                extension=state,
                extended_until=DAY + timedelta(days=until),
                extension_decided_on=decided,
            )
    over, near = over_and_near(DAY, 5)
    late = set(StuckCase.objects.filter(over).values_list("pk", flat=True))
    soon = set(StuckCase.objects.filter(near).values_list("pk", flat=True))
    states = {one.pk: limit_of(one, 5, DAY).state for one in StuckCase.objects.order_by("pk")}
    assert late == {pk for pk, state in states.items() if state == "overdue"}
    assert soon == {pk for pk, state in states.items() if state == "due_soon"}
    assert late
    assert soon
