"""A station that moves takes its posts and its duty along."""

from datetime import date

import pytest

from advisors.models import DutyShift, Post
from stations.servicelists import SIX_SERVICES, THREE_DUTIES
from stations.services import move_station
from tests import factories as make
from tests.assessment.counting import Counting
from tests.cast import Cast

pytestmark = pytest.mark.django_db

ALL = [*SIX_SERVICES, *THREE_DUTIES]
LAST, FIRST = date(2024, 7, 31), date(2024, 8, 1)


def test_posts_and_later_duty_go_on_at_the_new_address(cast: Cast) -> None:
    here, advisor = cast.a.station, cast.a.street_advisor
    make.PostFactory(station=here, advisor=advisor, is_lead=True, starts_on=date(2024, 5, 6))
    for day in (LAST, FIRST):
        make.DutyShiftFactory(station=here, advisor=advisor, day=day)
    make.ServiceListFactory(station=here, services=ALL, published_on=date(2024, 5, 6))
    here.refresh_from_db()
    there = move_station(
        station=here,
        version=here.version,
        left_on=LAST,
        facts={"address": "新址1号", "venue_kind": "other", "opened_on": FIRST},
        by=cast.actor("a_manager"),
    )
    spans = Post.objects.order_by("starts_on").values_list("station", "starts_on", "ends_on")
    assert list(spans) == [(here.pk, date(2024, 5, 6), LAST), (there.pk, FIRST, None)]
    shifts = DutyShift.objects.order_by("day").values_list("station", "day")
    assert list(shifts) == [(here.pk, LAST), (there.pk, FIRST)]
    # The lead, the post of the one street advisor and the list are there on both days.
    for day in (LAST, FIRST):
        assert Counting.on(day).counts("P2-3", cast.a.unit) == (3, 3)
