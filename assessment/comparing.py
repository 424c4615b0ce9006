"""Two computations side by side: what changed, told in records and not only in points."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assessment.models import ScoreLine
from assessment.runs import StreetScore
from assessment.scoring import Scored, State, Totals, total
from orgs.models import Unit
from standards.book import Clause, StandardBook
from standards.rules import Steps, number

ZERO = Decimal(0)


@dataclass(frozen=True)
class Change:
    """One clause that is not what it was; either side is None where it did not exist."""

    clause: Clause
    before: Scored | None
    after: Scored | None

    @property
    def points(self) -> tuple[Decimal | None, Decimal | None]:
        """The points on either side."""
        return (
            self.before.points if self.before else None,
            self.after.points if self.after else None,
        )

    @property
    def gain(self) -> Decimal:
        """Points won, or lost below zero."""
        before, after = self.points
        return (after or ZERO) - (before or ZERO)

    @property
    def counts(self) -> tuple[str, str]:
        """What was counted on either side: 6 ÷ 9 名."""
        return counted(self.clause, self.before), counted(self.clause, self.after)


@dataclass(frozen=True)
class Comparison:
    """One street before and after."""

    street: Unit
    before: Totals | None
    after: Totals | None
    changes: tuple[Change, ...]

    @property
    def totals(self) -> tuple[Decimal | None, Decimal | None]:
        """The totals on either side."""
        return (
            self.before.total if self.before else None,
            self.after.total if self.after else None,
        )

    @property
    def gain(self) -> Decimal:
        """Points of the total won, or lost below zero."""
        before, after = self.totals
        return (after or ZERO) - (before or ZERO)


def counted(clause: Clause, line: Scored | None) -> str:
    """A figure as it was counted: 6 ÷ 9 名, or the level reached; 尚无记录 where there was none."""
    if line is None or line.numerator is None:
        return "尚无记录"
    if isinstance(clause.rule, Steps):
        return clause.rule.level(line.numerator).label
    shown = number(line.numerator)
    if line.denominator is not None:
        shown = f"{shown} ÷ {number(line.denominator)}"
    return f"{shown} {clause.unit}".rstrip()


def scores_from(
    lines: Sequence[ScoreLine], streets: Sequence[Unit], book: StandardBook
) -> dict[str, StreetScore]:
    """Stored lines as scores again, by the street's code."""
    found: dict[str, list[Scored]] = {}
    for line in lines:
        found.setdefault(line.street_id, []).append(_scored(line))
    return {
        street.code: StreetScore(
            street, tuple(found[street.code]), total(found[street.code], book.values)
        )
        for street in streets
        if street.code in found
    }


def _scored(line: ScoreLine) -> Scored:
    return Scored(
        id=line.clause,
        value=line.value,
        numerator=line.numerator,
        denominator=line.denominator,
        points=line.points,
        full_mark=line.full_mark,
        is_bonus=line.is_bonus,
        state=State(line.state),
        is_due=line.is_due,
        explanation=line.explanation,
        missing="",
    )


def compare(
    before: Mapping[str, StreetScore],
    after: Mapping[str, StreetScore],
    streets: Sequence[Unit],
    clauses: Sequence[Clause],
) -> list[Comparison]:
    """Each street with the clauses whose numbers or points differ, in the standard's order."""
    return [
        Comparison(
            street,
            before[street.code].totals if street.code in before else None,
            after[street.code].totals if street.code in after else None,
            tuple(_changes(before.get(street.code), after.get(street.code), clauses)),
        )
        for street in streets
    ]


def _changes(
    before: StreetScore | None, after: StreetScore | None, clauses: Sequence[Clause]
) -> list[Change]:
    pairs = [
        Change(
            clause,
            before.by_code.get(clause.code) if before else None,
            after.by_code.get(clause.code) if after else None,
        )
        for clause in clauses
    ]
    return [one for one in pairs if _facts(one.before) != _facts(one.after)]


def _facts(line: Scored | None) -> tuple[Decimal | None, ...]:
    if line is None:
        return ()
    return line.points, line.full_mark, line.numerator, line.denominator
