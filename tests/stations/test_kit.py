"""The kit of signs and sheets: the right name of every unit, at the real size, from the records."""

from datetime import date
from urllib.parse import unquote

import pytest
from django.test import Client

from audit.models import Entry
from orgs.loading import DISTRICTS, load_units
from orgs.models import Unit
from stations.kit import sheets as kit
from stations.kit.sheets import Sign
from stations.walls.texts import MOST_CHARACTERS, MOST_LINES, too_long
from tests import factories as make
from tests.cast import DAY, Cast
from tests.ledgers.directories import unit_rows
from tests.pages import costs_the_same, text_of
from tests.stations.papers import (
    Piece,
    overlapping,
    pages_of,
    pieces_on,
    sheets_of,
    size_of,
    words_on,
)

STREETS = sorted({(row["street_code"], row["street_name"]) for row in unit_rows()})
AWKWARD = '#金 $x$ @y \\ "引" *粗* <z> [a] {b} // c'
A3, A4 = (297, 420), (210, 297)
# The tent card on its sheet: 5 mm from the left, folded in the middle of the sheet.
CARD_LEFT, CARD_RIGHT, CARD_TOP, FOLD, CARD_BOTTOM = 5, 205, 48.5, 148.5, 248.5


@pytest.fixture
def url(cast: Cast) -> str:
    return f"/stations/kit/{cast.a.unit.code}/"


@pytest.fixture
def manager(cast: Cast, sign_in) -> Client:
    return sign_in("a_manager")


@pytest.fixture
def putuo(cast: Cast) -> Cast:
    """The cast in the district as it really is: the communities it made up are gone."""
    load_units(DISTRICTS["putuo"])
    real = [row["community_code"] for row in unit_rows()]
    Unit.objects.communities().exclude(pk__in=real).update(valid_to=date(2023, 12, 31))
    return cast


def made_up_sign(name: str = "石泉", phone: str = "", hours: str = "") -> Sign:
    street = Unit(code="310107017", name="石泉路街道", parent=Unit(name="普陀区"))
    community = Unit(code="310107017001", name=f"{name}居委会", short_name=f"{name}居委")
    community.parent = street
    point = make.ServicePointFactory.build(
        community=community, official_name="", phone=phone, opening_hours=hours
    )
    return Sign(community, point)


def card(sign: Sign) -> list[Piece]:
    """What stands on the two faces of a sign, without the line above the card."""
    page = pages_of(kit.desk_signs([sign]).pdf(sign.community.parent, DAY))[0]
    return [piece for piece in pieces_on(page) if piece.bottom > CARD_TOP]


# Names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("code", "street"), STREETS)
def test_every_community_of_putuo_has_a_sign_with_its_right_name(
    putuo: Cast, sign_in, code: str, street: str
) -> None:
    rows = [row for row in unit_rows() if row["street_code"] == code]
    pages = sheets_of(sign_in("reviewer"), f"/stations/kit/{code}/desk-signs/?points=all")
    assert len(pages) == len(rows)
    for row, page in zip(rows, pages, strict=True):
        words = words_on(page)
        # On both faces, and no other community's.
        assert words.count(row["service_point_name"]) == 2
        assert words.count("社区救助顾问服务点") == 2
        assert row["community_code"] in words
        assert size_of(page) == A4


def test_all_285_of_them_stand_in_one_run() -> None:
    assert len(STREETS) == 10
    assert len(unit_rows()) == 285


@pytest.mark.parametrize(
    ("street", "name"),
    [
        ("真如镇街道", "真如镇街道海棠苑居委社区救助顾问服务点"),
        ("桃浦镇", "桃浦镇海棠苑居委社区救助顾问服务点"),
        ("桃浦镇", "桃浦镇金光村社区救助顾问服务点"),
        ("桃浦镇", "桃浦镇金祁新城第二社区居委社区救助顾问服务点"),
        ("长征镇", "长征镇丽湖社区居委社区救助顾问服务点"),
        ("真如镇街道", "真如镇街道杨家桥第二社区居委社区救助顾问服务点"),
        ("长风新村街道", "长风新村街道大渡河路九十五弄居委社区救助顾问服务点"),
    ],
)
def test_names_that_are_easily_got_wrong(putuo: Cast, sign_in, street: str, name: str) -> None:
    code = Unit.objects.get(name=street).pk
    pages = sheets_of(sign_in("reviewer"), f"/stations/kit/{code}/desk-signs/?points=all")
    assert len([page for page in pages if name in words_on(page)]) == 1


