"""Scores of streets under a standard as of a day: two queries, whatever the streets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db import transaction

from assessment.models import ScoreLine, ScoreRun
from assessment.permissions import AssessmentPermission
from assessment.scoring import Scored, Totals, score_clause, total
from audit import trail
from audit.models import Entry
from core.actor import Actor
from core.measures import met_dates, read_all
from orgs.models import Unit
from standards.book import Part, StandardBook
from standards.models import Standard

STATION_OPENED = "stations.opened"


@dataclass(frozen=True)
class StreetScore:
    """All clauses of one street, in the order of the standard, and their sums."""

    street: Unit
    lines: tuple[Scored, ...]
    totals: Totals

    @cached_property
    def by_code(self) -> dict[str, Scored]:
        """The lines by their clause's code."""
        return {line.id: line for line in self.lines}

    def of_part(self, part: Part) -> list[Scored]:
        """The lines of one part."""
        return [self.by_code[clause.code] for clause in part.clauses]


def score_streets(book: StandardBook, as_of: date, streets: Iterable[Unit]) -> list[StreetScore]:
    """Score every clause for the streets given; nothing is written.

    All measures are one query and all openings another, so the cost hardly depends on how many
    streets are asked for.
    """
    question = book.question(as_of)
    readings = read_all(question, {clause.measure for clause in book.clauses if clause.measure})
    opened = met_dates(question, [STATION_OPENED])
    scores = []
    for street in streets:
        opened_on = opened.get((STATION_OPENED, street.code))
        lines = tuple(
            score_clause(
                clause,
                readings.get((clause.measure, street.code)),
                book=book,
                as_of=as_of,
                opened_on=opened_on,
            )
            for clause in book.clauses
        )
        scores.append(StreetScore(street, lines, total(lines, book.values)))
    return scores


@transaction.atomic
def record_run(
    *, standard: Standard, scores: Sequence[StreetScore], as_of: date, by: Actor, note: str = ""
) -> ScoreRun:
    """Keep a computation as it is, for comparison and for the years to come."""
    by.must(AssessmentPermission.RECORD).enforce()
    run = ScoreRun.objects.create(
        standard=standard, as_of=as_of, computed_by=by.username, note=note
    )
    ScoreLine.objects.bulk_create(
        ScoreLine(
            run=run,
            street=score.street,
            clause=line.id,
            value=line.value,
            numerator=line.numerator,
            denominator=line.denominator,
            points=line.points,
            full_mark=line.full_mark,
            is_bonus=line.is_bonus,
            state=line.state,
            is_due=line.is_due,
            explanation=line.explanation,
        )
        for score in scores
        for line in score.lines
    )
    trail.record(actor=by, action=Entry.Action.CREATED, subject=f"score_run:{run.pk}")
    return run
