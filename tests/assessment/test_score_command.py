"""manage.py score: the shape that the issue promises."""

import json
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from assessment.scoring import State
from tests.cast import Cast


def score(*args: str) -> str:
    out = StringIO()
    call_command("score", *args, stdout=out)
    return out.getvalue()


def scored(*args: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(score("--json", *args))
    return answer


def test_all_clauses_of_all_streets(cast: Cast) -> None:
    answer = scored()
    assert list(answer) == ["as_of", "standard", "streets"]
    assert (answer["as_of"], answer["standard"]) == ("2024-09-20", "2024 年度第 1 版")
    assert [street["code"] for street in answer["streets"]] == ["310107015", "310107017"]
    for street in answer["streets"]:
        assert list(street) == [
            *("code", "name", "total", "bonus", "due_points", "due_full", "indicators")
        ]
        assert len(street["indicators"]) == 82
        assert len({line["id"] for line in street["indicators"]}) == 82


def test_each_clause_is_whole(cast: Cast) -> None:
    for street in scored()["streets"]:
        for line in street["indicators"]:
            assert list(line) == [
                *("id", "value", "numerator", "denominator", "points", "full_mark"),
                *("is_bonus", "state", "explanation"),
            ]
            assert line["state"] in set(State)
            assert 0 <= line["points"] <= line["full_mark"]
            assert line["explanation"]
        scored_marks = [line["full_mark"] for line in street["indicators"] if not line["is_bonus"]]
        assert sum(Decimal(str(mark)) for mark in scored_marks) == 100


def test_a_day_outside_the_cycle_is_moved_and_said_so(cast: Cast) -> None:
    said = StringIO()
    out = StringIO()
    call_command("score", "--json", "--as-of", "2025-03-01", stdout=out, stderr=said)
    assert json.loads(out.getvalue())["as_of"] == "2024-12-31"
    assert "2025-03-01 不在 2024 年度第 1 版 的周期内，按 2024-12-31 计算。" in said.getvalue()


def test_before_any_cycle_it_names_those_there_are(cast: Cast) -> None:
    with pytest.raises(CommandError, match="2024 年度第 1 版（2024-01-01 至 2024-12-31）"):
        score("--as-of", "2023-05-01")


def test_numbers_are_numbers(cast: Cast) -> None:
    (street,) = scored("--street", "310107017")["streets"]
    line = {line["id"]: line for line in street["indicators"]}
    # One of three communities has a point: below 60 %, so no points.
    assert line["T1-5"] == {
        "id": "T1-5",
        "value": 0.3333,
        "numerator": 1,
        "denominator": 3,
        "points": 0,
        "full_mark": 4,
        "is_bonus": False,
        "state": "not_due",
        "explanation": line["T1-5"]["explanation"],
    }
    # One street advisor of the nine that 83,358 persons want.
    assert (line["T6-1"]["numerator"], line["T6-1"]["denominator"]) == (1, 9)
    assert line["T6-1"]["points"] == 0.4444
    assert (line["T3-1"]["state"], line["T3-1"]["points"]) == ("no_data", 0)
    assert (line["G-1"]["state"], line["G-1"]["full_mark"]) == ("tracked", 0)
    assert line["T6-5"]["denominator"] is None
    scored_lines = [one for one in street["indicators"] if not one["is_bonus"]]
    points = sum(Decimal(str(one["points"])) for one in scored_lines)
    # Of the full marks of what applies (rule 11): nothing happened that T5-2 and others ask for.
    full = sum(one["full_mark"] for one in scored_lines if one["state"] != "not_applicable")
    assert full == 94
    assert Decimal(str(street["total"])) == round(100 * points / full, 4)


def test_another_day(cast: Cast) -> None:
    answer = scored("--as-of", "2024-05-01")
    assert answer["as_of"] == "2024-05-01"
    late = {street["code"]: street["due_full"] for street in scored()["streets"]}
    early = {street["code"]: street["due_full"] for street in answer["streets"]}
    assert all(early[code] < late[code] for code in early)


def test_a_line_for_each_street_without_json(cast: Cast) -> None:
    lines = score().splitlines()
    assert [line.split()[1] for line in lines] == ["长寿路街道", "石泉路街道"]
    assert "加分 1.0" in lines[0]


def test_what_cannot_be_asked_is_said(cast: Cast) -> None:
    with pytest.raises(CommandError, match="不是日期"):
        score("--as-of", "20.9.2024")
    with pytest.raises(CommandError, match="没有代码为 310107999 的街镇"):
        score("--street", "310107999")


@pytest.mark.django_db
def test_without_a_standard_it_says_what_to_do() -> None:
    with pytest.raises(CommandError, match="load_district putuo"):
        score()
