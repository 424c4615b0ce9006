"""The pages of stations and points, and their ledger."""

from datetime import date

from audit.models import Entry
from stations.models import ServicePoint, Station
from tests import factories as make
from tests.cast import Cast
from tests.pages import costs_the_same, rows_of, text_of


def test_a_station_stands_in_its_state_of_the_day(cast: Cast, sign_in) -> None:
    client = sign_in("a_manager")
    assert "筹建" in text_of(client, "/stations/?as_of=2024-04-03")
    assert "已启用" in text_of(client, "/stations/?as_of=2024-04-04")
    Station.objects.update(closed_on=date(2024, 8, 31))
    assert "已启用" in text_of(client, "/stations/?as_of=2024-08-31")
    assert "已关闭" in text_of(client, "/stations/?as_of=2024-09-01")


def test_streets_without_an_open_station_are_named(cast: Cast, sign_in) -> None:
    bare = make.StreetFactory(core_name="万里")
    assert f"：{bare.name}。" in text_of(sign_in("reviewer"), "/stations/")


def test_a_wrong_station_name_stands_beside_the_right_one(cast: Cast, sign_in) -> None:
    client = sign_in("a_manager")
    assert "名称不规范" not in text_of(client, "/stations/")
    Station.objects.filter(street=cast.a.unit).update(official_name="石泉救助站")
    body = text_of(client, "/stations/")
    assert "应为 普陀区石泉路街道社区救助顾问服务站" in body


def test_studios_need_no_official_name(cast: Cast, sign_in) -> None:
    make.StationFactory(street=cast.a.unit, kind="studio", official_name="“永兴”工作室")
    body = text_of(sign_in("a_manager"), "/stations/?kind=studio")
    assert "永兴" in body
    assert "名称不规范" not in body


def test_the_name_of_a_lead_is_for_the_street(cast: Cast, sign_in) -> None:
    assert cast.a.station.lead_name in text_of(sign_in("a_manager"), "/stations/")
    assert cast.a.station.lead_name not in text_of(sign_in("reviewer"), "/stations/")


def test_every_community_has_its_row_with_a_point_or_without(cast: Cast, sign_in) -> None:
    body = text_of(sign_in("a_manager"), "/stations/points/")
    assert [c.name for c in cast.a.communities if c.name not in body] == []
    assert cast.a.point.official_name in body
    assert "未设" in body


def test_points_are_filtered_as_the_score_counts_them(cast: Cast, sign_in) -> None:
    first, second, third = cast.a.communities
    make.ServicePointFactory(community=second, official_name="石里2服务点")
    make.ServicePointFactory(community=third, status="planned", opened_on=None)
    client = sign_in("a_manager")
    missing = text_of(client, "/stations/points/?show=missing")
    assert third.name in missing
    assert first.name not in missing
    assert second.name not in missing
    misnamed = text_of(client, "/stations/points/?show=misnamed")
    assert second.name in misnamed
    assert f"应为 石泉路街道{second.short_name}社区救助顾问服务点" in misnamed
    assert first.name not in misnamed


def test_points_are_those_of_the_day(cast: Cast, sign_in) -> None:
    client = sign_in("a_manager")
    assert cast.a.communities[0].name in text_of(
        client, "/stations/points/?show=missing&as_of=2024-06-01"
    )
    assert cast.a.communities[0].name not in text_of(
        client, "/stations/points/?show=missing&as_of=2024-06-02"
    )


def test_with_nothing_missing_the_page_says_so(cast: Cast, sign_in) -> None:
    for community in cast.a.communities[1:]:
        make.ServicePointFactory(community=community)
    client = sign_in("a_manager")
    assert "每个居村都设了服务点" in text_of(client, "/stations/points/?show=missing")
    assert "名称都规范" in text_of(client, "/stations/points/?show=misnamed")


def test_without_stations_the_page_tells_the_first_step(cast: Cast, sign_in) -> None:
    Station.objects.all().delete()
    body = text_of(sign_in("a_manager"), "/stations/")
    assert "还没有登记服务站" in body
    assert "T1-2" in body


def test_a_community_not_valid_on_the_day_is_left_out(cast: Cast, sign_in) -> None:
    gone = cast.a.communities[2]
    gone.valid_to = date(2024, 8, 31)
    gone.save()
    assert gone.name not in text_of(sign_in("a_manager"), "/stations/points/")


def test_the_ledger_is_in_the_offices_layout_and_leaves_a_line(cast: Cast, sign_in) -> None:
    response = sign_in("a_manager").get(f"/stations/export/?street={cast.a.unit.code}")
    assert "attachment" in response["Content-Disposition"]
    rows = rows_of(response.content)
    assert rows[2] == [
        "序号", "街镇", "居村", "站点名称", "类型", "地址", "设置场所", "面积（㎡）", "联系电话",
        "开放时间", "负责人", "启用日期",
    ]  # fmt: skip
    assert [row[4] for row in rows[3:]] == ["站", "点"]
    assert rows[3][10] == cast.a.station.lead_name
    entry = Entry.objects.order_by("-id").first()
    assert entry.action == Entry.Action.EXPORTED
    assert entry.username == "a_manager"
    assert entry.detail["rows"] == 2
    assert cast.a.station.lead_name not in str(entry.detail)


def test_the_districts_ledger_masks_names(cast: Cast, sign_in) -> None:
    rows = rows_of(sign_in("reviewer").get("/stations/export/").content)
    assert {row[10] for row in rows[3:]} == {"石***", "寿***"}


def test_the_cost_does_not_grow(cast: Cast, sign_in) -> None:
    client = sign_in("reviewer")
    make.StationFactory(street=cast.a.unit, kind="extra")

    def add_stations() -> None:
        make.StationFactory.create_batch(30)

    def add_points() -> None:
        for n in range(20, 60):
            make.ServicePointFactory(community=make.CommunityFactory(parent=cast.a.unit, number=n))

    assert costs_the_same(client, "/stations/", add_stations)
    assert costs_the_same(client, "/stations/points/", add_points)
    assert costs_the_same(client, "/stations/export/", add_points_elsewhere)


def add_points_elsewhere() -> None:
    make.ServicePointFactory.create_batch(20)
    assert ServicePoint.objects.count() > 20


def test_long_lists_come_in_pages(cast: Cast, sign_in) -> None:
    for n in range(20, 70):
        make.CommunityFactory(parent=cast.a.unit, number=n)
    client = sign_in("a_manager")
    assert "第 1–50 行，共 53 行" in text_of(client, "/stations/points/")
    assert "第 51–53 行，共 53 行" in text_of(client, "/stations/points/?page=2")
