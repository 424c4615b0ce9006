"""Nobody looks over the fence in what advisors do together with others."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.casework.together_rows import make_all, secrets_of
from tests.cast import Cast

SignIn = Callable[[str], Client]
PAGES = (
    "/resources/",
    "/resources/providers/",
    "/casework/needs/",
    "/casework/referrals/",
    "/casework/handovers/",
    "/casework/stuck/",
    "/casework/conferences/",
    "/casework/conferences/actions/",
    "/casework/support-plans/",
    "/casework/satisfaction/",
)
EXPORTS = (
    "/resources/export/",
    "/casework/referrals/export/",
    "/casework/stuck/export/",
    "/casework/conferences/export/",
)
OF_A_STREET = ("a_manager", "a_advisor", "a_community")


@pytest.fixture
def addresses(cast: Cast) -> tuple[dict[str, str], dict[str, str]]:
    """Rows of every kind in both streets, by the address of each."""
    return make_all(cast.a), make_all(cast.b)


@pytest.mark.parametrize("who", OF_A_STREET)
def test_a_list_never_shows_the_neighbour(
    cast: Cast, addresses: object, sign_in: SignIn, who: str
) -> None:
    client, secrets = sign_in(who), secrets_of(cast.b)
    for page in PAGES:
        answer = client.get(page)
        body = answer.content.decode()
        assert answer.status_code == 200, page
        assert cast.b.unit.short_name not in body, page
        assert not [secret for secret in secrets if secret in body], page


@pytest.mark.parametrize("who", OF_A_STREET)
def test_a_neighbours_rows_are_not_found(
    cast: Cast, addresses: tuple[dict[str, str], dict[str, str]], sign_in: SignIn, who: str
) -> None:
    client = sign_in(who)
    for kind, address in addresses[1].items():
        answer = client.get(address)
        assert answer.status_code == 404, kind
        body = answer.content.decode()
        assert not [secret for secret in secrets_of(cast.b) if secret in body], kind


def test_a_community_sees_none_of_its_neighbours_in_the_street(
    cast: Cast, addresses: object, sign_in: SignIn
) -> None:
    """石里2 has a household of its own; whoever acts for it sees nothing of 石里1's."""
    membership = cast.users["a_community"].memberships.get()
    membership.unit = cast.a.communities[1]
    membership.save()
    client = sign_in("a_community")
    for page in PAGES[2:9]:
        body = client.get(page).content.decode()
        assert cast.a.household.head_name[0] + "**" not in body, page
    for kind, address in addresses[0].items():  # type: ignore[index]
        if kind not in ("resource", "provider", "satisfaction"):
            assert client.get(address).status_code == 404, kind


@pytest.mark.parametrize("who", ["reviewer", "district_admin"])
def test_the_district_sees_both_streets_and_no_names(
    cast: Cast, addresses: object, sign_in: SignIn, who: str
) -> None:
    client = sign_in(who)
    for page in PAGES:
        answer = client.get(page)
        body = answer.content.decode()
        assert answer.status_code == 200, page
        for street in (cast.a, cast.b):
            assert street.unit.short_name in body, page
            assert street.household.head_name not in body, page
            assert street.community_advisor.name not in body, page


def test_an_auditor_exports_nothing(addresses: object, sign_in: SignIn) -> None:
    client = sign_in("auditor")
    for page in EXPORTS:
        assert client.get(page).status_code == 403, page
        assert client.post(page).status_code in (403, 405), page
