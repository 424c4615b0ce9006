"""The key of a phone: one for each user, always the same, gone with the account."""

from base64 import b64decode
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from accounts import endings
from audit.models import Entry
from casework.models import PhoneKey
from casework.phone import keys
from tests import factories as make
from tests.cast import Cast

KEY = reverse("casework:phone-key")
MINE = reverse("casework:phone-mine")

SignIn = Callable[[str], Client]


def given(client: Client) -> dict[str, object]:
    response = client.post(KEY)
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    found: dict[str, object] = response.json()
    return found


def test_she_gets_the_same_key_each_time(cast: Cast, sign_in: SignIn) -> None:
    first, again = given(sign_in("a_community")), given(sign_in("a_community"))
    assert first == again
    assert len(b64decode(str(first["key"]))) == 32
    assert first["hours"] == 12
    assert PhoneKey.objects.count() == 1


def test_another_user_gets_another_key_and_another_mark(cast: Cast, sign_in: SignIn) -> None:
    hers, other = given(sign_in("a_community")), given(sign_in("b_community"))
    assert hers["key"] != other["key"]
    assert hers["of"] != other["of"]
    user = cast.users["a_community"]
    assert user.username not in str(hers["of"])
    assert str(user.pk) != hers["of"]


def test_the_key_lies_sealed_in_the_database(cast: Cast, sign_in: SignIn) -> None:
    secret = b64decode(str(given(sign_in("a_community"))["key"]))
    row = PhoneKey.objects.get()
    assert secret not in bytes(row.secret_sealed)
    assert row.secret == secret


def test_its_making_is_written_down_once(cast: Cast, sign_in: SignIn) -> None:
    for _ in range(2):
        given(sign_in("a_community"))
    line = Entry.objects.get(subject__startswith="phonekey:")
    assert (line.action, line.username) == (Entry.Action.CREATED, "a_community")


