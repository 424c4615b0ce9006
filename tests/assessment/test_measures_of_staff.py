"""The team, counted by hand: T6-1, T6-2, T6-5, T6-6."""

from datetime import date

import pytest

from orgs.models import Unit
from tests import factories as make
from tests.assessment.counting import DAY, Counting, communities, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def a() -> Unit:
    """83,358 persons: ⌈8.3358⌉ = 9 advisors wanted."""
    street: Unit = make.StreetFactory()
    make.HukouPopulationFactory(unit=street, persons=83358)
    return street


@pytest.fixture
def b() -> Unit:
    """9,000 persons: ⌈0.9⌉ = 1, but no fewer than 2."""
    street: Unit = make.StreetFactory()
    make.HukouPopulationFactory(unit=street, persons=9000)
    return street


@pytest.mark.parametrize(
    ("in_post", "points"),
    [
        (0, "0.0000"),
        (6, "2.6667"),  # 6 ÷ 9 × 4
        (8, "3.5556"),  # just under
        (9, "4.0000"),
        (10, "4.0000"),  # no more than all
    ],
)
def test_advisors_by_population(a: Unit, b: Unit, in_post: int, points: str) -> None:
    staff(a, in_post)
    staff(b, 1)
    on = Counting.on()
    assert (on.counts("T6-1", a), on.points("T6-1", a)) == ((in_post, 9), points)
    # 1 ÷ 2 × 4
    assert (on.counts("T6-1", b), on.points("T6-1", b)) == ((1, 2), "2.0000")
    assert on.rows("T6-1", a) == [True] * in_post


@pytest.mark.parametrize(("persons", "wanted"), [(90000, 9), (90001, 10), (20000, 2), (20001, 3)])
def test_the_ratio_is_rounded_up(persons: int, wanted: int) -> None:
    street = make.StreetFactory()
    make.HukouPopulationFactory(unit=street, persons=persons)
    assert Counting.on().counts("T6-1", street) == (0, wanted)


def test_the_latest_population_known_by_the_day(a: Unit) -> None:
    make.HukouPopulationFactory(unit=a, persons=95000, as_of=date(2024, 6, 30))
    make.HukouPopulationFactory(unit=a, persons=120000, as_of=date(2024, 12, 31))
    assert Counting.on().counts("T6-1", a) == (0, 10)
    assert Counting.on(date(2024, 6, 29)).counts("T6-1", a) == (0, 9)
    fixed = Counting.on(hukou_population_on=date(2023, 12, 31))
    assert fixed.counts("T6-1", a) == (0, 9)


def test_without_a_population_the_least_number_is_wanted() -> None:
    assert Counting.on().counts("T6-1", make.StreetFactory()) == (0, 2)


def test_who_counts_as_the_streets_own(a: Unit) -> None:
    staff(a, 1)
    staff(a, 1, level="community")
    staff(a, 1, staff_kind="third_party")
    staff(a, 1, staff_kind="volunteer")
    staff(a, 1, status="on_leave")
    staff(a, 1, status="left", ended_on=date(2024, 9, 19))
    staff(a, 1, status="left", ended_on=DAY)  # the last day in post
    staff(a, 1, started_on=date(2024, 9, 21))
    assert Counting.on().counts("T6-1", a) == (2, 9)
    assert Counting.on(third_party_counted=True).counts("T6-1", a) == (4, 9)
    assert Counting.on(count_community_advisors_in_ratio=True).counts("T6-1", a) == (3, 9)


@pytest.mark.parametrize(
    ("covered", "points"),
    [(0, "0.0000"), (1, "1.0000"), (3, "3.0000"), (4, "4.0000")],  # covered ÷ 4 × 4
)
def test_committees_with_an_advisor(a: Unit, b: Unit, covered: int, points: str) -> None:
    for community in communities(a, 4)[:covered]:
        make.AssignmentFactory(community=community)
    # A villagers' committee is shown, but not wanted by T6-2.
    communities(a, 1, kind=Unit.Kind.VILLAGERS_COMMITTEE)
    make.AssignmentFactory(community=communities(b, 3)[2])
    on = Counting.on()
    assert (on.counts("T6-2", a), on.points("T6-2", a)) == ((covered, 4), points)
    # 1 ÷ 3 × 4
    assert (on.counts("T6-2", b), on.points("T6-2", b)) == ((1, 3), "1.3333")
    assert Counting.on(villagers_committees_scored=True).counts("T6-2", a) == (covered, 5)


