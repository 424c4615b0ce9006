"""Streets and communities are recognised by every name in use, and never guessed."""

import pytest

from orgs.names import (
    Match,
    UnitNames,
    UnitRecord,
    chinese_number,
    core_of,
    service_point_name,
    station_name,
)
from tests.ledgers.directories import putuo_names, unit_rows

NAMES = putuo_names()

STREETS = {
    "310107005": ("曹杨新村街道", "曹杨", "曹杨街道", "曹杨新村", "曹杨社区"),
    "310107014": ("长风新村街道", "长风", "长风街道", "长风新村", "长风社区"),
    "310107015": ("长寿路街道", "长寿", "长寿路", "长寿街道", "长寿社区"),
    "310107016": ("甘泉路街道", "甘泉", "甘泉路", "甘泉街道", "甘泉社区"),
    "310107017": ("石泉路街道", "石泉", "石泉路", "石泉街道", "石泉社区"),
    "310107020": ("宜川路街道", "宜川", "宜川路", "宜川街道", "宜川社区"),
    "310107021": ("万里街道", "万里", "万里社区"),
    "310107022": ("真如镇街道", "真如", "真如镇", "真如街道", "310107101"),
    "310107102": ("长征镇", "长征"),
    "310107103": ("桃浦镇", "桃浦"),
}
EVERY_STREET_NAME = [(name, code) for code, names in STREETS.items() for name in names]
BEFORE = ("", "普陀区", "上海市普陀区", "上海市")
AFTER = ("", "办事处", "街道办", "人民政府", "镇政府", "服务站")


def codes(match: Match) -> list[str]:
    return [unit.code for unit in match.candidates]


@pytest.mark.parametrize(("name", "code"), EVERY_STREET_NAME)
def test_a_street_goes_by_all_its_names(name: str, code: str) -> None:
    written = [before + name + after for before in BEFORE for after in AFTER]

    assert {NAMES.match_street(each) for each in written} == {Match("found", code)}


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("310107005", "310107005"),
        ("310107005000", "310107005"),
        (" 曹 杨\u3000新村街道 ", "310107005"),
        ("３１０１０７０１４", "310107014"),
        ("长征镇人民政府", "310107102"),
        ("普陀区长寿路街道办事处", "310107015"),
        ("曹杨新村街道社区救助顾问服务站", "310107005"),
    ],
)
def test_a_street_goes_by_its_code_and_its_office(written: str, code: str) -> None:
    assert NAMES.match_street(written) == Match("found", code)


@pytest.mark.parametrize(
    ("written", "code", "right"),
    [("长征街道", "310107102", "长征镇"), ("桃浦街道", "310107103", "桃浦镇")],
)
def test_a_known_mistake_is_found_and_told(written: str, code: str, right: str) -> None:
    assert NAMES.match_street(written) == Match("found", code, corrected=right)


@pytest.mark.parametrize(
    "written", ["曹扬新村街道", "长寿新村街道", "曹", "街道", "长", "310107999"]
)
def test_an_unknown_street_is_never_guessed(written: str) -> None:
    assert NAMES.match_street(written).outcome == "unknown"


def test_an_unknown_street_is_listed_with_like_names() -> None:
    assert "310107005" in codes(NAMES.match_street("曹扬新村街道"))


def test_the_district_is_a_street_only_where_it_may_be() -> None:
    for name in ("普陀区", "区民政局", "普陀区民政局", "上海市普陀区民政局", "310107"):
        assert NAMES.match_street(name, allow_district=True) == Match("found", "310107")
        assert NAMES.match_street(name).outcome == "unknown"
    assert NAMES.match_street("上海市", allow_district=True).outcome == "unknown"
    assert NAMES.match_street("曹杨", allow_district=True) == Match("found", "310107005")


def test_every_community_goes_by_its_full_short_and_core_name() -> None:
    for row in unit_rows():
        names = [row[n] for n in ("community_name", "short_name", "core_name", "community_code")]
        names.append(row["street_name"] + row["community_name"])
        found = {NAMES.match_community(name, row["street_code"]) for name in names}
        assert found == {Match("found", row["community_code"])}, names


