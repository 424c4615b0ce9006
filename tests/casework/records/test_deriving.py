"""What visits, applications, referrals and the like are as services (T7-1, T7-2, T7-7)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework.models import ServiceRecord, Visit
from casework.records.deriving import records_of, write_records
from tests import factories as make
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def _told(rows: Iterable[Any]) -> list[tuple[str, str, str, str]]:
    """Unit, and the three kinds, of each record."""
    return sorted(
        (one.unit_id, one.service_type, one.station_duty, one.support_type) for one in rows
    )


def _kept(**of: Any) -> list[tuple[str, str, str, str]]:
    return _told(ServiceRecord.objects.filter(**of).order_by("pk"))


# Visits ---------------------------------------------------------------------------------------


def test_a_visit_of_a_community_advisor_is_a_service_of_her_community(cast: Cast) -> None:
    here = cast.a.communities[0].pk
    visit = make.VisitFactory(
        household=cast.a.household,
        advisor=cast.a.community_advisor,
        visited_on=date(2024, 8, 6),
        deeds=["policy_guidance", "emotional_support"],
    )
    write_records([visit])
    assert _kept(visit=visit) == sorted(
        [
            (here, "visiting", "", "daily_contact"),
            (here, "policy_guidance", "", "policy_guidance"),
            (here, "emotional_support", "", ""),
        ]
    )
    assert set(ServiceRecord.objects.values_list("given_on", "advisor")) == {
        (date(2024, 8, 6), cast.a.community_advisor.pk)
    }


def test_a_visit_of_a_street_advisor_is_a_service_of_the_station(cast: Cast) -> None:
    station = cast.a.unit.pk
    visit = make.VisitFactory(
        household=cast.a.household,
        advisor=cast.a.street_advisor,
        deeds=["policy_guidance", "resource_linkage", "emotional_support", "community_support"],
    )
    write_records([visit])
    assert _kept(visit=visit) == sorted(
        [
            (station, "visiting", "", ""),
            (station, "policy_guidance", "policy_advice", ""),
            (station, "resource_linkage", "resource_linkage", ""),
            (station, "emotional_support", "", ""),
            (station, "community_support", "", ""),
        ]
    )


def test_a_visit_that_met_nobody_was_made_all_the_same(cast: Cast) -> None:
    visit = make.VisitFactory(household=cast.a.household, findings=["absent"])
    assert [one.service_type for one in records_of([visit])] == ["visiting"]


def test_a_void_visit_leaves_none(cast: Cast) -> None:
    visit = make.VisitFactory(household=cast.a.household, deeds=["resource_linkage"])
    write_records([visit])
    assert len(_kept(visit=visit)) == 2
    Visit.objects.filter(pk=visit.pk).update(voided_at="2024-09-03T08:00Z", void_reason="写错户")
    write_records(list(Visit.objects.filter(pk=visit.pk).select_related("advisor")))
    assert _kept(visit=visit) == []


def test_a_changed_visit_is_written_anew(cast: Cast) -> None:
    visit = make.VisitFactory(household=cast.a.household, deeds=["resource_linkage"])
    write_records([visit])
    visit.deeds, visit.visited_on = ["emotional_support"], date(2024, 9, 4)
    visit.save()
    write_records([visit])
    rows = ServiceRecord.objects.filter(visit=visit).order_by("pk")
    assert {one.service_type for one in rows} == {"visiting", "emotional_support"}
    assert {one.given_on for one in rows} == {date(2024, 9, 4)}


def test_written_twice_it_stands_once(cast: Cast) -> None:
    visits = [
        make.VisitFactory(household=cast.a.household, deeds=["policy_guidance"]) for _ in range(2)
    ]
    write_records(visits)
    before = _told(ServiceRecord.objects.order_by("pk"))
    write_records(visits)
    assert _told(ServiceRecord.objects.order_by("pk")) == before
    assert len(before) == 4


def test_others_are_left_alone(cast: Cast) -> None:
    mine, other = (make.VisitFactory(household=cast.a.household) for _ in range(2))
    write_records([mine, other])
    kept = list(ServiceRecord.objects.filter(visit=other).values_list("pk", flat=True))
    write_records([mine])
    assert list(ServiceRecord.objects.filter(visit=other).values_list("pk", flat=True)) == kept


def test_a_visit_that_goes_takes_its_records_along(cast: Cast) -> None:
    visit = make.VisitFactory(household=cast.a.household)
    write_records([visit])
    Visit.objects.filter(pk=visit.pk).delete()
    assert ServiceRecord.objects.count() == 0


# Consultations --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "service", "duty", "support"),
    [
        ("policy", "policy_guidance", "policy_advice", "policy_guidance"),
        ("expertise", "policy_guidance", "policy_advice", "policy_guidance"),
        ("needs", "resource_linkage", "resource_linkage", "resource_linkage"),
        ("special", "emotional_support", "", "daily_contact"),
    ],
)
def test_each_of_the_four_asks(
    cast: Cast, asked: str, service: str, duty: str, support: str
) -> None:
    station, point = cast.a.unit, cast.a.communities[1]
    there = make.ConsultationFactory(
        unit=station, advisor=cast.a.street_advisor, question_type=asked
    )
    here = make.ConsultationFactory(
        unit=point, advisor=cast.a.community_advisor, question_type=asked
    )
    write_records([there, here])
    assert _kept(consultation=there) == [(station.pk, service, duty, "")]
    assert _kept(consultation=here) == [(point.pk, service, "", support)]


def test_a_consultation_counts_where_it_was_asked(cast: Cast) -> None:
    """Whoever sat there: a point is the community's, a station the street's."""
    one = make.ConsultationFactory(unit=cast.a.communities[0], advisor=cast.a.street_advisor)
    (record,) = records_of([one])
    assert (record.unit_id, record.given_on) == (cast.a.communities[0].pk, one.asked_on)


# Applications ---------------------------------------------------------------------------------


def test_an_application_is_an_intake_of_the_station(cast: Cast) -> None:
    for is_assisted in (False, True):
        one = make.ApplicationFactory(
            unit=cast.a.unit, advisor=cast.a.street_advisor, is_assisted=is_assisted
        )
        write_records([one])
        assert _kept(application=one) == [(cast.a.unit.pk, "", "application_intake", "")]


def test_a_community_supports_only_by_what_it_makes_for_somebody(cast: Cast) -> None:
    here, advisor = cast.a.communities[0], cast.a.community_advisor
    assisted = make.ApplicationFactory(unit=here, advisor=advisor, is_assisted=True)
    own = make.ApplicationFactory(unit=here, advisor=advisor, is_assisted=False)
    write_records([assisted, own])
    assert _kept(application=assisted) == [(here.pk, "", "", "assisted_application")]
    assert _kept(application=own) == []


# Surveys --------------------------------------------------------------------------------------


def test_a_means_survey_by_whoever_asked(cast: Cast) -> None:
    household, here = cast.a.household, cast.a.communities[0]
    one = make.MeansSurveyFactory(household=household, advisor=cast.a.community_advisor)
    other = make.MeansSurveyFactory(
        household=household, advisor=cast.a.street_advisor, surveyed_on=date(2024, 9, 3)
    )
    write_records([one, other])
    assert _kept(means_survey=one) == [(here.pk, "means_survey", "", "")]
    assert _kept(means_survey=other) == [(cast.a.unit.pk, "means_survey", "", "")]


def test_a_needs_survey_once_it_is_submitted(cast: Cast) -> None:
    here = cast.a.communities[0]
    draft = make.NeedsSurveyFactory(community=here, half="1")
    done = make.NeedsSurveyFactory(
        community=here, half="2", state="submitted", submitted_on=date(2024, 9, 9)
    )
    write_records([draft, done])
    assert _kept(needs_survey=draft) == []
    (record,) = ServiceRecord.objects.filter(needs_survey=done)
    assert (record.unit_id, record.service_type, record.given_on, record.advisor_id) == (
        here.pk,
        "visiting",
        date(2024, 9, 9),
        None,
    )


# How much it costs ----------------------------------------------------------------------------


def test_five_hundred_take_as_many_queries_as_one(cast: Cast) -> None:
    visits = [
        make.VisitFactory(
            household=cast.a.household,
            advisor=cast.a.community_advisor,
            deeds=["policy_guidance", "resource_linkage"],
        )
        for _ in range(500)
    ]
    with CaptureQueriesContext(connection) as one:
        write_records(visits[:1])
    with CaptureQueriesContext(connection) as all_of_them:
        write_records(visits)
    assert len(all_of_them) == len(one) == 2
    assert ServiceRecord.objects.count() == 1500


def test_nothing_costs_nothing() -> None:
    with CaptureQueriesContext(connection) as captured:
        write_records([])
    assert len(captured) == 0