def test_an_assignment_ends_with_its_day_or_its_advisor(a: Unit) -> None:
    first, second, third, fourth = communities(a, 4)
    make.AssignmentFactory(community=first, ends_on=DAY)
    make.AssignmentFactory(community=second, ends_on=date(2024, 9, 19))
    make.AssignmentFactory(community=third, advisor=staff(a, 1, status="on_leave")[0])
    make.AssignmentFactory(community=fourth, starts_on=date(2024, 9, 21))
    assert Counting.on().counts("T6-2", a) == (1, 4)


def test_one_advisor_for_two_committees_is_a_setting(a: Unit) -> None:
    first, second = communities(a, 2)
    (advisor,) = staff(a, 1, level="community")
    make.AssignmentFactory(community=second, advisor=advisor, starts_on=date(2024, 3, 1))
    make.AssignmentFactory(community=first, advisor=advisor, starts_on=date(2024, 5, 1))
    assert Counting.on().counts("T6-2", a) == (2, 2)
    strict = Counting.on(advisor_may_serve_two_communities=False)
    assert strict.counts("T6-2", a) == (1, 2)
    counted = [row.pk for row in _items(strict, a) if row.counted]
    assert counted == [second.pk]


def _items(on: Counting, street: Unit) -> list[Unit]:
    from core.measures import measures

    return list(measures["T6-2"].items_of(on.question, street.code))


def test_stars_of_the_year(a: Unit, b: Unit) -> None:
    make.StarRatingFactory(advisor=staff(a, 1)[0])
    make.StarRatingFactory(advisor=staff(b, 1)[0], year=2023)
    left = staff(b, 1, status="left", ended_on=date(2024, 6, 30))[0]
    make.StarRatingFactory(advisor=left)
    on = Counting.on()
    assert (on.counts("T6-5", a), on.points("T6-5", a)) == ((1, None), "1.0000")
    assert (on.counts("T6-5", b), on.points("T6-5", b)) == (None, "0.0000")


@pytest.mark.parametrize(
    ("complete", "points"),
    [
        # T6-6: (share − 80 %) ÷ 20 % × 1
        (0, "0.0000"),
        (8, "0.0000"),  # 80 % itself is nothing yet
        (9, "0.5000"),  # 90 %: 10 ÷ 20
        (10, "1.0000"),
    ],
)
def test_files_that_are_complete(a: Unit, b: Unit, complete: int, points: str) -> None:
    staff(a, complete)
    staff(a, 10 - complete, education="")
    staff(b, 1)
    on = Counting.on()
    assert (on.counts("T6-6", a), on.points("T6-6", a)) == ((complete, 10), points)
    assert (on.counts("T6-6", b), on.points("T6-6", b)) == ((1, 1), "1.0000")


def test_the_filing_date_is_wanted_once_a_street_enters_it(a: Unit, b: Unit) -> None:
    staff(a, 1, filed_on=date(2024, 5, 8))
    staff(a, 1)
    staff(b, 2)
    assert Counting.on().counts("T6-6", a) == (1, 2)
    assert Counting.on().counts("T6-6", b) == (2, 2)


def test_a_filing_date_of_later_is_not_there_yet(a: Unit) -> None:
    staff(a, 1, filed_on=date(2024, 5, 8))
    staff(a, 1, filed_on=date(2024, 7, 1))
    # Nobody was filed yet, so nobody's date is wanted; then the first; then both.
    assert Counting.on(date(2024, 5, 7)).counts("T6-6", a) == (2, 2)
    assert Counting.on(date(2024, 5, 8)).counts("T6-6", a) == (1, 2)
    assert Counting.on(date(2024, 7, 1)).counts("T6-6", a) == (2, 2)


def test_a_phone_is_part_of_the_file(a: Unit) -> None:
    staff(a, 1, phone="")
    assert Counting.on().counts("T6-6", a) == (0, 1)
