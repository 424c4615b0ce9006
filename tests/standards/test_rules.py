"""Rules turn two numbers into an attainment; whatever the numbers, they keep their promises."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standards.parsing import InvalidStandard
from standards.rules import Outcome, Rule, Words, percent, points

WORDS = Words(counted="在岗", total="需配", unit="名")

LINEAR = {"kind": "linear", "zero_at": 0.5, "full_at": 0.9}
WITHIN = {"kind": "within", "zero_at": 0.5, "full_from": 0.85}
STEPS = {
    "kind": "steps",
    "levels": [
        {"attainment": 0, "label": "没有"},
        {"attainment": 0.3, "label": "筹建"},
        {"attainment": 0.6, "label": "待审", "awaits_review": True},
        {"attainment": 1, "label": "齐备"},
    ],
}
DEADLINE = {
    "kind": "deadline",
    "later": 0.3,
    "bands": [{"workdays": 10, "attainment": 0.6}],
}
RISING = [
    {"kind": "linear"},
    LINEAR,
    {"kind": "halves"},
    {"kind": "n_of_m", "m": 7},
    {"kind": "at_least", "count": 3},
    STEPS,
]
FALLING = [{"kind": "per_finding", "each": 0.5}, {"kind": "none_of"}, DEADLINE]
ALL = [*RISING, *FALLING, WITHIN]

amounts = st.decimals(min_value=0, max_value=10_000, places=2)
totals = st.decimals(min_value=Decimal("0.01"), max_value=10_000, places=2)
weights = st.decimals(min_value=0, max_value=100, places=2)


def attained(rule: dict[str, Any], numerator: Any, denominator: Any = None) -> Decimal:
    return outcome(rule, numerator, denominator).attainment


def outcome(rule: dict[str, Any], numerator: Any, denominator: Any = None) -> Outcome:
    total = None if denominator is None else Decimal(str(denominator))
    return Rule.parse(rule).apply(Decimal(str(numerator)), total, WORDS)


@pytest.mark.parametrize(
    ("numerator", "expected"),
    [
        (0, "0"),
        (49, "0"),
        (50, "0"),
        (51, "0.025"),
        (70, "0.5"),
        (89, "0.975"),
        (90, "1"),
        (99, "1"),
    ],
)
def test_linear_starts_and_fills_at_its_bounds(numerator: int, expected: str) -> None:
    assert attained(LINEAR, numerator, 100) == Decimal(expected)


@pytest.mark.parametrize(
    ("numerator", "expected"),
    [(50, "0"), (64, "0.4"), (85, "1"), (100, "1"), (101, "0")],
)
def test_within_earns_nothing_above_the_whole(numerator: int, expected: str) -> None:
    assert attained(WITHIN, numerator, 100) == Decimal(expected)


@pytest.mark.parametrize(("numerator", "expected"), [(0, "1"), (1, "0.5"), (2, "0"), (9, "0")])
def test_each_finding_takes_half(numerator: int, expected: str) -> None:
    assert attained({"kind": "per_finding", "each": 0.5}, numerator, 3) == Decimal(expected)


@pytest.mark.parametrize(
    ("late", "expected"), [(0, "1"), (1, "0.6"), (10, "0.6"), (11, "0.3"), (99, "0.3")]
)
def test_lateness_costs_by_band(late: int, expected: str) -> None:
    assert attained(DEADLINE, late, 1) == Decimal(expected)


@pytest.mark.parametrize(("level", "expected"), [(0, "0"), (1, "0.3"), (2, "0.6"), (3, "1")])
def test_steps_name_their_level(level: int, expected: str) -> None:
    assert attained(STEPS, level, 3) == Decimal(expected)
    assert outcome(STEPS, level, 3).awaits_review is (level == 2)


def test_n_of_m_and_at_least_and_none_of() -> None:
    assert attained({"kind": "n_of_m", "m": 4}, 3, 4) == Decimal("0.75")
    assert attained({"kind": "at_least", "count": 2}, 1) == 0
    assert attained({"kind": "at_least", "count": 2}, 2) == 1
    assert attained({"kind": "none_of"}, 0, 9) == 1
    assert attained({"kind": "none_of"}, 1, 9) == 0


@given(st.sampled_from(ALL), amounts, totals, weights)
@settings(deadline=None)
def test_attainment_and_points_stay_in_bounds(
    rule: dict[str, Any], numerator: Decimal, denominator: Decimal, weight: Decimal
) -> None:
    attainment = attained(rule, numerator, denominator)
    assert 0 <= attainment <= 1
    assert 0 <= points(weight, attainment) <= weight


@given(st.sampled_from(RISING), amounts, amounts, totals)
@settings(deadline=None)
def test_more_never_earns_less(
    rule: dict[str, Any], one: Decimal, other: Decimal, denominator: Decimal
) -> None:
    less, more = sorted([one, other])
    assert attained(rule, less, denominator) <= attained(rule, more, denominator)


@given(st.sampled_from(FALLING), amounts, amounts, totals)
@settings(deadline=None)
def test_more_findings_or_days_never_earn_more(
    rule: dict[str, Any], one: Decimal, other: Decimal, denominator: Decimal
) -> None:
    less, more = sorted([one, other])
    assert attained(rule, less, denominator) >= attained(rule, more, denominator)


@given(st.sampled_from(ALL), amounts)
@settings(deadline=None)
def test_a_zero_denominator_is_never_full(rule: dict[str, Any], numerator: Decimal) -> None:
    assert attained(rule, numerator, 0) == 0


@given(st.sampled_from(ALL), amounts, totals)
@settings(deadline=None)
def test_something_is_missing_exactly_while_it_is_not_full(
    rule: dict[str, Any], numerator: Decimal, denominator: Decimal
) -> None:
    found = outcome(rule, numerator, denominator)
    if rule["kind"] == "deadline":  # what was late can't be made good
        assert found.missing == ""
    else:
        assert (found.missing == "") is (found.attainment == 1)


@pytest.mark.parametrize(
    ("rule", "numerator", "denominator", "how", "missing"),
    [
        ({"kind": "linear"}, 9, 9, "在岗 9 名 ÷ 需配 9 名 = 100%", ""),
        ({"kind": "linear"}, 11, 9, "在岗 11 名 ÷ 需配 9 名 = 122.2%，按 100%", ""),
        (
            {"kind": "linear", "zero_at": 0.5},
            26,
            34,
            "在岗 26 名 ÷ 需配 34 名 = 76.5%，50% 起得分、100% 满分，得分率 52.9%",
            "还差 8 名",
        ),
        (
            LINEAR,
            80,
            100,
            "在岗 80 名 ÷ 需配 100 名 = 80%，50% 起得分、90% 满分，得分率 75%",
            "还差 10 名",
        ),
        (
            WITHIN,
            "100.01",
            100,
            "在岗 100.01 名 ÷ 需配 100 名 = 100.1%，超过 100%，得分率 0%",
            "超出 0.01 名",
        ),
        ({"kind": "n_of_m", "m": 3}, 1, 3, "在岗 1 名 ÷ 需配 3 名 = 33.3%", "还差 2 名"),
        ({"kind": "at_least"}, 0, None, "在岗 0 名，要求至少 1 名，得分率 0%", "还差 1 名"),
        ({"kind": "none_of"}, 2, 5, "在岗 2 名，应为 0，得分率 0%", "还有 2 名待处理"),
        (STEPS, 1, 3, "筹建，得分率 30%", "满分要求：齐备"),
        (DEADLINE, 3, 1, "在岗迟 3 个工作日（不超过 10 个工作日），得分率 60%", ""),
        (DEADLINE, 12, 1, "在岗迟 12 个工作日，得分率 30%", ""),
    ],
)
def test_each_rule_writes_its_sum_out(
    rule: dict[str, Any], numerator: Any, denominator: Any, how: str, missing: str
) -> None:
    found = outcome(rule, numerator, denominator)
    assert (found.how, found.missing) == (how, missing)


def test_points_have_four_decimals() -> None:
    assert str(points(Decimal(4), Decimal(9) / Decimal(17))) == "2.1176"


@pytest.mark.parametrize(
    ("share", "shown"),
    [("1", "100%"), ("0.9999", "99.9%"), ("1.0001", "100.1%"), ("0.765", "76.5%")],
)
def test_a_percentage_never_rounds_to_the_whole(share: str, shown: str) -> None:
    assert percent(Decimal(share)) == shown


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule["kind"])
def test_a_rule_survives_the_database(rule: dict[str, Any]) -> None:
    parsed = Rule.parse(rule)
    assert Rule.parse(parsed.as_json()) == parsed


@pytest.mark.parametrize(
    "rule",
    [
        None,
        {"kind": "guess"},
        {"kind": "linear", "zero_at": 1},
        {"kind": "linear", "full_at": 2},
        {"kind": "linear", "from": 0.5},
        {"kind": "n_of_m"},
        {"kind": "n_of_m", "m": 0},
        {"kind": "n_of_m", "m": True},
        {"kind": "at_least", "count": 0},
        {"kind": "per_finding", "each": 0},
        {"kind": "within", "zero_at": 0.9, "full_from": 0.5},
        {"kind": "steps", "levels": [{"attainment": 1, "label": "有"}]},
        {
            "kind": "steps",
            "levels": [{"attainment": 1, "label": "有"}] * 2 + [{"attainment": 0, "label": "无"}],
        },
        {"kind": "deadline", "later": 0.7, "bands": [{"workdays": 10, "attainment": 0.6}]},
        {"kind": "deadline", "later": "很少"},
    ],
)
def test_a_faulty_rule_is_refused(rule: Any) -> None:
    with pytest.raises(InvalidStandard):
        Rule.parse(rule)


def test_a_share_needs_a_denominator() -> None:
    with pytest.raises(ValueError, match="denominator"):
        outcome({"kind": "linear"}, 3)
