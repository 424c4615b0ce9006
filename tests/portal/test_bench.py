"""The crowd that pages are timed with."""

from datetime import date

import pytest
from django.apps import apps

from casework.models import Household, Listing, Member, ServiceRecord, Visit
from portal.bench.casework import settle
from tests.cast import Cast

DAY = date(2024, 9, 20)


@pytest.mark.parametrize("with_records", [False, True])
def test_so_many_households_and_visits_and_no_history(cast: Cast, with_records: bool) -> None:
    households, visits = Household.objects.count(), Visit.objects.count()
    events = apps.get_model("casework", "VisitEvent").objects.count()
    settle(DAY, households=30, visits=200, with_records=with_records)
    assert Household.objects.count() == households + 30
    assert Visit.objects.count() == visits + 200
    assert apps.get_model("casework", "VisitEvent").objects.count() == events
    settled = Household.objects.filter(number__startswith="BM")
    assert Listing.objects.filter(household__in=settled).count() >= 30
    assert Member.objects.filter(household__in=settled, relation="head").count() == 30
    assert Visit.objects.filter(visited_on__gt=DAY).count() == 0
    of_visits = ServiceRecord.objects.filter(visit__household__in=settled)
    assert (of_visits.count() > 200) is with_records
