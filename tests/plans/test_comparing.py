"""What changed between two versions of a part."""

from typing import Any

from plans.comparing import differences
from plans.parts import PARTS
from tests.plans.writing import filled

POINTS = PARTS["layout"]
MONEY = PARTS["money"]


def layout(*rows: tuple[str, str], **asks: str) -> dict[str, Any]:
    points = [{"community": code, "address": address, "opens_on": ""} for code, address in rows]
    return {"asks": asks, "tables": {"points": points}}


def money(*rows: tuple[str, str, str]) -> dict[str, Any]:
    names = ("source", "use", "amount")
    return {"tables": {"lines": [dict(zip(names, row, strict=True)) for row in rows]}}


def test_the_same_text_has_no_differences() -> None:
    for part in PARTS.values():
        assert not differences(part, filled(part), filled(part))


def test_an_answer_is_told_before_and_after() -> None:
    before = filled(PARTS["site"])
    after = {**before, "asks": {**before["asks"], "address": "兰溪路138号", "venue_note": ""}}
    found = differences(PARTS["site"], before, after)
    assert [(one.ask.name, one.before, one.after) for one in found.asks] == [
        ("venue_note", "按通知要求办理。", ""),
        ("address", "试验", "兰溪路138号"),
    ]
    assert found.tables == []


def test_rows_are_told_apart_by_their_key_whatever_their_order() -> None:
    before = layout(("017001", "一弄"), ("017002", "二弄"), ("017003", "三弄"))
    after = layout(("017004", "四弄"), ("017003", "三弄"), ("017001", "一弄10号"))
    (table,) = differences(POINTS, before, after).tables
    assert table.table.label == "布点清单"
    told = [(row.kind, row.row["community"]) for row in table.rows]
    assert told == [("added", "017004"), ("changed", "017001"), ("removed", "017002")]
    (change,) = table.rows[1].changes
    assert (change.ask.label, change.before, change.after) == ("地址", "一弄", "一弄10号")
    assert [table.count(kind) for kind in ("added", "removed", "changed")] == [1, 1, 1]


def test_money_is_told_apart_by_use_and_source() -> None:
    before = money(("government_budget", "building", "1"), ("donation", "building", "2"))
    after = money(("donation", "building", "5"), ("government_budget", "building", "1"))
    (table,) = differences(MONEY, before, after).tables
    (row,) = table.rows
    assert (row.kind, row.row["source"]) == ("changed", "donation")
    assert [(one.before, one.after) for one in row.changes] == [("2", "5")]


def test_of_several_rows_alike_none_is_lost() -> None:
    line = ("government_budget", "building", "1")
    more = ("government_budget", "building", "9")
    (table,) = differences(MONEY, money(line), money(line, more)).tables
    assert [(row.kind, row.row["amount"]) for row in table.rows] == [("added", "9")]
    (table,) = differences(MONEY, money(line, more), money(line)).tables
    assert [(row.kind, row.row["amount"]) for row in table.rows] == [("removed", "9")]


def test_an_empty_version_is_all_new() -> None:
    found = differences(POINTS, {}, layout(("017001", "一弄"), overview="全覆盖"))
    assert [one.after for one in found.asks] == ["全覆盖"]
    assert [row.kind for row in found.tables[0].rows] == ["added"]
    assert found
