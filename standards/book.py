"""A standard as read: one immutable graph, the same whether it came from YAML or the database.

Inside a standard things name each other by code, as in the notice. The field names are the
keys of the YAML file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from core.measures import Question
from standards.enums import (
    Basis,
    ConventionKind,
    Level,
    Period,
    Responsible,
    SettingType,
    Window,
)
from standards.parsing import build
from standards.rules import Rule, Words


@dataclass(frozen=True)
class Example:
    """A worked example (算例) carried in the standard: these numbers give these points."""

    numerator: Decimal
    points: Decimal
    denominator: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Clause:
    """One checkable clause of the notice and the indicator it became.

    `full_when` and `partial_credit` say in Chinese what earns all and some of `weight`, which
    is the full mark, or the bonus where `is_bonus`; 0 means tracked only. `is_event` marks
    events that need not happen (rule 11). `params` are the numbers its measure works with, and
    `measure` the key of that measure, empty where nothing can be counted. `counted`, `total`
    and `unit` name the two numbers. `first_step` is what to do while there is nothing.
    """

    code: str
    quote: str
    name: str
    evidence: str
    formula: str
    full_when: str
    first_step: str
    level: Level
    basis: Basis
    window: Window
    partial_credit: str = ""
    weight: Decimal = Decimal(0)
    is_bonus: bool = False
    is_event: bool = False
    due: date | Period | None = None
    rule: Rule | None = None
    counted: str = ""
    total: str = ""
    unit: str = ""
    measure: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    examples: tuple[Example, ...] = ()

    @property
    def is_tracked(self) -> bool:
        """Shown without points: district duties, goals, checks."""
        return self.weight == 0

    @property
    def is_scored(self) -> bool:
        """Part of the 100 points."""
        return self.weight > 0 and not self.is_bonus

    @property
    def words(self) -> Words:
        """How its two numbers are called."""
        return Words(self.counted, self.total, self.unit)


@dataclass(frozen=True, kw_only=True)
class Part:
    """A group of clauses: one of the ten ones, or goals, deadlines, requirements.

    `short_name` heads a column of the board (阵地), `section` says where in the notice it is.
    """

    code: str
    name: str
    short_name: str
    section: str
    clauses: tuple[Clause, ...]

    @property
    def full_mark(self) -> Decimal:
        """The points of its clauses, bonus left out; 0 for goals."""
        return sum((clause.weight for clause in self.clauses if clause.is_scored), Decimal(0))


@dataclass(frozen=True, kw_only=True)
class Convention:
    """A rule for all indicators (R1 …), or a point the notice leaves open (O1 …) as we read it."""

    code: str
    kind: ConventionKind
    title: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One adjustable value; `convention` is the rule or open point it belongs to."""

    code: str
    type: SettingType
    value: Any
    label: str
    explanation: str
    convention: str = ""
    choices: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", self._typed())

    def _typed(self) -> Any:
        match self.type:
            case SettingType.INT:
                return build(int, self.value, "值")
            case SettingType.DECIMAL:
                return build(Decimal, self.value, "值")
            case SettingType.BOOL:
                return build(bool, self.value, "值")
            case SettingType.DATE:
                return None if self.value is None else build(date, self.value, "值")
            case SettingType.CHOICE:
                if self.value not in self.choices:
                    raise ValueError(f"“{self.value}”不在选项之中。")
        return self.value


@dataclass(frozen=True, kw_only=True)
class Phase:
    """A phase of the notice; both days inclusive. Phases may overlap (March 2024)."""

    code: str
    name: str
    starts_on: date
    ends_on: date
    text: str

    @property
    def number(self) -> int:
        """Its number in the notice: 第三阶段 is 3."""
        return int(self.code)

    def covers(self, day: date) -> bool:
        """Whether a day lies within it."""
        return self.starts_on <= day <= self.ends_on


@dataclass(frozen=True, kw_only=True)
class Milestone:
    """Something to be reached by a day, met by a record and never by a tick.

    `clause` is the clause it comes from. `met_by` is the key of the registered fact that tells
    when it was met; empty while no record in the portal can tell.
    """

    code: str
    phase: str
    title: str
    due_on: date
    responsible: Responsible
    clause: str = ""
    met_by: str = ""


@dataclass(frozen=True, kw_only=True)
class StandardBook:
    """The standard of one year in one version."""

    year: int
    version: int
    title: str
    document_number: str
    issuer: str
    issued_on: date
    cycle_start: date
    cycle_end: date
    parts: tuple[Part, ...]
    conventions: tuple[Convention, ...]
    settings: tuple[Setting, ...]
    phases: tuple[Phase, ...]
    milestones: tuple[Milestone, ...]

    def __str__(self) -> str:
        return f"{self.year} 年度第 {self.version} 版"

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """Every clause, in the order of the parts."""
        return tuple(clause for part in self.parts for clause in part.clauses)

    @cached_property
    def values(self) -> dict[str, Any]:
        """The settings as code → typed value."""
        return {setting.code: setting.value for setting in self.settings}

    @cached_property
    def params(self) -> dict[str, Mapping[str, Any]]:
        """The numbers that single measures work with, by the measure's key."""
        return {one.measure: one.params for one in self.clauses if one.measure and one.params}

    def question(self, as_of: date) -> Question:
        """What the measures of the rooms are asked: a day, its cycle, the settings."""
        return Question(as_of, self.cycle_start, self.cycle_end, self.values, self.params)

    def clause(self, code: str) -> Clause:
        """One clause; KeyError when there is none."""
        return self._by_code[code]

    def phase_on(self, day: date) -> Phase | None:
        """The phase a day lies in; the later one where two overlap."""
        return next((phase for phase in reversed(self.phases) if phase.covers(day)), None)

    def day(self, today: date) -> date:
        """The day that is shown first (rule 13): today, or the cycle's end once it is past."""
        return min(today, self.cycle_end)

    @cached_property
    def _by_code(self) -> dict[str, Clause]:
        return {clause.code: clause for clause in self.clauses}
