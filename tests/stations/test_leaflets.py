"""Leaflets of a station, put out and taken away on its page (S3-2)."""

from datetime import date

import pytest

from audit.models import Entry
from stations.models import Leaflet
from tests import factories as make
from tests.cast import DAY, Cast
from tests.pages import text_of

TITLE = "普陀区社会救助政策一本通"


@pytest.fixture
def page(cast: Cast) -> str:
    return f"/stations/{cast.a.station.pk}/"


def add(client, page: str, **facts: str):
    sent = {"title": TITLE, "issued_on": "2024-06-03"} | facts
    return client.post(f"{page}leaflets/", sent)


def test_a_leaflet_is_put_out_once(cast: Cast, sign_in, page: str) -> None:
    client = sign_in("a_manager")
    for _ in range(2):
        assert add(client, page)["Location"] == f"{page}#leaflets"
    leaflet = Leaflet.objects.get()
    assert (leaflet.station, leaflet.title) == (cast.a.station, TITLE)
    assert (leaflet.issued_on, leaflet.withdrawn_on) == (date(2024, 6, 3), None)
    told = Entry.objects.get(subject=f"leaflet:{leaflet.pk}")
    assert (told.action, told.unit_code) == (Entry.Action.CREATED, cast.a.unit.code)
    assert TITLE not in str(told.detail)
    body = text_of(client, page)
    assert TITLE in body
    assert "2024-06-03" in body


def test_what_was_typed_stays_where_something_is_wrong(cast: Cast, sign_in, page: str) -> None:
    response = add(sign_in("a_manager"), page, issued_on="六月")
    body = response.content.decode()
    assert (response.status_code, Leaflet.objects.count()) == (200, 0)
    assert f'value="{TITLE}"' in body
    assert "六月" in body
    response = add(sign_in("a_manager"), page, title="  ")
    assert "请填写手册的名称" in response.content.decode()


def test_a_leaflet_is_taken_away_from_today_on(cast: Cast, sign_in, page: str) -> None:
    client, leaflet = sign_in("a_manager"), make.LeafletFactory(station=cast.a.station)
    url = f"{page}leaflets/{leaflet.pk}/withdraw/"
    assert client.post(url)["Location"] == f"{page}#leaflets"
    leaflet.refresh_from_db()
    assert leaflet.withdrawn_on == DAY
    assert leaflet.title not in text_of(client, page)
    assert leaflet.title in text_of(client, f"{page}?as_of=2024-09-19")
    Leaflet.objects.update(withdrawn_on=date(2024, 9, 1))
    client.post(url)
    leaflet.refresh_from_db()
    assert leaflet.withdrawn_on == date(2024, 9, 1)
    # The same title may come again.
    add(client, page, title=leaflet.title)
    assert Leaflet.objects.count() == 2


def test_one_that_was_to_come_never_comes(cast: Cast, sign_in, page: str) -> None:
    client = sign_in("a_manager")
    leaflet = make.LeafletFactory(station=cast.a.station, issued_on=date(2024, 12, 1))
    assert "还没有启用" in text_of(client, page)
    client.post(f"{page}leaflets/{leaflet.pk}/withdraw/")
    leaflet.refresh_from_db()
    assert leaflet.withdrawn_on == date(2024, 12, 1)


def test_a_closed_station_keeps_its_leaflets(cast: Cast, sign_in, page: str) -> None:
    leaflet = make.LeafletFactory(station=cast.a.station)
    cast.a.station.status, cast.a.station.closed_on = "closed", date(2024, 9, 1)
    cast.a.station.save()
    client = sign_in("a_manager")
    assert add(client, page).status_code == 403
    assert client.post(f"{page}leaflets/{leaflet.pk}/withdraw/").status_code == 403
    body = text_of(client, page)
    assert leaflet.title in body
    assert "登记手册" not in body


def test_only_the_main_station_is_asked_for_leaflets(cast: Cast, sign_in) -> None:
    studio = make.StationFactory(street=cast.a.unit, kind="studio", official_name="工作室")
    assert "宣传手册" not in text_of(sign_in("a_manager"), f"/stations/{studio.pk}/")


def test_a_leaflet_goes_by_its_own_station(cast: Cast, sign_in, page: str) -> None:
    other = make.LeafletFactory(station=cast.b.station)
    client = sign_in("a_manager")
    assert client.post(f"{page}leaflets/{other.pk}/withdraw/").status_code == 404
    other.refresh_from_db()
    assert other.withdrawn_on is None
