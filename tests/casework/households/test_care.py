"""Who answers for a household: one at a time, in post that day, many given at once."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from casework.households.services import assign_care, assign_many, end_care
from casework.models import Care, Household
from tests import factories as make
from tests.casework.households.filing import NEW_YEAR, at_once, opened, spans, url
from tests.cast import DAY, Cast
from tests.pages import costs_the_same, text_of
from tests.stations.browsing import send

EVE = DAY - timedelta(days=1)
CARES = "/casework/cares/"


@pytest.fixture
def manager(cast: Cast, sign_in):
    return sign_in("a_manager")


def given(cast: Cast, household: Household, advisor, starts_on: date = DAY, role: str = "lead"):
    return assign_care(
        household=household, advisor=advisor, role=role, starts_on=starts_on,
        by=cast.actor("a_manager"),
    )  # fmt: skip


def leads(household: Household):
    return spans(Care.objects.leads().filter(household=household), "advisor__name")


def test_who_answered_ends_on_the_day_before(cast: Cast) -> None:
    there = cast.a.household
    given(cast, there, cast.a.street_advisor)
    assert leads(there) == [("石居芳", NEW_YEAR, EVE), ("石街明", DAY, None)]
    # The same once more, and another on the very same day.
    given(cast, there, cast.a.street_advisor)
    given(cast, there, cast.a.community_advisor)
    assert leads(there) == [("石居芳", NEW_YEAR, EVE), ("石居芳", DAY, None)]
    with pytest.raises(ValidationError, match="已另有安排"):
        given(cast, there, cast.a.street_advisor, EVE)


def test_she_answers_to_her_own_last_day(cast: Cast) -> None:
    leaving = make.AdvisorFactory(street=cast.a.unit, ended_on=date(2024, 12, 31))
    given(cast, cast.a.household, leaving)
    assert leads(cast.a.household)[1][2] == date(2024, 12, 31)


@pytest.mark.parametrize("who", ["other street", "gone", "away"])
def test_she_has_to_be_in_post_in_the_street_that_day(cast: Cast, who: str) -> None:
    if who == "other street":
        advisor = cast.b.street_advisor
    elif who == "gone":
        advisor = make.AdvisorFactory(street=cast.a.unit, ended_on=EVE)
    else:
        advisor = make.AdvisorFactory(street=cast.a.unit)
        make.LeaveFactory(
            advisor=advisor, kind="sick", starts_on=date(2024, 6, 1), ends_on=date(2024, 12, 1)
        )
    with pytest.raises(ValidationError, match="不在本街镇在岗") as refused:
        given(cast, cast.a.household, advisor)
    assert list(refused.value.message_dict) == ["advisor"]


def test_the_deputy_is_somebody_else(cast: Cast) -> None:
    there, lead = cast.a.household, cast.a.community_advisor
    with pytest.raises(ValidationError, match="就是这户的责任顾问"):
        given(cast, there, lead, role="deputy")
    given(cast, there, cast.a.street_advisor, NEW_YEAR, "deputy")
    # A deputy who comes to answer stands in no more.
    given(cast, there, cast.a.street_advisor)
    assert spans(there.cares.filter(role="deputy"), "advisor__name") == [("石街明", NEW_YEAR, EVE)]
    given(cast, there, lead, role="deputy")


def test_both_are_settled_on_one_page(cast: Cast, manager) -> None:
    there = cast.a.household
    lead, other = str(cast.a.community_advisor.pk), str(cast.a.street_advisor.pk)
    page = text_of(manager, url(there, "care/"))
    assert f'value="{lead}" selected' in page
    same = send(manager, url(there, "care/"), deputy=lead).content.decode()
    assert "请另选一人" in same
    # They change places in one go.
    send(manager, url(there, "care/"), deputy=other, starts_on="2024-09-01")
    response = send(manager, url(there, "care/"), lead=other, deputy=lead)
    assert response.status_code == 302
    assert leads(there)[-1] == ("石街明", DAY, None)
    deputies = there.cares.filter(role="deputy", ends_on=None)
    assert deputies.get().advisor == cast.a.community_advisor
    send(manager, url(there, "care/"), lead="", deputy="")
    assert not there.cares.filter(ends_on=None).exists()


def test_what_is_wrong_stands_at_the_field_of_the_role(cast: Cast, manager) -> None:
    page = send(
        manager, url(cast.a.household, "care/"), lead="", starts_on="2023-05-05"
    ).content.decode()
    assert "2024-01-01 才开始" in page
    stranger = str(cast.b.street_advisor.pk)
    assert send(manager, url(cast.a.household, "care/"), lead=stranger).status_code == 200


def test_nobody_answers_after_a_day(cast: Cast) -> None:
    by = cast.actor("a_manager")
    ended = partial(end_care, household=cast.a.household, role="lead", by=by)
    with pytest.raises(ValidationError, match="2024-01-01 才开始"):
        ended(last_day=date(2023, 12, 1))
    assert ended(last_day=EVE)
    assert not ended(last_day=DAY)
    assert leads(cast.a.household) == [("石居芳", NEW_YEAR, EVE)]


# Many at once --------------------------------------------------------------------------------


def test_many_are_given_to_one(cast: Cast, manager) -> None:
    new = [opened(cast, head_name=f"户{n}主", listed_on=NEW_YEAR) for n in range(3)]
    mine = cast.a.household
    page = text_of(manager, CARES)
    assert "户**" in page
    assert "户1主" not in page
    response = manager.post(
        f"{CARES}?show=uncared",
        {
            "households": [str(one.pk) for one in (*new, mine)],
            "advisor": str(cast.a.community_advisor.pk),
            "starts_on": "2024-09-20",
        },
    )
    assert response["Location"] == f"{CARES}?show=uncared"
    assert all(leads(one) == [("石居芳", DAY, None)] for one in new)
    # She had that one before.
    assert leads(mine) == [("石居芳", NEW_YEAR, None)]
    assert "已交给她 3 户，1 户本来就是她的" in text_of(manager, CARES)


def test_a_load_is_the_listed_households_of_the_day(cast: Cast, manager) -> None:
    off = opened(cast, listed_on=None, head_name="没列")
    given(cast, off, cast.a.community_advisor)
    rows = text_of(manager, CARES).split("各名顾问的户数")[1]
    own = rows.split("石居芳")[1]
    assert '<td class="num" data-label="责任户数">1</td>' in own[: own.index("</tr>")]


def test_the_bulk_is_narrowed(cast: Cast, manager) -> None:
    opened(cast, head_name="户主", number="PT-U", listed_on=NEW_YEAR)
    gone = make.AdvisorFactory(street=cast.a.unit, name="走了的", ended_on=EVE)
    left = make.HouseholdFactory(community=cast.a.communities[2], number="PT-G")
    make.CareFactory(household=left, advisor=gone)
    page = text_of(manager, f"{CARES}?show=uncared")
    assert "PT-U" in page
    assert "PT-G" not in page
    page = text_of(manager, f"{CARES}?show=gone")
    assert "PT-G" in page
    assert "不在岗" in page
    here = text_of(manager, f"{CARES}?community={cast.a.communities[2].code}")
    assert "PT-G" in here
    assert "PT-U" not in here
    hers = text_of(manager, f"{CARES}?advisor={cast.a.community_advisor.pk}")
    assert cast.a.household.number in hers
    assert "PT-U" not in hers


def test_what_is_wrong_in_a_bulk_is_said_and_nothing_is_changed(cast: Cast, manager) -> None:
    there = [opened(cast, head_name=f"户{n}主", listed_on=NEW_YEAR) for n in range(2)]
    given(cast, there[0], cast.a.street_advisor)
    typed = {
        "households": [str(one.pk) for one in there],
        "advisor": str(cast.a.community_advisor.pk),
        "starts_on": "2024-09-01",
    }
    page = manager.post(CARES, typed).content.decode()
    assert "已另有安排" in page
    assert there[0].reference in page
    assert leads(there[1]) == []
    page = manager.post(CARES, typed | {"households": [], "advisor": ""}).content.decode()
    assert "请先勾选要交出的家庭" in page
    assert "请选择交给哪名顾问" in page
    page = manager.post(CARES, typed | {"households": ["no-key"]}).content.decode()
    assert "请重新勾选" in page


def test_another_streets_household_is_not_found_in_a_bulk(cast: Cast, manager) -> None:
    typed = {
        "households": [str(cast.a.household.pk), str(cast.b.household.pk)],
        "advisor": str(cast.a.street_advisor.pk),
        "starts_on": "2024-09-20",
    }
    response = manager.post(CARES, typed)
    assert response.status_code == 404
    assert cast.b.household.head_name not in response.content.decode()
    with pytest.raises(PermissionDenied):
        assign_many(
            households=[cast.b.household.pk],
            advisor=cast.a.street_advisor,
            starts_on=DAY,
            by=cast.actor("a_manager"),
        )
    assert cast.b.household.cares.count() == 1


def test_only_those_who_keep_the_list_give_households_away(cast: Cast, sign_in) -> None:
    statuses = {"a_advisor": 200, "a_community": 403, "reviewer": 403, "a_admin": 403}
    for name, status in statuses.items():
        assert sign_in(name).get(CARES).status_code == status
    assert sign_in("b_manager").get(url(cast.a.household, "care/")).status_code == 404


def test_it_costs_the_same_for_one_and_for_many(
    cast: Cast, manager, django_assert_num_queries
) -> None:
    def more() -> None:
        for n in range(3):
            opened(cast, head_name=f"户{n}主", listed_on=NEW_YEAR)
        make.AdvisorFactory.create_batch(3, street=cast.a.unit)

    assert costs_the_same(manager, CARES, more)
    keys = list(
        Household.objects.filter(community=cast.a.communities[0]).values_list("pk", flat=True)
    )
    by = cast.actor("a_manager")
    give = partial(assign_many, advisor=cast.a.street_advisor, by=by)
    give(households=keys, starts_on=EVE)
    give = partial(assign_many, advisor=cast.a.community_advisor, by=by)
    counts = []
    for several, day in ((keys[:1], DAY), (keys[1:], DAY)):
        with django_assert_num_queries(99, exact=False) as captured:
            give(households=several, starts_on=day)
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
def test_two_who_give_one_household_at_once(cast: Cast) -> None:
    two = [make.AdvisorFactory(street=cast.a.unit) for _ in range(2)]
    for n in range(4):
        day = DAY - timedelta(days=10 - n)
        done = at_once(
            [
                *(partial(given, cast, cast.a.household, one, day) for one in two),
                partial(
                    assign_many,
                    households=[cast.a.household.pk],
                    advisor=cast.a.street_advisor,
                    starts_on=day,
                    by=cast.actor("a_manager"),
                ),
            ]
        )
        assert not any(isinstance(one, Exception) for one in done)
        assert cast.a.household.cares.leads().filter(ends_on=None).count() == 1
