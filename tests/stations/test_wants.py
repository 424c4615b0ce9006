"""What the clauses still want of a station is what the score counts."""

from datetime import date

import pytest

from stations.enums import EquipmentKind
from stations.models import Station
from stations.wants import Want, wants_of
from tests.cast import Cast
from tests.pages import text_of

DAY = date(2024, 9, 20)
ALL = {kind.value: 1 for kind in EquipmentKind}
ZONES = {"reception_zone": {}, "casework_zone": {}, "conference_zone": {}}


def wants(
    cast: Cast, equipment=None, zones=None, *, needs_seats: bool = False, **facts: object
) -> dict[str, Want]:
    station = cast.a.station
    for name, value in facts.items():
        setattr(station, name, value)
    found = wants_of(station, equipment or {}, zones or {}, DAY, needs_seats=needs_seats)
    return {one.code: one for one in found}


def test_a_bare_station_wants_nearly_all(cast: Cast) -> None:
    found = wants(cast, phone="", opening_hours="")
    assert {code: one.state for code, one in found.items()} == {
        "T1-2": "partial",
        "S1-1": "full",
        "S2-1": "no_data",
        "S2-2": "no_data",
        "S2-3": "no_data",
        "S3-3": "no_data",
    }
    assert "设在社区事务受理服务中心、独立设置、实体化" in found["T1-2"].words
    assert "桌、椅、电脑、互联网" in found["S2-2"].words
    assert (found["T1-2"].field, found["S3-3"].field) == ("venue_kind", "phone")


def test_a_complete_one_waits_for_photos_and_the_reviewer(cast: Cast) -> None:
    found = wants(
        cast,
        ALL,
        ZONES,
        venue_kind="affairs_centre",
        is_independent=True,
        is_physical=True,
        area_m2=20,
        seats=4,
    )
    assert {code: one.state for code, one in found.items()} == {
        "T1-2": "partial",
        "S1-1": "full",
        "S2-1": "awaiting_review",
        "S2-2": "full",
        "S2-3": "full",
        "S3-3": "partial",
    }
    assert not any(one.field for one in found.values())


@pytest.mark.parametrize(
    ("facts", "state", "field"),
    [
        ({"opened_on": None, "status": "planned", "address": ""}, "zero", "address"),
        ({"opened_on": None, "status": "planned"}, "partial", "opened_on"),
        ({"closed_on": date(2024, 9, 1), "status": "closed"}, "zero", "opened_on"),
    ],
)
def test_the_place_before_and_after(cast: Cast, facts: dict, state: str, field: str) -> None:
    found = wants(cast, **facts)["T1-2"]
    assert (found.state, found.field) == (state, field)


def test_a_wrong_name(cast: Cast) -> None:
    assert "应为“普陀区石泉路街道" in wants(cast, official_name="石泉站")["S1-1"].words


@pytest.mark.parametrize(("kind", "code"), [("extra", "T1-3"), ("studio", "T1-4")])
def test_others_earn_by_being_open(cast: Cast, kind: str, code: str) -> None:
    assert set(wants(cast, kind=kind)) == {code}
    assert wants(cast, kind=kind, opened_on=None)[code].state == "zero"


def test_the_page_quotes_the_clauses_and_leads_to_the_field(cast: Cast, sign_in) -> None:
    url = f"/stations/{cast.a.station.pk}/"
    body = text_of(sign_in("a_manager"), url)
    assert "“配备必要的桌椅、电脑以及互联网办公等设备”" in body
    assert f"{url}change/#id_desk" in body
    assert f"/scores/{cast.a.unit.code}/S2-2/" in body
    assert "#id_desk" not in text_of(sign_in("a_community"), url)


def test_a_neighbours_station_is_not_found(cast: Cast, sign_in) -> None:
    other = Station.objects.get(street=cast.b.unit)
    assert cast.b.unit.name not in text_of(
        sign_in("a_manager"), f"/stations/{other.pk}/", status=404
    )


@pytest.mark.parametrize(
    ("facts", "needs_seats", "state", "field"),
    [
        ({}, False, "no_data", "area_m2"),
        ({"seats": 4}, False, "no_data", "area_m2"),
        ({"area_m2": 20}, False, "awaiting_review", "seats"),
        ({"area_m2": 20}, True, "no_data", "seats"),
        ({"area_m2": 20, "seats": 4}, True, "awaiting_review", ""),
    ],
)
def test_the_workspace_is_told_as_it_is_scored(
    cast: Cast, facts: dict, needs_seats: bool, state: str, field: str
) -> None:
    blank = {"area_m2": None, "seats": None}
    found = wants(cast, needs_seats=needs_seats, **(blank | facts))["S2-1"]
    assert (found.state, found.field) == (state, field)
