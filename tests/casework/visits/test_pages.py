"""The list of visits, and one of them: narrowed, masked, in scope."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from audit.models import Entry
from casework.households import reasons
from casework.models import Visit
from casework.periods import period_of
from casework.visits.filters import periods_before
from tests import factories as make
from tests.casework.visits.telling import logged
from tests.cast import DAY, Cast
from tests.pages import costs_the_same, text_of

SignIn = Callable[[str], Client]
VISITS = "/casework/visits/"


def main_of(page: str) -> str:
    return page.split("<main class")[1].split("</main>")[0]


def visit_of(cast: Cast, household: Any = None, **change: Any) -> Visit:
    found = {"household": household or cast.a.household, "advisor": cast.a.community_advisor}
    return make.VisitFactory(**{**found, **change})


# The list -------------------------------------------------------------------------------------


def test_names_are_masked_and_addresses_hold_none(cast: Cast, sign_in: SignIn) -> None:
    for who in ("a_community", "a_manager", "reviewer", "a_admin"):
        page = main_of(text_of(sign_in(who), VISITS))
        assert cast.a.visit.receipt in page
        assert "石** " in page
        assert cast.a.household.head_name not in page


def test_each_sees_the_visits_of_her_own_unit(cast: Cast, sign_in: SignIn) -> None:
    other = visit_of(cast, make.HouseholdFactory(community=cast.a.communities[1]))
    seen = {
        who: {
            name
            for name, one in (("own", cast.a.visit), ("next", other), ("far", cast.b.visit))
            if one.receipt in text_of(sign_in(who), VISITS)
        }
        for who in ("a_community", "a_manager", "reviewer", "b_community")
    }
    assert seen == {
        "a_community": {"own"},
        "a_manager": {"own", "next"},
        "reviewer": {"own", "next", "far"},
        "b_community": {"far"},
    }
    text_of(sign_in("auditor"), VISITS, status=403)


def test_another_street_is_not_found(cast: Cast, sign_in: SignIn) -> None:
    text_of(sign_in("a_manager"), f"{VISITS}?street={cast.b.unit.pk}", status=404)
    page = text_of(sign_in("reviewer"), f"{VISITS}?street={cast.b.unit.pk}")
    assert cast.b.visit.receipt in page
    assert cast.a.visit.receipt not in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"september", "cloud"}),
        ("period=2024-09", {"september"}),
        ("period=2024-07", {"cloud"}),
        ("period=2024-Q2", {"spring"}),
        ("period=all", {"september", "cloud", "spring"}),
        ("period=nonsense", {"september", "cloud"}),
        ("mode=phone", {"cloud"}),
        ("cloud=with", {"cloud"}),
        ("cloud=without", {"september"}),
        ("show=void", {"void"}),
        ("advisor=x&community=310107015001", {"september", "cloud"}),
    ],
)
def test_it_is_narrowed(cast: Cast, sign_in: SignIn, query: str, shown: set[str]) -> None:
    made = {
        "september": cast.a.visit,
        "cloud": visit_of(
            cast, visited_on=date(2024, 7, 3), mode="phone", community_cloud_ref="SQ-1"
        ),
        "spring": visit_of(cast, visited_on=date(2024, 4, 3)),
        "void": visit_of(cast, voided_at="2024-09-03T00:00+08:00", void_reason="登错了户"),
    }
    page = text_of(sign_in("a_manager"), f"{VISITS}?{query}")
    assert {name for name, one in made.items() if one.receipt in page} == shown


def test_a_street_narrows_to_community_and_advisor(cast: Cast, sign_in: SignIn) -> None:
    other = visit_of(
        cast,
        make.HouseholdFactory(community=cast.a.communities[1]),
        advisor=cast.a.street_advisor,
    )
    client = sign_in("a_manager")
    for query in (
        f"community={cast.a.communities[1].pk}",
        f"advisor={cast.a.street_advisor.pk}",
    ):
        page = text_of(client, f"{VISITS}?{query}")
        assert other.receipt in page
        assert cast.a.visit.receipt not in page


def test_it_costs_the_same_with_many_visits(cast: Cast, sign_in: SignIn) -> None:
    def add() -> None:
        for _ in range(4):
            visit_of(cast, make.HouseholdFactory(community=cast.a.communities[0]))

    for who in ("a_community", "a_manager", "reviewer"):
        assert costs_the_same(sign_in(who), VISITS, add, most=15)


def test_months_and_quarters_are_read_as_they_are_offered() -> None:
    offered = periods_before(DAY)
    assert offered[0] == ("", "本季度（2024年第3季度）")
    for value, label in offered[1:-1]:
        period = period_of(value)
        assert period
        assert period.label == label
    assert period_of("2024-13") is None
    assert period_of("2024-Q5") is None
    assert period_of("0000-Q1") is None


# One of them ----------------------------------------------------------------------------------


def test_a_visit_tells_all_to_those_who_serve(cast: Cast, sign_in: SignIn) -> None:
    visit = logged(
        cast,
        findings=("illness",),
        deeds=("policy_guidance",),
        note="想问居家护理的补贴",
        action="已联系长护险评估",
        needs=("health",),
        question_type="policy",
        next_visit_on=date(2024, 10, 20),
    )
    for who in ("a_community", "a_manager", "a_advisor"):
        page = text_of(sign_in(who), f"{VISITS}{visit.pk}/")
        for words in (
            cast.a.household.head_name, "生病或医疗支出大", "宣传政策", "想问居家护理的补贴",
            "已联系长护险评估", "健康医疗", "困难问策", "2024-10-20",
        ):  # fmt: skip
            assert words in page
        assert f"<title>走访 {visit.receipt}" in page


@pytest.mark.parametrize("who", ["reviewer", "district_admin", "a_admin"])
def test_others_see_that_it_took_place(cast: Cast, sign_in: SignIn, who: str) -> None:
    visit = logged(cast, findings=("illness",), note="想问居家护理的补贴")
    page = main_of(text_of(sign_in(who), f"{VISITS}{visit.pk}/"))
    assert "石**" in page
    for words in (cast.a.household.head_name, "生病", "居家护理", "修改", "作废"):
        assert words not in page
    assert ("写明原因" in page) == (who == "reviewer")


def test_the_district_reads_it_with_a_reason(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = logged(cast, note="想问居家护理的补贴")
    monkeypatch.setattr(reasons, "is_given", lambda _, pk: pk == cast.a.household.pk)
    assert "想问居家护理的补贴" in text_of(sign_in("reviewer"), f"{VISITS}{visit.pk}/")
    # A reason opens nothing to those who may not give one.
    assert "想问居家护理的补贴" not in text_of(sign_in("a_admin"), f"{VISITS}{visit.pk}/")
    other = visit_of(cast, make.HouseholdFactory(community=cast.a.communities[0]))
    assert "看望" not in text_of(sign_in("reviewer"), f"{VISITS}{other.pk}/")


def test_the_neighbours_find_no_visit(cast: Cast, sign_in: SignIn) -> None:
    for who in ("b_manager", "b_community"):
        page = text_of(sign_in(who), f"{VISITS}{cast.a.visit.pk}/", status=404)
        assert cast.a.household.head_name not in page
    other = visit_of(cast, make.HouseholdFactory(community=cast.a.communities[1]))
    text_of(sign_in("a_community"), f"{VISITS}{other.pk}/", status=404)


def test_its_page_takes_few_queries(cast: Cast, sign_in: SignIn) -> None:
    visit = logged(cast)

    def add() -> None:
        for category in ("health", "education"):
            make.NeedFactory(visit=visit, household=cast.a.household, category=category)
        make.VisitCompanionFactory(visit=visit)
        make.CaseFileFactory(visit=visit)

    assert costs_the_same(sign_in("a_community"), f"{VISITS}{visit.pk}/", add, most=14)


def test_who_reads_what_was_said_is_written_down(cast: Cast, sign_in: SignIn) -> None:
    visit = logged(cast, note="儿子欠债出走")
    page = f"{VISITS}{visit.pk}/"
    text_of(sign_in("a_manager"), page)
    text_of(sign_in("a_community"), f"{page}change/")
    # Who reads only that it took place has read nothing of anybody.
    text_of(sign_in("reviewer"), page)
    seen = Entry.objects.filter(subject=f"household:{visit.household_id}", action="seen")
    assert [(one.username, one.detail) for one in seen.order_by("id")] == [
        ("a_manager", {"visit": visit.receipt}),
        ("a_community", {"visit": visit.receipt}),
    ]


def test_a_community_is_offered_nobody_who_does_not_look_after_it(
    cast: Cast, sign_in: SignIn
) -> None:
    for name in ("石新一", "石新二"):
        other = make.AdvisorFactory(street=cast.a.unit, name=name, level="community")
        make.AssignmentFactory(advisor=other, community=cast.a.communities[0])
    page = text_of(sign_in("a_community"), VISITS)
    assert "石新一" in page
    assert "石邻华" not in page
    assert "石邻华" in text_of(sign_in("a_manager"), VISITS)


@pytest.mark.parametrize(
    "reason", ["石户明家登错了", "打13812345678问过", "310107197001011217登错"]
)
def test_why_a_visit_is_void_tells_nobody(cast: Cast, sign_in: SignIn, reason: str) -> None:
    visit = logged(cast)
    page = sign_in("a_community").post(f"{VISITS}{visit.pk}/void/", {"reason": reason})
    assert "请" in page.content.decode()
    visit.refresh_from_db()
    assert visit.voided_at is None
