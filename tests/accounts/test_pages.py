"""The list of accounts, resetting passwords, changing hats, signing in."""

from datetime import date

import pytest
from django.test import Client

from accounts.models import Membership
from audit.models import Entry
from core.clock import today
from core.permissions import Role
from tests import factories as make
from tests.cast import Cast
from tests.pages import costs_the_same, text_of


def test_a_street_lists_its_own_accounts(cast: Cast, sign_in) -> None:
    body = text_of(sign_in("a_admin"), "/accounts/")
    assert "a_manager" in body
    assert "a_community" in body
    assert "b_manager" not in body
    assert "reviewer" not in body


def test_what_a_colleague_does_elsewhere_is_not_shown(cast: Cast, sign_in) -> None:
    make.MembershipFactory(user=cast.users["a_manager"], unit=cast.b.unit)
    body = text_of(sign_in("a_admin"), "/accounts/")
    assert "a_manager" in body
    assert cast.b.unit.name not in body


def test_an_ended_membership_is_told_apart(cast: Cast, sign_in) -> None:
    Membership.objects.filter(user=cast.users["a_manager"]).update(ends_on=date(2024, 5, 31))
    assert "2024-05-31 止" in text_of(sign_in("a_admin"), "/accounts/")


def test_accounts_are_found_by_name(cast: Cast, sign_in) -> None:
    client = sign_in("district_admin")
    body = text_of(client, "/accounts/?q=b_man")
    assert "b_manager" in body
    assert "a_manager" not in body
    assert "没有找到账号" in text_of(client, "/accounts/?q=nobody")


@pytest.mark.parametrize("who", ["reviewer", "a_manager", "a_community", "auditor"])
def test_others_manage_no_accounts(cast: Cast, sign_in, who: str) -> None:
    client = sign_in(who)
    url = f"/accounts/{cast.users['a_advisor'].pk}/reset/"
    assert client.get("/accounts/").status_code == 403
    assert client.get(url).status_code == 403
    assert client.post(url).status_code == 403


def test_a_reset_is_asked_about_first(cast: Cast, sign_in) -> None:
    user = cast.users["a_manager"]
    before = user.password
    assert "a_manager" in text_of(sign_in("a_admin"), f"/accounts/{user.pk}/reset/")
    user.refresh_from_db()
    assert user.password == before


def test_a_reset_gives_a_slip_and_ends_every_session(cast: Cast, sign_in) -> None:
    her = sign_in("a_manager")
    body = sign_in("a_admin").post(f"/accounts/{cast.users['a_manager'].pk}/reset/")
    assert "首次密码条" in body.content.decode()
    assert her.get("/units/").status_code == 302
    cast.users["a_manager"].refresh_from_db()
    assert cast.users["a_manager"].must_change_password
    assert Entry.objects.filter(
        action=Entry.Action.PASSWORD_SET, subject="user:a_manager", username="a_admin"
    ).exists()


def test_the_neighbours_password_is_not_found(cast: Cast, sign_in) -> None:
    url = f"/accounts/{cast.users['b_manager'].pk}/reset/"
    assert sign_in("a_admin").post(url).status_code == 404


def test_a_street_cannot_take_over_who_also_acts_for_the_district(cast: Cast, sign_in) -> None:
    make.MembershipFactory(
        user=cast.users["a_manager"], unit=cast.district, role=Role.DISTRICT_REVIEWER.value
    )
    url = f"/accounts/{cast.users['a_manager'].pk}/reset/"
    assert sign_in("a_admin").post(url).status_code == 403
    assert sign_in("district_admin").post(url).status_code == 200


def test_one_person_changes_hats(cast: Cast, sign_in) -> None:
    make.MembershipFactory(
        user=cast.users["a_manager"], unit=cast.a.unit, role=Role.DATA_ADMIN.value
    )
    client = sign_in("a_manager")
    assert client.get("/accounts/").status_code == 403
    other = cast.users["a_manager"].memberships.get(role=Role.DATA_ADMIN)
    assert "数据管理员" in text_of(client, "/membership/")
    client.post("/membership/", {"membership": other.pk})
    assert client.get("/accounts/").status_code == 200


def test_nobody_puts_on_anothers_hat(cast: Cast, sign_in) -> None:
    client = sign_in("a_manager")
    other = cast.users["reviewer"].memberships.get()
    client.post("/membership/", {"membership": other.pk})
    assert cast.b.unit.name not in text_of(client, "/units/")


def test_moving_somebody_counts_on_her_next_click(cast: Cast, sign_in) -> None:
    client = sign_in("a_manager")
    assert cast.a.unit.name in text_of(client, "/units/")
    Membership.objects.filter(user=cast.users["a_manager"]).update(ends_on=date(2024, 5, 31))
    make.MembershipFactory(user=cast.users["a_manager"], unit=cast.b.unit, starts_on=today())
    body = text_of(client, "/units/")
    assert cast.a.unit.name not in body
    assert cast.b.unit.name in body


def test_signing_in_and_out_is_written_down(cast: Cast) -> None:
    user = cast.users["a_manager"]
    user.set_password("石泉-leaf-4711")
    user.save()
    client = Client()
    client.post("/sign-in/", {"username": "a_manager", "password": "石泉-leaf-4711"})
    client.post("/sign-out/")
    lines = Entry.objects.order_by("id").filter(username="a_manager")
    assert [line.action for line in lines] == [Entry.Action.SIGNED_IN, Entry.Action.SIGNED_OUT]
    assert {line.unit_code for line in lines} == {cast.a.unit.code}


def test_a_wrong_password_leaves_no_line(cast: Cast) -> None:
    Client().post("/sign-in/", {"username": "a_manager", "password": "wrong"})
    assert not Entry.objects.filter(action=Entry.Action.SIGNED_IN).exists()


def test_the_cost_does_not_grow(cast: Cast, sign_in) -> None:
    def add() -> None:
        for _ in range(20):
            make.MembershipFactory(unit=cast.a.unit)

    assert costs_the_same(sign_in("district_admin"), "/accounts/", add)
