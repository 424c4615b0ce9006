"""The three abilities of G-2: a trend, by hand."""

from datetime import date
from decimal import Decimal

from casework.desk.abilities import answerings, findings, last_quarters, solvings
from tests import factories as make
from tests.cast import DAY, Cast
from tests.pages import costs_the_same, text_of

URL = "/casework/abilities/"


def test_six_quarters_end_with_that_of_the_day() -> None:
    assert [one.label for one in last_quarters(DAY)] == [
        "2023年第2季度",
        "2023年第3季度",
        "2023年第4季度",
        "2024年第1季度",
        "2024年第2季度",
        "2024年第3季度",
    ]


def test_the_share_found_by_advisors(cast: Cast) -> None:
    # The cast has one lead from a neighbour in each street, found in September.
    here = cast.a.communities[0]
    for source in ("visit", "data", "self", "other_office"):
        make.LeadFactory(community=here, source=source, found_on=date(2024, 7, 1))
    make.LeadFactory(community=here, source="visit", state="withdrawn")
    make.LeadFactory(community=here, source="data", found_on=date(2024, 6, 30))
    make.LeadFactory(community=here, source="visit", found_on=date(2024, 9, 21))
    actor = cast.actor("reviewer")
    before, now = findings(actor, last_quarters(DAY), DAY)[-2:]
    assert (now.found, now.leads, now.share) == (3, 6, Decimal(50))
    assert (before.found, before.leads, before.share) == (0, 1, Decimal(0))
    assert findings(actor, last_quarters(DAY), DAY)[0].share is None
    # A street's own actor would see hers alone.
    assert findings(cast.actor("b_manager"), last_quarters(DAY), DAY)[-1].leads == 1


def test_the_median_of_days_until_the_answer(cast: Cast) -> None:
    days = {date(2024, 7, 1): 0, date(2024, 8, 1): 1, date(2024, 9, 1): 6}
    for asked, took in days.items():
        make.ConsultationFactory(
            unit=cast.a.unit, advisor=cast.a.street_advisor, asked_on=asked,
            answered_on=asked.replace(day=asked.day + took),
        )  # fmt: skip
    now = answerings(cast.actor("reviewer"), last_quarters(DAY), DAY)[-1]
    assert (now.asked, now.answered, now.median) == (3, 3, 1.0)
    # A fourth, answered after two days: between the middle two, one and two.
    make.ConsultationFactory(
        unit=cast.b.unit, advisor=cast.b.street_advisor, asked_on=date(2024, 9, 3),
        answered_on=date(2024, 9, 5),
    )  # fmt: skip
    make.ConsultationFactory(unit=cast.a.unit, advisor=cast.a.street_advisor)
    now = answerings(cast.actor("reviewer"), last_quarters(DAY), DAY)[-1]
    assert (now.asked, now.answered, now.median) == (5, 4, 1.5)
    # What was answered later was not answered yet.
    day = date(2024, 9, 4)
    then = answerings(cast.actor("reviewer"), last_quarters(day), day)[-1]
    assert (then.asked, then.answered, then.median) == (5, 2, 0.5)


def test_the_share_of_conference_cases_that_are_solved(cast: Cast) -> None:
    def case(held_on: date, solved_on: date | None = None, state: str = "held") -> None:
        make.ConferenceCaseFactory(
            conference=make.CaseConferenceFactory(street=cast.a.unit, held_on=held_on, state=state),
            household=cast.a.household,
            outcome="solved" if solved_on else "open",
            solved_on=solved_on,
        )

    case(date(2024, 6, 28), date(2024, 9, 2))
    case(date(2024, 7, 1), date(2024, 8, 1))
    case(date(2024, 8, 5))
    # Solved after the day; cancelled, still planned, held after the day: none of them counts.
    case(date(2024, 9, 3), date(2024, 9, 21))
    case(date(2024, 9, 4), date(2024, 9, 5), "cancelled")
    case(date(2024, 9, 20), None, "planned")
    case(date(2024, 9, 23))
    reviewer = cast.actor("reviewer")
    before, now = solvings(reviewer, last_quarters(DAY), DAY)[-2:]
    assert (before.solved, before.cases, before.share) == (1, 1, Decimal(100))
    assert (now.solved, now.cases) == (1, 3)
    assert solvings(reviewer, last_quarters(DAY), DAY)[0].share is None
    # In August the one of June was not solved yet.
    day = date(2024, 8, 31)
    assert solvings(reviewer, last_quarters(day), day)[-2].solved == 0
    assert solvings(cast.actor("b_manager"), last_quarters(DAY), DAY)[-1].cases == 0


def test_the_page_tells_the_trend_and_what_is_not_known(cast: Cast, sign_in) -> None:
    body = text_of(sign_in("reviewer"), URL)
    assert "100.0%" in body
    assert "只看走势，不打分" in body
    assert "没有会商个案" in body
    assert "data-chart" in body


def test_it_is_the_districts(cast: Cast, sign_in) -> None:
    response = sign_in("a_manager").get(URL)
    assert response.status_code == 403
    assert "三项能力按全区统计" in response.content.decode()


def test_the_cost_does_not_grow(cast: Cast, sign_in) -> None:
    def add() -> None:
        make.LeadFactory(community=cast.a.communities[0])
        make.ConsultationFactory(unit=cast.a.unit, advisor=cast.a.street_advisor)
        make.ConferenceCaseFactory(
            conference=make.CaseConferenceFactory(street=cast.a.unit, state="held")
        )

    assert costs_the_same(sign_in("reviewer"), URL, add)
