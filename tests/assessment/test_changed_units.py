"""Communities change in mid-year: the scores do from that day on, and not before."""

from dataclasses import dataclass, replace
from datetime import date

import pytest

from assessment.models import ScoreLine, ScoreRun
from assessment.runs import record_run, score_streets
from core.actor import Actor
from orgs.models import Unit
from standards.models import Standard
from standards.selectors import read_book
from tests import factories as make
from tests.assessment.counting import Counting, communities, train
from tests.cast import Cast
from tests.orgs.changing import DAY, EVE, carried_out, choices, merge, new_units, split

Fraction = tuple[int, int | None] | None


@dataclass
class Covered:
    """A street with three communities, each with its point and its advisor."""

    unit: Unit
    communities: list[Unit]
    by: Actor

    def counts(self, code: str, day: date) -> Fraction:
        """Numerator and denominator as of a day."""
        return Counting.on(day).counts(code, self.unit)

    def points(self, code: str, day: date) -> str:
        """Points as of a day."""
        return Counting.on(day).points(code, self.unit)

    def split_first(self) -> list[Unit]:
        """Into two: the advisor goes to the first, the point to the second."""
        old = self.communities[0]
        planned = split(self.unit, old, "铜川路第一居委会", "铜川路第二居委会")
        first, second = planned.places().values()
        chosen = choices(old, self.by, assignments=[first], points=[second])
        carried_out(replace(planned, choices=chosen), self.by)
        return list(Unit.objects.filter(code__in=planned.places()).order_by("code"))


@pytest.fixture
def covered(cast: Cast) -> Covered:
    street = make.StreetFactory(parent=cast.district)
    three = communities(street, 3)
    for community in three:
        make.ServicePointFactory(community=community, opened_on=date(2024, 4, 1))
        make.AssignmentFactory(community=community)
    return Covered(street, three, cast.actor("district_admin"))


def test_a_split_changes_coverage_from_its_day_on(covered: Covered) -> None:
    first, second = covered.split_first()
    assert covered.counts("T6-2", EVE) == (3, 3)
    assert covered.counts("T6-2", DAY) == (3, 4)
    assert covered.counts("T1-5", EVE) == (3, 3)
    assert covered.counts("T1-5", DAY) == (3, 4)
    # T6-2 is worth 4 points: 3 ÷ 4 × 4.
    assert covered.points("T6-2", EVE) == "4.0000"
    assert covered.points("T6-2", DAY) == "3.0000"

    make.AssignmentFactory(community=second, starts_on=date(2024, 7, 15))
    make.ServicePointFactory(community=first, opened_on=date(2024, 7, 20))
    assert covered.counts("T6-2", date(2024, 7, 14)) == (3, 4)
    assert covered.counts("T6-2", date(2024, 7, 15)) == (4, 4)
    assert covered.counts("T1-5", date(2024, 7, 19)) == (3, 4)
    assert covered.counts("T1-5", date(2024, 7, 20)) == (4, 4)
    assert covered.counts("T6-2", EVE) == (3, 3)


def test_a_split_changes_nothing_about_who_was_trained(covered: Covered) -> None:
    train(covered.unit, [540, 539, 0], held_on=date(2024, 5, 6))
    before = {code: covered.counts(code, EVE) for code in ("T8-4", "T8-5")}
    # Three who look after communities and three in the street: one has 12 class hours.
    assert before == {"T8-4": (1, 6), "T8-5": (2, 6)}
    covered.split_first()
    assert {code: covered.counts(code, EVE) for code in before} == before
    assert {code: covered.counts(code, DAY) for code in before} == before


def test_two_that_become_one_are_counted_once_from_that_day_on(covered: Covered) -> None:
    one, two, _ = covered.communities
    new = new_units(covered.unit, "石中居委会")
    planned = merge(covered.unit, one, two, new=new)
    place = [planned.places()[new[0].code]]
    chosen = choices([one, two], covered.by, assignments=place, points=place)
    point = two.service_points.get()
    chosen[("points", str(point.pk))] = ()
    carried_out(replace(planned, choices=chosen), covered.by)
    for code in ("T6-2", "T1-5"):
        assert (covered.counts(code, EVE), covered.counts(code, DAY)) == ((3, 3), (2, 2))


def test_a_score_that_was_kept_is_not_touched(cast: Cast, covered: Covered) -> None:
    standard = Standard.objects.get()
    streets = Unit.objects.streets().order_by("code")
    book = read_book(standard)
    kept = record_run(
        standard=standard,
        scores=score_streets(book, EVE, streets),
        as_of=EVE,
        by=cast.actor("reviewer"),
    )
    lines = ScoreLine.objects.filter(run=kept).order_by("pk")
    before = list(lines.values())
    covered.split_first()
    assert list(lines.values()) == before
    assert ScoreRun.objects.get().pk == kept.pk
    # Reckoned again, the day before still gives the same.
    again = score_streets(book, EVE, streets)
    mine = next(one for one in again if one.street == covered.unit).by_code["T6-2"]
    assert (mine.numerator, mine.denominator, mine.points) == (3, 3, 4)