@pytest.mark.parametrize(("code", "street"), STREETS)
def test_every_streets_station_has_a_notice_with_its_right_name(
    putuo: Cast, sign_in, code: str, street: str
) -> None:
    unit = Unit.objects.get(pk=code)
    unit.stations.all().delete()
    make.StationFactory(street=unit, official_name="写错的站名")
    make.WallTextFactory(street=unit, topic="workflow", text="1. 接待登记：问清困难")
    name = f"普陀区{street}社区救助顾问服务站"
    for sheet in ("contact-notice", "wall-displays"):
        [page] = sheets_of(sign_in("reviewer"), f"/stations/kit/{code}/{sheet}/")
        assert name in words_on(page)
        assert "写错的站名" not in words_on(page)


def test_a_sign_carries_the_right_name_whatever_was_entered(cast: Cast, manager, url: str) -> None:
    cast.a.point.official_name = "石泉救助点"
    cast.a.point.save()
    [page] = sheets_of(manager, f"{url}desk-signs/")
    assert words_on(page).count("石泉路街道石里1居委社区救助顾问服务点") == 2
    assert "石泉救助点" not in words_on(page)
    assert "登记的名称不是统一名称：石里1居委" in text_of(manager, url)


def test_a_name_that_looks_like_code_is_printed_literally() -> None:
    sign = made_up_sign(AWKWARD, phone=AWKWARD, hours=AWKWARD)
    [page] = pages_of(kit.desk_signs([sign]).pdf(sign.community.parent, DAY))
    awkward = "".join(AWKWARD.split())
    assert words_on(page).count(f"石泉路街道{awkward}居委社区救助顾问服务点") == 2
    # Its name, phone and hours on two faces, and its name above the card.
    assert words_on(page).count(awkward) == 7


# Desk signs ----------------------------------------------------------------------------------


def test_a_sign_shows_phone_and_hours_and_nobodys_name(cast: Cast, manager, url: str) -> None:
    cast.a.point.phone, cast.a.point.opening_hours = "021-66158631", "周一至周五9:00-17:00"
    cast.a.point.save()
    [page] = sheets_of(manager, f"{url}desk-signs/")
    assert words_on(page).count("021-66158631") == 2
    assert words_on(page).count("周一至周五9:00-17:00") == 2
    assert "石点长乙" not in words_on(page)


def test_points_come_in_the_order_of_their_codes_planned_ones_too(
    cast: Cast, manager, url: str
) -> None:
    make.ServicePointFactory(
        community=cast.a.communities[2], status="planned", opened_on=None, phone="021-3"
    )
    names = [words_on(page) for page in sheets_of(manager, f"{url}desk-signs/")]
    assert len(names) == 2
    assert "石里1居委" in names[0]
    assert "石里3居委" in names[1]


def test_a_closed_point_has_no_sign_any_more(cast: Cast, manager, url: str) -> None:
    cast.a.point.closed_on, cast.a.point.status = date(2024, 9, 19), "closed"
    cast.a.point.save()
    response = manager.get(f"{url}desk-signs/", follow=True)
    assert "还没有可打印的内容" in response.content.decode()
    # As of its last day it still has.
    assert len(sheets_of(manager, f"{url}desk-signs/?as_of=2024-09-19")) == 1


