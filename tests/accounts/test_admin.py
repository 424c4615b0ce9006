"""The data admin's desk: users and memberships."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.actors import actor_of
from accounts.models import Membership, User
from accounts.policies import may_manage_account
from audit import trail
from audit.models import Entry
from core.permissions import Role
from tests import factories as make
from tests.cast import Cast

ADD = "/admin/accounts/user/add/"


def new_user(unit: str, role: Role = Role.STREET_ADVISOR, **changes: Any) -> dict[str, Any]:
    """What the form for a new user sends."""
    return {
        "username": "newcomer",
        "name": "新来",
        "is_active": "on",
        "memberships-TOTAL_FORMS": "1",
        "memberships-INITIAL_FORMS": "0",
        "memberships-MIN_NUM_FORMS": "1",
        "memberships-MAX_NUM_FORMS": "1000",
        "memberships-0-unit": unit,
        "memberships-0-role": role.value,
        "memberships-0-starts_on": "2024-01-01",
        **changes,
    }


def test_a_user_is_made_with_a_membership_and_no_password(cast: Cast, sign_in) -> None:
    answer = sign_in("a_admin").post(ADD, new_user(cast.a.unit.code))
    assert answer.status_code == 302
    user = User.objects.get(username="newcomer")
    assert not user.has_usable_password()
    assert user.must_change_password
    assert user.memberships.get().unit == cast.a.unit
    entry = Entry.objects.order_by("-id").first()
    assert (entry.action, entry.subject) == (Entry.Action.CREATED, f"user:{user.pk}")
    assert "新来" not in str(entry.detail)


def test_a_user_needs_a_membership(cast: Cast, sign_in) -> None:
    form = new_user("")
    form["memberships-0-role"] = form["memberships-0-starts_on"] = ""
    assert sign_in("a_admin").post(ADD, form).status_code == 200
    assert not User.objects.filter(username="newcomer").exists()


@pytest.mark.parametrize("where", ["neighbour", "district"])
def test_a_street_makes_none_outside_itself(cast: Cast, sign_in, where: str) -> None:
    unit, role = {
        "neighbour": (cast.b.unit.code, Role.STREET_MANAGER),
        "district": (cast.district.code, Role.DISTRICT_REVIEWER),
    }[where]
    answer = sign_in("a_admin").post(ADD, new_user(unit, role))
    assert answer.status_code == 200, "the unit is no choice of the form"
    assert not User.objects.filter(username="newcomer").exists()


def test_a_role_is_held_in_a_unit_of_its_level(cast: Cast, sign_in) -> None:
    form = new_user(cast.a.unit.code, Role.DISTRICT_REVIEWER)
    body = sign_in("a_admin").post(ADD, form).content.decode()
    assert "角色和单位对不上" in body
    with pytest.raises(ValidationError):
        make.MembershipFactory.build(
            user=cast.users["a_manager"], unit=cast.a.unit, role=Role.COMMUNITY_ADVISOR
        ).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        make.MembershipFactory(unit=cast.a.unit, role=Role.DISTRICT_REVIEWER)


def test_undeclared_fields_change_nothing(cast: Cast, sign_in) -> None:
    form = new_user(cast.a.unit.code, is_superuser="on", password="pwned", must_change_password="")
    sign_in("a_admin").post(ADD, form)
    user = User.objects.get(username="newcomer")
    assert not user.is_superuser
    assert user.must_change_password
    assert not user.has_usable_password()


def test_the_neighbours_user_is_not_there(cast: Cast, sign_in) -> None:
    client = sign_in("a_admin")
    page = client.get(f"/admin/accounts/user/{cast.users['b_manager'].pk}/change/", follow=True)
    assert "b_manager" not in page.content.decode().replace("b_manager”", "")
    assert "b_manager" not in client.get("/admin/accounts/user/").content.decode()
    assert "b_manager" not in client.get("/admin/accounts/membership/").content.decode()


def test_who_also_acts_elsewhere_can_only_be_looked_at(cast: Cast, sign_in) -> None:
    user = cast.users["a_manager"]
    make.MembershipFactory(user=user, unit=cast.district, role=Role.DISTRICT_REVIEWER.value)
    url = f"/admin/accounts/user/{user.pk}/change/"
    client = sign_in("a_admin")
    assert client.get(url).status_code == 200
    assert client.post(url, new_user(cast.a.unit.code)).status_code == 403
    user.refresh_from_db()
    assert user.username == "a_manager"


def test_a_membership_is_ended_and_not_deleted(cast: Cast, sign_in) -> None:
    membership = cast.users["a_advisor"].memberships.get()
    client = sign_in("a_admin")
    url = f"/admin/accounts/membership/{membership.pk}"
    assert client.post(f"{url}/delete/", {"post": "yes"}).status_code == 403
    form = {
        "user": membership.user_id,
        "unit": membership.unit_id,
        "role": membership.role,
        "starts_on": "2024-01-01",
        "ends_on": "2024-06-30",
    }
    assert client.post(f"{url}/change/", form).status_code == 302
    assert str(Membership.objects.get(pk=membership.pk).ends_on) == "2024-06-30"
    assert Entry.objects.order_by("-id").first().detail["fields"] == ["ends_on"]


def membership_form(membership: Membership, **changes: Any) -> dict[str, Any]:
    """What the form of one membership sends."""
    return {
        "user": membership.user_id,
        "unit": membership.unit_id,
        "role": membership.role,
        "starts_on": "2024-01-01",
        **({"may_sign": "on"} if membership.may_sign else {}),
        **changes,
    }


@pytest.mark.parametrize(
    ("who", "whose", "signs"),
    [
        ("district_admin", "a_manager", True),
        ("a_admin", "a_manager", False),
        ("a_admin", "a_admin", False),
    ],
)
def test_the_district_alone_lets_sign(
    cast: Cast, sign_in, who: str, whose: str, signs: bool
) -> None:
    membership = cast.users[whose].memberships.get()
    url = f"/admin/accounts/membership/{membership.pk}/change/"
    sign_in(who).post(url, membership_form(membership, may_sign="on"))
    membership.refresh_from_db()
    assert membership.may_sign == signs


def test_nobody_lets_herself_sign(cast: Cast, sign_in) -> None:
    own = cast.users["district_admin"].memberships.get()
    Membership.objects.filter(pk=own.pk).update(may_sign=False)
    client = sign_in("district_admin")
    form = membership_form(own, may_sign="on")
    client.post(f"/admin/accounts/membership/{own.pk}/change/", form)
    assert (
        "另一位数据管理员" in client.post("/admin/accounts/membership/add/", form).content.decode()
    )
    # A colleague's right does not become one's own by a new name on it.
    other = cast.users["reviewer"].memberships.get()
    form = membership_form(other, user=own.user_id)
    body = client.post(f"/admin/accounts/membership/{other.pk}/change/", form).content.decode()
    assert "另一位数据管理员" in body
    assert not own.user.memberships.filter(may_sign=True).exists()


def test_a_street_hands_no_right_to_sign_on(cast: Cast, sign_in) -> None:
    membership = cast.users["a_manager"].memberships.get()
    Membership.objects.filter(pk=membership.pk).update(may_sign=True)
    form = membership_form(membership, user=cast.users["a_advisor"].pk)
    url = f"/admin/accounts/membership/{membership.pk}/change/"
    assert "由区级数据管理员办理" in sign_in("a_admin").post(url, form).content.decode()


def test_a_new_user_of_a_street_may_not_sign(cast: Cast, sign_in) -> None:
    form = new_user(cast.a.unit.code, **{"memberships-0-may_sign": "on"})
    sign_in("a_admin").post(ADD, form)
    assert not User.objects.get(username="newcomer").memberships.get().may_sign


def test_standing_in_ends_on_a_day(cast: Cast, sign_in) -> None:
    membership = cast.users["a_advisor"].memberships.get()
    form = membership_form(membership, stands_in_for=cast.users["a_manager"].pk)
    url = f"/admin/accounts/membership/{membership.pk}/change/"
    client = sign_in("a_admin")
    assert "须写明结束日期" in client.post(url, form).content.decode()
    assert client.post(url, form | {"ends_on": "2099-12-31"}).status_code == 302
    assert "代理 a_manager" in sign_in("a_advisor").get("/").content.decode()
    assert "代理 a_manager" in sign_in("a_advisor").get("/membership/").content.decode()
    assert "代理 a_manager" in client.get("/accounts/").content.decode()
    membership.refresh_from_db()
    line = trail.record(
        actor=actor_of(membership), action=Entry.Action.EXPORTED, subject="名册", rows=1
    )
    assert line.detail == {"rows": 1, "stands_in_for": "a_manager"}
    assert trail.first_broken() is None


def test_what_is_over_holds_no_account_back(cast: Cast, sign_in) -> None:
    user = cast.users["a_manager"]
    past = make.MembershipFactory(
        user=user,
        unit=cast.district,
        role=Role.DISTRICT_REVIEWER.value,
        starts_on=date(2020, 1, 1),
        ends_on=date(2020, 12, 31),
    )
    admin = cast.actor("a_admin")
    assert may_manage_account(admin, user)
    for starts_on, ends_on in ((date(2020, 1, 1), None), (date(2099, 1, 1), date(2099, 2, 1))):
        Membership.objects.filter(pk=past.pk).update(starts_on=starts_on, ends_on=ends_on)
        assert not may_manage_account(admin, User.objects.get(pk=user.pk))
    user.memberships.update(starts_on=date(2020, 1, 1), ends_on=date(2020, 12, 31))
    assert not may_manage_account(admin, user)
    past.delete()
    assert may_manage_account(admin, user)
    assert "任职已结束" in sign_in("a_admin").get("/accounts/?q=a_manager").content.decode()


def test_a_search_that_can_not_be_finds_all(cast: Cast, sign_in) -> None:
    answer = sign_in("a_admin").get("/accounts/?q=%00")
    assert "a_manager" in answer.content.decode()


@pytest.mark.parametrize("who", ["reviewer", "a_manager", "a_community", "auditor", "outsider"])
def test_others_do_not_come_in(cast: Cast, sign_in, who: str) -> None:
    client = sign_in(who)
    assert client.get("/admin/", follow=True).status_code == 403
    assert client.get("/admin/accounts/user/", follow=True).status_code == 403


def test_strangers_sign_in_at_the_portals_own_door(cast: Cast, client) -> None:
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0] == "/sign-in/?next=/admin/"


def test_the_admins_own_password_page_is_the_portals(cast: Cast, sign_in) -> None:
    assert sign_in("a_admin").get("/admin/password_change/")["Location"] == "/password/"
