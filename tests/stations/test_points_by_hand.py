"""Service points: one changed, many opened at once, each with its right name."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command

from audit.models import Entry
from orgs.models import Unit
from stations import services
from stations.models import ServicePoint
from stations.patterns import Pattern
from tests import factories as make
from tests.cast import Cast
from tests.ledgers.directories import unit_rows
from tests.pages import costs_the_same, text_of
from tests.stations.browsing import drawn, filled, send

SHARED = {
    "address": "〔居村〕办公室",
    "phone": "66158630",
    "opening_hours": "周一至周五 9:00-17:00",
    "opened_on": "2024-06-02",
}


@pytest.fixture
def manager(cast: Cast, sign_in):
    return sign_in("a_manager")


@pytest.fixture
def url(cast: Cast) -> str:
    return f"/stations/points/open/{cast.a.unit.code}/"


def test_the_preview_shows_what_will_be_made_and_writes_nothing(
    cast: Cast, manager, url: str
) -> None:
    body = send(manager, url, step="preview", **SHARED).content.decode()
    for community in cast.a.communities[1:]:
        assert f"石泉路街道{community.short_name}社区救助顾问服务点" in body
        assert f"{community.name}办公室" in body
    assert "登记 2 个服务点" in body
    assert "不可作为室内外挂牌内容" in body
    assert ServicePoint.objects.filter(community__parent=cast.a.unit).count() == 1


def test_then_they_are_made_at_once(cast: Cast, manager, url: str) -> None:
    previewed = send(manager, url, step="preview", **SHARED)
    response = manager.post(url, drawn(previewed) | {"step": "open"})
    assert response.status_code == 302
    made = ServicePoint.objects.filter(community__in=cast.a.communities[1:])
    assert {point.official_name for point in made} == {
        f"石泉路街道{one.short_name}社区救助顾问服务点" for one in cast.a.communities[1:]
    }
    assert {(one.status, one.opened_on, one.phone) for one in made} == {
        ("open", date(2024, 6, 2), "021-66158630")
    }
    entry = Entry.objects.order_by("-id").first()
    assert (entry.subject, entry.detail["count"]) == ("service_points", 2)


def test_a_second_press_makes_no_more(cast: Cast, manager, url: str) -> None:
    fields = drawn(send(manager, url, step="preview", **SHARED)) | {"step": "open"}
    manager.post(url, fields)
    again = manager.post(url, fields, follow=True)
    assert "没有新开设的" in again.content.decode()
    assert ServicePoint.objects.filter(community__parent=cast.a.unit).count() == 3


def test_what_was_changed_after_the_preview_is_shown_first(cast: Cast, manager, url: str) -> None:
    fields = drawn(send(manager, url, step="preview", **SHARED))
    response = manager.post(url, fields | {"step": "open", "address": "别处"})
    assert "还没有登记" in response.content.decode()
    assert ServicePoint.objects.filter(community__parent=cast.a.unit).count() == 1


def test_an_address_too_long_with_a_name_in_it_is_refused(manager, url: str) -> None:
    body = send(manager, url, step="preview", **SHARED | {"address": "路" * 115 + "〔居村〕"})
    assert "不能超过120个字" in body.content.decode()


def test_only_the_chosen_ones_are_made(cast: Cast, manager, url: str) -> None:
    chosen = cast.a.communities[2]
    previewed = send(manager, url, step="preview", **SHARED, communities=[chosen.code])
    manager.post(url, drawn(previewed) | {"step": "open"})
    assert ServicePoint.objects.filter(community=chosen).exists()
    assert not ServicePoint.objects.filter(community=cast.a.communities[1]).exists()


def test_a_neighbours_community_cannot_be_slipped_in(cast: Cast, manager, url: str) -> None:
    foreign = cast.b.communities[1]
    typed = filled(manager, url, step="open", **SHARED, communities=[foreign.code])
    assert manager.post(url, typed).status_code == 200
    assert not ServicePoint.objects.filter(community=foreign).exists()
    with pytest.raises(PermissionDenied):
        services.open_points(communities=[foreign], pattern=Pattern(), by=cast.actor("a_manager"))
    assert not ServicePoint.objects.filter(community=foreign).exists()


def test_all_of_taopu_at_once(cast: Cast, sign_in) -> None:
    call_command("load_district", "putuo", verbosity=0)
    taopu = Unit.objects.get(name="桃浦镇")
    client = sign_in("district_admin")
    url = f"/stations/points/open/{taopu.pk}/"
    previewed = send(client, url, step="preview", **SHARED)
    client.post(url, drawn(previewed) | {"step": "open"})
    made = dict(
        ServicePoint.objects.filter(community__parent=taopu).values_list(
            "community_id", "official_name"
        )
    )
    assert len(made) == 48
    # The names the units' own list carries.
    *_, name_column = unit_rows()[0]
    expected = {
        row["community_code"]: row[name_column]
        for row in unit_rows()
        if row["community_code"] in made
    }
    assert made == expected
    assert "桃浦镇金光村社区救助顾问服务点" in made.values()
    assert "桃浦镇海棠苑居委社区救助顾问服务点" in made.values()
    assert text_of(client, f"/stations/points/?street={taopu.pk}&show=misnamed").count("名称都规范")


def test_haitangyuan_is_named_by_its_own_street(cast: Cast) -> None:
    call_command("load_district", "putuo", verbosity=0)
    both = Unit.objects.filter(name="海棠苑居委会").select_related("parent")
    services.open_points(communities=list(both), pattern=Pattern(), by=cast.actor("district_admin"))
    names = ServicePoint.objects.filter(community__in=both).values_list("official_name", flat=True)
    assert set(names) == {
        "桃浦镇海棠苑居委社区救助顾问服务点",
        "真如镇街道海棠苑居委社区救助顾问服务点",
    }


def test_names_with_shequ_in_them_stay_whole(cast: Cast) -> None:
    call_command("load_district", "putuo", verbosity=0)
    named = Unit.objects.communities().filter(short_name__contains="社区").select_related("parent")
    assert named
    services.open_points(
        communities=list(named), pattern=Pattern(), by=cast.actor("district_admin")
    )
    for point in ServicePoint.objects.filter(community__in=named).select_related("community"):
        assert point.community.short_name in point.official_name
        assert point.official_name.endswith("社区救助顾问服务点")


# One point ------------------------------------------------------------------------------------


def test_a_point_is_changed(cast: Cast, manager) -> None:
    url = f"/stations/points/{cast.a.point.pk}/change/"
    assert "桌面立牌" in text_of(manager, url)
    assert send(manager, url, phone="6615 8631").status_code == 302
    point = ServicePoint.objects.get(pk=cast.a.point.pk)
    assert (point.phone, point.version) == ("021-66158631", 2)


def test_two_at_one_point(cast: Cast, manager, sign_in) -> None:
    url = f"/stations/points/{cast.a.point.pk}/change/"
    mine = filled(manager, url, address="一号楼")
    send(sign_in("a_admin"), url, address="二号楼", opening_hours="全天")
    response = manager.post(url, mine)
    body = response.content.decode()
    assert response.status_code == 409
    assert "一号楼" in body
    assert "二号楼" in body
    assert drawn(response)["opening_hours"] == ["全天"]


def test_a_wrong_name_of_a_point_quotes_the_rule(cast: Cast, manager) -> None:
    url = f"/stations/points/{cast.a.point.pk}/change/"
    body = send(manager, url, official_name="石泉点").content.decode()
    assert "附件（S1-5）" in body
    assert cast.a.point.official_name in body


def test_a_point_is_closed_and_its_community_lacks_one(cast: Cast, manager) -> None:
    base = f"/stations/points/{cast.a.point.pk}/"
    send(manager, f"{base}close/", closed_on="2024-09-18")
    first, *_ = cast.a.communities
    assert first.name in text_of(manager, f"/stations/points/open/{cast.a.unit.code}/")
    point = ServicePoint.objects.get(pk=cast.a.point.pk)
    make.ServicePointFactory(community=first)
    refused = manager.post(f"{base}reopen/", {"version": point.version}, follow=True)
    assert "这个居村已有服务点" in refused.content.decode()


def test_communities_without_a_point_come_first(cast: Cast, manager) -> None:
    make.ServicePointFactory(community=cast.a.communities[1], status="planned", opened_on=None)
    body = text_of(manager, "/stations/points/")
    first, second, third = (body.index(f'"row">{one.name}<') for one in cast.a.communities)
    assert third < second < first


def test_the_cost_does_not_grow_with_the_communities(cast: Cast, manager, url: str) -> None:
    def more() -> None:
        for number in range(20, 60):
            make.CommunityFactory(parent=cast.a.unit, number=number)

    assert costs_the_same(manager, url, more)
    assert costs_the_same(manager, f"/stations/points/{cast.a.point.pk}/", more_points)


def more_points() -> None:
    make.ServicePointFactory.create_batch(20)