def test_signs_can_be_printed_before_there_are_points(cast: Cast, manager, url: str) -> None:
    pages = sheets_of(manager, f"{url}desk-signs/?points=all")
    assert ["石里1" in words_on(pages[0]), "石里3" in words_on(pages[2])] == [True, True]
    assert len(pages) == 3
    code = cast.a.communities[1].code
    [page] = sheets_of(manager, f"{url}desk-signs/?community={code}")
    assert words_on(page).count("石泉路街道石里2居委社区救助顾问服务点") == 2


def test_both_faces_are_alike_and_one_is_turned() -> None:
    pieces = card(made_up_sign(phone="021-66158630", hours="周一至周五 9:00–17:00"))
    upper = [piece for piece in pieces if piece.is_turned]
    lower = [piece for piece in pieces if not piece.is_turned]
    assert [piece.text for piece in upper] == [piece.text for piece in lower]
    for one, other in zip(upper, lower, strict=True):
        # Turned by 180° around the middle of the fold.
        assert one.left == pytest.approx(210 - other.right, abs=0.1)
        assert one.top == pytest.approx(2 * FOLD - other.bottom, abs=0.1)


LONGEST = max(unit_rows(), key=lambda row: len(row["service_point_name"]))


@pytest.mark.parametrize(
    "name",
    ["甲", "大渡河路九十五弄第二社区", "长" * 20, "长" * 60],
    ids=lambda name: str(len(name)),
)
@pytest.mark.parametrize(
    "hours", ["", "周一至周五 9:00–17:00", "时" * 80], ids=["none", "usual", "longest"]
)
def test_whatever_is_on_it_stays_on_the_card(name: str, hours: str) -> None:
    pieces = card(made_up_sign(name, phone="021-66158630转1234", hours=hours))
    assert overlapping(pieces) == []
    for piece in pieces:
        assert piece.left >= CARD_LEFT + 10
        assert piece.right <= CARD_RIGHT - 10
        if piece.is_turned:
            assert piece.top >= CARD_TOP + 5
            assert piece.bottom <= FOLD - 5
        else:
            assert piece.top >= FOLD + 5
            assert piece.bottom <= CARD_BOTTOM - 5


@pytest.mark.parametrize("hours", ["周一至周五 9:00–17:00", "时" * 80], ids=["usual", "longest"])
def test_the_name_keeps_off_phone_and_hours(hours: str) -> None:
    face = [p for p in card(made_up_sign("长" * 40, "021-66158630", hours)) if not p.is_turned]
    facts_from = min(piece.top for piece in face if piece.text in {"联系电话", "开放时间"})
    assert max(piece.bottom for piece in face if piece.text.startswith("长")) < facts_from


def test_the_longest_name_of_putuo_keeps_its_two_lines() -> None:
    assert LONGEST["community_name"] == "大渡河路九十五弄居委会"
    sign = made_up_sign()
    sign.community.short_name = LONGEST["short_name"]
    sign.community.parent.name = LONGEST["street_name"]
    face = [piece for piece in card(sign) if not piece.is_turned and piece.points > 20]
    assert [piece.text for piece in face] == [
        "长风新村街道大渡河路九十五弄居委",
        "社区救助顾问服务点",
    ]
    # Over a centimetre high, to be read across a desk.
    assert {round(piece.points / 72 * 25.4, 1) for piece in face} == {11.0}


# The notice and the walls --------------------------------------------------------------------


@pytest.mark.parametrize(("paper", "size"), [("a3", A3), ("a4", A4), ("b9", A3), ("", A3)])
def test_the_notice_tells_how_to_reach_the_station(
    cast: Cast, manager, url: str, paper: str, size: tuple[int, int]
) -> None:
    make.ServiceListFactory(
        station=cast.a.station, services=["policy_advice", "visiting"], published_on=DAY
    )
    cast.a.station.brand_name = "“泉爱”工作室"
    cast.a.station.save()
    [page] = sheets_of(manager, f"{url}contact-notice/?paper={paper}")
    words = words_on(page)
    assert size_of(page) == size
    for fact in ("66158630", "周一至周五9:00-17:00", "试验路1号", "“泉爱”工作室", "全市统一标识"):
        assert fact in words
    assert "政策解答" in words
    assert "社区走访发现" in words
    assert "石站长甲" not in words