def test_two_phones_that_ask_at_once_get_one_key(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other's key is there by the time this one is written."""
    actor, there = cast.actor("a_community"), []

    def beaten(size: int) -> bytes:
        monkeypatch.undo()
        there.append(keys.key_for(by=actor))
        return bytes(size)

    monkeypatch.setattr(keys.os, "urandom", beaten)
    assert keys.key_for(by=actor) == there[0] != bytes(32)


@pytest.mark.parametrize("address", [KEY, MINE])
def test_nothing_is_told_to_a_get(cast: Cast, sign_in: SignIn, address: str) -> None:
    assert sign_in("a_community").get(address).status_code == 405
    assert not PhoneKey.objects.exists()


@pytest.mark.parametrize("address", [KEY, MINE])
def test_without_a_token_nothing_is_told(cast: Cast, address: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.users["a_community"], "django.contrib.auth.backends.ModelBackend")
    assert client.post(address).status_code == 403


def test_a_stranger_gets_none(cast: Cast) -> None:
    response = Client().post(KEY, headers={"X-Requested-With": "fetch"})
    assert response.status_code == 401
    assert not PhoneKey.objects.exists()


@pytest.mark.parametrize("who", ["reviewer", "auditor", "a_admin", "outsider"])
def test_who_logs_no_visits_gets_none(cast: Cast, sign_in: SignIn, who: str) -> None:
    assert sign_in(who).post(KEY).status_code == 403
    assert not PhoneKey.objects.exists()


# The end of an account ------------------------------------------------------------------------


def switch_off(client: Client, cast: Cast, username: str, **more: str) -> None:
    """At the data admin's desk, as it is done."""
    user = cast.users[username]
    role = user.memberships.get()
    form = {
        "username": user.username,
        "name": user.name,
        "memberships-TOTAL_FORMS": "1",
        "memberships-INITIAL_FORMS": "1",
        "memberships-0-id": str(role.pk),
        "memberships-0-user": str(user.pk),
        "memberships-0-unit": role.unit_id,
        "memberships-0-role": role.role,
        "memberships-0-starts_on": role.starts_on.isoformat(),
        **more,
    }
    response = client.post(reverse("admin:accounts_user_change", args=[user.pk]), form)
    assert response.status_code == 302, response.content.decode()


def test_the_key_goes_when_the_account_is_switched_off(cast: Cast, sign_in: SignIn) -> None:
    hers, admin = sign_in("a_community"), sign_in("a_admin")
    given(hers)
    given(sign_in("b_community"))
    switch_off(admin, cast, "a_community")
    assert [one.user for one in PhoneKey.objects.all()] == [cast.users["b_community"]]
    line = Entry.objects.get(subject__startswith="phonekey:", action=Entry.Action.DELETED)
    assert line.username == "a_admin"
    refused = hers.post(KEY, headers={"X-Requested-With": "fetch"})
    assert refused.status_code == 401


def test_a_change_of_her_name_leaves_the_key(cast: Cast, sign_in: SignIn) -> None:
    before = given(sign_in("a_community"))
    switch_off(sign_in("a_admin"), cast, "a_community", is_active="on", name="换了名字")
    assert given(sign_in("a_community")) == before


def test_switched_on_again_she_gets_another_key(cast: Cast, sign_in: SignIn) -> None:
    before = given(sign_in("a_community"))
    switch_off(sign_in("a_admin"), cast, "a_community")
    switch_off(sign_in("a_admin"), cast, "a_community", is_active="on")
    after = given(sign_in("a_community"))
    assert after["of"] == before["of"]
    assert after["key"] != before["key"], "what lies on the phone is unreadable for ever"


def test_whoever_listens_hears_who_ended_it(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[object] = []
    monkeypatch.setattr(endings, "_listeners", [])
    endings.listen(lambda user, by: heard.append((user, by)))
    endings.tell(cast.users["a_community"], None)
    assert heard == [(cast.users["a_community"], None)]


# Her households -------------------------------------------------------------------------------


def mine(client: Client, of: str | None = None) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = client.post(
        MINE, {"of": of or given(client)["of"]}
    ).json()
    return found


def test_she_takes_her_own_households_along(cast: Cast, sign_in: SignIn) -> None:
    told = mine(sign_in("a_community"))
    assert [one["name"] for one in told["households"]] == [cast.a.household.head_name]
    assert told["households"][0]["due_on"] == "2024-12-31"
    assert told["households"][0]["last_on"] == "2024-09-02"
    assert told["day"] == "2024-09-20"
    assert told["advisors"] == [], "she visited herself"
    line = Entry.objects.get(subject="phone:households")
    assert (line.action, line.detail) == (Entry.Action.SEEN, {"count": 1})


def test_the_soonest_due_comes_first(cast: Cast, sign_in: SignIn) -> None:
    soon = make.HouseholdFactory(community=cast.a.communities[0], head_name="先走户")
    make.CareFactory(household=soon, advisor=cast.a.community_advisor)
    told = mine(sign_in("a_community"))
    assert [one["name"] for one in told["households"]] == ["先走户", cast.a.household.head_name]


def test_a_manager_without_a_file_is_told_who_may_have_visited(cast: Cast, sign_in: SignIn) -> None:
    gone = make.AdvisorFactory(
        street=cast.a.unit, name="离岗人", started_on=date(2023, 1, 1), ended_on=date(2024, 3, 1)
    )
    told = mine(sign_in("a_manager"))
    names = {one["name"] for one in told["advisors"]}
    assert cast.a.street_advisor.name in names
    assert gone.name not in names
    assert not names & {cast.b.street_advisor.name, cast.b.community_advisor.name}


def test_with_the_mark_of_another_nothing_is_told(cast: Cast, sign_in: SignIn) -> None:
    """Somebody signed in meanwhile, in another window of the same phone."""
    other = str(given(sign_in("b_community"))["of"])
    response = sign_in("a_community").post(MINE, {"of": other})
    assert response.status_code == 409
    assert cast.a.household.head_name not in response.content.decode()


@pytest.mark.parametrize("many", [1, 6])
def test_however_many_it_takes_as_many_queries(
    cast: Cast, sign_in: SignIn, many: int, django_assert_max_num_queries
) -> None:
    for _ in range(many):
        one = make.HouseholdFactory(community=cast.a.communities[0])
        make.CareFactory(household=one, advisor=cast.a.community_advisor)
    client = sign_in("a_community")
    of = str(given(client)["of"])
    mine(client, of)  # The standard is read once and kept.
    with django_assert_max_num_queries(15):
        assert len(mine(client, of)["households"]) == many + 1
