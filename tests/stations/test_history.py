"""What happened to a site, in words."""

from stations.models import Station
from tests.cast import Cast
from tests.pages import text_of
from tests.stations.browsing import send


def test_it_tells_who_when_and_what(cast: Cast, sign_in) -> None:
    client = sign_in("a_manager")
    url = f"/stations/{cast.a.station.pk}/"
    send(client, f"{url}change/", address="新村路1号", venue_kind="affairs_centre", desk="4")
    send(client, f"{url}change/", desk="6", zones=["reception_zone"], reception_zone_area="12")
    body = text_of(client, url)
    assert "a_manager" in body
    assert "街镇负责人" in body
    assert "地址：<del>试验路1号</del> → <ins>新村路1号</ins>" in body
    assert "设置场所：空 → <ins>社区事务受理服务中心</ins>" in body
    assert "桌：空 → <ins>4</ins>" in body
    assert "桌：<del>4</del> → <ins>6</ins>" in body
    assert "咨询接待区：空 → <ins>12.0 ㎡</ins>" in body
    assert "版本" not in body


def test_what_goes_is_told_too(cast: Cast, sign_in) -> None:
    client = sign_in("a_manager")
    url = f"/stations/{cast.a.station.pk}/"
    send(client, f"{url}change/", desk="4")
    send(client, f"{url}change/", desk="")
    assert "桌：<del>4</del> → 空" in text_of(client, url)


def test_what_no_person_did_is_told_as_well(cast: Cast, sign_in) -> None:
    Station.objects.filter(pk=cast.a.station.pk).update(seats=7)
    body = text_of(sign_in("a_manager"), f"/stations/{cast.a.station.pk}/")
    assert "系统" in body
    assert "座位数：空 → <ins>7</ins>" in body


def test_names_are_for_the_street(cast: Cast, sign_in) -> None:
    client = sign_in("a_manager")
    url = f"/stations/{cast.a.station.pk}/"
    cast.users["a_manager"].name = "钱主任"
    cast.users["a_manager"].save()
    send(client, f"{url}change/", lead_name="孙站长")
    body = text_of(client, url)
    assert "钱主任" in body
    assert "孙站长" in body
    masked = text_of(sign_in("reviewer"), url)
    assert "钱主任" not in masked
    assert "孙站长" not in masked
    assert cast.a.station.lead_name not in masked
    assert "钱" in masked
