"""Days as offices write them, each to the day it means, with a warning where it is a guess."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgers.dates import Span, read_date
from ledgers.problems import Problem, Rejected

FIFTH = date(2024, 3, 5)
days = st.dates(date(1955, 1, 1), date(2100, 12, 31))


def read(value: object, **how: object) -> Span:
    return read_date(value, **{"ledger_year": 2024, **how})


def codes(span: Span) -> list[str]:
    return [note.code for note in span.notes]


@pytest.mark.parametrize(
    "written",
    [
        "2024.3.5",
        "2024/3/5",
        "2024-3-5",
        "20240305",
        "2024年3月5日",
        "2024.03.05.",
        "2024. 3. 5",
        " 2024. 3. 5",
        "２０２４．３．５",
        "２０２４／３／５",
        "2024年3月5号",
        "2024年3.5",
        "2024-03-05 09:00:00",
        "2024-03-05T09:00",
        "2024.3.5（周二）",
        "2024年3月5日 星期二 上午",
        "45356",
        45356,
        45356.4,
        20240305,
        FIFTH,
        datetime(2024, 3, 5, 9, 30),  # noqa: DTZ001
    ],
)
def test_a_day_in_full_is_read_without_a_warning(written: object) -> None:
    assert read(written) == Span(FIFTH)


@pytest.mark.parametrize("written", ["24.3.5", "24-3-5", "24年3月5日", "3.5", "3/5", "3月5日", 3.5])
def test_a_day_without_its_full_year_warns(written: object) -> None:
    span = read(written)

    assert (span.first, codes(span)) == (FIFTH, ["year_assumed"])


def test_two_digits_of_a_year_long_ago_are_of_the_last_century() -> None:
    assert read("65.3.5").first == date(1965, 3, 5)


@pytest.mark.parametrize(
    "written", ["2024年3月", "2024.3", "2024-03", "2024/3", "202403", 202403, 2024.3, "2024年3月份"]
)
def test_a_month_keeps_its_precision(written: object) -> None:
    assert read(written) == Span(date(2024, 3, 1), precision="month")


@pytest.mark.parametrize(
    "written", ["2024年3月上旬", "2024年3月中旬", "2024年3月底", "2024年3月初"]
)
def test_a_part_of_a_month_is_the_month(written: str) -> None:
    assert read(written) == Span(date(2024, 3, 1), precision="month")


def test_a_month_without_a_year_warns() -> None:
    span = read("3月上旬")

    assert (span.first, span.precision, codes(span)) == (
        date(2024, 3, 1),
        "month",
        ["year_assumed"],
    )


@pytest.mark.parametrize(
    ("written", "first", "other"),
    [
        (2024.1, date(2024, 1, 1), "10月"),
        (3.1, date(2024, 3, 1), "10日"),
        (3.2, date(2024, 3, 2), "20日"),
    ],
)
def test_a_number_that_may_have_lost_a_zero_is_flagged(
    written: float, first: date, other: str
) -> None:
    span = read(written)

    assert span.first == first
    assert codes(span)[-1] == "date_ambiguous"
    assert other in span.notes[-1].message


def test_the_same_as_text_has_lost_nothing() -> None:
    assert read("2024.10") == Span(date(2024, 10, 1), precision="month")
    assert read("2024.1") == Span(date(2024, 1, 1), precision="month")


@pytest.mark.parametrize(
    ("written", "message", "suggestion"),
    [
        ("2024-02-30", "2024年2月只有29天，没有30日。", "2024-02-29"),
        ("20230229", "2023年2月只有28天，没有29日。", "2023-02-28"),
        ("2024年4月31日", "2024年4月只有30天，没有31日。", "2024-04-30"),
        ("2024.3.0", "2024年3月只有31天，没有0日。", ""),
        ("2024-13-01", "没有13月，请核对。", ""),
        ("1824-03-05", "年份1824不对，请核对。", ""),
        ("2024", "只写了年份2024，请补上月和日。", ""),
    ],
)
def test_a_day_that_does_not_exist_is_told(written: str, message: str, suggestion: str) -> None:
    with pytest.raises(Rejected) as rejected:
        read(written)

    problem = rejected.value.problem
    assert (problem.code, problem.message, problem.suggestion) == (
        "date_invalid",
        message,
        suggestion,
    )


@pytest.mark.parametrize(
    "written", ["去年", "春节后", "2024.3.5-3.7", "3月5日-6日", "12.5-7", 12, 1234567, True, -45356]
)
def test_what_is_no_day_is_rejected(written: object) -> None:
    with pytest.raises(Rejected) as rejected:
        read(written)
    assert rejected.value.problem.code == "date_invalid"


def test_without_a_ledger_year_a_missing_year_is_asked_for() -> None:
    with pytest.raises(Rejected) as rejected:
        read("3月5日", ledger_year=None)
    assert rejected.value.problem.message == "没有写年份，请补上。"


@pytest.mark.parametrize(
    ("written", "last"),
    [
        ("2024.3.5-3.7", date(2024, 3, 7)),
        ("2024年3月5日-6日", date(2024, 3, 6)),
        ("2024年3月5日至7日", date(2024, 3, 7)),
        ("2024.3.5—2024.4.7", date(2024, 4, 7)),
        ("2024.3.5～3.7", date(2024, 3, 7)),
        ("2024-03-05-2024-03-07", date(2024, 3, 7)),
        ("2024-03-05-07", date(2024, 3, 7)),
        ("2024/3/5 至 2024/3/6", date(2024, 3, 6)),
        ("2024.3.5", None),
    ],
)
def test_several_days_are_read_where_they_may_be(written: str, last: date | None) -> None:
    assert read(written, may_span=True) == Span(FIFTH, last)


@pytest.mark.parametrize(("written", "last"), [("3月5日-6日", 6), ("3.5-7", 7), ("3.5-3.7", 7)])
def test_a_span_without_a_year_warns_once(written: str, last: int) -> None:
    span = read(written, may_span=True)

    assert (span.first, span.last) == (FIFTH, date(2024, 3, last))
    assert codes(span) == ["year_assumed"]


@pytest.mark.parametrize("written", ["2024.1-2024.12", "2024-1-2024-12", "2024年1月至2024年12月"])
def test_a_span_of_months_ends_with_the_last_ones_last_day(written: str) -> None:
    span = read(written, may_span=True)

    assert (span.first, span.last) == (date(2024, 1, 1), date(2024, 12, 31))
    assert span.precision == "month"


@pytest.mark.parametrize(
    ("written", "code"),
    [("2024.3.5-3.2", "date_order"), ("2024.3.5-2.30", "date_invalid"), ("3.5-x", "date_invalid")],
)
def test_a_span_that_cannot_be_is_rejected(written: str, code: str) -> None:
    with pytest.raises(Rejected) as rejected:
        read(written, may_span=True)
    assert rejected.value.problem.code == code


def test_bare_numbers_count_from_the_workbooks_own_epoch() -> None:
    assert read(45356, epoch_1904=True).first == FIFTH + timedelta(days=1462)


@given(day=days)
def test_every_day_is_read_back_from_every_spelling(day: date) -> None:
    y, m, d = day.year, day.month, day.day
    serial = (day - date(1899, 12, 30)).days
    spellings = [
        f"{y}.{m}.{d}",
        f"{y}/{m:02}/{d:02}",
        day.isoformat(),
        f"{y}{m:02}{d:02}",
        f"{y}年{m}月{d}日",
        serial,
    ]
    assert {read(written) for written in spellings} == {Span(day)}


@given(first=days, length=st.integers(1, 400))
def test_every_span_is_read_back(first: date, length: int) -> None:
    last = min(first + timedelta(days=length), date(2100, 12, 31))
    written = f"{first.isoformat()}-{last.isoformat()}"
    if last > first:
        assert read(written, may_span=True) == Span(first, last)


def outcome(value: object, **how: object) -> Span | Problem:
    try:
        return read(value, **how)
    except Rejected as rejected:
        return rejected.problem


@given(text=st.text(max_size=20), spans=st.booleans())
def test_any_text_is_a_day_or_a_clear_refusal(text: str, spans: bool) -> None:
    read_as = outcome(text, may_span=spans)

    if isinstance(read_as, Span):
        last = read_as.last or read_as.first
        assert date(1900, 1, 1) <= read_as.first <= last <= date(2119, 1, 10)
    else:
        assert read_as.message.endswith("。")


@given(number=st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False)))
def test_any_number_is_a_day_or_a_clear_refusal(number: float) -> None:
    read_as = outcome(number)

    assert isinstance(read_as, Span) or read_as.code == "date_invalid"
