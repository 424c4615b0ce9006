"""Reads how long a training took, as ledgers write it."""

import re
from datetime import time, timedelta
from decimal import Decimal

from ledgers.cells import clean, display
from ledgers.dates import TIDY
from ledgers.problems import Problem, Reading, Rejected, warning
from ledgers.workbook import CellValue

MINUTES_A_DAY = 480
CLASS_HOURS_A_DAY = 8

_AMOUNT = r"(?P<amount>\d{1,5}(?:\.\d{1,5})?|[一二两三四五六七八九十半])"
_CLASS_HOURS = re.compile(rf"{_AMOUNT}个?(?:课时|学时)")
_HOURS = re.compile(
    rf"{_AMOUNT}(?P<half>个半)?个?(?:小时|h|H|hr|hour|hours|钟头)(?P<minutes>\d{{1,3}})?(?:分钟?|min)?"
    r"(?P<half2>半)?"
)
_MINUTES = re.compile(rf"{_AMOUNT}(?:分钟|分|min|mins|minutes)")
_DAYS = re.compile(
    r"(?P<amount>\d{1,5}(?:\.\d{1,5})?|[一二两三四五半]|全)(?:个?工作)?[天日](?P<half>半)?"
)
_HALF_DAY = re.compile(r"上午|下午|半天|半日")
_CLOCKS = re.compile(
    r"(?:上午|下午)?(\d{1,2})[:：点](\d{2}|半)?分?[-~～至到]+(?:上午|下午)?(\d{1,2})[:：点](\d{2}|半)?分?"
)
_BARE = re.compile(r"\d{1,5}(?:\.\d{1,5})?")
_COUNTS = {word: Decimal(at) for at, word in enumerate("零一二三四五六七八九十")}
_COUNTS |= {"两": Decimal(2), "半": Decimal("0.5"), "全": Decimal(1)}


def read_duration(
    value: CellValue, *, header: str = "", class_hour: int = 45, days: int = 1
) -> Reading:
    """Whole minutes of a training of so many `days`; never rounded up.

    A bare number counts in the header's unit (课时, 小时 or 分钟). Half and whole days are
    counted in class hours of `class_hour` minutes, with the warning `half_day_assumed`.
    Raises Rejected: duration_unparsable, or number_invalid past eight hours a day.
    """
    minutes, notes = _minutes_of(value, header, class_hour)
    whole = int(minutes)
    if not 0 < whole <= MINUTES_A_DAY * days:
        raise Rejected(
            "number_invalid",
            f"时长{whole}分钟不对：应大于0，每天最多{MINUTES_A_DAY}分钟。",
        )
    return Reading(whole, notes)


def _minutes_of(
    value: CellValue, header: str, class_hour: int
) -> tuple[Decimal, tuple[Problem, ...]]:
    if isinstance(value, time):
        return Decimal(value.hour * 60 + value.minute), ()
    if isinstance(value, timedelta):
        return Decimal(int(value.total_seconds()) // 60), ()
    text = re.sub(r"\s+", "", clean(value).translate(TIDY))
    if _BARE.fullmatch(text):
        return Decimal(text) * _unit_of(header, class_hour), ()
    if found := _CLASS_HOURS.fullmatch(text):
        return _count(found["amount"]) * class_hour, ()
    if found := _HOURS.fullmatch(text):
        half = bool(found["half"] or found["half2"])
        hours = _count(found["amount"]) + (Decimal("0.5") if half else 0)
        return hours * 60 + int(found["minutes"] or 0), ()
    if found := _MINUTES.fullmatch(text):
        return _count(found["amount"]), ()
    if found := _CLOCKS.fullmatch(text):
        return Decimal(_between(*found.groups())), ()
    if _HALF_DAY.fullmatch(text):
        return _days(Decimal("0.5"), class_hour)
    if found := _DAYS.fullmatch(text):
        return _days(_count(found["amount"]) + (Decimal("0.5") if found["half"] else 0), class_hour)
    raise Rejected(
        "duration_unparsable",
        f"认不出时长“{display(value)}”，请写成2课时、90分钟 或9:00-11:30的样子。",
    )


def _unit_of(header: str, class_hour: int) -> int:
    """Minutes in the unit a header names; a bare number without one is asked about."""
    in_brackets = re.search(r"[（(](.+?)[）)]", header)
    for words in (in_brackets[1] if in_brackets else "", header):
        for unit, minutes in (
            ("课时", class_hour),
            ("学时", class_hour),
            ("小时", 60),
            ("分钟", 1),
        ):
            if unit in words:
                return minutes
    raise Rejected("duration_unparsable", "只写了数字，没有单位。请写明是课时、小时还是分钟。")


def _count(word: str) -> Decimal:
    return _COUNTS[word] if word in _COUNTS else Decimal(word)


def _days(days: Decimal, class_hour: int) -> tuple[Decimal, tuple[Problem, ...]]:
    minutes = days * CLASS_HOURS_A_DAY * class_hour
    hours = (days * CLASS_HOURS_A_DAY).normalize()
    note = warning(
        "half_day_assumed", f"按{hours:f}课时（{minutes.normalize():f}分钟）记，请核对。"
    )
    return minutes, (note,)


def _between(hour: str, minute: str, end_hour: str, end_minute: str) -> int:
    first = int(hour) * 60 + _clock_minute(minute)
    last = int(end_hour) * 60 + _clock_minute(end_minute)
    # 下午1:30-4:00 and 9:00-下午4:00 leave the afternoon to be understood.
    if last <= first and int(end_hour) < 12:
        last += 12 * 60
    return last - first


def _clock_minute(text: str | None) -> int:
    return 30 if text == "半" else int(text or 0)
