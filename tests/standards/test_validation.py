"""A faulty standard is refused with every reason."""

from pathlib import Path
from typing import Any

import pytest

from standards.book import StandardBook
from standards.loading import read_file, standard_file
from standards.parsing import InvalidStandard, build
from standards.validation import problems_of
from tests.standards.books import book, book_data, clause_data, setting


def faults(*clauses: dict[str, Any], **changes: Any) -> list[str]:
    return list(problems_of(book(*clauses, **changes)))


def test_a_sound_standard_has_no_faults() -> None:
    assert faults() == []


def test_a_worked_example_that_does_not_come_out_is_told() -> None:
    wrong = clause_data(
        examples=[
            {"numerator": 1, "denominator": 2, "points": 49.99},
            {"numerator": 2, "denominator": 2, "points": 100},
        ]
    )
    assert faults(wrong) == ["T1 的算例（分子 1，分母 2）：应得 49.99 分，算得 50.0000 分。"]


def test_an_example_without_the_denominator_its_rule_needs_is_told() -> None:
    wrong = clause_data(
        examples=[{"numerator": 1, "points": 50}, {"numerator": 2, "denominator": 2, "points": 100}]
    )
    assert faults(wrong) == ["T1 的算例（分子 1）：这种规则要有分母。"]


def test_weights_have_to_sum_to_100_without_bonus() -> None:
    bonus = clause_data(
        code="T2",
        weight=1,
        is_bonus=True,
        rule={"kind": "at_least"},
        examples=[{"numerator": 0, "points": 0}, {"numerator": 1, "points": 1}],
    )
    assert faults(clause_data(), bonus) == []
    assert faults(bonus, milestones=[]) == ["各条款分值合计 0，应为 100。"]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"rule": None, "examples": []}, "T1：有分值的条款要有计分规则和指标。"),
        ({"measure": ""}, "T1：有分值的条款要有计分规则和指标。"),
        ({"examples": []}, "T1：至少要有一个满分的算例。"),
        ({"examples": []}, "T1：至少要有一个未满分的算例。"),
        ({"weight": -1}, "T1：分值不能是负数。"),
        ({"weight": 0, "is_bonus": True}, "T1：加分项要有分值。"),
    ],
)
def test_a_clause_has_to_be_whole(changes: dict[str, Any], fault: str) -> None:
    assert fault in faults(clause_data(**changes))


def test_codes_are_used_once_and_names_lead_somewhere() -> None:
    found = faults(
        clause_data(),
        clause_data(),
        phases=[],
        settings=[setting("bonus_cap", "decimal", 5, convention="R99")],
    )
    assert "条款 T1 出现了两次。" in found
    assert "节点 M1：没有阶段“1”。" in found
    assert "设置 bonus_cap：没有口径“R99”。" in found
    assert "缺设置 periods_start_on。" in found
    assert "节点 M1：没有条款“T1”。" in faults(clause_data(code="T9"))


def test_days_have_to_follow_each_other() -> None:
    phase = {
        "code": "1",
        "name": "一",
        "starts_on": "2024-03-31",
        "ends_on": "2024-02-01",
        "text": "。",
    }
    assert "阶段 1：最后一天早于第一天。" in faults(phases=[phase])
    assert "周期的最后一天早于第一天。" in faults(cycle_end="2023-12-31")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"yaer": 2024}, "yaer：不认识这一项。"),
        ({"year": "二〇二四"}, "year：“二〇二四”不是可用的值。"),
        ({"year": True}, "year：“True”不是可用的值。"),
        ({"issued_on": "2024-02-30"}, "issued_on：“2024-02-30”不是可用的值。"),
        ({"phases": "四个"}, "phases：应为列表。"),
        ({"phases": ["一"]}, "phases[1]：应为一组“名称: 值”。"),
        (
            {"settings": [setting("bonus_cap", "decimal", "五")]},
            "settings[bonus_cap]：值：“五”不是可用的值。",
        ),
        (
            {"settings": [setting("hours", "choice", "town", choices=["street"])]},
            "settings[hours]：“town”不在选项之中。",
        ),
    ],
)
def test_wrong_data_is_told_by_its_place(changes: dict[str, Any], problem: str) -> None:
    with pytest.raises(InvalidStandard) as raised:
        build(StandardBook, book_data(**changes))
    assert raised.value.problems == (problem,)


def test_a_wrong_clause_is_told_by_its_code() -> None:
    wrong = clause_data(level="maybe")
    with pytest.raises(InvalidStandard, match=r"parts\[T\]\.clauses\[T1\]\.level：“maybe”"):
        build(StandardBook, book_data(wrong))
    without = clause_data()
    del without["quote"]
    with pytest.raises(InvalidStandard, match="quote：缺这一项"):
        build(StandardBook, book_data(without))


def test_the_file_does_not_load_when_an_example_fails(tmp_path: Path) -> None:
    text = standard_file("putuo", 2024).read_text(encoding="utf-8")
    right, wrong = "denominator: 34, points: 2.1176}", "denominator: 34, points: 2.2}"
    assert text.count(right) == 1
    path = tmp_path / "standard.yaml"
    path.write_text(text.replace(right, wrong), encoding="utf-8")
    with pytest.raises(InvalidStandard, match="T8-4 的算例"):
        read_file(path)


@pytest.mark.parametrize("content", ["", "- 一\n", "year: [2024", "!!python/object:os.system {}"])
def test_what_is_no_standard_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "standard.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InvalidStandard):
        read_file(path)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidStandard, match=r"打不开标准文件 no\.yaml"):
        read_file(tmp_path / "no.yaml")
