"""Training, counted by hand: T8-3 to T8-6."""

from datetime import date

import pytest

from core.measures import measures
from orgs.models import Unit
from tests import factories as make
from tests.assessment.counting import Counting, staff, train

pytestmark = pytest.mark.django_db


@pytest.fixture
def a() -> Unit:
    street: Unit = make.StreetFactory()
    return street


@pytest.fixture
def b() -> Unit:
    street: Unit = make.StreetFactory()
    return street


@pytest.mark.parametrize(
    ("kinds", "points"),
    [
        (["induction"], "0.6667"),  # 1 ÷ 3 × 2
        (["induction", "induction", "other"], "0.6667"),
        (["induction", "supervision"], "1.3333"),
        (["induction", "supervision", "peer_led"], "2.0000"),
    ],
)
def test_kinds_of_training(a: Unit, b: Unit, kinds: list[str], points: str) -> None:
    for kind in kinds:
        make.TrainingSessionFactory(host=a, kind=kind)
    on = Counting.on()
    assert (on.counts("T8-3", a), on.points("T8-3", a)) == (
        (len(set(kinds) - {"other"}), 3),
        points,
    )
    assert (on.counts("T8-3", b), on.points("T8-3", b)) == ((0, 0), "0.0000")
    assert on.rows("T8-3", a) == sorted((kind != "other" for kind in kinds), reverse=True)


def test_the_districts_training_counts_for_those_who_came(a: Unit, b: Unit) -> None:
    session = make.TrainingSessionFactory(host=a.parent, kind="supervision")
    for advisor in staff(a, 2):
        make.AttendanceFactory(session=session, advisor=advisor)
    on = Counting.on()
    assert (on.counts("T8-3", a), on.points("T8-3", a)) == ((1, 3), "0.6667")
    assert on.rows("T8-3", a) == [True]  # one session, though two people came
    assert on.counts("T8-3", b) == (0, 0)
    own_only = Counting.on(district_training_counted=False)
    assert own_only.counts("T8-3", a) == (0, 0)
    assert own_only.rows("T8-3", a) == []
    assert own_only.counts("T8-5", a) == (0, 2)


@pytest.mark.parametrize(
    ("minutes", "counts", "points"),
    [
        # T8-4: 12 class hours of 45 minutes are 540; (share − 50 %) ÷ 50 % × 4
        ([0, 0, 0, 0], (0, 4), "0.0000"),
        ([539, 539, 539, 539], (0, 4), "0.0000"),  # a minute short, nothing is rounded up
        ([540, 539, 0, 0], (1, 4), "0.0000"),  # 25 %
        ([540, 540, 539, 539], (2, 4), "0.0000"),  # 50 % itself is nothing yet
        ([540, 540, 540, 539], (3, 4), "2.0000"),  # 75 %: 25 ÷ 50 × 4
        ([540, 540, 540, 900], (4, 4), "4.0000"),
    ],
)
def test_class_hours(
    a: Unit, b: Unit, minutes: list[int], counts: tuple[int, int], points: str
) -> None:
    train(a, minutes)
    train(b, [540, 540, 539])
    on = Counting.on()
    assert (on.counts("T8-4", a), on.points("T8-4", a)) == (counts, points)
    # 2 ÷ 3 = 66.67 %: 16.67 ÷ 50 × 4
    assert (on.counts("T8-4", b), on.points("T8-4", b)) == ((2, 3), "1.3333")
    assert on.rows("T8-4", a).count(True) == counts[0]


def test_minutes_of_several_sessions_add_up(a: Unit) -> None:
    (person,) = train(a, [270], held_on=date(2024, 3, 4))
    for day in (date(2023, 12, 31), date(2024, 9, 20), date(2024, 9, 21)):
        session = make.TrainingSessionFactory(host=a, held_on=day)
        make.AttendanceFactory(session=session, advisor=person, minutes=270)
    # 270 in March and 270 on the day make 540; last year's and tomorrow's don't count.
    assert Counting.on().counts("T8-4", a) == (1, 1)
    assert Counting.on(date(2024, 9, 19)).counts("T8-4", a) == (0, 1)


def test_readings_of_the_class_hours(a: Unit) -> None:
    train(a, [270, 270], kind="induction")
    late = staff(a, 1, started_on=date(2024, 7, 1))[0]
    session = make.TrainingSessionFactory(host=a, kind="supervision")
    make.AttendanceFactory(session=session, advisor=late, minutes=270)
    assert Counting.on().counts("T8-4", a) == (0, 3)
    # July to December are 6 of 12 months: 270 minutes will do.
    assert Counting.on(prorate_class_hours=True).counts("T8-4", a) == (1, 3)
    # 810 minutes of the whole station are enough for everybody in it.
    assert Counting.on(class_hours_per="station").counts("T8-4", a) == (3, 3)
    # Half the hours asked, but not from induction.
    half = {"class_hours_required": 6}
    assert Counting.on(**half).counts("T8-4", a) == (3, 3)
    strict = Counting.on(**half, induction_counts_as_class_hours=False)
    assert strict.counts("T8-4", a) == (1, 3)


def test_helpers_owe_no_hours(a: Unit) -> None:
    staff(a, 1)
    staff(a, 1, staff_kind="volunteer")
    assert Counting.on().counts("T8-4", a) == (0, 1)
    assert Counting.on().counts("T8-5", a) == (0, 1)


@pytest.mark.parametrize(
    ("trained", "points"),
    [
        # T8-5: (share − 70 %) ÷ 30 % × 2
        (0, "0.0000"),
        (7, "0.0000"),  # 70 % itself is nothing yet
        (8, "0.6667"),  # 80 %: 10 ÷ 30 × 2
        (9, "1.3333"),
        (10, "2.0000"),
    ],
)
def test_who_was_trained_at_all(a: Unit, b: Unit, trained: int, points: str) -> None:
    train(a, [45] * trained + [0] * (10 - trained))
    staff(b, 1)
    on = Counting.on()
    assert (on.counts("T8-5", a), on.points("T8-5", a)) == ((trained, 10), points)
    assert (on.counts("T8-5", b), on.points("T8-5", b)) == ((0, 1), "0.0000")


def test_own_trainers(a: Unit, b: Unit) -> None:
    (teacher,) = staff(a, 1)
    make.TrainingSessionFactory(host=a, trainer=teacher)
    make.TrainingSessionFactory(host=b, trainer_name="宋老师")  # a guest
    on = Counting.on()
    assert (on.counts("T8-6", a), on.points("T8-6", a)) == ((1, None), "1.0000")
    assert (on.counts("T8-6", b), on.points("T8-6", b)) == (None, "0.0000")


def test_who_taught_twice_is_one_trainer(a: Unit) -> None:
    first, second = staff(a, 2)
    for day in (date(2024, 5, 6), date(2024, 6, 3), date(2023, 12, 31)):
        make.TrainingSessionFactory(host=a, trainer=first, held_on=day)
    on = Counting.on()
    assert (on.counts("T8-6", a), on.rows("T8-6", a)) == ((1, None), [True])
    (row,) = measures["T8-6"].items_of(on.question, a.code)
    assert (row.pk, row.taught) == (first.pk, 2)  # last year's is not of this year
    make.TrainingSessionFactory(host=a.parent, trainer=second)  # at the district's
    assert Counting.on().counts("T8-6", a) == (2, None)
