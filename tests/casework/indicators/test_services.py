"""T4-1, T7-1 and T7-2 by hand."""

from datetime import date

import pytest

from casework.enums import QuestionType, ServiceType, StationDuty
from casework.models import Visit
from casework.records.deriving import write_records
from core.measures import measures
from orgs.models import Unit
from stations.models import Station
from tests import factories as make
from tests.assessment.counting import Counting
from tests.casework.indicators.scenes import (
    a_street,
    day,
    found,
    listed,
    places,
    served,
    state_of,
    visited,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Unit:
    return a_street()


def asked(unit: Unit, on: str, kind: str) -> None:
    street = unit.parent if len(unit.code) == 12 else unit
    one = make.ConsultationFactory(
        unit=unit,
        asked_on=day(on),
        question_type=kind,
        advisor=make.AdvisorFactory(street=street),
    )
    write_records([one])


# T4-1 ------------------------------------------------------------------------------------------


def test_the_four_asks_come_from_consultations_and_visits(street: Unit) -> None:
    assert state_of("T4-1", street, "09-30") == ("no_data", "0.0000")
    asked(street, "01-01", "policy")
    asked(street, "09-01", "policy")
    asked(places(street)[0], "02-01", "expertise")
    visited(listed(places(street)[1]), "03-01", question_type="needs")
    assert found("T4-1", street, "09-30") == (3, 4)
    counting = Counting.on(day("12-31"))
    assert counting.points("T4-1", street) == "1.5000"
    assert counting.gap("T4-1", street) == "今年还没有“特需问诊”的记录。"
    assert len(counting.rows("T4-1", street)) == 4
    asked(street, "12-31", "special")
    assert found("T4-1", street, "12-30") == (3, 4)
    assert found("T4-1", street, "12-31") == (4, 4)
    assert counting.gap("T4-1", street) == ""


def test_asks_of_other_years_other_streets_and_void_visits_are_none(street: Unit) -> None:
    asked(a_street(), "02-01", "policy")
    one = make.ConsultationFactory(unit=street, asked_on=date(2023, 12, 31))
    write_records([one])
    (visit,) = visited(listed(places(street)[0]), "03-01", question_type="needs")
    assert found("T4-1", street, "09-30") == (1, 4)
    Visit.objects.filter(pk=visit.pk).update(voided_at="2024-03-02 09:00+08", void_reason="重")
    assert found("T4-1", street, "09-30") == (0, 0)
    assert Counting.on(day("09-30")).rows("T4-1", street) == []


def test_the_ask_is_told_with_each_row(street: Unit) -> None:
    visited(listed(places(street)[0]), "03-01", question_type="needs", deeds=["resource_linkage"])
    asked(street, "03-02", "policy")
    rows = list(measures["T4-1"].items_of(Counting.on(day("09-30")).question, street.code))
    # A visit is one row, whatever was done on it.
    assert [row.ask for row in rows] == [QuestionType.NEEDS, QuestionType.POLICY]


# T7-1 ------------------------------------------------------------------------------------------


def test_six_services_are_the_mean_of_the_closed_quarters(street: Unit) -> None:
    for kind in ServiceType:
        served(places(street)[0], "04-01", service_type=kind)
        served(places(street)[1], "06-30", service_type=kind)
    assert state_of("T7-1", street, "06-29") == ("not_due", "0.0000")
    assert found("T7-1", street, "06-30") == (6, 6)
    assert state_of("T7-1", street, "06-30") == ("ok", "2.0000")
    served(street, "07-01", service_type="visiting")
    served(street, "09-30", service_type="means_survey")
    served(street, "10-01", service_type="policy_guidance")
    served(a_street(), "07-01", service_type="policy_guidance")
    # (6 + 2) ÷ 2 = 4 of 6: 2 × 0.6667.
    assert found("T7-1", street, "09-29") == (6, 6)
    assert found("T7-1", street, "09-30") == (4, 6)
    counting = Counting.on(day("09-30"))
    assert counting.points("T7-1", street) == "1.3333"
    assert len(counting.rows("T7-1", street)) == 8
    assert counting.gap("T7-1", street) == (
        "第3季度还没有“政策宣传引导”“资源整合对接”“心理关爱疏导”“社区支持体系建设”的记录。"
    )


def test_nothing_at_all_is_nothing_of_six(street: Unit) -> None:
    assert found("T7-1", street, "06-29") == (0, 0)
    assert found("T7-1", street, "09-30") == (0, 6)
    assert state_of("T7-1", street, "09-30") == ("ok", "0.0000")


def test_a_quarter_that_had_begun_counts_whole_or_not_at_all(street: Unit) -> None:
    Station.objects.filter(street=street).update(opened_on=day("05-15"))
    served(street, "04-02", service_type="visiting")
    assert found("T7-1", street, "06-30") == (1, 6)
    assert found("T7-1", street, "06-30", first_partial_period_counts=False) == (0, 0)
    assert found("T7-1", street, "09-30") == (0.5, 6)
    assert found("T7-1", street, "09-30", first_partial_period_counts=False) == (0, 6)
    counting = Counting.on(day("09-30"), first_partial_period_counts=False)
    assert counting.rows("T7-1", street) == []
    assert "第2季度" not in counting.gap("T7-1", street)


def test_a_later_opening_and_none_at_all(street: Unit) -> None:
    served(street, "04-02", service_type="visiting")
    Station.objects.filter(street=street).update(opened_on=day("07-01"))
    assert found("T7-1", street, "06-30") == (1, 6)  # not open then: counted from 1 April
    assert found("T7-1", street, "07-01") == (0, 0)
    assert found("T7-1", street, "09-30") == (0, 6)
    Station.objects.all().delete()
    assert found("T7-1", street, "09-30") == (0.5, 6)


# T7-2 ------------------------------------------------------------------------------------------


def test_three_duties_are_the_stations_own_by_month(street: Unit) -> None:
    for month in ("04", "05"):
        for duty in StationDuty:
            served(street, f"{month}-30", station_duty=duty)
    served(places(street)[0], "06-01", support_type="policy_guidance", station_duty="policy_advice")
    served(street, "06-30", station_duty="policy_advice")
    assert found("T7-2", street, "04-29") == (0, 0)
    assert found("T7-2", street, "04-30") == (3, 3)
    # (3 + 3 + 1 + 0) ÷ 4 = 1.75.
    assert found("T7-2", street, "07-31") == (1.75, 3)
    counting = Counting.on(day("07-31"))
    assert counting.points("T7-2", street) == "1.1667"
    assert len(counting.rows("T7-2", street)) == 7
    assert counting.gap("T7-2", street) == (
        "6月还没有“申请受理”“资源链接”的记录；7月还没有“政策解答”“申请受理”“资源链接”的记录。"
    )
