"""The people of a household: one head always, and nobody twice."""

from functools import partial

import pytest
from django.core.exceptions import ValidationError

from casework.households.services import add_member, change_member, remove_member
from casework.models import Household, Member
from tests import factories as make
from tests.casework.households.filing import HER_ID, HIS_ID, at_once, opened, url
from tests.cast import Cast
from tests.pages import text_of
from tests.stations.browsing import send


@pytest.fixture
def manager(cast: Cast, sign_in):
    return sign_in("a_manager")


@pytest.fixture
def there(cast: Cast) -> Household:
    return opened(cast, id_number=HIS_ID)


def relations(household: Household) -> dict[str, str]:
    return dict(household.members.order_by("name").values_list("name", "relation"))


def test_a_member_is_added_with_what_is_sealed(cast: Cast, manager, there: Household) -> None:
    response = send(
        manager, url(there, "members/"), name="赵红", relation="spouse", id_number=HER_ID,
        phone="021-62345678", condition="卧床",
    )  # fmt: skip
    assert response.status_code == 302
    her = there.members.get(name="赵红")
    assert (her.id_number, her.phone, her.condition) == (HER_ID, "021-62345678", "卧床")
    page = text_of(manager, url(there, "members/"))
    assert HER_ID not in page
    assert "62345678" not in page


def test_a_new_head_takes_the_place_and_the_name(cast: Cast, manager, there: Household) -> None:
    her = make.MemberFactory(household=there, name="赵红", relation="spouse")
    send(manager, url(there, f"members/{her.pk}/"), relation="head")
    assert relations(there) == {"王建国": "other", "赵红": "head"}
    there.refresh_from_db()
    assert there.head_name == "赵红"
    # And one who comes new as the head.
    send(manager, url(there, "members/"), name="王小", relation="head")
    there.refresh_from_db()
    assert there.head_name == "王小"
    assert list(relations(there).values()).count("head") == 1


def test_the_head_is_not_given_up_for_nobody(cast: Cast, manager, there: Household) -> None:
    head = there.members.get()
    page = send(manager, url(there, f"members/{head.pk}/"), relation="other").content.decode()
    assert "一户总要有一个户主" in page
    manager.post(url(there, f"members/{head.pk}/remove/"))
    assert "户主不能直接去掉" in text_of(manager, url(there, "members/"))
    assert relations(there) == {"王建国": "head"}


def test_a_change_keeps_what_is_sealed_unless_it_is_cleared(
    cast: Cast, manager, there: Household
) -> None:
    head = there.members.get()
    send(manager, url(there, f"members/{head.pk}/"), name="王建军", phone="13812345678")
    head.refresh_from_db()
    assert (head.id_number, head.phone) == (HIS_ID, "13812345678")
    there.refresh_from_db()
    assert there.head_name == "王建军"
    send(manager, url(there, f"members/{head.pk}/"), cleared=["id_number"])
    head.refresh_from_db()
    assert (head.id_number, head.id_number_key, head.phone) == ("", "", "13812345678")


def test_an_id_number_stands_once(cast: Cast, manager, there: Household) -> None:
    page = send(
        manager, url(there, "members/"), name="赵红", relation="spouse", id_number=HIS_ID
    ).content.decode()
    assert "另一名成员已登记了这个身份证号" in page
    page = send(
        manager, url(cast.a.household, "members/"), name="王某", relation="other", id_number=HIS_ID
    ).content.decode()
    assert f"已在本街镇的档案 {there.reference} 里" in page
    assert f'href="{url(there)}"' in page
    # Her own, typed again, is no other's.
    head = there.members.get()
    assert send(manager, url(there, f"members/{head.pk}/"), id_number=HIS_ID).status_code == 302


def test_a_member_goes_and_another_familys_is_not_found(
    cast: Cast, manager, there: Household
) -> None:
    child = make.MemberFactory(household=there)
    other = make.MemberFactory(household=cast.b.household)
    assert manager.post(url(there, f"members/{other.pk}/remove/")).status_code == 404
    assert manager.post(url(cast.b.household, f"members/{other.pk}/remove/")).status_code == 404
    manager.post(url(there, f"members/{child.pk}/remove/"))
    assert not Member.objects.filter(pk=child.pk).exists()
    remove_member(member=child, by=cast.actor("a_manager"))
    with pytest.raises(ValidationError, match="刚被别人去掉"):
        change_member(
            member=child, facts={"name": "某", "relation": "child"}, by=cast.actor("a_manager")
        )


@pytest.mark.django_db(transaction=True)
def test_two_new_heads_at_once_are_one(cast: Cast) -> None:
    there = opened(cast)
    by = cast.actor("a_manager")
    for n in range(4):
        at_once(
            [
                partial(
                    add_member, household=there, facts={"name": name, "relation": "head"}, by=by
                )
                for name in (f"甲{n}某", f"乙{n}某")
            ]
        )
        there.refresh_from_db()
        assert there.members.get(relation="head").name == there.head_name
