"""G-2: three figures without points, for a street and for all of a page."""

from datetime import date

import pytest

from core.boards import Board, boards, register
from orgs.models import Unit
from tests import factories as make
from tests.assessment.counting import BOOK
from tests.casework.indicators.scenes import a_street, day, listed, places

pytestmark = pytest.mark.django_db


def figures(*streets: Unit, on: str = "09-20") -> list[tuple[str, str, str]]:
    board = boards["G-2"]
    found = board.figures(BOOK.question(day(on)), [one.code for one in streets])
    assert [one.label for one in found] == ["顾问发现的线索", "从咨询到答复", "会商个案已解决"]
    return [(one.value, one.unit, one.note) for one in found]


def lead(street: Unit, source: str, on: date = date(2024, 9, 2), **fields: str) -> None:
    make.LeadFactory(community=places(street)[0], source=source, found_on=on, **fields)


def asked(street: Unit, on: str, answered: str | None = None) -> None:
    make.ConsultationFactory(
        unit=places(street)[0],
        asked_on=day(on),
        answered_on=day(answered) if answered else None,
        advisor=make.AdvisorFactory(street=street),
    )


def conferred(street: Unit, on: str, *solved: str | None, state: str = "held") -> None:
    held = make.CaseConferenceFactory(street=street, held_on=day(on), state=state)
    for one in solved:
        make.ConferenceCaseFactory(
            conference=held,
            household=listed(places(street)[0]),
            outcome="solved" if one else "open",
            solved_on=day(one) if one else None,
        )


def test_where_nothing_happened_there_is_no_figure() -> None:
    assert figures(a_street()) == [
        ("–", "", "还没有线索"),
        ("–", "", "还没有答复的咨询"),
        ("–", "", "还没有会商个案"),
    ]


def test_the_three_figures_of_a_street_and_of_two() -> None:
    street, other = a_street(), a_street()
    for source in ("visit", "neighbour", "data", "self"):
        lead(street, source)
    lead(street, "visit", state="withdrawn")
    lead(street, "visit", date(2023, 12, 31))
    lead(other, "data")
    for on, answered in (("09-02", "09-02"), ("09-02", "09-05"), ("09-02", None)):
        asked(street, on, answered)
    asked(other, "09-02", "09-12")
    conferred(street, "07-01", "07-20", None, "09-25")
    conferred(street, "07-02", None, state="planned")
    conferred(other, "07-01", "07-02")
    assert figures(street) == [
        ("50.0", "%", "4 条里 2 条"),
        ("1.5", "天", "中位数；3 条咨询，已答复 2 条"),
        ("33.3", "%", "3 件里 1 件"),
    ]
    assert figures(street, other) == [
        ("40.0", "%", "5 条里 2 条"),
        ("3.0", "天", "中位数；4 条咨询，已答复 3 条"),
        ("50.0", "%", "4 件里 2 件"),
    ]
    # As of a later day one more case is solved.
    assert figures(street, on="09-25")[2][0] == "66.7"


def test_a_clause_has_one_board() -> None:
    with pytest.raises(ValueError, match="G-2"):
        register(Board("G-2", lambda question, streets: [], "casework:abilities", "看"))
