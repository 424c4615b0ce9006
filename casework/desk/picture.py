"""What the desk shows: late, near, and the load, by street, community and advisor.

Each part is counted over all units at once: households by `duesets`, leads and surveys grouped.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from advisors.models import Advisor
from casework.enums import SurveyState
from casework.leads.limits import NEAR_WORKDAYS, found_by_when_due_before, found_by_when_due_by
from casework.leads.selectors import is_open_on
from casework.models import Lead, NeedsSurvey, Visit
from casework.periods import quarter_of
from casework.surveys.needs.halves import LAST_DAYS, HalfYear
from casework.visits.duesets import DueCounts
from core.actor import Actor
from core.workdays import workday_after
from orgs.models import Unit

# What is counted of a unit, by the names that a `Line` has them under.
COUNTS = (
    "households", "unvisited", "enough", "late", "near",
    "leads", "leads_late", "leads_near", "surveys_late", "surveys_near",
)  # fmt: skip


@dataclass
class Line:
    """One street's or community's figures; for `unit` None those of all.

    `counts` by the names of COUNTS. Households on the list: without a visit in the quarter, with as many as their tier asks, past
    their due day, due within seven days. Leads: open, over the limit, within three workdays of
    it. Surveys: communities without that of the last half-year, and of this one once it ends.
    """

    unit: Unit | None = None
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def visited(self) -> int:
        """Households with a visit in the quarter."""
        return self.counts["households"] - self.counts["unvisited"]

    @property
    def surveys(self) -> int:
        """Surveys owed, of both half-years."""
        return self.counts["surveys_late"] + self.counts["surveys_near"]

    @property
    def late_words(self) -> str:
        """Households past their due day, for a badge."""
        return f"{self.counts['late']}户"

    @property
    def leads_late_words(self) -> str:
        """Leads over the limit, for a badge."""
        return f"{self.counts['leads_late']}条"


@dataclass
class Load:
    """What one advisor has on her hands: households she answers for, and her visits."""

    advisor: Advisor | None
    visits: int = 0
    counts: Counter[str] = field(default_factory=Counter)


def lines_of(
    units: Sequence[Unit], found: Iterable[tuple[str, Counter[str]]]
) -> tuple[list[Line], Line]:
    """The figures of each unit, in the order given, and of all of them together.

    What was counted of a code that is none of the units goes to the unit that it lies in.
    """
    lines = {unit.pk: Line(unit) for unit in units}
    every = Line()
    for code, counts in found:
        line = lines.get(code) or lines.get(code[:9])
        if line is not None:
            line.counts.update(counts)
        every.counts.update(counts)
    return list(lines.values()), every


def counted_households(rows: Iterable[DueCounts]) -> list[tuple[str, Counter[str]]]:
    """Households by community, for `lines_of`."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for one in rows:
        found[one.community].update(_of(one))
    return list(found.items())


def counted_leads(actor: Actor, day: date, workdays: int) -> list[tuple[str, Counter[str]]]:
    """Open leads by community: all, over the limit, near it; one query (T7-6)."""
    over = found_by_when_due_before(day, workdays)
    near = found_by_when_due_by(workday_after(day, NEAR_WORKDAYS), workdays)
    rows = (
        Lead.objects.visible_to(actor)
        .filter(is_open_on(day), found_on__lte=day)
        .order_by()
        .values("community_id")
        .annotate(
            leads=Count("pk"),
            leads_late=Count("pk", filter=Q(found_on__lte=over)),
            leads_near=Count("pk", filter=Q(found_on__gt=over, found_on__lte=near)),
        )
    )
    return [
        (one["community_id"], Counter({name: one[name] for name in COUNTS[5:8]})) for one in rows
    ]


@dataclass(frozen=True)
class Surveys:
    """Which half-years are asked about: the last one, where the cycle asks for it, and this one."""

    last: HalfYear | None
    now: HalfYear
    is_ending: bool

    @classmethod
    def on(cls, day: date, cycle_start: date | None) -> "Surveys":
        """As the to-dos ask (T7-5): this one from its last thirty days on."""
        now = HalfYear.of(day)
        is_asked = cycle_start is None or now.before.last >= cycle_start
        return cls(now.before if is_asked else None, now, day >= now.last - LAST_DAYS)


def counted_surveys(
    actor: Actor, day: date, asked: Surveys, communities: Sequence[Unit]
) -> list[tuple[str, Counter[str]]]:
    """Which communities owe a survey; one query."""
    halves = Q(year=asked.now.year, half=asked.now.half)
    if asked.last:
        halves |= Q(year=asked.last.year, half=asked.last.half)
    rows = NeedsSurvey.objects.visible_to(actor).filter(
        halves, state=SurveyState.SUBMITTED, submitted_on__lte=day
    )
    there = {(code, year, half) for code, year, half in rows.order_by().values_list(
        "community_id", "year", "half"
    )}  # fmt: skip
    found = []
    for unit in communities:
        counts: Counter[str] = Counter()
        last, now = asked.last, asked.now
        if last and _existed(unit, last.last) and (unit.pk, last.year, last.half) not in there:
            counts["surveys_late"] = 1
        if asked.is_ending and (unit.pk, now.year, now.half) not in there:
            counts["surveys_near"] = 1
        found.append((unit.pk, counts))
    return found


def loads_of(
    advisors: Sequence[Advisor], rows: Iterable[DueCounts], visits: dict[Any, int]
) -> list[Load]:
    """Each advisor's load, in the order given; last the households that nobody answers for.

    Who answers for a household but is not among the advisors (left, on long leave) is nobody.
    """
    loads = {one.pk: Load(one, visits.get(one.pk, 0)) for one in advisors}
    nobody = Load(None)
    for row in rows:
        loads.get(row.advisor, nobody).counts.update(_of(row))
    return [*loads.values(), *([nobody] if nobody.counts["households"] else [])]


def visits_by_advisor(rows: QuerySet[Any], day: date) -> dict[Any, int]:
    """How many visits that count each advisor made in the quarter so far; one query."""
    counting = rows.counting().between(quarter_of(day).first, day)  # type: ignore[attr-defined]
    counted = counting.order_by().values_list("advisor").annotate(count=Count("pk"))
    return dict(counted)


def visits_of(actor: Actor, street: str) -> QuerySet[Any]:
    """The visits of a street, as far as an actor sees them."""
    return Visit.objects.visible_to(actor).filter(community__code__startswith=street)


def _of(row: DueCounts) -> Counter[str]:
    return Counter({name: getattr(row, name) for name in COUNTS[:5]})


def _existed(unit: Unit, day: date) -> bool:
    return unit.valid_from is None or unit.valid_from <= day
