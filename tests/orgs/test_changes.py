"""Communities are split, merged and renamed on a day."""

import csv
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import Entry
from core.actor import Actor
from orgs.changes.naming import NewName, read_name
from orgs.changes.planning import check, told
from orgs.changes.selectors import held_in
from orgs.changes.services import carry_out
from orgs.loading import DATA, DISTRICTS, load_units
from orgs.models import Unit, UnitChange
from orgs.names import UnitNames
from orgs.selectors import units_and_former
from stations.models import ServicePoint
from tests.cast import Cast
from tests.orgs.changing import DAY, EVE, carried_out, choices, merge, new_units, rename, split


@pytest.fixture
def admin(cast: Cast) -> Actor:
    return cast.actor("district_admin")


def refused(planned) -> str:
    with pytest.raises(ValidationError) as refusal:
        check(planned)
    return "".join(refusal.value.messages)


def test_a_split_ends_one_community_and_begins_two(cast: Cast, admin: Actor) -> None:
    street, old = cast.a.unit, cast.a.communities[2]
    first, second = new_units(street, "铜川路第一居委会", "铜川路第二居委会")
    change = carried_out(split(street, old, first.name.name, second.name.name), admin)

    old.refresh_from_db()
    assert old.valid_to == EVE
    one = Unit.objects.get(code=first.code)
    assert (one.name, one.short_name, one.core_name, one.kind) == (
        "铜川路第一居委会",
        "铜川路第一居委",
        "铜川路第一",
        "residents_committee",
    )
    assert (one.valid_from, one.valid_to, one.parent, one.source) == (
        DAY,
        None,
        street,
        "普民〔2024〕15号",
    )
    assert list(one.predecessors.all()) == [old]
    before = Unit.objects.communities().filter(parent=street).valid_on(EVE)
    after = Unit.objects.communities().filter(parent=street).valid_on(DAY)
    assert (before.count(), after.count()) == (3, 4)
    assert change.words == f"{old.name}拆分为铜川路第一居委会、铜川路第二居委会"
    entry = Entry.objects.get(subject=f"unit:{old.code}")
    assert entry.detail["transition"] == "拆分"
    assert entry.detail["units"] == [old.code, first.code, second.code]


def test_the_same_form_sent_twice_splits_once(cast: Cast, admin: Actor) -> None:
    planned = split(cast.a.unit, cast.a.communities[2], "甲居委会", "乙居委会")
    change = carried_out(planned, admin)
    assert carry_out(planned=planned, by=admin) == (change, False)
    assert UnitChange.objects.count() == 1
    again = replace(planned, sent_as=uuid4())
    with pytest.raises(ValidationError, match="已于 2024-06-30 撤销"):
        carry_out(planned=again, by=admin)


def test_nothing_moves_unless_somebody_chose_where(cast: Cast, admin: Actor) -> None:
    planned = split(cast.a.unit, cast.a.communities[0], "甲居委会", "乙居委会")
    with pytest.raises(ValidationError, match="还没有选去向"):
        carry_out(planned=planned, by=admin)
    assert not UnitChange.objects.exists()
    assert ServicePoint.objects.get(pk=cast.a.point.pk).closed_on is None
    assert not Unit.objects.filter(code__in=[one.code for one in planned.new]).exists()


def test_only_the_districts_data_admin_changes_units(cast: Cast) -> None:
    planned = split(cast.a.unit, cast.a.communities[2], "甲居委会", "乙居委会")
    for name in ("a_admin", "a_manager", "reviewer"):
        with pytest.raises(PermissionDenied):
            carry_out(planned=planned, by=cast.actor(name))


def test_a_merger_into_a_new_community(cast: Cast, admin: Actor) -> None:
    street, one, other = cast.a.unit, *cast.a.communities[1:]
    new = new_units(street, "石中居委会")
    planned = merge(street, one, other, new=new)
    to = [planned.places()[new[0].code]]
    carried_out(
        replace(planned, choices=choices([one, other], admin, assignments=to)),
        admin,
    )
    begun = Unit.objects.get(code=new[0].code)
    assert set(begun.predecessors.all()) == {one, other}
    running = Unit.objects.communities().filter(parent=street)
    assert (running.valid_on(EVE).count(), running.valid_on(DAY).count()) == (3, 2)


def test_a_community_takes_another_in_and_keeps_its_code(cast: Cast, admin: Actor) -> None:
    street, taker, taken = cast.a.unit, cast.a.communities[0], cast.a.communities[2]
    change = carried_out(merge(street, taker, taken, survivor=taker), admin)
    taker.refresh_from_db()
    taken.refresh_from_db()
    assert (taker.valid_to, taken.valid_to) == (None, EVE)
    assert list(taker.predecessors.all()) == [taken]
    assert change.words == f"{taken.name}并入{taker.name}"
    # What it had stays: nobody had to choose.
    assert ServicePoint.objects.get(community=taker).closed_on is None


def test_a_new_name_keeps_the_code_and_the_old_name_is_still_known(
    cast: Cast, admin: Actor
) -> None:
    street, unit = cast.a.unit, cast.a.communities[0]
    old_name = unit.name
    planned = rename(street, unit, "石泉苑居委会")
    key = ("points", str(cast.a.point.pk))
    change = carried_out(replace(planned, choices={key: (unit.code,)}), admin)
    unit.refresh_from_db()
    assert (unit.name, unit.short_name, unit.valid_to) == ("石泉苑居委会", "石泉苑居委", None)
    assert change.words == f"{old_name}更名为石泉苑居委会"
    point = ServicePoint.objects.get(pk=cast.a.point.pk)
    assert point.official_name == "石泉路街道石泉苑居委社区救助顾问服务点"
    units, former = units_and_former(DAY)
    names = UnitNames(units, [(a.unit_id, a.name, a.is_wrong) for a in unit.aliases.all()], former)
    assert names.match_community(old_name, street.code).code == unit.code


