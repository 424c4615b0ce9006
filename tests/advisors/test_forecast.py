"""The forecast of the staffing, reckoned over spells of days without a database."""

from dataclasses import replace
from datetime import date

import pytest

from advisors.staffing.forecast import Break, forecast, horizon
from advisors.staffing.team import (
    Away,
    Cause,
    Duty,
    Person,
    Place,
    Population,
    Ratio,
    Rules,
    Span,
    Team,
)

DAY = date(2024, 9, 20)
UNTIL = date(2025, 9, 20)
STREET = "310107017"
SINCE = date(2023, 1, 1)


def person(pk: int, last: date | None = None, **facts: object) -> Person:
    street = facts.pop("street", STREET)
    return Person(pk, f"人{pk}", street, Span(SINCE, last), **facts)  # type: ignore[arg-type]


def place(number: int, first: date = SINCE, **facts: object) -> Place:
    name = f"居{number}"
    return Place(f"{STREET}{number:03}", name, STREET, Span(first), **facts)  # type: ignore[arg-type]


def duty(person: int, number: int, last: date | None = None) -> Duty:
    return Duty(person * 10 + number, person, f"{STREET}{number:03}", Span(SINCE, last))


def told(team: Team) -> list[Break]:
    return forecast(team, DAY, UNTIL)


def two(*others: Person) -> Team:
    """A street of 15,000 persons, which wants two advisors."""
    population = Population(STREET, date(2023, 12, 31), 15_000)
    return Team(Rules(), people=others, populations=[population])


def test_nothing_planned_nothing_told() -> None:
    assert told(two(person(1), person(2))) == []


def test_the_ratio_breaks_the_day_after_the_last_day() -> None:
    (found,) = told(
        two(person(1), person(2, date(2024, 12, 31), end=Cause.CONTRACT)),
    )
    assert (found.day, found.before, found.after) == (date(2025, 1, 1), Ratio(2, 2), Ratio(1, 2))
    assert [(one.cause, one.person.name) for one in found.changes if one.person] == [
        (Cause.CONTRACT, "人2")
    ]
    assert found.remedy == "到期前续聘；办不成的，补 1 名街镇顾问"


def test_one_too_many_may_go() -> None:
    team = two(person(1), person(2), person(3, date(2024, 10, 31)))
    assert told(team) == []
    # The next one may not.
    more = [*team.people[:1], person(2, date(2025, 2, 28)), *team.people[2:]]
    (found,) = told(replace(team, people=more))
    assert (found.day, str(found.after)) == (date(2025, 3, 1), "1/2")


def test_a_gap_that_grows_is_told_too() -> None:
    (found,) = told(two(person(1, date(2024, 9, 30))))
    assert (str(found.before), str(found.after)) == ("1/2", "0/2")
    assert found.remedy == "补 1 名街镇顾问（连原缺共 2 名）"


def test_whoever_goes_on_the_day_itself_is_no_news() -> None:
    # The last day is yesterday: today's figures know it.
    assert told(two(person(1), person(2, date(2024, 9, 19)))) == []
    # Today is the last day: tomorrow breaks.
    assert [one.day for one in told(two(person(1), person(2, DAY)))] == [date(2024, 9, 21)]


def test_the_forecast_ends_after_twelve_months() -> None:
    assert horizon(DAY) == UNTIL
    assert horizon(date(2024, 2, 29)) == date(2025, 2, 28)
    # The first day without her is the last that is told of, or one too late.
    assert len(told(two(person(1), person(2, date(2025, 9, 19))))) == 1
    assert told(two(person(1), person(2, date(2025, 9, 20)))) == []


def test_a_long_leave_breaks_it_until_she_is_back() -> None:
    leave = Away(date(2024, 11, 4), date(2025, 3, 31), "产假")
    (found,) = told(two(person(1), person(2, leaves=(leave,))))
    assert (found.day, str(found.after)) == (date(2024, 11, 4), "1/2")
    assert [one.words for one in found.changes] == ["产假至 2025-03-31"]
    assert found.remedy == "先安排人顶岗；办不成的，补 1 名街镇顾问"


def test_a_leave_after_her_last_day_tells_nothing() -> None:
    leave = Away(date(2025, 1, 6), None, "病假")
    found = told(two(person(1), person(2, date(2024, 12, 31), leaves=(leave,))))
    assert [one.day for one in found] == [date(2025, 1, 1)]


