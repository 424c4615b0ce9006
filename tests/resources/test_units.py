"""A resource for single communities goes on when one of them is split or merged."""

from dataclasses import replace

import pytest

from core.units import movers
from resources.models import Resource, ResourceArea
from resources.standing import areas_of
from tests import factories as make
from tests.cast import Cast
from tests.orgs.changing import DAY, EVE, carried_out, choices, split


@pytest.fixture
def resource(cast: Cast) -> Resource:
    made: Resource = make.ResourceFactory(unit=cast.a.unit, name="只给一居")
    make.ResourceAreaFactory(resource=made, community=cast.a.communities[0])
    return made


def split_in_two(cast: Cast, to: list[int]) -> list[str]:
    """Street A's first community; its resources go to the first or second, or end (none)."""
    by, street, old = cast.actor("district_admin"), cast.a.unit, cast.a.communities[0]
    planned = split(street, old, "铜川路第一居委会", "铜川路第二居委会")
    places = list(planned.places().values())
    chosen = choices(old, by, DAY, resource_areas=[places[one] for one in to])
    carried_out(replace(planned, choices=chosen), by)
    return [place.code for place in places]


def test_it_serves_the_successors_from_the_day_on(cast: Cast, resource: Resource) -> None:
    first, second = split_in_two(cast, [0, 1])
    old = cast.a.communities[0].code
    assert {one.pk for one in areas_of(resource, EVE)} >= {old}
    assert [one.pk for one in areas_of(resource, DAY)] == [first, second]


def test_it_may_go_to_one_of_them(cast: Cast, resource: Resource) -> None:
    first, second = split_in_two(cast, [1])
    assert [one.pk for one in areas_of(resource, DAY)] == [second]
    assert first not in ResourceArea.objects.values_list("community_id", flat=True)


def test_one_that_ends_with_its_community_is_not_for_everybody(
    cast: Cast, resource: Resource
) -> None:
    split_in_two(cast, [])
    assert areas_of(resource, DAY) == []
    assert resource.places_served.count() == 1


def test_what_is_over_is_left_alone(cast: Cast, resource: Resource) -> None:
    Resource.objects.filter(pk=resource.pk).update(ends_on=EVE)
    mover = next(one for one in movers() if one.key == "resource_areas")
    codes = [cast.a.communities[0].code]
    assert mover.held(codes, DAY, cast.actor("district_admin")) == []
    assert len(mover.held(codes, EVE, cast.actor("district_admin"))) == 1
