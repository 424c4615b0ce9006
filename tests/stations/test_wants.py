"""What the clauses still want of a station is what the score counts."""

from datetime import date
from typing import Any

import pytest

from stations.enums import EquipmentKind
from stations.models import Station
from stations.photos import Photos
from stations.wants import Facts, Want, wants_of
from tests import factories as make
from tests.assessment.counting import Counting
from tests.cast import Cast
from tests.pages import text_of
from tests.stations.showing import photo

DAY = date(2024, 9, 20)
ALL = {kind.value: 1 for kind in EquipmentKind}
ZONES: dict[str, Any] = {"reception_zone": {}, "casework_zone": {}, "conference_zone": {}}
HOUSE = {"venue_kind": "affairs_centre", "is_independent": True, "is_physical": True}
WAITS, REFUSED = Photos(waiting=2), Photos(refused=1, reason="看不清")
DONE = Photos(accepted=2)


def wants(cast: Cast, facts: dict[str, Any] | None = None, **columns: object) -> dict[str, Want]:
    """By clause, of the street's station with some columns changed."""
    station = cast.a.station
    for name, value in columns.items():
        setattr(station, name, value)
    return {one.code: one for one in wants_of(station, Facts(day=DAY, **(facts or {})))}


def states(found: dict[str, Want]) -> dict[str, str]:
    return {code: one.state for code, one in found.items()}


def test_a_bare_station_wants_nearly_all(cast: Cast) -> None:
    found = wants(cast, phone="", opening_hours="")
    assert states(found) == {
        "T1-2": "partial",
        "S1-1": "full",
        "S1-2": "no_data",
        "S1-3": "no_data",
        "S2-1": "zero",
        "S2-2": "no_data",
        "S2-3": "no_data",
        "S3-1": "no_data",
        "S3-2": "no_data",
        "S3-3": "zero",
        "R5-3": "no_data",
    }
    assert found["T1-2"].words == (
        "未登记设置场所、未登记是否独立设置、未登记是否实体化、还没有上传站点实景照片（要2张）。"
    )
    assert "桌、椅、电脑、互联网" in found["S2-2"].words
    assert (found["T1-2"].field, found["S3-3"].field) == ("venue_kind", "phone")
    assert (found["T1-2"].tag, found["S1-2"].tag) == ("premises", "outdoor_plaque")
    assert (found["S3-1"].tag, found["S3-2"].section) == ("wall_workflow", "leaflets")


def test_a_complete_one_lacks_its_photos_alone(cast: Cast) -> None:
    facts = {"equipment": ALL, "zones": ZONES, "leaflets": ["一本通"]}
    found = wants(cast, facts, **HOUSE, area_m2=20, seats=4)
    assert states(found) == {
        "T1-2": "partial",
        "S1-1": "full",
        "S1-2": "no_data",
        "S1-3": "no_data",
        "S2-1": "partial",
        "S2-2": "full",
        "S2-3": "full",
        "S3-1": "no_data",
        "S3-2": "zero",
        "S3-3": "partial",
        "R5-3": "no_data",
    }
    assert not any(one.field or one.section for one in found.values())


def test_with_all_photos_accepted_nothing_is_wanted(cast: Cast) -> None:
    keys = [
        "premises",
        "outdoor_plaque",
        "indoor_plaque",
        "logo",
        "workspace",
        "wall_workflow",
        "wall_mechanisms",
        "wall_philosophy",
        "wall_features",
        "leaflets",
        "contact_notice",
        "showcase",
        "brand_sign",
    ]
    facts = {"equipment": ALL, "zones": ZONES, "leaflets": ["一本通"]}
    facts |= {"photos": dict.fromkeys(keys, DONE)}
    found = wants(cast, facts, **HOUSE, area_m2=20, seats=4, brand_name="暖石")
    assert set(states(found).values()) == {"full"}
    assert not any(one.field or one.section or one.tag for one in found.values())


