"""My households: whose they are, in which order, what a card tells."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from casework.visits.selectors import my_list
from casework.visits.todos import late_in_the_street, to_visit_soon
from core.todos import Todo
from standards.asked import ask
from tests import factories as make
from tests.cast import DAY, Cast
from tests.pages import costs_the_same, text_of

SignIn = Callable[[str], Client]
MINE = "/casework/mine/"


def main_of(page: str) -> str:
    return page.split("<main class")[1].split("</main>")[0]


def names(cast: Cast, who: str, day: date = DAY) -> list[str]:
    return [one.head_name for one in my_list(cast.actor(who), day, 1)]


def household(cast: Cast, name: str, community: int = 0, **care: object) -> object:
    made = make.HouseholdFactory(community=cast.a.communities[community], head_name=name)
    if care:
        make.CareFactory(household=made, **care)
    return made


def test_a_card_names_in_full_and_tells_what_is_due(cast: Cast, sign_in: SignIn) -> None:
    page = main_of(text_of(sign_in("a_community"), MINE))
    assert cast.a.household.head_name in page
    assert "石里1居委 · 低保 · 上次 2024-09-02 · 本季 1/1 次" in page
    assert "2024-12-31" in page
    assert f"/casework/households/{cast.a.household.pk}/visit/" in page
    assert "石邻户" not in page
    assert "寿户明" not in page


def test_the_nearest_deadline_comes_first(cast: Cast) -> None:
    who = cast.a.community_advisor
    household(cast, "季末该去", advisor=who)
    agreed = household(cast, "约好了的", advisor=who)
    make.VisitFactory(household=agreed, advisor=who, next_visit_on=date(2024, 9, 22))
    late = household(cast, "已经迟了", advisor=who)
    make.VisitFactory(household=late, advisor=who, next_visit_on=date(2024, 9, 12))
    assert names(cast, "a_community") == ["已经迟了", "约好了的", "季末该去", "石户明"]


def test_those_i_answer_for_or_stand_in_for(cast: Cast) -> None:
    cast.a.street_advisor.user = cast.users["a_advisor"]
    cast.a.street_advisor.save()
    own = cast.a.street_advisor
    household(cast, "我负责的", 1, advisor=own)
    household(cast, "我协助的", 2, advisor=own, role="deputy")
    household(cast, "以前负责", 2, advisor=own, ends_on=DAY - timedelta(days=1))
    household(cast, "以后负责", 2, advisor=own, starts_on=DAY + timedelta(days=1))
    gone = household(cast, "移出名册", 2, advisor=own)
    gone.listings.update(ends_on=DAY - timedelta(days=1))
    merged = household(cast, "重复建档", 2, advisor=own)
    merged.merged_into = cast.a.household
    merged.save()
    household(cast, "没人负责", 2)
    assert sorted(names(cast, "a_advisor")) == ["我协助的", "我负责的"]


def test_a_community_sees_those_that_nobody_answers_for(cast: Cast) -> None:
    household(cast, "没人负责")
    stood_in = household(cast, "只有协助")
    make.CareFactory(household=stood_in, advisor=cast.a.street_advisor, role="deputy")
    household(cast, "别人负责", advisor=cast.a.street_advisor)
    household(cast, "别村的", 1)
    assert sorted(names(cast, "a_community")) == ["只有协助", "没人负责", "石户明"]


def test_the_filters_leave_what_they_say(cast: Cast, sign_in: SignIn) -> None:
    client, who = sign_in("a_community"), cast.a.community_advisor
    household(cast, "季末该去", advisor=who)
    agreed = household(cast, "约好了的", advisor=who)
    make.VisitFactory(household=agreed, advisor=who, next_visit_on=date(2024, 9, 22))
    unvisited = main_of(text_of(client, f"{MINE}?show=unvisited"))
    assert "季末该去" in unvisited
    assert "约好了的" not in unvisited
    near = main_of(text_of(client, f"{MINE}?show=near"))
    assert "约好了的" in near
    # Ten days off.
    assert "季末该去" not in near


def test_as_of_another_day(cast: Cast, sign_in: SignIn) -> None:
    page = main_of(text_of(sign_in("a_community"), f"{MINE}?as_of=2024-08-01"))
    assert "还没有走访过 · 本季 0/1 次" in page
    assert "2024-09-30" in page


def test_without_households_it_says_where_they_come_from(cast: Cast, sign_in: SignIn) -> None:
    assert "还没有分给您的困难家庭" in text_of(sign_in("a_manager"), MINE)
    client = sign_in("a_community")
    make.VisitFactory(household=cast.a.household, advisor=cast.a.community_advisor)
    assert "本季每户都走访过了" in text_of(client, f"{MINE}?show=unvisited")
    assert "七天内没有要走访的" in text_of(client, f"{MINE}?show=near")


@pytest.mark.parametrize("who", ["reviewer", "a_admin", "auditor"])
def test_who_serves_nobody_has_no_list(cast: Cast, sign_in: SignIn, who: str) -> None:
    text_of(sign_in(who), MINE, status=403)


def test_it_costs_the_same_with_many_households(cast: Cast, sign_in: SignIn) -> None:
    def add() -> None:
        for number in range(5):
            made = household(cast, f"多{number}户", advisor=cast.a.community_advisor)
            make.HouseholdCategoryFactory(household=made, category="temporary")
            make.VisitFactory(household=made, advisor=cast.a.community_advisor)

    client = sign_in("a_community")
    assert costs_the_same(client, MINE, add, most=12)
    form = f"/casework/households/{cast.a.household.pk}/visit/"
    assert costs_the_same(client, form, add, most=12)
    assert costs_the_same(client, "/casework/visits/new/", add, most=12)


# What waits -----------------------------------------------------------------------------------


class Somebody:
    def __init__(self, cast: Cast, who: str) -> None:
        self.actor, self.asked_day = cast.actor(who), DAY
        self._asked = ask(DAY)


def waiting(cast: Cast, who: str) -> list[Todo]:
    asker = Somebody(cast, who)
    return [*to_visit_soon(asker), *late_in_the_street(asker)]


def test_nothing_waits_while_nothing_is_near(cast: Cast) -> None:
    assert waiting(cast, "a_community") == []
    assert waiting(cast, "a_manager") == []


def test_late_and_near_are_counted_apart(cast: Cast, django_assert_num_queries) -> None:
    who = cast.a.community_advisor
    for name, day in (("迟一", 12), ("迟二", 19), ("今天", 20), ("七天", 27), ("八天", 28)):
        one = household(cast, name, advisor=who)
        make.VisitFactory(household=one, advisor=who, next_visit_on=date(2024, 9, day))
    asker = Somebody(cast, "a_community")
    with django_assert_num_queries(1):
        found = list(to_visit_soon(asker))
    assert [(one.title, one.due_on) for one in found] == [
        ("有 2 户过了应走访的日子", date(2024, 9, 12)),
        ("7 天内要走访 2 户", date(2024, 9, 20)),
    ]
    assert {(one.view, one.query) for one in found} == {
        ("casework:mine", (("show", "near"),)),
    }


def test_the_manager_hears_of_all_that_are_late_in_the_street(
    cast: Cast, django_assert_num_queries
) -> None:
    for community in (0, 1, 2):
        one = household(cast, "迟的", community)
        make.VisitFactory(
            household=one, advisor=cast.a.street_advisor, next_visit_on=date(2024, 9, 12)
        )
    far = make.HouseholdFactory(community=cast.b.communities[0])
    make.VisitFactory(household=far, advisor=cast.b.street_advisor, next_visit_on=date(2024, 9, 12))
    asker = Somebody(cast, "a_manager")
    with django_assert_num_queries(1):
        found = list(late_in_the_street(asker))
    assert [one.title for one in found] == ["全街镇有 3 户过了应走访的日子"]
    assert list(to_visit_soon(asker)) == []


@pytest.mark.parametrize("who", ["reviewer", "auditor", "a_admin"])
def test_nothing_of_it_waits_for_others(cast: Cast, who: str) -> None:
    assert waiting(cast, who) == []
