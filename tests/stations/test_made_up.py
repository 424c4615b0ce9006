"""Addresses and versions that somebody made up are answered like any that don't exist."""

import pytest

from tests.cast import Cast

PAGES = (
    *("new/{}/", "name/{}/", "kit/{}/", "kit/{}/desk-signs/", "walls/{}/", "points/open/{}/"),
    *("self-check/{}/", "milestones/{}/", "milestones/{}/delay/"),
)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("code", ["%00", "310107017%00", "31010701７", "' OR 1=1"])
def test_a_street_that_was_made_up_is_not_found(cast: Cast, sign_in, page: str, code: str) -> None:
    client = sign_in("district_admin")
    assert client.get(f"/stations/{page.format(code)}").status_code == 404
    assert client.post(f"/stations/{page.format(code)}").status_code in (404, 405)


@pytest.mark.parametrize("version", ["9" * 5000, "²", "\0", ""])
def test_a_version_that_was_made_up_opens_nothing(cast: Cast, sign_in, version: str) -> None:
    station = cast.a.station
    station.status, station.closed_on = "closed", station.opened_on
    station.save()
    url = f"/stations/{station.pk}/"
    page = sign_in("a_manager").post(f"{url}reopen/", {"version": version}, follow=True)
    assert page.redirect_chain[-1][0].startswith(url)
    assert "没有恢复" in page.content.decode()
