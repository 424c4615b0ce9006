"""T7-5 and T7-7 by hand."""

import pytest

from casework.models import NeedsSurvey
from orgs.models import Unit
from stations.models import Station
from tests import factories as make
from tests.assessment.counting import Counting
from tests.casework.indicators.scenes import a_street, day, found, places, served, state_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Unit:
    return a_street(communities=4)


def surveyed(community: Unit, half: str, on: str) -> None:
    make.NeedsSurveyFactory(community=community, half=half, state="submitted", submitted_on=day(on))


# T7-5 ------------------------------------------------------------------------------------------


def test_surveys_of_the_closed_half_years(street: Unit) -> None:
    first, second, third, fourth = places(street)
    surveyed(first, "1", "06-20")
    surveyed(second, "1", "06-30")
    make.NeedsSurveyFactory(community=third, half="1")
    assert found("T7-5", street, "06-29") == (0, 0)
    assert state_of("T7-5", street, "06-29") == ("not_due", "0.0000")
    assert found("T7-5", street, "06-30") == (2, 4)
    assert state_of("T7-5", street, "06-30") == ("ok", "1.0000")
    counting = Counting.on(day("06-30"))
    assert counting.rows("T7-5", street) == [False, False, True, True]
    names = f"{third.short_name}、{fourth.short_name}"
    assert counting.gap("T7-5", street) == f"上半年 2 个居村没有提交需求排摸：{names}。"


def test_a_late_survey_counts_once_it_is_submitted(street: Unit) -> None:
    for one in places(street):
        surveyed(one, "1", "08-01")
    assert found("T7-5", street, "07-31") == (0, 4)
    assert found("T7-5", street, "08-01") == (4, 4)
    assert Counting.on(day("08-01")).gap("T7-5", street) == ""
    # The second half-year: (1 + 1/4) ÷ 2 of 8.
    surveyed(places(street)[0], "2", "11-01")
    assert found("T7-5", street, "12-30") == (4, 4)
    assert found("T7-5", street, "12-31") == (5, 8)


def test_the_begun_half_year_counts_if_the_standard_says_so(street: Unit) -> None:
    surveyed(places(street)[0], "1", "06-20")
    assert found("T7-5", street, "06-30", first_partial_period_counts=False) == (0, 0)
    assert found("T7-5", street, "12-31", first_partial_period_counts=False) == (0, 4)


def test_communities_are_those_of_the_half_years_last_day(street: Unit) -> None:
    old, *others = places(street)
    for one in (old, *others):
        surveyed(one, "1", "06-20")
    # The first was split on 1 October.
    Unit.objects.filter(pk=old.pk).update(valid_to=day("09-30"))
    for number in (8, 9):
        make.CommunityFactory(parent=street, number=number, valid_from=day("10-01"))
    for one in others:
        surveyed(one, "2", "12-20")
    # First half 4 of 4, second 3 of 5: 0.8 of 9.
    assert found("T7-5", street, "12-31") == (7.2, 9)
    counting = Counting.on(day("12-31"))
    assert counting.rows("T7-5", street) == [False] * 2 + [True] * 4
    assert counting.gap("T7-5", street).startswith("下半年 2 个居村没有提交需求排摸：")
    NeedsSurvey.objects.all().delete()
    assert found("T7-5", street, "12-31") == (0, 9)


# T7-7 ------------------------------------------------------------------------------------------


def test_communities_with_any_support_in_the_quarter(street: Unit) -> None:
    first, second, third, fourth = places(street)
    for one in (first, second, third, fourth):
        served(one, "06-30", support_type="daily_contact")
    served(first, "07-01", support_type="policy_guidance")
    served(first, "09-30", support_type="assisted_application")
    served(second, "10-01", support_type="daily_contact")
    served(third, "08-01", service_type="visiting")
    served(street, "08-01", service_type="visiting", support_type="daily_contact")
    assert found("T7-7", street, "06-29") == (0, 0)
    assert state_of("T7-7", street, "06-29") == ("not_due", "0.0000")
    assert state_of("T7-7", street, "06-30") == ("ok", "1.0000")
    # (4/4 + 1/4) ÷ 2 = 0.625 of 8; ÷ 0.95 = 0.6579.
    assert found("T7-7", street, "09-30") == (5, 8)
    counting = Counting.on(day("09-30"))
    assert counting.points("T7-7", street) == "0.6579"
    assert counting.rows("T7-7", street) == [False, False, False, True]
    names = "、".join(one.short_name for one in (second, third, fourth))
    assert counting.gap("T7-7", street) == f"第3季度 3 个居村没有配合记录：{names}。"


def test_nothing_at_all_is_nothing_of_all(street: Unit) -> None:
    assert found("T7-7", street, "09-30") == (0, 8)
    Station.objects.filter(street=street).update(opened_on=day("07-01"))
    assert found("T7-7", street, "09-30") == (0, 4)
    assert state_of("T7-7", street, "09-30") == ("ok", "0.0000")
