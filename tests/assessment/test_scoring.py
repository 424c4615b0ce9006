"""Points, states and sums of single clauses, without a database."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.scoring import Scored, State, score_clause, total
from core.measures import Reading
from standards.book import Clause, StandardBook
from standards.loading import read_file, standard_file

STANDARD = read_file(standard_file("putuo", 2024))
AUTUMN = date(2024, 9, 20)
CLAUSES = st.sampled_from(STANDARD.clauses)
amounts = st.decimals(min_value=0, max_value=1000, places=0)


def reading(numerator: Any, denominator: Any = None) -> Reading:
    total_ = None if denominator is None else Decimal(denominator)
    return Reading(Decimal(numerator), total_)


def scored(
    code: str,
    found: Reading | None,
    *,
    as_of: date = AUTUMN,
    opened_on: date | None = None,
    book: StandardBook = STANDARD,
) -> Scored:
    return score_clause(book.clause(code), found, book=book, as_of=as_of, opened_on=opened_on)


def test_a_sum_is_written_out_in_full() -> None:
    line = scored("T6-1", reading(9, 9))
    assert line.explanation == "在岗 9 名 ÷ 需配 9 名 = 100% × 4 分 = 4.0 分。"
    assert (line.points, line.full_mark, line.value) == (4, 4, 1)
    assert (line.state, line.is_due, line.missing) == (State.OK, True, "")


def test_what_is_missing_is_told_in_people() -> None:
    line = scored("T6-1", reading(8, 9))
    assert str(line.points) == "3.5556"
    assert line.missing == "还差 1 名"


def test_before_its_day_a_clause_earns_its_points_all_the_same() -> None:
    line = scored("T8-4", reading(26, 34))
    assert (line.state, line.is_due) == (State.NOT_DUE, False)
    assert str(line.points) == "2.1176"
    assert str(line.value) == "0.764706"
    assert line.explanation == (
        "课时达标 26 名 ÷ 在岗 34 名 = 76.5%，50% 起得分、100% 满分，得分率 52.9% × 4 分 = 2.1 分。"
        "期限 2024-12-31 未到，按目前的记录计算。"
    )
    assert scored("T8-4", reading(26, 34), as_of=date(2024, 12, 31)).state == State.OK


@pytest.mark.parametrize(
    ("as_of", "state"),
    [
        (date(2024, 6, 29), State.NOT_DUE),
        (date(2024, 6, 30), State.OK),
        (date(2024, 7, 1), State.OK),
    ],
)
def test_the_due_day_itself_is_due(as_of: date, state: State) -> None:
    line = scored("T6-1", reading(9, 9), as_of=as_of)
    assert (line.state, line.is_due) == (state, state == State.OK)


def test_without_a_due_day_a_clause_is_neither_due_nor_ahead() -> None:
    line = scored("T1-3", reading(1), as_of=date(2024, 1, 1))
    assert (line.state, line.is_due) == (State.OK, False)


def test_nothing_recorded_is_no_data_whatever_the_day() -> None:
    for found in (None, reading(0, 0)):
        line = scored("T8-4", found)
        assert (line.state, line.points, line.value) == (State.NO_DATA, 0, None)
        assert line.missing == "先登记培训场次和签到人员。"
    assert scored("T8-4", None).explanation == "尚无记录，计 0 分，满分 4 分。"
    assert scored("T8-4", reading(0, 0)).explanation == "没有可计的在岗，计 0 分，满分 4 分。"


def test_none_of_many_is_a_zero_with_data() -> None:
    line = scored("T6-2", reading(0, 30))
    assert (line.state, line.points, line.value) == (State.OK, 0, 0)
    assert line.missing == "还差 30 个"


def test_a_bonus_counts_without_a_denominator() -> None:
    line = scored("T1-3", reading(2))
    assert (line.state, line.points, line.is_bonus, line.value) == (State.OK, 1, True, 2)
    assert line.denominator is None
    assert line.explanation == "增设站 2 个，要求至少 1 个，得分率 100% × 1 分 = 加 1.0 分。"
    assert scored("T1-3", reading(0)).state == State.NO_DATA


def test_tracked_clauses_show_their_numbers_without_points() -> None:
    line = scored("G-1", reading(290, 295))
    assert (line.state, line.points, line.full_mark) == (State.TRACKED, 0, 0)
    assert str(line.value) == "0.983051"
    assert line.explanation.endswith("只跟踪，不计分。")
    assert scored("G-2", None).state == State.TRACKED
    assert scored("G-2", reading(1, 2)).explanation == "尚无记录。只跟踪，不计分。"


@pytest.mark.parametrize("code", [c.code for c in STANDARD.clauses if c.is_event])
def test_an_event_that_did_not_happen_is_not_applicable(code: str) -> None:
    line = scored(code, reading(0, 0))
    assert (line.state, line.points, line.missing) == (State.NOT_APPLICABLE, 0, "")
    assert not line.counts
    assert scored(code, None).state == State.NO_DATA


@pytest.mark.parametrize(
    ("code", "step", "expected", "state"),
    [
        ("T1-2", 0, "0", State.OK),
        ("T1-2", 1, "1.2", State.OK),
        ("T1-2", 2, "2.4", State.OK),
        ("T1-2", 3, "4", State.OK),
        ("S2-1", 1, "0.5", State.OK),
        ("S3-3", 1, "0.5", State.OK),
    ],
)
def test_steps_earn_what_their_level_says(
    code: str, step: int, expected: str, state: State
) -> None:
    highest = 3 if code == "T1-2" else 2
    line = scored(code, reading(step, highest))
    assert (line.points, line.state) == (Decimal(expected), state)


def test_a_level_that_only_a_reviewer_can_raise_waits_for_him() -> None:
    line = scored("T10-1", reading(1, 2), as_of=date(2024, 10, 8))
    assert (line.points, line.state) == (Decimal("0.5"), State.AWAITING_REVIEW)


def test_clauses_by_period_start_with_the_station() -> None:
    found = reading(30, 30)
    assert scored("T6-6", found, as_of=date(2024, 6, 29)).state == State.NOT_DUE
    assert scored("T6-6", found, as_of=date(2024, 6, 30)).state == State.OK
    assert scored("T6-6", found, opened_on=date(2024, 7, 5)).state == State.NOT_DUE


def test_before_its_first_period_has_closed_a_clause_is_not_due() -> None:
    line = scored("T4-2", reading(0, 0), as_of=date(2024, 5, 1))
    assert (line.state, line.points) == (State.NOT_DUE, 0)
    assert line.explanation == "第一期到 2024-06-30 才结束，目前计 0 分，满分 3 分。"
    assert scored("T4-2", reading(0, 0)).state == State.NO_DATA
    assert scored("T4-2", None, as_of=date(2024, 5, 1)).state == State.NO_DATA


def test_totals_are_of_100_and_leave_bonus_out() -> None:
    lines = [scored(clause.code, full_reading(clause)) for clause in STANDARD.clauses]
    sums = total(lines, STANDARD.values)
    assert sums.total == 100
    assert sums.bonus == 5  # ten clauses earn one each, the cap is five
    assert sums.due_points == sums.due_full


def test_nothing_at_all_is_zero_of_the_marks_due() -> None:
    lines = [scored(clause.code, None) for clause in STANDARD.clauses]
    sums = total(lines, STANDARD.values)
    assert (sums.total, sums.bonus, sums.due_points) == (0, 0, 0)
    due = [clause.weight for clause in STANDARD.clauses if clause.is_scored and due_by(clause)]
    assert sums.due_full == sum(due)


def test_what_did_not_happen_leaves_the_denominator() -> None:
    lines = [scored("T6-1", reading(3, 6)), scored("T6-2", reading(1, 1))]
    without = total([*lines, scored("T7-6", reading(0, 0))], STANDARD.values)
    assert without.total == 75  # (2 + 4) of 8
    assert (without.due_points, without.due_full) == (6, 8)
    assert total([*lines, scored("T7-6", None)], STANDARD.values).total == 60  # 6 of 10


def test_totals_are_rounded_only_at_the_end() -> None:
    thirds = [scored("T8-3", reading(1, 3)), scored("T5-1", reading(1, 3))]
    assert str(total(thirds, STANDARD.values).total) == "33.3333"
    assert total([], STANDARD.values).total == 0


@given(
    CLAUSES,
    st.none() | st.builds(reading, amounts, amounts),
    st.dates(date(2024, 1, 1), date(2024, 12, 31)),
)
@settings(deadline=None)
def test_no_reading_breaks_the_bounds(clause: Clause, found: Reading | None, as_of: date) -> None:
    line = score_clause(clause, found, book=STANDARD, as_of=as_of)
    assert 0 <= line.points <= line.full_mark
    assert line.explanation.endswith("。")
    if found is None or found.denominator == 0:
        assert line.points == 0
        assert line.value is None


def due_by(clause: Clause) -> bool:
    return scored(clause.code, None).is_due


def full_reading(clause: Clause) -> Reading | None:
    """A reading that earns everything, from the worked examples."""
    best = [example for example in clause.examples if example.points == clause.weight]
    return Reading(best[0].numerator, best[0].denominator) if best else None


def test_what_lies_with_a_reviewer_waits_until_it_is_full() -> None:
    """Rule 9: handed in and not answered yet is awaiting review, whatever it earns meanwhile."""
    half = Reading(Decimal(1), Decimal(2), is_waiting=True)
    line = scored("S1-2", half)
    assert (line.state, line.points) == (State.AWAITING_REVIEW, Decimal("0.5"))
    full = scored("S1-2", Reading(Decimal(2), Decimal(2), is_waiting=True))
    assert (full.state, full.points) == (State.OK, Decimal(1))
    nothing = scored("S1-3", Reading(Decimal(0), Decimal(0), is_waiting=True))
    assert (nothing.state, nothing.points) == (State.AWAITING_REVIEW, Decimal(0))
    assert "等审核人办理" in nothing.explanation
