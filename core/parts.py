"""What views hand to the parts of the kit (templates/kit/): small values, no markup, no queries.

The page at /kit/ shows each part in every state.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class Link:
    """Words that lead somewhere; without an address they are only words."""

    label: str
    url: str = ""


@dataclass(frozen=True)
class Chip:
    """One choice of a filter line: its words, how many rows it leaves, whether it is on.

    `tone` (core.badges.Tone) colours a chip that is on: red for rows that cannot be entered.
    """

    label: str
    url: str
    count: int | None = None
    is_current: bool = False
    tone: str = ""


@dataclass(frozen=True)
class Column:
    """One column of a table.

    `sort` is the value of `?sort=` that orders by it (empty: it can't be sorted); `note` is the
    small line under the label (满分 12); a numeric column stands right.
    """

    label: str
    is_numeric: bool = False
    sort: str = ""
    note: str = ""
    is_hidden: bool = False


@dataclass(frozen=True)
class Term:
    """One figure of a sum written out: `26 名已达标`, with the sign that leads to it (÷, =, →)."""

    value: str
    label: str
    sign: str = ""


@dataclass(frozen=True)
class Gap:
    """What is missing, as work to do, with the button that does it.

    `is_met` marks a gap for which help is at hand (a training with free places).
    """

    text: str
    note: str = ""
    action: Link | None = None
    is_met: bool = False


@dataclass(frozen=True)
class Difference:
    """One thing that changed: its label, what stood there, what stands there now; empty is 空."""

    label: str
    before: str
    after: str


@dataclass
class Change:
    """What one person did at one moment; `differences` are empty where something was added."""

    at: datetime
    who: str
    role: str
    deed: str
    differences: list[Difference] = field(default_factory=list)


@dataclass(frozen=True)
class Explanation:
    """Why a figure is what it is, in the order it is read.

    `place` says whose and which (石泉路街道 · 培训 · T8-4); `state` is a key of
    core.badges.STATES; `quote` is the clause in its own words and `source` where it stands;
    `rule` is one sentence; `note` is what a reader must know beside it (a sample figure, an
    override and its reason).
    """

    title: str
    place: str
    state: str
    quote: str
    source: str
    rule: str
    terms: Sequence[Term] = ()
    gaps: Sequence[Gap] = ()
    note: str = ""


@dataclass(frozen=True)
class Milestone:
    """One thing a phase asks for; `words` beside its state say how late, or how many streets."""

    title: str
    due_on: date
    state: str
    words: str = ""
    url: str = ""


@dataclass(frozen=True)
class Phase:
    """One of the phases of the cycle.

    `state` is done, past (over, and not all known to be met), running or not_due; `words` replace
    those of the state.
    """

    number: int
    name: str
    starts_on: date
    ends_on: date
    state: str
    milestones: Sequence[Milestone] = ()
    words: str = ""


@dataclass(frozen=True)
class Bar:
    """One bar of a chart; `words` replace the figure where there is none (尚无记录)."""

    label: str
    value: float | None
    words: str = ""
    url: str = ""
    is_current: bool = False


@dataclass(frozen=True)
class BarChart:
    """Horizontal bars with their figures at the end; `full` is the end of the scale.

    `mark` draws one line across the bars (the district's mean), with its words.
    """

    bars: Sequence[Bar]
    unit: str = ""
    digits: int = 1
    full: float | None = None
    mark: float | None = None
    mark_label: str = ""

    def as_json(self) -> dict[str, Any]:
        """The chart for static/js/chart.js."""
        return {
            "unit": self.unit,
            "digits": self.digits,
            "full": self.full,
            "mark": self.mark,
            "markLabel": self.mark_label,
            "bars": [
                {
                    "label": bar.label,
                    "value": bar.value,
                    "words": bar.words,
                    "url": bar.url,
                    "isCurrent": bar.is_current,
                }
                for bar in self.bars
            ],
        }
