"""Nobody reads over the fence: every page of the rooms, seen from each seat."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.cast import Cast
from tests.pages import text_of

PAGES = [
    "/units/",
    "/stations/",
    "/stations/points/",
    "/evidence/",
    "/advisors/?show=all",
    "/advisors/?q=街",
    "/advisors/staffing/",
    "/advisors/posts/",
    "/advisors/duty/",
    "/advisors/stars/",
    "/advisors/helpers/",
    "/advisors/transfers/",
    "/training/",
    "/training/hours/",
    "/training/plans/",
    "/training/courses/",
    "/training/trainers/",
    "/casework/",
    "/casework/households/",
    "/casework/households/?q=寿",
    "/casework/visits/",
    "/casework/leads/?show=all",
    "/casework/consultations/",
    "/casework/surveys/",
    "/casework/records/",
]
# Of these the cast has nothing to show.
EMPTY = {"/advisors/transfers/", "/training/courses/", "/training/trainers/"}
STREET_PAGES = [
    "/stations/?street=",
    "/stations/points/?street=",
    "/stations/export/?street=",
    "/evidence/?street=",
    "/advisors/?street=",
    "/advisors/export/?street=",
    "/advisors/staffing/?street=",
    "/advisors/posts/?street=",
    "/advisors/duty/?street=",
    "/advisors/duty/export/?street=",
    "/advisors/stars/?street=",
    "/advisors/helpers/?street=",
    "/training/?street=",
    "/training/hours/?street=",
    "/training/export/?street=",
    "/casework/?street=",
    "/casework/households/?street=",
    "/casework/households/export/?street=",
    "/casework/visits/?street=",
    "/casework/visits/export/?street=",
    "/casework/leads/?street=",
    "/casework/consultations/?street=",
    "/casework/surveys/?street=",
    "/casework/records/?street=",
]
SignIn = Callable[[str], Client]


def objects_of(street: object) -> list[str]:
    """The addresses of a street's own rows."""
    return [
        f"/units/{street.unit.code}/",
        f"/advisors/{street.community_advisor.pk}/",
        f"/training/{street.session.pk}/",
        f"/training/hours/?advisor={street.community_advisor.pk}",
        f"/casework/households/{street.household.pk}/",
        f"/casework/visits/{street.visit.pk}/",
        f"/casework/leads/{street.lead.pk}/",
    ]


@pytest.mark.parametrize("who", ["a_manager", "a_advisor", "a_community"])
@pytest.mark.parametrize("page", PAGES)
def test_a_street_never_shows_its_neighbour(
    cast: Cast, sign_in: SignIn, who: str, page: str
) -> None:
    body = text_of(sign_in(who), page)
    assert cast.b.unit.name not in body
    assert not [secret for secret in cast.b.secrets if secret in body]


@pytest.mark.parametrize("who", ["a_manager", "a_advisor", "a_community"])
@pytest.mark.parametrize("page", STREET_PAGES)
def test_a_street_out_of_scope_is_not_found(
    cast: Cast, sign_in: SignIn, who: str, page: str
) -> None:
    text_of(sign_in(who), f"{page}{cast.b.unit.code}", status=404)
    text_of(sign_in(who), f"{page}310107999", status=404)


@pytest.mark.parametrize("who", ["a_manager", "a_advisor", "a_community"])
def test_a_neighbours_rows_are_not_found(cast: Cast, sign_in: SignIn, who: str) -> None:
    for url in objects_of(cast.b):
        body = text_of(sign_in(who), url, status=404)
        assert not [secret for secret in cast.b.secrets if secret in body]


@pytest.mark.parametrize("who", ["a_manager", "a_advisor", "a_community", "reviewer"])
def test_ones_own_rows_are_found(cast: Cast, sign_in: SignIn, who: str) -> None:
    for url in objects_of(cast.a):
        # The district gives a reason before it reads a household's record, and reads no leads.
        is_private = "/casework/households/" in url or "/casework/leads/" in url
        if who != "reviewer" or not is_private:
            text_of(sign_in(who), url)


# The district may not search by name: that would tell whom a mask hides.
@pytest.mark.parametrize(
    "page", [page for page in PAGES if "?q=" not in page and page not in EMPTY]
)
def test_the_district_sees_both_streets_with_names_masked(
    cast: Cast, sign_in: SignIn, page: str
) -> None:
    body = text_of(sign_in("reviewer"), page)
    assert cast.a.unit.short_name in body
    assert cast.b.unit.short_name in body
    people = [cast.a.street_advisor, cast.b.community_advisor]
    assert not [person.name for person in people if person.name in body]


@pytest.mark.parametrize("page", ["/advisors/?show=all", "/training/hours/"])
def test_a_community_sees_its_own_people_alone(cast: Cast, sign_in: SignIn, page: str) -> None:
    body = text_of(sign_in("a_community"), page)
    assert cast.a.community_advisor.name in body
    assert "石邻华" not in body
    assert cast.a.street_advisor.name not in body


def test_a_community_sees_its_streets_station(cast: Cast, sign_in: SignIn) -> None:
    assert cast.a.station.official_name in text_of(sign_in("a_community"), "/stations/")


@pytest.mark.parametrize("page", [*PAGES, "/accounts/", "/trail/", "/advisors/accounts/"])
def test_an_outsider_is_told_why_and_sees_nothing(cast: Cast, sign_in: SignIn, page: str) -> None:
    body = text_of(sign_in("outsider"), page, status=403)
    assert "没有任职单位" in body
    assert not [secret for secret in cast.a.secrets if secret in body]


@pytest.mark.parametrize("page", [*PAGES, "/accounts/", "/trail/", "/advisors/accounts/"])
def test_a_stranger_is_asked_to_sign_in(cast: Cast, client: Client, page: str) -> None:
    response = client.get(page)
    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in/?next=")


@pytest.mark.parametrize("page", PAGES[1:])
def test_the_auditor_reads_no_rooms(cast: Cast, sign_in: SignIn, page: str) -> None:
    text_of(sign_in("auditor"), page, status=403)
