"""How many places of a resource are left, and who takes the last one."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from resources.models import Place, Resource
from resources.places import give_back, period_end, period_start, take_place, with_left
from resources.selectors import offered_to
from tests import factories as make
from tests.cast import DAY, Cast


def left(resource: Resource, day: date = DAY) -> int | None:
    found: int | None = with_left(Resource.objects.all(), day).get(pk=resource.pk).left
    return found


@pytest.mark.parametrize(
    ("per", "day", "first", "last"),
    [
        ("month", date(2024, 2, 29), date(2024, 2, 1), date(2024, 2, 29)),
        ("month", date(2024, 12, 31), date(2024, 12, 1), date(2024, 12, 31)),
        ("month", date(2025, 1, 31), date(2025, 1, 1), date(2025, 1, 31)),
        ("quarter", date(2024, 9, 20), date(2024, 7, 1), date(2024, 9, 30)),
        ("quarter", date(2024, 11, 1), date(2024, 10, 1), date(2024, 12, 31)),
        ("quarter", date(2024, 2, 1), date(2024, 1, 1), date(2024, 3, 31)),
        ("year", date(2024, 9, 20), date(2024, 1, 1), date(2024, 12, 31)),
        ("term", date(2024, 9, 20), None, None),
        ("", date(2024, 9, 20), None, None),
    ],
)
def test_a_period_has_a_first_and_a_last_day(
    per: str, day: date, first: date | None, last: date | None
) -> None:
    assert (period_start(per, day), period_end(per, day)) == (first, last)


@pytest.mark.parametrize(
    ("per", "expected"), [("month", 4), ("quarter", 3), ("year", 2), ("term", 1)]
)
def test_places_are_there_anew_in_each_period(cast: Cast, per: str, expected: int) -> None:
    resource = make.ResourceFactory(unit=cast.a.unit, capacity=5, per=per)
    for day in (date(2024, 9, 1), date(2024, 7, 31), date(2024, 1, 1), date(2023, 12, 31)):
        make.PlaceFactory(resource=resource, taken_on=day)
    assert left(resource) == expected


def test_of_an_earlier_day_later_periods_do_not_count(cast: Cast) -> None:
    resource = make.ResourceFactory(unit=cast.a.unit, capacity=1, per="month")
    make.PlaceFactory(resource=resource, taken_on=date(2024, 9, 2))
    assert left(resource, date(2024, 8, 31)) == 1
    assert left(resource, date(2024, 9, 1)) == 0


def test_what_was_given_back_is_free_and_a_lowered_capacity_is_none_below_none(
    cast: Cast,
) -> None:
    resource = make.ResourceFactory(unit=cast.a.unit, capacity=2, per="month")
    make.PlaceFactory(resource=resource)
    make.PlaceFactory(resource=resource, given_back_on=DAY)
    assert left(resource) == 1
    Resource.objects.filter(pk=resource.pk).update(capacity=0)
    assert left(resource) == 0
    Resource.objects.filter(pk=resource.pk).update(capacity=None, per="")
    assert left(resource) is None


def test_the_last_place_is_taken_once_and_free_again_when_given_back(cast: Cast) -> None:
    resource = make.ResourceFactory(unit=cast.a.unit, capacity=1, per="month")
    by, unit = cast.actor("a_advisor"), cast.a.communities[0]
    first = uuid4()
    take_place(resource=resource, holder=first, unit=unit, day=DAY, by=by)
    with pytest.raises(ValidationError, match="名额刚好用完了") as full:
        take_place(resource=resource, holder=uuid4(), unit=unit, day=DAY, by=by)
    assert "resource" in full.value.error_dict
    assert give_back(holder=first, day=DAY)
    assert not give_back(holder=first, day=DAY)
    take_place(resource=resource, holder=uuid4(), unit=unit, day=DAY, by=by)
    assert Place.objects.standing().filter(resource=resource).count() == 1


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"starts_on": date(2024, 9, 21)}, "2024-09-21才开始"),
        ({"ends_on": date(2024, 9, 19)}, "2024-09-19已到期"),
        ({"stopped_on": DAY, "stop_reason": "ended"}, "2024-09-20已停用"),
    ],
)
def test_what_is_not_offered_gives_no_place(cast: Cast, facts: dict, words: str) -> None:
    resource = make.ResourceFactory(unit=cast.a.unit, **facts)
    by, unit = cast.actor("a_advisor"), cast.a.communities[0]
    with pytest.raises(ValidationError, match=words):
        take_place(resource=resource, holder=uuid4(), unit=unit, day=DAY, by=by)
    assert not Place.objects.exists()
    assert resource not in offered_to(by, DAY)


def test_its_last_day_is_one_of_its_days(cast: Cast) -> None:
    resource = make.ResourceFactory(unit=cast.a.unit, starts_on=DAY, ends_on=DAY)
    by, unit = cast.actor("a_advisor"), cast.a.communities[0]
    assert resource in offered_to(by, DAY)
    take_place(resource=resource, holder=uuid4(), unit=unit, day=DAY, by=by)


def test_a_neighbours_resource_is_offered_to_nobody_else(cast: Cast) -> None:
    theirs = make.ResourceFactory(unit=cast.b.unit)
    shared = make.ResourceFactory(unit=cast.district)
    own = make.ResourceFactory(unit=cast.a.unit, capacity=4, per="year")
    for who in ("a_advisor", "a_community"):
        found = {one.pk: one.left for one in offered_to(cast.actor(who), DAY)}
        assert found == {own.pk: 4, shared.pk: None}
    with pytest.raises(Resource.DoesNotExist):
        take_place(
            resource=theirs,
            holder=uuid4(),
            unit=cast.a.communities[0],
            day=DAY,
            by=cast.actor("a_advisor"),
        )
