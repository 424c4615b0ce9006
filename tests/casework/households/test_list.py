"""The list of households: what it shows, how it is narrowed, what it costs."""

from datetime import date

import pytest

from casework.models import Care, Household
from tests import factories as make
from tests.cast import Cast
from tests.pages import costs_the_same, text_of

URL = "/casework/households/"


@pytest.fixture
def odd(cast: Cast) -> dict[str, Household]:
    """Households of community 1 of street A, one for each state."""
    there = cast.a.communities[0]
    ended = make.HouseholdFactory(community=there, head_name="移出户", listed_on=False)
    make.ListingFactory(
        household=ended, ends_on=date(2024, 8, 31), end_reason="no_need", community=there
    )
    unlisted = make.HouseholdFactory(community=there, head_name="新见户", listed_on=False)
    uncared = make.HouseholdFactory(community=there, head_name="无人管")
    merged = make.HouseholdFactory(
        community=there, head_name="重复户", merged_into=cast.a.household
    )
    return {"ended": ended, "unlisted": unlisted, "uncared": uncared, "merged": merged}


def numbers_in(body: str, cast: Cast) -> set[str]:
    """Which households of street A the page lists."""
    return {
        one.number for one in Household.objects.order_by("pk") if f">{one.number}</a>" in body
    }  # fmt: skip


def test_names_are_masked_even_at_home(cast: Cast, sign_in) -> None:
    for seat in ("a_community", "a_manager", "a_admin", "reviewer"):
        body = text_of(sign_in(seat), URL)
        assert "石**" in body
        assert cast.a.household.head_name not in body


def test_a_row_tells_what_the_advisor_needs(cast: Cast, sign_in) -> None:
    make.HouseholdTierFactory(household=cast.a.household)
    body = text_of(sign_in("a_manager"), URL)
    row = body[body.index(cast.a.household.number) :].split("</tr>")[0]
    assert "低保" in row
    assert "重点，每季 3 次" in row
    assert cast.a.community_advisor.name in row
    assert "2024-09-02" in row, "the last visit"
    assert 'datetime="2024-08-31"' in row, "two of three visits are due by the end of August"
    assert "迟14个工作日" in row


def test_the_responsible_advisor_is_masked_for_the_district(cast: Cast, sign_in) -> None:
    body = text_of(sign_in("reviewer"), URL)
    assert cast.a.community_advisor.name not in body


@pytest.mark.parametrize(
    ("state", "found"),
    [
        ("listed", {"own", "other", "uncared"}),
        ("unvisited", {"other", "uncared"}),
        ("uncared", {"uncared"}),
        ("unlisted", {"unlisted"}),
        ("ended", {"ended"}),
        ("all", {"own", "other", "uncared", "unlisted", "ended"}),
    ],
)
def test_each_state_has_its_households(
    cast: Cast, sign_in, odd: dict[str, Household], state: str, found: set[str]
) -> None:
    other = Household.objects.get(head_name="石邻户")
    named = {**odd, "own": cast.a.household, "other": other}
    body = text_of(sign_in("a_manager"), f"{URL}?state={state}")
    assert numbers_in(body, cast) == {named[name].number for name in found}
    assert f'<span class="chip-count">{len(found)}</span>' in body


def test_somebody_not_met_is_no_visit(cast: Cast, sign_in) -> None:
    cast.a.visit.findings = ["absent"]
    cast.a.visit.save()
    assert cast.a.household.number in text_of(sign_in("a_manager"), f"{URL}?state=unvisited")


def test_it_is_the_list_of_the_day(cast: Cast, sign_in, odd: dict[str, Household]) -> None:
    client = sign_in("a_manager")
    assert odd["ended"].number in text_of(client, f"{URL}?as_of=2024-08-31")
    assert odd["ended"].number not in text_of(client, f"{URL}?as_of=2024-09-01")
    Care.objects.filter(household=cast.a.household).update(starts_on=date(2024, 9, 1))
    before = text_of(client, f"{URL}?as_of=2024-08-30&state=uncared")
    assert cast.a.household.number in before


