"""The data admin's desk: users and memberships."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import Membership, User
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
