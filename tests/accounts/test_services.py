"""Accounts made in bulk, and passwords reset."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.actors import actor_for_username
from accounts.models import Membership, User
from accounts.services import NewAccount, Slip, create_accounts, reset_password
from audit.models import Entry
from core.permissions import Role
from tests import factories as make
from tests.accounts.browsers import Browser
from tests.cast import Cast

DAY = date(2024, 9, 1)


def wanted(cast: Cast, count: int = 3, **changed: Any) -> list[NewAccount]:
    account = NewAccount("", "", cast.a.communities[0].code, Role.COMMUNITY_ADVISOR)
    return [replace(account, username=f"new{n}", name=f"新人{n}", **changed) for n in range(count)]


def made(cast: Cast, accounts: list[NewAccount], by: str = "a_admin") -> list[Slip]:
    return create_accounts(accounts=accounts, by=cast.actor(by), starts_on=DAY)


def test_accounts_come_with_memberships_and_slips(cast: Cast) -> None:
    slips = made(cast, wanted(cast))
    assert [slip.username for slip in slips] == ["new0", "new1", "new2"]
    assert {slip.unit_name for slip in slips} == {cast.a.communities[0].name}
    assert {slip.role_label for slip in slips} == {"居村顾问"}
    assert len({slip.password for slip in slips}) == 3
    user = User.objects.get(username="new1")
    assert (user.name, user.must_change_password, user.is_superuser) == ("新人1", True, False)
    membership = user.memberships.get()
    assert (membership.unit_id, membership.role) == (
        cast.a.communities[0].code,
        "community_advisor",
    )
    assert (membership.starts_on, membership.ends_on, membership.may_sign) == (DAY, None, False)


def test_a_slips_password_opens_the_account_once(cast: Cast) -> None:
    slip = made(cast, wanted(cast, 1))[0]
    browser = Browser()
    assert browser.sign_in(slip.username, slip.password) == 302
    assert browser.get("/")["Location"] == "/password/"


def test_several_units_get_a_membership_each(cast: Cast) -> None:
    first, second = (unit.code for unit in cast.a.communities[:2])
    made(cast, wanted(cast, 1, unit_code=first, more_units=(second,)))
    units = User.objects.get(username="new0").memberships.values_list("unit_id", flat=True)
    assert set(units) == {first, second}


def test_a_second_time_makes_nobody_and_prints_no_password(cast: Cast) -> None:
    made(cast, wanted(cast, 2))
    before = list(User.objects.order_by("pk").values())
    assert made(cast, wanted(cast, 2)) == []
    assert list(User.objects.order_by("pk").values()) == before
    assert [slip.username for slip in made(cast, wanted(cast, 3))] == ["new2"]


def test_the_same_name_twice_in_a_list_is_one_account(cast: Cast) -> None:
    account = wanted(cast, 1)[0]
    assert len(made(cast, [account, account])) == 1


@pytest.mark.parametrize("by", ["a_manager", "a_advisor", "a_community", "reviewer", "auditor"])
def test_only_data_admins_make_accounts(cast: Cast, by: str) -> None:
    with pytest.raises(PermissionDenied, match="管理账号"):
        made(cast, wanted(cast), by=by)


@pytest.mark.parametrize("where", ["neighbour", "district", "second unit"])
def test_nobody_makes_accounts_outside_his_unit(cast: Cast, where: str) -> None:
    outside = cast.district.code if where == "district" else cast.b.communities[0].code
    changed = {"more_units": (outside,)} if where == "second unit" else {"unit_code": outside}
    with pytest.raises(PermissionDenied, match="本单位及所属单位"):
        made(cast, [*wanted(cast, 1), *wanted(cast, 2, **changed)])
    assert not User.objects.filter(username__startswith="new").exists()


def test_the_district_makes_accounts_in_every_street(cast: Cast) -> None:
    accounts = wanted(cast, 1, unit_code=cast.b.unit.code, role=Role.STREET_MANAGER)
    assert made(cast, accounts, by="district_admin")[0].unit_name == cast.b.unit.name


def test_a_role_is_held_at_its_own_level(cast: Cast) -> None:
    for role, unit in [
        (Role.DISTRICT_REVIEWER, cast.a.unit),
        (Role.STREET_MANAGER, cast.a.communities[0]),
        (Role.COMMUNITY_ADVISOR, cast.a.unit),
        (Role.DATA_ADMIN, cast.a.communities[0]),
    ]:
        with pytest.raises(IntegrityError, match="membership_role_fits_unit"), transaction.atomic():
            make.MembershipFactory(unit=unit, role=role.value)


def test_the_cost_does_not_grow_with_the_list(cast: Cast) -> None:
    def cost(prefix: str, count: int) -> int:
        accounts = [
            replace(one, username=prefix + one.username, more_units=(cast.a.communities[1].code,))
            for one in wanted(cast, count)
        ]
        actor = cast.actor("a_admin")
        with CaptureQueriesContext(connection) as captured:
            create_accounts(accounts=accounts, by=actor, starts_on=DAY)
        return len(captured)

    assert cost("few", 2) == cost("many", 40) <= 15


def test_making_accounts_is_written_down_without_names(cast: Cast) -> None:
    made(cast, wanted(cast, 2))
    entry = Entry.objects.latest("id")
    assert (entry.action, entry.username, entry.detail["count"]) == ("created", "a_admin", 2)
    assert "新人" not in str(vars(entry))


def reset(cast: Cast, name: str, by: str) -> Slip:
    return reset_password(user=cast.users[name], by=cast.actor(by))


@pytest.mark.parametrize(
    ("by", "name"),
    [
        ("a_admin", "a_manager"),
        ("a_admin", "a_community"),
        ("a_admin", "a_admin"),
        ("district_admin", "b_manager"),
        ("district_admin", "reviewer"),
    ],
)
def test_a_data_admin_resets_passwords_of_her_unit(cast: Cast, by: str, name: str) -> None:
    slip = reset(cast, name, by)
    user = User.objects.get(username=name)
    assert user.check_password(slip.password)
    assert user.must_change_password
    entry = Entry.objects.latest("id")
    assert (entry.action, entry.subject) == ("password_set", f"user:{name}")
    assert slip.password not in str(vars(entry))


@pytest.mark.parametrize(
    ("by", "name"),
    [
        ("a_admin", "b_manager"),
        ("a_admin", "reviewer"),
        ("a_admin", "district_admin"),
        ("a_admin", "outsider"),
        ("a_manager", "a_advisor"),
        ("reviewer", "a_manager"),
        ("auditor", "a_manager"),
    ],
)
def test_nobody_resets_others(cast: Cast, by: str, name: str) -> None:
    before = User.objects.get(username=name).password
    with pytest.raises(PermissionDenied):
        reset(cast, name, by)
    assert User.objects.get(username=name).password == before


def test_a_colleague_who_also_acts_above_is_left_to_those_above(cast: Cast) -> None:
    make.MembershipFactory(
        user=cast.users["a_manager"], unit=cast.district, role=Role.DISTRICT_REVIEWER.value
    )
    with pytest.raises(PermissionDenied, match="区级数据管理员"):
        reset(cast, "a_manager", "a_admin")
    assert reset(cast, "a_manager", "district_admin").password


def test_an_emergency_account_is_nobodys_to_reset(cast: Cast) -> None:
    User.objects.filter(username="a_manager").update(is_superuser=True)
    cast.users["a_manager"].refresh_from_db()
    with pytest.raises(PermissionDenied):
        reset(cast, "a_manager", "district_admin")


def test_the_page_shows_the_slip_once_and_finds_no_neighbour(cast: Cast, sign_in) -> None:
    client = sign_in("a_admin")
    own, other = cast.users["a_manager"], cast.users["b_manager"]
    assert client.get(f"/accounts/{own.pk}/reset/").status_code == 200
    page = client.post(f"/accounts/{own.pk}/reset/").content.decode()
    own.refresh_from_db()
    shown = re.findall(r"\b[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}\b", page)
    assert own.check_password(shown[0])
    assert shown[0] not in client.get(f"/accounts/{own.pk}/reset/").content.decode()
    for method in (client.get, client.post):
        answer = method(f"/accounts/{other.pk}/reset/")
        assert answer.status_code == 404
        assert "b_manager" not in answer.content.decode()


def test_the_list_shows_ones_own_unit(cast: Cast, sign_in) -> None:
    page = sign_in("a_admin").get("/accounts/").content.decode()
    assert "a_manager" in page
    assert "b_manager" not in page
    assert "reviewer" not in page
    assert "b_manager" not in sign_in("a_admin").get("/accounts/?q=b_").content.decode()


def test_the_command_line_acts_as_somebody_who_still_may(cast: Cast) -> None:
    actor = actor_for_username("a_admin")
    assert actor == cast.actor("a_admin")
    assert actor_for_username("nobody") is None
    assert actor_for_username("outsider") is None
    User.objects.filter(username="a_admin").update(is_active=False)
    assert actor_for_username("a_admin") is None


def test_a_membership_does_not_end_before_it_begins(cast: Cast) -> None:
    membership = Membership(
        user=cast.users["outsider"],
        unit=cast.a.unit,
        role=Role.STREET_MANAGER.value,
        starts_on=date(2024, 9, 2),
        ends_on=date(2024, 9, 1),
    )
    with pytest.raises(ValidationError, match="结束日期不能早于开始日期"):
        membership.full_clean()
    with pytest.raises(IntegrityError):
        membership.save()