def test_a_point_may_keep_its_name(cast: Cast, admin: Actor) -> None:
    unit = cast.a.communities[0]
    carried_out(rename(cast.a.unit, unit, "石泉苑居委会"), admin)
    assert ServicePoint.objects.get(pk=cast.a.point.pk).official_name == cast.a.point.official_name


def test_loading_the_units_again_leaves_a_new_name(admin: Actor) -> None:
    load_units(DISTRICTS["putuo"])
    unit = Unit.objects.get(code="310107017029")
    carried_out(rename(unit.parent, unit, "铜川苑居委会"), admin)
    load_units(DISTRICTS["putuo"])
    unit.refresh_from_db()
    assert unit.name == "铜川苑居委会"


def test_what_cannot_be_is_refused_with_a_sentence(cast: Cast) -> None:
    street, (one, two, three) = cast.a.unit, cast.a.communities
    three.valid_from = date(2024, 3, 1)
    three.save()
    fine = split(street, three, "甲居委会", "乙居委会")
    check(fine)
    first, second = fine.new
    used = replace(first, code=two.code)
    assert "代码不能重复使用" in refused(replace(fine, new=(used, second)))
    there = replace(first, code=f"{cast.b.unit.code}901")
    assert f"要以 {street.code} 开头" in refused(replace(fine, new=(there, second)))
    same_code = replace(second, code=first.code)
    assert "两个新居村不能用同一个代码" in refused(replace(fine, new=(first, same_code)))
    namesake = replace(second, name=NewName("甲社区居委会"))
    assert "两个新居村不能同名" in refused(replace(fine, new=(first, namesake)))
    neighbour = replace(second, name=NewName(two.name))
    assert f"已有{two.name}" in refused(replace(fine, new=(first, neighbour)))
    assert "2024-03-01 才设立" in refused(replace(fine, day=date(2024, 3, 1)))
    assert "最多提前一年" in refused(replace(fine, day=date(2025, 9, 22)))
    check(replace(fine, day=date(2025, 9, 21)))  # 366 days after the portal's 2024-09-20
    assert "和现在的一样" in refused(rename(street, one, one.name))
    # The scores of earlier months would change with the kind.
    assert "以前各月的得分会跟着变" in refused(rename(street, one, "石泉村村委会"))
    assert "请到生效那天再登记" in refused(
        rename(street, one, "石泉苑居委会", day=date(2024, 9, 21))
    )


def test_a_name_is_official_or_refused() -> None:
    assert read_name(" 铜川路 第一居民委员会").name == "铜川路第一居委会"
    assert read_name("金光村委会") == NewName("金光村村委会")
    for wrong in ("铜川路第一", "居委会", "铜川路居委"):
        with pytest.raises(ValidationError, match="结尾"):
            read_name(wrong)


def test_names_are_shortened_as_the_districts_table_does() -> None:
    with (DATA / "putuo-units.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            name = read_name(row["community_name"])
            assert (name.name, name.short_name, name.core_name) == (
                row["community_name"],
                row["short_name"],
                row["core_name"],
            )


def test_the_preview_says_in_words_what_will_happen(cast: Cast, admin: Actor) -> None:
    street, old = cast.a.unit, cast.a.communities[0]
    planned = split(street, old, "铜川路第一居委会", "铜川路第二居委会")
    first = planned.places()[planned.new[0].code]
    held = held_in([old.code], DAY, admin)
    chosen = choices(old, admin, points=[first], assignments=[first])
    sections = dict(told(replace(planned, choices=chosen), held))
    assert sections["单位"][0] == f"{old.name}（{old.code}）存续到 2024-06-30 为止。"
    assert "开放到 2024-06-30 为止，2024-07-01 起在铜川路第一居委会开放" in sections["服务点"][0]
    assert "名称为“石泉路街道铜川路第一居委社区救助顾问服务点”" in sections["服务点"][0]
    assert sections["账号"] == ["a_community（居村顾问）：任职到 2024-06-30 为止。"]
    assert cast.a.community_advisor.name not in sections["顾问"][0]
    assert sections["顾问"][0].endswith(
        "分工到 2024-06-30 为止，2024-07-01 起改到铜川路第一居委会。"
    )


def test_a_split_of_a_successor_leads_ledgers_to_those_that_are_there(
    cast: Cast, admin: Actor
) -> None:
    street, old = cast.a.unit, cast.a.communities[2]
    carried_out(split(street, old, "甲居委会", "乙居委会"), admin)
    heir = Unit.objects.get(name="乙居委会")
    later = DAY + timedelta(days=30)
    carried_out(
        split(
            street,
            heir,
            "丙居委会",
            "丁居委会",
            new=new_units(street, "丙居委会", "丁居委会", start=951),
            day=later,
        ),
        admin,
    )
    units, former = units_and_former(later)
    names = UnitNames(units, former=former)
    found = names.match_community(old.name, street.code)
    assert found.outcome == "ambiguous"
    assert [one.name for one in found.candidates] == ["甲居委会", "丙居委会", "丁居委会"]
    assert names.match_community(old.code, street.code).candidates == found.candidates