def test_it_is_sorted_by_the_day_that_is_due(cast: Cast, sign_in) -> None:
    other = Household.objects.get(head_name="石邻户")
    client = sign_in("a_manager")

    def is_first(url: str) -> bool:
        body = text_of(client, url)
        return body.index(other.number) < body.index(cast.a.household.number)

    assert not is_first(URL), "by community"
    assert is_first(f"{URL}?sort=due"), "not visited this quarter"
    assert not is_first(f"{URL}?sort=-due")


def test_it_is_narrowed_by_community_category_and_tier(cast: Cast, sign_in) -> None:
    make.HouseholdTierFactory(household=cast.a.household)
    other = Household.objects.get(head_name="石邻户")
    other.categories.update(category="tekun")
    client = sign_in("a_manager")
    for query in (f"community={cast.a.communities[0].pk}", "category=dibao", "tier=key"):
        assert numbers_in(text_of(client, f"{URL}?{query}"), cast) == {cast.a.household.number}
    assert "没有符合条件的家庭" in text_of(client, f"{URL}?category=temporary")


def test_the_district_is_narrowed_to_a_street(cast: Cast, sign_in) -> None:
    client = sign_in("reviewer")
    assert cast.b.household.number in text_of(client, URL)
    body = text_of(client, f"{URL}?street={cast.a.unit.pk}")
    assert cast.b.household.number not in body
    assert cast.a.household.number in body
    # Twenty thousand are not counted six ways; a street's are.
    assert "chip-count" in body
    assert "chip-count" not in text_of(client, URL)


def test_a_foreign_street_is_not_found_and_a_foreign_community_not_chosen(
    cast: Cast, sign_in
) -> None:
    client = sign_in("a_manager")
    assert client.get(f"{URL}?street={cast.b.unit.pk}").status_code == 404
    body = text_of(client, f"{URL}?community={cast.b.communities[0].pk}")
    assert cast.a.household.number in body
    assert cast.b.household.number not in body


def test_a_community_sees_its_own_alone(cast: Cast, sign_in) -> None:
    body = text_of(sign_in("a_community"), f"{URL}?state=all")
    assert numbers_in(body, cast) == {cast.a.household.number}
    other = cast.a.communities[1].pk
    narrowed = text_of(sign_in("a_community"), f"{URL}?state=all&community={other}")
    assert numbers_in(narrowed, cast) == {cast.a.household.number}


# By name -------------------------------------------------------------------------------------


def test_a_name_is_found_by_how_it_begins_the_head_s_or_another_s(cast: Cast, sign_in) -> None:
    make.MemberFactory(household=cast.a.household, name="欧阳小明")
    client = sign_in("a_community")
    own = {cast.a.household.number}
    for words in ("石户", "欧阳", cast.a.household.head_name):
        assert numbers_in(text_of(client, f"{URL}?q={words}"), cast) == own, words
    for words in ("户明", "小明", "寿户", "石邻", "%", "_户"):
        assert numbers_in(text_of(client, f"{URL}?q={words}"), cast) == set(), words


@pytest.mark.parametrize("words", ["13912345678", "310107198703074321", "石1234"])
def test_a_number_is_taken_out_of_the_address(cast: Cast, sign_in, words: str) -> None:
    client = sign_in("a_manager")
    answer = client.get(URL, {"q": words, "category": "dibao"})
    assert answer.headers["Location"] == f"{URL}?category=dibao"
    assert "只能按姓名找" in text_of(client, answer.headers["Location"])


@pytest.mark.parametrize("seat", ["reviewer", "district_admin", "a_admin"])
def test_a_masked_name_is_not_confirmed_by_a_search(cast: Cast, sign_in, seat: str) -> None:
    client = sign_in(seat)
    assert 'type="search"' not in text_of(client, URL)
    answer = client.get(URL, {"q": cast.a.household.head_name})
    assert answer.headers["Location"].startswith(f"{URL}?")
    assert "q=" not in answer.headers["Location"]
    exported = client.get(f"{URL}export/", {"q": "查无此人"})
    assert exported.status_code == 200


def test_the_data_admin_gets_no_further_than_the_list(cast: Cast, sign_in) -> None:
    body = text_of(sign_in("a_admin"), URL)
    assert cast.a.household.number in body
    assert f"{URL}{cast.a.household.pk}/" not in body
    assert "按身份证号查" not in body
    assert f"{URL}{cast.a.household.pk}/" in text_of(sign_in("a_manager"), URL)


