"""Accounts made in bulk from a street's roster."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.models import Membership, User
from advisors.models import Advisor
from advisors.selectors import own_file, plan_accounts
from advisors.services import make_accounts
from audit.models import Entry
from core.clock import today
from core.permissions import Role
from tests import factories as make
from tests.cast import Cast


def _make(cast: Cast, by: str = "a_admin") -> list:
    return make_accounts(street=cast.a.unit, by=cast.actor(by), starts_on=today())


def test_everybody_in_post_without_an_account_gets_one(cast: Cast) -> None:
    slips = _make(cast)
    assert [(slip.username, slip.name, slip.role) for slip in slips] == [
        ("gw017-001", "石街明", Role.STREET_ADVISOR),
        ("gw017-002", "石邻华", Role.COMMUNITY_ADVISOR),
    ]
    street = Membership.objects.get(user__username="gw017-001")
    assert (street.unit, street.role) == (cast.a.unit, Role.STREET_ADVISOR)
    community = Membership.objects.get(user__username="gw017-002")
    assert community.unit == cast.a.communities[1]


def test_the_account_is_tied_to_the_file(cast: Cast) -> None:
    _make(cast)
    advisor = Advisor.objects.get(name="石街明")
    assert advisor.user.username == "gw017-001"


def test_a_second_run_makes_nobody_twice(cast: Cast) -> None:
    assert len(_make(cast)) == 2
    assert _make(cast) == []
    assert User.objects.filter(username__startswith="gw").count() == 2


def test_a_number_is_not_used_again(cast: Cast) -> None:
    _make(cast)
    Advisor.objects.filter(user__username="gw017-001").update(user=None)
    make.AdvisorFactory(street=cast.a.unit, name="石新来")
    assert {slip.username for slip in _make(cast)} == {"gw017-003", "gw017-004"}


def test_who_looks_after_two_communities_acts_in_both(cast: Cast) -> None:
    advisor = Advisor.objects.get(name="石邻华")
    make.AssignmentFactory(advisor=advisor, community=cast.a.communities[2])
    _make(cast)
    units = Membership.objects.filter(user=Advisor.objects.get(pk=advisor.pk).user)
    assert {one.unit for one in units} == {cast.a.communities[1], cast.a.communities[2]}


@pytest.mark.parametrize(
    "state",
    [
        {"status": "on_leave"},
        {"status": "left", "ended_on": date(2024, 5, 31)},
        {"started_on": date(2999, 1, 1)},
    ],
)
def test_who_is_not_in_post_gets_none(cast: Cast, state: dict) -> None:
    make.AdvisorFactory(street=cast.a.unit, name="石不在", **state)
    assert "石不在" not in {slip.name for slip in _make(cast)}


def test_who_has_no_community_is_listed_with_the_reason(cast: Cast) -> None:
    make.AdvisorFactory(street=cast.a.unit, name="石无分工", level="community")
    planned = {one.advisor.name: one for one in plan_accounts(cast.a.unit, today())}
    assert planned["石无分工"].account is None
    assert "居村" in planned["石无分工"].reason
    assert "石无分工" not in {slip.name for slip in _make(cast)}


def test_only_a_data_admin_of_the_unit_makes_accounts(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        _make(cast, by="a_manager")
    with pytest.raises(PermissionDenied):
        make_accounts(street=cast.b.unit, by=cast.actor("a_admin"), starts_on=today())
    assert not User.objects.filter(username__startswith="gw").exists()


def test_the_page_shows_who_and_makes_them_on_post(cast: Cast, sign_in) -> None:
    client = sign_in("a_admin")
    preview = client.get("/advisors/accounts/").content.decode()
    assert "gw017-001" in preview
    assert "开设 2 个账号" in preview
    assert not User.objects.filter(username__startswith="gw").exists()
    slips = client.post("/advisors/accounts/").content.decode()
    assert "首次密码条" in slips
    assert "gw017-002" in slips
    assert "没有要开的账号" in client.get("/advisors/accounts/").content.decode()
    assert Entry.objects.filter(action=Entry.Action.CREATED, subject="accounts").count() == 1


def test_the_district_chooses_a_street_first(cast: Cast, sign_in) -> None:
    client = sign_in("district_admin")
    assert "先选一个街镇" in client.get("/advisors/accounts/").content.decode()
    assert client.post("/advisors/accounts/").status_code == 200
    assert not User.objects.filter(username__startswith="gw").exists()
    client.post(f"/advisors/accounts/?street={cast.b.unit.code}")
    assert User.objects.filter(username__startswith="gw015-").count() == 2


def test_a_street_makes_none_for_its_neighbour(cast: Cast, sign_in) -> None:
    url = f"/advisors/accounts/?street={cast.b.unit.code}"
    assert sign_in("a_admin").post(url).status_code == 404
    assert sign_in("a_manager").post("/advisors/accounts/").status_code == 403


def test_the_password_of_the_slip_opens_the_door_and_must_be_changed(cast: Cast) -> None:
    slip = _make(cast)[0]
    client = Client()
    answer = client.post("/sign-in/", {"username": slip.username, "password": slip.password})
    assert answer.status_code == 302
    assert client.get("/advisors/")["Location"] == "/password/"


def test_ones_own_file_is_found_by_the_account(cast: Cast) -> None:
    assert own_file(cast.actor("a_community")) == cast.a.community_advisor
    assert own_file(cast.actor("reviewer")) is None


def test_the_cost_does_not_grow(cast: Cast, django_assert_max_num_queries) -> None:
    for n in range(20, 40):
        community = make.CommunityFactory(parent=cast.a.unit, number=n)
        make.AssignmentFactory(community=community)
    actor = cast.actor("a_admin")
    with django_assert_max_num_queries(20):
        slips = make_accounts(street=cast.a.unit, by=actor, starts_on=today())
    assert len(slips) == 22
