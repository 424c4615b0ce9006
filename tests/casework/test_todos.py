"""What waits in casework is read in one query, and told as if each topic had asked by itself."""

from datetime import date
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework.models import Handover, Need, Referral
from core.gathering import gather, gathered
from tests import factories as make
from tests.cast import Cast


def test_rows_of_many_kinds_come_back_whole_and_in_order(cast: Cast) -> None:
    unit, advisor = cast.a.unit, cast.a.street_advisor
    household, place = cast.a.household, cast.a.communities[0]
    for day in (19, 3, 12):
        make.HandoverFactory(unit=unit, advisor=advisor, sent_on=date(2024, 9, day))
        make.NeedFactory(household=household, community=place, registered_on=date(2024, 9, day))
    wanted: list[Any] = [
        Handover.objects.select_related("unit__parent").order_by("sent_on", "pk"),
        Need.objects.select_related("household", "visit").order_by("registered_on", "pk"),
        Referral.objects.order_by("offered_on", "pk"),
    ]
    with CaptureQueriesContext(connection) as asked:
        handovers, needs, referrals = gather(wanted)
        assert [one.unit.parent.name for one in handovers] == [cast.district.name] * 3
        assert {one.household.reference for one in needs} == {household.reference}
        assert needs[0].visit is None
    assert len(asked) == 1
    assert referrals == []
    assert [one.sent_on.day for one in handovers] == [3, 12, 19]
    for row, alone in zip([*handovers, *needs], [*wanted[0], *wanted[1]], strict=True):
        for field in row._meta.concrete_fields:
            assert getattr(row, field.attname) == getattr(alone, field.attname), field


def test_nobody_is_asked_where_nobody_wants_a_row() -> None:
    assert gather([]) == []
    assert list(gathered(lambda asker: iter(()))(object())) == []  # type: ignore[arg-type]
