"""Lengths of trainings in minutes; class hours of 45, nothing rounded up."""

from datetime import time, timedelta

import pytest

from ledgers.durations import read_duration
from ledgers.problems import Rejected


@pytest.mark.parametrize(
    ("written", "minutes"),
    [
        ("2课时", 90),
        ("2学时", 90),
        ("2个课时", 90),
        ("两课时", 90),
        ("2.5h", 150),
        ("2.5小时", 150),
        ("2个半小时", 150),
        ("2小时半", 150),
        ("一个半小时", 90),
        ("半小时", 30),
        ("2小时30分", 150),
        ("2小时30分钟", 150),
        ("90分钟", 90),
        ("90min", 90),
        ("９０分钟", 90),
        ("9:00-11:30", 150),
        ("9：00—11：30", 150),
        ("09:00~11:30", 150),
        ("9点-11点半", 150),
        ("上午9:00至11:30", 150),
        ("下午1:30-4:00", 150),
        ("3.33课时", 149),
        (time(2, 30), 150),
        (timedelta(hours=2), 120),
    ],
)
def test_a_duration_with_its_unit(written: object, minutes: int) -> None:
    reading = read_duration(written)

    assert (reading.value, reading.warnings) == (minutes, ())


@pytest.mark.parametrize(
    ("header", "minutes"),
    [
        ("课时", 135),
        ("学时", 135),
        ("时长（小时）", 180),
        ("课时（分钟）", 3),
        ("培训课时（小时）", 180),
    ],
)
@pytest.mark.parametrize("written", [3, "3", "3.0"])
def test_a_bare_number_counts_in_the_headers_unit(
    header: str, minutes: int, written: object
) -> None:
    assert read_duration(written, header=header).value == minutes


def test_a_bare_number_without_a_unit_is_asked_about() -> None:
    with pytest.raises(Rejected) as rejected:
        read_duration(3, header="时长")
    assert rejected.value.problem.code == "duration_unparsable"
    assert "单位" in rejected.value.problem.message


@pytest.mark.parametrize(
    ("written", "minutes"),
    [("半天", 180), ("上午", 180), ("一天", 360), ("1天", 360), ("全天", 360)],
)
def test_days_are_class_hours_and_flagged(written: str, minutes: int) -> None:
    reading = read_duration(written)

    assert reading.value == minutes
    assert [note.code for note in reading.warnings] == ["half_day_assumed"]


def test_a_class_hour_may_be_set_to_another_length() -> None:
    assert read_duration("2课时", class_hour=40).value == 80
    assert read_duration("半天", class_hour=40).value == 160


@pytest.mark.parametrize("written", ["若干", "很久", "2", "2次", "", "上午9点"])
def test_what_is_no_duration_is_rejected(written: str) -> None:
    with pytest.raises(Rejected) as rejected:
        read_duration(written)
    assert rejected.value.problem.code == "duration_unparsable"


@pytest.mark.parametrize("written", ["480分钟", "8小时"])
def test_eight_hours_a_day_are_the_most(written: str) -> None:
    assert read_duration(written).value == 480


@pytest.mark.parametrize("written", ["481分钟", "8.1小时", "两天", "0分钟", "11:30-11:30"])
def test_more_than_eight_hours_or_none_is_rejected(written: str) -> None:
    with pytest.raises(Rejected) as rejected:
        read_duration(written)
    assert rejected.value.problem.code == "number_invalid"


def test_two_days_may_take_twice_as_long() -> None:
    assert read_duration("两天", days=2).value == 720
    assert read_duration("960分钟", days=2).value == 960
