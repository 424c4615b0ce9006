"""How a clause's two numbers become an attainment between 0 and 1. Pure and exact.

A rule says what it did in one Chinese sentence that ends in the attainment, so that the page
can go on with “× 4 分 = 2.1 分”, and says what is still wanted. New rules are added to RULES.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import Any, ClassVar, Self

from standards.parsing import InvalidStandard, build, plain

ZERO = Decimal(0)
ONE = Decimal(1)
POINT_STEP = Decimal("0.0001")


@dataclass(frozen=True)
class Words:
    """What a clause counts: 在岗顾问 9 名 ÷ 需配 9 名."""

    counted: str
    total: str
    unit: str


@dataclass(frozen=True)
class Outcome:
    """What a rule made of the numbers.

    `attainment` is 0–1. `how` is the sum written out, ending in the attainment. `missing` says
    what is wanted for the full mark (还差 1 名), empty when nothing is.
    """

    attainment: Decimal
    how: str
    missing: str = ""
    awaits_review: bool = False


def points(weight: Decimal, attainment: Decimal) -> Decimal:
    """Points of a clause (rule 1): weight × attainment, to 4 decimals."""
    return (weight * attainment).quantize(POINT_STEP, ROUND_HALF_UP)


def number(value: Decimal) -> str:
    """A number as people write it: 9, 4.5, 4.67."""
    return f"{value.quantize(Decimal('0.01'), ROUND_HALF_UP):f}".rstrip("0").rstrip(".")


def percent(value: Decimal) -> str:
    """A share as people write it: 76.5%, 100%; never 100% for a little less or more."""
    shown = (value * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    if shown == 100 and value != 1:
        shown = Decimal("99.9") if value < 1 else Decimal("100.1")
    return f"{shown:f}".removesuffix(".0") + "%"


class Rule(ABC):
    """One way of scoring; subclasses are frozen dataclasses of their parameters."""

    kind: ClassVar[str]

    def apply(self, numerator: Decimal, denominator: Decimal | None, words: Words) -> Outcome:
        """Score a reading; a zero denominator is never full (rule 2).

        Raises ValueError when a rule over a share is given a count without a denominator.
        """
        if denominator == 0:
            return Outcome(ZERO, f"没有可计的{words.total}，得分率 0%")
        return self._apply(max(numerator, ZERO), denominator, words)

    @abstractmethod
    def _apply(self, numerator: Decimal, denominator: Decimal | None, words: Words) -> Outcome: ...

    @classmethod
    def parse(cls, data: Any, where: str = "") -> Self:
        """A rule from {kind: linear, zero_at: 0.5, full_at: 1}."""
        kind = data.get("kind") if isinstance(data, dict) else None
        if kind not in RULES:
            raise InvalidStandard(f"{where}：没有“{kind}”这种计分规则。")
        params = {key: value for key, value in data.items() if key != "kind"}
        rule: Self = build(RULES[kind], params, where)
        return rule

    def as_json(self) -> dict[str, Any]:
        """The same rule as plain data, for the database."""
        return {"kind": self.kind, **plain(self)}


@dataclass(frozen=True)
class Linear(Rule):
    """Nothing up to `zero_at`, full from `full_at`, in proportion between them."""

    kind: ClassVar[str] = "linear"

    zero_at: Decimal = ZERO
    full_at: Decimal = ONE

    def __post_init__(self) -> None:
        if not 0 <= self.zero_at < self.full_at <= 1:
            raise ValueError("起得分应小于满分，两者都在 0 与 1 之间。")

    def _apply(self, numerator: Decimal, denominator: Decimal | None, words: Words) -> Outcome:
        total = _total(denominator)
        share = numerator / total
        attainment = _clamped((share - self.zero_at) / (self.full_at - self.zero_at))
        how = f"{_division(numerator, total, words)} = {percent(share)}"
        if self.zero_at > 0 or self.full_at < 1:
            start = f"{percent(self.zero_at)} 起得分、" if self.zero_at > 0 else ""
            how += f"，{start}{percent(self.full_at)} 满分，得分率 {percent(attainment)}"
        elif share > 1:
            how += "，按 100%"
        return Outcome(attainment, how, _short_of(self.full_at * total - numerator, words))


@dataclass(frozen=True)
class Within(Rule):
    """Full between `full_from` and 1, in proportion from `zero_at` up, nothing above 1.

    For a budget (R2-2): spending more than there is earns nothing.
    """

    kind: ClassVar[str] = "within"

    zero_at: Decimal
    full_from: Decimal

    def __post_init__(self) -> None:
        if not 0 <= self.zero_at < self.full_from <= 1:
            raise ValueError("起得分应小于满分起点，两者都在 0 与 1 之间。")

    def _apply(self, numerator: Decimal, denominator: Decimal | None, words: Words) -> Outcome:
        total = _total(denominator)
        share = numerator / total
        how = f"{_division(numerator, total, words)} = {percent(share)}"
        if share > 1:
            over = f"超出 {number(numerator - total)} {words.unit}"
            return Outcome(ZERO, f"{how}，超过 100%，得分率 0%", over)
        attainment = _clamped((share - self.zero_at) / (self.full_from - self.zero_at))
        how += (
            f"，{percent(self.zero_at)} 起得分、{percent(self.full_from)} 至 100% 满分，"
            f"得分率 {percent(attainment)}"
        )
        return Outcome(attainment, how, _short_of(self.full_from * total - numerator, words))


@dataclass(frozen=True)
class Halves(Rule):
    """Each item counts half when it is done and half when it is reviewed (T2-2).

    The numerator is in items: one done but not reviewed is 0.5.
    """

    kind: ClassVar[str] = "halves"

    def _apply(self, numerator: Decimal, denominator: Decimal | None, words: Words) -> Outcome:
        total = _total(denominator)
        attainment = _clamped(numerator / total)
        how = f"自查、审核各算半项：{_division(numerator, total, words)} = {percent(attainment)}"
        return Outcome(attainment, how, _short_of(total - numerator, words))


@dataclass(frozen=True)
class NOfM(Rule):
    """So many of the `m` kinds that the notice names."""

    kind: ClassVar[str] = "n_of_m"

    m: int

    def __post_init__(self) -> None:
        if self.m < 1:
            raise ValueError("要求的个数至少是 1。")

    def _apply(self, numerator: Decimal, denominator: Decimal | None, words: Words) -> Outcome:
        wanted = Decimal(self.m)
        attainment = _clamped(numerator / wanted)
        how = f"{_division(numerator, wanted, words)} = {percent(attainment)}"
        return Outcome(attainment, how, _short_of(wanted - numerator, words))


@dataclass(frozen=True)
class AtLeast(Rule):
    """Full from `count` on, nothing below it."""

    kind: ClassVar[str] = "at_least"

    count: int = 1

    def __post_init__(self) -> None:
        if self.count < 1:
            raise ValueError("要求的个数至少是 1。")

    def _apply(self, numerator: Decimal, denominator: Decimal | None, words: Words) -> Outcome:
        attainment = ONE if numerator >= self.count else ZERO
        how = (
            f"{words.counted} {number(numerator)} {words.unit}，"
            f"要求至少 {self.count} {words.unit}，得分率 {percent(attainment)}"
        )
        return Outcome(attainment, how, _short_of(self.count - numerator, words))


@dataclass(frozen=True)
class PerFinding(Rule):
    """Full without findings; every open finding takes `each` away."""

    kind: ClassVar[str] = "per_finding"

    each: Decimal

    def __post_init__(self) -> None:
        if not 0 < self.each <= 1:
            raise ValueError("每处扣减应大于 0、不超过 1。")

    def _apply(self, numerator: Decimal, denominator: Decimal | None, words: Words) -> Outcome:
        attainment = _clamped(ONE - self.each * numerator)
        how = (
            f"{words.counted} {number(numerator)} {words.unit}，"
            f"每{words.unit}扣 {percent(self.each)}，得分率 {percent(attainment)}"
        )
        return Outcome(attainment, how, _still_open(numerator, words))


@dataclass(frozen=True)
class NoneOf(Rule):
    """Full when there is none of it, nothing otherwise."""

    kind: ClassVar[str] = "none_of"

    def _apply(self, numerator: Decimal, denominator: Decimal | None, words: Words) -> Outcome:
        attainment = ZERO if numerator else ONE
        how = (
            f"{words.counted} {number(numerator)} {words.unit}，应为 0，"
            f"得分率 {percent(attainment)}"
        )
        return Outcome(attainment, how, _still_open(numerator, words))


@dataclass(frozen=True)
class Step:
    """One named level of a clause; `awaits_review` where only a reviewer can raise it."""

    attainment: Decimal
    label: str
    awaits_review: bool = False


@dataclass(frozen=True)
class Steps(Rule):
    """Named levels, from none to all; the numerator is the number of the level, from 0."""

    kind: ClassVar[str] = "steps"

    levels: tuple[Step, ...]

    def __post_init__(self) -> None:
        shares = [level.attainment for level in self.levels]
        if len(shares) < 2 or shares != sorted(shares) or shares[0] < 0 or shares[-1] != 1:
            raise ValueError("各级得分率应从低到高，最高一级为 1。")

    def level(self, numerator: Decimal) -> Step:
        """The level that a numerator names; beyond the highest, the highest."""
        return self.levels[min(int(numerator), len(self.levels) - 1)]

    def _apply(self, numerator: Decimal, denominator: Decimal | None, words: Words) -> Outcome:
        level = self.level(numerator)
        missing = "" if level.attainment == 1 else f"满分要求：{self.levels[-1].label}"
        how = f"{level.label}，得分率 {percent(level.attainment)}"
        return Outcome(level.attainment, how, missing, level.awaits_review)


@dataclass(frozen=True)
class LateBand:
    """What is left of the points when late by no more than `workdays`."""

    workdays: int
    attainment: Decimal


@dataclass(frozen=True)
class Deadline(Rule):
    """Full when in time; less, in bands, when late. The numerator is workdays late."""

    kind: ClassVar[str] = "deadline"

    later: Decimal
    bands: tuple[LateBand, ...] = ()

    def __post_init__(self) -> None:
        limits = [band.workdays for band in self.bands]
        shares = [ONE, *(band.attainment for band in self.bands), self.later, ZERO]
        if limits != sorted(set(limits)) or shares != sorted(shares, reverse=True):
            raise ValueError("迟得越久，得分率不能越高。")

    def _apply(self, numerator: Decimal, denominator: Decimal | None, words: Words) -> Outcome:
        if numerator == 0:
            return Outcome(ONE, f"{words.counted}按期，得分率 100%")
        late = f"{words.counted}迟 {number(numerator)} 个工作日"
        for band in self.bands:
            if numerator <= band.workdays:
                how = (
                    f"{late}（不超过 {band.workdays} 个工作日），得分率 {percent(band.attainment)}"
                )
                return Outcome(band.attainment, how)
        return Outcome(self.later, f"{late}，得分率 {percent(self.later)}")


RULES: dict[str, type[Rule]] = {
    rule.kind: rule
    for rule in (Linear, Within, Halves, NOfM, AtLeast, PerFinding, NoneOf, Steps, Deadline)
}


def _clamped(share: Decimal) -> Decimal:
    return min(max(share, ZERO), ONE)


def _total(denominator: Decimal | None) -> Decimal:
    if denominator is None:
        raise ValueError("a share needs a denominator")
    return denominator


def _division(numerator: Decimal, total: Decimal, words: Words) -> str:
    return (
        f"{words.counted} {number(numerator)} {words.unit} ÷ "
        f"{words.total} {number(total)} {words.unit}"
    )


def _short_of(lacking: Decimal, words: Words) -> str:
    whole = lacking.to_integral_value(ROUND_CEILING)
    return f"还差 {whole} {words.unit}" if whole > 0 else ""


def _still_open(count: Decimal, words: Words) -> str:
    return f"还有 {number(count)} {words.unit}待处理" if count else ""
