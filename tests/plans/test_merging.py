"""Rows that one of two people dropped while the other changed them: nothing is left nameless."""

from plans.forms.merging import merge, with_picks
from plans.parts import PARTS
from plans.schema import Content

EQUIPMENT = PARTS["equipment"]


def others(*rows: tuple[str, str]) -> Content:
    """Equipment with these other things in it: name and count."""
    found = [{"name": name, "count": count, "note": ""} for name, count in rows]
    return {"asks": {}, "tables": {"others": found}}


def told(content: Content) -> list[tuple[str, str]]:
    return [(row["name"], row["count"]) for row in content["tables"]["others"]]


BASE = others(("打印机", "1"), ("显示屏", "1"))
DROPPED = others(("显示屏", "1"))
CHANGED = others(("打印机", "3"), ("显示屏", "1"))


def test_a_row_i_changed_and_another_dropped_keeps_its_name() -> None:
    merged, clashes = merge(EQUIPMENT, BASE, CHANGED, DROPPED)
    assert sorted(told(merged)) == [("打印机", "3"), ("显示屏", "1")]
    assert [(one.row, one.mine, one.theirs) for one in clashes] == [("打印机", "3", "")]


def test_a_row_i_dropped_and_another_changed_can_be_taken_back_whole() -> None:
    merged, (clash,) = merge(EQUIPMENT, BASE, DROPPED, CHANGED)
    assert told(merged) == [("显示屏", "1")]
    assert (clash.mine, clash.theirs) == ("", "3")
    picked = with_picks(EQUIPMENT, merged, CHANGED, {clash.name: "theirs"})
    assert sorted(told(picked)) == [("打印机", "3"), ("显示屏", "1")]
    assert told(with_picks(EQUIPMENT, merged, CHANGED, {clash.name: "mine"})) == [("显示屏", "1")]


def test_a_row_that_both_left_or_only_one_dropped_goes() -> None:
    assert told(merge(EQUIPMENT, BASE, BASE, DROPPED)[0]) == [("显示屏", "1")]
    assert told(merge(EQUIPMENT, BASE, DROPPED, BASE)[0]) == [("显示屏", "1")]
    assert merge(EQUIPMENT, BASE, DROPPED, DROPPED) == (
        merge(EQUIPMENT, BASE, DROPPED, BASE)[0],
        [],
    )


def test_a_community_emptied_by_one_keeps_its_code_where_the_other_wrote() -> None:
    def points(address: str) -> Content:
        row = {"community": "310107017001", "address": address, "opens_on": ""}
        return {"asks": {}, "tables": {"points": [row] if address else []}}

    merged, _ = merge(PARTS["layout"], points("一弄"), points("二弄"), points(""))
    (row,) = merged["tables"]["points"]
    assert (row["community"], row["address"]) == ("310107017001", "二弄")
