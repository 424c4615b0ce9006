"""The twelve parts: what they ask, what they lack, what others may read of them."""

import re
from typing import Any

import pytest

from core.actor import Actor
from core.permissions import Role
from plans.enums import PartKind, PlanForm
from plans.parts import (
    PARTS,
    empty_content,
    is_complete,
    lacks,
    parts_asked,
    public_content,
    shown_content,
    shown_value,
    tidy,
)
from plans.parts.beginning import carried_over
from plans.schema import Ask, AskKind, Content, Part
from tests.plans.writing import filled

# Proper names of clauses in the standard: T1-1, P2-1, R1-1 …
CLAUSE = re.compile(r"^[TSPR]\d{1,2}-\d$")
OWN = "310107017"


def asks_of(part: Part) -> list[Ask]:
    return [*part.asks, *(column for table in part.tables for column in table.columns)]


def actor(unit_code: str, role: Role) -> Actor:
    return Actor(1, "someone", "某人", role, unit_code, "某单位")


def changed(part: Part, **asks: str) -> Content:
    content = filled(part)
    return {**content, "asks": {**content["asks"], **asks}}


def test_there_are_twelve_in_the_order_of_the_plan() -> None:
    assert list(PARTS) == list(PartKind.values)
    assert len(PARTS) == 12


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
def test_a_part_is_whole(part: Part) -> None:
    assert part.title
    assert part.purpose.endswith("。")
    assert all(CLAUSE.match(clause) for clause in part.clauses)
    names = [ask.name for ask in part.asks]
    assert len(names) == len(set(names))
    for table in part.tables:
        columns = {column.name: column for column in table.columns}
        assert len(columns) == len(table.columns)
        assert {table.key, *table.key_with} <= set(columns)
        # A row that is told by a person's name would show it wherever versions are compared.
        assert not columns[table.key].is_personal
        if columns[table.key].choices:
            assert set(table.wanted) <= {value for value, _ in columns[table.key].choices}
    for ask in asks_of(part):
        assert ask.label
        assert bool(ask.choices) == (ask.kind in (AskKind.CHOICE, AskKind.CHOICES))


def test_people_are_asked_for_in_three_parts_alone() -> None:
    personal = {
        part.kind: [ask.name for ask in asks_of(part) if ask.is_personal] for part in PARTS.values()
    }
    assert {kind: names for kind, names in personal.items() if names} == {
        "staffing": ["holder"],
        "training": ["trainer"],
        "leadership": ["lead_name", "contact_name", "contact_phone", "member"],
    }


def test_beside_a_stamped_file_only_the_figures_are_asked() -> None:
    asked = [part.kind for part in parts_asked(PlanForm.UPLOADED)]
    assert asked == ["layout", "schedule", "leadership"]
    assert len(parts_asked(PlanForm.WRITTEN)) == 12


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
def test_an_empty_part_lacks_what_it_asks_for(part: Part) -> None:
    assert lacks(part, {})
    assert not is_complete(part, empty_content(part))
    assert tidy(part, empty_content(part)) == empty_content(part)


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
def test_a_part_with_every_answer_lacks_nothing(part: Part) -> None:
    content = filled(part)
    if part.kind == PartKind.LAYOUT:
        content["tables"]["points"] = [
            {"community": "310107017001", "address": "试验路1弄", "opens_on": "2024-06-01"}
        ]
    assert lacks(part, content) == []
    assert is_complete(part, content)


def test_what_is_lacking_is_told_by_its_place() -> None:
    assert lacks(PARTS["leadership"], {}) == ["组长", "组长职务", "联系人", "联系电话"]
    schedule = {"tables": {"milestones": [{"kind": "siting", "note": "已看过两处"}]}}
    assert lacks(PARTS["schedule"], schedule) == [
        "七个节点：还缺装修、挂牌、开放、人员到位、服务点设立、培训方案",
        "七个节点第1行：计划日期",
    ]
    assert lacks(PARTS["layout"], {}) == ["布点清单：至少写1个服务点"]


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
def test_a_part_lacks_the_same_before_and_after_its_untouched_rows_are_saved(part: Part) -> None:
    assert lacks(part, empty_content(part)) == lacks(part, {})
    if part.kind == PartKind.LAYOUT:
        begun = {"tables": {"points": [{"community": "310107017001"}]}}
        assert lacks(part, begun) == ["布点清单：至少写1个服务点"]


