"""Class hours: 45 minutes each, never rounded up."""

from decimal import Decimal

import pytest

from training.hours import Hours, class_hours


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
