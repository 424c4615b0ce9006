"""A colleague closes a site while one types: nothing typed is lost, nothing is changed."""

from datetime import date
from typing import Any

import pytest

from core.policies import Allowed
from stations import services
from stations.models import ServicePoint, Station
from tests.cast import Cast
from tests.stations.browsing import filled


def close(site: Any, **facts: Any) -> None:
    type(site).objects.filter(pk=site.pk).update(
        **({"status": "closed", "closed_on": date(2024, 9, 10)} | facts)
    )


@pytest.fixture
def station(cast: Cast) -> Station:
    return cast.a.station


@pytest.fixture
def point(cast: Cast) -> ServicePoint:
    return cast.a.point


def pages(station: Station, point: ServicePoint) -> list[tuple[Any, str]]:
    return [
        (station, f"/stations/{station.pk}/"),
        (point, f"/stations/points/{point.pk}/"),
    ]


def test_what_was_typed_is_shown_with_who_closed_it(
    station: Station, point: ServicePoint, sign_in
) -> None:
    for site, page in pages(station, point):
        client = sign_in("a_manager")
        typed = filled(client, f"{page}change/", address="石泉路99号", phone="123")
        sign_in("a_admin").post(
            f"{page}close/", {"closed_on": "2024-09-10", "version": site.version}
        )
        response = client.post(f"{page}change/", typed)
        body = response.content.decode()
        assert response.status_code == 409
        assert "没有保存：" in body
        assert "a_admin" in body
        assert "2024-09-10 是开放的最后一天" in body
        assert 'value="石泉路99号"' in body
        assert 'value="123"' in body  # not asked whether it is a phone: it can't be saved now
        site.refresh_from_db()
        assert site.address != "石泉路99号"


def test_once_it_is_open_again_the_same_form_is_saved(station: Station, sign_in) -> None:
    client, page = sign_in("a_manager"), f"/stations/{station.pk}/"
    typed = filled(client, f"{page}change/", address="石泉路99号")
    sign_in("a_admin").post(
        f"{page}close/", {"closed_on": "2024-09-10", "version": station.version}
    )
    assert client.post(f"{page}change/", typed).status_code == 409
    station.refresh_from_db()
    client.post(f"{page}reopen/", {"version": station.version})
    again = client.post(f"{page}change/", typed)
    assert again.status_code == 409  # somebody wrote meanwhile; the form knows both texts now
    station.refresh_from_db()
    typed |= {"version": station.version}
    assert client.post(f"{page}change/", typed).status_code == 302
    station.refresh_from_db()
    assert station.address == "石泉路99号"


def test_closed_in_the_very_moment_of_saving(
    station: Station, sign_in, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page found it open, the writer finds it closed."""
    client, url = sign_in("a_manager"), f"/stations/{station.pk}/change/"
    typed = filled(client, url, address="石泉路99号")
    change = services.change_station

    def closed_first(**facts: Any) -> bool:
        close(station)
        return change(**facts)

    monkeypatch.setattr(services, "change_station", closed_first)
    response = client.post(url, typed)
    assert response.status_code == 409
    assert 'value="石泉路99号"' in response.content.decode()


def test_another_refusal_stays_one(
    station: Station, sign_in, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, url = sign_in("a_manager"), f"/stations/{station.pk}/change/"
    typed = filled(client, url, address="石泉路99号")
    monkeypatch.setattr("stations.services.may_keep", lambda actor, site: not Allowed())
    assert client.post(url, typed).status_code == 403


def test_a_form_that_is_opened_for_a_closed_site_is_refused(
    station: Station, point: ServicePoint, sign_in
) -> None:
    for site, page in pages(station, point):
        close(site)
        assert sign_in("a_manager").get(f"{page}change/").status_code == 403


def test_a_move_typed_meanwhile_is_not_lost(station: Station, sign_in) -> None:
    client, url = sign_in("a_manager"), f"/stations/{station.pk}/move/"
    typed = filled(client, url, address="石泉路99号", venue_kind="charity_shop")
    close(station, status="moved")
    response = client.post(url, typed)
    body = response.content.decode()
    assert (response.status_code, Station.objects.filter(street=station.street).count()) == (409, 1)
    assert "这个站点已搬迁，2024-09-10 是开放的最后一天。没有办理搬迁。" in body
    assert 'value="石泉路99号"' in body


def test_closing_what_is_closed_says_so(station: Station, point: ServicePoint, sign_in) -> None:
    for site, page in pages(station, point):
        close(site)
        client = sign_in("a_manager")
        sent = {"closed_on": "2024-09-15", "version": site.version}
        response = client.post(f"{page}close/", sent, follow=True)
        assert response.redirect_chain == [(page, 302)]
        assert "这个站点已关闭，2024-09-10 是开放的最后一天。" in response.content.decode()
        site.refresh_from_db()
        assert site.closed_on == date(2024, 9, 10)


def test_a_stranger_learns_nothing(cast: Cast, station: Station, sign_in) -> None:
    close(station)
    for name, answer in (("b_manager", 404), ("a_advisor", 403)):
        for way in ("change", "move", "close"):
            url = f"/stations/{station.pk}/{way}/"
            assert sign_in(name).post(url, {}).status_code == answer
