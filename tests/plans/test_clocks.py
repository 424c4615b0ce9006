"""Where a plan lay for how long, in workdays counted by hand.

In 2024 offices were closed from 1 to 5 May, and open on Sunday 28 April and Saturday 11 May.
"""

from datetime import date
from typing import Any

import pytest

from plans.clocks import REVIEW_WORKDAYS, Clocks, clocks_of, handed_in_by
from plans.models import ConstructionPlan, PlanVersion

DUE = date(2024, 4, 30)  # a Tuesday


def day(text: str) -> date:
    return date.fromisoformat(f"2024-{text}")


def plan_of(**facts: Any) -> ConstructionPlan:
    return ConstructionPlan(begun_on=day("03-20"), **facts)


def version(number: int, due_on: str, submitted_on: str, **facts: Any) -> PlanVersion:
    return PlanVersion(number=number, due_on=day(due_on), submitted_on=day(submitted_on), **facts)


def returned(on: str, new_due_on: str) -> dict[str, Any]:
    return {"reviewed_on": day(on), "is_approved": False, "new_due_on": day(new_due_on)}


def approved(on: str) -> dict[str, Any]:
    return {"reviewed_on": day(on), "is_approved": True}


# Handed in 3 workdays late (6, 7, 8 May), returned on 14 May until the 20th, handed in again 2
# workdays after that (21, 22), approved on the 27th.
WALK = [
    version(1, "04-30", "05-08", **returned("05-14", "05-20")),
    version(2, "05-20", "05-22", **approved("05-27")),
]


@pytest.mark.parametrize(
    ("on", "street", "reviewer", "back", "late", "answer_due_on"),
    [
        # March 21, 22, 25–29: 7; April 1–3, 7–12, 15–19, 22–26, 28, 29: 21.
        ("04-29", 28, 0, 0, 0, None),
        ("04-30", 29, 0, 0, 0, None),
        ("05-05", 29, 0, 0, 0, None),  # the holiday costs nobody a day
        ("05-07", 31, 0, 0, 2, None),  # 6 and 7 May
        ("05-08", 32, 0, 0, 3, "05-21"),
        # 9, 10 and the shifted Saturday 11 May lie with the district.
        ("05-12", 32, 3, 0, 3, "05-21"),
        ("05-14", 32, 5, 0, 3, None),
        ("05-20", 36, 5, 4, 3, None),  # 15, 16, 17, 20
        ("05-21", 37, 5, 5, 4, None),
        # From 22 May ten workdays end on 5 June.
        ("05-22", 38, 5, 6, 5, "06-05"),
        ("05-27", 38, 8, 6, 5, None),  # 23, 24, 27
        ("12-31", 38, 8, 6, 5, None),
    ],
)
def test_the_three_clocks_run_in_turn(
    on: str, street: int, reviewer: int, back: int, late: int, answer_due_on: str | None
) -> None:
    limit = day(answer_due_on) if answer_due_on else None
    assert clocks_of(plan_of(), WALK, day(on), DUE) == Clocks(street, reviewer, back, late, limit)


def test_the_district_has_ten_workdays() -> None:
    assert REVIEW_WORKDAYS == 10
    # 29, 30 April, 6–11 May (six with the Saturday), 13 and 14 May.
    clocks = clocks_of(plan_of(), [version(1, "04-30", "04-28")], day("04-28"), DUE)
    assert clocks.answer_due_on == day("05-14")
    assert clocks.is_with_district


@pytest.mark.parametrize(
    ("submitted_on", "late"),
    [
        ("04-30", 0),
        ("05-03", 0),  # on a holiday, before any workday has passed
        ("05-05", 0),
        ("05-06", 1),
        ("05-11", 6),  # a shifted Saturday counts
        ("05-12", 6),
    ],
)
def test_late_is_counted_in_workdays_after_the_due_day(submitted_on: str, late: int) -> None:
    clocks = clocks_of(plan_of(), [version(1, "04-30", submitted_on)], day("06-30"), DUE)
    assert clocks.late_days == late


def test_days_with_the_district_are_never_late() -> None:
    slow = [version(1, "04-30", "04-26", **approved("07-31"))]
    clocks = clocks_of(plan_of(), slow, day("08-01"), DUE)
    assert clocks.late_days == 0
    # April 28–30: 3; May 6–11, 13–17, 20–24, 27–31: 21; June without the 10th: 19; July: 23.
    assert clocks.reviewer_days == 66


def test_what_was_taken_back_was_never_handed_in() -> None:
    both = [
        version(1, "04-30", "04-26", withdrawn_on=day("05-06")),
        version(2, "04-30", "05-07"),
    ]
    # While it lay there it was on time.
    assert clocks_of(plan_of(), both, day("04-30"), DUE) == Clocks(
        26,
        3,
        0,
        0,
        day("05-13"),  # 28, 29, 30 April; the limit: those, 6–11 and 13 May
    )
    # On the day it is taken back the street's clock goes on as if nothing had been.
    assert clocks_of(plan_of(), both, day("05-06"), DUE) == Clocks(30, 0, 0, 1, None)
    after = clocks_of(plan_of(), both, day("05-08"), DUE)
    assert (after.street_days, after.reviewer_days, after.late_days) == (31, 1, 2)


def test_a_paper_counts_from_its_own_day_once_it_is_accepted() -> None:
    scanned = [version(1, "04-30", "05-07", **approved("05-10"))]
    waiting = plan_of(paper_on=day("04-26"))
    assert clocks_of(waiting, scanned, day("06-30"), DUE).late_days == 2
    accepted = plan_of(paper_on=day("04-26"), paper_accepted_on=day("05-10"))
    clocks = clocks_of(accepted, scanned, day("06-30"), DUE)
    # The district could look at it from the day it was here: 8, 9, 10 May.
    assert (clocks.late_days, clocks.reviewer_days) == (0, 3)
    # Asked about a day between the two, the paper was there.
    assert handed_in_by(accepted, scanned, day("04-30")) == [(scanned[0], day("04-26"))]
    assert handed_in_by(waiting, scanned, day("04-30")) == []


def test_a_paper_stands_for_the_first_version_alone() -> None:
    plan = plan_of(paper_on=day("04-26"), paper_accepted_on=day("05-07"))
    versions = [
        version(1, "04-30", "05-07", **returned("05-08", "05-09")),
        version(2, "05-09", "05-11"),
    ]
    # Nothing for the paper, then 10 and 11 May.
    assert clocks_of(plan, versions, day("06-30"), DUE).late_days == 2


def test_nothing_is_late_while_no_day_is_set() -> None:
    assert clocks_of(plan_of(), [], day("06-30")).late_days == 0
    assert clocks_of(plan_of(), [], day("05-06"), DUE).late_days == 1
