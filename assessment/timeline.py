"""Milestones of the standard, and where each street stands with them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from core import parts
from core.due import Due, due
from core.measures import met_dates, milestone_facts
from core.workdays import workdays_between
from orgs.models import Unit
from standards.book import Milestone, StandardBook
from standards.enums import Responsible

MET = ("done", "done_late")


@dataclass(frozen=True)
class Progress:
    """One milestone for one unit: when it was met, and how that is told.

    `late` is in workdays, whether it was met in the end or not. `is_known` is false while no
    record in the portal can tell: 尚无记录, never “late”.
    """

    milestone: Milestone
    unit: Unit
    met_on: date | None
    due: Due
    late: int
    is_known: bool

    @property
    def state(self) -> str:
        """A key of core.badges.STATES."""
        return self.due.state if self.is_known else "no_data"

    @property
    def words(self) -> str:
        """The state in words, with the days; empty where the state says it all."""
        return self.due.words if self.is_known else ""

    @property
    def is_met(self) -> bool:
        """Done, on time or late, as far as records tell."""
        return self.state in MET

    @property
    def is_behind(self) -> bool:
        """Past its day and not met."""
        return self.state == "overdue"


@dataclass(frozen=True)
class Standing:
    """How a street keeps its days.

    `behind` are the milestones it is late with, the latest first; `made_late` the most workdays
    that one was met late.
    """

    behind: tuple[Progress, ...]
    made_late: int = 0

    @property
    def late(self) -> int:
        """Workdays behind with the latest of them."""
        return self.behind[0].late if self.behind else 0

    @property
    def state(self) -> str:
        """A key of core.badges.STATES."""
        if self.behind:
            return "overdue"
        return "done_late" if self.made_late else "on_time"

    @property
    def words(self) -> str:
        """迟3个工作日, 迟3个工作日完成, or empty."""
        if self.behind:
            return self.behind[0].words
        return f"迟{self.made_late}个工作日完成" if self.made_late else ""


def progress_of(
    book: StandardBook, as_of: date, streets: Sequence[Unit], district: Unit | None
) -> dict[str, list[Progress]]:
    """Milestone code → progress of each street, or of the district; one query."""
    keys = [one.met_by for one in book.milestones if one.met_by]
    met = met_dates(book.question(as_of), keys)
    progress: dict[str, list[Progress]] = {}
    for milestone in book.milestones:
        units = streets
        if milestone.responsible == Responsible.DISTRICT:
            units = [district] if district else []
        progress[milestone.code] = [
            _progress(milestone, unit, met.get((milestone.met_by, unit.code)), as_of)
            for unit in units
        ]
    return progress


def _progress(milestone: Milestone, unit: Unit, met_on: date | None, as_of: date) -> Progress:
    return Progress(
        milestone,
        unit,
        met_on,
        due(milestone.due_on, as_of, met_on),
        workdays_between(milestone.due_on, met_on or as_of),
        milestone.met_by in milestone_facts,
    )


def standing_of(progress: Iterable[Progress]) -> Standing:
    """What a street's progress comes to."""
    told = [one for one in progress if one.is_known]
    behind = sorted((one for one in told if one.is_behind), key=lambda one: -one.late)
    made = (one.late for one in told if one.is_met)
    return Standing(tuple(behind), max(made, default=0))


def by_street(progress: Mapping[str, Sequence[Progress]]) -> dict[str, list[Progress]]:
    """The same progress by the unit's code, each in the order of the milestones."""
    found: dict[str, list[Progress]] = {}
    for row in progress.values():
        for one in row:
            found.setdefault(one.unit.code, []).append(one)
    return found


def phases_of(
    book: StandardBook,
    as_of: date,
    progress: Mapping[str, Sequence[Progress]],
    url: Callable[[Milestone], str],
) -> list[parts.Phase]:
    """The phases for the kit, each milestone with how far the units are with it."""
    phases = []
    for number, phase in enumerate(book.phases, start=1):
        milestones = [
            parts.Milestone(one.title, one.due_on, *summary_of(progress[one.code]), url=url(one))
            for one in book.milestones
            if one.phase == phase.code
        ]
        state, words = _phase_state(phase.starts_on, phase.ends_on, as_of, milestones)
        phases.append(
            parts.Phase(
                number=number,
                name=phase.name.removesuffix("阶段"),
                starts_on=phase.starts_on,
                ends_on=phase.ends_on,
                state=state,
                milestones=milestones,
                words=words,
            )
        )
    return phases


def news_of(phases: Iterable[parts.Phase]) -> list[parts.Phase]:
    """The phases with what records can tell and what the running one asks for, and no more."""
    return [
        replace(
            phase,
            milestones=[
                one
                for one in phase.milestones
                if one.state != "no_data" or phase.state == "running"
            ],
        )
        for phase in phases
    ]


def _phase_state(
    starts_on: date, ends_on: date, as_of: date, milestones: Sequence[parts.Milestone]
) -> tuple[str, str]:
    """A phase that is over is done only where records tell that all of it is."""
    if as_of <= ends_on:
        return ("running" if as_of >= starts_on else "not_due"), ""
    unmet = sum(one.state == "overdue" for one in milestones)
    if unmet:
        return "past", f"已过期限，{unmet} 个节点未完成"
    return ("done" if all(one.state in MET for one in milestones) else "past"), "已结束"


def summary_of(row: Sequence[Progress]) -> tuple[str, str]:
    """A milestone over all its units: the state, and how many are still without it."""
    if not row or not row[0].is_known:
        return "no_data", ""
    if len(row) == 1:
        return row[0].state, row[0].words
    latest = max(one.late for one in row)
    unmet = [one for one in row if not one.is_met]
    if not unmet:
        late = f"，最多迟{latest}个工作日" if latest else ""
        return ("done_late" if late else "done"), f"{len(row)} 个街镇都已完成{late}"
    words = f"{len(unmet)} 个街镇未完成"
    if unmet[0].is_behind:
        words += f"，最多迟{max(one.late for one in unmet)}个工作日"
    return unmet[0].state, words
