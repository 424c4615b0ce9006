"""Two workdays to acknowledge (T5-2), over weekends, holidays and shifted days."""

from datetime import date

import pytest

from casework.handovers.limits import is_over, last_day, limit_of
from casework.models import Handover
from tests import factories as make


@pytest.mark.parametrize(
    ("sent_on", "due"),
    [
        ("2024-09-18", "2024-09-20"),
        # The Saturday before the Mid-autumn holidays was a workday.
        ("2024-09-13", "2024-09-18"),
        ("2024-09-12", "2024-09-14"),
        # The Sunday after these was one, too.
        ("2024-09-29", "2024-10-08"),
    ],
)
def test_the_last_day_to_acknowledge(sent_on: str, due: str) -> None:
    assert last_day(date.fromisoformat(sent_on), 2) == date.fromisoformat(due)


def _handover(**changes: object) -> Handover:
    return Handover(sent_on=date(2024, 9, 12), state="sent", **changes)


@pytest.mark.parametrize(
    ("day", "state", "words"),
    [
        (12, "not_due", "还有2个工作日"),
        (13, "due_soon", "还有1个工作日"),
        (14, "due_soon", "今天到期"),
        (15, "overdue", "刚过期"),
        (18, "overdue", "迟1个工作日"),
        (20, "overdue", "迟3个工作日"),
    ],
)
def test_where_a_waiting_one_stands(day: int, state: str, words: str) -> None:
    limit = limit_of(_handover(), 2, date(2024, 9, day))
    assert (limit.state, limit.words) == (state, words)


@pytest.mark.parametrize(
    ("acknowledged_on", "words"),
    [(12, "按期"), (14, "按期"), (15, "过期确认"), (18, "迟1个工作日确认")],
)
def test_where_an_acknowledged_one_stands(acknowledged_on: int, words: str) -> None:
    one = _handover(acknowledged_on=date(2024, 9, acknowledged_on))
    one.state = "acknowledged"
    assert limit_of(one, 2, date(2024, 9, 20)).words == words
    # Seen from a day before, it waited.
    assert limit_of(one, 2, date(2024, 9, 11)).state == "not_due"


@pytest.mark.django_db
def test_the_database_counts_as_the_page_does() -> None:
    rows = [make.HandoverFactory(sent_on=date(2024, 9, day)) for day in range(1, 21)]
    for day in (date(2024, 9, 14), date(2024, 9, 15), date(2024, 9, 20)):
        over = set(Handover.objects.filter(is_over(day, 2)).values_list("pk", flat=True))
        assert over == {one.pk for one in rows if last_day(one.sent_on, 2) < day}
