"""A service point goes on when its community is split, merged or renamed."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from core.actor import Actor
from orgs.models import Unit
from stations.models import ServicePoint
from tests import factories as make
from tests.cast import Cast
from tests.orgs.changing import DAY, EVE, carried_out, choices, merge, new_units, split


@pytest.fixture
def admin(cast: Cast) -> Actor:
    return cast.actor("district_admin")


def split_in_two(cast: Cast, by: Actor, points: int | None, day: date = DAY) -> list[Unit]:
    """Street A's first community; its point goes to the first or second (0, 1) or ends (None)."""
    street, old = cast.a.unit, cast.a.communities[0]
    planned = split(street, old, "铜川路第一居委会", "铜川路第二居委会", day=day)
    places = list(planned.places().values())
    to = [] if points is None else [places[points]]
    carried_out(replace(planned, choices=choices(old, by, day, points=to)), by)
    return list(Unit.objects.filter(code__in=planned.places()).order_by("code"))


def test_a_point_closes_and_another_opens_the_next_day(cast: Cast, admin: Actor) -> None:
    first, _ = split_in_two(cast, admin, 0)
    old = ServicePoint.objects.get(pk=cast.a.point.pk)
    new = ServicePoint.objects.get(community=first)
    assert (old.community, old.closed_on, old.status) == (cast.a.communities[0], EVE, "moved")
    assert old.official_name == cast.a.point.official_name
    assert (new.opened_on, new.closed_on, new.status) == (DAY, None, "open")
    assert new.official_name == "石泉路街道铜川路第一居委社区救助顾问服务点"
    along = ("address", "phone", "opening_hours", "lead_name")
    assert [getattr(new, name) for name in along] == [getattr(old, name) for name in along]


def test_a_point_may_end_with_its_community(cast: Cast, admin: Actor) -> None:
    split_in_two(cast, admin, None)
    [old] = ServicePoint.objects.filter(community__parent=cast.a.unit)
    assert (old.closed_on, old.status) == (EVE, "closed")


def test_a_point_that_closed_before_stays_as_it_is(cast: Cast, admin: Actor) -> None:
    ServicePoint.objects.filter(pk=cast.a.point.pk).update(
        closed_on=date(2024, 6, 15), status="closed"
    )
    split_in_two(cast, admin, 0)
    [old] = ServicePoint.objects.filter(community__parent=cast.a.unit)
    assert old.closed_on == date(2024, 6, 15)


def test_a_point_that_was_not_open_yet_is_moved_itself(cast: Cast, admin: Actor) -> None:
    ServicePoint.objects.filter(pk=cast.a.point.pk).update(opened_on=date(2024, 8, 1))
    _, second = split_in_two(cast, admin, 1)
    [point] = ServicePoint.objects.filter(community__parent=cast.a.unit)
    assert (point.pk, point.community, point.opened_on) == (
        cast.a.point.pk,
        second,
        date(2024, 8, 1),
    )
    assert point.official_name == "石泉路街道铜川路第二居委社区救助顾问服务点"


def test_a_planned_point_may_be_given_up(cast: Cast, admin: Actor) -> None:
    ServicePoint.objects.filter(pk=cast.a.point.pk).update(opened_on=None, status="planned")
    split_in_two(cast, admin, None)
    [point] = ServicePoint.objects.filter(community__parent=cast.a.unit)
    assert (point.opened_on, point.closed_on, point.status) == (None, EVE, "closed")


def test_a_future_split_opens_the_point_on_its_day(cast: Cast, admin: Actor) -> None:
    day = date(2025, 1, 1)
    first, _ = split_in_two(cast, admin, 0, day)
    old = ServicePoint.objects.get(pk=cast.a.point.pk)
    new = ServicePoint.objects.get(community=first)
    assert (old.state_on(date(2024, 12, 31)), new.state_on(date(2024, 12, 31))) == (
        "open",
        "planned",
    )
    assert (old.state_on(day), new.state_on(day)) == ("moved", "open")


def test_of_two_points_one_goes_on_after_a_merger(cast: Cast, admin: Actor) -> None:
    street, (one, two, _) = cast.a.unit, cast.a.communities
    other = make.ServicePointFactory(community=two)
    new = new_units(street, "石中居委会")
    planned = merge(street, one, two, new=new)
    place = planned.places()[new[0].code]
    both = choices([one, two], admin, points=[place])
    with pytest.raises(ValidationError, match="只能有一个服务点"):
        carried_out(replace(planned, choices=both), admin)
    chosen = {**both, ("points", str(other.pk)): ()}
    carried_out(replace(planned, choices=chosen), admin)
    closed = ServicePoint.objects.filter(pk__in=[cast.a.point.pk, other.pk], closed_on=EVE)
    assert closed.count() == 2
    assert ServicePoint.objects.get(community=place.code).address == cast.a.point.address


def test_the_taker_may_close_its_point_for_that_of_the_taken(cast: Cast, admin: Actor) -> None:
    street, (taker, taken, _) = cast.a.unit, cast.a.communities
    other = make.ServicePointFactory(community=taken, address="铜川路200号")
    planned = merge(street, taker, taken, survivor=taker)
    place = planned.places()[taker.code]
    chosen = choices([taker, taken], admin, assignments=[place], memberships=[place])
    chosen |= {("points", str(cast.a.point.pk)): (), ("points", str(other.pk)): (taker.code,)}
    carried_out(replace(planned, choices=chosen), admin)
    open_now = ServicePoint.objects.get(community=taker, closed_on=None)
    assert (open_now.address, open_now.opened_on) == ("铜川路200号", DAY)