@pytest.mark.parametrize(
    ("code", "tag", "waiting", "refused"),
    [
        ("T1-2", "premises", "awaiting_review", "partial"),
        ("S1-2", "indoor_plaque", "awaiting_review", "zero"),
        ("S1-3", "logo", "awaiting_review", "zero"),
        ("S2-1", "workspace", "awaiting_review", "partial"),
        ("S3-1", "wall_features", "awaiting_review", "zero"),
        ("S3-2", "leaflets", "awaiting_review", "zero"),
        ("S3-3", "contact_notice", "full", "partial"),  # one that waits is enough
        ("R5-3", "showcase", "awaiting_review", "zero"),
    ],
)
def test_photos_that_wait_and_that_were_refused(
    cast: Cast, code: str, tag: str, waiting: str, refused: str
) -> None:
    facts = {"leaflets": ["一本通"], "equipment": ALL, "zones": ZONES}
    place = HOUSE | {"area_m2": 20, "seats": 4}
    waits = wants(cast, facts | {"photos": {tag: WAITS}}, **place)[code]
    again = wants(cast, facts | {"photos": {tag: REFUSED}}, **place)[code]
    assert (waits.state, again.state) == (waiting, refused)
    assert "看不清" in again.words
    assert again.tag
    if waiting != "full":
        assert "待审" in waits.words


@pytest.mark.parametrize(
    ("facts", "state", "field"),
    [
        ({"opened_on": None, "status": "planned", "address": ""}, "zero", "opened_on"),
        ({"opened_on": None, "status": "planned"}, "partial", "opened_on"),
        ({"closed_on": date(2024, 9, 1), "status": "closed"}, "zero", ""),
    ],
)
def test_the_place_before_and_after(cast: Cast, facts: dict, state: str, field: str) -> None:
    found = wants(cast, **facts)["T1-2"]
    assert (found.state, found.field) == (state, field)


def test_a_wrong_name(cast: Cast) -> None:
    assert "应为“普陀区石泉路街道" in wants(cast, official_name="石泉站")["S1-1"].words


@pytest.mark.parametrize(
    ("photos", "name", "state", "words"),
    [
        ({}, "", "tracked", "有品牌的"),
        ({"brand_sign": WAITS}, "", "tracked", "待审"),
        ({"brand_sign": DONE}, "", "full", "并排"),
        ({"brand_sign": REFUSED}, "", "zero", "看不清"),
        (
            {"brand_sign": Photos(refused=1, waiting=1, reason="看不清")},
            "",
            "awaiting_review",
            "新的照片待审",
        ),
        ({}, "暖石服务站", "zero", "以品牌代替了规定名称"),
        ({"brand_sign": DONE}, "暖石服务站", "zero", "以品牌代替了规定名称"),
    ],
)
def test_the_brand(
    cast: Cast, photos: dict[str, Photos], name: str, state: str, words: str
) -> None:
    columns = {"brand_name": "暖石"} | ({"official_name": name} if name else {})
    found = wants(cast, {"photos": photos}, **columns)["S1-4"]
    assert found.state == state
    assert words in found.words


def test_an_extra_station_earns_by_being_open(cast: Cast) -> None:
    assert states(wants(cast, kind="extra")) == {"T1-3": "full"}
    assert states(wants(cast, kind="extra", opened_on=None)) == {"T1-3": "zero"}
    assert set(wants(cast, kind="extra", brand_name="暖石")) == {"T1-3", "S1-4"}


@pytest.mark.parametrize(
    ("photos", "state", "tag"),
    [
        ({}, "zero", "mechanism_document"),
        ({"mechanism_document": WAITS}, "full", ""),
        ({"mechanism_document": DONE}, "full", ""),
        ({"mechanism_document": REFUSED}, "zero", "mechanism_document"),
    ],
)
def test_a_studio_earns_by_its_document(
    cast: Cast, photos: dict[str, Photos], state: str, tag: str
) -> None:
    found = wants(cast, {"photos": photos}, kind="studio")["T1-4"]
    assert (found.state, found.tag) == (state, tag)
    assert states(wants(cast, {"photos": photos}, kind="studio", opened_on=None)) == {
        "T1-4": "zero"
    }


def test_the_page_quotes_the_clauses_and_leads_to_the_field(cast: Cast, sign_in) -> None:
    station = cast.a.station
    url = f"/stations/{station.pk}/"
    body = text_of(sign_in("a_manager"), url)
    assert "“配备必要的桌椅、电脑以及互联网办公等设备”" in body
    assert f"{url}change/#id_desk" in body
    assert f"/scores/{cast.a.unit.code}/S2-2/" in body
    assert f"/evidence/add/station:{station.pk}/?tag=premises" in body
    for_community = text_of(sign_in("a_community"), url)
    assert "#id_desk" not in for_community
    assert "/evidence/add/" not in for_community


