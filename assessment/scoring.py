"""Points of one clause from what its measure found, and their sum. Pure: no database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from core.measures import Reading
from standards.book import Clause, StandardBook
from standards.due import due_from
from standards.enums import Window
from standards.rules import POINT_STEP, Outcome, number, points

ZERO = Decimal(0)
VALUE_STEP = Decimal("0.000001")


class State(StrEnum):
    """How a clause stands for a street; keys of core.badges.STATES."""

    OK = "ok"
    NO_DATA = "no_data"
    NOT_DUE = "not_due"
    AWAITING_REVIEW = "awaiting_review"
    NOT_APPLICABLE = "not_applicable"
    TRACKED = "tracked"


@dataclass(frozen=True)
class Scored:
    """One clause of one street as of a day.

    `value` is numerator ÷ denominator (the count itself where there is no denominator), to 6
    decimals, None without data. `points` has 4 decimals. `is_due` says whether the clause is due
    by the day, whatever its state; `due_on` is that day, None for never. `missing` is what to do
    for the full mark, or empty.
    """

    id: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    points: Decimal
    full_mark: Decimal
    is_bonus: bool
    state: State
    is_due: bool
    explanation: str
    missing: str
    due_on: date | None = None

    @property
    def open_points(self) -> Decimal:
        """What can still be earned."""
        return self.full_mark - self.points

    @property
    def counts(self) -> bool:
        """Part of the 100 points, and applicable (rule 11)."""
        return not self.is_bonus and self.full_mark > 0 and self.state != State.NOT_APPLICABLE


@dataclass(frozen=True)
class Totals:
    """The sums of a street, to 4 decimals.

    `total` of 100, without bonus; `bonus` capped (rule 10); `due_points` of the `due_full` marks
    that are due by the day (rule 9).
    """

    total: Decimal
    bonus: Decimal
    due_points: Decimal
    due_full: Decimal


def score_clause(
    clause: Clause,
    reading: Reading | None,
    *,
    book: StandardBook,
    as_of: date,
    opened_on: date | None = None,
) -> Scored:
    """Score one clause for one street.

    `reading` is None where nothing counts yet: no measure, or nothing found. `opened_on` is the
    opening of the street's station, which clauses by period are counted from.
    """
    due_on = due_from(clause, book, opened_on)
    outcome = _outcome(clause, reading)
    state = _state(clause, reading, outcome, is_ahead=due_on is not None and as_of < due_on)
    earned = points(clause.weight, outcome.attainment) if outcome else ZERO
    return Scored(
        id=clause.code,
        value=_value(reading),
        numerator=reading.numerator if reading else None,
        denominator=reading.denominator if reading else None,
        points=earned,
        full_mark=clause.weight,
        is_bonus=clause.is_bonus,
        state=state,
        is_due=due_on is not None and as_of >= due_on,
        explanation=_explanation(clause, reading, outcome, state, earned, due_on),
        missing=_missing(clause, outcome, state),
        due_on=due_on,
    )


def total(scored: Iterable[Scored], settings: Mapping[str, Any]) -> Totals:
    """Sum a street's clauses, rounded only at the end; `settings` gives the cap of the bonus."""
    lines = list(scored)
    counted = [line for line in lines if line.counts]
    due = [line for line in counted if line.is_due]
    full = _sum(line.full_mark for line in counted)
    share = _sum(line.points for line in counted) / full if full else ZERO
    bonus = _sum(line.points for line in lines if line.is_bonus)
    return Totals(
        total=(100 * share).quantize(POINT_STEP, ROUND_HALF_UP),
        bonus=min(settings["bonus_cap"], bonus),
        due_points=_sum(line.points for line in due),
        due_full=_sum(line.full_mark for line in due),
    )


def _is_empty(reading: Reading | None) -> bool:
    """Nothing recorded: no reading, nothing to divide by, or a count of none."""
    if reading is None or reading.denominator == 0:
        return True
    return reading.denominator is None and reading.numerator == 0


def _outcome(clause: Clause, reading: Reading | None) -> Outcome | None:
    if reading is None or _is_empty(reading) or clause.rule is None:
        return None
    return clause.rule.apply(reading.numerator, reading.denominator, clause.words)


def _state(
    clause: Clause, reading: Reading | None, outcome: Outcome | None, *, is_ahead: bool
) -> State:
    if clause.is_tracked:
        return State.TRACKED
    waits = _waits(reading, outcome)
    if outcome is None:
        if waits:
            return State.AWAITING_REVIEW
        if reading is not None and clause.is_event:
            return State.NOT_APPLICABLE
        # Before its first period has closed there is nothing to count yet (rule 12).
        is_too_early = is_ahead and clause.window == Window.CLOSED_PERIODS
        return State.NOT_DUE if reading is not None and is_too_early else State.NO_DATA
    if is_ahead:
        return State.NOT_DUE
    return State.AWAITING_REVIEW if waits else State.OK


def _waits(reading: Reading | None, outcome: Outcome | None) -> bool:
    """Whether a reviewer can raise it: by its level, or by something that lies with him."""
    if outcome is not None and (outcome.awaits_review or outcome.attainment == 1):
        return outcome.awaits_review
    return reading is not None and reading.is_waiting


def _value(reading: Reading | None) -> Decimal | None:
    if reading is None or _is_empty(reading):
        return None
    if reading.denominator is None:
        return reading.numerator
    return (reading.numerator / reading.denominator).quantize(VALUE_STEP, ROUND_HALF_UP)


def _explanation(
    clause: Clause,
    reading: Reading | None,
    outcome: Outcome | None,
    state: State,
    earned: Decimal,
    due_on: date | None,
) -> str:
    if state == State.TRACKED:
        return f"{outcome.how}。只跟踪，不计分。" if outcome else "尚无记录。只跟踪，不计分。"
    if state == State.NOT_APPLICABLE:
        return "没有发生，不计分也不扣分。"
    mark = f"{number(clause.weight)} 分"
    full = f"可加 {mark}" if clause.is_bonus else f"满分 {mark}"
    if outcome is None:
        if state == State.NOT_DUE:
            return f"第一期到 {due_on} 才结束，目前计 0 分，{full}。"
        if state == State.AWAITING_REVIEW:
            return f"已经报上来，等审核人办理；通过之前计 0 分，{full}。"
        nothing = f"没有可计的{clause.total}" if reading and clause.total else "尚无记录"
        return f"{nothing}，计 0 分，{full}。"
    shown = earned.quantize(Decimal("0.1"), ROUND_HALF_UP)
    sentence = f"{outcome.how} × {mark} = {'加 ' if clause.is_bonus else ''}{shown} 分。"
    if state == State.NOT_DUE:
        return f"{sentence}期限 {due_on} 未到，按目前的记录计算。"
    return f"{sentence}等审核人办理。" if state == State.AWAITING_REVIEW else sentence


def _missing(clause: Clause, outcome: Outcome | None, state: State) -> str:
    if state == State.NOT_APPLICABLE:
        return ""
    return outcome.missing if outcome else clause.first_step


def _sum(values: Iterable[Decimal]) -> Decimal:
    return sum(values, ZERO)
