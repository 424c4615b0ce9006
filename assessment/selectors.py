"""What the pages of this room stand on: a standard, a day, the streets an actor may see."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from accounts.models import User
from assessment.comparing import scores_from
from assessment.models import ScoreLine, ScoreRun
from assessment.runs import StreetScore, score_streets
from assessment.scoring import Scored
from assessment.timeline import Progress, Standing, by_street, progress_of, standing_of
from core.actor import Actor
from core.measures import Measure, Question, measures
from orgs.models import Unit
from standards.book import Clause, Part, StandardBook
from standards.models import Standard
from standards.selectors import read_book


@dataclass
class Scene:
    """Scores and milestones as of a day, each read once and only when a page asks for them."""

    actor: Actor
    book: StandardBook
    as_of: date
    _gaps: dict[tuple[str, str], str] = field(default_factory=dict)

    @cached_property
    def _units(self) -> list[Unit]:
        """The streets and their district, in one query."""
        units = Unit.objects.open_to(self.actor).valid_on(self.as_of)
        return list(units.exclude(level=Unit.Level.COMMUNITY).order_by("code"))

    @cached_property
    def streets(self) -> list[Unit]:
        """The streets within the actor's unit, in official order."""
        streets = (unit for unit in self._units if unit.level == Unit.Level.STREET)
        return [street for street in streets if self.actor.covers(street.code)]

    @cached_property
    def question(self) -> Question:
        """What the measures are asked."""
        return self.book.question(self.as_of)

    @cached_property
    def scores(self) -> dict[str, StreetScore]:
        """Street's code → its score; two queries for all of them."""
        found = score_streets(self.book, self.as_of, self.streets)
        return {score.street.code: score for score in found}

    @cached_property
    def progress(self) -> dict[str, list[Progress]]:
        """Milestone's code → where each street, or the district, stands with it; one query."""
        district = next((u for u in self._units if u.level == Unit.Level.DISTRICT), None)
        return progress_of(self.book, self.as_of, self.streets, district)

    @cached_property
    def progress_by_street(self) -> dict[str, list[Progress]]:
        """The same by the unit's code."""
        return by_street(self.progress)

    @cached_property
    def standings(self) -> dict[str, Standing]:
        """Street's code → how it keeps its days."""
        return {
            street.code: standing_of(self.progress_by_street.get(street.code, ()))
            for street in self.streets
        }

    @property
    def is_empty(self) -> bool:
        """Whether nothing that earns points has been recorded for any of the streets."""
        lines = [line for score in self.scores.values() for line in score.lines]
        return not any(line.numerator for line in lines if line.full_mark)

    def street(self, code: str) -> Unit:
        """A street within the actor's unit; any other is not found."""
        for street in self.streets:
            if street.code == code:
                return street
        raise Http404

    def clause(self, code: str) -> Clause:
        """A clause of the standard; any other is not found."""
        try:
            return self.book.clause(code)
        except KeyError:
            raise Http404 from None

    def part(self, code: str) -> Part:
        """A part of the standard; any other is not found."""
        for part in self.book.parts:
            if part.code == code:
                return part
        raise Http404

    def part_of(self, clause: Clause) -> Part:
        """The part that a clause belongs to."""
        return next(part for part in self.book.parts if clause in part.clauses)

    def gap(self, clause: Clause, street: Unit) -> str:
        """What is missing, in people and hours; empty where the measure can't say."""
        key = (clause.code, street.code)
        if key not in self._gaps:
            measure = measures.get(clause.measure)
            tell = measure.gap if measure else None
            self._gaps[key] = tell(self.question, street.code) if tell else ""
        return self._gaps[key]


@dataclass(frozen=True)
class Items:
    """The rows behind a figure: how many count, how many don't, and the rows themselves."""

    measure: Measure
    rows: QuerySet[Any]
    counted: int
    total: int

    @property
    def left_out(self) -> int:
        """How many rows don't count."""
        return self.total - self.counted


def items_of(scene: Scene, clause: Clause, street: Unit) -> Items | None:
    """The rows behind a clause of a street; None while nothing can be counted. One query."""
    measure = measures.get(clause.measure)
    if measure is None:
        return None
    rows = measure.items_of(scene.question, street.code)
    sums = rows.order_by().aggregate(n=Count("pk"), n_counted=Count("pk", filter=Q(counted=True)))
    return Items(measure, rows, sums["n_counted"], sums["n"])


def worth_most(scene: Scene, score: StreetScore, count: int) -> list[tuple[Clause, Scored]]:
    """The clauses with the most points still to be earned, among those that records can earn.

    What waits for a reviewer is left out: the street has done its share.
    """
    waiting = ("awaiting_review", "not_applicable")
    found = [
        (clause, line)
        for clause in scene.book.clauses
        if clause.measure in measures
        and not clause.is_bonus
        and (line := score.by_code[clause.code]).open_points > 0
        and line.state not in waiting
    ]
    return sorted(found, key=lambda pair: -pair[1].open_points)[:count]


def runs() -> QuerySet[ScoreRun]:
    """Every stored run, the latest first."""
    return ScoreRun.objects.select_related("standard")


def with_names(runs: Iterable[ScoreRun]) -> list[tuple[ScoreRun, str]]:
    """Each run with the name of whoever kept it; one query."""
    found = list(runs)
    users = User.objects.filter(username__in={run.computed_by for run in found})
    names = dict(users.values_list("username", "name"))
    return [(run, names.get(run.computed_by) or run.computed_by) for run in found]


def stored_scores(scene: Scene, run: ScoreRun) -> dict[str, StreetScore]:
    """A run as it was, as far as the actor may see it: street's code → score."""
    lines = ScoreLine.objects.visible_to(scene.actor).filter(run=run).order_by("id")
    is_same = (run.standard.year, run.standard.version) == (scene.book.year, scene.book.version)
    book = scene.book if is_same else read_book(run.standard)
    return scores_from(list(lines), scene.streets, book)


def standard_of(book: StandardBook) -> Standard:
    """The row of a book that was read."""
    return Standard.objects.get(year=book.year, version=book.version)
