"""A street keeps its stations by hand: adding, changing, moving, closing, two at one form."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from audit.models import Entry
from stations import services
from stations.models import Station
from tests import factories as make
from tests.cast import Cast
from tests.pages import costs_the_same, rows_of, text_of
from tests.stations.browsing import drawn, filled, send

RIGHT = "普陀区石泉路街道社区救助顾问服务站"


@pytest.fixture
def manager(cast: Cast, sign_in):
    return sign_in("a_manager")


@pytest.fixture
def add_url(cast: Cast) -> str:
    return f"/stations/new/{cast.a.unit.code}/"


@pytest.fixture
def change_url(cast: Cast) -> str:
    return f"/stations/{cast.a.station.pk}/change/"


FACTS = {
    "kind": "extra",
    "official_name": "石泉路邻聚里服务站",
    "brand_name": "泉心",
    "venue_kind": "neighbourhood_hub",
    "is_physical": "yes",
    "is_independent": "no",
    "address": "石泉路 10 号",
    "area_m2": "２５．５平方米",
    "seats": "8个",
    "desk": "4",
    "chair": "12 把",
    "computer": "0",
    "internet": "",
    "zones": ["reception_zone", "other"],
    "reception_zone_area": "12",
    "other_label": "母婴区",
    "phone": "021-66158630",
    "opening_hours": "周一至周五 9:00-17:00",
    "lead_name": "周 主任",
    "opened_on": "2024年6月3日",
}


def test_a_station_is_added_as_typed_and_pasted(cast: Cast, manager, add_url: str) -> None:
    response = send(manager, add_url, **FACTS)
    assert response.status_code == 302
    station = Station.objects.get(kind="extra")
    assert response["Location"] == f"/stations/{station.pk}/"
    assert station.street == cast.a.unit
    assert (station.area_m2, station.seats) == (pytest.approx(25.5), 8)
    assert (station.is_physical, station.is_independent) == (True, False)
    assert (station.opened_on, station.status) == (date(2024, 6, 3), "open")
    assert station.lead_name == "周主任"
    # 0 is an answer, blank is none.
    assert services.equipment_of(station) == {"desk": 4, "chair": 12, "computer": 0}
    assert {zone.kind: (zone.label, zone.area_m2) for zone in station.zones.all()} == {
        "other": ("母婴区", None),
        "reception_zone": ("", 12),
    }
    entry = Entry.objects.order_by("-id").first()
    assert (entry.action, entry.subject) == (Entry.Action.CREATED, f"station:{station.pk}")
    assert "周主任" not in str(entry.detail)


def test_the_same_form_sent_twice_adds_one(manager, add_url: str) -> None:
    typed = filled(manager, add_url, **FACTS)
    first, second = manager.post(add_url, typed), manager.post(add_url, typed)
    assert first["Location"] == second["Location"]
    assert Station.objects.filter(kind="extra").count() == 1
    assert Entry.objects.filter(subject__startswith="station:").count() == 1


def test_another_of_the_same_name_is_refused_in_words(manager, add_url: str) -> None:
    send(manager, add_url, **FACTS)
    response = send(manager, add_url, **FACTS | {"address": "别处"})
    assert "本街镇已有同名的服务站" in response.content.decode()
    assert Station.objects.filter(kind="extra").count() == 1


def test_the_first_station_of_a_street_is_offered_its_right_name(
    cast: Cast, sign_in, add_url: str
) -> None:
    Station.objects.filter(street=cast.a.unit).delete()
    fields = drawn(sign_in("a_manager").get(add_url))
    assert (fields["kind"], fields["official_name"]) == (["main"], [RIGHT])


def test_without_a_day_it_is_planned(manager, add_url: str) -> None:
    send(manager, add_url, **FACTS | {"opened_on": ""})
    assert Station.objects.get(kind="extra").status == "planned"


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("official_name", "", "请填写规范名称"),
        ("area_m2", "不大", "“不大”"),
        ("area_m2", "0", "面积应大于0"),
        ("seats", "2.5", "应是整数"),
        ("phone", "问老周", "不是数字的字"),
        ("opened_on", "2024年6月", "请写明是哪一天"),
        ("casework_zone_area", "9", "请勾选业务办理区"),
        ("other_label", "", "请写明是什么区"),
        ("kind", "palace", "palace"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    manager, add_url: str, field: str, typed: str, words: str
) -> None:
    response = send(manager, add_url, **FACTS | {field: typed})
    body = response.content.decode()
    assert response.status_code == 200
    assert words in body
    assert "<title>错误：" in body
    assert "石泉路 10 号" in body
    assert not Station.objects.filter(kind="extra").exists()


# The name -------------------------------------------------------------------------------------


def test_a_wrong_name_quotes_the_rule_and_is_not_entered(manager, change_url: str) -> None:
    body = send(manager, change_url, official_name="石泉救助站").content.decode()
    assert "附件（S1-1）：“街镇社区救助顾问服务站统一命名为" in body
    assert f"应为“{RIGHT}”" in body
    assert "石泉救助站" in body
    assert not Station.objects.filter(official_name="石泉救助站").exists()


def test_one_click_takes_the_right_name_and_keeps_the_rest(manager, change_url: str) -> None:
    response = send(
        manager, change_url, official_name="石泉救助站", address="新村路1号", take="right-name"
    )
    fields = drawn(response)
    assert (fields["official_name"], fields["address"]) == ([RIGHT], ["新村路1号"])
    assert not Station.objects.filter(address="新村路1号").exists()
    assert "错误：" not in response.content.decode()


def test_a_name_that_hangs_there_is_entered_on_purpose(manager, change_url: str) -> None:
    send(manager, change_url, official_name="石泉救助站", keep_name="on")
    assert Station.objects.filter(official_name="石泉救助站").exists()


def test_blanks_in_a_right_name_are_no_fault(cast: Cast, manager, change_url: str) -> None:
    send(manager, change_url, official_name=" 普陀区 石泉路街道社区救助顾问服务站 ", seats="5")
    assert Station.objects.get(pk=cast.a.station.pk).official_name == RIGHT


def test_the_name_is_checked_while_it_is_typed(cast: Cast, manager) -> None:
    url = f"/stations/name/{cast.a.unit.code}/"
    right = manager.get(url, {"kind": "main", "official_name": RIGHT}).content.decode()
    assert "与附件一致" in right
    wrong = manager.get(url, {"kind": "main", "official_name": "石泉站"}).content.decode()
    assert RIGHT in wrong
    studio = manager.get(url, {"kind": "studio", "official_name": "“泉爱”工作室"}).content.decode()
    assert "可并排命名标注" in studio
    community = cast.a.communities[0]
    point = manager.get(f"/stations/name/{community.code}/", {"official_name": "点"})
    assert f"石泉路街道{community.short_name}社区救助顾问服务点" in point.content.decode()


# Two at one form ------------------------------------------------------------------------------


def test_a_change_is_kept_and_written_down(cast: Cast, manager, change_url: str) -> None:
    send(manager, change_url, address="新村路1号", desk="6")
    station = Station.objects.get(pk=cast.a.station.pk)
    assert (station.address, station.version) == ("新村路1号", 2)
    entry = Entry.objects.order_by("-id").first()
    assert set(entry.detail["fields"]) == {"address", "equipment", "phone"}


def test_the_second_of_two_sees_both_texts_and_loses_nothing(
    cast: Cast, manager, sign_in, change_url: str
) -> None:
    mine = filled(manager, change_url, address="新村路1号", desk="6", brand_name="泉心")
    send(sign_in("a_admin"), change_url, address="宁强路2号", seats="9", brand_name="泉爱")
    response = manager.post(change_url, mine)
    body = response.content.decode()
    assert response.status_code == 409
    for text in ("新村路1号", "宁强路2号", "泉心", "泉爱", "a_admin", "还没有保存"):
        assert text in body
    fields = drawn(response)
    # What I typed stays; what I only saw is as it is now.
    assert (fields["address"], fields["desk"], fields["brand_name"]) == (
        ["新村路1号"],
        ["6"],
        ["泉心"],
    )
    assert fields["seats"] == ["9"]
    assert Station.objects.get(pk=cast.a.station.pk).address == "宁强路2号"
    # Sent once more, both live on.
    assert manager.post(change_url, fields).status_code == 302
    station = Station.objects.get(pk=cast.a.station.pk)
    assert (station.address, station.seats, station.brand_name) == ("新村路1号", 9, "泉心")
    assert services.equipment_of(station) == {"desk": 6}


def test_a_ledger_that_came_between_is_noticed_too(cast: Cast, manager, change_url: str) -> None:
    mine = filled(manager, change_url, address="新村路1号")
    Station.objects.filter(pk=cast.a.station.pk).update(seats=7)
    assert manager.post(change_url, mine).status_code == 409


def test_zones_of_two_people_meet(manager, sign_in, change_url: str) -> None:
    mine = filled(manager, change_url, zones=["reception_zone"])
    send(sign_in("a_admin"), change_url, zones=["conference_zone"])
    body = manager.post(change_url, mine).content.decode()
    assert "咨询接待区" in body
    assert '<td data-label="现在登记的">会商研讨区</td>' in body


def test_a_second_press_of_the_button_changes_nothing(cast: Cast, manager, change_url: str) -> None:
    mine = filled(manager, change_url, address="新村路1号")
    assert manager.post(change_url, mine).status_code == 302
    assert manager.post(change_url, mine).status_code == 302
    assert Station.objects.get(pk=cast.a.station.pk).version == 2


# From planned to closed -----------------------------------------------------------------------


def test_a_station_is_closed_and_comes_back(cast: Cast, manager) -> None:
    url = f"/stations/{cast.a.station.pk}/"
    assert send(manager, f"{url}close/", closed_on="2024-09-18").status_code == 302
    body = text_of(manager, url)
    assert "已关闭" in body
    assert f"{url}change/" not in body
    assert "保留原样" in text_of(manager, f"{url}change/", status=403)
    version = Station.objects.get(pk=cast.a.station.pk).version
    assert manager.post(f"{url}reopen/", {"version": version}).status_code == 302
    station = Station.objects.get(pk=cast.a.station.pk)
    assert (station.status, station.closed_on) == ("open", None)


def test_it_is_not_closed_before_it_opened(cast: Cast, manager) -> None:
    response = send(manager, f"/stations/{cast.a.station.pk}/close/", closed_on="2024-04-03")
    assert "关闭日期不能早于启用日期" in response.content.decode()
    assert not Station.objects.get(pk=cast.a.station.pk).is_gone


def test_closing_over_anothers_change_asks_again(cast: Cast, manager) -> None:
    url = f"/stations/{cast.a.station.pk}/close/"
    typed = filled(manager, url, closed_on="2024-09-18")
    Station.objects.filter(pk=cast.a.station.pk).update(seats=7)
    again = manager.post(url, typed)
    assert "还没有关闭" in again.content.decode()
    assert manager.post(url, drawn(again)).status_code == 302
    assert Station.objects.get(pk=cast.a.station.pk).is_gone


def test_a_station_moves_and_any_day_shows_where_it_stood(cast: Cast, manager) -> None:
    old = cast.a.station
    response = send(
        manager,
        f"/stations/{old.pk}/move/",
        left_on="2024-08-31",
        address="新村路1号",
        venue_kind="affairs_centre",
        opened_on="2024-09-02",
    )
    new = Station.objects.get(street=cast.a.unit, closed_on=None)
    assert response["Location"] == f"/stations/{new.pk}/"
    assert (new.official_name, new.phone, new.address) == (RIGHT, old.phone, "新村路1号")
    assert (new.area_m2, new.equipment.count()) == (None, 0)
    assert "已搬迁" in text_of(manager, f"/stations/{old.pk}/")
    assert "已启用" in text_of(manager, f"/stations/{old.pk}/?as_of=2024-08-31")
    rows = rows_of(manager.get("/stations/export/?as_of=2024-09-20").content)
    assert [row[5] for row in rows[3:] if row[4] == "站"] == ["新村路1号"]
    # The name is in use at the new address.
    old.refresh_from_db()
    refused = manager.post(f"/stations/{old.pk}/reopen/", {"version": old.version}, follow=True)
    assert "本街镇已有同名的服务站" in refused.content.decode()


def test_it_moves_in_after_it_moved_out(cast: Cast, manager) -> None:
    response = send(
        manager,
        f"/stations/{cast.a.station.pk}/move/",
        left_on="2024-08-31",
        address="新村路1号",
        venue_kind="other",
        opened_on="2024-08-31",
    )
    assert "应晚于在原址的最后一天" in response.content.decode()
    assert Station.objects.filter(street=cast.a.unit).count() == 1


def test_moving_over_anothers_change_asks_again(cast: Cast, manager) -> None:
    url = f"/stations/{cast.a.station.pk}/move/"
    typed = filled(manager, url, left_on="2024-08-31", address="新村路1号", venue_kind="other")
    Station.objects.filter(pk=cast.a.station.pk).update(seats=7)
    again = manager.post(url, typed)
    assert "还没有搬迁" in again.content.decode()
    assert drawn(again)["address"] == ["新村路1号"]
    assert manager.post(url, drawn(again)).status_code == 302
    assert Station.objects.filter(street=cast.a.unit).count() == 2


def test_what_was_never_open_does_not_move(cast: Cast, manager) -> None:
    planned = make.StationFactory(
        street=cast.a.unit, kind="extra", status="planned", opened_on=None
    )
    body = text_of(manager, f"/stations/{planned.pk}/move/", status=403)
    assert "直接修改地址" in body
    assert (
        send(manager, f"/stations/{planned.pk}/close/", closed_on="2024-09-18").status_code == 302
    )


# Who may --------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["b_manager", "a_advisor", "a_community", "reviewer", "auditor"])
def test_the_services_ask_too(cast: Cast, who: str) -> None:
    station = cast.a.station
    with pytest.raises(PermissionDenied):
        services.close_site(site=station, version=1, closed_on=date(2024, 9, 1), by=cast.actor(who))
    with pytest.raises(PermissionDenied):
        services.add_station(
            street=cast.a.unit, facts={}, equipment={}, zones={}, by=cast.actor(who)
        )
    station.refresh_from_db()
    assert station.version == 1


@pytest.mark.parametrize("who", ["a_advisor", "a_community", "reviewer"])
def test_who_only_looks_sees_no_buttons(cast: Cast, sign_in, who: str) -> None:
    client = sign_in(who)
    assert "/change/" not in text_of(client, f"/stations/{cast.a.station.pk}/")
    assert "登记服务站" not in text_of(client, "/stations/")


def test_undeclared_fields_change_nothing(cast: Cast, manager, change_url: str) -> None:
    send(manager, change_url, seats="5", street=cast.b.unit.code, status="closed", id="99")
    station = Station.objects.get(pk=cast.a.station.pk)
    assert (station.street, station.status, station.seats) == (cast.a.unit, "open", 5)


def test_the_pages_cost_does_not_grow(cast: Cast, manager, sign_in) -> None:
    station = cast.a.station
    make.StationEquipmentFactory(station=station)
    make.StationZoneFactory(station=station)

    def more() -> None:
        for kind in ("chair", "computer", "internet"):
            make.StationEquipmentFactory(station=station, kind=kind)
        for kind in ("casework_zone", "conference_zone", "other"):
            make.StationZoneFactory(station=station, kind=kind)
        for seats in range(10, 30):
            send(sign_in("a_admin"), f"/stations/{station.pk}/change/", seats=str(seats))

    # One change through a page, so that there is somebody to name.
    send(manager, f"/stations/{station.pk}/change/", seats="9")
    assert costs_the_same(manager, f"/stations/{station.pk}/", more)
