"""On the list, off it, back again, and to another community."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from casework.households.services import list_household, move_household, take_off_list
from casework.models import Household
from tests import factories as make
from tests.casework.households.filing import NEW_YEAR, at_once, opened, spans, url
from tests.cast import DAY, Cast
from tests.pages import text_of
from tests.stations.browsing import send

EVE = DAY - timedelta(days=1)


@pytest.fixture
def manager(cast: Cast, sign_in):
    return sign_in("a_manager")


def listings(household: Household):
    return spans(household.listings.all(), "community__code", "end_reason")


def test_off_the_list_ends_who_answers_too(cast: Cast, manager) -> None:
    there = cast.a.household
    code = there.community_id
    page = text_of(manager, url(there, "list-end/"))
    assert "石居芳到在册最后一天为止" in page
    response = send(manager, url(there, "list-end/"), last_day="2024-09-19", reason="no_need")
    assert response["Location"] == url(there)
    assert listings(there) == [(code, "no_need", NEW_YEAR, EVE)]
    assert spans(there.cares.all()) == [(NEW_YEAR, EVE)]
    # Once more leads back, and changes nothing.
    assert manager.get(url(there, "list-end/")).status_code == 302
    with pytest.raises(ValidationError, match="已经不在册"):
        take_off_list(household=there, last_day=DAY, reason="died", by=cast.actor("a_manager"))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"last_day": "2023-12-31"}, "2024-01-01 才列入"),
        ({"last_day": "2024-09-21"}, "还没有到"),
        ({"reason": ""}, "请选择移出原因"),
        ({"reason": "merged"}, "移出原因"),
    ],
)
def test_what_is_wrong_with_leaving_is_said(
    cast: Cast, manager, change: dict[str, str], words: str
) -> None:
    typed = {"last_day": "2024-09-19", "reason": "died", **change}
    response = send(manager, url(cast.a.household, "list-end/"), **typed)
    assert response.status_code == 200
    assert words in response.content.decode()
    assert cast.a.household.listings.get().ends_on is None


def test_onto_the_list_again_after_it_was_left(cast: Cast, manager) -> None:
    there = cast.a.household
    code = there.community_id
    assert manager.get(url(there, "relist/")).status_code == 302
    send(manager, url(there, "list-end/"), last_day="2024-09-10", reason="other")
    page = send(manager, url(there, "relist/"), starts_on="2024-09-10").content.decode()
    assert "列入日期要在那以后" in page
    send(manager, url(there, "relist/"), starts_on="2024-09-11")
    assert listings(there)[1] == (code, "", date(2024, 9, 11), None)
    # The same once more is no other.
    by = cast.actor("a_manager")
    list_household(household=there, starts_on=date(2024, 9, 11), by=by)
    assert there.listings.count() == 2


def test_nobody_is_listed_where_no_community_was(cast: Cast) -> None:
    late = make.CommunityFactory(parent=cast.a.unit, number=9, valid_from=date(2024, 6, 1))
    there = opened(cast, community=late, listed_on=None)
    with pytest.raises(ValidationError, match="2024-06-01 才设立") as refused:
        list_household(household=there, starts_on=NEW_YEAR, by=cast.actor("a_manager"))
    assert list(refused.value.message_dict) == ["starts_on"]


def test_a_move_ends_here_and_begins_there(cast: Cast, manager) -> None:
    there = cast.a.household
    old, new = cast.a.communities[0].code, cast.a.communities[1].code
    deputy = make.AdvisorFactory(street=cast.a.unit)
    make.CareFactory(household=there, advisor=deputy, role="deputy")
    response = send(
        manager, url(there, "move/"), community=new, advisor=str(cast.a.street_advisor.pk)
    )
    assert response["Location"] == url(there)
    there.refresh_from_db()
    assert there.community_id == new
    assert listings(there) == [(old, "moved", NEW_YEAR, EVE), (new, "", DAY, None)]
    assert spans(there.cares.all(), "advisor__name") == [
        ("石居芳", NEW_YEAR, EVE),
        (deputy.name, NEW_YEAR, EVE),
        ("石街明", DAY, None),
    ]
    # What was done stays where it was done.
    assert cast.a.visit.community_id == old


def test_a_move_told_late_keeps_the_end_of_the_list(cast: Cast) -> None:
    there = cast.a.household
    there.listings.update(ends_on=date(2024, 8, 31), end_reason="died")
    move_household(
        household=there,
        community=cast.a.communities[1],
        starts_on=date(2024, 7, 1),
        by=cast.actor("a_manager"),
    )
    assert listings(there)[1] == (
        cast.a.communities[1].code,
        "died",
        date(2024, 7, 1),
        date(2024, 8, 31),
    )


def test_what_is_on_no_list_moves_without_one(cast: Cast) -> None:
    there = opened(cast, listed_on=None)
    move = partial(move_household, household=there, starts_on=DAY, by=cast.actor("a_manager"))
    assert move(community=cast.a.communities[1])
    there.refresh_from_db()
    assert not move(community=cast.a.communities[1])
    assert not there.listings.exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"starts_on": "2024-01-01"}, "2024-01-01 才列入"),
        ({"starts_on": "2024-12-01"}, "还没有到"),
        ({"community": ""}, "请选择迁到哪个居村"),
    ],
)
def test_what_is_wrong_with_a_move_is_said(
    cast: Cast, manager, change: dict[str, str], words: str
) -> None:
    typed = {"community": cast.a.communities[1].code, **change}
    assert words in send(manager, url(cast.a.household, "move/"), **typed).content.decode()


def test_a_number_that_is_taken_there_is_said(cast: Cast, manager) -> None:
    there = cast.a.household
    make.HouseholdFactory(community=cast.a.communities[1], number=there.number)
    page = send(manager, url(there, "move/"), community=cast.a.communities[1].code)
    assert f"已有户编号 {there.number} 的家庭" in page.content.decode()


def test_another_street_is_reached_by_leaving_the_list(cast: Cast, manager) -> None:
    there = cast.a.household
    page = text_of(manager, url(there, "move/"))
    assert cast.b.communities[0].code not in page
    assert f'href="{url(there, "list-end/")}"' in page
    with pytest.raises(PermissionDenied, match="移出名册"):
        move_household(
            household=there,
            community=cast.b.communities[0],
            starts_on=DAY,
            by=cast.actor("a_manager"),
        )


def test_the_neighbour_finds_nothing(cast: Cast, sign_in) -> None:
    for page in ("list-end/", "relist/", "move/", "merge/", "history/", "members/", "tier/"):
        assert sign_in("b_manager").get(url(cast.a.household, page)).status_code == 404
        assert sign_in("a_community").get(url(cast.a.household, page)).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_two_listings_at_once_are_one(cast: Cast) -> None:
    there, by = opened(cast, listed_on=None), cast.actor("a_manager")
    done = at_once(
        [
            partial(list_household, household=there, starts_on=day, by=by)
            for day in (DAY, EVE, NEW_YEAR)
        ]
    )
    assert [isinstance(one, ValidationError) for one in done].count(True) == 2
    assert there.listings.count() == 1