def test_a_photo_handed_in_is_told_on_the_page(cast: Cast, sign_in) -> None:
    station = cast.a.station
    client, url = sign_in("a_manager"), f"/stations/{station.pk}/"
    assert "还没有上传统一标识照片" in text_of(client, url)
    photo(station, "logo", state="awaiting_review")
    assert "统一标识照片待审" in text_of(client, url)
    photo(station, "logo")
    assert "统一标识已确认" in text_of(client, url)
    # On the day before it was accepted it was not.
    assert "统一标识照片待审" in text_of(client, f"{url}?as_of=2024-06-24")


def test_what_the_street_owes_itself_is_not_called_waiting(cast: Cast) -> None:
    """Photos lie with the district, but its word alone would not do."""
    keys = ("premises", "workspace", "leaflets")
    found = wants(cast, {"photos": dict.fromkeys(keys, WAITS)})
    assert {code: found[code].state for code in ("T1-2", "S2-1", "S3-2")} == {
        "T1-2": "partial",
        "S2-1": "zero",
        "S3-2": "zero",
    }
    one = {"photos": {"premises": Photos(accepted=0, waiting=1)}}
    found = wants(cast, one, **HOUSE)
    assert (found["T1-2"].state, found["T1-2"].tag) == ("partial", "premises")


def test_the_page_and_the_score_say_the_same_of_the_place(cast: Cast, sign_in) -> None:
    photo(cast.a.station, "premises")
    told = Counting.on().gap("T1-2", cast.a.unit)
    assert "站点实景照片要2张，已通过1张" in told
    assert f"{told}。" in text_of(sign_in("a_manager"), f"/stations/{cast.a.station.pk}/")


def test_a_neighbours_station_is_not_found(cast: Cast, sign_in) -> None:
    other = Station.objects.get(street=cast.b.unit)
    assert cast.b.unit.name not in text_of(
        sign_in("a_manager"), f"/stations/{other.pk}/", status=404
    )


@pytest.mark.parametrize(
    ("columns", "needs_seats", "state", "field"),
    [
        ({}, False, "zero", "area_m2"),
        ({"seats": 4}, False, "zero", "area_m2"),
        ({"area_m2": 20}, False, "partial", "seats"),
        ({"area_m2": 20}, True, "zero", "seats"),
        ({"area_m2": 20, "seats": 4}, True, "partial", ""),
    ],
)
def test_the_workspace_is_told_as_it_is_scored(
    cast: Cast, columns: dict, needs_seats: bool, state: str, field: str
) -> None:
    blank = {"area_m2": None, "seats": None}
    found = wants(cast, {"needs_seats": needs_seats}, **(blank | columns))["S2-1"]
    assert (found.state, found.field) == (state, field)


def test_links_that_know_only_the_street_find_its_station(cast: Cast, sign_in) -> None:
    street, station = cast.a.unit.code, cast.a.station

    def led(name: str, **query: str) -> str:
        return str(sign_in(name).get("/stations/main/", query)["Location"])

    assert led("a_manager", street=street) == f"/stations/{station.pk}/#wants"
    upload = f"/evidence/add/station:{station.pk}/?tag=logo"
    assert led("a_manager", street=street, show="logo") == upload
    assert led("reviewer", street=street, show="logo") == f"/stations/{station.pk}/#wants"
    assert led("a_community", street=street, show="logo") == f"/stations/{station.pk}/#wants"
    # No studio yet; the neighbour's is not hers; nonsense leads to the station.
    assert led("a_manager", street=street, show="mechanism_document").startswith("/stations/?")
    assert led("a_manager", street=cast.b.unit.code).startswith("/stations/?")
    assert led("a_manager", street="x\0") == "/stations/"
    assert led("a_manager", street=street, show="x") == f"/stations/{station.pk}/#wants"
    studio = make.StationFactory(street=cast.a.unit, kind="studio", official_name="工作室")
    there = led("a_manager", street=street, show="mechanism_document")
    assert there == f"/evidence/add/station:{studio.pk}/?tag=mechanism_document"
