"""Needs assessments: a level for all and one for each kind of need."""

from datetime import date

import pytest

from audit.models import Entry
from casework.models import NeedsAssessment
from tests import factories as make
from tests.cast import Cast
from tests.pages import costs_the_same, text_of
from tests.stations.browsing import filled, send

TYPED = {
    "assessed_on": "2024-09-19",
    "level": "medium",
    "health": "high",
    "elder_care": "low",
    "summary": "先解决陪诊，再看日托。",
}


@pytest.fixture
def advisor(cast: Cast, sign_in):
    return sign_in("a_community")


def add_url(cast: Cast) -> str:
    return f"/casework/households/{cast.a.household.pk}/assessment/"


def test_an_assessment_is_recorded_with_its_levels(cast: Cast, advisor) -> None:
    typed = filled(advisor, add_url(cast), **TYPED)
    body = advisor.post(add_url(cast), typed, follow=True).content.decode()
    made = NeedsAssessment.objects.get()
    assert (made.level, made.assessed_on) == ("medium", date(2024, 9, 19))
    assert made.levels == {"health": "high", "elder_care": "low"}
    assert (made.advisor, made.written_by) == (
        cast.a.community_advisor,
        cast.users["a_community"],
    )
    assert made.summary == TYPED["summary"]
    assert "健康医疗的等级高于总等级，请核对" in body
    assert "健康医疗：高；养老服务：低" in body
    line = Entry.objects.filter(action="created").order_by("-id").first()
    assert (line.subject, line.detail) == (
        f"household:{cast.a.household.pk}",
        {"items": "需求评估"},
    )
    # The same form again, and another on that day.
    advisor.post(add_url(cast), typed)
    assert NeedsAssessment.objects.count() == 1
    again = send(advisor, add_url(cast), **TYPED).content.decode()
    assert "2024-09-19已经评估过这户" in again
    assert "以前的评估" in again


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"assessed_on": "2024-09-21"}, "2024-09-21还没有到"),
        ({"level": ""}, "请选择困境等级"),
        ({"health": "worst"}, "worst"),
        ({"summary": ""}, "请填写评估说明"),
        ({"advisor": ""}, "请选择评估人"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    cast: Cast, advisor, wrong: dict[str, str], sentence: str
) -> None:
    response = send(advisor, add_url(cast), **TYPED | wrong)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not NeedsAssessment.objects.exists()


def test_another_unit_finds_nothing_and_the_district_gives_a_reason(cast: Cast, sign_in) -> None:
    made = make.NeedsAssessmentFactory(household=cast.a.household)
    url = f"/casework/assessments/{made.pk}/"
    for name in ("b_manager", "b_community"):
        assert sign_in(name).get(url).status_code == 404
        assert sign_in(name).get(add_url(cast)).status_code == 404
        assert sign_in(name).post(add_url(cast), TYPED).status_code == 404
    assert sign_in("reviewer").get(url).status_code == 302
    assert sign_in("a_admin").get(url).status_code == 403
    assert sign_in("reviewer").get(add_url(cast)).status_code == 403
    assert "需求评估" in text_of(sign_in("a_community"), url)


def test_the_pages_cost_few_queries(cast: Cast, advisor) -> None:
    made = make.NeedsAssessmentFactory(household=cast.a.household)
    days = iter(range(3, 20))

    def add() -> None:
        day = date(2024, 9, next(days))
        make.NeedsAssessmentFactory(household=cast.a.household, assessed_on=day)

    assert costs_the_same(advisor, add_url(cast), add)
    assert costs_the_same(advisor, f"/casework/assessments/{made.pk}/", add)
