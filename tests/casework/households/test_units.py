"""Households go on when their community is split or merged."""

from dataclasses import replace
from datetime import date

import pytest

from casework.models import Household
from casework.units import held
from core.actor import Actor
from core.units import Place
from orgs.models import Unit
from tests import factories as make
from tests.casework.households.filing import NEW_YEAR, spans
from tests.cast import Cast
from tests.orgs.changing import DAY, EVE, carried_out, choices, merge, new_units, split


@pytest.fixture
def admin(cast: Cast) -> Actor:
    return cast.actor("district_admin")


def listings(household: Household):
    rows = spans(household.listings.all(), "community__code", "end_reason")
    return [(code[-3:], reason, first, last) for code, reason, first, last in rows]


def split_in_two(cast: Cast, by: Actor, *to: int) -> None:
    """Street A's first community becomes 901 and 902; its households go to one of them."""
    street, old = cast.a.unit, cast.a.communities[0]
    planned = split(street, old, "铜川路第一居委会", "铜川路第二居委会")
    places = list(planned.places().values())
    chosen = choices(old, by, households=[places[n] for n in to])
    carried_out(replace(planned, choices=chosen), by)


def test_a_community_is_one_question_without_a_name(cast: Cast, admin: Actor) -> None:
    make.HouseholdFactory(community=cast.a.communities[0], listed_on=False)
    asked = held([one.code for one in cast.a.communities], DAY, admin)
    assert [one.words for one in asked] == [
        "困难家庭 2 户（在册 1 户）、待处置线索 1 条",
        "困难家庭 1 户（在册 1 户）",
    ]
    assert held([cast.b.communities[0].code], DAY, cast.actor("a_admin")) == []


def test_households_and_open_leads_go_to_the_successor(cast: Cast, admin: Actor) -> None:
    there, old = cast.a.household, cast.a.communities[0]
    later = make.HouseholdFactory(community=old, listed_on=date(2024, 8, 1))
    over = make.HouseholdFactory(community=old)
    over.listings.update(ends_on=EVE, end_reason="died")
    limited = make.HouseholdFactory(community=old)
    limited.listings.update(ends_on=date(2024, 12, 31), end_reason="left")
    decided = make.LeadFactory(
        community=old, state="decided", decision="no_need", decided_on=date(2024, 9, 3)
    )
    split_in_two(cast, admin, 1)
    for one in (there, later, over, limited, cast.a.lead, decided):
        one.refresh_from_db()
    assert {one.community_id[-3:] for one in (there, later, over, limited)} == {"902"}
    assert listings(there) == [("001", "moved", NEW_YEAR, EVE), ("902", "", DAY, None)]
    assert listings(later) == [("902", "", date(2024, 8, 1), None)]
    assert listings(over) == [("001", "died", NEW_YEAR, EVE)]
    assert listings(limited) == [
        ("001", "moved", NEW_YEAR, EVE),
        ("902", "left", DAY, date(2024, 12, 31)),
    ]
    assert (cast.a.lead.community_id[-3:], decided.community_id[-3:]) == ("902", "001")
    # Who answers goes on, and what was done stays.
    assert there.cares.get().ends_on is None
    assert cast.a.visit.community_id == old.code


def test_without_a_successor_they_are_listed_no_more(cast: Cast, admin: Actor) -> None:
    split_in_two(cast, admin)
    assert listings(cast.a.household) == [("001", "other", NEW_YEAR, EVE)]
    assert cast.a.household.cares.get().ends_on == EVE
    cast.a.household.refresh_from_db()
    assert cast.a.household.community_id == cast.a.communities[0].code


def merged(cast: Cast, by: Actor, *, survivor: Unit | None = None) -> None:
    street, both = cast.a.unit, cast.a.communities[:2]
    new = () if survivor else new_units(street, "石中居委会")
    planned = merge(street, *both, new=new, survivor=survivor)
    to: list[Place] = list(planned.places().values())
    chosen = choices(both, by, assignments=to, memberships=to, points=to, households=to)
    carried_out(replace(planned, choices=chosen), by)


def test_one_that_takes_another_in_keeps_its_own(cast: Cast, admin: Actor) -> None:
    taker, taken = cast.a.communities[:2]
    cast.a.household.number = "PT-1"
    cast.a.household.save()
    other = Household.objects.get(community=taken)
    other.number = "PT-1"
    other.save()
    merged(cast, admin, survivor=taker)
    other.refresh_from_db()
    assert listings(cast.a.household) == [("001", "", NEW_YEAR, None)]
    assert listings(other) == [("002", "moved", NEW_YEAR, EVE), ("001", "", DAY, None)]
    # One number stands for one household there.
    assert other.number == "PT-1-002"


def test_two_of_one_number_in_a_new_community(cast: Cast, admin: Actor) -> None:
    Household.objects.filter(community__in=cast.a.communities[:2]).update(number="PT-1")
    merged(cast, admin)
    found = Household.objects.filter(community__code__endswith="901")
    assert set(found.values_list("number", flat=True)) == {"PT-1", "PT-1-002"}