def test_each_running_station_has_a_notice_the_streets_own_first(
    cast: Cast, manager, url: str
) -> None:
    make.StationFactory(
        street=cast.a.unit, kind="studio", official_name="石泉工作室", status="closed",
        closed_on=date(2024, 8, 1),
    )  # fmt: skip
    make.StationFactory(street=cast.a.unit, kind="extra", official_name="邻聚里站")
    first, second = sheets_of(manager, f"{url}contact-notice/")
    assert "普陀区石泉路街道社区救助顾问服务站" in words_on(first)
    assert "邻聚里站" in words_on(second)


@pytest.mark.parametrize("paper", ["a3", "a4"])
def test_the_longest_facts_stay_on_the_notice(cast: Cast, manager, url: str, paper: str) -> None:
    make.ServiceListFactory(
        station=cast.a.station, services=[kind.value for kind in kit.ServiceKind], published_on=DAY
    )
    station = cast.a.station
    station.address, station.opening_hours, station.brand_name = "路" * 120, "时" * 80, "品" * 60
    station.save()
    [page] = sheets_of(manager, f"{url}contact-notice/?paper={paper}")
    scale = size_of(page)[0] / 297
    pieces = pieces_on(page)
    foot = max(piece.top for piece in pieces)
    assert overlapping(pieces) == []
    for piece in pieces:
        assert piece.left >= 25 * scale
        assert piece.right <= (297 - 25) * scale
    facts = [
        piece.bottom for piece in pieces if set(piece.text) <= set("路时") or "社" in piece.text
    ]
    assert max(facts) < foot - 10 * scale


def test_the_walls_stand_in_the_annexs_order_each_on_a3(cast: Cast, manager, url: str) -> None:
    for topic in ("features", "philosophy", "mechanisms", "workflow"):
        make.WallTextFactory(street=cast.a.unit, topic=topic, text=f"{topic}之词")
    pages = sheets_of(manager, f"{url}wall-displays/")
    heads = ["工作流程", "制度机制", "服务理念", "服务特色"]
    topics = ["workflow", "mechanisms", "philosophy", "features"]
    for page, head, topic in zip(pages, heads, topics, strict=True):
        assert size_of(page) == A3
        assert head in words_on(page)
        assert f"{topic}之词" in words_on(page)
        assert "普陀区石泉路街道社区救助顾问服务站" in words_on(page)
        assert "全市统一标识" in words_on(page)
    [single] = sheets_of(manager, f"{url}wall-displays/?topic=philosophy")
    assert "服务理念" in words_on(single)


def longest_text(lines: int, start: str = "") -> str:
    """As much as the form takes, in so many lines."""
    each, rest = divmod(MOST_CHARACTERS, lines)
    texts = [start + "字" * (each + (number < rest) - len(start)) for number in range(lines)]
    return "\n".join(texts)


@pytest.mark.parametrize("lines", [1, 7, MOST_LINES])
@pytest.mark.parametrize("start", ["", "1.", "先说："])
def test_the_longest_text_is_legible_and_stays_on_its_sheet(
    cast: Cast, manager, url: str, lines: int, start: str
) -> None:
    text = longest_text(lines, start)
    assert not too_long(text)
    assert too_long(f"{text}字")
    make.WallTextFactory(street=cast.a.unit, text=text)
    [page] = sheets_of(manager, f"{url}wall-displays/")
    body = [piece for piece in pieces_on(page) if "字" in piece.text]
    assert sum(piece.text.count("字") for piece in body) == text.count("字")
    foot = min(p.top for p in pieces_on(page) if p.text.startswith("普陀区石泉路"))
    assert max(piece.bottom for piece in body) < foot
    assert min(piece.left for piece in body) >= 25
    assert max(piece.right for piece in body) <= 297 - 25
    assert min(piece.points for piece in body) >= 16
    assert overlapping(pieces_on(page)) == []