def test_unknown_choices_count_as_none(cast: Cast, sign_in) -> None:
    body = text_of(sign_in("a_manager"), f"{URL}?state=x&tier=y&category=z&sort=hat&page=99")
    assert cast.a.household.number in body


# Empty, and full -----------------------------------------------------------------------------


def test_without_a_roster_the_page_tells_the_first_step(cast: Cast, sign_in) -> None:
    street = make.StreetFactory()
    for name, role in (("new_manager", "street_manager"), ("new_admin", "data_admin")):
        cast.users[name] = make.UserFactory(username=name)
        make.MembershipFactory(user=cast.users[name], unit=street, role=role)
    body = text_of(sign_in("new_manager"), URL)
    assert "还没有困难家庭名册" in body
    assert "T7-3" in body
    assert f"/casework/households/add/{street.pk}/" in body
    assert "导入困难对象名册" in text_of(sign_in("new_admin"), URL)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("unvisited", "本季每户都走访过了"),
        ("late", "没有过了应走访日期的家庭"),
        ("near", "7天内没有要走访的家庭"),
        ("uncared", "每户都有责任顾问"),
        ("unlisted", "没有未列册的家庭"),
        ("ended", "没有移出过名册的家庭"),
    ],
)
def test_an_empty_state_says_what_would_be_there(
    cast: Cast, sign_in, state: str, words: str
) -> None:
    assert words in text_of(sign_in("a_community"), f"{URL}?state={state}")


def test_late_and_near_go_by_the_due_day(cast: Cast, sign_in) -> None:
    there = cast.a.communities[0]
    late, near = (make.HouseholdFactory(community=there) for _ in range(2))
    for household, ahead in ((late, date(2024, 9, 19)), (near, date(2024, 9, 20))):
        make.VisitFactory(
            household=household, advisor=cast.a.community_advisor,
            visited_on=date(2024, 8, 1), next_visit_on=ahead,
        )  # fmt: skip
    for state, found in (("late", late), ("near", near)):
        for seat in ("a_manager", "reviewer"):
            assert numbers_in(text_of(sign_in(seat), f"{URL}?state={state}"), cast) == {
                found.number
            }


def test_one_advisor_s_households(cast: Cast, sign_in) -> None:
    make.HouseholdFactory(community=cast.a.communities[0])
    url = f"{URL}?carer={cast.a.community_advisor.pk}"
    assert numbers_in(text_of(sign_in("a_manager"), url), cast) == {cast.a.household.number}
    body = text_of(sign_in("reviewer"), f"{url}&street={cast.a.unit.pk}")
    assert cast.a.community_advisor.name not in body
    # Somebody of another street counts as not chosen.
    other = f"{URL}?carer={cast.b.community_advisor.pk}"
    assert len(numbers_in(text_of(sign_in("a_manager"), other), cast)) == 3


@pytest.mark.parametrize("query", ["", "?sort=due", "?q=困", "?state=late", "?state=near"])
@pytest.mark.parametrize("seat", ["a_community", "a_manager"])
def test_the_cost_does_not_grow(cast: Cast, sign_in, seat: str, query: str) -> None:
    def add() -> None:
        for _ in range(12):
            household = make.HouseholdFactory(community=cast.a.communities[0])
            make.HouseholdCategoryFactory(household=household)
            make.HouseholdTierFactory(household=household)
            make.CareFactory(household=household)
            make.VisitFactory(household=household)

    # One is late from the first: three visits a quarter, and none made.
    late = make.HouseholdFactory(community=cast.a.communities[0])
    make.HouseholdTierFactory(household=late)
    near = make.HouseholdFactory(community=cast.a.communities[0])
    make.VisitFactory(household=near, next_visit_on=date(2024, 9, 21))
    assert costs_the_same(sign_in(seat), URL + query, add)


def test_the_district_s_page_costs_no_more_than_a_street_s(cast: Cast, sign_in) -> None:
    assert costs_the_same(sign_in("reviewer"), URL, lambda: None, most=12)
