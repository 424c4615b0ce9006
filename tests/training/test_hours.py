"""Class hours: 45 minutes each, never rounded up."""

from datetime import date
from decimal import Decimal

import pytest

from tests.assessment.counting import Counting
from tests.ledgers.scenes import ROSTER, TRAINING, entered, load_putuo, sample
from tests.training.byhand import BY_HAND, IN_CLASS_HOURS
from training.hours.reckoning import Hours, class_hours
from training.hours.selectors import hours
from training.indicators.hours import with_any_training, with_enough_hours


@pytest.mark.parametrize(
    ("minutes", "hours"),
    [(0, "0.0"), (45, "1.0"), (150, "3.3"), (499, "11.0"), (539, "11.9"), (540, "12.0")],
)
def test_nothing_is_rounded_up(minutes: int, hours: str) -> None:
    assert class_hours(minutes, 45) == Decimal(hours)


@pytest.mark.parametrize(
    ("minutes", "done", "owed", "word"),
    [
        (0, "0.0", "12.0", "未参训"),
        (539, "11.9", "0.1", "不足"),
        (540, "12.0", "0.0", "已达标"),
        (600, "13.3", "0.0", "已达标"),
    ],
)
def test_done_and_owed_add_up(minutes: int, done: str, owed: str, word: str) -> None:
    hours = Hours(minutes, 540, 45)
    assert (hours.done, hours.owed, hours.word) == (Decimal(done), Decimal(owed), word)
    assert hours.is_enough == (minutes >= 540)


@pytest.mark.django_db
def test_the_hours_of_ten_advisors_equal_hand_arithmetic() -> None:
    by = load_putuo()
    entered(sample(ROSTER), by)
    entered(sample(TRAINING), by)
    for when, day in enumerate((date(2024, 9, 20), date(2024, 12, 31))):
        question = Counting.on(day).question
        rows = with_enough_hours(question).filter(street__core_name="宜川路", name__in=BY_HAND)
        minutes = {name: sum(parts[: when + 1]) for name, parts in BY_HAND.items()}
        assert {row.name: row.minutes for row in rows} == minutes
        told = {row.name: str(hours(row, question).done) for row in rows}
        assert told == {name: words[when] for name, words in IN_CLASS_HOURS.items()}
        enough = {name for name, total in minutes.items() if total >= 540}
        assert {row.name for row in rows if row.counted} == enough
        trained = with_any_training(question).filter(pk__in=[row.pk for row in rows])
        assert {row.name: row.minutes for row in trained if row.counted} == minutes
