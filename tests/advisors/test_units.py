"""Who looks after a community goes on when it is split or merged."""

from dataclasses import replace
from datetime import date

import pytest

from advisors.models import Assignment
from advisors.units import held
from core.actor import Actor
from core.units import Place
from orgs.models import Unit
from tests import factories as make
from tests.cast import Cast
from tests.orgs.changing import DAY, EVE, carried_out, choices, merge, new_units, split

Spans = list[tuple[str, date, date | None]]
BEGUN = date(2023, 3, 1)


@pytest.fixture
def admin(cast: Cast) -> Actor:
    return cast.actor("district_admin")


def spans(advisor) -> Spans:
    """Where an advisor was and is, by the last three digits of the community's code."""
    rows = Assignment.objects.filter(advisor=advisor).order_by("starts_on", "community_id")
    return [(one.community_id[-3:], one.starts_on, one.ends_on) for one in rows]


def split_in_two(cast: Cast, by: Actor, *to: int) -> None:
    """Street A's first community, 001, becomes 901 and 902; its advisors go to some of them."""
    street, old = cast.a.unit, cast.a.communities[0]
    planned = split(street, old, "铜川路第一居委会", "铜川路第二居委会")
    places = list(planned.places().values())
    chosen = choices(old, by, assignments=[places[n] for n in to])
    carried_out(replace(planned, choices=chosen), by)


def merged(cast: Cast, by: Actor, *, survivor: Unit | None = None) -> None:
    """The first two of street A become 901, or one of them takes the other in."""
    street, both = cast.a.unit, cast.a.communities[:2]
    new = () if survivor else new_units(street, "石中居委会")
    planned = merge(street, *both, new=new, survivor=survivor)
    to: list[Place] = list(planned.places().values())
    chosen = choices(both, by, assignments=to, memberships=to, points=to)
    carried_out(replace(planned, choices=chosen), by)


def test_an_assignment_ends_and_the_next_begins_on_the_day(cast: Cast, admin: Actor) -> None:
    split_in_two(cast, admin, 1)
    assert spans(cast.a.community_advisor) == [("001", BEGUN, EVE), ("902", DAY, None)]


def test_one_advisor_may_serve_both_successors(cast: Cast, admin: Actor) -> None:
    split_in_two(cast, admin, 0, 1)
    assert spans(cast.a.community_advisor) == [
        ("001", BEGUN, EVE),
        ("901", DAY, None),
        ("902", DAY, None),
    ]


def test_an_assignment_may_end_with_its_community(cast: Cast, admin: Actor) -> None:
    split_in_two(cast, admin)
    assert spans(cast.a.community_advisor) == [("001", BEGUN, EVE)]


def test_what_had_ended_stays_and_what_begins_later_is_moved(cast: Cast, admin: Actor) -> None:
    community = cast.a.communities[0]
    gone = make.AssignmentFactory(community=community, ends_on=EVE)
    later = make.AssignmentFactory(community=community, starts_on=date(2024, 8, 1))
    limited = make.AssignmentFactory(community=community, ends_on=date(2024, 12, 31))
    split_in_two(cast, admin, 0)
    assert spans(gone.advisor) == [("001", BEGUN, EVE)]
    assert spans(later.advisor) == [("901", date(2024, 8, 1), None)]
    assert spans(limited.advisor) == [("001", BEGUN, EVE), ("901", DAY, date(2024, 12, 31))]


def test_who_has_left_is_not_asked_about(cast: Cast, admin: Actor) -> None:
    left = make.AdvisorFactory(street=cast.a.unit, ended_on=EVE, status="left")
    make.AssignmentFactory(community=cast.a.communities[0], advisor=left)
    asked = held([cast.a.communities[0].code], DAY, admin)
    assert len(asked) == 1
    # The district reads no full name and no full phone.
    assert cast.a.community_advisor.name not in asked[0].words
    assert cast.a.community_advisor.masked_phone in asked[0].words


def test_who_served_both_serves_the_merged_one_once(cast: Cast, admin: Actor) -> None:
    advisor = cast.a.community_advisor
    make.AssignmentFactory(
        community=cast.a.communities[1], advisor=advisor, ends_on=date(2024, 12, 31)
    )
    merged(cast, admin)
    assert spans(advisor) == [
        ("001", BEGUN, EVE),
        ("002", BEGUN, EVE),
        ("901", DAY, None),
    ]


def test_who_serves_the_taker_for_a_while_goes_on_after_that(cast: Cast, admin: Actor) -> None:
    taker, taken = cast.a.communities[:2]
    both = make.AdvisorFactory(street=cast.a.unit, level="community")
    make.AssignmentFactory(community=taker, advisor=both, ends_on=date(2024, 9, 30))
    make.AssignmentFactory(community=taken, advisor=both)
    merged(cast, admin, survivor=taker)
    assert spans(both) == [
        ("001", BEGUN, date(2024, 9, 30)),
        ("002", BEGUN, EVE),
        ("001", date(2024, 10, 1), None),
    ]
    assert spans(cast.a.community_advisor) == [("001", BEGUN, None)]
