"""Whether a standard hangs together: weights, codes, days, and its own worked examples. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal

from standards.book import Clause, StandardBook
from standards.parsing import InvalidStandard
from standards.rules import number, points

FULL_MARKS = 100
# Read by the scoring itself; the rooms read the others.
REQUIRED_SETTINGS = {"bonus_cap", "periods_start_on", "first_partial_period_counts"}


def check(book: StandardBook) -> None:
    """Raise InvalidStandard with every fault found, one sentence each."""
    problems = list(problems_of(book))
    if problems:
        raise InvalidStandard(*problems)


def problems_of(book: StandardBook) -> Iterator[str]:
    """Every fault of a standard, in Chinese."""
    yield from _total_faults(book)
    yield from _code_faults(book)
    yield from _day_faults(book)
    for clause in book.clauses:
        yield from _clause_faults(clause)
        yield from _example_faults(clause)


def _total_faults(book: StandardBook) -> Iterator[str]:
    total = sum((part.full_mark for part in book.parts), Decimal(0))
    if total != FULL_MARKS:
        yield f"各条款分值合计 {number(total)}，应为 {FULL_MARKS}。"


def _code_faults(book: StandardBook) -> Iterator[str]:
    for what, items in (
        ("部分", book.parts),
        ("条款", book.clauses),
        ("口径", book.conventions),
        ("设置", book.settings),
        ("阶段", book.phases),
        ("节点", book.milestones),
    ):
        yield from (f"{what} {code} 出现了两次。" for code in _repeated(x.code for x in items))
    phases = {phase.code for phase in book.phases}
    clauses = {clause.code for clause in book.clauses}
    conventions = {convention.code for convention in book.conventions}
    for milestone in book.milestones:
        if milestone.phase not in phases:
            yield f"节点 {milestone.code}：没有阶段“{milestone.phase}”。"
        if milestone.clause and milestone.clause not in clauses:
            yield f"节点 {milestone.code}：没有条款“{milestone.clause}”。"
    for setting in book.settings:
        if setting.convention and setting.convention not in conventions:
            yield f"设置 {setting.code}：没有口径“{setting.convention}”。"
    missing = REQUIRED_SETTINGS - set(book.values)
    yield from (f"缺设置 {code}。" for code in sorted(missing))


def _day_faults(book: StandardBook) -> Iterator[str]:
    if book.cycle_start > book.cycle_end:
        yield "周期的最后一天早于第一天。"
    for phase in book.phases:
        if phase.starts_on > phase.ends_on:
            yield f"阶段 {phase.code}：最后一天早于第一天。"


def _clause_faults(clause: Clause) -> Iterator[str]:
    if clause.weight < 0:
        yield f"{clause.code}：分值不能是负数。"
    if clause.is_bonus and clause.is_tracked:
        yield f"{clause.code}：加分项要有分值。"
    if clause.is_tracked:
        return
    if clause.rule is None or not clause.measure:
        yield f"{clause.code}：有分值的条款要有计分规则和指标。"
    if not any(example.points == clause.weight for example in clause.examples):
        yield f"{clause.code}：至少要有一个满分的算例。"
    if not any(example.points < clause.weight for example in clause.examples):
        yield f"{clause.code}：至少要有一个未满分的算例。"


def _example_faults(clause: Clause) -> Iterator[str]:
    if clause.rule is None:
        return
    for example in clause.examples:
        of = "" if example.denominator is None else f"，分母 {example.denominator}"
        case = f"{clause.code} 的算例（分子 {example.numerator}{of}）"
        try:
            outcome = clause.rule.apply(example.numerator, example.denominator, clause.words)
        except ValueError:
            yield f"{case}：这种规则要有分母。"
            continue
        found = points(clause.weight, outcome.attainment)
        if found != example.points:
            yield f"{case}：应得 {example.points} 分，算得 {found} 分。"


def _repeated(codes: Iterable[str]) -> list[str]:
    return [code for code, count in Counter(codes).items() if count > 1]