@pytest.mark.parametrize(
    ("written", "street", "code"),
    [
        ("源园", "310107005", "310107005001"),
        ("源园社区", "310107005", "310107005001"),
        ("源园居民委员会", "310107005", "310107005001"),
        ("源园居民区", "310107005", "310107005001"),
        ("源园社区居委会", "310107005", "310107005001"),
        ("大渡河路95弄", "310107014", "大渡河路九十五弄居委会"),
        ("长风2村第1居委会", "310107014", "长风二村第一居委会"),
        ("长风二村一居", "310107014", "长风二村第一居委会"),
        ("长风二村1居", "310107014", "长风二村第一居委会"),
        ("长风二村第一居民区", "310107014", "长风二村第一居委会"),
        ("颐华1居", "310107021", "颐华第一社区居委会"),
        ("颐华第2居委", "310107021", "颐华第二社区居委会"),
        ("真光新村十居", "310107022", "真光新村第十居委会"),
        ("石泉6村", "310107017", "石泉六村居委会"),
        ("金光村", "310107103", "金光村村委会"),
        ("金光村委会", "310107103", "金光村村委会"),
        ("金光", "310107103", "金光村村委会"),
        ("李子园村村民委员会", "310107103", "李子园村村委会"),
        ("李子园六村", "310107103", "李子园六村居委会"),
        ("中远两湾城第三", "310107020", "中远两湾城第三居委会"),
        ("建德花园", "310107102", "建德花园居委会"),
    ],
)
def test_a_community_goes_by_what_offices_write(written: str, street: str, code: str) -> None:
    match = NAMES.match_community(written, street)

    assert match.outcome == "found"
    assert code in (match.code, NAMES.name_of(match.code))
    assert match.code.startswith(street)


def test_a_name_in_two_streets_is_looked_for_in_one() -> None:
    in_zhenru = NAMES.match_community("海棠苑居委会", "310107022")
    in_taopu = NAMES.match_community("海棠苑居委会", "310107103")

    assert (in_zhenru.outcome, in_taopu.outcome) == ("found", "found")
    assert in_zhenru.code.startswith("310107022")
    assert in_taopu.code.startswith("310107103")


@pytest.mark.parametrize("written", ["曹杨花苑", "曹杨新苑居委会", "曹杨八村第一居委会"])
def test_a_neighbours_community_is_unknown_and_offered(written: str) -> None:
    match = NAMES.match_community(written, "310107005")

    assert match.outcome == "unknown"
    assert any(code.startswith("310107022") for code in codes(match))


@pytest.mark.parametrize(
    ("written", "street", "names"),
    [
        ("铜川路居委会", "310107017", ["铜川路第一居委会", "铜川路第二居委会"]),
        ("曹杨八村", "310107022", ["曹杨八村第一居委会", "曹杨八村第二居委会"]),
        ("怒江", "310107102", ["怒江第二居委会", "怒江第一居委会"]),
    ],
)
def test_a_name_without_its_number_is_asked_about(
    written: str, street: str, names: list[str]
) -> None:
    match = NAMES.match_community(written, street)

    assert match.outcome == "ambiguous"
    assert [unit.name for unit in match.candidates] == names


def test_a_code_of_another_street_is_unknown() -> None:
    match = NAMES.match_community("310107022001", "310107005")
    assert match.outcome == "unknown"


def test_a_wrong_name_is_offered_like_ones_of_the_street() -> None:
    match = NAMES.match_community("源圆居委会", "310107005")

    assert match.outcome == "unknown"
    assert codes(match)[0] == "310107005001"


def test_two_committees_of_one_name_are_told_apart_by_their_kind() -> None:
    names = UnitNames(
        [
            UnitRecord("310107103", "桃浦镇", "town"),
            UnitRecord("310107103001", "新杨居委会", "residents_committee"),
            UnitRecord("310107103201", "新杨村委会", "villagers_committee"),
        ]
    )

    assert names.match_community("新杨居委", "310107103").code == "310107103001"
    assert names.match_community("新杨村委会", "310107103").code == "310107103201"
    assert names.match_community("新杨", "310107103").outcome == "ambiguous"


def test_an_alias_of_two_units_is_asked_about() -> None:
    names = UnitNames(
        [UnitRecord("310107017", "石泉路街道", "subdistrict")]
        + [UnitRecord(f"31010701700{at}", f"新{at}居委会", "residents_committee") for at in (1, 2)],
        [("310107017001", "老名", False), ("310107017002", "老名", False), ("1", "无主", False)],
    )

    assert names.match_community("老名居委会", "310107017").outcome == "ambiguous"


def test_a_title_points_at_the_one_street_it_names() -> None:
    assert NAMES.street_named_in("曹杨新村街道社区救助顾问名册（2024年）") == "310107005"
    assert NAMES.street_named_in("全区顾问名册") == ""
    assert NAMES.street_named_in("长征镇、桃浦镇名册") == ""


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "零"),
        (95_000, "九五零零零"),
        (1, "一"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (95, "九十五"),
        (100, "一百"),
        (105, "一百零五"),
        (110, "一百一十"),
        (999, "九百九十九"),
        (1250, "一二五零"),
    ],
)
def test_numbers_are_written_as_in_names(number: int, words: str) -> None:
    assert chinese_number(str(number)) == words


def test_no_two_communities_of_a_street_share_a_core() -> None:
    cores = [(row["street_code"], core_of(row["community_name"])) for row in unit_rows()]
    assert len(set(cores)) == len(cores) == 285


def test_official_names_are_those_of_the_units_file() -> None:
    assert station_name("普陀区", "长征镇") == "普陀区长征镇社区救助顾问服务站"
    for row in unit_rows():
        name = service_point_name(row["street_name"], row["short_name"])
        assert name == row["service_point_name"]
