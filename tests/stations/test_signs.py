"""Desk signs of service points (S1-6): in the list, on the point's page."""

import pytest

from tests import factories as make
from tests.cast import Cast
from tests.pages import costs_the_same, text_of
from tests.stations.showing import photo

LIST = "/stations/points/"


@pytest.fixture
def signed(cast: Cast) -> Cast:
    """Three points of street A: the sign of one accepted, of one waiting, of one refused."""
    points = [
        cast.a.point,
        *(make.ServicePointFactory(community=one) for one in cast.a.communities[1:]),
    ]
    for point, state in zip(points, ("accepted", "awaiting_review", "refused"), strict=True):
        photo(point, "desk_sign", state=state)
    return cast


def test_the_list_tells_how_each_sign_stands(signed: Cast, sign_in) -> None:
    body = text_of(sign_in("a_manager"), LIST)
    for words in ("已接受", "待审", "未通过", "看不清牌子"):
        assert words in body
    assert "立牌照片" in body


def test_those_without_a_sign_are_filtered(signed: Cast, sign_in) -> None:
    """What waits lies with the district; the refused one and the one without are the street's."""
    first, second, third = signed.a.communities
    client = sign_in("a_manager")
    body = text_of(client, f"{LIST}?show=unsigned")
    assert third.name in body
    assert first.name not in body
    assert second.name not in body
    assert signed.b.communities[0].name not in body
    for point in third.service_points.all():
        photo(point, "desk_sign", state="awaiting_review")
    assert "启用的服务点都有立牌照片" in text_of(client, f"{LIST}?show=unsigned")


def test_a_point_without_a_photo_leads_to_handing_it_in(cast: Cast, sign_in) -> None:
    there = f"/evidence/add/point:{cast.a.point.pk}/?tag=desk_sign"
    assert there in text_of(sign_in("a_manager"), LIST)
    assert there in text_of(sign_in("a_community"), LIST)
    assert "/evidence/add/" not in text_of(sign_in("reviewer"), LIST)


def test_the_photo_opens_from_the_list(cast: Cast, sign_in) -> None:
    (proof,) = photo(cast.a.point, "desk_sign")
    body = text_of(sign_in("a_manager"), LIST)
    assert f"/evidence/{proof.evidence_id}/" in body
    # On the day before it was taken there was none.
    assert str(proof.evidence_id) not in text_of(sign_in("a_manager"), f"{LIST}?as_of=2024-06-19")


def test_the_points_page_warns_of_hung_signs(cast: Cast, sign_in) -> None:
    body = text_of(sign_in("a_manager"), f"{LIST}{cast.a.point.pk}/")
    assert "记为违规挂牌" in body
    assert "不可作为室内外挂牌内容" in body
    assert f"/evidence/add/point:{cast.a.point.pk}/?tag=desk_sign" in body
    assert "未上传" in text_of(sign_in("reviewer"), f"{LIST}{cast.a.point.pk}/")


def test_many_signs_cost_the_list_no_more(cast: Cast, sign_in) -> None:
    def more() -> None:
        for n in range(10, 30):
            community = make.CommunityFactory(parent=cast.a.unit, number=n)
            photo(make.ServicePointFactory(community=community), "desk_sign")

    assert costs_the_same(sign_in("a_manager"), LIST, more, most=20)