@pytest.mark.parametrize(
    ("kind", "name", "value", "words"),
    [
        ("space", "area_m2", "三十", "面积不是数字。"),
        ("space", "area_m2", "-3", "面积要是不小于0的数。"),
        ("space", "area_m2", "NaN", "面积要是不小于0的数。"),
        ("space", "area_m2", "3.125", "面积最多两位小数。"),
        ("space", "seats", "2.5", "座位数要是整数。"),
        ("site", "opens_on", "2024-06-31", "计划开放日期不是日期，请写成 2024-06-30。"),
        ("site", "opens_on", "六月底", "计划开放日期不是日期，请写成 2024-06-30。"),
        ("site", "is_independent", "maybe", "独立设置只能是“是”或“否”。"),
        ("site", "venue_kind", "tent", "设置场所不在选项之中。"),
        ("site", "address", "路" * 121, "地址最多120字。"),
        ("leadership", "contact_phone", "找我", "联系电话不像电话号码。"),
    ],
)
def test_what_cannot_be_read_must_be_put_right(
    kind: str, name: str, value: str, words: str
) -> None:
    assert lacks(PARTS[kind], changed(PARTS[kind], **{name: value})) == [words]


def test_a_community_or_a_milestone_stands_on_its_list_once() -> None:
    row = {"community": "310107017001", "address": "试验路1弄", "opens_on": "2024-06-01"}
    twice = {"tables": {"points": [row, row]}}
    assert lacks(PARTS["layout"], twice) == ["布点清单第2行：和前面的一行重复。"]
    # Money of one use may come from two sources, and twice from one.
    line = {"source": "government_budget", "use": "building", "amount": "1"}
    others = [{**line, "use": use} for use in ("running", "supervising", "serving")]
    assert lacks(PARTS["money"], {"tables": {"lines": [line, line, *others]}}) == []


def test_a_part_is_kept_in_the_shape_of_its_questions() -> None:
    typed: dict[str, Any] = {
        "asks": {"area_m2": " 20 ", "seats": None, "secret": "x"},
        "tables": {"zones": [{"kind": "other", "label": " 茶水间 "}, {"kind": " "}], "rows": [{}]},
    }
    assert tidy(PARTS["space"], typed) == {
        "asks": {"area_m2": "20", "seats": "", "arrangement": ""},
        "tables": {"zones": [{"kind": "other", "label": "茶水间", "area_m2": "", "use": ""}]},
    }


@pytest.mark.parametrize("kind", ["staffing", "training", "leadership"])
def test_other_streets_read_no_person(kind: str) -> None:
    part = PARTS[kind]
    content = filled(part)
    assert "金丝雀" in str(content)
    assert "金丝雀" not in str(public_content(part, content))
    stranger = actor("310107015", Role.STREET_MANAGER)
    assert shown_content(part, content, stranger, OWN) == public_content(part, content)


def test_the_own_street_reads_people_and_the_district_a_mask() -> None:
    part = PARTS["leadership"]
    content = changed(part, lead_name="胡主任", contact_phone="18684871723")
    own = shown_content(part, content, actor(OWN, Role.STREET_MANAGER), OWN)
    assert own["asks"]["lead_name"] == "胡主任"
    district = shown_content(part, content, actor("310107", Role.DISTRICT_REVIEWER), OWN)
    assert district["asks"]["lead_name"] == "胡**"
    assert district["asks"]["contact_phone"] == "186****1723"
    assert district["asks"]["lead_title"] == content["asks"]["lead_title"]


def test_answers_are_read_in_words() -> None:
    site, projects = PARTS["site"].asks, PARTS["projects"].tables[0].columns
    assert shown_value(site[0], "affairs_centre", {}) == "社区事务受理服务中心"
    assert shown_value(site[3], "no", {}) == "否"
    assert shown_value(projects[1], "material,emotional", {}) == "物质、精神"
    community = PARTS["layout"].tables[0].columns[0]
    assert shown_value(community, "310107017001", {"310107017001": "石泉一居"}) == "石泉一居"
    assert shown_value(community, "310107017009", {}) == "310107017009"


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
def test_a_part_carried_over_leaves_other_streets_people_and_other_years_days(part: Part) -> None:
    content = filled(part)
    theirs = str(carried_over(part, content, is_own=False, is_same_year=True))
    assert "金丝雀" not in theirs
    assert "62580001" not in theirs
    assert "2024-05-20" not in str(carried_over(part, content, is_own=True, is_same_year=False))
    assert carried_over(part, content, is_own=True, is_same_year=True) == content
