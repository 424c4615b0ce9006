"""What the station ledger's own rules say of a row."""

from typing import Any

import pytest

from ledgers.checking import CheckedRow
from tests.ledgers.books import book
from tests.ledgers.checks import check, codes, only_problem
from tests.ledgers.directories import TODAY

POINT = {
    "街镇": "曹杨",
    "居村": "源园",
    "站点名称": "曹杨新村街道源园居委社区救助顾问服务点",
    "类型": "点",
    "地址": "曹杨路1号",
    "联系电话": "62050000",
    "开放时间": "周一至周五",
    "负责人": "张三",
    "启用日期": "2024-03-05",
}
STATION = {
    **POINT,
    "居村": None,
    "站点名称": "普陀区曹杨新村街道社区救助顾问服务站",
    "类型": "站",
    "设置场所": "社区事务受理服务中心",
    "面积（㎡）": "40㎡",
}
STATION_HEADER = (*STATION, "状态", "关闭日期")


def sites(*rows: dict[str, Any]) -> tuple[CheckedRow, ...]:
    cells = [[row.get(label) for label in STATION_HEADER] for row in rows]
    return check(book(("站点", [STATION_HEADER, *cells]))).rows


def site(base: dict[str, Any], **change: Any) -> CheckedRow:
    [row] = sites({**base, **change})
    return row


def test_a_station_and_a_point_are_read() -> None:
    station, point = sites(STATION, POINT)

    assert (station.problems, point.problems) == ((), ())
    assert (station.values["kind"], point.values["kind"]) == ("main", "point")
    assert (station.values["community"], point.values["community"]) == (None, "310107005001")
    assert station.values["venue_kind"] == "affairs_centre"
    assert station.values["area_m2"] == 40
    assert point.values["status"] == "open"


@pytest.mark.parametrize(
    ("base", "change", "expected"),
    [
        (POINT, {"居村": None}, ["required"]),
        (STATION, {"设置场所": None}, ["required"]),
        (STATION, {"居村": "源园"}, ["community_unneeded"]),
        (STATION, {"设置场所": "活动室"}, ["venue_other"]),
        (STATION, {"联系电话": "12345"}, []),
        (POINT, {"联系电话": "6205"}, ["phone_bad"]),
        (POINT, {"启用日期": None}, ["required"]),
        (POINT, {"启用日期": None, "状态": "筹建"}, []),
        (POINT, {"状态": "关闭"}, ["required"]),
        (POINT, {"关闭日期": "2024-03-04"}, ["date_order"]),
        (POINT, {"类型": "亭"}, ["choice_unknown"]),
        (POINT, {"站点名称": "曹杨新村源园居委社区救助顾问服务点"}, ["station_name_nonstandard"]),
        (STATION, {"站点名称": "曹杨服务站"}, ["station_name_nonstandard"]),
        (STATION, {"站点名称": "曹杨服务站", "类型": "增设站"}, []),
    ],
)
def test_what_a_site_is_told(
    base: dict[str, Any], change: dict[str, Any], expected: list[str]
) -> None:
    assert codes(site(base, **change)) == expected


def test_a_wrong_name_is_suggested_right() -> None:
    problem = only_problem(site(POINT, 站点名称="源园服务点"))
    assert problem.suggestion == POINT["站点名称"]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({}, "open"),
        ({"启用日期": "2030-01-01"}, "planned"),
        ({"关闭日期": "2024-06-30"}, "closed"),
        ({"关闭日期": TODAY}, "open"),  # its last day
        ({"启用日期": TODAY}, "open"),
        ({"状态": "停用", "关闭日期": "2024-06-30"}, "closed"),
    ],
)
def test_the_status_follows_from_the_days(change: dict[str, Any], status: str) -> None:
    assert site(POINT, **change).values["status"] == status


def test_a_community_has_one_point_and_a_street_several_stations() -> None:
    point, renamed = sites(POINT, {**POINT, "站点名称": "源园服务点"})
    assert codes(renamed) == ["station_name_nonstandard", "duplicate_row"]

    main, extra, same = sites(
        STATION, {**STATION, "类型": "增设站"}, {**STATION, "地址": "曹杨路2号"}
    )
    assert (point.is_good, main.is_good, extra.is_good) == (True, True, True)
    assert codes(same) == ["duplicate_row"]