@pytest.mark.parametrize(
    ("persons", "required"),
    [(20_000, 2), (20_001, 3), (29_999, 3), (30_000, 3), (30_001, 4)],
)
def test_a_new_population_may_want_more(persons: int, required: int) -> None:
    team = two(person(1), person(2))
    ahead = Population(STREET, date(2024, 12, 31), persons)
    found = told(replace(team, populations=[*team.populations, ahead]))
    if required == 2:
        assert found == []
        return
    (one,) = found
    assert (one.day, one.before, one.after) == (ahead.as_of, Ratio(2, 2), Ratio(2, required))
    assert one.changes[0].words == f"{persons:,}"
    assert one.remedy == f"补 {required - 2} 名街镇顾问"


def test_a_population_that_the_standard_does_not_use_changes_nothing() -> None:
    team = two(person(1), person(2))
    ahead = Population(STREET, date(2024, 12, 31), 99_000)
    fixed = Rules(hukou_population_on=date(2024, 6, 30))
    assert told(replace(team, populations=[*team.populations, ahead], rules=fixed)) == []


def test_whoever_comes_makes_up_for_whoever_goes() -> None:
    going = person(2, date(2024, 12, 31), end=Cause.TRANSFER, end_words="长寿路")
    coming = Person("new", "新", STREET, Span(date(2025, 1, 1)))
    assert told(two(person(1), going, coming)) == []
    (found,) = told(two(person(1), going))
    assert (found.changes[0].words, found.remedy) == (
        "长寿路",
        "先补上人，再放行；办不成的，补 1 名街镇顾问",
    )


def test_a_community_that_loses_its_only_advisor() -> None:
    team = Team(
        Rules(min_street_advisors=0),
        people=[person(1, date(2024, 10, 31), is_counted=False), person(2, is_counted=False)],
        duties=[duty(1, 1), duty(1, 2), duty(2, 2)],
        places=[place(1), place(2)],
    )
    (found,) = told(team)
    assert found.day == date(2024, 11, 1)
    assert [one.name for one in found.uncovered] == ["居1"], "the second has another advisor"
    assert (str(found.covered_before), str(found.covered_after)) == ("2/2", "1/2")
    assert not found.is_short
    assert found.remedy == "给居1分派顾问"


def test_an_assignment_ends_while_she_stays() -> None:
    team = Team(
        Rules(min_street_advisors=0),
        people=[person(1)],
        duties=[duty(1, 1, date(2024, 12, 31)), duty(1, 2)],
        places=[place(1), place(2)],
    )
    (found,) = told(team)
    assert (found.day, [one.cause for one in found.changes]) == (
        date(2025, 1, 1),
        [Cause.ASSIGNMENT],
    )


def test_a_new_committee_has_nobody_yet() -> None:
    team = Team(Rules(min_street_advisors=0), places=[place(1, date(2025, 1, 1)), place(2)])
    (found,) = told(team)
    # The other has nobody today either, which is no news.
    assert [one.name for one in found.uncovered] == ["居1"]
    village = Team(
        Rules(min_street_advisors=0), places=[place(3, date(2025, 1, 1), is_scored=False)]
    )
    assert told(village) == []


def test_where_an_advisor_counts_for_one_community_alone() -> None:
    team = Team(
        Rules(min_street_advisors=0, advisor_may_serve_two_communities=False),
        people=[person(1)],
        duties=[duty(1, 1, date(2024, 12, 31)), duty(1, 2)],
        places=[place(1), place(2)],
    )
    assert team.covered(DAY) == {f"{STREET}001"}
    (found,) = told(team)
    # From then on she counts for the second, and no longer for the first.
    assert [one.name for one in found.uncovered] == ["居1"]
    assert (str(found.covered_before), str(found.covered_after)) == ("1/2", "1/2")


def test_both_break_on_one_day_in_one_entry() -> None:
    team = replace(
        two(person(1), person(2, date(2024, 12, 31))),
        duties=[duty(2, 1)],
        places=[place(1)],
    )
    (found,) = told(team)
    assert (found.is_short, len(found.uncovered), len(found.changes)) == (True, 1, 1)
    assert found.remedy == "补 1 名街镇顾问，给居1分派顾问"


def test_what_has_no_part_in_a_break_is_not_blamed() -> None:
    team = two(
        person(1),
        person(2, date(2024, 12, 31)),
        person(3, date(2024, 12, 31), is_counted=False),
    )
    (found,) = told(team)
    assert [one.person.name for one in found.changes if one.person] == ["人2"]


def test_streets_are_told_apart_and_in_order() -> None:
    other = "310107015"
    team = two(
        person(1),
        person(2, date(2024, 12, 31)),
        person(3, date(2024, 10, 31), street=other),
    )
    assert [(one.day, one.street) for one in told(team)] == [
        (date(2024, 11, 1), other),
        (date(2025, 1, 1), STREET),
    ]
