"""What advisors do together with others, as services (T7-1, T7-2, T7-7)."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework.models import ServiceRecord
from casework.records.deriving import records_of, write_records
from tests import factories as make
from tests.cast import Cast
from tests.pages import text_of

pytestmark = pytest.mark.django_db
DAY = date(2024, 9, 12)


def _told(one: Any) -> list[tuple[str, date, Any, str, str, str]]:
    """Unit, day, advisor and the three kinds of each record that is written of it."""
    return [
        (row.unit_id, row.given_on, row.advisor_id,
         str(row.service_type), str(row.station_duty), str(row.support_type))
        for row in records_of([one])
    ]  # fmt: skip


def _referral(cast: Cast, by: str, **facts: Any) -> Any:
    return make.ReferralFactory(
        need=make.NeedFactory(household=cast.a.household, category="health"),
        advisor=getattr(cast.a, by),
        offered_on=DAY,
        **facts,
    )


def test_a_referral_is_a_link_of_whoever_made_it(cast: Cast) -> None:
    here, station = cast.a.communities[0].pk, cast.a.unit.pk
    own, other = cast.a.community_advisor, cast.a.street_advisor
    assert _told(_referral(cast, "community_advisor")) == [
        (here, DAY, own.pk, "resource_linkage", "", "resource_linkage")
    ]
    assert _told(_referral(cast, "street_advisor")) == [
        (station, DAY, other.pk, "resource_linkage", "resource_linkage", "")
    ]


@pytest.mark.parametrize(
    ("state", "days", "count"),
    [
        ("accepted", {"answered_on": DAY}, 1),
        ("done", {"answered_on": DAY, "closed_on": DAY}, 1),
        ("failed", {"answered_on": DAY, "closed_on": DAY, "reason": "unreached"}, 1),
        ("rejected", {"answered_on": DAY, "closed_on": DAY, "reason": "no_capacity"}, 0),
        ("revoked", {"closed_on": DAY, "reason": "declined"}, 0),
    ],
)
def test_a_referral_that_was_rejected_or_revoked_linked_nobody(
    cast: Cast, state: str, days: dict[str, Any], count: int
) -> None:
    assert len(_told(_referral(cast, "community_advisor", state=state, **days))) == count


def test_a_need_is_a_service_where_the_advisor_met_it_herself(cast: Cast) -> None:
    need = make.NeedFactory(household=cast.a.household, category="psychological")
    assert _told(need) == []
    need.settlement, need.settled_on = "own_service", DAY
    need.own_service, need.settled_advisor = "emotional_support", cast.a.street_advisor
    mine = cast.a.street_advisor.pk
    assert _told(need) == [(cast.a.unit.pk, DAY, mine, "emotional_support", "", "")]
    need.settled_advisor = None
    assert _told(need) == [(cast.a.communities[0].pk, DAY, None, "emotional_support", "", "")]
    need.settlement, need.own_service = "refused", ""
    assert _told(need) == []


def test_a_matter_that_was_heard_is_advice_until_it_is_taken_back(cast: Cast) -> None:
    there = make.StuckCaseFactory(unit=cast.a.unit, received_on=DAY)
    here = make.StuckCaseFactory(unit=cast.a.communities[0], advisor=None, received_on=DAY)
    assert _told(there) == [
        (cast.a.unit.pk, DAY, there.advisor_id, "policy_guidance", "policy_advice", "")
    ]
    assert _told(here) == [
        (cast.a.communities[0].pk, DAY, None, "policy_guidance", "", "policy_guidance")
    ]
    here.state = "withdrawn"
    assert _told(here) == []


def test_a_conference_is_the_stations_once_it_was_held(cast: Cast) -> None:
    one = make.CaseConferenceFactory(street=cast.a.unit, held_on=DAY)
    assert _told(one) == []
    one.state = "held"
    assert _told(one) == [(cast.a.unit.pk, DAY, None, "community_support", "", "")]
    one.state = "cancelled"
    assert _told(one) == []


def test_a_support_plan_counts_for_whoever_made_it(cast: Cast) -> None:
    mine = cast.a.community_advisor
    one = make.SupportPlanFactory(household=cast.a.household, advisor=mine, opened_on=DAY)
    assert _told(one) == [
        (cast.a.communities[0].pk, DAY, mine.pk, "community_support", "", "")
    ]  # fmt: skip
    one.state = "cancelled"
    assert _told(one) == []


def _each(cast: Cast) -> list[Any]:
    """One of each, in the first community of street A, that is a service."""
    household = cast.a.household
    conference = make.CaseConferenceFactory(street=cast.a.unit, state="held")
    make.ConferenceCaseFactory(conference=conference, household=household)
    return [
        _referral(cast, "community_advisor"),
        make.NeedFactory(
            household=household, category="health", settlement="own_service", settled_on=DAY,
            own_service="emotional_support", settled_advisor=cast.a.community_advisor,
        ),
        make.StuckCaseFactory(unit=cast.a.unit, household=household),
        make.StuckCaseFactory(unit=cast.a.unit, visitor_name="访客甲"),
        conference,
        make.SupportPlanFactory(household=household, advisor=cast.a.community_advisor),
    ]  # fmt: skip


def test_each_is_written_and_goes_with_what_it_came_from(cast: Cast) -> None:
    each = _each(cast)
    for one in each:
        with CaptureQueriesContext(connection) as captured:
            write_records([one])
        assert len(captured) == 2
        write_records([one])
    assert ServiceRecord.objects.count() == len(each)
    each[0].delete()
    assert ServiceRecord.objects.count() == len(each) - 1


def test_the_rows_tell_where_they_come_from_without_a_name(cast: Cast, sign_in) -> None:
    for one in _each(cast):
        write_records([one])
    url = "/casework/records/?show=rows"
    body = text_of(sign_in("a_manager"), url)
    for words in ("资源对接", "自己服务", "办不成事", "会商", "帮扶方案"):
        assert f"{words}</a>" in body
    assert body.count(cast.a.household.reference) == 4
    for name in (cast.a.household.head_name, "访客甲"):
        assert name not in body
    # The district sees the rows, and no way to the papers behind them.
    seen = text_of(sign_in("reviewer"), f"{url}&street={cast.a.unit.pk}")
    assert "帮扶方案</td>" in seen
    assert "帮扶方案</a>" not in seen