def test_more_than_the_form_takes_still_stays_on_the_sheet(cast: Cast, manager, url: str) -> None:
    """Whatever wrote it: the type shrinks, nothing is cut off."""
    make.WallTextFactory(street=cast.a.unit, text="\n".join(["字" * 39] * 50))
    [page] = sheets_of(manager, f"{url}wall-displays/")
    body = [piece for piece in pieces_on(page) if "字" in piece.text]
    assert sum(piece.text.count("字") for piece in body) == 1950
    assert max(piece.bottom for piece in body) < 366
    assert overlapping(pieces_on(page)) == []


# The page and the files ----------------------------------------------------------------------


def test_the_page_tells_what_is_missing_first(cast: Cast, manager, url: str) -> None:
    cast.a.station.phone = ""
    cast.a.station.save()
    body = text_of(manager, url)
    assert "没有登记联系电话，联系方式公示上会留空" in body
    assert f"/stations/{cast.a.station.pk}/change/#id_phone" in body
    assert "2 个居村还没有登记服务点：石里2居委、石里3居委" in body
    assert "1 个服务点没有登记电话或开放时间：石里1居委" in body
    assert "上墙内容还没有写：工作流程、制度机制、服务理念、服务特色" in body
    assert body.index("付印前先补") < body.index("可以打印的")


def test_nothing_is_missing_once_everything_is_there(cast: Cast, manager, url: str) -> None:
    cast.a.point.phone, cast.a.point.opening_hours = "021-66158631", "周一至周五9:00-17:00"
    cast.a.point.save()
    for community in cast.a.communities[1:]:
        make.ServicePointFactory(community=community, phone="021-1", opening_hours="周一")
    for topic in ("workflow", "mechanisms", "philosophy", "features"):
        make.WallTextFactory(street=cast.a.unit, topic=topic)
    body = text_of(manager, url)
    assert "付印前先补" not in body
    assert "可以付印" in body


def test_a_file_has_a_chinese_name_and_leaves_a_line(cast: Cast, manager, url: str) -> None:
    response = manager.get(f"{url}desk-signs/?points=all")
    assert "桌面立牌-石泉路街道-20240920.pdf" in unquote(response["Content-Disposition"])
    entry = Entry.objects.order_by("-id").first()
    assert (entry.action, entry.subject) == ("exported", "桌面立牌")
    assert entry.detail == {"unit": cast.a.unit.pk, "count": 3, "as_of": "2024-09-20"}


def test_a_sheet_nobody_has_heard_of_is_not_found(manager, url: str) -> None:
    assert manager.get(f"{url}banner/").status_code == 404


def test_a_community_prints_its_own_sign_and_no_other(cast: Cast, sign_in, url: str) -> None:
    client = sign_in("a_community")
    [page] = sheets_of(client, f"{url}desk-signs/?points=all")
    assert "石里1居委" in words_on(page)
    other = cast.a.communities[1].code
    response = client.get(f"{url}desk-signs/?community={other}")
    assert response.status_code == 302
    make.WallTextFactory(street=cast.a.unit, text="街道的话")
    assert client.get(f"{url}wall-displays/").status_code == 302
    assert "wall-displays" not in text_of(client, url)


def test_the_district_reads_and_does_not_write(cast: Cast, sign_in, url: str) -> None:
    body = text_of(sign_in("reviewer"), url)
    assert "/stations/walls/" not in body
    assert "付印前先补" not in body


def test_the_page_costs_the_same_for_a_whole_street(cast: Cast, manager, url: str) -> None:
    def more() -> None:
        for number in range(4, 24):
            community = make.CommunityFactory(parent=cast.a.unit, number=number)
            make.ServicePointFactory(community=community)
        station = make.StationFactory(street=cast.a.unit, kind="extra", official_name="增设站")
        make.ServiceListFactory(station=station)
        for topic in ("workflow", "mechanisms", "philosophy", "features"):
            make.WallTextFactory(street=cast.a.unit, topic=topic)

    assert costs_the_same(manager, url, more)
